"""Between the stored facts of a person and the pure target group of ``programmes.law``."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from participants.models import Participant, ResidencePermit
from programmes.law.enums import Protection
from programmes.law.target_group import NORDIC_AND_EEA, TargetFacts, TargetGroup, target_group, work_rule_on
from programmes.law.target_texts import TARGET_EN, TARGET_NB
from programmes.law.target_words import PermitBasis
from programmes.law.texts import Catalogue
from programmes.law_words import is_english
from programmes.models import EarlierProgramme, EarlyJob, EndReason, Participation, RightAssessment, StartOffer


@dataclass(frozen=True, slots=True)
class KnownJob:
    """Work, or an offer of it, in hours a week; ``ended_on`` is the first day without it, None while it stands."""

    participant_id: UUID
    hours_a_week: Decimal
    first_day: dt.date
    ended_on: dt.date | None


JobSource = Callable[[Sequence[UUID]], Iterable[KnownJob]]
"""From participants' ids to their jobs, in a number of queries that does not grow with them."""
_job_sources: list[JobSource] = []


def register_job_source(source: JobSource) -> None:
    """Let a higher floor tell of jobs, for what the law says of work before the start; called once at the start."""
    _job_sources.append(source)


def known_jobs(participant_ids: Sequence[UUID]) -> dict[UUID, list[KnownJob]]:
    """Everything known of the work of these people: told before a start, and what higher floors tell."""
    found = [
        KnownJob(job.participant_id, job.hours_a_week, job.first_day, job.ended_on)
        for job in EarlyJob.objects.filter(participant__in=participant_ids)
    ]
    for source in _job_sources:
        found += source(participant_ids)
    jobs: dict[UUID, list[KnownJob]] = {}
    for job in found:
        jobs.setdefault(job.participant_id, []).append(job)
    return jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What no row tells and the caseworker states; None is not stated.

    ``resident_since`` is the first day in any municipality with a permit of § 9, where it is earlier than the
    settlement here. ``is_family_of_others`` says that the permit is as family of somebody without such a permit.
    """

    settled_by_agreement: bool | None = None
    resident_since: dt.date | None = None
    is_family_of_others: bool = False


def stated_before(person: Participant) -> Stated:
    """What was stated at the last assessment; nothing where there is none."""
    newest = RightAssessment.objects.filter(participant=person).newest_first().first()
    if newest is None:
        return Stated()
    facts = newest.facts
    since = facts.get("resident_since_stated")
    return Stated(
        settled_by_agreement=facts.get("settled_by_agreement"),
        resident_since=dt.date.fromisoformat(since) if since else None,
        is_family_of_others=bool(facts.get("is_family_of_others")),
    )


def target_facts(person: Participant, day: dt.date, stated: Stated) -> TargetFacts:
    """The facts as the law asks for them, a handful of queries."""
    permits = list(ResidencePermit.objects.filter(participant=person).order_by("granted_on", "id"))
    bases = [PermitBasis(permit.basis) for permit in permits]
    dated = [permit.granted_on for permit in permits if permit.granted_on]
    basis = PermitBasis.FAMILY_OF_OTHERS if stated.is_family_of_others else (bases[-1] if bases else None)
    hours, ended_on = _work(person, day, is_collective=basis is PermitBasis.COLLECTIVE)
    offer = StartOffer.objects.filter(participant=person).standing().order_by("-offered_on").first()
    return TargetFacts(
        assessed_on=day,
        birth_date=person.birth_date,
        basis=basis,
        permit_granted_on=min(dated, default=None),
        earlier_bases=frozenset(bases[:-1]),
        is_nordic_or_eea=person.citizenship in NORDIC_AND_EEA,
        settled_by_agreement=stated.settled_by_agreement,
        resident_since=min((each for each in (stated.resident_since, person.settled_on) if each), default=None),
        work_hours=hours,
        work_ended_on=ended_on,
        rejected_on=rejected_on(person),
        offered_on=offer.offered_on if offer else None,
    )


def rejected_on(person: Participant) -> dt.date | None:
    """The day on which the person rejected an offer or interrupted a programme (§ 3(3)); None where neither stands.

    An offer that was made, and accepted, after it shows that the municipality has agreed to begin again.
    """
    interrupted = Participation.objects.filter(participant=person, end_reason=EndReason.INTERRUPTED)
    days = [day for day in interrupted.values_list("ended_on", flat=True) if day]
    elsewhere = EarlierProgramme.objects.filter(participant=person, end_reason=EndReason.INTERRUPTED)
    days += elsewhere.values_list("last_day", flat=True)
    rejected = StartOffer.objects.filter(participant=person).rejected()
    days += [day for day in rejected.values_list("answered_on", flat=True) if day]
    last = max(days, default=None)
    if last is None:
        return None
    later = StartOffer.objects.filter(participant=person, offered_on__gt=last).standing().exclude(answer="rejected")
    return None if later.exists() else last


def group_of(person: Participant, day: dt.date, stated: Stated | None = None) -> TargetGroup:
    """Where the law puts the person on a day, by what is registered and what was stated last."""
    return target_group(target_facts(person, day, stated_before(person) if stated is None else stated))


def target_catalogue() -> Catalogue:
    """The words of the target group in the language of the request."""
    return TARGET_EN if is_english() else TARGET_NB


def full_time_work(person: Participant, day: dt.date, protection: Protection) -> Decimal | None:
    """The hours of work (or an offer of it) that excludes from a programme on a day; None without such work."""
    hours, _ended_on = _work(person, day, is_collective=protection is Protection.COLLECTIVE)
    rule = work_rule_on(day, is_collective=protection is Protection.COLLECTIVE)
    return hours if hours is not None and rule is not None and hours >= rule.hours_a_week else None


def _work(person: Participant, day: dt.date, *, is_collective: bool) -> tuple[Decimal | None, dt.date | None]:
    """The most hours that stand on a day, and the day on which the last work that excluded fell away."""
    jobs = known_jobs([person.pk]).get(person.pk, [])
    standing = [
        job.hours_a_week for job in jobs if job.first_day <= day and (job.ended_on is None or job.ended_on > day)
    ]
    rule = work_rule_on(day, is_collective=is_collective)
    over = [
        job.ended_on
        for job in jobs
        if job.ended_on is not None
        and job.ended_on <= day
        and rule is not None
        and job.hours_a_week >= rule.hours_a_week
    ]
    return max(standing, default=None), max(over, default=None)
