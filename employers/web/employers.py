"""The pages of employers: find, look at, register."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.models import Municipality
from agencies.operations.access_log import log_list
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.paging import page_of
from employers.models import Employer, EmployerNote, Industry, OfferedPlace, Placement
from employers.operations.employers import register_employer
from employers.register.client import is_configured
from employers.web.matching.rows import place_rows
from employers.web.measures.rows import measure_rows
from employers.web.rows import placement_rows
from programmes.models import WorkMeasure

PAGE = 25
MOST_PLACEMENTS = 100
MOST_NOTES = 50


class EmployerListPage(Page):
    """All employers by name, or those that match what is searched for."""

    needs = (Resource.EMPLOYER, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """One page of employers, with how many have a job there now among those whom the actor may see."""
        actor, today = self.request.actor, timezone.localdate()
        words = words_in(self.request.GET)
        page = page_of(
            employers_found(actor, words, today), ("search_key", "id"), self.request.GET.get("etter", ""), PAGE
        )
        context = {
            "words": words,
            "employers": page.rows,
            "next_url": f"?{urlencode({'finn': words, 'etter': page.cursor})}" if page.cursor else "",
            "may_register": may(actor, Resource.EMPLOYER, Action.CREATE),
        }
        return show(self.request, "employers/list.html", context)


def words_in(query: QueryDict) -> str:
    """What is searched for."""
    return query.get("finn", "").strip()[:100]


def employers_found(actor: Actor, words: str, today: dt.date) -> QuerySet[Employer]:
    """The employers that match, with ``now``: how many have a job there among those whom the actor may see."""
    now_here = Placement.objects.listed_for(actor).on(today).filter(employer=OuterRef("pk")).order_by()
    count = now_here.values("employer").annotate(count=Count("pk")).values("count")
    employers = Employer.objects.visible_to(actor).standing().search(words)
    return employers.annotate(now=Coalesce(Subquery(count, output_field=IntegerField()), Value(0)))


def jobs_at(actor: Actor, employer: Employer) -> QuerySet[Placement]:
    """The jobs at an employer that the actor may see, the newest first."""
    return Placement.objects.listed_for(actor).filter(_stands_with(employer)).order_by("-first_day", "-id")


def _stands_with(employer: Employer) -> Q:
    """What is of other municipalities than whoever merged two registrations is still with the merged one."""
    return Q(employer=employer) | Q(employer__merged_into=employer)


class EmployerPage(Page):
    """One employer, and the jobs there of people whom the actor may see."""

    needs = (Resource.EMPLOYER, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Facts, and jobs with the newest first."""
        actor, today = self.request.actor, timezone.localdate()
        employer = Employer.objects.visible_to(actor).get(pk=pk)
        numbers = [employer.organisation_number, *employer.merged_from.values_list("organisation_number", flat=True)]
        measures = WorkMeasure.objects.listed_for(actor).filter(organisation_number__in=numbers)
        rows = placement_rows(actor, jobs_at(actor, employer)[:MOST_PLACEMENTS], today)
        if rows:
            log_list(actor, Resource.PLACEMENT, [row.placement.participant_id for row in rows])
        measures_here = measure_rows(measures.order_by("-first_day", "-id")[:MOST_PLACEMENTS], today)
        if measures_here:
            log_list(actor, Resource.MEASURE, [row.measure.participant_id for row in measures_here])
        context = {
            "employer": employer,
            "municipality": Municipality.objects.filter(pk=employer.municipality_number).first(),
            "placements": rows,
            "measures": measures_here,
            "industry": Industry.objects.filter(pk=employer.industry_code).first(),
            "places": place_rows(
                OfferedPlace.objects.visible_to(actor).open_on(today).filter(employer=employer).with_facts()
            ),
            "may_offer": may(actor, Resource.OFFERED_PLACE, Action.CREATE) and employer.merged_into_id is None,
            "may_log": may(actor, Resource.PLACEMENT, Action.CREATE) and employer.merged_into_id is None,
            "contacts": employer.contacts.filter(removed_on__isnull=True),
            "notes": EmployerNote.objects.visible_to(actor)
            .filter(_stands_with(employer))
            .select_related("written_by", "written_for", "municipality")[:MOST_NOTES],
            "may_change": may(actor, Resource.EMPLOYER, Action.CHANGE) and employer.merged_into_id is None,
            "asks_register": is_configured(),
            "most": MOST_PLACEMENTS,
            "list_url": reverse("employers:list"),
        }
        return show(self.request, "employers/detail.html", context)


class EmployerForm(forms.Form):
    """A new employer."""

    organisation_number = forms.CharField(
        label=gettext_lazy("Organisasjonsnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Ni sifre: nummeret til underenheten der arbeidet skjer."),
    )
    name = forms.CharField(
        label=gettext_lazy("Navn"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Hentes fra Enhetsregisteret når det svarer."),
    )
    municipality_number = forms.CharField(
        label=gettext_lazy("Kommunenummer"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class RegisterEmployerPage(Page):
    """Make an employer known, on a page of its own or in the side panel."""

    needs = (Resource.EMPLOYER, Action.CREATE)
    prefix = "employer"

    def get(self, _request: object) -> HttpResponse:
        """The empty form."""
        return self._page(EmployerForm(prefix=self.prefix))

    def post(self, _request: object) -> HttpResponse:
        """Register; an employer that is known already is shown as it is."""
        form = EmployerForm(self.request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self._page(form, 422)
        facts: dict[str, Any] = form.cleaned_data
        try:
            employer = register_employer(self.request.actor, **facts)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        if not facts["name"].strip() or employer.name == facts["name"].strip():
            messages.success(self.request, _("%(employer)s er registrert.") % {"employer": employer})
        else:
            text = _("Nummeret var registrert fra før, på %(employer)s.")
            messages.info(self.request, text % {"employer": employer})
        return go_to(self.request, reverse("employers:detail", args=[employer.pk]))

    def _page(self, form: EmployerForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "list_url": reverse("employers:list")}
        return show(self.request, "employers/register.html", context, status)
