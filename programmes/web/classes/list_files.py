"""Classes, who is in one, attendance of a session, and reported absence that waits, as files."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, in_cell
from programmes.models.classes import ClassSession, Pupil, SchoolClass, teaches_only
from programmes.web.classes.lists import ClassesPage, class_rows, people_waiting
from programmes.web.classes.school_class import ClassPage, pupil_rows
from programmes.web.classes.session import SessionPage, rows_of


def _classes(asked: Asked) -> Sheet:
    actor, day = asked.actor, asked.day
    # A teacher's page shows those that run; the municipality's all.
    classes = SchoolClass.objects.visible_to(actor).select_related("course", "school")
    return Sheet(
        rows=lambda: classes.running_on(day) if teaches_only(actor) else classes,
        shown=lambda rows: class_rows(actor, rows, day),
        columns=[
            ListColumn(gettext_lazy("Klasse"), lambda row: row["school_class"].name),
            ListColumn(gettext_lazy("Kurs"), lambda row: row["school_class"].course.name),
            ListColumn(gettext_lazy("Nivå"), lambda row: row["school_class"].get_level_display()),
            ListColumn(gettext_lazy("Første dag"), lambda row: row["school_class"].first_day),
            ListColumn(gettext_lazy("Siste dag"), lambda row: row["school_class"].last_day),
            ListColumn(gettext_lazy("Elever"), lambda row: row["pupils"]),
            ListColumn(gettext_lazy("Plasser"), lambda row: row["school_class"].capacity),
            ListColumn(gettext_lazy("Venteliste"), lambda row: row["waiting"]),
            ListColumn(gettext_lazy("Lærer"), lambda row: row["teachers"]),
            ListColumn(gettext_lazy("Skole"), lambda row: row["school_class"].school.name),
        ],
    )


def _pupils(asked: Asked) -> Sheet:
    actor, day = asked.actor, asked.day
    school_class = SchoolClass.objects.visible_to(actor).get(pk=asked.pk)
    return Sheet(
        rows=lambda: pupil_rows(actor, school_class, day),
        filters=[(_("Klasse"), school_class.name)],
        person=_pupil,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row["pupil"].full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Plass"), lambda row: row["place"]),
            ListColumn(gettext_lazy("Norsk"), lambda row: row["levels"], FieldGroup.LEVEL),
            ListColumn(gettext_lazy("Borte"), lambda row: ", ".join(row["away"]), FieldGroup.LEAVE_DATES),
        ],
    )


def _session(asked: Asked) -> Sheet:
    actor = asked.actor
    session = ClassSession.objects.visible_to(actor).select_related("school_class").get(pk=asked.pk)
    return Sheet(
        rows=lambda: rows_of(actor, session),
        filters=[(_("Klasse"), session.school_class.name), (_("Dag"), in_cell(session.day))],
        person=_pupil,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row["pupil"].full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Norsk"), lambda row: row["level"], FieldGroup.LEVEL),
            ListColumn(gettext_lazy("Oppmøte"), lambda row: row["said"], FieldGroup.ATTENDANCE_SUMMARY),
        ],
    )


def _reported(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: people_waiting(asked.actor),
        person=lambda row: row["person"].pk,
        columns=[
            ListColumn(gettext_lazy("Deltaker"), lambda row: row["person"].full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Eldste dag"), lambda row: row["oldest"], FieldGroup.ATTENDANCE_SUMMARY),
            ListColumn(gettext_lazy("Timer"), lambda row: row["hours"], FieldGroup.ATTENDANCE_SUMMARY),
        ],
    )


def _pupil(row: dict[str, Any]) -> UUID:
    pupil: Pupil = row["pupil"]
    return pupil.participant_id


def _pupils_seen(actor: Actor, people: Collection[UUID]) -> set[UUID]:
    """A teacher sees no case, but the pupils of the own classes."""
    rows = Pupil.objects.visible_to(actor).filter(participant_id__in=people)
    return set(rows.values_list("participant_id", flat=True))


LISTS = (
    ListFile("classes", gettext_lazy("Klasser"), Resource.SCHOOL_CLASS, _classes, ClassesPage),
    ListFile(
        "class-pupils", gettext_lazy("Elever i klassen"), Resource.SCHOOL_CLASS, _pupils, ClassPage, is_of_one=True,
        visible=_pupils_seen,
    ),
    ListFile(
        "attendance", gettext_lazy("Oppmøte i en økt"), Resource.ATTENDANCE, _session, SessionPage, Action.CREATE,
        is_of_one=True, visible=_pupils_seen,
    ),
    ListFile(
        "reported-absence", gettext_lazy("Fravær meldt av skolen"), Resource.ATTENDANCE, _reported, ClassesPage,
        Action.DECIDE,
    ),
)  # fmt: skip
