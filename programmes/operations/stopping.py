"""Stops programmes for a time or for good (Act § 18), and resumes them."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import note_event
from participants.operations.deadlines import Duty, meet_deadline, write_deadlines
from programmes.law.procedure import DecisionType as LawType
from programmes.law.procedure import rule_of
from programmes.models import Decision, DecisionType, EndReason, MainActivity, Participation, Stop
from programmes.operations.awarding import lock_participation
from programmes.operations.effects import Effect, register_effect
from programmes.operations.ending import end_programme
from programmes.operations.stop_overlaps import absences_in_the_way

STOP_REVIEW = "stop_review"
_PARAGRAPH = rule_of(LawType.STOP_TEMPORARY).paragraphs[0]


@operation
def resume_programme(
    actor: Actor, participation_id: UUID, *, resumed_on: dt.date, expected_version: int | None = None
) -> Stop:
    """The programme goes on from ``resumed_on``: the stop lasts through the day before. It never moves the end."""
    require(actor, Action.DECIDE, Resource.DECISION)
    participation = lock_participation(actor, participation_id, expected_version)
    stop = Stop.objects.filter(participation=participation, last_day__isnull=True).select_for_update().first()
    if stop is None:
        raise RuleRefused(Refusal("not_stopped", _("Programmet er ikke stanset.")))
    return _lift(actor, participation, stop, resumed_on)


@operation
def lift_stop(actor: Actor, stop_id: UUID, *, resumed_on: dt.date, expected_version: int | None = None) -> Stop:
    """As ``resume_programme``, by the stop itself; ``expected_version`` is that of the stop."""
    require(actor, Action.DECIDE, Resource.DECISION)
    found = Stop.objects.visible_to(actor).get(pk=stop_id)
    participation = lock_participation(actor, found.participation_id, None)
    stop = Stop.objects.select_for_update().get(pk=stop_id)
    require_version(stop, expected_version)
    if stop.last_day is not None:
        raise RuleRefused(Refusal("not_stopped", _("Programmet er ikke stanset.")))
    return _lift(actor, participation, stop, resumed_on)


def _lift(actor: Actor, participation: Participation, stop: Stop, resumed_on: dt.date) -> Stop:
    if resumed_on <= stop.first_day:
        text = _("Programmet ble stanset %(day)s. Det kan tas opp igjen dagen etter.")
        text %= {"day": f"{stop.first_day:%d.%m.%Y}"}
        raise RuleRefused(Refusal("resumed_before_stop", text, "resumed_on", _PARAGRAPH))
    if resumed_on > timezone.localdate():
        raise RuleRefused(Refusal("in_future", _("Datoen er fram i tid."), "resumed_on"))
    stop.last_day = resumed_on - dt.timedelta(days=1)
    stop.save()
    meet_deadline(STOP_REVIEW, stop.pk, resumed_on)
    note_event(actor, participation.participant, "programme_resumed", resumed_on, decision=str(stop.decision_id))
    return stop


def standing_stop(participation: Participation) -> Stop | None:
    """The stop that has not been lifted."""
    return Stop.objects.filter(participation=participation, last_day__isnull=True).first()


def day_in(content: dict[str, Any], key: str) -> dt.date | None:
    """A day in the content of a decision; None where it is missing or unreadable."""
    try:
        return dt.date.fromisoformat(str(content.get(key) or ""))
    except ValueError:
        return None


def _check_temporary(decision: Decision, _day: dt.date) -> list[Refusal]:
    faults = _faults_of_first_day(decision)
    expected, first_day = day_in(decision.content, "expected_last_day"), day_in(decision.content, "first_day")
    if expected is not None and first_day is not None and expected < first_day:
        text = _("Stansen kan ikke slutte før den begynner.")
        faults.append(Refusal("ends_before_it_begins", text, "expected_last_day"))
    if decision.participation is not None and standing_stop(decision.participation) is not None:
        faults.append(Refusal("already_stopped", _("Programmet er alt stanset."), "", _PARAGRAPH))
    if not faults and decision.participation is not None and first_day is not None:
        faults += absences_in_the_way(decision.participation, first_day)
    return faults


def _check_permanent(decision: Decision, _day: dt.date) -> list[Refusal]:
    faults, first_day = _faults_of_first_day(decision), day_in(decision.content, "first_day")
    if first_day is not None and first_day > timezone.localdate() + dt.timedelta(days=1):
        text = _("En varig stans begynner senest i morgen: programmet slutter dagen før.")
        faults.append(Refusal("in_future", text, "first_day", _PARAGRAPH))
    if decision.content.get("main_activity") not in MainActivity.values:
        faults.append(Refusal("main_activity_missing", _("Velg hovedaktivitet."), "main_activity"))
    return faults


def _faults_of_first_day(decision: Decision) -> list[Refusal]:
    programme, first_day = decision.participation, day_in(decision.content, "first_day")
    if first_day is None:
        return [Refusal("first_day_missing", _("Skriv hvilken dag stansen begynner."), "first_day")]
    if programme is None:
        return []
    if programme.ended_on is not None:
        return [Refusal("already_ended", _("Programmet er avsluttet."), "", "integreringsloven § 18 a")]
    if not programme.first_day <= first_day <= programme.last_day:
        text = _("Stansen må begynne mens programmet varer, fra %(first)s til %(last)s.")
        text %= {"first": f"{programme.first_day:%d.%m.%Y}", "last": f"{programme.last_day:%d.%m.%Y}"}
        return [Refusal("outside_programme", text, "first_day", _PARAGRAPH)]
    return []


def _apply_temporary(_actor: Actor, decision: Decision, _decided_on: dt.date) -> None:
    """Begin the stop; a day is set for looking at it again where the decision names one."""
    first_day = day_in(decision.content, "first_day")
    if decision.participation is None or first_day is None:
        raise ValueError("a stop is of a programme, from a day")
    stop = Stop.objects.create(
        participant=decision.participant,
        municipality_id=decision.municipality_id,
        participation=decision.participation,
        decision=decision,
        first_day=first_day,
    )
    expected = day_in(decision.content, "expected_last_day")
    if expected is not None:
        write_deadlines([Duty(STOP_REVIEW, decision.participant, stop.pk, expected, _PARAGRAPH)])


def _apply_permanent(actor: Actor, decision: Decision, _decided_on: dt.date) -> None:
    """End the programme the day before the stop (on its first day when it never began)."""
    first_day, programme = day_in(decision.content, "first_day"), decision.participation
    if programme is None or first_day is None:
        raise ValueError("a stop is of a programme, from a day")
    ended_on = max(first_day - dt.timedelta(days=1), programme.first_day)
    decision.participation = end_programme(
        actor,
        programme.pk,
        ended_on=ended_on,
        end_reason=EndReason.STOPPED,
        main_activity=decision.content["main_activity"],
    )


register_effect(DecisionType.STOP_TEMPORARY, Effect(_check_temporary, _apply_temporary))
register_effect(DecisionType.STOP_PERMANENT, Effect(_check_permanent, _apply_permanent))
