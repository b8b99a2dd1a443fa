"""The limits on absence in words: bokmål and English, on top of the catalogues of the clock."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from programmes.law.limits_words import Benefit, CertificateNeed, ConditionCode, LimitCode, LimitUnit, LimitWindow
from programmes.law.texts import Catalogue
from programmes.law.texts_en import ENGLISH
from programmes.law.texts_nb import BOKMAAL

_PASSED_NB: Final = "{name}: {used} av {maximum} {unit} blir brukt {window}."
_PASSED_EN: Final = "{name}: {used} of {maximum} {unit} would be used {window}."

LIMITS_NB: Final = replace(
    BOKMAAL,
    wordings={
        **BOKMAAL.wordings,
        **dict.fromkeys(LimitCode, _PASSED_NB),
        ConditionCode.LAST_BEFORE_FIRST: "Siste dag kan ikke være før første dag.",
        ConditionCode.TOO_LONG: "Fraværet kan ikke vare lenger enn ti år. Kontroller siste dag.",
        ConditionCode.HOURS_ON_SEVERAL_DAYS: "Timer føres på én dag.",
        ConditionCode.HOURS_OUT_OF_RANGE: "Timene må være over 0 og høyst 24.",
        ConditionCode.HOURS_ONLY: "{kind} føres i timer, ikke i hele dager.",
        ConditionCode.BEFORE_PROGRAMME: "Fraværet begynner før programmet, som begynner {first_day}.",
        ConditionCode.AFTER_PROGRAMME: "Programmet slutter {last_day}. Fravær kan bare føres til og med den dagen.",
        ConditionCode.OVERLAP: "«{kind}» er allerede registrert {first_day} – {last_day}.",
        ConditionCode.KIND_NOT_IN_FORCE: "{kind} finnes i forskriften fra {first_day}.",
        ConditionCode.TOO_EARLY_FOR_SELF_CERTIFICATION: (
            "Egenmelding kan brukes etter åtte uker i programmet, fra {first_day}. Før det trengs legeerklæring."
        ),
        ConditionCode.SELF_CERTIFICATION_WITHDRAWN: (
            "Retten til egenmelding er fratatt fra {first_day}. Fraværet trenger legeerklæring."
        ),
        ConditionCode.CHILD_TOO_OLD: "Retten gjelder til og med året barnet fyller {age} år.",
        ConditionCode.AFTER_FIRST_YEAR: "Omsorgspermisjon tas i barnets første leveår, som slutter {last_day}.",
        ConditionCode.ADOPTED_CHILD_TOO_OLD: "Ved adopsjon må barnet være under {age} år.",
        ConditionCode.PERMISSION_NEEDS_REASON: "Skriv hvorfor det er gitt tillatelse til fraværet.",
        ConditionCode.MANY_SELF_CERTIFIED: (
            "Dette er egenmelding nummer {count} de siste 12 månedene uten legeerklæring. "
            "Kommunen kan vurdere å ta fra deltakeren retten til egenmelding."
        ),
        ConditionCode.CHILD_UNKNOWN: "Barnets fødselsdato er ikke oppgitt, så aldersgrensen er ikke kontrollert.",
    },
    names={
        **BOKMAAL.names,
        LimitCode.SELF_CERTIFIED_DAYS: "Egenmelding",
        LimitCode.SICK_CHILD_DAYS: "Sykt barn",
        LimitCode.PREGNANCY_DAYS: "Fri i svangerskapet",
        LimitCode.BIRTH_MOTHER_DAYS: "Fri for mor etter fødsel",
        LimitCode.BIRTH_FATHER_DAYS: "Fri for far ved fødsel",
        LimitCode.RELIGIOUS_DAYS: "Religiøse høytidsdager",
        LimitCode.HOLIDAY_DAYS: "Ferie",
        LimitCode.WELFARE_DAYS: "Velferdspermisjon",
        LimitCode.PEACE_WORK_DAYS: "Fredsarbeid",
        LimitCode.LONG_SICKNESS_YEAR: "Langvarig sykdom, høyst ett år",
        LimitCode.PARENTAL_MONTHS: "Omsorgspermisjon til sammen, høyst 10 måneder",
        LimitCode.PARENTAL_QUOTA: "Omsorgspermisjon uten den andre forelderens 75 dager",
        LimitCode.ADOPTION_MONTHS: "Adopsjonspermisjon til sammen, høyst 10 måneder",
        LimitUnit.WORKING_DAYS: "virkedager",
        LimitUnit.CALENDAR_DAYS: "kalenderdager",
        LimitUnit.MONTHS: "kalenderdager",
        LimitWindow.CALENDAR_YEAR: "i {first_day:%Y}",
        LimitWindow.ROLLING_YEAR: "på tolv måneder, {first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}",
        LimitWindow.PROGRAMME_YEAR: "i programåret {first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}",
        LimitWindow.CHILD: "for dette barnet",
        LimitWindow.PROGRAMME: "i programmet",
        LimitWindow.RUN: "når fravær med høyst 16 dagers mellomrom regnes sammen",
        Benefit.KEPT: "stønad beholdes",
        Benefit.ONE_HOUR_A_DAY: "stønad beholdes i inntil én time per dag i barnets første leveår",
        Benefit.REDUCED: "stønaden trekkes for fraværet",
        Benefit.NONE: "ingen stønad så lenge",
        CertificateNeed.NOT_NEEDED: "legeerklæring trengs ikke",
        CertificateNeed.REQUIRED: "legeerklæring må leveres",
    },
)

LIMITS_EN: Final = replace(
    ENGLISH,
    wordings={
        **ENGLISH.wordings,
        **dict.fromkeys(LimitCode, _PASSED_EN),
        ConditionCode.LAST_BEFORE_FIRST: "The last day cannot be before the first day.",
        ConditionCode.TOO_LONG: "An absence cannot last longer than ten years. Check the last day.",
        ConditionCode.HOURS_ON_SEVERAL_DAYS: "Hours are registered on one day.",
        ConditionCode.HOURS_OUT_OF_RANGE: "The hours must be above 0 and at most 24.",
        ConditionCode.HOURS_ONLY: "{kind} is registered in hours, not in whole days.",
        ConditionCode.BEFORE_PROGRAMME: "The absence begins before the programme, which begins on {first_day}.",
        ConditionCode.AFTER_PROGRAMME: "The programme ends on {last_day}. Absence is registered through that day only.",
        ConditionCode.OVERLAP: "“{kind}” is already registered {first_day} – {last_day}.",
        ConditionCode.KIND_NOT_IN_FORCE: "{kind} is in the Regulations from {first_day}.",
        ConditionCode.TOO_EARLY_FOR_SELF_CERTIFICATION: (
            "Self-certification can be used after eight weeks in the programme, from {first_day}. "
            "Before that a doctor's certificate is needed."
        ),
        ConditionCode.SELF_CERTIFICATION_WITHDRAWN: (
            "The right to self-certification is withdrawn from {first_day}. A doctor's certificate is needed."
        ),
        ConditionCode.CHILD_TOO_OLD: "The right lasts through the year in which the child turns {age}.",
        ConditionCode.AFTER_FIRST_YEAR: "Parental leave is taken in the child's first year, which ends on {last_day}.",
        ConditionCode.ADOPTED_CHILD_TOO_OLD: "On adoption the child must be under {age}.",
        ConditionCode.PERMISSION_NEEDS_REASON: "Write why permission was given.",
        ConditionCode.MANY_SELF_CERTIFIED: (
            "This is self-certified absence number {count} in 12 months without a doctor's certificate. "
            "The municipality may consider withdrawing the right."
        ),
        ConditionCode.CHILD_UNKNOWN: "The child's date of birth is not stated, so the age limit was not checked.",
    },
    names={
        **ENGLISH.names,
        LimitCode.SELF_CERTIFIED_DAYS: "Self-certification",
        LimitCode.SICK_CHILD_DAYS: "Sick child",
        LimitCode.PREGNANCY_DAYS: "Time off in pregnancy",
        LimitCode.BIRTH_MOTHER_DAYS: "Time off for the mother after birth",
        LimitCode.BIRTH_FATHER_DAYS: "Time off for the father at birth",
        LimitCode.RELIGIOUS_DAYS: "Religious holidays",
        LimitCode.HOLIDAY_DAYS: "Holiday",
        LimitCode.WELFARE_DAYS: "Welfare leave",
        LimitCode.PEACE_WORK_DAYS: "Peace work",
        LimitCode.LONG_SICKNESS_YEAR: "Long-term sickness, at most one year",
        LimitCode.PARENTAL_MONTHS: "Parental leave together, at most 10 months",
        LimitCode.PARENTAL_QUOTA: "Parental leave without the other parent's 75 days",
        LimitCode.ADOPTION_MONTHS: "Adoption leave together, at most 10 months",
        LimitUnit.WORKING_DAYS: "working days",
        LimitUnit.CALENDAR_DAYS: "calendar days",
        LimitUnit.MONTHS: "calendar days",
        LimitWindow.CALENDAR_YEAR: "in {first_day:%Y}",
        LimitWindow.ROLLING_YEAR: "in twelve months, {first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}",
        LimitWindow.PROGRAMME_YEAR: "in the programme year {first_day:%d.%m.%Y} – {last_day:%d.%m.%Y}",
        LimitWindow.CHILD: "for this child",
        LimitWindow.PROGRAMME: "in the programme",
        LimitWindow.RUN: "when absences with at most 16 days between them are counted together",
        Benefit.KEPT: "benefit is kept",
        Benefit.ONE_HOUR_A_DAY: "benefit is kept for up to one hour a day in the child's first year",
        Benefit.REDUCED: "benefit is reduced for the absence",
        Benefit.NONE: "no benefit meanwhile",
        CertificateNeed.NOT_NEEDED: "no doctor's certificate is needed",
        CertificateNeed.REQUIRED: "a doctor's certificate is needed",
    },
)


def window_in_words(window: LimitWindow, first_day: date, last_day: date, catalogue: Catalogue = LIMITS_NB) -> str:
    """The window of a counter: «i 2026», «på tolv måneder, 01.02.2026 – 31.01.2027»."""
    return catalogue.names[window].format(first_day=first_day, last_day=last_day)


def amount_in_words(amount: Decimal | int) -> str:
    """A number of days as a person writes it: «3», «2,5»."""
    return f"{Decimal(amount):.2f}".rstrip("0").rstrip(".").replace(".", ",")
