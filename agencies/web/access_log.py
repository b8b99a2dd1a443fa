"""Who has opened what: for the privacy officer."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Channel, Resource
from agencies.models import AccessLogEntry, User
from agencies.models.audit import tells_of
from agencies.operations.access_log import log_read
from agencies.web.forms import DayField
from agencies.web.log_words import entries_in_words, midnight
from agencies.web.pages import Page, show

_PAGE = 50

RESOURCES: dict[str, str | Promise] = {
    Resource.PARTICIPANT: _("deltakersak"),
    Resource.ASSIGNMENT: _("tildeling"),
    Resource.OVERRIDE: _("egen tilgang"),
    Resource.PARTICIPATION: _("program"),
    Resource.START: _("krav og tilbud om oppstart"),
    Resource.DECISION: _("vedtak"),
    Resource.HOUSEHOLD: _("familie"),
    Resource.SAME_PERSON: _("samme person i en annen kommune"),
    Resource.PLAN: _("integreringsplan"),
    Resource.SKILLS_MAPPING: _("kompetansekartlegging"),
    Resource.PROPOSAL: _("forslag til planen"),
    Resource.DEADLINE: _("frister"),
    Resource.FLAG: _("varsler"),
    Resource.DOCUMENT: _("dokument"),
    Resource.IMPORT: _("ankomstliste"),
    Resource.TRANSFER: _("flytting"),
    Resource.MEASURE: _("tiltak"),
    Resource.PLACEMENT: _("arbeidsforhold"),
    Resource.EMPLOYER: _("arbeidsgiver"),
    Resource.SCHOOL_CLASS: _("klasse"),
    Resource.CLASS_ENROLMENT: _("plass i en klasse"),
    Resource.PUPIL: _("elever"),
    Resource.ATTENDANCE: _("frammøte"),
    Resource.ATTENDANCE_SUMMARY: _("sammendrag av frammøtet"),
    Resource.ATTENDANCE_LOCK: _("låst uke med frammøte"),
    Resource.TEST_RESULT: _("prøveresultat"),
    Resource.TEST_ENTRY: _("oppmelding til prøve"),
    Resource.EXEMPTION: _("fritak"),
    Resource.AGENCY: _("virksomhet"),
    Resource.JOB: _("bakgrunnsjobb"),
    Resource.STAFF: _("ansatte"),
    Resource.MACHINE: _("systemer"),
    Resource.COOPERATION: _("samarbeid"),
    Resource.TEAM: _("teamet"),
    Resource.CASELOAD: _("løpende saker"),
    Resource.ACCESS_LOG: _("innsynslogg"),
    Resource.JOURNAL: _("journal"),
    Resource.APPOINTMENT: _("avtale"),
    Resource.REVIEW: _("gjennomgang av planen"),
    Resource.SCHOOL_SOURCE: _("kobling til en skole"),
    Resource.SCHOOL_REPORT: _("melding fra en skole"),
    Resource.OUTCOME: _("resultat etter programmet"),
    Resource.OFFERED_PLACE: _("plass hos arbeidsgiver"),
    Resource.SUGGESTION: _("forslag om plass"),
    Resource.TRACK: _("kvalifiseringsløp"),
    Resource.TRACK_MEMBERSHIP: _("deltakelse i kvalifiseringsløp"),
    Resource.CASE_MESSAGE: _("melding i saken"),
    Resource.HANDOVER: _("overføring til NAV"),
    Resource.SUBJECT_ACCESS: _("krav om innsyn"),
    Resource.SUBJECT_COPY: _("innsynskopi"),
    Resource.LIST_EXPORT: _("liste som fil"),
    Resource.NIR: _("levering til NIR"),
    Resource.NIR_SETUP: _("oppsett av NIR"),
    Resource.RETENTION: _("arkivering"),
    Resource.STATEMENT: _("deltakerens forklaring"),
    Resource.AGREEMENT: _("avtale åpnet med lenke"),
}
CHANNELS: dict[str, str | Promise] = {
    Channel.WEB: _("nettside"),
    Channel.API: _("API"),
    Channel.WORKER: _("nattjobb"),
    Channel.COMMAND: _("kommando"),
}


class LogFilter(forms.Form):
    """What of the log to show."""

    participant = forms.UUIDField(
        label=_("Deltakerens id"), required=False, help_text=_("Står nederst i sakens historikk.")
    )
    user = forms.CharField(label=_("Ansatt"), required=False, max_length=100)
    first_day = DayField(label=_("Fra og med"), required=False)
    last_day = DayField(label=_("Til og med"), required=False)


class AccessLogPage(Page):
    """The readings in the municipalities of the actor, newest first; reading the log is logged too."""

    needs = (Resource.ACCESS_LOG, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """A page of entries; ``before`` is the id of the last entry of the page before (ids are in time order)."""
        form = LogFilter(self.request.GET or None)
        chosen = form.cleaned_data if form.is_valid() else {}
        rows = log_entries(self.request.actor, chosen)
        before = _uuid(self.request.GET.get("before", ""))
        if before:
            rows = rows.filter(pk__lt=before)
        entries = list(rows[: _PAGE + 1])
        log_read(self.request.actor, Resource.ACCESS_LOG, row_count=len(entries[:_PAGE]))
        context = {
            "form": form if form.is_bound else LogFilter(),
            "entries": entries_in_words(entries[:_PAGE], RESOURCES, CHANNELS),
            "participant": chosen.get("participant"),
            "next_url": self._next_url(entries),
        }
        return show(self.request, "agencies/access_log.html", context)

    def _next_url(self, entries: list[AccessLogEntry]) -> str:
        if len(entries) <= _PAGE:
            return ""
        address = self.request.GET.copy()
        address["before"] = str(entries[_PAGE - 1].pk)
        return f"?{address.urlencode()}"


def log_entries(actor: Actor, chosen: dict[str, Any]) -> QuerySet[AccessLogEntry]:
    """The entries in the municipalities of the actor that the values of a ``LogFilter`` let through, newest first."""
    rows = AccessLogEntry.objects.filter(municipality_id__in=actor.municipality_ids)
    if chosen.get("participant"):
        rows = rows.filter(tells_of(chosen["participant"]))
    if chosen.get("user"):
        users = User.objects.filter(name__icontains=chosen["user"])
        rows = rows.filter(user_id__in=users.values("pk"))
    if chosen.get("first_day"):
        rows = rows.filter(created_at__gte=midnight(chosen["first_day"]))
    if chosen.get("last_day"):
        rows = rows.filter(created_at__lt=midnight(chosen["last_day"] + dt.timedelta(days=1)))
    return rows.order_by("-id")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
