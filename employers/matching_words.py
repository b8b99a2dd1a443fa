"""What the reasons of a suggestion say, in words."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.matching.facts import Grade, Ground, Reason
from employers.models import Certificate
from programmes.models.classes import Skill

GROUNDS = {
    Ground.EXPERIENCE: gettext_lazy("Erfaring"),
    Ground.NORWEGIAN: gettext_lazy("Norsk"),
    Ground.CERTIFICATES: gettext_lazy("Sertifikater"),
    Ground.DISTANCE: gettext_lazy("Reisevei"),
    Ground.AVAILABILITY: gettext_lazy("Ledig"),
}
_HOW = {
    "same": gettext_lazy("har hatt jobb i samme yrke"),
    "near": gettext_lazy("har hatt jobb i et nært yrke"),
    "field": gettext_lazy("har hatt jobb i samme yrkesfelt"),
    "municipality": gettext_lazy("bor i samme kommune"),
    "county": gettext_lazy("bor i samme fylke, en annen kommune"),
    "part_time_job": gettext_lazy("har en deltidsjobb nå"),
    "free": gettext_lazy("er ledig ved oppstart"),
}


def say(reason: Reason) -> str:
    """One reason as a short sentence without a capital."""
    return _SAY[reason.ground](reason)


def _experience(reason: Reason) -> str:
    if reason.grade == Grade.NOT_ASKED:
        return _("plassen har ikke et yrke fra listen")
    if reason.grade == Grade.UNKNOWN:
        return _("verken kartlagt eller registrert med jobb")
    if reason.grade == Grade.NOT:
        return _("ingen erfaring fra yrket er registrert")
    if reason.detail["how"] == "told":
        return _("kartleggingen nevner «%(word)s»") % {"word": reason.detail["word"]}
    return str(_HOW[reason.detail["how"]])


def _norwegian(reason: Reason) -> str:
    if reason.grade == Grade.NOT_ASKED:
        return _("ingen krav til norsk")
    if reason.grade == Grade.FITS:
        return _("har nivået det spørres etter")
    parts = []
    if reason.detail["missing"]:
        parts.append(_("under kravet: %(skills)s") % {"skills": _skills(reason.detail["missing"])})
    if reason.detail["unknown"]:
        parts.append(_("ikke prøvd: %(skills)s") % {"skills": _skills(reason.detail["unknown"])})
    return ", ".join(parts)


def _skills(codes: str) -> str:
    return ", ".join(str(Skill(code).label) for code in codes.split())


def _certificates(reason: Reason) -> str:
    if reason.grade == Grade.NOT_ASKED:
        return _("ingen krav til sertifikat")
    parts = []
    if reason.detail["held"]:
        parts.append(_("har %(certificates)s") % {"certificates": _names(reason.detail["held"])})
    if reason.detail["lacking"]:
        parts.append(_("spør om %(certificates)s") % {"certificates": _names(reason.detail["lacking"])})
    return ", ".join(parts)


def _names(codes: str) -> str:
    return ", ".join(str(Certificate(code).label) for code in codes.split())


def _distance(reason: Reason) -> str:
    if reason.grade == Grade.UNKNOWN:
        return _("det er ikke oppgitt hvor arbeidet er")
    if reason.grade == Grade.NOT:
        return _("bor i et annet fylke")
    return str(_HOW[reason.detail["how"]])


def _availability(reason: Reason) -> str:
    until = reason.detail.get("until")
    if until is None:
        return str(_HOW[reason.detail["how"]])
    day = {"day": f"{dt.date.fromisoformat(until):%d.%m.%Y}"}
    if reason.grade == Grade.PARTLY:
        return _("programmet slutter %(day)s") % day
    return _("er i program til %(day)s") % day


_SAY: dict[Ground, Callable[[Reason], str]] = {
    Ground.EXPERIENCE: _experience,
    Ground.NORWEGIAN: _norwegian,
    Ground.CERTIFICATES: _certificates,
    Ground.DISTANCE: _distance,
    Ground.AVAILABILITY: _availability,
}
