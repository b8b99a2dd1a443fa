"""A fact of a case as NIR is to know it, and the registry of the sources that find such facts."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from integration.nir.kinds import NirKind


@dataclass(frozen=True, slots=True)
class NirFact:
    """What happened to whom, when, and by which row of the case (``subject_id``).

    ``content`` holds codes under the names of ``kinds.CODE_LISTS``, days as ISO text and numbers; what is empty is
    left out.
    """

    kind: NirKind
    subject_id: UUID
    participant_id: UUID
    happened_on: dt.date
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Tells whether the case still says the same."""
        said = json.dumps([self.happened_on.isoformat(), self.content], sort_keys=True, default=str)
        return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()


Source = Callable[[UUID, dt.date], Iterable[NirFact]]
_sources: list[Source] = []


def nir_source(source: Source) -> Source:
    """Register a function that finds facts of one municipality as they are on a day."""
    _sources.append(source)
    return source


def facts_of(municipality_id: UUID, day: dt.date) -> Iterator[NirFact]:
    """Everything that has happened by ``day``, of all sources."""
    for source in _sources:
        for fact in source(municipality_id, day):
            if fact.happened_on <= day:
                yield fact


def content(**values: Any) -> dict[str, Any]:
    """The content of a fact: days as text, without what is empty."""
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def monthly_id(participant_id: UUID, *names: str) -> UUID:
    """The subject of what is summed by month: the same for the same month, at every run."""
    return uuid5(participant_id, ":".join(names))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | float | bool | str | list | dict) else str(value)
