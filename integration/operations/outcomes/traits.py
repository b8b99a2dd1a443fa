"""What became of each person's programme and qualification, made anew every night for one municipality at a time.

A trait that is not there does not concern the person (no hours to reach, no goal set, nothing taught). Who has changed
is closed on the day and written again, so that a figure «as known on» a past day comes out the same.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Prefetch, Q

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from employers.matching.sectors import sector_of
from employers.models import EmploymentForm, Placement, TrackMembership, TrackResult
from integration.models import OutcomeTraits
from integration.operations.outcomes.refreshing import municipalities
from integration.operations.outcomes.statutory import is_statutory
from participants.models import Confidentiality, Deadline, Education, Participant
from programmes.law.deadlines import start_deadline
from programmes.law.enums import Goal
from programmes.models import Letter, LetterKind, Participation
from programmes.models.plan import Plan, PlanElement
from programmes.norwegian_goal import goal_rows, goals_of, newest_levels
from programmes.operations.classes.summing import met_by
from programmes.operations.duties import PROGRAMME_START
from programmes.operations.plan.finalising import check_content
from programmes.plan_content import content_of

GOOD_ATTENDANCE = 90
"""Percent of what was planned."""
_BATCH = 500
# The lowest major group of STYRK-08 that does not ask for the education: professionals and technicians for higher,
# skilled work for upper secondary.
_LOWEST_BELOW = {Education.HIGHER: "4", Education.UPPER_SECONDARY: "9", Education.UPPER_SECONDARY_UA: "9"}
_DIPLOMAS = (TrackResult.CERTIFICATE, TrackResult.CERTIFICATE_AND_JOB)
Traits = dict[str, Any]


def refresh_traits(municipality_id: UUID, day: dt.date) -> int:
    """Make the traits as known at the end of ``day``; answers how many people's had changed."""
    changed = 0
    actor = system_actor(municipality_id)
    with transaction.atomic(), acting_as(actor):
        people = Participant.objects.current().filter(
            municipality_id=municipality_id, settled_on__isnull=False,
            confidentiality=Confidentiality.OPEN, is_shielded=False,
        )  # fmt: skip
        ids = list(people.order_by("pk").values_list("pk", flat=True))
        OutcomeTraits.objects.filter(municipality_id=municipality_id, known_until__isnull=True).exclude(
            participant__in=people
        ).filter(known_from__lt=day).update(known_until=day)
        for start in range(0, len(ids), _BATCH):
            changed += _write(actor, municipality_id, ids[start : start + _BATCH], day)
    return changed


def refresh_traits_everywhere(day: dt.date) -> int:
    """Refresh all municipalities, one after another; answers how many people's traits had changed."""
    return sum(refresh_traits(municipality_id, day) for municipality_id in municipalities())


def _write(actor: Actor, municipality_id: UUID, ids: list[UUID], day: dt.date) -> int:
    found = traits_of(actor, ids, day)
    known = {row.participant_id: row for row in OutcomeTraits.objects.filter(participant__in=ids, known_until=None)}
    stale = [pk for pk, traits in found.items() if pk not in known or known[pk].digest != _digest(traits)]
    earlier = OutcomeTraits.objects.filter(participant__in=stale, known_until=None)
    earlier.filter(known_from=day).delete()
    earlier.update(known_until=day)
    OutcomeTraits.objects.bulk_create(
        OutcomeTraits(
            participant_id=pk, municipality_id=municipality_id, known_from=day, facts=found[pk],
            digest=_digest(found[pk]),
        )
        for pk in stale
    )  # fmt: skip
    return len(stale)


def traits_of(actor: Actor, ids: list[UUID], day: dt.date) -> Mapping[UUID, Traits]:
    """The traits of these people on ``day``; as many queries for many as for one, save one check for each plan."""
    found: dict[UUID, Traits] = defaultdict(dict, {pk: {} for pk in ids})
    people = Participant.objects.in_bulk(ids)
    programmes = _first_programmes(ids, day)
    for pk, programme in programmes.items():
        found[pk]["extended"] = int(programme.extension_months > 0)
    for traits in (
        _in_time(people, programmes),
        _work_hours(programmes, day),
        _attendance(actor, ids, programmes, day),
        _norwegian(actor, ids),
        _duties(ids, day),
        _diplomas(ids, programmes, day),
        _tracks(ids, day),
        _jobs(people, day),
    ):
        for pk, more in traits.items():
            found[pk] |= more
    return found


def _first_programmes(ids: list[UUID], day: dt.date) -> dict[UUID, Participation]:
    rows = Participation.objects.filter(participant__in=ids, first_day__lte=day).select_related("participant")
    return {row.participant_id: row for row in rows.order_by("-first_day", "-id")}


def _in_time(people: Mapping[UUID, Participant], programmes: Mapping[UUID, Participation]) -> dict[UUID, Traits]:
    """Whether the first day was within three months of settlement or claim (Act § 12(2))."""
    written = Deadline.objects.filter(kind=PROGRAMME_START, subject_id__in=list(programmes))
    due = dict(written.values_list("subject_id", "due_on"))
    found = {}
    for pk, programme in programmes.items():
        person = people[pk]
        last = due.get(pk) or start_deadline(person.settled_on, person.claimed_on).due_on
        found[pk] = {"in_time": int(programme.first_day <= last)}
    return found


def _work_hours(programmes: Mapping[UUID, Participation], day: dt.date) -> dict[UUID, Traits]:
    """Whether the plan reaches the 15 work-oriented hours a week (Act § 14 a(3)), where the rule binds it."""
    towards_work = [row.pk for row in programmes.values() if row.goal == Goal.WORK.value]
    elements = PlanElement.objects.standing().order_by("position", "id")
    plans = Plan.objects.final().filter(participation__in=towards_work).select_related("participation__participant")
    found = {}
    for plan in plans.prefetch_related(Prefetch("elements", queryset=elements, to_attr="standing")):
        standing: list[PlanElement] = getattr(plan, "standing", [])
        hours = check_content(plan, content_of(plan, standing), day).work_hours
        if hours is not None and not hours.is_unclear and hours.from_day <= day:
            found[plan.participant_id] = {"work_hours": int(hours.is_reached)}
    return found


def _attendance(
    actor: Actor, ids: list[UUID], programmes: Mapping[UUID, Participation], day: dt.date
) -> dict[UUID, Traits]:
    """Whether the person attended nine tenths of what was taught since the programme began."""
    if not programmes:
        return {}
    first = min(row.first_day for row in programmes.values())
    met = met_by(actor, [pk for pk in ids if pk in programmes], first, day)
    return {
        pk: {"attendance": int(one.percent >= GOOD_ATTENDANCE)} for pk, one in met.items() if one.percent is not None
    }


def _norwegian(actor: Actor, ids: list[UUID]) -> dict[UUID, Traits]:
    """Whether the newest results reach the goal in every skill for which the plan sets one."""
    goals, levels = goals_of(actor, ids), newest_levels(actor, ids)
    found = {}
    for pk, wanted in goals.items():
        rows = [row for row in goal_rows(levels.get(pk, {}), wanted) if row["goal"]]
        found[pk] = {"norwegian": int(all(row["is_reached"] for row in rows))}
    return found


def _duties(ids: list[UUID], day: dt.date) -> dict[UUID, Traits]:
    """How many legal duties were due, and how many of them were met on their day or before.

    A duty that fell away on its day or before was never due; one that fell away later stood unmet.
    """
    due = Deadline.objects.filter(is_statutory(), participant__in=ids, due_on__lte=day)
    due = due.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=F("due_on")))
    rows = due.order_by().values("participant").annotate(
        duties=Count("pk"), duties_met=Count("pk", filter=Q(met_on__lte=F("due_on")))
    )  # fmt: skip
    return {row["participant"]: {"duties": row["duties"], "duties_met": row["duties_met"]} for row in rows}


def _diplomas(ids: list[UUID], programmes: Mapping[UUID, Participation], day: dt.date) -> dict[UUID, Traits]:
    """Whether those whose programme has ended got the certificate of participation (Act § 18 a)."""
    ended = {row.pk: pk for pk, row in programmes.items() if row.ended_on is not None and row.ended_on <= day}
    given = Letter.objects.filter(participant__in=ids, kind=LetterKind.CERTIFICATE, issued_on__lte=day)
    have = set(given.values_list("participation_id", flat=True))
    return {pk: {"diploma": int(programme in have)} for programme, pk in ended.items()}


def _tracks(ids: list[UUID], day: dt.date) -> dict[UUID, Traits]:
    """Whether those who have left a qualification track got its certificate."""
    left = Q(finished_on__lte=day) | Q(dropped_on__lte=day)
    rows = TrackMembership.objects.filter(left, participant__in=ids).values_list("participant_id", "result")
    found: dict[UUID, Traits] = {}
    for pk, result in rows:
        got = int(result in _DIPLOMAS)
        found[pk] = {"trade": max(got, found.get(pk, {}).get("trade", 0))}
    return found


def _jobs(people: Mapping[UUID, Participant], day: dt.date) -> dict[UUID, Traits]:
    """Below one's own education in the first job; at it later; the sector of the newest job."""
    rows = (
        Placement.objects.filter(participant__in=people, first_day__lte=day)
        .exclude(form=EmploymentForm.WORK_TRAINING)
        .order_by("participant", "first_day", "id")
        .values_list("participant_id", "occupation__code", "employer__industry_code")
    )
    jobs: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for pk, occupation, industry in rows:
        jobs[pk].append((occupation, industry))
    return {pk: _job_traits(people[pk].education, held) for pk, held in jobs.items()}


def _job_traits(education: str, jobs: Iterable[tuple[str, str]]) -> Traits:
    held = list(jobs)
    sector = sector_of(*held[-1])
    traits: Traits = {"sector": sector.value if sector else "other", "in_need": int(sector is not None)}
    lowest = _LOWEST_BELOW.get(Education(education))
    if lowest is None:
        return traits
    below = [code[:1] >= lowest for code, _industry in held]
    traits["below"] = int(below[0])
    if below[0]:
        traits["upgraded"] = int(not all(below))
    return traits


def _digest(traits: Traits) -> str:
    return hashlib.md5(json.dumps(traits, sort_keys=True).encode(), usedforsecurity=False).hexdigest()
