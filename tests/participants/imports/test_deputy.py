"""A list with protected people names a deputy for them before it is committed (law.md 7.3)."""

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Role
from participants.models import Intake, NamedAccess
from participants.operations.importing.deciding import prepare_commit, request_commit
from tests.participants.imports.lists import arrival, as_csv, bergen, officer, run_step, upload
from tests.world import make_user

pytestmark = pytest.mark.django_db


def test_a_list_with_protected_people_needs_a_deputy_before_it_is_committed():
    municipality = bergen()
    actor, deputy = officer(municipality), make_user(municipality, Role.PROGRAMME_ADVISER)
    assert actor.user_id is not None
    own = [actor.user_id]
    batch = upload(actor, as_csv(arrival(1, address_protection="6")))
    for call in (
        lambda: prepare_commit(actor, batch.pk, intake=Intake.NEW, named_user_ids=[]),
        lambda: prepare_commit(actor, batch.pk, named_user_ids=own),
    ):
        with pytest.raises(RuleRefused) as refused:
            call()
        assert [(each.code, each.field) for each in refused.value.refusals] == [("deputy_required", "named_users")]
    prepare_commit(actor, batch.pk, intake=Intake.NEW)
    with pytest.raises(RuleRefused) as refused:
        request_commit(actor, batch.pk)
    assert [each.code for each in refused.value.refusals] == ["deputy_required"]
    prepare_commit(actor, batch.pk, named_user_ids=[deputy.pk])
    run_step(request_commit(actor, batch.pk))
    with acting_as(system_actor(municipality.pk)):
        assert set(NamedAccess.objects.values_list("user_id", flat=True)) == {actor.user_id, deputy.pk}
    open_list = upload(actor, as_csv(arrival(2)))
    prepare_commit(actor, open_list.pk, intake=Intake.NEW)
    run_step(request_commit(actor, open_list.pk))
