"""The integration plan (Integration Act § 15): its goals, its elements, and every version that was saved."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User, VersionedModel
from participants.models import CaseQuerySet, Participant
from programmes.law import plan_words as law
from programmes.models.participation import Participation


class Strategy(models.TextChoices):
    """How the plan leads to work; outcomes are compared by it."""

    RAPID_ENTRY = law.Strategy.RAPID_ENTRY.value, _("raskt i arbeid")
    QUALIFICATION = law.Strategy.QUALIFICATION.value, _("kvalifisering")
    BOTH = law.Strategy.BOTH.value, _("begge deler side om side")


class Schooling(models.TextChoices):
    """Schooling as the guiding minimum of the Norwegian goal asks for it (Regulations § 27)."""

    BELOW_PRIMARY = law.Schooling.BELOW_PRIMARY.value, _("ikke fullført grunnskole")
    PRIMARY = law.Schooling.PRIMARY.value, _("fullført grunnskole")
    UPPER_SECONDARY = law.Schooling.UPPER_SECONDARY.value, _("videregående eller høyere")
    UPPER_SECONDARY_B2 = law.Schooling.UPPER_SECONDARY_B2.value, _("videregående eller høyere, trenger dokumentert B2")


class NorwegianLevel(models.TextChoices):
    """Levels of Norwegian."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"


class ElementKind(models.TextChoices):
    """What an element is; the values are those of ``programmes.law``."""

    NORWEGIAN = law.ElementKind.NORWEGIAN.value, _("norskopplæring")
    SOCIAL_STUDIES = law.ElementKind.SOCIAL_STUDIES.value, _("samfunnskunnskap")
    LIFE_SKILLS = law.ElementKind.LIFE_SKILLS.value, _("livsmestring")
    PARENTAL_GUIDANCE = law.ElementKind.PARENTAL_GUIDANCE.value, _("foreldreveiledning")
    WORK_PRACTICE = law.ElementKind.WORK_PRACTICE.value, _("arbeidspraksis")
    LANGUAGE_PRACTICE = law.ElementKind.LANGUAGE_PRACTICE.value, _("språkpraksis")
    PART_TIME_WORK = law.ElementKind.PART_TIME_WORK.value, _("deltidsarbeid")
    INDUSTRY_COURSE = law.ElementKind.INDUSTRY_COURSE.value, _("bransjekurs")
    NAV_MEASURE = law.ElementKind.NAV_MEASURE.value, _("NAV-tiltak")
    FAST_TRACK = law.ElementKind.FAST_TRACK.value, _("hurtigspor")
    NORWEGIAN_AT_WORK = law.ElementKind.NORWEGIAN_AT_WORK.value, _("norsk på arbeidsplassen")
    PRIMARY_SCHOOL = law.ElementKind.PRIMARY_SCHOOL.value, _("grunnskole for voksne")
    UPPER_SECONDARY = law.ElementKind.UPPER_SECONDARY.value, _("videregående opplæring")
    HIGHER_EDUCATION = law.ElementKind.HIGHER_EDUCATION.value, _("høyere utdanning")
    VOCATIONAL_TRAINING = law.ElementKind.VOCATIONAL_TRAINING.value, _("fagopplæring i bedrift")
    VALIDATION = law.ElementKind.VALIDATION.value, _("realkompetansevurdering")
    COUNSELLING = law.ElementKind.COUNSELLING.value, _("individuell veiledning")
    HEALTH_FOLLOW_UP = law.ElementKind.HEALTH_FOLLOW_UP.value, _("oppfølging")
    OTHER = law.ElementKind.OTHER.value, _("annet")


class ProviderKind(models.TextChoices):
    """Who offers an element."""

    SCHOOL = "school", _("skole")
    NAV = "nav", _("NAV")
    EMPLOYER = "employer", _("arbeidsgiver")
    MUNICIPALITY = "municipality", _("kommunen")
    COUNTY = "county", _("fylkeskommunen")
    OTHER = "other", _("andre")


class ChangeKind(models.TextChoices):
    """What a saved version was: work on the first draft, its finalising, or a change of a plan that is final."""

    DRAFT = "draft", _("utkast")
    FINALISED = "finalised", _("ferdigstilt")
    MATERIAL = "material", _("vesentlig endring")
    MINOR = "minor", _("mindre endring")


class PlanQuerySet(CaseQuerySet["Plan"]):
    """Questions about plans."""

    resource = Resource.PLAN

    def final(self) -> Self:
        """Finalised plans."""
        return self.filter(finalised_on__isnull=False)

    def by_strategy(self, strategy: str) -> Self:
        """Finalised plans with this strategy, for those who compare outcomes by it."""
        return self.final().filter(strategy=strategy)


class Plan(VersionedModel):
    """The plan of one programme. Final goal and duration are those of the programme: they are decided there.

    ``number`` is that of the newest version; what the plan holds now is the content of that version.
    """

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="plan")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="plans")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0, editable=False)
    long_term_goal = models.TextField(_("langsiktig mål"), blank=True)
    schooling = models.CharField(_("skolegang"), max_length=30, choices=Schooling.choices, blank=True)
    norwegian_listening = models.CharField(_("lytting"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    norwegian_reading = models.CharField(_("lesing"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    norwegian_writing = models.CharField(_("skriving"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    norwegian_oral = models.CharField(_("muntlig"), max_length=2, choices=NorwegianLevel.choices, blank=True)
    norwegian_reason = models.TextField(_("begrunnelse for norskmålet"), blank=True)
    norwegian_hours = models.PositiveIntegerField(_("norskopplæring, timer i alt"), null=True, blank=True)
    social_studies_hours = models.PositiveIntegerField(_("samfunnskunnskap, timer i alt"), null=True, blank=True)
    is_study_heavy = models.BooleanField(_("mye egeninnsats"), default=True)
    strategy = models.CharField(_("strategi"), max_length=20, choices=Strategy.choices, blank=True)
    strategy_reason = models.TextField(_("begrunnelse for strategien"), blank=True)
    builds_on = models.TextField(_("bygger på"), blank=True)
    involvement = models.TextField(_("deltakerens medvirkning"), blank=True)
    dissent = models.TextField(_("uenighet"), blank=True)
    appeal_informed = models.BooleanField(_("informert om klagerett"), default=False)
    finalised_on = models.DateField(_("ferdigstilt"), null=True, blank=True)
    finalised_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[PlanQuerySet] = PlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("integreringsplan")
        verbose_name_plural = _("integreringsplaner")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.number}"


class ElementQuerySet(CaseQuerySet["PlanElement"]):
    """Questions about elements."""

    resource = Resource.PLAN

    def standing(self) -> Self:
        """Not taken out of their plans."""
        return self.filter(removed_on__isnull=True)


class PlanElement(VersionedModel):
    """One element of a plan. Days are inclusive; without a last day it lasts as long as the programme.

    ``timetable`` is a list of ``{"day": 1-7, "from": "08:30", "to": "14:00"}`` and gives the hours when it is there.
    ``link_kind`` and ``link_id`` say which class, measure or placement it is, by the registry of ``plan_links``. An
    element that is taken out stays, so that links and earlier versions can be read.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="elements")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("hva"), max_length=30, choices=ElementKind.choices)
    title = models.CharField(_("navn"), max_length=200, blank=True)
    provider = models.CharField(_("hvem tilbyr det"), max_length=20, choices=ProviderKind.choices, blank=True)
    provider_name = models.CharField(_("navn på tilbyderen"), max_length=200, blank=True)
    first_day = models.DateField(_("første dag"), null=True, blank=True)
    last_day = models.DateField(_("siste dag"), null=True, blank=True)
    hours_a_week = models.DecimalField(_("timer i uken"), max_digits=4, decimal_places=2, null=True, blank=True)
    timetable: Any = models.JSONField(_("timeplan"), default=list, blank=True)
    reason = models.TextField(_("hvorfor er det valgt"), blank=True)
    benefit = models.TextField(_("hvordan hjelper det"), blank=True)
    counts_as_work = models.BooleanField(_("regnes med i de arbeidsrettede timene"), default=False)
    link_kind = models.CharField(max_length=30, blank=True)
    link_id = models.UUIDField(null=True, blank=True)
    removed_on = models.DateField(_("tatt ut"), null=True, blank=True)

    objects: ClassVar[ElementQuerySet] = ElementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("element i planen")
        verbose_name_plural = _("elementer i planen")
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["plan", "position"], name="element_standing", condition=Q(removed_on__isnull=True)),
            models.Index(fields=["link_kind", "link_id"], name="element_link", condition=Q(link_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(first_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="element_ends_after_it_begins",
                violation_error_message=_("Siste dag kan ikke være før første dag."),
            ),
            models.CheckConstraint(
                condition=Q(hours_a_week__isnull=True) | Q(hours_a_week__gte=0, hours_a_week__lte=60),
                name="element_hours_fit_a_week",
                violation_error_message=_("Timer i uken er fra 0 til 60."),
            ),
            models.CheckConstraint(
                condition=Q(link_kind="", link_id__isnull=True) | (~Q(link_kind="") & Q(link_id__isnull=False)),
                name="element_link_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())


class PlanVersionQuerySet(CaseQuerySet["PlanVersion"]):
    """Questions about versions."""

    resource = Resource.PLAN


class PlanVersion(TimestampedModel):
    """A plan as it was saved once: all of it, by whom, when, and what kind of change it was. It never changes."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    change = models.CharField(_("endring"), max_length=12, choices=ChangeKind.choices)
    reason = models.TextField(_("begrunnelse"), blank=True)
    content: Any = models.JSONField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[PlanVersionQuerySet] = PlanVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("versjon av planen")
        verbose_name_plural = _("versjoner av planen")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_a_number"),
            models.CheckConstraint(
                condition=~Q(change__in=("material", "minor")) | ~Q(reason=""),
                name="changed_plan_says_why",
                violation_error_message=_("Skriv hvorfor planen endres."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
