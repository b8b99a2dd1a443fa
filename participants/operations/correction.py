"""Corrects what is known of a person: how to reach them, and the facts that duties are counted from."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import person_corrected
from participants.models import Education, Intake, Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.departing import follow_departure
from participants.operations.plausible import day_faults

CORRECTABLE = frozenset(
    {
        "phone", "email", "interpreter_language", "mother_tongue", "education", "remark",
        "arrived_on", "settled_on", "claimed_on", "intake", "left_norway_on", "died_on",
    }
)  # fmt: skip
"""Name, birth date, sex, numbers, permits and protection have operations of their own."""

_DAYS = ("arrived_on", "settled_on", "claimed_on", "left_norway_on", "died_on")


@operation
def correct_participant(
    actor: Actor, participant_id: UUID, /, *, expected_version: int | None = None, **facts: Any
) -> Participant:
    """Write the given facts (names of ``CORRECTABLE``) on the person; what is not given stays.

    The history says which facts changed, and the change record what they were. Duties that are counted from them move
    with them. ``TypeError`` for a fact that cannot be corrected here; nothing happens when nothing differs.
    """
    if foreign := facts.keys() - CORRECTABLE:
        raise TypeError(f"not correctable here: {sorted(foreign)}")
    require(actor, Action.CHANGE, Resource.PARTICIPANT)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    if refusals := _faults(facts):
        raise RuleRefused(*refusals)
    changed = frozenset(name for name, value in facts.items() if getattr(person, name) != value)
    if changed:
        _write(actor, person, {name: facts[name] for name in changed})
    return person


def _write(actor: Actor, person: Participant, facts: dict[str, Any]) -> None:
    gone_before = person.gone_from
    for name, value in facts.items():
        setattr(person, name, value)
    person.save()
    follow_departure(person, gone_before)
    note_event(actor, person, "corrected", timezone.localdate(), fields=sorted(facts))
    person_corrected(actor, person, frozenset(facts))


def _faults(facts: dict[str, Any]) -> list[Refusal]:
    today = timezone.localdate()
    faults = day_faults({name: facts.get(name) for name in _DAYS})
    faults.extend(
        Refusal("in_future", _("Datoen er fram i tid."), name)
        for name in _DAYS
        if name != "settled_on" and facts.get(name) and facts[name] > today
    )
    if facts.get("education", Education.UNKNOWN) not in Education.values:
        faults.append(Refusal("unknown_education", _("Ukjent utdanning."), "education"))
    if facts.get("intake", Intake.NEW) not in Intake.values:
        faults.append(Refusal("unknown_intake", _("Ukjent inntak."), "intake"))
    return faults
