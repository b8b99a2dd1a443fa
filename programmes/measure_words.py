"""What the law of measures found, in words that a form, the API and a letter can show."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.errors import Refusal
from programmes.law.measures.maximum import Finding, MeasureFault
from programmes.law.measures.rules import Condition
from programmes.models import WorkMeasure

CONDITION_WORDS: dict[Condition, str | Promise] = {
    Condition.REDUCED_CAPACITY: gettext_lazy("nedsatt arbeidsevne"),
    Condition.UNDER_30_IN_VOCATIONAL: gettext_lazy("under 30 år i fag- og yrkesopplæring"),
    Condition.FROM_SCHOOL_OR_PRISON: gettext_lazy("kommer rett fra skole eller fengsel"),
    Condition.COMBINED_TRAINING: gettext_lazy("norsk og fagopplæring kombinert"),
    Condition.SPECIAL_CASE: gettext_lazy("særlige grunner til ett år mer"),
    Condition.FORMAL_EDUCATION: gettext_lazy("formell utdanning i tiltaket"),
}

_FIELDS: dict[MeasureFault, str] = {
    MeasureFault.NO_RULE: "kind",
    MeasureFault.ENDS_BEFORE_IT_BEGINS: "last_day",
    MeasureFault.ABOVE_MAXIMUM: "last_day",
    MeasureFault.ABOVE_FIRST_PERIOD: "last_day",
    MeasureFault.OUTSIDE_SEASON: "first_day",
    MeasureFault.TOO_OLD: "kind",
    MeasureFault.TOO_YOUNG: "kind",
    MeasureFault.CONDITION_MISSING: "conditions",
    MeasureFault.RATE_TOO_HIGH: "rate_percent",
}

_SENTENCES: dict[MeasureFault, str | Promise] = {
    MeasureFault.NO_RULE: gettext_lazy("Tiltaket finnes ikke for denne startdagen."),
    MeasureFault.ENDS_BEFORE_IT_BEGINS: gettext_lazy("Siste dag kan ikke være før første dag."),
    MeasureFault.ABOVE_MAXIMUM: gettext_lazy("Tiltaket kan vare til og med %(limit)s, ikke lenger."),
    MeasureFault.ABOVE_FIRST_PERIOD: gettext_lazy(
        "Første periode kan vare til og med %(limit)s. Forleng tiltaket når det nærmer seg."
    ),
    MeasureFault.OUTSIDE_SEASON: gettext_lazy("Sommerjobb må ligge mellom 1. juni og 31. august."),
    MeasureFault.TOO_OLD: gettext_lazy("Tiltaket er for dem som er under %(limit)s år når det begynner."),
    MeasureFault.TOO_YOUNG: gettext_lazy("Tiltaket er for dem som har fylt %(limit)s år når det begynner."),
    MeasureFault.CONDITION_MISSING: gettext_lazy("Tiltaket er bare for dem som har nedsatt arbeidsevne."),
    MeasureFault.RATE_TOO_HIGH: gettext_lazy("Tilskuddet kan være høyst %(limit)s prosent."),
}


_NAMES: dict[str, str | Promise] = {
    "kind": gettext_lazy("Tiltak"),
    "organisation_number": gettext_lazy("Arbeidsgiver eller arrangør"),
    "contact_name": gettext_lazy("Kontaktperson"),
    "purpose": gettext_lazy("Formål"),
    "tasks": gettext_lazy("Innhold og oppgaver"),
    "training_plan": gettext_lazy("Opplæringsplan"),
    "rate_percent": gettext_lazy("Tilskudd, prosent"),
    "costs": gettext_lazy("Dokumenterte kostnader"),
    "last_day": gettext_lazy("Siste dag"),
}


def refusals_of(findings: Iterable[Finding]) -> list[Refusal]:
    """Each finding as a refusal with its field and paragraph."""
    return [
        Refusal(finding.fault, str(_SENTENCES[finding.fault]) % _limit(finding), _FIELDS[finding.fault],
                finding.paragraph)
        for finding in findings
    ]  # fmt: skip


def missing_in_words(measure: WorkMeasure) -> list[str]:
    """The names of the fields that must be written before anybody can approve."""
    return [str(_NAMES.get(name, name)) for name in measure.missing]


def missing_refusals(measure: WorkMeasure) -> list[Refusal]:
    """One refusal for each field that is missing, at that field."""
    text = _("Fyll ut «%(field)s» før avtalen kan godkjennes.")
    return [
        Refusal("content_missing", text % {"field": words}, name)
        for name, words in zip(measure.missing, missing_in_words(measure), strict=True)
    ]


def period_in_words(measure: WorkMeasure) -> str:
    """The days of the measure: «02.11.2026 – 30.04.2027», open where there is no last day."""
    last = f"{measure.last_day:%d.%m.%Y}" if measure.last_day else ""
    return f"{measure.first_day:%d.%m.%Y} – {last}".strip()


def load_in_words(percent: Decimal, hours: Decimal) -> str:
    """A load as one reads it: «60 %, 22,5 timer i uken»."""
    values = {
        "percent": number_format(percent.normalize(), use_l10n=True),
        "hours": number_format(hours.normalize(), use_l10n=True),
    }
    return _("%(percent)s %%, %(hours)s timer i uken") % values


def _limit(finding: Finding) -> dict[str, str]:
    limit = finding.limit
    if isinstance(limit, dt.date):
        return {"limit": f"{limit:%d.%m.%Y}"}
    if isinstance(limit, Decimal):
        return {"limit": number_format(limit.normalize(), use_l10n=True)}
    return {"limit": str(limit or "")}
