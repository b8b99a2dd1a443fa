"""The events that the municipality must register in NIR (Act § 43, Regulations §§ 46-55; law.md 9), and by when.

The register's own codes are not published. What stands here are this system's codes; a municipality maps them.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integration.outcomes.months import months_after
from participants.languages import language_choices, lazy_language_name
from programmes.models import DecisionType, EducationLevel, EndReason, Goal, MainActivity, Protection
from programmes.models.absence import AbsenceKind
from programmes.models.classes import CourseKind, EarlierSetting, Skill, Topic
from programmes.models.classes.results import ExemptionBasis, ExemptionFrom, Outcome, TestSubject
from programmes.models.decision import CountyOutcome, RefusalReason
from programmes.models.measure_words import MeasureKind
from programmes.models.participation import LEAVE_KINDS
from programmes.models.plan import ElementKind, NorwegianLevel
from programmes.models.plan_basis import AgreementKind
from programmes.models.start import OfferAnswer

MONTHS_TO_REPORT = 2
"""Data are registered at the latest so many months after they have come to be."""
PARAGRAPH = "integreringsloven § 43"
FINAL_DEADLINE = (2, 28)
"""Month and day: the last day for what happened in the year before (IMDi)."""


class NirKind(models.TextChoices):
    """What happened."""

    CLAIM = "claim", _("krav framsatt")
    OFFER = "offer", _("tilbud om oppstart")
    AWARD = "award", _("vedtak om program")
    REFUSAL = "refusal", _("avslag på program")
    GOAL = "goal", _("sluttmål")
    CONTRACT = "contract", _("kontrakt eller erklæring")
    START = "start", _("oppstart")
    EXTENSION = "extension", _("forlengelse")
    MEASURE = "measure", _("tiltak i programmet")
    LEAVE = "leave", _("permisjon")
    ABSENCE = "absence", _("fravær i en måned")
    STOP = "stop", _("stans")
    END = "end", _("avslutning")
    APPEAL = "appeal", _("klage")
    APPEAL_OUTCOME = "appeal_outcome", _("utfall av klage")
    MAPPING = "mapping", _("kompetansekartlegging")
    GUIDANCE = "guidance", _("karriereveiledning")
    PARENTAL_GUIDANCE = "parental_guidance", _("foreldreveiledning fullført")
    LIFE_SKILLS = "life_skills", _("livsmestring fullført")
    TRAINING = "training", _("rett til opplæring i norsk")
    TRAINING_DECISION = "training_decision", _("vedtak om opplæring i norsk")
    NORWEGIAN_GOAL = "norwegian_goal", _("norskmål")
    TRAINING_HOURS = "training_hours", _("timer opplæring i en måned")
    UPPER_SECONDARY = "upper_secondary", _("heltidselev i videregående")
    EARLIER_TRAINING = "earlier_training", _("opplæring før bosetting eller andre steder")
    EXEMPTION = "exemption", _("fritak")
    TEST_RESULT = "test_result", _("prøveresultat")
    RESERVATION = "reservation", _("reservasjon mot forskning")


class OwnOutcome(models.TextChoices):
    """How an appeal ended without the County Governor."""

    REVERSED = "reversed_by_municipality", _("vedtaket er omgjort av kommunen")
    DISMISSED = "dismissed_by_municipality", _("klagen er avvist av kommunen")
    WITHDRAWN = "withdrawn", _("klagen er trukket")


Codes = Sequence[tuple[str, str | Promise]]

# A field of an event's content that has one of these names holds a code of the list; ``FIELD_LISTS`` has the others.
_LANGUAGES = [(code, lazy_language_name(code)) for code, _name in language_choices("nb")]
CODE_LISTS: dict[str, tuple[str | Promise, Codes]] = {
    "kind": (_("Hendelser"), NirKind.choices),
    "goal": (_("Sluttmål"), Goal.choices),
    "measure": (_("Tiltak"), [*ElementKind.choices, *((f"nav_{c}", label) for c, label in MeasureKind.choices)]),
    "end_reason": (_("Sluttårsaker"), EndReason.choices),
    "main_activity": (_("Hovedaktivitet ved slutten"), MainActivity.choices),
    "leave": (_("Permisjoner"), [(code, label) for code, label in AbsenceKind.choices if code in LEAVE_KINDS]),
    "stop": (_("Stans"), [("temporary", _("midlertidig stans")), ("permanent", _("varig stans"))]),
    "protection": (_("Beskyttelse"), Protection.choices),
    "decision_type": (_("Vedtak"), DecisionType.choices),
    "answer": (_("Svar på tilbud"), OfferAnswer.choices),
    "agreement": (_("Kontrakt eller erklæring"), AgreementKind.choices),
    "refusal_reason": (_("Avslagsgrunner"), RefusalReason.choices),
    "appeal_outcome": (_("Utfall av klage"), [*CountyOutcome.choices, *OwnOutcome.choices]),
    "education": (_("Utdanning"), EducationLevel.choices),
    "course": (_("Opplæring"), CourseKind.choices),
    "topic": (_("Moduler"), Topic.choices),
    "setting": (_("Hvor tidligere opplæring ble gitt"), EarlierSetting.choices),
    "language": (_("Språk i opplæringen"), _LANGUAGES),
    "level": (_("Norsknivå"), NorwegianLevel.choices),
    "exempt_from": (_("Fritak fra"), ExemptionFrom.choices),
    "exemption_basis": (_("Grunnlag for fritak"), ExemptionBasis.choices),
    "test": (_("Prøver"), TestSubject.choices),
    "skill": (_("Ferdigheter"), Skill.choices),
    "result": (_("Prøveresultater"), Outcome.choices),
}

FIELD_LISTS = {"listening": "level", "reading": "level", "writing": "level", "oral": "level"}
"""Fields that hold a code of a list with another name: the goals of Norwegian are four, of one list of levels."""


def list_of(name: str) -> str | None:
    """The code list of a field; None where it holds no code."""
    code_list = FIELD_LISTS.get(name, name)
    return code_list if code_list in CODE_LISTS else None


def due_on(happened_on: dt.date) -> dt.date:
    """The last day to register what happened on the day: two months after, and never after the year's final day.

    The two differ in leap years only: two months after 29 December is 29 February, and the year is closed on the 28th.
    """
    return min(months_after(happened_on, MONTHS_TO_REPORT), final_day_of(happened_on.year))


def final_day_of(year: int) -> dt.date:
    """The last day to register what happened in ``year``."""
    return dt.date(year + 1, *FINAL_DEADLINE)
