"""Which systems act for the agency, and their keys: the administrator's pages."""

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
from agencies.errors import RuleRefused
from agencies.machines.scopes import scopes_for
from agencies.models import AgencyKind, ApiToken, MachineAccess, Role
from agencies.operations.machines import (
    LIFETIMES,
    MachineFacts,
    let_machine_in,
    machines_of,
    make_key,
    roles_of_machines,
    shut_machine_out,
    withdraw_key,
)
from agencies.web.access_log import RESOURCES
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.staffing.members import StaffFormPage

_ENDINGS = {"read": gettext_lazy("lese"), "write": gettext_lazy("skrive"), "decide": gettext_lazy("avgjøre")}


class MachineForm(forms.Form):
    """A system that is to act for the agency."""

    name = forms.CharField(label=gettext_lazy("Navn på systemet"), max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("Rolle"),
        help_text=gettext_lazy("Systemet kan aldri mer enn rollen, og aldri mer enn rettighetene det kommer med."),
    )
    organisation_number = forms.CharField(
        label=gettext_lazy("Organisasjonsnummer i Maskinporten"),
        max_length=9,
        required=False,
        help_text=gettext_lazy("Virksomheten som henter token. La feltet stå tomt når systemet skal bruke en nøkkel."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_of_machines(actor.agency_kind or AgencyKind.COUNTY)
        self.fields["role"].choices = [(role.value, capfirst(str(role.label))) for role in roles]  # type: ignore[attr-defined]


class KeyForm(forms.Form):
    """A key: what it opens, and for how long."""

    days = forms.TypedChoiceField(label=gettext_lazy("Hvor lenge?"), coerce=int, initial=90)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Hva skal nøkkelen kunne brukes til?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Velg minst én rettighet.")},
    )

    def __init__(self, role: Role, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(days, _("%(days)s dager") % {"days": days}) for days in LIFETIMES]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [(scope, in_words(scope)) for scope in scopes_for(role)]  # type: ignore[attr-defined]


class MachinesPage(Page):
    """All systems."""

    needs = (Resource.MACHINE, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The list."""
        return show(self.request, "agencies/machines/page.html", {"machines": list(machines_of(self.request.actor))})


class NewMachinePage(StaffFormPage):
    """Let a system in."""

    needs = (Resource.MACHINE, Action.CREATE)
    title = gettext_lazy("Slipp inn et system")
    subtitle = gettext_lazy("Systemet ser aldri personer med adressesperre, og alt det gjør, står i historikken.")
    save_label = gettext_lazy("Slipp inn systemet")

    def make_form(self, data: Any = None) -> MachineForm:
        """The roles that a system can have here."""
        return MachineForm(self.request.actor, data)

    def save(self, form: MachineForm) -> str:
        """Let it in."""
        machine = let_machine_in(self.request.actor, MachineFacts(**form.cleaned_data))
        return _("%(name)s er sluppet inn.") % {"name": machine.name}

    def back(self) -> str:
        """To the list."""
        return reverse("agencies:machines")


class MachinePage(Page):
    """One system: its keys, and a new one."""

    needs = (Resource.MACHINE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The page."""
        machine = self._machine(pk)
        return self._page(machine, KeyForm(Role(machine.role)))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Make a key; its secret stands on the answer, and nowhere else."""
        machine = self._machine(pk)
        form = KeyForm(Role(machine.role), self.request.POST)
        if not form.is_valid():
            return self._page(machine, form, 422)
        try:
            _key, secret = make_key(self.request.actor, pk, **form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(machine, form, 422)
        return self._page(self._machine(pk), KeyForm(Role(machine.role)), secret=secret)

    def _machine(self, pk: UUID) -> MachineAccess:
        return machines_of(self.request.actor).get(pk=pk)

    def _page(self, machine: MachineAccess, form: KeyForm, status: int = 200, secret: str = "") -> HttpResponse:
        context = {
            "machine": machine,
            "role": capfirst(machine.get_role_display()),
            "keys": [(key, _opens(key)) for key in machine.keys.all()],
            "form": form,
            "secret": secret,
        }
        response = show(self.request, "agencies/machines/machine.html", context, status)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class ShutMachineOut(Page):
    """End a system's access at once."""

    http_method_names = ["post", "options"]
    needs = (Resource.MACHINE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it."""
        machine = shut_machine_out(self.request.actor, pk)
        messages.success(self.request, _("%(name)s har ikke lenger tilgang.") % {"name": machine.name})
        return go_to(self.request, reverse("agencies:machines"))


class WithdrawKey(Page):
    """Take a key back at once."""

    http_method_names = ["post", "options"]
    needs = (Resource.MACHINE, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it."""
        machine = withdraw_key(self.request.actor, pk)
        messages.success(self.request, _("Nøkkelen er trukket tilbake og åpner ingenting lenger."))
        return go_to(self.request, reverse("agencies:machine", args=[machine.pk]))


def in_words(scope: str) -> str:
    """A scope for people: «deltakersak – lese»."""
    resource, _dot, ending = scope.partition(":")[2].partition(".")
    return f"{capfirst(str(RESOURCES[resource]))} – {_ENDINGS[ending]}"


def _opens(key: ApiToken) -> str:
    return ", ".join(in_words(scope) for scope in key.scopes)
