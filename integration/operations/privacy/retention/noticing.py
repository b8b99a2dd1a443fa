"""Finds the cases whose time has come. Nothing of a case is touched: a notice is written, for somebody to confirm."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.models import RetentionCase, RetentionState
from participants.models import Participant
from programmes.law.retention import RULES, Retention, RetentionKind, retention_of
from programmes.models import Participation, SkillsMapping
from programmes.models.classes import ClassEnrolment, TestResult, TrainingRight

Facts = dict[UUID, list[tuple[RetentionKind, dt.date]]]
_DAYS_OF_A_YEAR = 365


def notice_cases(municipality_id: UUID, today: dt.date) -> int:
    """Write a notice for each case whose time is out on ``today``, and take back those that no longer hold.

    Answers how many notices are new. May be run as often as wanted.
    """
    with acting_as(system_actor(municipality_id)):
        due = due_cases(_candidates(today), today)
        waiting = RetentionCase.objects.filter(municipality=municipality_id, state=RetentionState.NOTICED)
        waiting.exclude(participant__in=due).delete()
        known = set(RetentionCase.objects.filter(participant__in=due).values_list("participant_id", flat=True))
        new = [
            RetentionCase(
                participant_id=person,
                municipality_id=municipality_id,
                case_key=person,
                due_on=retention.due_on,
                reasons=reasons_of(retention),
            )
            for person, retention in due.items()
            if person not in known
        ]
        RetentionCase.objects.bulk_create(new)
    return len(new)


def due_cases(person_ids: Sequence[UUID], today: dt.date) -> dict[UUID, Retention]:
    """Those of the people whose time is out and who are in no programme, with the steps that say so.

    The caller acts as the system in their municipality.
    """
    facts = _facts_of(person_ids)
    running = set(
        Participation.objects.filter(participant__in=person_ids, ended_on__isnull=True).values_list(
            "participant_id", flat=True
        )
    )
    found = {person: retention_of(facts[person]) for person in person_ids if person not in running}
    return {person: time for person, time in found.items() if time is not None and time.due_on < today}


def reasons_of(retention: Retention) -> list[dict[str, str | int]]:
    """The steps as the notice keeps them."""
    return [
        {
            "kind": step.kind.value,
            "counted_from": step.counted_from.isoformat(),
            "years": step.years,
            "due_on": step.due_on.isoformat(),
            "paragraph": step.paragraph,
        }
        for step in retention.steps
    ]


def _candidates(today: dt.date) -> list[UUID]:
    """People of whom something is old enough that the case might be; the exact day is for the law to say."""
    shortest = min(rule.years for rule in RULES.values())
    old = today - dt.timedelta(days=shortest * _DAYS_OF_A_YEAR)
    began = Exists(Participation.objects.filter(participant=OuterRef("pk"), first_day__lte=old))
    trained = Exists(TrainingRight.objects.filter(participant=OuterRef("pk"), offered_start_on__lte=old))
    rows = Participant.objects.current().filter(restricted_on__isnull=True)
    return list(rows.filter(Q(settled_on__lte=old) | began | trained).order_by("pk").values_list("pk", flat=True))


def _facts_of(person_ids: Sequence[UUID]) -> Facts:
    mine = {"participant__in": person_ids}
    pairs: list[tuple[RetentionKind, Iterable[tuple[UUID, dt.date | None]]]] = [
        (RetentionKind.TARGET_GROUP, Participant.objects.filter(pk__in=person_ids).values_list("pk", "settled_on")),
        (RetentionKind.PROGRAMME, Participation.objects.filter(**mine).values_list("participant_id", "first_day")),
        (
            RetentionKind.TRAINING,
            TrainingRight.objects.filter(**mine).values_list("participant_id", "offered_start_on"),
        ),
        (RetentionKind.TRAINING, ClassEnrolment.objects.filter(**mine).values_list("participant_id", "first_day")),
        (RetentionKind.MAPPING, SkillsMapping.objects.filter(**mine).values_list("participant_id", "done_on")),
        (
            RetentionKind.TEST,
            TestResult.objects.filter(**mine, voided_at__isnull=True).values_list("participant_id", "taken_on"),
        ),
    ]
    facts: Facts = {person: [] for person in person_ids}
    for kind, rows in pairs:
        for person, day in rows:
            if day is not None:
                facts[person].append((kind, day))
    return facts
