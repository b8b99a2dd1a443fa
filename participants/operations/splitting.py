"""Makes two people of one registration: chosen rows go to a new case, the rest stays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import people_parted
from participants.models import Intake, NamedAccess, Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.enrolment import Enrolment, enrol_many, faults_of
from participants.splits import move_rows, split_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Who the other person is, and the rows (by the part's code) that are theirs."""

    given_name: str
    family_name: str
    birth_date: dt.date
    reason: str
    rows: Mapping[str, Sequence[UUID]] = field(default_factory=dict)


@operation
def split_person(
    actor: Actor, participant_id: UUID, *, split: Split, expected_version: int | None = None
) -> Participant:
    """Take rows out of a case to a new person of the same municipality; answers with the new person.

    Programmes go with all that hangs on them. Both histories say what happened; what was noted before stays where it
    was written. A split that was wrong is a merge.
    """
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    enrolment = Enrolment(
        given_name=split.given_name.strip(),
        family_name=split.family_name.strip(),
        birth_date=split.birth_date,
        confidentiality=person.confidentiality,
        is_shielded=person.is_shielded,
        is_reserved_against_research=person.is_reserved_against_research,
        arrived_on=person.arrived_on,
        settled_on=person.settled_on,
        intake=Intake.UNDECIDED,
    )
    if refusals := [*faults_of(enrolment, timezone.localdate()), *_faults(person, split)]:
        raise RuleRefused(*refusals)
    named = NamedAccess.objects.filter(participant=person).values_list("user_id", flat=True)
    (new,) = enrol_many(actor, person.municipality_id, [enrolment], named_user_ids=list(named))
    try:
        with transaction.atomic():
            moved = sum(
                move_rows(part.model, split.rows[part.code], new) for part in split_parts() if split.rows.get(part.code)
            )
    except IntegrityError as error:
        text = _("Noe av det du valgte, henger sammen med det som blir igjen. Velg begge deler, eller ingen av dem.")
        raise RuleRefused(Refusal("hangs_together", text)) from error
    people_parted(actor, person, new, None)
    today = timezone.localdate()
    for one, other in ((person, new), (new, person)):
        note_event(actor, one, "case_split", today, other=str(other.pk), rows=moved, reason=split.reason.strip())
    return new


def choices_of(person: Participant) -> dict[str, list[tuple[UUID, str]]]:
    """What can be taken out, by part: each row with its label."""
    return {
        part.code: [
            (row.pk, part.label(row))
            for row in part.model._default_manager.filter(participant=person).order_by("pk")  # noqa: SLF001 - documented
        ]
        for part in split_parts()
    }


def _faults(person: Participant, split: Split) -> list[Refusal]:
    faults = []
    if not split.reason.strip():
        faults.append(Refusal("reason_required", _("Skriv hvordan du vet at dette er to personer."), "reason"))
    known = {code: {pk for pk, _label in rows} for code, rows in choices_of(person).items()}
    if any(set(ids) - known.get(code, set()) for code, ids in split.rows.items()):
        faults.append(Refusal("unknown_rows", _("Noe av det du valgte, hører ikke til saken. Last siden på nytt.")))
    if not any(split.rows.values()):
        faults.append(Refusal("nothing_chosen", _("Velg minst én ting som hører til den andre personen.")))
    return faults
