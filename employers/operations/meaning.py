"""What a placement would mean for the case, said before it is logged; nothing is stored and nothing is decided."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from agencies.access import Actor
from employers.follow_up_plan import FOLLOW_UP_MONTHS
from employers.hours import LASTING_WORK_HOURS, hours_a_week
from employers.models import EmploymentForm, Placement
from participants.models import Participant
from programmes.law.months import same_day_after
from programmes.models import Participation, ParticipationState

_WHOLE_POSITION = 100
_OVER = (ParticipationState.ENDED, ParticipationState.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The facts of a placement as far as they are known while somebody writes them."""

    form: str = ""
    percent: Decimal | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    hours_per_week: Decimal | None = None
    family_tie: bool = False

    @property
    def hours(self) -> Decimal | None:
        """Hours a week: those stated, else those that the percentage gives."""
        if self.hours_per_week is not None:
            return self.hours_per_week
        return None if self.percent is None else hours_a_week(self.percent)

    @property
    def is_full(self) -> bool:
        """Whether it is 30 hours a week or more."""
        return self.hours is not None and self.hours >= LASTING_WORK_HOURS


@dataclass(frozen=True, slots=True)
class Meaning:
    """One consequence: in words, with the tone of its mark and the paragraph behind it."""

    text: str
    tone: str = "info"
    paragraph: str = ""


def meaning_of(actor: Actor, person: Participant, job: Job, today: dt.date) -> list[Meaning]:
    """What the job would mean for this person, in the order in which it matters."""
    return [
        *_hours(job),
        *_goal(actor, person, job, today),
        *_together(actor, person, job),
        *_family(job),
        *_period(job),
    ]


def question_after(actor: Actor, placement: Placement, today: dt.date) -> str:
    """The question that a job of 30 hours or more opens: is the goal reached, and is the programme to end?"""
    if placement.form == EmploymentForm.WORK_TRAINING or placement.hours < LASTING_WORK_HOURS:
        return ""
    rows = Participation.objects.visible_to(actor).filter(participant=placement.participant_id)
    programme = rows.newest_of_each(today).first()
    if programme is None or programme.state_on(today) in _OVER:
        return ""
    return _("Jobben er 30 timer i uken eller mer. Er målet nådd, skal kommunen avslutte programmet.")


def _hours(job: Job) -> list[Meaning]:
    if job.percent is None or job.hours is None:
        return []
    hours = number_format(job.hours.quantize(Decimal("0.1")).normalize(), use_l10n=True)
    percent = number_format(job.percent.normalize(), use_l10n=True)
    values = {"hours": hours, "percent": percent}
    if job.is_full:
        return [Meaning(_("%(percent)s %% er %(hours)s timer i uken: 30 timer eller mer.") % values, "success")]
    return [Meaning(_("%(percent)s %% er %(hours)s timer i uken: under 30 timer.") % values)]


def _goal(actor: Actor, person: Participant, job: Job, today: dt.date) -> list[Meaning]:
    if job.form == EmploymentForm.WORK_TRAINING:
        text = _("Arbeidstrening er et tiltak, ikke ansettelse. Målet om arbeid er ikke nådd med dette.")
        return [Meaning(text, "warning", "tiltaksforskriften kapittel 3")]
    programme = Participation.objects.visible_to(actor).filter(participant=person).newest_of_each(today).first()
    if job.percent is None or programme is None or programme.state_on(today) in _OVER:
        return []
    if job.is_full:
        text = _("Spør om målet er nådd. Er det nådd, skal programmet avsluttes.")
        return [Meaning(text, "warning", "integreringsloven § 18 a")]
    return [Meaning(_("Programmet fortsetter ved siden av jobben."), "info", "integreringsloven § 18 a")]


def _together(actor: Actor, person: Participant, job: Job) -> list[Meaning]:
    if job.percent is None or job.first_day is None:
        return []
    others = Placement.objects.visible_to(actor).filter(participant=person).on(job.first_day)
    total = job.percent + sum(others.values_list("percent", flat=True), start=Decimal(0))
    if total <= _WHOLE_POSITION:
        return []
    text = _("Sammen med jobber som er registrert fra før, blir det %(total)s %%. Stemmer det?")
    return [Meaning(text % {"total": number_format(total.normalize(), use_l10n=True)}, "warning")]


def _family(job: Job) -> list[Meaning]:
    if not job.family_tie:
        return []
    text = _("Familietilknytning: avklar at jobben er reell, før tiltak eller tilskudd knyttes til den.")
    return [Meaning(text, "warning", "tiltaksforskriften § 1-5")]


def _period(job: Job) -> list[Meaning]:
    if job.first_day is None:
        return []
    days = [same_day_after(job.first_day, months) for months in FOLLOW_UP_MONTHS]
    due = [day for day in days if job.last_day is None or day <= job.last_day]
    said = []
    if job.last_day is None:
        said.append(Meaning(_("Jobben står åpen til noen registrerer siste dag.")))
    if due:
        text = _("Spør hvordan det går etter 3, 6 og 12 måneder: %(days)s.")
        said.append(Meaning(text % {"days": ", ".join(f"{day:%d.%m.%Y}" for day in due)}))
    return said
