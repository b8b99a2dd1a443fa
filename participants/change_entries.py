"""The change history of a case: one entry for each act, with who did it, when, and a sentence for each change.

The records are written by triggers, so bulk writes, imports and the system's own work are in it as everything else.
What is told follows the reader: a row that the reader may not know of has no line, nor has a column of a part of the
case that is closed to the reader's roles, and an act of which nothing is left has no entry.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, Max, Q, QuerySet, Value, When
from django.db.models.functions import TruncSecond
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.models import ChangeRecord, Membership, Role, User
from participants.change_tables import told_tables
from participants.changes import names_in, sentence_about
from participants.models import Participant
from participants.operations.merging import history_ids
from participants.subject_changes import Borrowed, borrowed_values, once_one_with
from participants.whereabouts import place_hidden_from, somebody_there

MOST_LINES = 40
"""How many changes of one act are shown; an act that touched more says how many."""

_PEOPLE = Participant._meta.db_table  # noqa: SLF001 - the documented way to a model's table
_Act = tuple[str, UUID | None, dt.datetime | None]
_Row = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One act: when it was, who did it, and what it changed; ``further`` are changes that are not shown."""

    when: dt.datetime
    who: str
    lines: Sequence[str]
    further: int


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Entries, newest first; ``older`` is where the next page begins, and None on the last."""

    entries: Sequence[ChangeEntry]
    older: int | None


def changes_of(actor: Actor, person: Participant, size: int, before: int | None = None) -> ChangePage:
    """The latest entries that the actor may read, or those before the one where ``before`` says that a page ended."""
    history = _History(actor, person)
    found: list[tuple[int, ChangeEntry]] = []
    while len(found) <= size:
        acts = history.acts_before(before, 2 * size)
        if not acts:
            return ChangePage([entry for _last, entry in found], None)
        found += history.entries_of(acts)
        before = acts[-1][1]
    page = found[:size]
    return ChangePage([entry for _last, entry in page], page[-1][0])


class _History:
    """The records of one case as one reader may see them."""

    def __init__(self, actor: Actor, person: Participant) -> None:
        self._actor, self._person = actor, person
        self._ids = history_ids(person)
        self._tables = {name: table for name, table in told_tables().items() if table.is_open_to(actor)}
        self._opened = {name: table.open_columns(actor) for name, table in self._tables.items()}
        self._hidden_place = place_hidden_from(actor, person)
        if self._hidden_place:
            # That the case has moved, and when, stands; where to does not.
            self._opened[_PEOPLE] = self._opened.get(_PEOPLE, frozenset()) - {"moved_to"}
        self._borrowed: Borrowed = borrowed_values(self._ids)
        self._called: dict[_Row, Any] = {}

    def _records(self) -> QuerySet[ChangeRecord]:
        # A row that was another's for a while, while two registrations were one, has records under both.
        under = {*self._ids, *once_one_with(self._ids)}
        return ChangeRecord.objects.filter(participant_id__in=under, table_name__in=self._tables)

    def acts_before(self, before: int | None, most: int) -> list[tuple[_Act, int]]:
        """The acts in the order of their last records, each with the id of that one."""
        acts = (
            self._records()
            .order_by()
            .annotate(
                second=Case(
                    When(request_id="", then=TruncSecond("happened_at")),
                    default=Value(None),
                    output_field=DateTimeField(null=True),
                )
            )
            .values("request_id", "user_id", "second")
            .annotate(last=Max("id"))
            .order_by("-last")
        )
        if before is not None:
            acts = acts.filter(last__lt=before)
        return [((row["request_id"], row["user_id"], _here(row["second"])), row["last"]) for row in acts[:most]]

    def entries_of(self, acts: Sequence[tuple[_Act, int]]) -> list[tuple[int, ChangeEntry]]:
        """The acts of which the reader may know something, told."""
        records = self._of_acts([act for act, _last in acts])
        known = self._known_rows(record for each in records.values() for record in each)
        told = {
            act: [record for record in each if (record.table_name, record.row_id) in known]
            for act, each in records.items()
        }
        every = [record for each in told.values() for record in each]
        names = names_in((self._tables[record.table_name], record, self._name_of(record)) for record in every)
        staff = _Staff(self._person, every, self._hidden_place)
        entries = []
        for act, last in acts:
            lines = [line for record in told.get(act, ()) if (line := self._line(record, names))]
            if lines:
                newest = told[act][-1]
                shown, further = lines[:MOST_LINES], max(0, len(lines) - MOST_LINES)
                entries.append((last, ChangeEntry(newest.happened_at, staff.who(newest), shown, further)))
        return entries

    def _line(self, record: ChangeRecord, names: Any) -> str:
        def is_anothers(column: str) -> bool:
            key = (record.table_name, str(record.row_id), column)
            values = [(each or {}).get(column) for each in (record.before, record.after)]
            return any((*key, repr(value)) in self._borrowed for value in values)

        table = self._tables[record.table_name]
        opened = self._opened[record.table_name]
        return sentence_about(table, record, opened, names, is_anothers, self._name_of(record))

    def _name_of(self, record: ChangeRecord) -> Any:
        return self._called.get((record.table_name, record.row_id))

    def _of_acts(self, acts: Collection[_Act]) -> dict[_Act, list[ChangeRecord]]:
        wanted = Q(request_id__in={request for request, _user, _second in acts if request})
        seconds = [second for _request, _user, second in acts if second]
        if seconds:
            until = max(seconds) + dt.timedelta(seconds=1)
            wanted |= Q(request_id="", happened_at__gte=min(seconds), happened_at__lt=until)
        found: dict[_Act, list[ChangeRecord]] = {act: [] for act in acts}
        for record in self._records().filter(wanted).order_by("id"):
            second = None if record.request_id else timezone.localtime(record.happened_at).replace(microsecond=0)
            act = (record.request_id, record.user_id, second)
            if act in found:
                found[act].append(record)
        return found

    def _known_rows(self, records: Any) -> set[_Row]:
        rows: dict[str, set[UUID]] = defaultdict(set)
        for record in records:
            rows[record.table_name].add(record.row_id)
        known: set[_Row] = set()
        gone: set[_Row] = set()
        for name, ids in rows.items():
            shown = self._shown(name, ids)
            known |= {(name, pk) for pk in shown}
            if ids - shown:
                base: Any = self._tables[name].model._base_manager  # noqa: SLF001 - whatever is there
                there = set(base.filter(pk__in=ids - shown).values_list("pk", flat=True))
                gone |= {(name, pk) for pk in ids - shown - there}
        return known | self._told_of_the_gone(gone)

    def _shown(self, name: str, ids: Collection[UUID]) -> set[UUID]:
        table = self._tables[name]
        rows: Any = table.model._default_manager.all()  # noqa: SLF001 - the manager with the rules of the table
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(self._actor)
        rows = rows.filter(**{"pk__in": ids, f"{table.path}__in": self._ids})
        rows = table.narrow(self._actor, rows) if table.narrow else rows
        shown = dict(rows.values_list("pk", table.called or "pk"))
        self._called |= {(name, pk): _as_recorded(value) for pk, value in shown.items() if table.called}
        return set(shown)

    def _told_of_the_gone(self, gone: Collection[_Row]) -> set[_Row]:
        if not gone:
            return set()
        deleted = ChangeRecord.objects.filter(
            participant_id__in=self._ids, kind="delete", row_id__in={pk for _name, pk in gone}
        )
        told: set[_Row] = set()
        for record in deleted:
            row = (record.table_name, record.row_id)
            if row in gone and not self._is_concealed(record):
                told.add(row)
                self._called[row] = self._last_name(record)
        return told

    def _last_name(self, record: ChangeRecord) -> Any:
        table = self._tables[record.table_name]
        field: Any = table.model._meta.get_field(table.called) if table.called else None  # noqa: SLF001
        return (record.before or {}).get(field.column) if field else None

    def _is_concealed(self, record: ChangeRecord) -> bool:
        conceals = self._tables[record.table_name].conceals
        return conceals is not None and conceals(self._actor, record.before or {})


def _here(second: dt.datetime | None) -> dt.datetime | None:
    # PostgreSQL cuts a moment to its second on the clock here, and answers without the zone.
    return timezone.make_aware(second) if second is not None and timezone.is_naive(second) else second


def _as_recorded(value: Any) -> Any:
    return str(value) if isinstance(value, (UUID, dt.date)) else value


class _Staff:
    """Who the members of staff are that did something, by name, role and agency on the day they did it."""

    def __init__(self, person: Participant, records: Collection[ChangeRecord], hidden_place: UUID | None) -> None:
        self._municipality_id, self._hidden_place = person.municipality_id, hidden_place
        users = {record.user_id for record in records if record.user_id}
        self._names: Mapping[UUID, str] = dict(User.objects.filter(pk__in=users).values_list("pk", "name"))
        self._memberships: dict[UUID, list[Membership]] = defaultdict(list)
        for row in Membership.objects.filter(user__in=users).select_related("agency").order_by("role", "id"):
            self._memberships[row.user_id].append(row)

    def who(self, record: ChangeRecord) -> str:
        if record.user_id is None:
            return _("systemet")
        name = self._names.get(record.user_id, "")
        if not name:
            return _("en ansatt som ikke finnes lenger")
        day = timezone.localtime(record.happened_at).date()
        held = [
            row
            for row in self._memberships[record.user_id]
            if row.first_day <= day and (row.last_day is None or row.last_day >= day)
        ]
        if self._hidden_place and any(row.agency_id == self._hidden_place for row in held):
            return somebody_there()
        roles = dict.fromkeys(str(Role(row.role).label) for row in held)
        elsewhere = dict.fromkeys(row.agency.name for row in held if row.agency_id != self._municipality_id)
        return ", ".join([name, *roles, *elsewhere])
