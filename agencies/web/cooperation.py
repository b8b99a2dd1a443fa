"""Who serves the municipality, and the agreements under which NAV offices see its people."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.models import AgencyKind, AgencyService, CooperationAgreement
from agencies.operations.cooperation import (
    AgreementFacts,
    agreements_of,
    end_agreement,
    end_service,
    providers,
    register_agreement,
    services_of,
    start_service,
)
from agencies.web.forms import DayField
from agencies.web.pages import Page, show
from agencies.web.staffing.members import StaffFormPage


class AgreementForm(forms.Form):
    """A new agreement."""

    provider = forms.ChoiceField(label=gettext_lazy("NAV-kontor"))
    signed_on = DayField(label=gettext_lazy("Undertegnet"))
    first_day = DayField(
        label=gettext_lazy("Gjelder fra og med"), help_text=gettext_lazy("Fra denne dagen ser kontoret sakene.")
    )
    last_day = DayField(
        label=gettext_lazy("Gjelder til og med"),
        required=False,
        help_text=gettext_lazy("La feltet stå tomt når avtalen ikke har noen slutt."),
    )
    reference = forms.CharField(label=gettext_lazy("Saksnummer i arkivet"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = providers().filter(kind=AgencyKind.NAV_OFFICE)
        self.fields["provider"].choices = [(str(each.pk), each.name) for each in offices]  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    """Somebody who serves the municipality."""

    provider = forms.ChoiceField(label=gettext_lazy("Kontor, skole eller fylkeskommune"))
    first_day = DayField(label=gettext_lazy("Fra og med"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = providers()
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            (kind.label.capitalize(), [(str(each.pk), each.name) for each in known if each.kind == kind])
            for kind in (AgencyKind.NAV_OFFICE, AgencyKind.SCHOOL, AgencyKind.COUNTY)
        ]
        self.fields["first_day"].initial = timezone.localdate()


class LastDayForm(forms.Form):
    """The last day."""

    last_day = DayField(label=gettext_lazy("Siste dag"))


class CooperationPage(Page):
    """The agreements and the services."""

    needs = (Resource.COOPERATION, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The page."""
        actor, today = self.request.actor, timezone.localdate()
        agreements = agreement_rows(actor, today)
        open_to = {row.provider_id for row, _shown in agreements if _is_in_force(row, today)}
        services = services_now(actor, today)
        context = {
            "agreements": agreements,
            "services": services,
            "closed_to": [
                row.provider
                for row in services
                if row.provider.kind == AgencyKind.NAV_OFFICE
                and row.first_day <= today
                and row.provider_id not in open_to
            ],
            "may_change": decides(actor),
        }
        return show(self.request, "agencies/cooperation/page.html", context)


def agreement_rows(actor: Actor, today: dt.date) -> list[tuple[CooperationAgreement, dict[str, str]]]:
    """The agreements, and how each stands."""
    return [(row, _standing(row, today)) for row in agreements_of(actor)]


def services_now(actor: Actor, today: dt.date) -> list[AgencyService]:
    """Who serves the municipality now or later."""
    return [row for row in services_of(actor) if row.last_day is None or row.last_day >= today]


class _CooperationForm(StaffFormPage):
    needs = (Resource.COOPERATION, Action.CHANGE)

    def back(self) -> str:
        """To the list."""
        return reverse("agencies:cooperation")


class NewAgreementPage(_CooperationForm):
    """Register an agreement."""

    title = gettext_lazy("Registrer samarbeidsavtale")
    subtitle = gettext_lazy("Avtalen åpner for at NAV-kontoret ser deltakerne sine. Uten den ser kontoret ingenting.")
    save_label = gettext_lazy("Registrer avtalen")

    def make_form(self, data: Any = None) -> AgreementForm:
        """The NAV offices."""
        return AgreementForm(data)

    def save(self, form: AgreementForm) -> str:
        """Register it."""
        given = dict(form.cleaned_data)
        row = register_agreement(self.request.actor, AgreementFacts(provider_id=UUID(given.pop("provider")), **given))
        return _("Avtalen med %(name)s gjelder fra %(day)s.") % {
            "name": row.provider,
            "day": f"{row.first_day:%d.%m.%Y}",
        }


class EndAgreementPage(_CooperationForm):
    """End an agreement."""

    title = gettext_lazy("Avslutt samarbeidsavtalen")
    subtitle = gettext_lazy("Dagen etter ser kontoret ingen saker. Velg i går for å lukke delingen straks.")
    save_label = gettext_lazy("Avslutt avtalen")

    def make_form(self, data: Any = None) -> LastDayForm:
        """Today unless another day is chosen."""
        return LastDayForm(data, initial={"last_day": timezone.localdate()})

    def save(self, form: LastDayForm) -> str:
        """End it."""
        row = end_agreement(self.request.actor, self.kwargs["pk"], last_day=form.cleaned_data["last_day"])
        return _("Avtalen med %(name)s gjelder til og med %(day)s.") % {
            "name": row.provider,
            "day": f"{row.last_day:%d.%m.%Y}",
        }


class NewServicePage(_CooperationForm):
    """Add a provider."""

    title = gettext_lazy("Legg til kontor eller skole")
    save_label = gettext_lazy("Legg til")

    def make_form(self, data: Any = None) -> ServiceForm:
        """Everybody who may serve a municipality."""
        return ServiceForm(data)

    def save(self, form: ServiceForm) -> str:
        """Add it."""
        given = form.cleaned_data
        row = start_service(self.request.actor, UUID(given["provider"]), first_day=given["first_day"])
        return _("%(name)s betjener kommunen fra %(day)s.") % {
            "name": row.provider,
            "day": f"{row.first_day:%d.%m.%Y}",
        }


class EndServicePage(_CooperationForm):
    """The last day of a provider."""

    title = gettext_lazy("Avslutt betjeningen")
    save_label = gettext_lazy("Avslutt")

    def make_form(self, data: Any = None) -> LastDayForm:
        """Today unless another day is chosen."""
        return LastDayForm(data, initial={"last_day": timezone.localdate()})

    def save(self, form: LastDayForm) -> str:
        """End it."""
        row: AgencyService = end_service(self.request.actor, self.kwargs["pk"], last_day=form.cleaned_data["last_day"])
        return _("%(name)s betjener kommunen til og med %(day)s.") % {
            "name": row.provider,
            "day": f"{row.last_day:%d.%m.%Y}",
        }


def decides(actor: Actor) -> bool:
    """Whether the actor's agency is one that decides whom it shares with."""
    return actor.agency_kind in (AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT)


def _is_in_force(row: CooperationAgreement, today: dt.date) -> bool:
    return row.first_day <= today and (row.last_day is None or row.last_day >= today)


def _standing(row: CooperationAgreement, today: dt.date) -> dict[str, str]:
    if _is_in_force(row, today):
        return {"label": _("gjelder"), "tone": "success"}
    if row.first_day > today:
        return {"label": _("begynner senere"), "tone": "info"}
    return {"label": _("er over"), "tone": "neutral"}
