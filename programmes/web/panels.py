"""What programmes show on the case page: the box in its head, and the facts of the award in the overview."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may
from participants.models import Participant
from programmes.clocks import explained_clock, without_reasons
from programmes.law_words import notices_in_words, steps_in_words, title_of_code
from programmes.models import Participation, ParticipationState
from programmes.operations.duties import start_due_on

STATE_LABELS: dict[ParticipationState, str | Promise] = {
    ParticipationState.NOT_STARTED: gettext_lazy("Ikke begynt"),
    ParticipationState.RUNNING: gettext_lazy("I program"),
    ParticipationState.ON_LEAVE: gettext_lazy("I permisjon"),
    ParticipationState.STOPPED: gettext_lazy("Stanset"),
    ParticipationState.TIME_OUT: gettext_lazy("Tiden er ute"),
    ParticipationState.ENDED: gettext_lazy("Avsluttet"),
    ParticipationState.MOVED: gettext_lazy("Flyttet"),
}
STATE_TONES: dict[ParticipationState, str] = {
    ParticipationState.NOT_STARTED: "info",
    ParticipationState.RUNNING: "success",
    ParticipationState.ON_LEAVE: "info",
    ParticipationState.STOPPED: "warning",
    ParticipationState.TIME_OUT: "danger",
    ParticipationState.ENDED: "neutral",
    ParticipationState.MOVED: "neutral",
}
_PICTURE_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a programme has come, drawn on a line of 1000."""

    at: int
    days: int
    day: int

    @property
    def said(self) -> str:
        """The picture in words."""
        return _("Dag %(day)s av %(days)s") % {"day": self.day, "days": self.days}


def programme_box(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any]:
    """The box in the head: the programme with its days and why it ends when it does, or what to do without one."""
    programme = newest_of(actor, person, today)
    may_decide = may(actor, Resource.PARTICIPATION, Action.DECIDE)
    if programme is None:
        return {
            "programme": None,
            "start_due_on": start_due_on(person),
            "award_url": reverse("programmes:award", args=[person.pk]) if may_decide else "",
        }
    clock = explained_clock(programme)
    if FieldGroup.ABSENCE_REASONS not in fields_for(actor):
        clock = without_reasons(clock)
    state = programme.state_on(today)
    stands = programme.ended_on is None
    return {
        "programme": programme,
        "state": STATE_LABELS[state],
        "state_tone": STATE_TONES[state],
        "progress": progress_of(programme, today),
        "days_left": programme.days_left_on(today) if stands else None,
        "days_to_start": (programme.first_day - today).days,
        "has_started": programme.first_day <= today,
        "moved_days": (programme.last_day - programme.base_last_day).days,
        "steps": steps_in_words(clock.steps),
        "notices": notices_in_words(clock.notices),
        "end_url": reverse("programmes:end", args=[programme.pk]) if stands and may_decide else "",
    }


def award_facts(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any] | None:
    """The facts of the award, for the overview; the reason only for those who see decisions (law.md 7.2)."""
    programme = newest_of(actor, person, today)
    if programme is None:
        return None
    sees_decisions = FieldGroup.DECISIONS in fields_for(actor)
    may_plan = programme.plan_made_on is None and may(actor, Resource.PLAN, Action.CHANGE)
    return {
        "programme": programme,
        "rule_set": title_of_code(programme.rule_set),
        "sees_decisions": sees_decisions,
        "reason": programme.reason if sees_decisions else "",
        "plan_url": reverse("programmes:plan", args=[programme.pk]) if may_plan else "",
    }


def newest_of(actor: Actor, person: Participant, today: dt.date) -> Participation | None:
    """The programme that the case is about today."""
    return Participation.objects.visible_to(actor).filter(participant=person).newest_of_each(today).first()


def progress_of(programme: Participation, today: dt.date) -> Progress:
    """Where today stands between the first and the last day (inclusive; the registered end where there is one)."""
    through = programme.ended_on or programme.last_day
    days = (programme.last_day - programme.first_day).days + 1
    day = min(max((min(today, through) - programme.first_day).days + 1, 0), days)
    return Progress(at=round(_PICTURE_WIDTH * day / days), days=days, day=day)
