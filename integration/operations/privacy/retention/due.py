"""Whose time is out, and of which parts. Nothing is written here."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from integration.models import CasePart, RetentionCase, RetentionState
from integration.operations.privacy.retention.belonging import ROOTS, Root
from participants.models import Participant
from programmes.law.retention import RULES, Retention, RetentionKind, RetentionStep, retention_of, rule_on, step_of
from programmes.models import Participation

Facts = dict[UUID, list[tuple[RetentionKind, dt.date]]]
_DAYS_OF_A_YEAR = 365
_GOING = (RetentionState.CONFIRMED, RetentionState.RESTRICTED)


@dataclass(slots=True)
class DuePart:
    """What of one kind is past its time: the steps that say so, and the rows by the names of their models."""

    steps: list[RetentionStep] = field(default_factory=list)
    roots: dict[str, list[str]] = field(default_factory=dict)

    @property
    def due_on(self) -> dt.date:
        """The first day that passed."""
        return min(step.due_on for step in self.steps)


def due_cases(person_ids: Collection[UUID], today: dt.date) -> dict[UUID, Retention]:
    """Those of the people whose time is out and who are in no programme, with the steps that say so.

    Whoever has a part on its way out waits until it is gone, or the part would be packed twice. The caller acts as the
    system in their municipality.
    """
    facts = _facts_of(person_ids)
    mine = {"participant__in": person_ids}
    running = set(Participation.objects.filter(**mine, ended_on__isnull=True).values_list("participant_id", flat=True))
    going = RetentionCase.objects.filter(**mine, state__in=_GOING).exclude(part=CasePart.WHOLE)
    waiting = running | set(going.values_list("participant_id", flat=True))
    # Whoever was merged into another since the notice is that other.
    there = set(Participant.objects.current().filter(pk__in=person_ids).values_list("pk", flat=True)) - waiting
    found = {person: retention_of(facts[person], today) for person in person_ids if person in there}
    return {person: time for person, time in found.items() if time is not None and time.due_on < today}


def due_parts(
    person_ids: Collection[UUID] | None, municipality_id: UUID, today: dt.date
) -> dict[tuple[UUID, str], DuePart]:
    """The parts whose time is out though the case lives on; of everybody in the municipality without ``person_ids``.

    A part is not due while something of its own is open: a programme that runs, a class that is attended. The caller
    acts as the system in the municipality.
    """
    going = RetentionCase.objects.filter(municipality=municipality_id, part=CasePart.WHOLE).exclude(
        state=RetentionState.REMOVED
    )
    whole = set(going.values_list("participant_id", flat=True))
    found: dict[tuple[UUID, str], DuePart] = {}
    for root in ROOTS:
        for pk, person, day in _old_rows(root, person_ids, municipality_id, today):
            step = step_of(root.kind, day, today)
            if person in whole or step.due_on >= today:
                continue
            part = found.setdefault((person, root.kind.value), DuePart())
            part.steps.append(step)
            part.roots.setdefault(root.model.__name__, []).append(str(pk))
    return found


def candidates(today: dt.date) -> list[UUID]:
    """People of whom something is old enough that the case might be; the exact day is for the law to say."""
    old = today - dt.timedelta(days=_shortest(today) * _DAYS_OF_A_YEAR)
    began = Q(settled_on__lte=old)
    for root in ROOTS:
        rows = root.model._default_manager.filter(participant=OuterRef("pk"))  # noqa: SLF001
        began |= Q(Exists(rows.filter(**{f"{root.day}__lte": old})))
    rows = Participant.objects.current().filter(restricted_on__isnull=True)
    return list(rows.filter(began).order_by("pk").values_list("pk", flat=True))


def _old_rows(
    root: Root, person_ids: Collection[UUID] | None, municipality_id: UUID, today: dt.date
) -> Sequence[tuple[UUID, UUID, dt.date]]:
    old = today - dt.timedelta(days=rule_on(root.kind, today).years * _DAYS_OF_A_YEAR)
    rows = root.model._default_manager.filter(  # noqa: SLF001
        root.only, municipality=municipality_id, participant__merged_into=None, participant__restricted_on=None,
        **{f"{root.day}__lte": old},
    )  # fmt: skip
    if person_ids is not None:
        rows = rows.filter(participant__in=person_ids)
    if root.until is not None:
        rows = rows.alias(over_on=root.until).filter(over_on__lt=today)
    return list(rows.order_by("pk").values_list("pk", "participant_id", root.day))


def _facts_of(person_ids: Collection[UUID]) -> Facts:
    facts: Facts = {person: [] for person in person_ids}
    settled = Participant.objects.filter(pk__in=person_ids, settled_on__isnull=False)
    for person, day in settled.values_list("pk", "settled_on"):
        if day is not None:
            facts[person].append((RetentionKind.TARGET_GROUP, day))
    for root in ROOTS:
        rows = root.model._default_manager.filter(  # noqa: SLF001
            root.only & root.counted, participant__in=person_ids, **{f"{root.day}__isnull": False}
        )
        for person, day in rows.values_list("participant_id", root.day):
            facts[person].append((root.kind, day))
    return facts


def _shortest(today: dt.date) -> int:
    return min(rule_on(kind, today).years for kind in RULES)
