"""Finds what has come to its time. Nothing of a case is touched: a notice is written, for somebody to confirm."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.models import CasePart, RetentionCase, RetentionState
from integration.operations.privacy.retention.due import candidates, due_cases, due_parts
from programmes.law.retention import RetentionStep


def notice_cases(municipality_id: UUID, today: dt.date) -> int:
    """Write a notice for each case, and each part of one, whose time is out on ``today``; take back what is not so.

    Answers how many notices are new. May be run as often as wanted.
    """
    with acting_as(system_actor(municipality_id)):
        return _notice_whole(municipality_id, today) + _notice_parts(municipality_id, today)


def _notice_whole(municipality_id: UUID, today: dt.date) -> int:
    due = due_cases(candidates(today), today)
    rows = RetentionCase.objects.filter(municipality=municipality_id, part=CasePart.WHOLE)
    rows.filter(state=RetentionState.NOTICED).exclude(participant__in=due).delete()
    known = set(rows.filter(participant__in=due).values_list("participant_id", flat=True))
    new = [
        RetentionCase(
            participant_id=person,
            municipality_id=municipality_id,
            case_key=person,
            due_on=retention.due_on,
            reasons=reasons_of(retention.steps),
        )
        for person, retention in due.items()
        if person not in known
    ]
    RetentionCase.objects.bulk_create(new)
    return len(new)


def _notice_parts(municipality_id: UUID, today: dt.date) -> int:
    """A notice whose rows are not the same any more is written anew: who confirms it confirms what it says."""
    due = due_parts(None, municipality_id, today)
    rows = RetentionCase.objects.filter(municipality=municipality_id).exclude(part=CasePart.WHOLE)
    waiting = rows.filter(state=RetentionState.NOTICED).values_list("pk", "participant_id", "part", "roots")
    stale = [
        pk for pk, person, part, roots in waiting if (found := due.get((person, part))) is None or found.roots != roots
    ]
    rows.filter(pk__in=stale).delete()
    standing = rows.exclude(state=RetentionState.REMOVED)
    known = set(standing.values_list("participant_id", "part"))
    new = [
        RetentionCase(
            participant_id=person,
            municipality_id=municipality_id,
            case_key=person,
            part=kind,
            roots=part.roots,
            due_on=part.due_on,
            reasons=reasons_of(sorted(part.steps, key=lambda step: step.due_on)),
        )
        for (person, kind), part in due.items()
        if (person, kind) not in known
    ]
    RetentionCase.objects.bulk_create(new)
    return len(new)


def reasons_of(steps: Iterable[RetentionStep]) -> list[dict[str, str | int]]:
    """The steps as the notice keeps them."""
    return [
        {
            "kind": step.kind.value,
            "counted_from": step.counted_from.isoformat(),
            "years": step.years,
            "due_on": step.due_on.isoformat(),
            "paragraph": step.paragraph,
        }
        for step in steps
    ]
