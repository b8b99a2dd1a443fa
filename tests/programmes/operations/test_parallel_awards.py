"""Two people who award a programme to one person at the same moment."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Role
from programmes.models import Participation
from programmes.operations.awarding import award_programme
from tests.programmes.awards import an_award
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_awards_at_once_give_one_programme_and_one_refusal() -> None:
    municipality = make_municipality()
    person = make_person(municipality)
    start, outcomes = Barrier(2, timeout=20), list[str]()

    def award(actor: Actor, person_id: UUID) -> None:
        try:
            start.wait()
            award_programme(actor, person_id, an_award())
            outcomes.append("awarded")
        except RuleRefused as refused:
            outcomes.append(refused.refusals[0].code)
        finally:
            connection.close()

    advisers = [make_actor(municipality, Role.PROGRAMME_ADVISER) for _ in range(2)]
    threads = [Thread(target=award, args=(adviser, person.pk)) for adviser in advisers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["awarded", "programme_overlaps"]
    with acting_as(system_actor(municipality.pk)):
        assert Participation.objects.filter(participant=person).count() == 1
