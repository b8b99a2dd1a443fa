"""What can be taken out of a case where two people were mixed up. Each floor registers its part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

from participants.models import Deadline, Flag, Participant

Label = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class SplitPart:
    """Rows of one model; ``label`` says one of them to whoever chooses."""

    code: str
    title: str | Promise
    order: int
    model: type[models.Model]
    label: Label


_parts: dict[str, SplitPart] = {}


def register_split_part(part: SplitPart) -> None:
    """Add what can be taken out; called once by its app when the project starts."""
    _parts[part.code] = part


def split_parts() -> list[SplitPart]:
    """All parts, in order."""
    return sorted(_parts.values(), key=lambda part: part.order)


def move_rows(model: type[models.Model], ids: Sequence[UUID], person: Participant) -> int:
    """Give rows to another person, with all that hangs on them, and their duties; answers how many of ``model``."""
    moved: dict[type[models.Model], set[UUID]] = {}
    waiting = [(model, set(ids))]
    while waiting:
        current, keys = waiting.pop(0)
        new = keys - moved.setdefault(current, set())
        if not new:
            continue
        moved[current] |= new
        current._default_manager.filter(pk__in=new).update(participant=person)  # noqa: SLF001 - documented
        for relation in current._meta.related_objects:  # noqa: SLF001 - documented
            dependent: Any = relation.related_model
            names = {field.name for field in dependent._meta.concrete_fields}  # noqa: SLF001 - documented
            if "participant" in names and dependent is not Participant:
                rows = dependent._default_manager.filter(**{f"{relation.field.name}__in": new})  # noqa: SLF001
                waiting.append((dependent, set(rows.values_list("pk", flat=True))))
    subjects = set().union(*moved.values())
    deadlines = Deadline.objects.filter(subject_id__in=subjects)
    Flag.objects.filter(deadline__in=deadlines).update(participant=person)
    deadlines.update(participant=person)
    return len(moved[model])
