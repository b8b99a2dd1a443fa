"""A month of attendance is settled when nobody's reported absence waits: also of those who stand in no list."""

import datetime as dt
from typing import Any

import pytest

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from participants.models import NamedAccess
from programmes.models.classes import AttendanceLock, ClassSession
from programmes.operations.classes.locking import lock_month
from programmes.operations.classes.marking import Mark, mark_attendance
from tests.programmes.classes.schools import Taught, make_session, make_taught_class, put_in_class, today
from tests.world import actor_of, make_actor, make_person, make_user

pytestmark = pytest.mark.django_db
LAST_MONTH = (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
ABSENT, PRESENT = Mark("absent_invalid"), Mark("present")


@pytest.fixture
def taught(municipality: Agency) -> Taught:
    return make_taught_class(municipality)


@pytest.fixture
def session(taught: Taught) -> ClassSession:
    """A session of the month that is to be settled."""
    return make_session(taught.school_class, LAST_MONTH)


def _refused(actor: Actor, municipality: Agency) -> str:
    """Why the month cannot be settled."""
    with pytest.raises(RuleRefused) as refused:
        lock_month(actor, municipality.pk, month=LAST_MONTH)
    (refusal,) = refused.value.refusals
    assert refusal.code == "absence_to_decide"
    assert not AttendanceLock.objects.exists()
    return refusal.detail


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_absence_of_a_protected_person_stops_the_month_and_is_counted_to_nobody(
    municipality: Agency, taught: Taught, session: ClassSession, facts: dict[str, Any]
):
    named, hidden = make_user(municipality, Role.TEAM_LEADER), make_person(municipality, **facts)
    put_in_class(hidden, taught.school_class)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=named)
    open_case = taught.pupils[0]
    mark_attendance(taught.teacher, session.pk, {open_case.pk: ABSENT})
    mark_attendance(actor_of(named), session.pk, {hidden.pk: ABSENT})
    leaders = make_actor(municipality, Role.TEAM_LEADER), actor_of(named)
    for leader in leaders:
        assert _refused(leader, municipality) == "Ta stilling til meldt fravær først. Det gjelder 1 deltakere."
    mark_attendance(taught.teacher, session.pk, {open_case.pk: PRESENT}, reason="Var der")
    for leader in leaders:
        said = _refused(leader, municipality)
        assert "ikke står i listene" in said
        assert not any(letter.isdigit() for letter in said)
    mark_attendance(actor_of(named), session.pk, {hidden.pk: PRESENT}, reason="Var der")
    assert lock_month(leaders[0], municipality.pk, month=LAST_MONTH).month == LAST_MONTH
