"""Which tables the change history of a case tells of, and which part of the case each of their columns belongs to.

Each floor says it of its own tables when the project starts. A table with a change trigger that nobody says anything
of fails ``tests/integration/privacy``, which reads the catalogue of the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may
from participants.subject_access import copied_tables

Values = Mapping[str, Any]
Words = Callable[[Any], str]
Narrow = Callable[[Actor, QuerySet[Any]], QuerySet[Any]]

# Who did it and when stands at the head of the entry.
_SAID_ABOVE = frozenset({"created_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTable:
    """A table whose changes are told. ``groups`` gives the field group of each column, by the column's name.

    ``path`` leads from a row to the person. Which rows that are there the actor may know of, their own queryset says,
    and ``narrow`` where that is not all; ``conceals`` says it of a row that is gone, by its last values. ``words`` says
    values that are codes of another list than the column's own choices. ``called`` is the column that tells a row from
    the others of the table, so that a change says which row it was.
    """

    model: type[Model]
    groups: Mapping[str, FieldGroup]
    resource: Resource
    path: str = "participant"
    words: Mapping[str, Words] = field(default_factory=dict)
    narrow: Narrow | None = None
    conceals: Callable[[Actor, Values], bool] | None = None
    title: str | Promise = ""
    called: str = ""
    of_its_own: FieldGroup = FieldGroup.NOTES

    def open_columns(self, actor: Actor) -> frozenset[str]:
        """The columns that the actor's roles open."""
        opened = fields_for(actor)
        return frozenset(name for name, group in self.groups.items() if group in opened)

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the actor may know that a row came or went."""
        opened = fields_for(actor)
        groups = {self.of_its_own, *self.groups.values()}
        return may(actor, self.resource, Action.VIEW) and not opened.isdisjoint(groups)


_told: dict[str, ToldTable] = {}
_untold: dict[str, str] = {}


def tell_changes(  # noqa: PLR0913 - what differs between tables
    model: type[Model],
    by_group: Mapping[FieldGroup, str] | None = None,
    *,
    rest: FieldGroup = FieldGroup.NOTES,
    also: str = "",
    never: str = "",
    resource: Resource | None = None,
    path: str = "participant",
    words: Mapping[str, Words] | None = None,
    narrow: Narrow | None = None,
    conceals: Callable[[Actor, Values], bool] | None = None,
    title: str | Promise = "",
    called: str = "",
) -> None:
    """Tell the changes of a table: the columns that a person's copy has, and ``also`` others, without ``never``.

    ``by_group`` names columns by the field group that opens them, with a space between; all others belong to ``rest``,
    and so does that a row came or went.
    """
    copied = next((table.columns for table in copied_tables() if table.model is model), ())
    names = [name for name in (*copied, *also.split()) if name not in {*never.split(), *_SAID_ABOVE}]
    group_of = {name: group for group, some in (by_group or {}).items() for name in some.split()}
    unknown = {*group_of, *([called] if called else ())} - set(names)
    if unknown:
        message = f"{model.__name__} has no told column {', '.join(sorted(unknown))}"
        raise ValueError(message)
    _told[model._meta.db_table] = ToldTable(  # noqa: SLF001 - the documented way to a model's table
        model=model,
        groups={name: group_of.get(name, rest) for name in names},
        resource=resource or model._default_manager.get_queryset().resource,  # type: ignore[attr-defined]  # noqa: SLF001
        path=path,
        words=words or {},
        narrow=narrow,
        conceals=conceals,
        title=title,
        called=called,
        of_its_own=rest,
    )


def in_its_words(model: type[Model], column: str, value: Any) -> str:
    """A code in the words of the list that it is of; empty when the column's own choices say it, or it says itself."""
    table = _told.get(model._meta.db_table)  # noqa: SLF001 - the documented way to a model's table
    say = table.words.get(column) if table else None
    return or_as_it_is(say, value) if say and value not in (None, "", []) else ""


def or_as_it_is(say: Words, value: Any) -> str:
    """What ``say`` makes of a value; lists of codes and kinds of columns change, and an old value stands as it is."""
    try:
        return say(value)
    except (ArithmeticError, KeyError, TypeError, ValueError):
        return str(value)


def leave_untold(model: type[Model], reason: str) -> None:
    """Say why the changes of a table with a change trigger are not told on the case."""
    _untold[model._meta.db_table] = reason  # noqa: SLF001 - the documented way to a model's table


def told_tables() -> Mapping[str, ToldTable]:
    """The tables that are told, by the name of the table."""
    return _told


def untold_tables() -> Mapping[str, str]:
    """The tables that are not told, with the reasons."""
    return _untold
