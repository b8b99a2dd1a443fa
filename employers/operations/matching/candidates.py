"""Gathers the facts of matching, with a constant number of queries, and scores whoever could fill a place.

People with a protected address and shielded people never stand in a list of suggestions; the places that fit them are
found from their own case.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.access import Actor
from agencies.models import AgencyKind, Municipality
from employers.matching.facts import LEVELS, Fit, PersonFacts, PlaceFacts
from employers.matching.scoring import fit_of, is_free
from employers.models import OfferedPlace, Placement, Suggestion, TrackMembership, TrackResult
from participants.models import Participant
from programmes.models import EndReason, Participation, SkillsMapping
from programmes.models.classes import TestResult

MOST_CANDIDATES = 3000
MOST_SHOWN = 50
MOST_OPEN_PLACES = 1000
AFTER_PROGRAMME = dt.timedelta(days=365)
"""So long after a programme somebody is still looked for a place for, unless the case is closed otherwise."""
_GONE = (EndReason.MOVED, EndReason.EMIGRATED, EndReason.DECEASED)
_CERTIFIED = (TrackResult.CERTIFICATE, TrackResult.CERTIFICATE_AND_JOB)


@dataclass(frozen=True, slots=True)
class Match:
    """A person and a place, how they fit, and what was decided, if anything was."""

    person: Participant
    place: OfferedPlace
    fit: Fit
    decided: Suggestion | None = None


def candidates_for(actor: Actor, place: OfferedPlace, day: dt.date) -> tuple[list[Match], int]:
    """The best candidates for a place, best first, and how many were compared."""
    people = list(_looked_for(actor, day)[:MOST_CANDIDATES])
    facts = facts_of_people(actor, people, day)
    decided = _decided(actor, Q(place=place), "participant_id")
    wanted = facts_of_places([place])[place.pk]
    found = [
        Match(person, place, fit_of(wanted, facts[person.pk], day), decided.get(person.pk))
        for person in people
        if is_free(facts[person.pk]) or person.pk in decided
    ]
    found.sort(key=lambda match: (-match.fit.points, match.person.sort_key, match.person.pk))
    return found[:MOST_SHOWN], len(found)


def places_for(actor: Actor, person: Participant, day: dt.date, sector: str = "") -> tuple[list[Match], int]:
    """The open places that fit a person best, best first, and how many were compared."""
    rows = OfferedPlace.objects.visible_to(actor).open_on(day).with_facts()
    places = list((rows.in_sector(sector) if sector else rows)[:MOST_OPEN_PLACES])
    facts = facts_of_people(actor, [person], day)[person.pk]
    decided = _decided(actor, Q(participant=person), "place_id")
    wanted = facts_of_places(places)
    found = [Match(person, place, fit_of(wanted[place.pk], facts, day), decided.get(place.pk)) for place in places]
    found.sort(key=lambda match: (-match.fit.points, match.place.title, match.place.pk))
    return found[:MOST_SHOWN], len(found)


def fit_between(actor: Actor, person: Participant, place: OfferedPlace, day: dt.date) -> Fit:
    """How one person fits one place."""
    return fit_of(facts_of_places([place])[place.pk], facts_of_people(actor, [person], day)[person.pk], day)


def facts_of_places(places: Sequence[OfferedPlace]) -> dict[UUID, PlaceFacts]:
    """What each place asks for; the rows come ``with_facts``."""
    return {
        place.pk: PlaceFacts(
            occupation=place.occupation_id or "",
            occupation_name=place.occupation.name if place.occupation else "",
            levels=place.levels,
            certificates=tuple(place.certificates),
            municipality=place.work_in_id or "",
            county=place.work_in.county_number if place.work_in else "",
            starts_on=place.starts_on,
        )
        for place in places
    }


def facts_of_people(actor: Actor, people: Sequence[Participant], day: dt.date) -> dict[UUID, PersonFacts]:
    """What is known of each person, as far as the actor may see it; a query for each kind of fact."""
    ids = [person.pk for person in people]
    occupations, hours = _work(actor, ids, day)
    certificates = _from_tracks(actor, ids, occupations)
    levels = _levels(actor, ids)
    mappings = {row.participant_id: row for row in SkillsMapping.objects.visible_to(actor).filter(participant__in=ids)}
    last_days = _programmes(actor, ids, day)
    homes = {person.pk: _home(person) for person in people}
    counties = dict(Municipality.objects.filter(pk__in=set(homes.values())).values_list("pk", "county_number"))
    found = {}
    for pk in ids:
        mapping = mappings.get(pk)
        found[pk] = PersonFacts(
            occupations=frozenset(occupations[pk]),
            told=f"{mapping.work_experience} {mapping.schooling}" if mapping else "",
            licence=mapping.driving_licence if mapping else "",
            is_mapped=bool(mapping and mapping.done_on),
            levels=levels[pk],
            certificates=frozenset(certificates[pk]),
            municipality=homes[pk],
            county=counties.get(homes[pk], ""),
            programme_last_day=last_days.get(pk),
            hours_at_work=hours[pk],
        )
    return found


def _looked_for(actor: Actor, day: dt.date) -> QuerySet[Participant]:
    recent = Participation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=day - AFTER_PROGRAMME), participant=OuterRef("pk")
    ).exclude(end_reason__in=_GONE)
    people = Participant.objects.listed_for(actor).still_here().in_norway().filter(Exists(recent))
    return people.select_related("municipality__parent").by_name()


def _decided(actor: Actor, which: Q, key: str) -> dict[UUID, Suggestion]:
    return {getattr(row, key): row for row in Suggestion.objects.visible_to(actor).filter(which)}


def _work(actor: Actor, ids: Sequence[UUID], day: dt.date) -> tuple[dict[UUID, set[str]], dict[UUID, float]]:
    """The occupations of all jobs so far, and the hours a week in those of today."""
    codes: defaultdict[UUID, set[str]] = defaultdict(set)
    hours: defaultdict[UUID, float] = defaultdict(float)
    for job in Placement.objects.visible_to(actor).filter(participant__in=ids, first_day__lte=day):
        codes[job.participant_id].add(job.occupation_id)
        if (job.last_day is None or job.last_day >= day) and job.form != "work_training":
            hours[job.participant_id] += float(job.hours)
    return codes, hours


def _from_tracks(actor: Actor, ids: Sequence[UUID], codes: dict[UUID, set[str]]) -> dict[UUID, set[str]]:
    """Certificates of finished tracks; their occupations are added to ``codes``."""
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = TrackMembership.objects.visible_to(actor).filter(participant__in=ids, result__in=_CERTIFIED)
    for row in rows.select_related("cohort__track"):
        held[row.participant_id].add("trade_certificate")
        if row.cohort.track.occupation_id:
            codes[row.participant_id].add(row.cohort.track.occupation_id)
    return held


def _levels(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """The best result of each skill."""
    best: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
    rows = TestResult.objects.visible_to(actor).standing().filter(participant__in=ids, outcome__in=LEVELS)
    for row in rows:
        known = best[row.participant_id].get(row.skill)
        if known is None or LEVELS.index(row.outcome) > LEVELS.index(known):
            best[row.participant_id][row.skill] = row.outcome
    return best


def _programmes(actor: Actor, ids: Sequence[UUID], day: dt.date) -> dict[UUID, dt.date]:
    rows = Participation.objects.visible_to(actor).filter(participant__in=ids).standing().filter(last_day__gte=day)
    return {row.participant_id: row.last_day for row in rows.order_by("last_day")}


def _home(person: Participant) -> str:
    """The number of the municipality that the person lives in; a city district lies in its city."""
    agency = person.municipality
    if agency.kind == AgencyKind.DISTRICT and agency.parent is not None:
        return agency.parent.number
    return agency.number
