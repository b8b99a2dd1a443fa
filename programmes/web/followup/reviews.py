"""The pages of reviews: plan the next one, hold it, call it off."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.web.forms import DayField
from programmes.models import Participation
from programmes.models.followup import Appointment, Review
from programmes.operations.followup.reviews import Held, cancel_review, hold_review, plan_review, proposed_review
from programmes.web.followup.rows import RowFormPage


class PlanReviewForm(forms.Form):
    """When the plan is looked at next."""

    planned_on = DayField(label=gettext_lazy("Neste gjennomgang"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PlanReviewPage(RowFormPage):
    """Plan the next review of a programme's plan, or move it."""

    title = gettext_lazy("Planlegg gjennomgang av planen")
    subtitle = gettext_lazy("Datoen blir en frist i «Mitt arbeid» (integreringsloven § 15).")
    model = Participation
    resource = Resource.REVIEW
    action = Action.CREATE
    tab = "plan"

    def make_form(self, row: Participation, data: Any = None) -> forms.Form:
        """The day that is planned, else three months from today."""
        planned = Review.objects.visible_to(self.request.actor).filter(participation=row).planned().first()
        day = planned.planned_on if planned else proposed_review(row, timezone.localdate())
        return PlanReviewForm(data, initial={"planned_on": day, "version": planned.version if planned else None})

    def save(self, row: Participation, facts: dict[str, Any]) -> str:
        """Plan it."""
        review = plan_review(
            self.request.actor, row.pk, planned_on=facts["planned_on"], expected_version=facts["version"]
        )
        return _("Gjennomgangen er planlagt %(day)s.") % {"day": f"{review.planned_on:%d.%m.%Y}"}


class HoldReviewForm(forms.Form):
    """What was said, what was agreed, and when the plan is looked at again."""

    held_on = DayField(label=gettext_lazy("Holdt"))
    agreed = forms.CharField(
        label=gettext_lazy("Hva ble avtalt?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("NAV ser det som er avtalt, og det følger med når saken flytter. Skriv ikke om helse."),
    )
    minutes = forms.CharField(
        label=gettext_lazy("Referat"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Bare kommunen ser referatet."),
    )
    next_on = DayField(
        label=gettext_lazy("Neste gjennomgang"),
        required=False,
        help_text=gettext_lazy("La feltet stå tomt når programmet slutter før."),
    )
    appointment = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class HoldReviewPage(RowFormPage):
    """Write down a review; the next one is planned in the same act."""

    title = gettext_lazy("Gjennomgang av planen")
    save_label = gettext_lazy("Publiser referatet")
    model = Review
    resource = Resource.REVIEW
    tab = "plan"

    def make_form(self, row: Review, data: Any = None) -> forms.Form:
        """Held today, or on the day of the appointment; the next in three months when the programme lasts so long."""
        found = self._appointment(row)
        initial = {
            "held_on": timezone.localtime(found.starts_at).date() if found else timezone.localdate(),
            "next_on": proposed_review(row.participation, timezone.localdate()),
            "appointment": found.pk if found else None,
            "version": row.version,
        }
        return HoldReviewForm(data, initial=initial)

    def save(self, row: Review, facts: dict[str, Any]) -> str:
        """Write it down."""
        held = Held(facts["held_on"], facts["agreed"], facts["minutes"], facts["next_on"], facts["appointment"])
        hold_review(self.request.actor, row.pk, held, expected_version=facts["version"])
        if facts["next_on"]:
            return _("Referatet er publisert. Neste gjennomgang er %(day)s.") % {"day": f"{facts['next_on']:%d.%m.%Y}"}
        return _("Referatet er publisert.")

    def _appointment(self, row: Review) -> Appointment | None:
        try:
            pk = UUID(self.request.GET.get("avtale", ""))
        except ValueError:
            return None
        return Appointment.objects.visible_to(self.request.actor).filter(pk=pk, participant=row.participant_id).first()


class CancelReviewForm(forms.Form):
    """Nothing but which version is called off."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelReviewPage(RowFormPage):
    """Call off a planned review."""

    title = gettext_lazy("Avlys gjennomgangen")
    subtitle = gettext_lazy("Fristen lukkes. Planen skal likevel gjennomgås jevnlig (integreringsloven § 15).")
    save_label = gettext_lazy("Avlys")
    model = Review
    resource = Resource.REVIEW
    tab = "plan"

    def make_form(self, row: Review, data: Any = None) -> forms.Form:
        """The version only."""
        return CancelReviewForm(data, initial={"version": row.version})

    def save(self, row: Review, facts: dict[str, Any]) -> str:
        """Call it off."""
        cancel_review(self.request.actor, row.pk, expected_version=facts["version"])
        return _("Gjennomgangen er avlyst.")
