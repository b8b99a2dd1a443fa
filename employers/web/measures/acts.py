"""The short acts on an agreement, each a form in the side panel or on a page of its own."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused, StaleVersion
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from employers.web.measures.forms import (
    LastDayForm,
    LoadForm,
    OnBehalfForm,
    PaperForm,
    ReasonForm,
    ResultForm,
    ReviewForm,
    ShortenForm,
)
from employers.web.measures.rows import longest
from programmes.models import AgreementParty, WorkMeasure
from programmes.operations.measures.approving import (
    approve_as_adviser,
    approve_on_behalf,
    approve_on_paper,
    withdraw_approvals,
)
from programmes.operations.measures.changing import (
    cancel_measure,
    conclude_measure,
    extend_measure,
    review_measure,
    shorten_measure,
)
from programmes.operations.measures.contents import Load
from programmes.operations.measures.links import make_link
from programmes.operations.measures.preparing import set_load


class MeasureActPage(Page):
    """A short form about one measure."""

    title: str | Promise
    save_label: str | Promise = gettext_lazy("Lagre")
    form_class: type[forms.Form]
    action = Action.CHANGE
    prefix = "measure"
    takes_files = False

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Call the operation; answers what to tell the person."""
        raise NotImplementedError

    def initial(self, _measure: WorkMeasure) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def explanation(self, _measure: WorkMeasure) -> str:
        """What to know before one acts."""
        return ""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        measure = self._measure(pk)
        initial = {"version": measure.version} | self.initial(measure)
        return self._page(measure, self.form_class(prefix=self.prefix, initial=initial))

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        measure = self._measure(pk)
        form = self.form_class(request.POST, request.FILES, prefix=self.prefix)
        if not form.is_valid():
            return self._page(measure, form, 422)
        try:
            done = self.save(measure, form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(measure, form, 422)
        except StaleVersion:
            form.add_error(None, _("Noen andre har endret tiltaket mens du skrev. Åpne det på nytt og se over."))
            return self._page(measure, form, 422)
        messages.success(request, done)
        return go_to(self.request, reverse("employers:measure", args=[pk]))

    def _measure(self, pk: UUID) -> WorkMeasure:
        actor = self.request.actor
        measure = WorkMeasure.objects.visible_to(actor).select_related("participant").get(pk=pk)
        require(actor, self.action, Resource.MEASURE, measure.participant.facts_for(actor))
        log_read(
            actor, Resource.MEASURE, participant_id=measure.participant_id, municipality_id=measure.municipality_id
        )  # fmt: skip
        return measure

    def _page(self, measure: WorkMeasure, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": measure.participant,
            "measure": measure,
            "form": form,
            "form_title": self.title,
            "save_label": self.save_label,
            "explanation": self.explanation(measure),
            "takes_files": self.takes_files,
            "back_url": reverse("employers:measure", args=[measure.pk]),
        }
        return show(self.request, "employers/measures/act.html", context, status)


class ExtendMeasurePage(MeasureActPage):
    """Move the last day later."""

    title = gettext_lazy("Forleng tiltaket")
    save_label = gettext_lazy("Forleng")
    form_class = LastDayForm
    action = Action.DECIDE

    def explanation(self, measure: WorkMeasure) -> str:
        """How far it can be extended."""
        limit = longest(measure)
        if limit is None:
            return ""
        return _("Tiltaket kan vare til og med %(day)s.") % {"day": f"{limit:%d.%m.%Y}"}

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Extend it."""
        day, version = facts["last_day"], facts["version"]
        extend_measure(self.request.actor, measure.pk, last_day=day, expected_version=version)
        return _("Tiltaket er forlenget til og med %(day)s.") % {"day": f"{day:%d.%m.%Y}"}


class ShortenMeasurePage(MeasureActPage):
    """Move the last day earlier."""

    title = gettext_lazy("Forkort tiltaket")
    save_label = gettext_lazy("Forkort")
    form_class = ShortenForm

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Shorten it."""
        shorten_measure(self.request.actor, measure.pk, expected_version=facts.pop("version"), **facts)
        return _("Tiltaket er forkortet til %(day)s.") % {"day": f"{facts['last_day']:%d.%m.%Y}"}


class CancelMeasurePage(MeasureActPage):
    """Take it back."""

    title = gettext_lazy("Annuller tiltaket")
    save_label = gettext_lazy("Annuller tiltaket")
    form_class = ReasonForm

    def explanation(self, _measure: WorkMeasure) -> str:
        """What cancelling is not."""
        return _("Bare for tiltak som ikke ble noe av eller er feilregistrert. Et tiltak som har vart, forkortes.")

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Cancel it."""
        cancel_measure(self.request.actor, measure.pk, expected_version=facts.pop("version"), **facts)
        return _("Tiltaket er annullert.")


class ReviewMeasurePage(MeasureActPage):
    """Note a review."""

    title = gettext_lazy("Registrer gjennomgang")
    form_class = ReviewForm

    def initial(self, _measure: WorkMeasure) -> dict[str, Any]:
        """Today is proposed."""
        return {"reviewed_on": timezone.localdate()}

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Note it."""
        review_measure(self.request.actor, measure.pk, expected_version=facts.pop("version"), **facts)
        return _("Gjennomgangen er registrert.")


class ConcludeMeasurePage(MeasureActPage):
    """Register the result."""

    title = gettext_lazy("Registrer resultatet av tiltaket")
    form_class = ResultForm

    def initial(self, measure: WorkMeasure) -> dict[str, Any]:
        """What stands."""
        return {"result": measure.result, "note": measure.result_note}

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Register it."""
        conclude_measure(self.request.actor, measure.pk, expected_version=facts.pop("version"), **facts)
        return _("Resultatet er registrert.")


class MeasureLoadPage(MeasureActPage):
    """Change how much of a week it takes."""

    title = gettext_lazy("Endre omfanget")
    form_class = LoadForm

    def initial(self, _measure: WorkMeasure) -> dict[str, Any]:
        """From today."""
        return {"valid_from": timezone.localdate()}

    def explanation(self, _measure: WorkMeasure) -> str:
        """What becomes of later rows."""
        return _("Gjelder til neste endring. Endringer som er registrert for senere dager, faller bort.")

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Set it."""
        version = facts.pop("version")
        set_load(self.request.actor, measure.pk, Load(**facts), expected_version=version)
        return _("Omfanget er lagret.")


class ApproveOnBehalfPage(MeasureActPage):
    """Approve for a party."""

    title = gettext_lazy("Godkjenn på vegne av en part")
    save_label = gettext_lazy("Godkjenn")
    form_class = OnBehalfForm
    action = Action.DECIDE

    def initial(self, _measure: WorkMeasure) -> dict[str, Any]:
        """The party that was clicked."""
        return {"party": self.request.GET.get("part", "")}

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Approve."""
        approve_on_behalf(self.request.actor, measure.pk, expected_version=facts.pop("version"), **facts)
        return _("Godkjenningen er registrert.")


class ApproveOnPaperPage(MeasureActPage):
    """Attach a signed paper."""

    title = gettext_lazy("Legg ved signert avtale")
    form_class = PaperForm
    takes_files = True

    def initial(self, _measure: WorkMeasure) -> dict[str, Any]:
        """The party that was clicked."""
        return {"party": self.request.GET.get("part", "")}

    def save(self, measure: WorkMeasure, facts: dict[str, Any]) -> str:
        """Keep the paper and approve."""
        paper = facts["paper"]
        approve_on_paper(
            self.request.actor, measure.pk, party=facts["party"], name=facts["name"], filename=paper.name,
            content=paper, expected_version=facts["version"],
        )  # fmt: skip
        return _("Den signerte avtalen er lagt ved, og godkjenningen er registrert.")


class MakeLinkPage(Page):
    """Make a one-time link for a party and show it, this once."""

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """The link; afterwards nobody can see it again, only make a new one."""
        actor = self.request.actor
        measure = WorkMeasure.objects.visible_to(actor).select_related("participant").get(pk=pk)
        party = request.POST.get("party", "")
        new = make_link(actor, pk, party=party)
        path = reverse("employers:agreement", args=[measure.municipality_id])
        context = {
            "measure": measure,
            "person": measure.participant,
            "party": AgreementParty(party).label,
            "link": f"{settings.PUBLIC_URL}{path}?{urlencode({'k': new.secret})}",
            "expires_at": new.row.expires_at,
            "back_url": reverse("employers:measure", args=[pk]),
        }
        response = show(self.request, "employers/measures/link.html", context)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class ApproveMeasurePage(Page):
    """The adviser's own approval, and taking approvals back."""

    def post(self, request: Any, pk: UUID, act: str) -> HttpResponse:
        """Approve, or clear what is approved."""
        actor = self.request.actor
        version = int(request.POST["version"]) if request.POST.get("version", "").isdigit() else None
        if act == "godkjenn":
            approve_as_adviser(actor, pk, expected_version=version)
            messages.success(request, _("Avtalen er inngått."))
        else:
            withdraw_approvals(actor, pk, expected_version=version)
            messages.success(request, _("Godkjenningene er tatt tilbake."))
        return go_to(self.request, reverse("employers:measure", args=[pk]))
