"""Which column holds what: matched by headings, chosen by a person for the rest, remembered for the next list."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.arrivals.columns import HEADINGS, Column, ColumnMapping, MappingError, map_by_hand, match_headings
from participants.arrivals.reading import read_table
from participants.arrivals.tables import Table
from participants.models import BatchState, ImportBatch
from participants.names.search import search_key
from participants.operations.importing.batches import CHECK, lock_batch, start_job
from participants.operations.importing.raw_input import unseal
from participants.operations.importing.uploading import refuse_without_file

_LISTS_REMEMBERED = 20
_SAMPLES = 3
_OPEN_FOR_CHOICES = (BatchState.NEEDS_MAPPING, BatchState.PREVIEW)


@operation
def choose_columns(
    actor: Actor, batch_id: UUID, choices: Mapping[int, Column | None], *, expected_version: int | None = None
) -> ImportBatch:
    """Say what columns hold (position -> field; None leaves the column out) and have the list checked again.

    ``RuleRefused`` when a field is chosen twice or one that every row needs is held by no column.
    """
    require(actor, Action.CHANGE, Resource.IMPORT)
    batch = lock_batch(actor, batch_id, expected_version)
    if batch.state not in _OPEN_FOR_CHOICES:
        raise RuleRefused(Refusal("not_ready", _("Kolonnene kan ikke velges nå.")))
    refuse_without_file(batch)
    _refuse_unusable(batch.headings, choices)
    batch.mapping = {str(position): column.value if column else "" for position, column in choices.items()}
    batch.state = BatchState.UPLOADED
    start_job(actor, batch, CHECK)
    batch.save(update_fields=["mapping", "state", "job", "changed_at"])
    return batch


def mapping_for(batch: ImportBatch, headings: Sequence[str]) -> tuple[ColumnMapping, bool]:
    """The mapping to check by, and whether choices of earlier lists went into it.

    What a person chose for this list counts first; then what was chosen for the same heading the last time.
    """
    if batch.mapping:
        return map_by_hand(headings, choices_of(batch)), False
    automatic = match_headings(headings)
    remembered = remembered_choices(batch, headings)
    usable = {position: remembered[position] for position in automatic.unmatched if position in remembered}
    try:
        mapping = map_by_hand(headings, usable)
    except MappingError:
        return automatic, False
    keeps_all = automatic.positions.items() <= mapping.positions.items()
    return (mapping, bool(usable)) if keeps_all else (automatic, False)


def choices_of(batch: ImportBatch) -> dict[int, Column | None]:
    """What a person has chosen for this list."""
    return {int(position): Column(code) if code else None for position, code in batch.mapping.items()}


def remembered_choices(batch: ImportBatch, headings: Sequence[str]) -> dict[int, Column | None]:
    """What was last chosen in the municipality for columns with these headings."""
    lists = ImportBatch.objects.filter(municipality=batch.municipality_id).exclude(mapping={}).exclude(pk=batch.pk)
    known: dict[str, Column | None] = {}
    for earlier in lists.defer("raw").order_by("-id")[:_LISTS_REMEMBERED]:
        for position, column in choices_of(earlier).items():
            known.setdefault(search_key(earlier.headings[position]), column)
    keys = {position: search_key(heading) for position, heading in enumerate(headings)}
    return {position: known[key] for position, key in keys.items() if key in known}


def samples_of(batch: ImportBatch) -> list[list[str]]:
    """A few values of each column, so that a person can tell what it holds.

    Values stand in alphabetical order, never in the order of the rows, and rows with address protection give none: the
    page shows what kind of thing a column holds, not who is who.
    """
    table = _table_of(batch)
    protection = match_headings(table.headings).positions.get(Column.ADDRESS_PROTECTION)
    rows = [row.cells for row in table.rows if protection is None or not row.cells[protection].strip()]
    return [_samples([cells[position] for cells in rows]) for position in range(len(table.headings))]


def _table_of(batch: ImportBatch) -> Table:
    raw = ImportBatch.objects.filter(pk=batch.pk).values_list("raw", flat=True).get()
    if raw is None:
        raise RuleRefused(Refusal("file_deleted", _("Filen er slettet. Last den opp på nytt.")))
    return read_table(unseal(raw))


def _samples(cells: Sequence[str]) -> list[str]:
    found: set[str] = set()
    for cell in cells:
        if text := cell.strip():
            found.add(text)
        if len(found) == _SAMPLES:
            break
    return sorted(found)


def _refuse_unusable(headings: Sequence[str], choices: Mapping[int, Column | None]) -> None:
    try:
        mapping = map_by_hand(headings, choices)
    except MappingError as error:
        raise RuleRefused(Refusal("columns_unusable", str(error))) from error
    if mapping.missing:
        names = ", ".join(HEADINGS[column][0] for column in mapping.missing)
        text = _("Disse opplysningene må stå i en kolonne: %(names)s.") % {"names": names}
        raise RuleRefused(Refusal("columns_missing", text))
