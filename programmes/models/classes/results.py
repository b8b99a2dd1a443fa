"""Norwegian and social studies of one person: right to training, results, exemptions, registration for a test."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.models.classes.courses import SchoolClass
from programmes.models.classes.pupils import PupilRows
from programmes.models.classes.words import Level, Skill
from programmes.models.participation import EducationLevel, Protection


class TrainingQuerySet(CaseQuerySet["TrainingRight"]):
    """Questions about rights to training."""

    resource = Resource.TEST_RESULT


class TrainingRight(VersionedModel):
    """Since when somebody was offered Norwegian and social studies, and the facts that say how long (law.md 4.3).

    The two last days are computed by ``programmes.law`` and stored in the transaction that changes a fact or leave;
    a collective protection (§ 34) has no social studies. ``upper_secondary_from`` and ``_to`` are the days as a
    full-time pupil in upper secondary: the county answers then, and social studies have no deadline (§§ 30(2), 33(2)).
    """

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="training_right")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    offered_start_on = models.DateField(_("tilbudt oppstart av opplæring"))
    protection = models.CharField(_("beskyttelse"), max_length=12, choices=Protection.choices)
    education = models.CharField(_("utdanning"), max_length=40, choices=EducationLevel.choices)
    upper_secondary_from = models.DateField(_("heltidselev i videregående fra og med"), null=True, blank=True)
    upper_secondary_to = models.DateField(_("heltidselev i videregående til og med"), null=True, blank=True)
    leave_working_days = models.PositiveIntegerField(default=0)
    norwegian_last_day = models.DateField(_("rett til norsk til og med"))
    social_studies_last_day = models.DateField(_("samfunnskunnskap innen"), null=True, blank=True)

    objects: ClassVar[TrainingQuerySet] = TrainingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rett til opplæring")
        ordering = ["offered_start_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upper_secondary_to__isnull=True) | Q(upper_secondary_to__gte=F("upper_secondary_from")),
                name="upper_secondary_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(upper_secondary_to__isnull=True) | Q(upper_secondary_from__isnull=False),
                name="upper_secondary_begins_before_it_ends",
                violation_error_message=_("Skriv også fra hvilken dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offered_start_on} – {self.norwegian_last_day}"

    @property
    def is_full_time_pupil(self) -> bool:
        """Whether somebody is in upper secondary full time, with no end in sight."""
        return self.upper_secondary_from is not None and self.upper_secondary_to is None


class TestSubject(models.TextChoices):
    """Which test it is (Integration Act § 37)."""

    __test__ = False

    NORWEGIAN = "norwegian", _("norskprøve")
    SOCIAL_STUDIES = "social_studies", _("samfunnskunnskapsprøve")


class Outcome(models.TextChoices):
    """A level for Norwegian; passed or not for social studies and for the C1 test."""

    BELOW_A1 = "below_a1", _("under A1")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    PASSED = "passed", _("bestått")
    NOT_PASSED = "not_passed", _("ikke bestått")


LEVELS = tuple(Level.values)
PASS_OR_NOT = (Outcome.PASSED, Outcome.NOT_PASSED)


class TestResultQuerySet(CaseQuerySet["TestResult"]):
    """Questions about results."""

    __test__ = False
    resource = Resource.TEST_RESULT

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(voided_at__isnull=True)


class TestResult(VersionedModel):
    """A result of a test on a day. It is never changed: a wrong one is taken back, with a reason, and stays."""

    __test__ = False

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="test_results")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(_("prøve"), max_length=20, choices=TestSubject.choices)
    skill = models.CharField(_("ferdighet"), max_length=10, choices=Skill.choices, blank=True)
    outcome = models.CharField(_("resultat"), max_length=10, choices=Outcome.choices)
    taken_on = models.DateField(_("prøvedato"))
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(_("kilde"), max_length=60, blank=True)
    voided_at = models.DateTimeField(_("tatt tilbake"), null=True, blank=True)
    void_reason = models.TextField(_("hvorfor tatt tilbake"), blank=True)

    objects: ClassVar[TestResultQuerySet] = TestResultQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("prøveresultat")
        verbose_name_plural = _("prøveresultater")
        ordering = ["-taken_on", "skill", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "subject", "skill", "taken_on"],
                name="one_result_a_test",
                condition=Q(voided_at__isnull=True),
                violation_error_message=_("Det er allerede et resultat for denne prøven på denne dagen."),
            ),
            models.CheckConstraint(
                condition=Q(subject="norwegian", outcome__in=[*LEVELS, "not_passed"]) & ~Q(skill="")
                | Q(subject="social_studies", outcome__in=PASS_OR_NOT, skill=""),
                name="result_fits_its_test",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="voided_result_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.skill} {self.outcome}"


class ExemptionFrom(models.TextChoices):
    """What somebody need not take."""

    NORWEGIAN_TRAINING = "norwegian_training", _("opplæring i norsk")
    SOCIAL_STUDIES_TRAINING = "social_studies_training", _("opplæring i samfunnskunnskap")
    NORWEGIAN_TEST = "norwegian_test", _("norskprøven")
    SOCIAL_STUDIES_TEST = "social_studies_test", _("samfunnskunnskapsprøven")


class ExemptionBasis(models.TextChoices):
    """Why (Regulations §§ 23-25 and 36)."""

    TEST_RESULT = "test_result", _("dokumentert B1 i alle ferdigheter")
    OLDER_TEST = "older_test", _("Norskprøve 3 eller Bergenstest")
    GRADE = "grade", _("karakter 2 eller bedre i norsk")
    VALIDATION = "validation", _("realkompetansevurdering")
    CREDITS = "credits", _("30 studiepoeng i norsk")
    ADMISSION = "admission", _("tatt opp til høyere utdanning")
    HEALTH = "health", _("særlige helsemessige årsaker")
    WEIGHTY = "weighty", _("andre tungtveiende årsaker")


NEEDS_STATEMENT = (ExemptionBasis.HEALTH, ExemptionBasis.WEIGHTY)
"""Bases that a doctor or psychologist must have stated; the right to training is kept (law.md 4.4)."""


class ExemptionQuerySet(CaseQuerySet["Exemption"]):
    """Questions about exemptions."""

    resource = Resource.EXEMPTION

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(voided_at__isnull=True)


class Exemption(VersionedModel):
    """An exemption from training or test, from a day on."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="exemptions")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    exempt_from = models.CharField(_("fritak fra"), max_length=30, choices=ExemptionFrom.choices)
    basis = models.CharField(_("grunnlag"), max_length=20, choices=ExemptionBasis.choices)
    first_day = models.DateField(_("fra og med"))
    last_day = models.DateField(_("til og med"), null=True, blank=True)
    documented_on = models.DateField(_("dokumentasjon mottatt"), null=True, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(_("tatt tilbake"), null=True, blank=True)
    void_reason = models.TextField(_("hvorfor tatt tilbake"), blank=True)

    objects: ClassVar[ExemptionQuerySet] = ExemptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fritak")
        verbose_name_plural = _("fritak")
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="exemption_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="voided_exemption_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exempt_from} {self.basis}"


class View(models.TextChoices):
    """What somebody thinks of taking the test now."""

    YES = "yes", _("ja")
    NO = "no", _("nei")


class TestEntryQuerySet(PupilRows["TestEntry"]):
    """Questions about registrations for a test."""

    __test__ = False
    resource = Resource.TEST_ENTRY


class TestEntry(VersionedModel):
    """Registration for the Norwegian test: what teacher, adviser and participant think.

    They decide together; where they disagree, the participant decides (Regulations § 38). ``is_entered`` is None until
    the participant has said what they want.
    """

    __test__ = False

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="test_entries")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    skills = ArrayField(models.CharField(max_length=10, choices=Skill.choices), verbose_name=_("ferdigheter"))
    level = models.CharField(_("nivå på prøven"), max_length=10, blank=True)
    test_on = models.DateField(_("prøvedato"))
    teacher_view = models.CharField(_("lærerens råd"), max_length=3, choices=View.choices, blank=True)
    adviser_view = models.CharField(_("programrådgiverens råd"), max_length=3, choices=View.choices, blank=True)
    participant_view = models.CharField(_("deltakerens ønske"), max_length=3, choices=View.choices, blank=True)
    is_entered = models.BooleanField(_("meldt opp"), null=True)

    objects: ClassVar[TestEntryQuerySet] = TestEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oppmelding til prøve")
        ordering = ["-test_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "test_on"],
                name="one_entry_a_test_day",
                violation_error_message=_("Oppmeldingen til denne prøven er allerede begynt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.test_on}"

    @property
    def is_disputed(self) -> bool:
        """Whether those who have said something do not agree."""
        return len({view for view in (self.teacher_view, self.adviser_view, self.participant_view) if view}) > 1
