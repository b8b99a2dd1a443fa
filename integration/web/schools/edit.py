"""Adding and changing a school system."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.models import Membership, Role
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from integration.models import SchoolSource, SourceKind
from integration.operations.schools.sources import SourceFacts, add_source, change_source, schools_of


class SourceForm(forms.Form):
    """What is told of a source."""

    name = forms.CharField(label=gettext_lazy("Navn"), max_length=120)
    school = forms.TypedChoiceField(label=gettext_lazy("Skole"), coerce=UUID)
    kind = forms.ChoiceField(
        label=gettext_lazy("Hvordan leses det?"), choices=SourceKind.choices, widget=forms.RadioSelect
    )
    oneroster_version = forms.ChoiceField(
        label=gettext_lazy("OneRoster-versjon"), choices=[("1.2", "1.2"), ("1.1", "1.1")], widget=forms.RadioSelect
    )
    base_url = forms.URLField(
        label=gettext_lazy("Adressen til OneRoster"), required=False, max_length=300, assume_scheme="https",
        help_text=gettext_lazy("Slutter gjerne på /ims/oneroster/rostering/v1p2. Fås av leverandøren."),
    )  # fmt: skip
    token_url = forms.URLField(
        label=gettext_lazy("Adressen som gir nøkler"), required=False, max_length=300, assume_scheme="https",
        help_text=gettext_lazy("Leverandørens adresse for OAuth 2, ofte med «token» til slutt."),
    )  # fmt: skip
    attendance_url = forms.URLField(
        label=gettext_lazy("Adressen til oppmøte"), required=False, max_length=300, assume_scheme="https",
        help_text=gettext_lazy("Bare når skolesystemet gir oppmøte fra seg. Ellers sender skolen lister selv."),
    )  # fmt: skip
    client_id = forms.CharField(label=gettext_lazy("Klient-ID"), required=False, max_length=200)
    client_secret = forms.CharField(
        label=gettext_lazy("Hemmelighet"), required=False, max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Lagres kryptert og vises aldri igjen. La stå tom for å beholde den som er lagret."),
    )  # fmt: skip
    folder = forms.CharField(
        label=gettext_lazy("Mappe som pakker legges i"), required=False, max_length=120,
        help_text=gettext_lazy("Bare når driften har satt opp en felles mappe for skolesystemer."),
    )  # fmt: skip
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Ansvarlig"), coerce=UUID,
        help_text=gettext_lazy("Får beskjed når skolesystemet ikke kan leses."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=gettext_lazy("Les hver natt"), required=False)

    def __init__(self, municipality_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = [(str(school.pk), school.name) for school in schools_of(municipality_id)]
        self.fields["school"].choices = schools  # type: ignore[attr-defined]
        self.fields["owner"].choices = _owners(municipality_id)  # type: ignore[attr-defined]

    def facts(self) -> SourceFacts:
        """The answers as the operation takes them."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("school", "owner")}
        return SourceFacts(school_id=self.cleaned_data["school"], owner_id=self.cleaned_data["owner"], **told)


class AddSourcePage(Page):
    """A new source."""

    needs = (Resource.SCHOOL_SOURCE, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """An empty form, read over the network unless told otherwise."""
        initial = {"kind": SourceKind.REST, "oneroster_version": "1.2", "is_active": True,
                   "owner": str(self.request.actor.user_id)}  # fmt: skip
        return self._page(SourceForm(self._home(), initial=initial))

    def post(self, _request: object) -> HttpResponse:
        """Add it."""
        form = SourceForm(self._home(), self.request.POST)
        if form.is_valid():
            try:
                source = add_source(self.request.actor, self._home(), form.facts())
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(self.request, _("Skolesystemet er lagt til."))
                return go_to(self.request, reverse("integration:school-source", args=[source.pk]))
        return self._page(form, 422)

    def _home(self) -> UUID:
        return min(self.request.actor.municipality_ids)

    def _page(self, form: SourceForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "source": None, "back_url": reverse("integration:school-systems")}
        return show(self.request, "integration/schools/edit.html", context, status)


class ChangeSourcePage(Page):
    """A source that is there."""

    needs = (Resource.SCHOOL_SOURCE, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form as it is kept, without the secret."""
        source = self._source(pk)
        initial = {name: getattr(source, name) for name in SourceForm.base_fields if hasattr(source, name)}
        initial |= {"school": str(source.school_id), "owner": str(source.owner_id)}
        initial.pop("client_secret")
        return self._page(source, SourceForm(source.municipality_id, initial=initial))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Change it."""
        source = self._source(pk)
        form = SourceForm(source.municipality_id, self.request.POST)
        version = self.request.POST.get("version", "")
        if form.is_valid():
            try:
                change_source(
                    self.request.actor, pk, form.facts(), expected_version=int(version) if version.isdigit() else None
                )
            except RuleRefused as refused:
                show_refusals(form, refused)
            else:
                messages.success(self.request, _("Endringene er lagret."))
                return go_to(self.request, reverse("integration:school-source", args=[pk]))
        return self._page(source, form, 422)

    def _source(self, pk: UUID) -> SchoolSource:
        return SchoolSource.objects.visible_to(self.request.actor).get(pk=pk)

    def _page(self, source: SchoolSource, form: SourceForm, status: int = 200) -> HttpResponse:
        back = reverse("integration:school-source", args=[source.pk])
        context = {"form": form, "source": source, "back_url": back}
        return show(self.request, "integration/schools/edit.html", context, status)


def _owners(municipality_id: UUID) -> list[tuple[str, str]]:
    roles = (Role.TEAM_LEADER, Role.ENROLMENT_OFFICER)
    rows = Membership.objects.active_on(timezone.localdate()).filter(agency=municipality_id, role__in=roles)
    staff = {str(row.user_id): row.user.name for row in rows.select_related("user").order_by("user__name")}
    return list(staff.items())
