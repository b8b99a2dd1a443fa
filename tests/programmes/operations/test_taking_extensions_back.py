"""A refusal that replaces a granted extension takes its months off the programme, from the day it is made."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from integration.operations.nir.deriving import derive_events
from participants.models import Deadline
from programmes.clocks import clock_of, explained_clock
from programmes.law.procedure_states import DecisionAct
from programmes.law_words import law_catalogue
from programmes.models import Decision, DecisionType, Participation
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.duties import PROGRAMME_END
from programmes.operations.ending import end_programme
from programmes.operations.extending import Extension, decide_extension
from programmes.operations.extension_watch import EXTENSION_WINDOW
from tests.agencies.api.calling import api_for
from tests.integration.nir.test_deriving import events
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, step
from tests.programmes.extensions import HEARD, ending_on, extended, shorter_draft
from tests.world import make_actor, make_nav_office, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


def _refusal(programme: Participation, replaces: Decision | None, **facts: Any) -> Draft:
    known: dict[str, Any] = {
        "decision_type": DecisionType.EXTENSION, "participation_id": programme.pk, "is_refusal": True,
        "reasons": "Vedtaket bygde på feil opplysninger.", "replaces_id": replaces.pk if replaces else None,
    }  # fmt: skip
    return Draft(**(known | facts))


def _taken_back(adviser: Actor, programme: Participation, replaces: Decision) -> Decision:
    draft = draft_decision(adviser, programme.participant_id, _refusal(programme, replaces))
    return step(adviser, draft, DecisionAct.DECIDE, note=HEARD)


def test_the_months_are_off_the_clock_with_all_that_hangs_on_it(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    granted = extended(adviser, programme, 12)
    assert (stored(programme).extension_months, stored(programme).last_day) == (12, dt.date(2031, 10, 11))
    refusal = _taken_back(adviser, programme, granted)
    after = stored(programme)
    assert (after.extension_months, after.last_day, after.decided_end_stands) == (0, programme.last_day, False)
    with acting_as(system_actor(municipality.pk)):
        assert Deadline.objects.get(kind=PROGRAMME_END, subject_id=programme.pk).due_on == programme.last_day
        # An extension may be applied for again, so the warning before the end stands anew.
        assert Deadline.objects.get(kind=EXTENSION_WINDOW, subject_id=programme.pk).is_open
        assert clock_of(after).last_day == after.last_day
    assert refusal.content == {
        "taken_back_months": 12, "earlier_last_day": "2031-10-11", "last_day": "2030-10-11",
    }  # fmt: skip


def test_the_explanation_says_it_step_by_step_with_the_paragraph(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    refusal = _taken_back(adviser, programme, extended(adviser, programme, 12))
    today = f"{TODAY().day}. "
    told = [(each["text"], each["paragraph"]) for each in refusal.computed]
    assert told[0][1] == "integreringsloven § 14 fjerde ledd"
    assert "tatt tilbake" in told[1][0]
    assert "12 måneder" in told[1][0]
    assert today in told[1][0]
    assert told[1][1] == "forvaltningsloven § 35"
    assert "forvaltningsloven § 35" in refusal.paragraphs
    with acting_as(adviser):
        steps = explained_clock(stored(programme)).steps
        assert [(each.text(law_catalogue()), each.paragraph) for each in steps] == told
    nav = make_nav_office(municipality)
    for agency, role in ((municipality, Role.PROGRAMME_ADVISER), (nav, Role.NAV_ADVISER)):
        answer = api_for(agency, role).get(f"/api/v1/participations/{programme.pk}/")
        assert "forvaltningsloven § 35" in {each["paragraph"] for each in answer.json()["steps"]}


@pytest.mark.parametrize(
    ("ends_in", "kept", "last_in"),
    [
        # The time of the extension has not begun: all of it goes, to the last day before.
        (1, 0, 1), (0, 0, 0),
        # It has begun: what is used stays, and the programme lasts through the day of the decision.
        (-1, 1, 0), (-40, 2, 0),
    ],
)  # fmt: skip
def test_time_that_was_used_stays(municipality: Agency, adviser: Actor, ends_in: int, kept: int, last_in: int) -> None:
    programme = ending_on(municipality, adviser, TODAY() + ends_in * DAY)
    facts = Extension(months=6, requested_on=programme.last_day - 30 * DAY, reasons="Målet nås på den tiden.")
    granted = decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day - 20 * DAY)
    _taken_back(adviser, programme, granted)
    after = stored(programme)
    assert (after.extension_months, after.last_day) == (kept, TODAY() + last_in * DAY)
    assert after.decided_end_stands is bool(kept)
    with acting_as(system_actor(municipality.pk)):
        assert clock_of(after).last_day == after.last_day
        assert [row.pk for row in Participation.objects.filter(pk=after.pk, last_day=after.last_day)] == [after.pk]


def test_an_extension_that_is_used_up_is_not_taken_back(municipality: Agency, adviser: Actor) -> None:
    programme = ending_on(municipality, adviser, TODAY() - 40 * DAY)
    facts = Extension(months=1, requested_on=programme.last_day - 30 * DAY, reasons="Målet nås på den tiden.")
    granted = decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day - 20 * DAY)
    assert stored(programme).last_day < TODAY()
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, programme.participant_id, _refusal(programme, granted))
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.paragraph) == ("extension_used", "forvaltningsloven § 35")


def test_nothing_is_taken_back_twice_or_from_an_ended_programme(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    granted = extended(adviser, programme)
    _taken_back(adviser, programme, granted)
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, programme.participant_id, _refusal(programme, granted))
    assert refused.value.refusals[0].code == "already_replaced"
    assert stored(programme).extension_months == 0
    other = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    granted = extended(adviser, other)
    end_programme(adviser, other.pk, ended_on=dt.date(2026, 11, 2), end_reason="interrupted", main_activity="other")
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, other.participant_id, _refusal(other, granted))
    assert refused.value.refusals[0].code == "already_ended"
    assert stored(other).extension_months == 6


def test_a_refusal_that_replaces_nothing_or_another_refusal_moves_nothing(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    extended(adviser, programme)
    standing = stored(programme).last_day
    draft = draft_decision(adviser, programme.participant_id, _refusal(programme, None))
    first = step(adviser, draft, DecisionAct.DECIDE)
    draft = draft_decision(adviser, programme.participant_id, _refusal(programme, first))
    second = step(adviser, draft, DecisionAct.DECIDE)
    assert (stored(programme).last_day, stored(programme).extension_months) == (standing, 6)
    assert "taken_back_months" not in second.content


def test_of_two_extensions_only_the_replaced_one_goes(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    first = extended(adviser, programme)
    second = step(adviser, shorter_draft(adviser, first, 3), DecisionAct.DECIDE, note=HEARD)
    refusal = _taken_back(adviser, programme, second)
    assert stored(programme).extension_months == 0
    # The refusal may itself be replaced: the months are there again, and nothing is said of having been taken back.
    again = draft_decision(
        adviser,
        programme.participant_id,
        Draft(
            decision_type=DecisionType.EXTENSION, participation_id=programme.pk, requested_on=TODAY(),
            content={"extension_months": 12}, reasons="Klagen førte fram.", replaces_id=refusal.pk,
        ),
    )  # fmt: skip
    step(adviser, again, DecisionAct.DECIDE)
    after = stored(programme)
    assert (after.extension_months, after.last_day) == (12, dt.date(2031, 10, 11))
    with acting_as(adviser):
        assert "extension_taken_back" not in [each.code for each in explained_clock(after).steps]


def test_nir_is_told_of_it_as_a_correction(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    granted = extended(adviser, programme)
    derive_events(municipality.pk, TODAY())
    (told,) = events(municipality, kind="extension")
    _taken_back(adviser, programme, granted)
    assert derive_events(municipality.pk, TODAY()).withdrawn >= 1
    first, second = events(municipality, kind="extension")
    assert (first.pk, second.corrects_id, second.is_withdrawn) == (told.pk, told.pk, True)
    assert second.subject_id == granted.pk
