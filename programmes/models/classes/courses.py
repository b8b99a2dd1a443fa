"""Courses, classes, who teaches them, when, and the sessions that the timetable gives. No people who learn are here."""

import datetime as dt
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, AgencyService, Role, TimestampedModel, User, VersionedModel
from programmes.models.classes.words import CourseKind, Level, Topic, Track


def teaches_only(actor: Actor) -> bool:
    """Whether the actor acts as a teacher, and so sees own classes and no cases (law.md 7.2)."""
    return not actor.is_system and actor.has_role(Role.TEACHER)


def schools_met_by(actor: Actor, day: dt.date) -> models.QuerySet[Agency]:
    """Where the people of the actor's municipalities are taught: those that serve them, and they themselves."""
    serving = AgencyService.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=day), municipality__in=actor.municipality_ids, first_day__lte=day
    )
    return Agency.objects.filter(Q(pk__in=actor.municipality_ids) | Q(pk__in=serving.values("provider")))


class CourseQuerySet(models.QuerySet["Course"]):
    """Questions about courses."""

    def visible_to(self, actor: Actor) -> Self:
        """The courses of the schools that teach the actor's people; for a teacher those of the own school."""
        if not may(actor, Resource.SCHOOL_CLASS, Action.VIEW):
            return self.none()
        if teaches_only(actor):
            return self.filter(school_id=actor.agency_id)
        return self.filter(school__in=schools_met_by(actor, timezone.localdate()))


class Course(VersionedModel):
    """What is taught at a school, whatever the class."""

    school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="courses", verbose_name=_("skole"))
    kind = models.CharField(_("type kurs"), max_length=20, choices=CourseKind.choices)
    topic = models.CharField(_("modul eller tema"), max_length=30, choices=Topic.choices, blank=True)
    name = models.CharField(_("navn"), max_length=200)
    code = models.CharField(_("kurskode"), max_length=40, blank=True)

    objects: ClassVar[CourseQuerySet] = CourseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kurs")
        verbose_name_plural = _("kurs")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="course_once_at_a_school")]

    def __str__(self) -> str:
        return self.name


class SchoolClassQuerySet(models.QuerySet["SchoolClass"]):
    """Questions about classes."""

    def visible_to(self, actor: Actor) -> Self:
        """The classes of the schools that teach the actor's people; for a teacher those taught today."""
        if not may(actor, Resource.SCHOOL_CLASS, Action.VIEW):
            return self.none()
        today = timezone.localdate()
        if teaches_only(actor):
            return self.filter(school_id=actor.agency_id).taught_by(actor.user_id, today)
        return self.filter(school__in=schools_met_by(actor, today))

    def taught_by(self, user_id: UUID | None, day: dt.date) -> Self:
        """Those that the user teaches on ``day``, also as a substitute."""
        taught = ClassTeacher.objects.on(day).filter(user=user_id)
        return self.filter(pk__in=taught.values("school_class"))

    def running_on(self, day: dt.date) -> Self:
        """Those whose period holds ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class SchoolClass(VersionedModel):
    """A group that is taught together in a period (inclusive days), in the ``language`` with this ISO 639 code."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="classes", verbose_name=_("kurs"))
    school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="classes", verbose_name=_("skole"))
    name = models.CharField(_("navn"), max_length=100)
    level = models.CharField(_("nivå"), max_length=10, choices=Level.choices, blank=True)
    track = models.CharField(_("progresjon"), max_length=10, choices=Track.choices, blank=True)
    language = models.CharField(_("språk i opplæringen"), max_length=10, blank=True)
    room = models.CharField(_("rom"), max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(_("plasser"), null=True, blank=True)
    first_day = models.DateField(_("første dag"))
    last_day = models.DateField(_("siste dag"), null=True, blank=True)

    objects: ClassVar[SchoolClassQuerySet] = SchoolClassQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("klasse")
        verbose_name_plural = _("klasser")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="class_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="class_has_room_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClassTeacherQuerySet(models.QuerySet["ClassTeacher"]):
    """Questions about who teaches what."""

    def on(self, day: dt.date) -> Self:
        """Those who teach on ``day``."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class ClassTeacher(TimestampedModel):
    """Somebody who teaches a class in a period (inclusive days); a substitute for as long as the other is away."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="teachers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="teaches", verbose_name=_("lærer"))
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"), null=True, blank=True)
    is_substitute = models.BooleanField(_("vikar"), default=False)

    objects: ClassVar[ClassTeacherQuerySet] = ClassTeacherQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("lærer i klassen")
        ordering = ["is_substitute", "first_day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "user", "first_day"], name="teacher_once_per_first_day"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="teaching_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.school_class}"


class TimetableSlot(TimestampedModel):
    """A time of the week at which a class meets. ``break_minutes`` are not taught, and not counted."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(_("ukedag"))  # 1 is Monday, as in ISO 8601
    starts_at = models.TimeField(_("fra kl."))
    ends_at = models.TimeField(_("til kl."))
    break_minutes = models.PositiveSmallIntegerField(_("pause, minutter"), default=0)
    room = models.CharField(_("rom"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("time i timeplanen")
        ordering = ["weekday", "starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "weekday", "starts_at"], name="slot_once_a_week"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="slot_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_it_begins",
                violation_error_message=_("Timen må slutte etter at den begynner."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def taught_minutes(self) -> int:
        """Minutes of teaching, without the break."""
        whole = (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute
        return max(whole - self.break_minutes, 1)


class SessionQuerySet(models.QuerySet["ClassSession"]):
    """Questions about sessions."""

    def visible_to(self, actor: Actor) -> Self:
        """The sessions of the classes that the actor sees."""
        return self.filter(school_class__in=SchoolClass.objects.visible_to(actor))

    def held(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at__isnull=True)


class ClassSession(VersionedModel):
    """One meeting of a class; made from the timetable, or by what a school sends."""

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, related_name="sessions", db_index=False
    )  # the constraint's index serves it
    day = models.DateField(_("dag"))
    starts_at = models.TimeField(_("fra kl."))
    ends_at = models.TimeField(_("til kl."), null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(_("planlagte minutter"))
    topic = models.CharField(_("modul eller tema"), max_length=30, choices=Topic.choices, blank=True)
    room = models.CharField(_("rom"), max_length=60, blank=True)
    is_from_timetable = models.BooleanField(default=True)
    cancelled_at = models.DateTimeField(_("avlyst"), null=True, blank=True)
    cancel_reason = models.CharField(_("hvorfor avlyst"), max_length=300, blank=True)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("undervisningsøkt")
        verbose_name_plural = _("undervisningsøkter")
        ordering = ["day", "starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "day", "starts_at"], name="session_once"),
            models.CheckConstraint(condition=Q(planned_minutes__gte=1), name="session_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.starts_at:%H:%M}"


class AttendanceLock(VersionedModel):
    """A month of a municipality whose attendance is settled, because benefit was computed from it (Act § 24)."""

    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("måned"))  # its first day
    locked_at = models.DateTimeField(_("låst"))
    locked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(_("åpnet igjen"), null=True, blank=True)
    reopened_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reopen_reason = models.TextField(_("hvorfor åpnet"), blank=True)

    class Meta:
        verbose_name = _("låst måned")
        ordering = ["-month", "-locked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "month"], name="month_locked_once", condition=Q(reopened_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="locked_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(reopen_reason=""),
                name="reopened_month_says_why",
                violation_error_message=_("Skriv hvorfor måneden åpnes igjen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
