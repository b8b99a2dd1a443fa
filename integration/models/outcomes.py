"""What the figures on outcomes are counted from: people without names, and the spans of days they were in work.

Both are made anew every night from the cases, and a row that has changed is closed and followed by another, so that a
figure «as known on» a past day comes out the same for ever.
"""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, Resource
from agencies.access.table import may_meet_people
from agencies.models import Agency
from agencies.models.base import UuidModel
from participants.models import CaseQuerySet, Participant


class OutcomePersonQuerySet(CaseQuerySet["OutcomePerson"]):
    """Questions about the people behind the figures."""

    resource = Resource.OUTCOME

    def visible_as(self, actor: Actor, resource: Resource) -> Self:
        """Whoever reads figures and meets nobody's case sees no rows: the system counts them."""
        return super().visible_as(actor, resource) if may_meet_people(actor) else self.none()

    def known_on(self, day: dt.date) -> Self:
        """What was known at the end of ``day``."""
        return self.filter(Q(known_until__isnull=True) | Q(known_until__gt=day), known_from__lte=day)


class OutcomePerson(UuidModel):
    """One person as known from ``known_from`` until the day before ``known_until``: the facts that figures split by.

    Only people who have settled and are not protected stand here (law.md 7.3, 9.1). A person who moves has a case, and
    a row, in each municipality; they are one person by ``lineage``, the id of the first case, and ``link`` counts the
    moves. All of them carry the first settlement. ``here_from`` is the first day on which the person counts in this
    municipality, ``left_on`` the first day on which not any more: moved to another municipality (``was_taken_over``),
    emigrated or dead. ``work_from`` is the first day in work after settlement.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    lineage = models.UUIDField()
    link = models.SmallIntegerField(default=0)
    was_taken_over = models.BooleanField(default=False)
    here_from = models.DateField()
    arrived_on = models.DateField(null=True)
    settled_on = models.DateField()
    settled_index = models.IntegerField()
    arrival_quarter = models.CharField(max_length=6)
    birth_date = models.DateField()
    age_band = models.CharField(max_length=5)
    left_on = models.DateField(null=True)
    sex = models.CharField(max_length=10)
    education = models.CharField(max_length=40)
    protection = models.CharField(max_length=12)
    strategy = models.CharField(max_length=20)
    track = models.CharField(max_length=60)
    work_from = models.DateField(null=True)
    digest = models.CharField(max_length=32)

    objects: ClassVar[OutcomePersonQuerySet] = OutcomePersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person i statistikken")
        ordering = ["participant", "known_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], name="outcome_known_now_once", condition=Q(known_until__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gt=F("known_from")),
                name="outcome_known_for_a_day_or_more",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "known_from"], name="outcome_by_municipality"),
            models.Index(fields=["lineage"], name="outcome_by_lineage", condition=Q(link__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.known_from}"


class SpanKind(models.TextChoices):
    """What a person was in a span of days."""

    AT_RISK = "at_risk", _("i nevneren")
    WORK = "work", _("i arbeid")
    FULL_TIME = "full_time", _("i arbeid på heltid")
    MEASURE = "measure", _("på tiltak, uten arbeid")


class AgeGroup(models.TextChoices):
    """Statistics Norway counts from 20 years, NAV from 18; both through 66 (law.md 9.1)."""

    ADULT = "adult", _("20–66 år")
    YOUNG = "young", _("18–19 år")


class OutcomeSpan(models.Model):
    """Days (inclusive; open when ``last_day`` is None) within settlement and working age.

    ``calendar_*`` are the months of the calendar on whose last day the span holds, ``since_*`` the whole months after
    settlement at which it does (``integration.outcomes.months``); where it holds on no such day, ``to`` < ``from``.
    What figures split by is written on every span, so that the nation is counted in one pass without looking people up.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(OutcomePerson, on_delete=models.CASCADE, related_name="spans")
    lineage = models.UUIDField()
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SpanKind.choices)
    ages = models.CharField(max_length=5, choices=AgeGroup.choices)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    calendar_from = models.IntegerField()
    calendar_to = models.IntegerField(null=True)
    since_from = models.IntegerField()
    since_to = models.IntegerField(null=True)
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    settled_on = models.DateField()
    settled_index = models.IntegerField()
    arrival_quarter = models.CharField(max_length=6)
    sex = models.CharField(max_length=10)
    age_band = models.CharField(max_length=5)
    education = models.CharField(max_length=40)
    protection = models.CharField(max_length=12)
    strategy = models.CharField(max_length=20)
    track = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("periode i statistikken")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["municipality"], name="outcome_span_by_municipality"),
            models.Index(fields=["lineage"], name="outcome_span_by_lineage"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}"


class OutcomeRefresh(UuidModel):
    """That a municipality's figures were brought up to date: how fresh they are, and how much there was to do."""

    municipality = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    finished_at = models.DateTimeField()
    people = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("oppdatering av statistikken")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["municipality", "day"], name="outcome_refreshed_once_a_day")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.day}"
