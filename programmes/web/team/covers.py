"""Arrange cover for an adviser who is away, and end it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted
from agencies.web.forms import DayField
from agencies.web.pages import Page, go_to
from agencies.web.staffing.members import StaffFormPage
from participants.models import AssignmentKind
from participants.operations.assignment import contacts_available
from participants.operations.team.covers import arrange_cover, end_cover


class CoverForm(forms.Form):
    """Who is away, who stands in, and for how long."""

    absent = forms.ChoiceField(label=gettext_lazy("Hvem er borte?"))
    substitute = forms.ChoiceField(label=gettext_lazy("Hvem er vikar?"))
    first_day = DayField(label=gettext_lazy("Fra og med"))
    last_day = DayField(
        label=gettext_lazy("Til og med"), help_text=gettext_lazy("Vikariatet slutter av seg selv etter denne dagen.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        users = contacts_available(actor.agency_id, AssignmentKind.ADVISER, today) if actor.agency_id else []
        choices = [("", _("Velg")), *((str(user.pk), user.name) for user in users)]
        self.fields["absent"].choices = choices  # type: ignore[attr-defined]
        self.fields["substitute"].choices = choices  # type: ignore[attr-defined]
        self.fields["first_day"].initial = today


class ArrangeCoverPage(StaffFormPage):
    """Arrange cover."""

    needs = (Resource.TEAM, Action.CHANGE)
    title = gettext_lazy("Ny vikar")
    subtitle = gettext_lazy(
        "Vikaren får fristene i «Mitt arbeid» og e-posten om dem. "
        "Saker med adressesperre følger bare med når vikaren er navngitt på dem."
    )
    save_label = gettext_lazy("Sett inn vikar")

    def make_form(self, data: Any = None) -> CoverForm:
        """The advisers; who is away may be chosen beforehand."""
        form = CoverForm(self.request.actor, data)
        form.fields["absent"].initial = self.request.GET.get("for", "")
        return form

    def save(self, form: CoverForm) -> str:
        """Arrange it."""
        given, actor = form.cleaned_data, self.request.actor
        if actor.agency_id is None:
            raise NotPermitted("municipality")
        cover = arrange_cover(
            actor,
            actor.agency_id,
            absent_id=UUID(given["absent"]),
            substitute_id=UUID(given["substitute"]),
            first_day=given["first_day"],
            last_day=given["last_day"],
        )
        return _("%(substitute)s er vikar for %(absent)s til og med %(day)s.") % {
            "substitute": cover.substitute,
            "absent": cover.absent,
            "day": f"{cover.last_day:%d.%m.%Y}",
        }

    def back(self) -> str:
        """To the team."""
        return reverse("programmes:team")


class EndCover(Page):
    """The absent one is back."""

    http_method_names = ["post", "options"]
    needs = (Resource.TEAM, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """End it."""
        cover = end_cover(self.request.actor, pk)
        messages.success(self.request, _("%(name)s har sakene sine selv igjen.") % {"name": cover.absent})
        return go_to(self.request, reverse("programmes:team"))
