"""Which rows of a case belong to which part of it, and since when the part is counted (Regulations § 60).

A part begins with rows that have a day of their own (a programme, a class, a mapping, a test). What points at such a
row goes with it. What only has a day (a note, an appointment, an event) goes with the programme it lies in.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Model, Q
from django.db.models.functions import Coalesce

from employers.models import FollowUp, Placement
from integration.models import NirEvent, SchoolEnrolment, SchoolResult
from integration.nir.kinds import NirKind
from participants.models import CaseEvent, Deadline, Document
from programmes.law.retention import RetentionKind
from programmes.models import (
    CareerGuidance,
    Claim,
    Decision,
    EarlierProgramme,
    EarlyJob,
    Letter,
    MeasureApproval,
    Participation,
    Proposal,
    RightAssessment,
    SkillsMapping,
    StartOffer,
    WorkMeasure,
)
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    EarlierTraining,
    Exemption,
    TestEntry,
    TestResult,
    TrainingRight,
)
from programmes.models.followup import Appointment, JournalAttachment, JournalDraft, JournalEntry
from programmes.models.shared_case import CaseMessage

Rows = dict[type[Model], set[UUID]]


@dataclass(frozen=True, slots=True)
class Root:
    """Rows from which a part is counted: from ``day``, and not while ``until`` is open or ahead.

    ``only`` are those that begin a part; those that are not ``counted`` go with it, but keep no case from going.
    """

    model: type[Model]
    kind: RetentionKind
    day: str
    until: Any = None
    only: Q = field(default_factory=Q)
    counted: Q = field(default_factory=Q)


ROOTS: Final = (
    Root(Participation, RetentionKind.PROGRAMME, "first_day", F("ended_on")),
    Root(EarlierProgramme, RetentionKind.PROGRAMME, "first_day"),
    Root(WorkMeasure, RetentionKind.PROGRAMME, "first_day", Coalesce("cancelled_on", "last_day"),
         Q(participation__isnull=True)),
    Root(TrainingRight, RetentionKind.TRAINING, "offered_start_on", F("norwegian_last_day")),
    Root(ClassEnrolment, RetentionKind.TRAINING, "first_day", F("last_day")),
    Root(Exemption, RetentionKind.TRAINING, "first_day"),
    Root(EarlierTraining, RetentionKind.TRAINING, "through"),
    Root(SchoolEnrolment, RetentionKind.TRAINING, "first_day", Coalesce("ended_on", "last_day")),
    Root(SchoolResult, RetentionKind.TRAINING, "scored_on"),
    Root(SkillsMapping, RetentionKind.MAPPING, "done_on"),
    Root(CareerGuidance, RetentionKind.MAPPING, "held_on"),
    Root(TestResult, RetentionKind.TEST, "taken_on", counted=Q(voided_at__isnull=True)),
    Root(TestEntry, RetentionKind.TEST, "test_on"),
)  # fmt: skip

_IN_PROGRAMME: Final[tuple[tuple[type[Model], str], ...]] = (
    (Appointment, "starts_at__date"),
    (CaseEvent, "happened_on"),
    (CaseMessage, "created_at__date"),
    (Claim, "claimed_on"),
    (EarlyJob, "first_day"),
    (JournalDraft, "happened_on"),
    (JournalEntry, "happened_on"),
    (Proposal, "created_at__date"),
    (RightAssessment, "assessed_on"),
    (StartOffer, "offered_on"),
)
_OF_THE_CASE: Final = (
    "enrolled", "assigned", "permit_registered", "numbers_added", "number_replaced", "protection_",
    "registered_in_error", "registration_restored", "people_merged", "merge", "case_", "identity_corrected",
    "corrected", "same_person", "household_", "transfer_", "subject_access", "restriction_lifted", "part_",
    "school_linked", "access_taken", "statement_added", "research_",
)  # fmt: skip
"""Beginnings of the kinds of events that tell about the person or the case, whatever programme there was."""

_FOLLOWED: Final = frozenset(
    {
        (Decision, "participation"), (Letter, "participation"), (Letter, "decision"), (WorkMeasure, "participation"),
        (FollowUp, "participation"), (FollowUp, "placement"), (Placement, "measure"),
    }
)  # fmt: skip
"""References that may be empty and yet mean that the row goes with what it points at."""

_ATTACHED: Final = (Letter, MeasureApproval, JournalAttachment)
"""What a document hangs on; one that hangs on nothing is the case's own."""


def rows_of_part(person_id: UUID, roots: Mapping[str, Collection[str]]) -> Rows:
    """Every row of the part, by model, from the ids of the rows that it begins with (by the names of their models).

    The caller acts as the system in the person's municipality.
    """
    found: Rows = {}
    for root in ROOTS:
        ids = {UUID(key) for key in roots.get(root.model.__name__, ())}
        if ids:
            mine = _of(root.model, person_id, Q(pk__in=ids))
            found.setdefault(root.model, set()).update(mine)
    for pk in found.get(Participation, set()):
        _add(found, _lying_in(person_id, pk))
    for pk in found.get(ClassEnrolment, set()):
        _add(found, _attended(person_id, pk))
    _follow(found, person_id)
    _add(found, _told_of(found, person_id))
    _follow(found, person_id)
    _add(found, {Document: _documents(found, person_id)})
    return {model: ids for model, ids in found.items() if ids}


def models_of_parts() -> set[type[Model]]:
    """Every model that may have rows in a part."""
    found = {root.model for root in ROOTS} | {model for model, _day in _IN_PROGRAMME}
    found |= {Attendance, Document, Deadline, NirEvent}
    waiting = list(found)
    while waiting:
        for child, _name in _children(waiting.pop()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _children(model: type[Model]) -> Iterable[tuple[type[Model], str]]:
    """The models of one person whose rows go with a row of this one, and by which reference."""
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - the documented way to relations
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        child, reference = relation.related_model, relation.field  # type: ignore[union-attr]
        if not any(field.name == "participant" for field in child._meta.fields):  # type: ignore[union-attr] # noqa: SLF001
            continue
        if not reference.null or (child, reference.name) in _FOLLOWED:
            yield child, reference.name  # type: ignore[misc]


def _follow(found: Rows, person_id: UUID) -> None:
    waiting = list(found)
    while waiting:
        model = waiting.pop()
        for child, name in _children(model):
            more = _of(child, person_id, Q(**{f"{name}__in": found[model]})) - found.get(child, set())
            if more:
                found.setdefault(child, set()).update(more)
                waiting.append(child)


def _lying_in(person_id: UUID, participation_id: UUID) -> Rows:
    """What has only a day, and that day lies after the programme before and not after the end of this one."""
    programme = Participation.objects.get(pk=participation_id)
    ended = Participation.objects.filter(participant=person_id, ended_on__lte=programme.first_day)
    before = ended.exclude(pk=programme.pk).order_by("-ended_on").values_list("ended_on", flat=True).first()
    last = programme.ended_on or dt.date.min
    found: Rows = {}
    for model, day in _IN_PROGRAMME:
        inside = Q(**{f"{day}__gt": before or dt.date(1900, 1, 1), f"{day}__lte": last})
        if model is CaseEvent:
            for beginning in _OF_THE_CASE:
                inside &= ~Q(kind__startswith=beginning)
        found[model] = _of(model, person_id, inside)
    found[NirEvent] = _of(
        NirEvent,
        person_id,
        Q(kind=NirKind.ABSENCE, happened_on__gte=programme.first_day, happened_on__lte=_month(last)),
    )
    return found


def _attended(person_id: UUID, enrolment_id: UUID) -> Rows:
    place = ClassEnrolment.objects.get(pk=enrolment_id)
    first, last = place.first_day or dt.date.max, place.last_day or dt.date.min
    inside = Q(school_class=place.school_class_id, day__range=(first, last))
    told = Q(kind=NirKind.TRAINING_HOURS, happened_on__range=(first, _month(last)))
    return {Attendance: _of(Attendance, person_id, inside), NirEvent: _of(NirEvent, person_id, told)}


def _told_of(found: Rows, person_id: UUID) -> Rows:
    """Deadlines and reports to NIR about the rows, which name them without a reference."""
    about = Q(subject_id__in=[pk for ids in found.values() for pk in ids])
    events = found.get(NirEvent, set()) | _of(NirEvent, person_id, about)
    return {NirEvent: events, Deadline: _of(Deadline, person_id, about | Q(subject_id__in=events))}


def _documents(found: Rows, person_id: UUID) -> set[UUID]:
    """Documents that hang on rows of the part, and on nothing else."""
    taken: set[UUID] = set()
    for model in _ATTACHED:
        rows = model._default_manager.filter(participant=person_id, document__isnull=False)  # noqa: SLF001
        taken.update(rows.filter(pk__in=found.get(model, set())).values_list("document", flat=True))
    for model in _ATTACHED:
        rows = model._default_manager.filter(participant=person_id, document__in=taken)  # noqa: SLF001
        taken.difference_update(rows.exclude(pk__in=found.get(model, set())).values_list("document", flat=True))
    return taken


def _of(model: type[Model], person_id: UUID, condition: Q) -> set[UUID]:
    rows = model._default_manager.filter(condition, participant=person_id)  # noqa: SLF001
    return set(rows.order_by().values_list("pk", flat=True))


def _add(found: Rows, more: Rows) -> None:
    for model, ids in more.items():
        found.setdefault(model, set()).update(ids)


def _month(day: dt.date) -> dt.date:
    """The last day of the month: what is told by month is told at its end."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
