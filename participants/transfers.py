"""What goes along when a case moves to another municipality (law.md 5.6). Each floor registers its part.

The receiver never sees the case itself: a part packs what the new municipality needs (law.md 7.2), and says in
``lines`` what of it is shown before the request is answered. Parts are packed in the sender's municipality and unpacked
in the receiver's, both in one transaction.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from agencies.access import Actor
from agencies.errors import Refusal
from participants.models import Participant

Text = str | Promise
Packed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of the package as the receiver reads it before answering."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Question:
    """What the sender must state when it asks: a choice of (value, label)."""

    label: Text
    choices: Sequence[tuple[str, Text]]
    hint: Text = ""


def _nothing_stands_against(_person: Participant, _day: dt.date) -> list[Refusal]:
    return []


def _leave_as_it_is(_actor: Actor, _person: Participant, _last_day: dt.date, _stated: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPart:
    """A part of the package.

    ``pack`` answers for the case as it is when ``last_day`` is the last day with the sender; ``unpack`` writes it on
    the receiver's new case. ``leave`` does what must be done on the sender's case, with the answer to ``question``;
    ``hindrances`` say what must be finished before the case can move.
    """

    code: str
    title: Text
    order: int
    pack: Callable[[Actor, Participant, dt.date], Packed]
    lines: Callable[[Packed], Sequence[Line]]
    unpack: Callable[[Actor, Participant, Packed], None]
    leave: Callable[[Actor, Participant, dt.date, str], None] = _leave_as_it_is
    question: Callable[[Participant], Question | None] = lambda _person: None
    hindrances: Callable[[Participant, dt.date], list[Refusal]] = _nothing_stands_against


_parts: dict[str, TransferPart] = {}


def register_transfer_part(part: TransferPart) -> None:
    """Add a part to the package; called once by its app when the project starts."""
    _parts[part.code] = part


def transfer_parts() -> list[TransferPart]:
    """All parts, in the order in which they are shown and unpacked."""
    return sorted(_parts.values(), key=lambda part: part.order)


def questions_for(person: Participant) -> Mapping[str, Question]:
    """What must be stated for this person, by the code of the part that asks."""
    asked = {part.code: part.question(person) for part in transfer_parts()}
    return {code: question for code, question in asked.items() if question is not None}
