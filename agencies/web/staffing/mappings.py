"""Which values of the employer's log-in give roles here, for the administrator."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.models import AgencyKind, ClaimMapping
from agencies.oidc.providers import provider_of, providers
from agencies.operations.mappings import add_mapping, end_mapping, mappings_of, roles_to_map
from agencies.web.pages import Page, go_to, show
from agencies.web.staffing.members import StaffFormPage


class MappingForm(forms.Form):
    """A value and the role that it gives."""

    issuer = forms.ChoiceField(label=gettext_lazy("Innloggingstjeneste"))
    value = forms.CharField(
        label=gettext_lazy("Verdi"),
        max_length=200,
        help_text=gettext_lazy("Slik den står hos tjenesten, for eksempel gruppens id."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rolle"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_to_map(actor.agency_kind or AgencyKind.COUNTY)
        self.fields["issuer"].choices = [(each.issuer, each.name) for each in providers()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, capfirst(str(role.label))) for role in roles]  # type: ignore[attr-defined]


class MappingsPage(Page):
    """Those that stand."""

    needs = (Resource.STAFF, Action.CHANGE)

    def get(self, _request: object) -> HttpResponse:
        """The list."""
        rows = mapping_rows(self.request.actor)
        return show(self.request, "agencies/staffing/mappings.html", {"rows": rows, "has_providers": bool(providers())})


def mapping_rows(actor: Actor) -> list[tuple[ClaimMapping, str]]:
    """The groups that give a role in the own agency, and the log-in that has them."""
    return [(row, _name_of(row.issuer)) for row in mappings_of(actor.agency_id)]


class NewMappingPage(StaffFormPage):
    """One more."""

    title = gettext_lazy("La en gruppe gi en rolle")
    subtitle = gettext_lazy("Den som har verdien ved innlogging, får rollen. Den som ikke har den lenger, mister den.")

    def make_form(self, data: Any = None) -> MappingForm:
        """The roles of this kind of agency."""
        return MappingForm(self.request.actor, data)

    def save(self, form: MappingForm) -> str:
        """Register it."""
        add_mapping(self.request.actor, **form.cleaned_data)
        return _("Gruppen gir nå rollen, fra neste innlogging.")

    def back(self) -> str:
        """To the list."""
        return reverse("agencies:mappings")


class EndMapping(Page):
    """Take one back."""

    http_method_names = ["post", "options"]
    needs = (Resource.STAFF, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it; the roles that it gave end at once."""
        end_mapping(self.request.actor, pk)
        messages.success(self.request, _("Gruppen gir ikke lenger rollen. De som hadde den slik, har mistet den."))
        return go_to(self.request, reverse("agencies:mappings"))


def _name_of(issuer: str) -> str:
    provider = provider_of(issuer)
    return provider.name if provider else issuer
