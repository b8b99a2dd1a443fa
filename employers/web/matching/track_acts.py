"""What is done with tracks: set up, cohorts opened, people taken in, moved, and out again."""

import datetime as dt
import re
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.models import Agency
from agencies.operations.access_log import log_read
from agencies.operations.base import require
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from employers.models import (
    DropOutReason,
    Employer,
    QualificationTrack,
    SectorChoice,
    StepKind,
    TrackCohort,
    TrackMembership,
    TrackResult,
)
from employers.operations.tracks import (
    drop_out,
    finish_track,
    join_cohort,
    move_member,
    open_cohort,
    retire_track,
    set_up_track,
)
from employers.organisation_number import plain_digits
from participants.models import Participant

ROWS = 6
"""Steps that the form has room for; the API takes twelve."""


class ActForm(forms.Form):
    """A form about a track or somebody in one; ``page`` may fill its choices."""


class TrackForm(ActForm):
    """A track with its steps, one line each."""

    name = forms.CharField(label=gettext_lazy("Navn"), max_length=120)
    owner_id = forms.ModelChoiceField(label=gettext_lazy("Kommune"), queryset=Agency.objects.none(), empty_label=None)
    description = forms.CharField(
        label=gettext_lazy("Om løpet"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Bransje"),
        choices=[("", gettext_lazy("Ingen av dem"))]
        + [(value, capfirst(label)) for value, label in SectorChoice.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("Ikke i bruk")), *((value, capfirst(label)) for value, label in StepKind.choices)]
        for number in range(1, ROWS + 1):
            at = {"number": number}
            self.fields[f"kind{number}"] = forms.ChoiceField(
                label=_("Trinn %(number)s") % at, choices=kinds, required=number == 1
            )
            self.fields[f"name{number}"] = forms.CharField(
                label=_("Navn på trinn %(number)s") % at, max_length=120, required=False
            )
            self.fields[f"weeks{number}"] = forms.IntegerField(
                label=_("Uker i trinn %(number)s") % at, min_value=1, max_value=260, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Gather the lines that are used; a line without a name has the name of its kind."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        steps = []
        for number in range(1, ROWS + 1):
            kind = facts.pop(f"kind{number}", "")
            name, weeks = facts.pop(f"name{number}", ""), facts.pop(f"weeks{number}", None)
            if kind and not weeks:
                self.add_error(f"weeks{number}", _("Skriv hvor mange uker trinnet er ventet å ta."))
            if kind:
                steps.append({"kind": kind, "name": name or capfirst(StepKind(kind).label), "weeks": weeks})
        facts["steps"] = steps
        return facts


class CohortForm(ActForm):
    """A cohort."""

    name = forms.CharField(label=gettext_lazy("Navn"), max_length=120)
    owner_id = forms.ModelChoiceField(label=gettext_lazy("Kommune"), queryset=Agency.objects.none(), empty_label=None)
    starts_on = DayField(label=gettext_lazy("Oppstart"))
    seats = forms.IntegerField(label=gettext_lazy("Plasser"), min_value=1, max_value=500)
    partners = forms.CharField(
        label=gettext_lazy("Arbeidsgivere som er med"), max_length=500, required=False,
        help_text=gettext_lazy("Organisasjonsnumre med komma mellom. Arbeidsgiveren må være registrert."),
    )  # fmt: skip

    def clean_partners(self) -> list[Employer]:
        """The employers of the numbers."""
        numbers = [plain_digits(part) for part in re.split(r"[,;\n]", self.cleaned_data["partners"]) if part.strip()]
        found = list(Employer.objects.standing().filter(organisation_number__in=numbers))
        missing = set(numbers) - {row.organisation_number for row in found}
        if missing:
            raise forms.ValidationError(_("Ikke registrert: %(numbers)s") % {"numbers": ", ".join(sorted(missing))})
        return found


class JoinForm(ActForm):
    """Which cohort."""

    cohort_id = forms.ModelChoiceField(
        label=gettext_lazy("Kull"), queryset=TrackCohort.objects.none(), empty_label=None
    )
    joined_on = DayField(label=gettext_lazy("Begynner"))


class RetireForm(ActForm):
    """From which day."""

    retired_on = DayField(label=gettext_lazy("Fra og med"))


class DropOutForm(ActForm):
    """Why somebody left."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor sluttet deltakeren?"), widget=forms.RadioSelect,
        choices=[(value, capfirst(label)) for value, label in DropOutReason.choices],
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Dato"))


class FinishForm(ActForm):
    """What it led to."""

    result = forms.ChoiceField(
        label=gettext_lazy("Hva førte løpet til?"), widget=forms.RadioSelect,
        choices=[(value, capfirst(label)) for value, label in TrackResult.choices],
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Dato"))


class ActPage(Page):
    """A form with a title; saved by one operation."""

    title: str | Promise
    form_class: type[ActForm]
    prefix = "track"
    explanation: str | Promise = ""

    def about(self) -> tuple[str, str]:
        """What the form is about, and the page to go back to."""
        raise NotImplementedError

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Call the operation; answers what to tell the person, and where to go."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What the empty form begins with."""
        return {}

    def fill(self, form: forms.Form) -> None:
        """Put the choices of this actor into the form."""
        if "owner_id" in form.fields:
            own = Agency.objects.filter(pk__in=self.request.actor.municipality_ids).order_by("name")
            form.fields["owner_id"].queryset = own  # type: ignore[attr-defined]

    def get(self, _request: object, **_ids: UUID) -> HttpResponse:
        """The form."""
        form = self.form_class(prefix=self.prefix, initial=self.initial())
        self.fill(form)
        return self._page(form)

    def post(self, request: Any, **_ids: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        form = self.form_class(request.POST, prefix=self.prefix)
        self.fill(form)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            said, where = self.save(form.cleaned_data)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        messages.success(request, said)
        return go_to(self.request, where)

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        about, back_url = self.about()
        context = {
            "employer": about,
            "form": form,
            "form_title": self.title,
            "explanation": self.explanation,
            "back_url": back_url,
        }
        return show(self.request, "employers/act.html", context, status)


class SetUpTrackPage(ActPage):
    """A track of the municipality's own."""

    needs = (Resource.TRACK, Action.CREATE)
    title = gettext_lazy("Nytt kvalifiseringsløp")
    form_class = TrackForm
    explanation = gettext_lazy("Skriv trinnene i rekkefølge. Linjer uten type blir ikke brukt.")

    def about(self) -> tuple[str, str]:
        """The list."""
        return _("Kvalifiseringsløp"), reverse("employers:tracks")

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Set it up."""
        track = set_up_track(self.request.actor, **(facts | {"owner_id": facts["owner_id"].pk}))
        return _("Løpet er satt opp."), reverse("employers:track", args=[track.pk])


class RetireTrackPage(ActPage):
    """Take one of the municipality's own tracks out of use."""

    needs = (Resource.TRACK, Action.CHANGE)
    title = gettext_lazy("Ta løpet ut av bruk")
    form_class = RetireForm
    explanation = gettext_lazy("Ingen nye kull kan åpnes. Kull som er i gang, fortsetter.")

    def about(self) -> tuple[str, str]:
        """The track."""
        track = QualificationTrack.objects.visible_to(self.request.actor).get(pk=self.kwargs["pk"])
        return track.name, reverse("employers:track", args=[track.pk])

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"retired_on": timezone.localdate()}

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Retire it."""
        track = retire_track(self.request.actor, self.kwargs["pk"], on=facts["retired_on"])
        return _("Løpet er tatt ut av bruk."), reverse("employers:track", args=[track.pk])


class OpenCohortPage(ActPage):
    """A cohort on a track."""

    needs = (Resource.TRACK, Action.CREATE)
    title = gettext_lazy("Nytt kull")
    form_class = CohortForm

    def about(self) -> tuple[str, str]:
        """The track."""
        track = QualificationTrack.objects.visible_to(self.request.actor).get(pk=self.kwargs["pk"])
        return track.name, reverse("employers:track", args=[track.pk])

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Open it."""
        partners = [row.pk for row in facts.pop("partners")]
        known = facts | {"owner_id": facts["owner_id"].pk, "track_id": self.kwargs["pk"], "partner_ids": partners}
        cohort = open_cohort(self.request.actor, **known)
        return _("Kullet er åpnet. Ta med deltakere fra sakene deres."), reverse("employers:board", args=[cohort.pk])


class JoinPage(ActPage):
    """Take a person into a cohort, from the case."""

    needs = (Resource.TRACK_MEMBERSHIP, Action.CREATE)
    title = gettext_lazy("Ta med i kvalifiseringsløp")
    form_class = JoinForm
    explanation = gettext_lazy("Deltakeren begynner på første trinn i løpet.")

    def get(self, _request: object, **_ids: UUID) -> HttpResponse:
        """The form, which shows the person's name."""
        person = self._person()
        log_read(self.request.actor, Resource.TRACK_MEMBERSHIP, participant_id=person.pk,
                 municipality_id=person.municipality_id)  # fmt: skip
        return super().get(_request, **_ids)

    def about(self) -> tuple[str, str]:
        """The person."""
        return str(self._person()), reverse("participants:case", args=[self.kwargs["pk"]])

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"joined_on": timezone.localdate()}

    def fill(self, form: forms.Form) -> None:
        """The cohorts of the person's municipality, with the track's name."""
        rows = TrackCohort.objects.visible_to(self.request.actor).filter(owner=self._person().municipality_id)
        field: Any = form.fields["cohort_id"]
        field.queryset = rows.select_related("track")
        field.label_from_instance = lambda cohort: f"{cohort.track.name}: {cohort.name}"
        if not rows.exists():
            field.help_text = _("Kommunen har ingen kull ennå. Åpne et under «Kvalifiseringsløp».")

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Take the person in."""
        cohort = facts["cohort_id"]
        join_cohort(self.request.actor, self.kwargs["pk"], cohort_id=cohort.pk, joined_on=facts["joined_on"])
        return _("Deltakeren er med i %(cohort)s.") % {"cohort": cohort}, reverse("employers:board", args=[cohort.pk])

    def _person(self) -> Participant:
        actor = self.request.actor
        person = Participant.objects.visible_to(actor).current().get(pk=self.kwargs["pk"])
        require(actor, Action.CREATE, Resource.TRACK_MEMBERSHIP, person.facts_for(actor))
        return person


class MemberActPage(ActPage):
    """A form about somebody on a board."""

    needs = (Resource.TRACK_MEMBERSHIP, Action.CHANGE)

    def member(self) -> TrackMembership:
        """The row."""
        rows = TrackMembership.objects.visible_to(self.request.actor).select_related("participant", "cohort")
        return rows.get(pk=self.kwargs["pk"])

    def about(self) -> tuple[str, str]:
        """The person, and the board."""
        member = self.member()
        log_read(self.request.actor, Resource.TRACK_MEMBERSHIP, participant_id=member.participant_id,
                 municipality_id=member.municipality_id)  # fmt: skip
        return str(member.participant), reverse("employers:board", args=[member.cohort_id])

    def initial(self) -> dict[str, dt.date]:
        """Today."""
        return {"on": timezone.localdate()}


class DropOutPage(MemberActPage):
    """Somebody leaves before the end."""

    title = gettext_lazy("Sluttet i løpet")
    form_class = DropOutForm
    explanation = gettext_lazy("Plassen i kullet blir ledig.")

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Note it."""
        row = drop_out(self.request.actor, self.kwargs["pk"], **facts)
        return _("Det er registrert at deltakeren sluttet."), reverse("employers:board", args=[row.cohort_id])


class FinishPage(MemberActPage):
    """Somebody has come through."""

    title = gettext_lazy("Fullførte løpet")
    form_class = FinishForm

    def save(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Note it."""
        row = finish_track(self.request.actor, self.kwargs["pk"], **facts)
        return _("Resultatet er registrert."), reverse("employers:board", args=[row.cohort_id])


class MoveMemberPage(Page):
    """Move somebody on or back: a button on the card."""

    needs = (Resource.TRACK_MEMBERSHIP, Action.CHANGE)

    def post(self, request: Any, pk: UUID) -> HttpResponse:
        """Move, and come back to the board."""
        wanted, version = request.POST.get("step", ""), request.POST.get("version", "")
        try:
            step = UUID(wanted)
        except ValueError as fault:
            raise TrackMembership.DoesNotExist from fault
        row = move_member(
            self.request.actor, pk, step_id=step, expected_version=int(version) if version.isdecimal() else None
        )
        text = _("%(person)s er nå på trinnet %(step)s.")
        messages.success(request, text % {"person": row.participant, "step": row.step})
        # The browser gives the focus to the card that moved, so that whoever works by keyboard goes on from there.
        return go_to(self.request, f"{reverse('employers:board', args=[row.cohort_id])}#kort-{row.pk}")
