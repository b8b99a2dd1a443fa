"""What a copy holds: every table that tells about the person, what is kept back and why, changes, and who has read."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from agencies.models import AccessLogEntry
from agencies.models.audit import tells_of
from agencies.web.access_log import CHANNELS, RESOURCES
from agencies.web.log_words import entries_in_words
from integration.models import SubjectExport
from participants.models import Participant
from participants.operations.merging import history_ids
from participants.subject_access import INTERNAL, TECHNICAL_REASON, left_out_tables
from participants.subject_changes import copied_changes
from participants.subject_labels import label_of
from participants.subject_rows import CopiedRows, Row, copied_rows, in_words, title_of

INTRODUCTION = (
    "Dette er en kopi av opplysningene kommunen har om deg i Fotfeste, etter personvernforordningen artikkel 15.",
    "Kopien gjelder saken din i denne kommunen. Har du hatt sak i en annen kommune, må du be om kopi der.",
    "NAV, IMDi og andre svarer selv for det de har om deg i sine egne systemer.",
    "Dokumentene på saken står her med navn. Du får dem sammen med kopien.",
    "Mener du at noe er feil, kan du be om at det blir rettet, eller få din egen forklaring lagt ved.",
    "Du kan klage til Datatilsynet.",
)


ARCHIVE_INTRODUCTION = (
    "Utskrift av hele saken i Fotfeste da fristen for å oppbevare den var ute (integreringsforskriften §§ 60 og 61).",
    "Dokumentene på saken ligger ved som egne filer. JSON-filen har de samme opplysningene for maskiner.",
)


PART_INTRODUCTION = (
    "Utskrift av en del av saken i Fotfeste da fristen for å oppbevare delen var ute (integreringsforskriften § 60).",
    "Resten av saken er i bruk. Dokumentene i delen ligger ved som egne filer, og JSON-filen er for maskiner.",
)


@dataclass(frozen=True, slots=True)
class CopyContent:
    """A copy before it becomes files. ``readings`` is ``None`` when it was not asked who has read."""

    title: str
    introduction: tuple[str, ...]
    name: str
    municipality: str
    made_at: str
    tables: list[CopiedRows]
    kept_back: list[tuple[str, str]]
    changes: list[Row]
    readings: list[Row] | None

    def as_json(self) -> dict[str, Any]:
        """The content for machines: columns by their names, days as ISO 8601, choices by their codes."""
        return {
            "format": "fotfeste-innsyn-1",
            "name": self.name,
            "municipality": self.municipality,
            "made_at": self.made_at,
            "about": list(self.introduction),
            "tables": [
                {"code": table.code, "title": table.title, "kept_back": table.kept_back, "rows": table.rows}
                for table in self.tables
            ],
            "not_included": [{"what": what, "why": why} for what, why in self.kept_back],
            "changes": self.changes,
            "read_by": self.readings,
        }


def content_of_copy(export: SubjectExport) -> CopyContent:
    """Read everything for the copy. The caller acts as the system in the person's municipality."""
    person_ids = history_ids(export.participant)
    tables = copied_rows(person_ids, includes_internal=export.includes_internal)
    return CopyContent(
        title=f"Innsyn i opplysninger om {export.participant.full_name}",
        introduction=INTRODUCTION,
        name=export.participant.full_name,
        municipality=export.municipality.name,
        made_at=timezone.localtime().isoformat(timespec="seconds"),
        tables=tables,
        kept_back=_kept_back(tables),
        changes=copied_changes(person_ids),
        readings=_readings(person_ids) if export.includes_access_log else None,
    )


def content_for_archive(person: Participant, municipality: str) -> CopyContent:
    """The whole case as it was, for the archive: nothing is kept back but the system's own keys."""
    person_ids = history_ids(person)
    return CopyContent(
        title=f"Saken til {person.full_name}",
        introduction=ARCHIVE_INTRODUCTION,
        name=person.full_name,
        municipality=municipality,
        made_at=timezone.localtime().isoformat(timespec="seconds"),
        tables=copied_rows(person_ids, is_whole=True),
        kept_back=[],
        changes=copied_changes(person_ids),
        readings=None,
    )


def content_of_part(
    person: Participant, municipality: str, part: str, rows: Mapping[type[Model], set[UUID]]
) -> CopyContent:
    """One part of the case as it was, for the archive: these rows and their history, nothing kept back."""
    person_ids = history_ids(person)
    tables = [table for table in copied_rows(person_ids, is_whole=True, only=rows) if table.rows]
    return CopyContent(
        title=f"Saken til {person.full_name}: {part}",
        introduction=PART_INTRODUCTION,
        name=person.full_name,
        municipality=municipality,
        made_at=timezone.localtime().isoformat(timespec="seconds"),
        tables=tables,
        kept_back=[],
        changes=copied_changes(person_ids, {pk for ids in rows.values() for pk in ids}),
        readings=None,
    )


def sheet_of_copy(content: CopyContent) -> dict[str, Any]:
    """The data of ``subject_access.typ``: the same in words."""
    filled = [table for table in content.tables if table.lines]
    return {
        "name": content.name,
        "municipality": content.municipality,
        "made": f"{timezone.localdate():%d.%m.%Y}",
        "title": content.title,
        "introduction": list(content.introduction),
        "tables": [
            {"title": table.title, "rows": [[list(line) for line in row] for row in table.lines]} for table in filled
        ],
        "empty": [table.title for table in content.tables if not table.lines],
        "kept_back": [list(pair) for pair in content.kept_back],
        "changes": [_change_in_words(change) for change in content.changes],
        "readings": None if content.readings is None else [_reading_in_words(row) for row in content.readings],
    }


def _kept_back(tables: list[CopiedRows]) -> list[tuple[str, str]]:
    found = [(title_of(model), reason) for model, reason in left_out_tables().items()]
    for copied in tables:
        options = copied.table.model._meta  # noqa: SLF001 - the documented way to a model's fields
        found += [
            (f"{copied.title}: {label_of(options.get_field(name))}", reason)
            for name, reason in copied.table.withheld.items()
            if reason != TECHNICAL_REASON
        ]
        if copied.kept_back:
            found.append((f"{copied.title}: {copied.kept_back} holdt tilbake", INTERNAL))
    return found


def _readings(person_ids: list[UUID]) -> list[Row]:
    """Who was given the case to read; who was refused is not the person's to know."""
    rows = AccessLogEntry.objects.filter(tells_of(*person_ids), granted=True).order_by("created_at", "id")
    return [
        {
            "when": entry["when"].isoformat(),
            "who": str(entry["user"]),
            "agency": entry["agency"],
            "roles": entry["roles"],
            "what": str(entry["what"]),
            "done": str(entry["done"]),
            "why": str(entry["why"]),
            "channel": str(entry["channel"]),
        }
        for entry in entries_in_words(rows, RESOURCES, CHANNELS)
    ]


def _change_in_words(change: Row) -> list[str]:
    lines = [
        f"{each['label']}: fra «{in_words(each['before'])}» til «{in_words(each['after'])}»"
        for each in change["changes"]
    ]
    who = f" ({change['by']})" if change["by"] else ""
    return [_moment(change["happened_at"]) + who, change["what"], "; ".join(lines)]


def _reading_in_words(reading: Row) -> list[str]:
    who = ", ".join(part for part in (reading["who"], reading["roles"], reading["agency"]) if part)
    return [_moment(reading["when"]), who, f"{reading['what']}, {reading['done']}: {reading['why']}"]


def _moment(iso: str) -> str:
    return f"{timezone.localtime(dt.datetime.fromisoformat(iso)):%d.%m.%Y kl. %H:%M}"
