"""The short forms about one person's training: place, result, exemption, test, and reported absence."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.web.forms import DayField
from participants.models import Participant
from programmes.models.classes import (
    ClassEnrolment,
    ExemptionBasis,
    ExemptionFrom,
    LeavingReason,
    Level,
    Outcome,
    SchoolClass,
    Skill,
    TestResult,
    TestSubject,
    View,
)
from programmes.operations.classes.enrolling import enrol_in_class, leave_class, move_to_class, put_on_waiting_list
from programmes.operations.classes.entries import settle_entry
from programmes.operations.classes.reports import decide_reported
from programmes.operations.classes.results import grant_exemption, register_result, void_result
from programmes.web.classes.form_page import FormPage, PersonFormPage

_NONE = [("", gettext_lazy("ikke valgt"))]


class EnrolForm(forms.Form):
    """Which class, from when."""

    school_class = forms.ChoiceField(label=gettext_lazy("Klasse"))
    first_day = DayField(label=gettext_lazy("Første dag"))
    waits = forms.BooleanField(label=gettext_lazy("Sett på ventelisten i stedet"), required=False)


class EnrolPage(PersonFormPage):
    """Give the person a place in a class, or put them on its list."""

    title = gettext_lazy("Plass i klasse")
    act = (Resource.CLASS_ENROLMENT, Action.CREATE)

    def make_form(self, _row: Participant, data: Any = None) -> forms.Form:
        """The classes that go on."""
        form = EnrolForm(data, initial={"first_day": timezone.localdate()})
        form.fields["school_class"].choices = class_choices(self.actor)  # type: ignore[attr-defined]
        return form

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """Enrol or wait."""
        class_id = UUID(facts["school_class"])
        if facts["waits"]:
            place = put_on_waiting_list(self.actor, row.pk, class_id=class_id)
            return _("%(person)s står på ventelisten for %(class)s.") % _words(row, place)
        place = enrol_in_class(self.actor, row.pk, class_id=class_id, first_day=facts["first_day"])
        return _("%(person)s har plass i %(class)s.") % _words(row, place)


class OfPlacePage(FormPage):
    """A form about a place in a class."""

    act = (Resource.CLASS_ENROLMENT, Action.CHANGE)

    def find(self, pk: Any) -> ClassEnrolment:
        """The place."""
        visible = ClassEnrolment.objects.visible_to(self.actor).select_related("participant", "school_class")
        return visible.get(pk=pk)

    back_to = PersonFormPage.back_to


class LeaveForm(forms.Form):
    """The last day, and why."""

    last_day = DayField(label=gettext_lazy("Siste dag"))
    reason = forms.ChoiceField(label=gettext_lazy("Hvorfor?"), choices=LeavingReason.choices)


class LeaveClassPage(OfPlacePage):
    """End a place."""

    title = gettext_lazy("Avslutt plassen i klassen")
    save_label = gettext_lazy("Avslutt")

    def make_form(self, _row: ClassEnrolment, data: Any = None) -> forms.Form:
        """Today is proposed."""
        return LeaveForm(data, initial={"last_day": timezone.localdate(), "reason": LeavingReason.LEFT})

    def save(self, row: ClassEnrolment, facts: dict[str, Any]) -> str:
        """End it."""
        leave_class(self.actor, row.pk, **facts)
        return _("%(person)s er ute av %(class)s.") % _words(row.participant, row)


class MoveForm(forms.Form):
    """Where to, from when."""

    school_class = forms.ChoiceField(label=gettext_lazy("Ny klasse"))
    first_day = DayField(label=gettext_lazy("Første dag i ny klasse"))


class MoveClassPage(OfPlacePage):
    """Move somebody to another class."""

    title = gettext_lazy("Flytt til en annen klasse")
    explanation = gettext_lazy("Plassen i den gamle klassen slutter dagen før.")
    save_label = gettext_lazy("Flytt")

    def make_form(self, row: ClassEnrolment, data: Any = None) -> forms.Form:
        """The other classes that go on."""
        form = MoveForm(data, initial={"first_day": timezone.localdate() + dt.timedelta(days=1)})
        choices = [each for each in class_choices(self.actor) if each[0] != str(row.school_class_id)]
        form.fields["school_class"].choices = choices  # type: ignore[attr-defined]
        return form

    def save(self, row: ClassEnrolment, facts: dict[str, Any]) -> str:
        """Move."""
        place = move_to_class(self.actor, row.pk, class_id=UUID(facts["school_class"]), first_day=facts["first_day"])
        return _("%(person)s har plass i %(class)s.") % _words(row.participant, place)


class ResultForm(forms.Form):
    """A result."""

    subject = forms.ChoiceField(
        label=gettext_lazy("Prøve"), choices=TestSubject.choices, initial="norwegian", widget=forms.RadioSelect
    )
    skill = forms.ChoiceField(
        label=gettext_lazy("Ferdighet"),
        choices=[*_NONE, *Skill.choices],
        required=False,
        help_text=gettext_lazy("Bare for norskprøven."),
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Resultat"), choices=Outcome.choices)
    taken_on = DayField(label=gettext_lazy("Prøvedato"))


class RegisterResultPage(PersonFormPage):
    """Register the result of a test."""

    title = gettext_lazy("Prøveresultat")
    act = (Resource.TEST_RESULT, Action.CREATE)

    def make_form(self, _row: Participant, data: Any = None) -> forms.Form:
        """An empty result."""
        return ResultForm(data)

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """Register."""
        result = register_result(self.actor, row.pk, **facts)
        return _("Resultatet %(outcome)s er registrert.") % {"outcome": result.get_outcome_display()}


class WhyForm(forms.Form):
    """Why something is taken back."""

    why = forms.CharField(label=gettext_lazy("Hvorfor?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class VoidResultPage(FormPage):
    """Take back a result."""

    title = gettext_lazy("Ta tilbake resultatet")
    explanation = gettext_lazy("Resultatet blir stående i historikken med begrunnelsen.")
    save_label = gettext_lazy("Ta tilbake")
    act = (Resource.TEST_RESULT, Action.CHANGE)

    def find(self, pk: Any) -> TestResult:
        """The result."""
        return TestResult.objects.visible_to(self.actor).select_related("participant").get(pk=pk)

    def make_form(self, _row: TestResult, data: Any = None) -> forms.Form:
        """The reason."""
        return WhyForm(data)

    def save(self, row: TestResult, facts: dict[str, Any]) -> str:
        """Take it back."""
        void_result(self.actor, row.pk, why=facts["why"])
        return _("Resultatet er tatt tilbake.")

    back_to = PersonFormPage.back_to


class ExemptionForm(forms.Form):
    """An exemption."""

    exempt_from = forms.ChoiceField(label=gettext_lazy("Fritak fra"), choices=ExemptionFrom.choices)
    basis = forms.ChoiceField(label=gettext_lazy("Grunnlag"), choices=ExemptionBasis.choices)
    first_day = DayField(label=gettext_lazy("Fra og med"))
    last_day = DayField(label=gettext_lazy("Til og med"), required=False)
    documented_on = DayField(
        label=gettext_lazy("Dokumentasjon mottatt"),
        required=False,
        help_text=gettext_lazy("Må fylles ut for helsemessige og andre tungtveiende årsaker."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class GrantExemptionPage(PersonFormPage):
    """Register an exemption."""

    title = gettext_lazy("Fritak fra opplæring eller prøve")
    explanation = gettext_lazy(
        "Fritak etter integreringsforskriften §§ 23–25 og 36. Fritak av helsemessige årsaker tar ikke bort retten."
    )
    act = (Resource.EXEMPTION, Action.CREATE)

    def make_form(self, _row: Participant, data: Any = None) -> forms.Form:
        """From today."""
        return ExemptionForm(data, initial={"first_day": timezone.localdate()})

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """Register."""
        grant_exemption(self.actor, row.pk, **facts)
        return _("Fritaket er registrert.")


class EntryForm(forms.Form):
    """Registration for the test."""

    test_on = DayField(label=gettext_lazy("Prøvedato"))
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Ferdigheter"), choices=Skill.choices, widget=forms.CheckboxSelectMultiple
    )
    level = forms.ChoiceField(label=gettext_lazy("Nivå på prøven"), choices=[*_NONE, *Level.choices], required=False)
    adviser_view = forms.ChoiceField(
        label=gettext_lazy("Ditt råd: bør deltakeren ta prøven nå?"), choices=View.choices, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    participant_view = forms.ChoiceField(
        label=gettext_lazy("Hva ønsker deltakeren?"), choices=View.choices, widget=forms.RadioSelect
    )


class SettleEntryPage(PersonFormPage):
    """Decide on the registration for the Norwegian test."""

    title = gettext_lazy("Oppmelding til norskprøven")
    explanation = gettext_lazy(
        "Lærer, programrådgiver og deltaker blir enige. Er dere uenige, bestemmer deltakeren "
        "(integreringsforskriften § 38)."
    )
    act = (Resource.TEST_ENTRY, Action.CHANGE)

    def make_form(self, row: Participant, data: Any = None) -> forms.Form:
        """The entry that a teacher has begun, else all four skills."""
        found = row.test_entries.filter(test_on__gte=timezone.localdate()).order_by("test_on").first()
        initial: dict[str, Any] = {"skills": list(Skill.values)}
        if found:
            names = ("test_on", "skills", "level", "adviser_view", "participant_view")
            initial = {name: getattr(found, name) for name in names}
        return EntryForm(data, initial=initial)

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """Decide."""
        entry = settle_entry(self.actor, row.pk, **facts)
        if entry.is_entered:
            return _("%(person)s er meldt opp til norskprøven.") % {"person": row.full_name}
        return _("%(person)s er ikke meldt opp til norskprøven.") % {"person": row.full_name}


class DecideForm(forms.Form):
    """What reported absence on a day is."""

    day = forms.DateField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=gettext_lazy("Hva er fraværet?"),
        choices=[
            ("unauthorised", gettext_lazy("Ugyldig: stønaden reduseres like mye (§ 21)")),
            ("valid", gettext_lazy("Gyldig: stønaden beholdes")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Må skrives når fraværet er gyldig."),
    )


class DecideReportedPage(PersonFormPage):
    """Decide about absence that the school has reported; the day stands in the address."""

    title = gettext_lazy("Fravær meldt av skolen")
    explanation = gettext_lazy(
        "Har deltakeren egenmelding eller legeerklæring, registrerer du den som fravær i stedet. Da er timene dekket."
    )
    save_label = gettext_lazy("Avgjør")
    act = (Resource.ATTENDANCE, Action.DECIDE)

    def make_form(self, _row: Participant, data: Any = None) -> forms.Form:
        """The day from the address."""
        return DecideForm(data, initial={"day": self.request.GET.get("dag", ""), "verdict": "unauthorised"})

    def save(self, row: Participant, facts: dict[str, Any]) -> str:
        """Decide."""
        is_valid = facts["verdict"] == "valid"
        decide_reported(self.actor, row.pk, day=facts["day"], is_valid=is_valid, reason=facts["reason"])
        if is_valid:
            return _("Fraværet er gyldig.")
        return _("Fraværet er registrert som ugyldig. Stønaden reduseres for timene.")


def class_choices(actor: Any) -> list[tuple[str, str]]:
    """The classes that go on or are to begin, with level."""
    today = timezone.localdate()
    rows = SchoolClass.objects.visible_to(actor).select_related("course", "school").order_by("name", "id")
    return [
        (str(row.pk), " · ".join(part for part in (row.name, row.get_level_display(), row.school.name) if part))
        for row in rows
        if row.last_day is None or row.last_day >= today
    ]


def _words(person: Participant, place: ClassEnrolment) -> dict[str, str]:
    return {"person": person.full_name, "class": place.school_class.name}
