"""«NIR»: what lacks in the cases, what waits to be delivered, and the files."""

import datetime as dt
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_list
from agencies.web.forms import DayField
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from integration.models import NirExport
from integration.nir.adapters import ADAPTERS, SCHEMA_VERSION, schema_of
from integration.operations.nir.completeness import Lack, counts, details, lacking, lateness
from integration.operations.nir.deriving import reports_from_day
from integration.operations.nir.exporting import discard_export, file_of, make_export, mark_delivered
from integration.web.outcomes.frame import outcome_tabs

PAGE = 50
_FILES = 20
_IN_MEMORY = 1024 * 1024

LACKS = {
    Lack.LATE: (gettext_lazy("Over fristen"), "danger"),
    Lack.NO_END: (gettext_lazy("Uten avslutning"), "warning"),
    Lack.NO_CAUSE: (gettext_lazy("Uten sluttårsak eller hovedaktivitet"), "warning"),
    Lack.NO_MEASURES: (gettext_lazy("Uten tiltak"), "warning"),
    Lack.LAST_YEAR: (gettext_lazy("Fra i fjor eller før"), "info"),
    Lack.BY_HAND: (gettext_lazy("Registreres direkte i NIR"), "info"),
}
_TELLS = {
    Lack.LATE: gettext_lazy("Hendelser som er mer enn to måneder gamle og ikke levert."),
    Lack.NO_END: gettext_lazy("Programtiden er ute, men programmet er ikke avsluttet."),
    Lack.NO_CAUSE: gettext_lazy("Avslutningen mangler sluttårsak, eller hovedaktiviteten er ikke registrert."),
    Lack.NO_MEASURES: gettext_lazy("Programmet har ingen elementer i en ferdigstilt plan, tiltak eller klasse."),
    Lack.LAST_YEAR: gettext_lazy("Hendelser fra i fjor eller før, som må være levert innen 28. februar."),
    Lack.BY_HAND: gettext_lazy("Personer med adressesperre eller skjerming er ikke i noen fil."),
}


class DeliveredForm(forms.Form):
    """When it was handed in."""

    delivered_on = DayField(label=gettext_lazy("Levert"))


class NirPage(Page):
    """The overview; each counter is a filter of the list beneath."""

    needs = (Resource.NIR, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """Counters, the chosen list of cases, and the files."""
        actor, today = self.request.actor, timezone.localdate()
        chosen = chosen_lack(self.request.GET.get("vis", ""))
        # An address holds no name of a protected person.
        keys = ("id",) if chosen is Lack.BY_HAND else ("sort_key", "id")
        people = page_of(lacking(actor, chosen, today), keys, self.request.GET.get("etter", ""), PAGE)
        why = details(actor, chosen, today, people.rows)
        log_list(actor, Resource.NIR, [person.pk for person in people.rows])
        files = list(files_of(actor)[:_FILES])
        found = counts(actor, today)
        context = {
            "tabs": outcome_tabs(actor, "integration:nir") if may(actor, Resource.OUTCOME, Action.VIEW) else [],
            "late": lateness(actor, today),
            "counters": [
                {"label": label, "count": found[lack], "url": f"?vis={lack}", "tone": tone, "current": lack is chosen}
                for lack, (label, tone) in LACKS.items()
            ],
            "title": LACKS[chosen][0],
            "tells": _TELLS[chosen],
            "has_file": chosen is not Lack.BY_HAND,
            "people": [(person, why.get(person.pk)) for person in people.rows],
            "next_url": f"?vis={chosen}&etter={people.cursor}" if people.cursor else "",
            "reports_from": reports_from_day(actor.agency_id) if actor.agency_id else None,
            "may_deliver": may(actor, Resource.NIR, Action.CREATE),
            "forms": [(each.code, each.label) for each in ADAPTERS.values()],
            "files": files,
            "file_waits": any(file.is_waiting for file in files),
            "delivered_form": DeliveredForm(initial={"delivered_on": today}),
        }
        return show(self.request, "integration/nir/overview.html", context)


class MakeExportPage(Page):
    """Make a file."""

    http_method_names = ["post", "options"]
    needs = (Resource.NIR, Action.CREATE)

    def post(self, _request: object) -> HttpResponse:
        """Make it and come back to where it lies."""
        export = make_export(self.request.actor, self.request.POST.get("form", ""))
        messages.success(self.request, _("Filen er laget, med %(count)d hendelser.") % {"count": export.events})
        return go_to(self.request, reverse("integration:nir") + "#filer")


class SchemaPage(Page):
    """The published schema of a form; anybody who may see NIR may read it."""

    needs = (Resource.NIR, Action.VIEW)

    def get(self, _request: object) -> HttpResponseBase:
        """The file of the version that is written now; that of the XML form unless another is asked for."""
        form = self.request.GET.get("form", "xml")
        if form not in ADAPTERS:
            raise Http404
        schema = schema_of(SCHEMA_VERSION, form)
        response = HttpResponse(schema.read_bytes(), content_type=ADAPTERS[form].schema_media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{schema.name}"'
        return response


class NirFilePage(Page):
    """The file, made anew from events that never change and checked against what the actor may see today."""

    needs = (Resource.NIR, Action.CREATE)

    def get(self, _request: object, pk: UUID) -> HttpResponseBase:
        """The download."""
        export, pieces = file_of(self.request.actor, pk)
        adapter = ADAPTERS[export.form]
        # Beyond a megabyte it lies on disk, so that the largest municipality's first file takes no memory.
        body: Any = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
        for piece in pieces:
            body.write(piece)
        body.seek(0)
        name = f"nir-{timezone.localdate(export.created_at)}.{adapter.ending}"
        return FileResponse(body, as_attachment=True, filename=name, content_type=adapter.media_type)


class DeliveredPage(Page):
    """Mark a file as handed in."""

    http_method_names = ["post", "options"]
    needs = (Resource.NIR, Action.CREATE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Mark it."""
        form = DeliveredForm(self.request.POST)
        if not form.is_valid():
            raise RuleRefused(Refusal("not_a_day", _("Skriv en dato som finnes."), "delivered_on"))
        day: dt.date = form.cleaned_data["delivered_on"]
        version = _version(self.request.POST.get("version", ""))
        count = mark_delivered(self.request.actor, pk, delivered_on=day, expected_version=version)
        messages.success(self.request, _("%(count)d hendelser er merket som levert.") % {"count": count})
        return go_to(self.request, reverse("integration:nir"))


class DiscardExportPage(Page):
    """Throw away a file that was not handed in."""

    http_method_names = ["post", "options"]
    needs = (Resource.NIR, Action.CREATE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Discard it."""
        discard_export(self.request.actor, pk, expected_version=_version(self.request.POST.get("version", "")))
        messages.success(self.request, _("Filen er forkastet. Hendelsene venter igjen."))
        return go_to(self.request, reverse("integration:nir"))


def chosen_lack(text: str) -> Lack:
    """The lack that an address names; what is late unless it names one."""
    return Lack(text) if text in set(Lack) else Lack.LATE


def files_of(actor: Actor) -> QuerySet[NirExport]:
    """The own municipality's files, newest first."""
    mine = NirExport.objects.visible_to(actor).filter(municipality_id=actor.agency_id)
    return mine.select_related("made_by")


def _version(text: str) -> int | None:
    return int(text) if text.isdigit() else None
