"""Residence permits: renewed by a new row, watched by a deadline."""

import datetime as dt

import pytest

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from participants.models import CaseEvent, Deadline, Flag, FlagState, Participant, ResidencePermit
from participants.operations.flagging import flag_municipality
from participants.operations.permits import PERMIT_EXPIRY, renew_permit
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db

GRANTED = dt.date(2027, 8, 1)
UNTIL = dt.date(2028, 8, 1)


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def person(municipality: Agency) -> Participant:
    return make_person(municipality, permit_valid_until=dt.date(2027, 9, 1), settled_on=None)


def _renew(
    actor: Actor, person: Participant, until: dt.date | None = UNTIL, granted: dt.date = GRANTED
) -> ResidencePermit:
    return renew_permit(actor, person.pk, basis="collective", granted_on=granted, valid_until=until)


def _deadlines(actor: Actor) -> list[tuple[dt.date, dt.date | None]]:
    with acting_as(actor):
        return list(Deadline.objects.filter(kind=PERMIT_EXPIRY).values_list("due_on", "met_on"))


def test_a_new_permit_meets_the_duty_of_the_old_one_and_is_watched(
    municipality: Agency, adviser: Actor, person: Participant
) -> None:
    flag_municipality(municipality.pk, GRANTED)
    permit = _renew(adviser, person)
    assert _deadlines(adviser) == [(dt.date(2027, 9, 1), GRANTED), (UNTIL, None)]
    with acting_as(adviser):
        assert Flag.objects.get().state == FlagState.ACTED_ON
        assert Deadline.objects.get(subject_id=permit.pk).paragraph == "utlendingsloven § 34"
        assert CaseEvent.objects.get(kind="permit_registered").facts["valid_until"] == str(UNTIL)
        assert person.permits.count() == 2


def test_the_day_on_which_an_earlier_duty_was_met_is_not_rewritten(adviser: Actor, person: Participant) -> None:
    _renew(adviser, person)
    _renew(adviser, person, dt.date(2029, 8, 1), dt.date(2028, 7, 1))
    assert _deadlines(adviser) == [
        (dt.date(2027, 9, 1), GRANTED),
        (UNTIL, dt.date(2028, 7, 1)),
        (dt.date(2029, 8, 1), None),
    ]


def test_a_permit_without_a_last_day_is_not_watched(adviser: Actor, person: Participant) -> None:
    _renew(adviser, person, None)
    assert _deadlines(adviser) == [(dt.date(2027, 9, 1), GRANTED)]


@pytest.mark.parametrize(
    ("basis", "until", "faults"),
    [
        ("collective", GRANTED, []),
        ("collective", GRANTED - dt.timedelta(days=1), [("permit_ends_before", "valid_until")]),
        ("tourist", UNTIL, [("unknown_basis", "basis")]),
    ],
)
def test_what_stands_against_a_permit_stands_at_its_field(
    adviser: Actor, person: Participant, basis: str, until: dt.date, faults: list[tuple[str, str]]
) -> None:
    try:
        renew_permit(adviser, person.pk, basis=basis, granted_on=GRANTED, valid_until=until)
        found = []
    except RuleRefused as refusal:
        found = [(one.code, one.field) for one in refusal.refusals]
    assert found == faults


def test_a_stranger_meets_nobody_and_nav_may_not(municipality: Agency, person: Participant) -> None:
    voss = make_municipality("Voss")
    stranger = make_actor(voss, Role.PROGRAMME_ADVISER)
    make_person(voss)
    with pytest.raises(Participant.DoesNotExist):
        _renew(stranger, person)
    with pytest.raises(NotPermitted):
        _renew(make_actor(make_nav_office(municipality), Role.NAV_ADVISER), person)
