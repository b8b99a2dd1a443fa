"""What a placement would mean for the case, said before it is logged; nothing is stored and nothing is decided."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from agencies.access import Actor
from employers.hours import hours_a_week, is_full
from employers.models import EmploymentForm, Placement
from participants.models import Participant
from programmes.law.months import same_day_after
from programmes.models import Participation, ParticipationState

FOLLOW_UP_MONTHS = (3, 6, 12)
_WHOLE_POSITION = 100
_OVER = (ParticipationState.ENDED, ParticipationState.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The facts of a placement as far as they are known while somebody writes them."""

    form: str = ""
    percent: Decimal | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """One consequence: in words, with the tone of its mark and the paragraph behind it."""

    text: str
    tone: str = "info"
    paragraph: str = ""


def meaning_of(actor: Actor, person: Participant, job: Job, today: dt.date) -> list[Meaning]:
    """What the job would mean for this person, in the order in which it matters."""
    return [*_hours(job), *_goal(actor, person, job, today), *_together(actor, person, job), *_period(job)]


def _hours(job: Job) -> list[Meaning]:
    if job.percent is None:
        return []
    hours = number_format(hours_a_week(job.percent).quantize(Decimal("0.1")).normalize(), use_l10n=True)
    percent = number_format(job.percent.normalize(), use_l10n=True)
    values = {"hours": hours, "percent": percent}
    if is_full(job.percent):
        return [Meaning(_("%(percent)s %% er %(hours)s timer i uken: 30 timer eller mer.") % values, "success")]
    return [Meaning(_("%(percent)s %% er %(hours)s timer i uken: under 30 timer.") % values)]


def _goal(actor: Actor, person: Participant, job: Job, today: dt.date) -> list[Meaning]:
    if job.form == EmploymentForm.WORK_TRAINING:
        text = _("Arbeidstrening er et tiltak, ikke ansettelse. Målet om arbeid er ikke nådd med dette.")
        return [Meaning(text, "warning", "tiltaksforskriften kapittel 3")]
    programme = Participation.objects.visible_to(actor).filter(participant=person).newest_of_each(today).first()
    if job.percent is None or programme is None or programme.state_on(today) in _OVER:
        return []
    if is_full(job.percent):
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
