"""Extensions: where the law has them, up to the maximum, applied for before the end, one at a time."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from participants.models import Deadline
from programmes.clocks import clock_of
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, DecisionType, EarlierProgramme, Participation
from programmes.operations.decisions import Draft, draft_decision, require_approval
from programmes.operations.duties import PROGRAMME_END
from programmes.operations.ending import end_programme
from programmes.operations.extending import Extension, decide_extension, preview_extension
from programmes.operations.extension_watch import EXTENSION_WINDOW
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, state, step
from tests.programmes.extensions import HEARD
from tests.threads import at_once
from tests.world import make_actor, make_municipality, make_nav_office, make_person


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


def _extension(**facts: Any) -> Extension:
    known: dict[str, Any] = {
        "months": 12,
        "requested_on": timezone.localdate(),
        "reasons": "Mangler ett fag, og kan nå målet på den tiden.",
    }
    return Extension(**(known | facts))


def _due(participation: Participation, kind: str) -> Deadline:
    with acting_as(system_actor(participation.municipality_id)):
        return Deadline.objects.get(kind=kind, subject_id=participation.pk)


def _draft(programme: Participation, months: int, replaces: Decision | None = None) -> Draft:
    return Draft(
        decision_type=DecisionType.EXTENSION, participation_id=programme.pk, requested_on=timezone.localdate(),
        content={"extension_months": months}, reasons="Målet nås tidligere.",
        replaces_id=replaces.pk if replaces else None,
    )  # fmt: skip


@pytest.mark.django_db
def test_an_extension_that_replaces_another_takes_its_place(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    first = decide_extension(adviser, programme.pk, _extension(months=6))
    with pytest.raises(RuleRefused):
        draft_decision(adviser, programme.participant_id, _draft(programme, 3))
    draft = draft_decision(adviser, programme.participant_id, _draft(programme, 3, first))
    second = step(adviser, draft, DecisionAct.DECIDE, note=HEARD)
    after = stored(programme)
    assert (after.extension_months, after.last_day) == (3, dt.date(2031, 1, 11))
    assert _due(programme, PROGRAMME_END).due_on == after.last_day
    with pytest.raises(RuleRefused) as refused:
        draft_decision(adviser, programme.participant_id, _draft(programme, 4, first))
    assert refused.value.refusals[0].code == "already_replaced"
    third = draft_decision(adviser, programme.participant_id, _draft(programme, 12, second))
    step(adviser, third, DecisionAct.DECIDE)
    assert stored(programme).extension_months == 12


@pytest.mark.django_db
def test_an_extension_moves_the_end_with_its_deadlines_and_says_how(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    assert _due(programme, EXTENSION_WINDOW).due_on == programme.last_day - dt.timedelta(days=60)
    decision = decide_extension(adviser, programme.pk, _extension())
    after = stored(programme)
    assert (after.extension_months, after.last_day) == (12, dt.date(2031, 10, 11))
    assert _due(programme, PROGRAMME_END).due_on == after.last_day
    assert not _due(programme, EXTENSION_WINDOW).is_open
    assert decision.content == {
        "extension_months": 12, "earlier_last_day": "2030-10-11", "last_day": "2031-10-11",
    }  # fmt: skip
    assert [each["paragraph"] for each in decision.computed][:2] == ["integreringsloven § 14 fjerde ledd"] * 2
    with acting_as(adviser):
        assert after.last_day == clock_of(after).last_day
    assert state(decision) is DecisionState.DECIDED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("used", "left"), [((6, 0), None), ((6, 1), "høyst 11 måneder"), ((7, 0), "høyst 11 måneder"), ((20, 0), "høyst 0")]
)
def test_time_used_in_another_municipality_counts_against_the_extension(
    municipality: Agency, adviser: Actor, used: tuple[int, int], left: str | None
) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE | {"months": 42})
    with acting_as(system_actor(municipality.pk)):
        EarlierProgramme.objects.create(
            participant=programme.participant,
            municipality=municipality,
            held_in=make_municipality("Voss"),
            offer_date=dt.date(2026, 1, 5),
            protection="collective",
            education="below",
            goal="full_upper_secondary",
            first_day=dt.date(2026, 1, 12),
            last_day=dt.date(2026, 7, 12),
            months=42,
            months_used=used[0],
            days_used=used[1],
            end_reason="moved",
        )
        _clock, refusals = preview_extension(stored(programme), 12, timezone.localdate())
    assert [refusal.code for refusal in refusals] == (["time_used_above_maximum"] if left else [])
    assert all(left in refusal.detail for refusal in refusals if left)


@pytest.mark.django_db
def test_a_programme_that_the_law_does_not_extend_is_refused_with_its_paragraph(
    municipality: Agency, adviser: Actor
) -> None:
    programme = make_programme(make_person(municipality), adviser)
    with pytest.raises(RuleRefused) as refused:
        decide_extension(adviser, programme.pk, _extension(months=1))
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field, refusal.paragraph) == (
        "extension_not_available", "months", "integreringsloven § 13 tredje ledd",
    )  # fmt: skip
    assert refusal.detail == "Et program med dette målet kan ikke forlenges."
    assert stored(programme).extension_months == 0
    with acting_as(system_actor(municipality.pk)):
        assert not Deadline.objects.filter(kind=EXTENSION_WINDOW).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"months": 13}, "extension_above_maximum"),
        ({"months": 0}, "months_below_one"),
        ({"requested_on": timezone.localdate() + dt.timedelta(days=1)}, "in_future"),
        ({"reasons": ""}, "reasons_missing"),
    ],
)
def test_an_unlawful_extension_is_refused_and_nothing_moves(
    municipality: Agency, adviser: Actor, facts: dict[str, Any], code: str
) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    with pytest.raises(RuleRefused) as refused:
        decide_extension(adviser, programme.pk, _extension(**facts))
    assert code in [refusal.code for refusal in refused.value.refusals]
    after = stored(programme)
    assert (after.last_day, after.extension_months) == (programme.last_day, 0)
    with acting_as(adviser):
        assert not Decision.objects.filter(decision_type=DecisionType.EXTENSION).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("requested_on", "is_late"), [(dt.date(2026, 11, 1), False), (dt.date(2026, 11, 2), True)])
def test_it_is_applied_for_no_later_than_the_last_day(
    municipality: Agency, adviser: Actor, requested_on: dt.date, is_late: bool
) -> None:
    facts = {
        "offer_date": dt.date(2025, 10, 1), "awarded_on": dt.date(2025, 10, 2), "first_day": dt.date(2026, 5, 2),
        "months": 6,
    }  # fmt: skip
    programme = make_programme(make_person(municipality), adviser, **facts)
    assert programme.last_day == dt.date(2026, 11, 1)
    with acting_as(adviser):
        _clock, refusals = preview_extension(programme, 3, requested_on)
    assert [refusal.code for refusal in refusals] == (["requested_after_end"] if is_late else [])


@pytest.mark.django_db
def test_an_ended_programme_is_not_extended(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    end_programme(adviser, programme.pk, ended_on=dt.date(2026, 11, 2), end_reason="interrupted", main_activity="other")
    with pytest.raises(RuleRefused) as refused:
        decide_extension(adviser, programme.pk, _extension())
    assert "already_ended" in [refusal.code for refusal in refused.value.refusals]


@pytest.mark.django_db
def test_a_refused_application_is_a_decision_that_moves_nothing(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser)
    decision = decide_extension(adviser, programme.pk, _extension(is_refusal=True, reasons="Loven har det ikke."))
    assert (decision.is_refusal, state(decision)) == (True, DecisionState.DECIDED)
    assert stored(programme).last_day == programme.last_day


@pytest.mark.django_db
@pytest.mark.usefixtures("in_november")
def test_under_the_old_rules_a_decided_last_day_moves_with_the_extension(municipality: Agency, adviser: Actor) -> None:
    facts = {
        "offer_date": dt.date(2025, 6, 1), "awarded_on": dt.date(2025, 6, 2), "first_day": dt.date(2025, 12, 1),
        "months": 6,
    }  # fmt: skip
    programme = make_programme(make_person(municipality), adviser, **facts)
    with acting_as(system_actor(municipality.pk)):
        Participation.objects.filter(pk=programme.pk).update(
            decided_last_day=dt.date(2026, 12, 10), last_day=dt.date(2026, 12, 10)
        )
    decide_extension(adviser, programme.pk, _extension(months=3))
    assert stored(programme).last_day == dt.date(2027, 3, 10)


@pytest.mark.django_db
def test_where_a_team_leader_approves_the_extension_waits_there(municipality: Agency, adviser: Actor) -> None:
    require_approval(make_actor(municipality, Role.TEAM_LEADER), DecisionType.EXTENSION, required=True)
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    decision = decide_extension(adviser, programme.pk, _extension())
    assert state(decision) is DecisionState.SUBMITTED
    assert stored(programme).extension_months == 0
    with pytest.raises(RuleRefused) as refused:
        decide_extension(adviser, programme.pk, _extension(months=6))
    assert [refusal.code for refusal in refused.value.refusals] == ["extension_under_way"]


@pytest.mark.django_db
def test_a_preview_stores_nothing(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    with acting_as(adviser):
        clock, refusals = preview_extension(programme, 6, timezone.localdate())
    assert (clock.last_day, refusals) == (dt.date(2031, 4, 11), [])
    assert stored(programme).last_day == programme.last_day


@pytest.mark.django_db
def test_nav_and_strangers_extend_nothing(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(NotPermitted):
        decide_extension(nav, programme.pk, _extension())
    other = make_municipality("Voss")
    stranger = make_actor(other, Role.PROGRAMME_ADVISER)
    make_programme(make_person(other), stranger, **EXTENDABLE)
    with pytest.raises(Participation.DoesNotExist):
        decide_extension(stranger, programme.pk, _extension())


@pytest.mark.django_db(transaction=True)
def test_of_two_extensions_at_once_one_is_granted() -> None:
    municipality = make_municipality()
    programme = make_programme(make_person(municipality), **EXTENDABLE)
    advisers = [make_actor(municipality, Role.PROGRAMME_ADVISER) for _ in range(2)]
    outcomes = at_once(
        *(lambda actor=actor: decide_extension(actor, programme.pk, _extension(months=6)) for actor in advisers)
    )
    refused = [each for each in outcomes if isinstance(each, RuleRefused)]
    assert [refusal.code for each in refused for refusal in each.refusals] == ["already_extended"]
    after = stored(programme)
    assert after.extension_months == 6
    with acting_as(system_actor(municipality.pk)):
        assert after.last_day == clock_of(after).last_day
        assert Decision.objects.filter(decision_type=DecisionType.EXTENSION).count() == 1
