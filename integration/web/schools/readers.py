"""Systems that read class lists from us: who they are, what they may, and letting another in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.web.pages import Page, go_to, show
from integration.models import RosterClient
from integration.operations.schools.sources import schools_of
from integration.provider import scopes
from integration.provider.tokens import add_client, stop_client

_CHOICES = (
    ("classes", gettext_lazy("Klasser, elever og lærere")),
    ("demographics", gettext_lazy("Fødselsdato og kjønn")),
    ("results", gettext_lazy("Prøveresultater")),
    ("gradebook", gettext_lazy("Skrive egne oppgaver og karakterer")),
)
_SCOPES = {
    "classes": (scopes.ROSTER_CORE, scopes.ROSTER),
    "demographics": (scopes.DEMOGRAPHICS,),
    "results": (scopes.GRADEBOOK_CORE, scopes.GRADEBOOK),
    "gradebook": (scopes.CREATE_PUT, scopes.CREATE_POST, scopes.DELETE),
}


class ReaderForm(forms.Form):
    """A system that is to read."""

    name = forms.CharField(label=gettext_lazy("Navn på systemet"), max_length=120)
    school = forms.ChoiceField(label=gettext_lazy("Hvilken skole?"), required=False)
    may = forms.MultipleChoiceField(
        label=gettext_lazy("Hva skal det få?"), choices=_CHOICES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Velg minst én.")},
    )  # fmt: skip
    sends_identity_numbers = forms.BooleanField(
        label=gettext_lazy("Send fødselsnummer"), required=False,
        help_text=gettext_lazy("Bare når databehandleravtalen sier at systemet trenger det."),
    )  # fmt: skip

    def __init__(self, municipality_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = [(str(school.pk), school.name) for school in schools_of(municipality_id)]
        self.fields["school"].choices = [("", _("Alle skolene")), *schools]  # type: ignore[attr-defined]


class ReadersPage(Page):
    """All of them, and a new one."""

    needs = (Resource.SCHOOL_SOURCE, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The list."""
        return self._page(ReaderForm(self._home(), initial={"may": ["classes"]}))

    def post(self, _request: object) -> HttpResponse:
        """Let one in; its secret stands on the answer, and nowhere else."""
        form = ReaderForm(self._home(), self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        told = form.cleaned_data
        wanted = [scope for choice in told["may"] for scope in _SCOPES[choice]]
        client, secret = add_client(
            self.request.actor, self._home(), name=told["name"], scopes=wanted,
            school_id=UUID(told["school"]) if told["school"] else None,
            sends_identity_numbers=told["sends_identity_numbers"],
        )  # fmt: skip
        return self._page(ReaderForm(self._home(), initial={"may": ["classes"]}), made=(client, secret))

    def _home(self) -> UUID:
        return min(self.request.actor.municipality_ids)

    def _page(self, form: ReaderForm, status: int = 200, made: tuple[RosterClient, str] | None = None) -> HttpResponse:
        base = self.request.build_absolute_uri("/ims/oneroster/")
        context = {
            "form": form,
            "clients": RosterClient.objects.visible_to(self.request.actor).select_related("school"),
            "made": made[0] if made else None,
            "secret": made[1] if made else "",
            "token_url": f"{base}token",
            "rostering_url": f"{base}rostering/v1p2",
            "gradebook_url": f"{base}gradebook/v1p2",
        }
        response = show(self.request, "integration/schools/readers.html", context, status)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class StopPage(Page):
    """Let a system read no more."""

    http_method_names = ["post", "options"]
    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Stop it."""
        client = stop_client(self.request.actor, pk)
        messages.success(self.request, _("%(name)s kan ikke lenger lese klasselistene.") % {"name": client.name})
        return go_to(self.request, reverse("integration:roster-clients"))
