"""The content of an agreement: what is stated, what the law says of it, and the numbered versions of it."""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal
from participants.models import Participant
from programmes.law.measures import MeasureFacts, faults_of, rule_for
from programmes.law.measures.rules import Condition, MeasureKind
from programmes.measure_words import refusals_of
from programmes.models import MeasureVersion, VersionKind, WorkMeasure

FULL_WEEK = Decimal("37.5")
"""Hours of an ordinary full week (law.md 2.2)."""
MOST_HOURS = Decimal(40)
_CENT = Decimal("0.01")
_DETAILS = frozenset({"contact_name", "contact_phone", "contact_email", "adaptation", "support", "agreement_reference"})
"""What may be changed in an agreement that is made without its being agreed anew: nothing that anybody approved of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureContent:
    """What is stated of a measure. Days are inclusive; ``conditions`` are words of ``programmes.law.measures``."""

    kind: str
    first_day: dt.date
    last_day: dt.date | None = None
    organisation_number: str = ""
    organisation_name: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    occupation_code: str = ""
    conditions: tuple[str, ...] = ()
    rate_percent: Decimal | None = None
    costs: Decimal | None = None
    purpose: str = ""
    tasks: str = ""
    training_plan: str = ""
    adaptation: str = ""
    support: str = ""
    representatives_consulted: bool = False
    family_tie: bool = False
    family_tie_note: str = ""
    counts_towards_hours: bool | None = None
    agreement_reference: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The columns of ``WorkMeasure``; whether it counts towards the 15 hours follows the rule unless stated."""
        stated = asdict(self) | {"conditions": sorted(self.conditions)}
        if self.counts_towards_hours is None:
            rule = rule_for(self.kind, self.first_day)
            stated["counts_towards_hours"] = rule is None or rule.counts_towards_hours
        return stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of a week: by percent, or by hours; the other follows from it."""

    percent: Decimal | None = None
    hours_per_week: Decimal | None = None
    days_per_week: Decimal | None = None
    valid_from: dt.date | None = None

    @property
    def whole(self) -> tuple[Decimal, Decimal] | None:
        """Percent and hours, each from the other where only one is stated; None when neither is."""
        if self.percent is None and self.hours_per_week is None:
            return None
        # More than an ordinary week is still one whole position.
        by_hours = min((self.hours_per_week or Decimal(0)) * 100 / FULL_WEEK, Decimal(100))
        percent = by_hours if self.percent is None else self.percent
        hours = percent * FULL_WEEK / 100 if self.hours_per_week is None else self.hours_per_week
        return percent.quantize(_CENT), hours.quantize(_CENT)


CONTENT_FIELDS = tuple(item.name for item in fields(MeasureContent))


def content_of(measure: WorkMeasure) -> MeasureContent:
    """The content that holds now."""
    values = {name: getattr(measure, name) for name in CONTENT_FIELDS}
    return MeasureContent(**(values | {"conditions": tuple(measure.conditions)}))


def faults_of_content(person: Participant, content: MeasureContent, *, is_extended: bool = False) -> list[Refusal]:
    """Everything in the regulations and in the form that stands against the content."""
    known = {condition.value for condition in Condition}
    if content.kind not in {kind.value for kind in MeasureKind}:
        return [Refusal("unknown_kind", _("Velg et tiltak fra listen."), "kind")]
    if not known.issuperset(content.conditions):
        return [Refusal("unknown_condition", _("Velg forhold fra listen."), "conditions")]
    facts = MeasureFacts(
        kind=MeasureKind(content.kind),
        first_day=content.first_day,
        last_day=content.last_day or content.first_day,
        birth_date=person.birth_date,
        conditions=frozenset(Condition(value) for value in content.conditions),
        rate_percent=content.rate_percent,
        is_extended=is_extended,
    )
    refusals = refusals_of(faults_of(facts))
    if content.family_tie and not content.family_tie_note.strip():
        text = _("Forklar familietilknytningen, og hvorfor tiltaket likevel er riktig.")
        refusals.append(Refusal("family_tie_unexplained", text, "family_tie_note"))
    return refusals


def faults_of_load(load: Load) -> list[Refusal]:
    """What stands against a load."""
    whole = load.whole
    if whole is None:
        return [Refusal("load_missing", _("Skriv stillingsprosent eller timer i uken."), "percent")]
    percent, hours = whole
    if not 0 < percent <= 100 or not 0 < hours <= MOST_HOURS:  # noqa: PLR2004 - percent
        return [Refusal("load_out_of_bounds", _("Omfanget må være over 0 og høyst 100 prosent."), "percent")]
    if load.days_per_week is not None and not 0 < load.days_per_week <= 7:  # noqa: PLR2004 - days of a week
        return [Refusal("days_out_of_bounds", _("Dager i uken må være over 0 og høyst 7."), "days_per_week")]
    return []


def is_detail_only(before: MeasureContent, after: MeasureContent) -> bool:
    """Whether nothing differs that was agreed on."""
    first, second = asdict(before), asdict(after)
    return all(first[name] == second[name] for name in first if name not in _DETAILS)


def keep_version(actor: Actor, measure: WorkMeasure, kind: VersionKind) -> MeasureVersion:
    """Write down the content as it is now, as the next numbered version."""
    number = MeasureVersion.objects.filter(measure=measure).count() + 1
    return MeasureVersion.objects.create(
        measure=measure,
        participant_id=measure.participant_id,
        municipality_id=measure.municipality_id,
        number=number,
        kind=kind,
        content={name: _plain(getattr(measure, name)) for name in (*CONTENT_FIELDS, "end_reason", "end_note")},
        made_by_id=actor.user_id,
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, dt.date | Decimal) else value
