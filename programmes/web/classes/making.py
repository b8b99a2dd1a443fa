"""The forms of a class: make and change it, its week, who teaches it, who should take the test."""

import datetime as dt
import re
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
from agencies.operations.access_log import log_list
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, show
from participants.languages import language_choices
from programmes.models.classes import CourseKind, Level, Pupil, SchoolClass, Topic, Track, View
from programmes.models.classes.courses import schools_met_by
from programmes.operations.classes.entries import advise_entries
from programmes.operations.classes.planning import (
    ClassFacts,
    Slot,
    change_class,
    give_teacher,
    make_class,
    make_course,
    set_timetable,
)
from programmes.web.classes.form_page import FormPage

_NONE = [("", gettext_lazy("ikke valgt"))]
_STATED = ("name", "level", "track", "language", "room", "capacity", "first_day", "last_day")
_LINE = re.compile(r"^\s*(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})(?:\s*,?\s*pause\s*(\d{1,3}))?\s*$")


def _languages() -> list[tuple[str, Any]]:
    return [*_NONE, *language_choices()]


class ClassForm(forms.Form):
    """What is stated of a class."""

    name = forms.CharField(label=gettext_lazy("Navn på klassen"), max_length=100)
    level = forms.ChoiceField(label=gettext_lazy("Nivå"), choices=[*_NONE, *Level.choices], required=False)
    track = forms.ChoiceField(label=gettext_lazy("Progresjon"), choices=[*_NONE, *Track.choices], required=False)
    language = forms.ChoiceField(label=gettext_lazy("Språk i opplæringen"), choices=_languages, required=False)
    room = forms.CharField(label=gettext_lazy("Rom"), max_length=60, required=False)
    capacity = forms.IntegerField(label=gettext_lazy("Antall plasser"), min_value=1, max_value=500, required=False)
    first_day = DayField(label=gettext_lazy("Første dag"))
    last_day = DayField(label=gettext_lazy("Siste dag"), required=False)

    def facts(self) -> ClassFacts:
        """The facts of a valid form."""
        return ClassFacts(**{name: self.cleaned_data[name] for name in _STATED})


class NewClassForm(ClassForm):
    """A class with its course; a course that the school has is taken."""

    field_order = ("school", "kind", "topic", "course")

    school = forms.ChoiceField(label=gettext_lazy("Skole"))
    kind = forms.ChoiceField(label=gettext_lazy("Hva slags opplæring?"), choices=CourseKind.choices)
    topic = forms.ChoiceField(label=gettext_lazy("Modul eller tema"), choices=[*_NONE, *Topic.choices], required=False)
    course = forms.CharField(
        label=gettext_lazy("Kurs"),
        max_length=200,
        help_text=gettext_lazy("For eksempel «Norsk A1–A2». Kurset brukes igjen i flere klasser."),
    )


class MakeClassPage(Page):
    """Make a class."""

    needs = (Resource.SCHOOL_CLASS, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The form."""
        return self._page(self._form(None))

    def post(self, request: Any) -> HttpResponse:
        """Make it, and go on to its week."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        facts = form.cleaned_data
        try:
            course = make_course(
                request.actor, school_id=UUID(facts["school"]), kind=facts["kind"], name=facts["course"],
                topic=facts["topic"],
            )  # fmt: skip
            row = make_class(request.actor, course_id=course.pk, facts=form.facts())
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        messages.success(request, _("Klassen %(name)s er laget. Legg inn timeplanen.") % {"name": row.name})
        return go_to(request, reverse("programmes:class-timetable", args=[row.pk]))

    def _form(self, data: Any) -> NewClassForm:
        form = NewClassForm(data)
        schools = schools_met_by(self.request.actor, timezone.localdate()).exclude(kind="nav_office").order_by("name")
        form.fields["school"].choices = [(str(school.pk), school.name) for school in schools]  # type: ignore[attr-defined]
        return form

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "form_title": _("Ny klasse"),
            "explanation": "",
            "save_label": _("Lag klassen"),
            "back_url": reverse("programmes:classes"),
            "back_name": _("Klasser"),
            "danger": False,
        }
        return show(self.request, "programmes/classes/form.html", context, status)


class OfClassPage(FormPage):
    """A form about a class."""

    act = (Resource.SCHOOL_CLASS, Action.CHANGE)

    def find(self, pk: Any) -> SchoolClass:
        """The class."""
        return SchoolClass.objects.visible_to(self.actor).get(pk=pk)

    def back_to(self, row: SchoolClass) -> tuple[str, str]:
        """The page of the class."""
        return reverse("programmes:class", args=[row.pk]), row.name


class ChangeClassPage(OfClassPage):
    """Change what is stated of a class."""

    title = gettext_lazy("Endre klassen")

    def make_form(self, row: SchoolClass, data: Any = None) -> forms.Form:
        """What is stated now."""
        return ClassForm(data, initial={name: getattr(row, name) for name in _STATED})

    def save(self, row: SchoolClass, facts: dict[str, Any]) -> str:
        """Change it."""
        change_class(self.actor, row.pk, facts=ClassFacts(**facts))
        return _("Klassen er endret.")


class TimesField(forms.CharField):
    """Times of a day, one a line: «09:00–12:00, pause 15»."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=400, **kwargs)
        self.widget.attrs["rows"] = 1

    def clean(self, value: Any) -> list[tuple[dt.time, dt.time, int]]:
        """The times; ``ValidationError`` names the line that cannot be read."""
        return [self._read(line) for line in super().clean(value).splitlines() if line.strip()]

    def _read(self, line: str) -> tuple[dt.time, dt.time, int]:
        found = _LINE.match(line)
        try:
            if found is None:
                raise ValueError(line)
            hour, minute, to_hour, to_minute = (int(part) for part in found.groups()[:4])
            return dt.time(hour, minute), dt.time(to_hour, to_minute), int(found[5] or 0)
        except ValueError as error:
            text = _("Skriv tiden som 09:00–12:00, eller 09:00–12:00, pause 15.")
            raise forms.ValidationError(text, "unreadable_time") from error


class TimetableForm(forms.Form):
    """The week."""

    monday = TimesField(
        label=gettext_lazy("Mandag"), help_text=gettext_lazy("Én tid på hver linje: 09:00–12:00, pause 15")
    )
    tuesday = TimesField(label=gettext_lazy("Tirsdag"))
    wednesday = TimesField(label=gettext_lazy("Onsdag"))
    thursday = TimesField(label=gettext_lazy("Torsdag"))
    friday = TimesField(label=gettext_lazy("Fredag"))

    DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class TimetablePage(OfClassPage):
    """The week of a class; its sessions are made from it."""

    title = gettext_lazy("Timeplan")
    explanation = gettext_lazy(
        "Øktene lages for hele perioden, uten helligdager og andre fridager. Kommende økter som ingen har ført oppmøte "
        "i, følger den nye timeplanen."
    )

    def make_form(self, row: SchoolClass, data: Any = None) -> forms.Form:
        """The week as it is."""
        lines: dict[str, list[str]] = {}
        for slot in row.slots.filter(weekday__lte=len(TimetableForm.DAYS)):
            text = f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}"
            text += f", pause {slot.break_minutes}" if slot.break_minutes else ""
            lines.setdefault(TimetableForm.DAYS[slot.weekday - 1], []).append(text)
        return TimetableForm(data, initial={day: "\n".join(times) for day, times in lines.items()})

    def save(self, row: SchoolClass, facts: dict[str, Any]) -> str:
        """Set the week."""
        slots = [
            Slot(number, starts_at, ends_at, pause)
            for number, day in enumerate(TimetableForm.DAYS, start=1)
            for starts_at, ends_at, pause in facts[day]
        ]
        set_timetable(self.actor, row.pk, slots=slots)
        return _("Timeplanen er lagret, og øktene er laget.")


class TeacherForm(forms.Form):
    """Who teaches, from when."""

    user = forms.ChoiceField(label=gettext_lazy("Lærer"))
    first_day = DayField(label=gettext_lazy("Fra og med"))
    last_day = DayField(label=gettext_lazy("Til og med"), required=False)
    is_substitute = forms.BooleanField(label=gettext_lazy("Vikar"), required=False)


class GiveTeacherPage(OfClassPage):
    """Give the class a teacher or a substitute."""

    title = gettext_lazy("Legg til lærer eller vikar")
    explanation = gettext_lazy("En lærer ser klassen fra første til siste dag. En vikar trenger en siste dag.")
    save_label = gettext_lazy("Legg til")

    def make_form(self, row: SchoolClass, data: Any = None) -> forms.Form:
        """The teachers of the school."""
        today = timezone.localdate()
        members = Membership.objects.active_on(today).filter(agency=row.school_id, role=Role.TEACHER)
        form = TeacherForm(data, initial={"first_day": today})
        choices = [(str(member.user_id), member.user.name) for member in members.select_related("user")]
        form.fields["user"].choices = sorted(choices, key=lambda choice: choice[1])  # type: ignore[attr-defined]
        return form

    def save(self, row: SchoolClass, facts: dict[str, Any]) -> str:
        """Give it."""
        teacher = give_teacher(
            self.actor, row.pk, user_id=UUID(facts["user"]), first_day=facts["first_day"],
            last_day=facts["last_day"], is_substitute=facts["is_substitute"],
        )  # fmt: skip
        return _("%(name)s underviser i %(class)s.") % {"name": teacher.user.name, "class": row.name}


class AdviseForm(forms.Form):
    """The day of the test, and the advice for each pupil."""

    test_on = DayField(label=gettext_lazy("Prøvedato"))

    def __init__(self, pupils: list[Pupil], data: Any = None) -> None:
        super().__init__(data)
        for pupil in pupils:
            self.fields[str(pupil.participant_id)] = forms.ChoiceField(
                label=pupil.full_name,
                choices=[("", _("ikke sagt")), *View.choices],
                required=False,
                widget=forms.RadioSelect,
            )


class AdvisePage(OfClassPage):
    """The teacher's advice on who should take the Norwegian test."""

    title = gettext_lazy("Råd om norskprøven")
    explanation = gettext_lazy(
        "Rådet ditt går til programrådgiveren. Er dere uenige, bestemmer deltakeren (integreringsforskriften § 38)."
    )
    save_label = gettext_lazy("Send rådene")
    act = (Resource.TEST_ENTRY, Action.CREATE)

    def make_form(self, row: SchoolClass, data: Any = None) -> forms.Form:
        """The pupils of today."""
        rows = Pupil.objects.visible_to(self.actor).filter(school_class=row).in_class_on(timezone.localdate())
        pupils = list(rows)
        log_list(self.actor, Resource.PUPIL, [pupil.participant_id for pupil in pupils])
        return AdviseForm(pupils, data)

    def save(self, row: SchoolClass, facts: dict[str, Any]) -> str:
        """Write what was said."""
        test_on = facts.pop("test_on")
        views = {UUID(pupil): view for pupil, view in facts.items() if view}
        number = advise_entries(self.actor, row.pk, test_on=test_on, views=views)
        return _("Råd om %(number)s elever er sendt.") % {"number": number}
