"""Who learns: enrolments, how they met, and the two narrow views that a teacher has of them (law.md 7.2)."""

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, User, VersionedModel
from agencies.querysets import Row_co
from participants.models import CaseQuerySet, Participant
from programmes.models.absence import Absence
from programmes.models.classes.courses import ClassSession, SchoolClass, teaches_only
from programmes.models.classes.words import AWAY, IN_DENOMINATOR, Category


class PupilRows(CaseQuerySet[Row_co]):
    """Rows of one person in one class: for the municipality as every case, for a teacher those of classes taught now.

    Row-level security says the same, and leaves out protected people; a teacher cannot look at the person to ask.
    """

    def visible_to(self, actor: Actor) -> Self:
        """The rows that the actor may see by role, municipality, class and address protection."""
        if not teaches_only(actor):
            return super().visible_to(actor)
        if not may(actor, self.resource, Action.VIEW):
            return self.none()
        taught = SchoolClass.objects.filter(school_id=actor.agency_id).taught_by(actor.user_id, timezone.localdate())
        return self.filter(school_class__in=taught, municipality__in=actor.municipality_ids)

    def without_protected(self, actor: Actor) -> Self:
        """Leave out protected people; for a teacher row-level security has done so."""
        return self if teaches_only(actor) else super().without_protected(actor)


class EnrolmentState(models.TextChoices):
    """Whether somebody has a place in the class, or waits for one."""

    WAITING = "waiting", _("på venteliste")
    ENROLLED = "enrolled", _("elev")
    WITHDRAWN = "withdrawn", _("trukket fra ventelisten")


class LeavingReason(models.TextChoices):
    """Why an enrolment ended."""

    MOVED_CLASS = "moved_class", _("flyttet til en annen klasse")
    COMPLETED = "completed", _("fullført")
    LEFT = "left", _("sluttet")
    MOVED_AWAY = "moved_away", _("flyttet til en annen kommune")
    REMOVED_BY_SCHOOL = "removed_by_school", _("meldt ut av skolen")
    ERROR = "error", _("registrert ved en feil")


class EnrolmentQuerySet(PupilRows["ClassEnrolment"]):
    """Questions about enrolments."""

    resource = Resource.CLASS_ENROLMENT

    def on(self, day: dt.date) -> Self:
        """Those who are in the class on ``day``."""
        inside = self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)
        return inside.filter(state=EnrolmentState.ENROLLED)

    def within(self, first_day: dt.date, last_day: dt.date) -> Self:
        """Those who are in the class on a day of the period."""
        inside = self.filter(Q(last_day__isnull=True) | Q(last_day__gte=first_day), first_day__lte=last_day)
        return inside.filter(state=EnrolmentState.ENROLLED)

    def waiting(self) -> Self:
        """Those who wait, the longest first."""
        return self.filter(state=EnrolmentState.WAITING).order_by("waiting_since", "id")


class ClassEnrolment(VersionedModel):
    """A person's place in a class from ``first_day`` to ``last_day`` (inclusive; open when empty), or on its list."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="class_enrolments")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(
        _("status"), max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ENROLLED
    )
    waiting_since = models.DateField(_("på venteliste fra"), null=True, blank=True)
    first_day = models.DateField(_("første dag"), null=True, blank=True)
    last_day = models.DateField(_("siste dag"), null=True, blank=True)
    leaving_reason = models.CharField(_("sluttårsak"), max_length=20, choices=LeavingReason.choices, blank=True)
    moved_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to")
    enrolled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("klasseplass")
        verbose_name_plural = _("klasseplasser")
        ordering = ["-first_day", "-id"]
        constraints = [
            ExclusionConstraint(
                name="one_place_in_a_class_at_a_time",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    ("school_class", RangeOperators.EQUAL),
                    (Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="enrolled"),
                violation_error_message=_("Deltakeren har allerede plass i klassen i denne perioden."),
            ),
            models.UniqueConstraint(
                fields=["participant", "school_class"],
                name="waits_once_for_a_class",
                condition=Q(state="waiting"),
                violation_error_message=_("Deltakeren står allerede på ventelisten."),
            ),
            models.CheckConstraint(
                condition=~Q(state="enrolled") | Q(first_day__isnull=False), name="enrolled_from_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False, first_day__isnull=True),
                name="waiting_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="enrolment_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.first_day or ''}"


class AttendanceQuerySet(PupilRows["Attendance"]):
    """Questions about attendance."""

    resource = Resource.ATTENDANCE

    def summed_for(self, actor: Actor) -> Self:
        """The rows that may be added up for the actor: whoever sees the summary of a case need not see its sessions."""
        if not may(actor, Resource.ATTENDANCE_SUMMARY, Action.VIEW):
            return self.none()
        inside = self.filter(municipality__in=actor.municipality_ids)
        return inside if actor.is_system else self.without_hidden(inside, actor)

    def counting(self) -> Self:
        """What is in the denominator of a percentage."""
        return self.filter(counted_as__in=IN_DENOMINATOR)

    def to_decide(self) -> Self:
        """Reported without valid reason; nobody at the municipality has yet said what it is (Act § 21)."""
        return self.filter(counted_as=Category.ABSENT_INVALID, covered_by__isnull=True, assessed_as="")


class Attendance(VersionedModel):
    """How one person met at one session.

    ``category`` is what the teacher or the school says. ``counted_as`` is what it counts as: decided by the absence on
    the case that covers the day (``covered_by``), else by the municipality's own assessment, else by the category; it
    is written by ``programmes.operations.classes.covering`` in the transaction that changes any of them.
    ``modified_at`` is the source's own ``dateLastModified``: the later row wins.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="attendance", db_index=False)
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="attendance", db_index=False)
    day = models.DateField(_("dag"))
    starts_at = models.TimeField(_("fra kl."))
    planned_minutes = models.PositiveSmallIntegerField(_("planlagte minutter"))
    absent_minutes = models.PositiveSmallIntegerField(_("minutter borte"), default=0)
    category = models.CharField(_("oppmøte"), max_length=15, choices=Category.choices)
    counted_as = models.CharField(_("regnes som"), max_length=15, choices=Category.choices)
    covered_by = models.ForeignKey(
        Absence, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    assessed_as = models.CharField(_("vurdert som"), max_length=15, choices=Category.choices, blank=True)
    assessed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assessed_at = models.DateTimeField(null=True, blank=True)
    assess_reason = models.TextField(_("begrunnelse for vurderingen"), blank=True)
    reason_code = models.CharField(_("årsakskode fra skolen"), max_length=60, blank=True)
    comment = models.CharField(_("merknad fra skolen"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    correction_reason = models.CharField(_("hvorfor rettet"), max_length=500, blank=True)
    system = models.CharField(_("kilde"), max_length=60, blank=True)
    sourced_id = models.CharField(_("id i kilden"), max_length=255, blank=True)
    modified_at = models.DateTimeField(_("endret i kilden"))

    objects: ClassVar[AttendanceQuerySet] = AttendanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oppmøte")
        verbose_name_plural = _("oppmøte")
        ordering = ["-day", "-starts_at", "-id"]
        indexes = [
            models.Index(fields=["participant", "day"], name="attendance_by_person_and_day"),
            models.Index(
                fields=["municipality", "participant", "day"],
                name="attendance_to_decide",
                condition=Q(counted_as="absent_invalid", covered_by__isnull=True, assessed_as=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="met_once_at_a_session"),
            models.UniqueConstraint(
                fields=["system", "sourced_id"], name="attendance_known_once", condition=~Q(sourced_id="")
            ),
            models.CheckConstraint(
                condition=Q(planned_minutes__gte=1, absent_minutes__lte=F("planned_minutes")),
                name="away_no_longer_than_planned",
                violation_error_message=_("Minutter borte kan ikke være flere enn planlagte minutter."),
            ),
            models.CheckConstraint(
                condition=Q(assessed_as="") | ~Q(assess_reason=""), name="assessed_attendance_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.category}"

    @property
    def is_away(self) -> bool:
        """Whether the person was not there."""
        return self.category in AWAY


class PupilQuerySet(PupilRows["Pupil"]):
    """Questions about pupils as their teacher sees them."""

    resource = Resource.PUPIL

    def without_hidden(self, rows: Self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Protected people are in no class list; the view itself leaves them out."""
        return rows

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Protected people are in no class list; the view itself leaves them out."""
        return self

    def in_class_on(self, day: dt.date) -> Self:
        """Those who are in the class on ``day``, by name."""
        inside = self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)
        return inside.filter(state=EnrolmentState.ENROLLED).order_by("sort_key", "id")


class Pupil(models.Model):
    """An enrolment as a class list shows it: name and level, and nothing else of the case. A view of the database.

    Its id is that of the enrolment. ``levels`` has the newest result of each skill.
    """

    id = models.UUIDField(primary_key=True)
    participant_id = models.UUIDField()
    municipality = models.ForeignKey(Agency, on_delete=models.DO_NOTHING, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.DO_NOTHING, related_name="pupils")
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=EnrolmentState.choices)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    levels = models.JSONField()

    objects: ClassVar[PupilQuerySet] = PupilQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        managed = False
        db_table = "programmes_pupil"
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given name and family name, as the register has them."""
        return f"{self.given_name} {self.family_name}".strip()


class PupilAwayQuerySet(PupilRows["PupilAway"]):
    """Questions about when pupils are away."""

    resource = Resource.PUPIL

    def without_hidden(self, rows: Self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Protected people are in no class list; the view itself leaves them out."""
        return rows

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - as the base has it
        """Protected people are in no class list; the view itself leaves them out."""
        return self

    def on(self, day: dt.date) -> Self:
        """Those who are away on ``day``."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class PupilAway(models.Model):
    """Whole days on which a pupil is away with leave or valid absence: the days, and not why. A view."""

    id = models.UUIDField(primary_key=True)
    participant_id = models.UUIDField()
    municipality = models.ForeignKey(Agency, on_delete=models.DO_NOTHING, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.DO_NOTHING, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()

    objects: ClassVar[PupilAwayQuerySet] = PupilAwayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        managed = False
        db_table = "programmes_pupilaway"
        ordering = ["first_day", "id"]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"
