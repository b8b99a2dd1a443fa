"""Making one case of two: find the other registration, see both, say which stands and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list, log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.countries import country_name
from participants.known_people import likely_doubles
from participants.models import Participant
from participants.operations.merging import merge_people
from participants.searching import people_named
from participants.web.case import case_of
from participants.web.search import SHORTEST

_MOST = 10


class FindOtherForm(forms.Form):
    """A name to look for; posted, so that it ends in no address."""

    words = forms.CharField(label=gettext_lazy("Navn"), min_length=SHORTEST, max_length=100)


class MergeForm(forms.Form):
    """Which of the two stands, and why they are the same person."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    kept = forms.ChoiceField(label=gettext_lazy("Hvilken registrering beholdes?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        help_text=gettext_lazy("Skriv hvordan du vet at dette er samme person. Begrunnelsen står i historikken."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Skriv hvorfor de to er samme person.")},
    )

    def __init__(self, person: Participant, other: Participant, data: Any = None) -> None:
        super().__init__(data, initial={"other": other.pk, "kept": str(person.pk)})
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (str(person.pk), _named(person, _("saken du kom fra"))),
            (str(other.pk), _named(other, _("den andre"))),
        ]


class MergePage(Page):
    """Two steps at one address: without ``dobbel`` the other is chosen, with it the two are made one."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Who may be the same; or the two side by side."""
        person = self._case(pk)
        chosen = self.request.GET.get("dobbel")
        if not chosen:
            return self._choices(person, FindOtherForm())
        other = self._other(person, chosen)
        return self._both(person, other, MergeForm(person, other))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Search for the other, or merge."""
        person = self._case(pk)
        if "words" in self.request.POST:
            return self._search(person)
        other = self._other(person, self.request.POST.get("other", ""))
        form = MergeForm(person, other, self.request.POST)
        if not form.is_valid():
            return self._both(person, other, form, 422)
        kept, merged = (person, other) if form.cleaned_data["kept"] == str(person.pk) else (other, person)
        try:
            merge_people(self.request.actor, kept.pk, merged.pk, reason=form.cleaned_data["reason"])
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._both(person, other, form, 422)
        messages.success(self.request, _("Registreringene av %(person)s er slått sammen.") % {"person": kept})
        return go_to(self.request, reverse("participants:case", args=[kept.pk]))

    def _case(self, pk: UUID) -> Participant:
        actor = self.request.actor
        person = case_of(actor, pk)
        require(actor, Action.CHANGE, Resource.PARTICIPANT, person.facts_for(actor))
        return person

    def _other(self, person: Participant, chosen: str) -> Participant:
        try:
            other_id = UUID(chosen)
        except ValueError as error:
            raise Http404 from error
        if other_id == person.pk:
            raise Http404
        return case_of(self.request.actor, other_id)

    def _search(self, person: Participant) -> HttpResponse:
        form = FindOtherForm(self.request.POST)
        if not form.is_valid():
            return self._choices(person, form, 422)
        named = people_named(self.request.actor, form.cleaned_data["words"])
        return self._choices(person, form, found=[other for other in named if _can_join(person, other)][:_MOST])

    def _choices(
        self, person: Participant, form: FindOtherForm, status: int = 200, found: list[Participant] | None = None
    ) -> HttpResponse:
        actor = self.request.actor
        doubles = list(likely_doubles(actor, person))
        likely = [_side(double.person, double.reasons) for double in doubles]
        people = [person.pk, *(double.person.pk for double in doubles), *(each.pk for each in found or ())]
        log_list(actor, Resource.PARTICIPANT, people, municipality_id=person.municipality_id)
        context = {"person": person, "own": _side(person), "likely": likely, "form": form, "found": found}
        return show(self.request, "participants/merge/choose.html", context, status)

    def _both(self, person: Participant, other: Participant, form: MergeForm, status: int = 200) -> HttpResponse:
        for read in (person, other):
            log_read(
                self.request.actor,
                Resource.PARTICIPANT,
                participant_id=read.pk,
                municipality_id=read.municipality_id,
            )
        doubles = {double.person.pk: double.reasons for double in likely_doubles(self.request.actor, person)}
        reasons = doubles.get(other.pk, ())
        context = {"person": person, "own": _side(person), "other": _side(other, reasons), "form": form}
        return show(self.request, "participants/merge/confirm.html", context, status)


def _can_join(person: Participant, other: Participant) -> bool:
    """Nobody is merged with themselves, across municipalities, or with a case that has moved on."""
    return other.pk != person.pk and other.municipality_id == person.municipality_id and other.moved_on is None


def _side(person: Participant, reasons: tuple[str, ...] = ()) -> dict[str, Any]:
    """One of those who are compared, as its card shows it."""
    citizenship = country_name(person.citizenship, get_language() or "nb") if person.citizenship else ""
    return {"person": person, "citizenship": citizenship, "reasons": reasons}


def _named(person: Participant, which: str) -> str:
    return _("%(person)s, registrert %(date)s (%(which)s)") % {
        "person": person,
        "date": f"{timezone.localtime(person.created_at):%d.%m.%Y}",
        "which": which,
    }
