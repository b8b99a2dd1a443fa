"""``visible_to`` and ``listed_for`` say the same with row-level security behind them and without: two walls, not one.

Without it: as the owner of the tables, whom no policy holds.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from agencies.access import Actor, acting_as
from agencies.querysets import VisibleQuerySet
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from participants.models import Participant
from tests.access.world import EVERYBODY, Onlooker, Situation, World

pytestmark = pytest.mark.django_db


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if isinstance(model._default_manager.all(), VisibleQuerySet) and model._meta.managed:
            yield model


MODELS = sorted(_models(), key=lambda model: model._meta.db_table)


def _answers(actor: Actor, model: type[models.Model], role: str) -> dict[str, set[object]]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        rows: VisibleQuerySet[models.Model] = model._default_manager.all()  # type: ignore[assignment]
        said = {
            "visible_to": set(rows.visible_to(actor).values_list("pk", flat=True)),
            "listed_for": set(rows.listed_for(actor).values_list("pk", flat=True)),
        }
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    return said


@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_what_is_visible_is_the_same_to_the_owner_of_the_tables(world: World, who: Onlooker) -> None:
    actor = world.actor(who)
    differing = {}
    for model in MODELS:
        alone, guarded = _answers(actor, model, OWNER_ROLE), _answers(actor, model, APP_ROLE)
        if alone != guarded:
            differing[model._meta.db_table] = {
                method: (len(alone[method]), len(guarded[method]))
                for method in alone
                if alone[method] != guarded[method]
            }
    assert differing == {}


def test_the_owner_meets_everybody_so_that_the_comparison_says_something(world: World) -> None:
    everybody = {case.person.pk for case in world.cases.values()}
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        assert everybody <= set(Participant.objects.values_list("pk", flat=True))
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        assert not Participant.objects.exists()
    assert len(everybody) == len(Situation)
    assert len(MODELS) > 60
