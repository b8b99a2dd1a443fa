"""The forms in which events leave for NIR. Each is an adapter; another form is another class here, and nothing else.

No interface of NIR's own is published (law.md 9), so these are this system's, each with a version and a schema that the
system publishes (``schema/fotfeste-nir-2.xsd`` and ``.schema.json``). A file is written in the version in which it was
made. A code stands as ours, beside NIR's where the municipality has mapped it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from xml.sax.saxutils import escape, quoteattr

from integration.nir.kinds import list_of

SCHEMA_VERSION = 2
"""1: as at first. 2: each person's reservation against research goes along (Regulations §§ 46 k and 62)."""
_WITH_RESERVATION = 2

Codes = Mapping[str, Mapping[str, str]]
"""By code list, NIR's code for each of ours."""


def namespace_of(version: int) -> str:
    """The name of the form in a version."""
    return f"urn:fotfeste:nir:{version}"


def schema_of(version: int, form: str = "xml") -> Path:
    """The schema of a form in a version."""
    return Path(__file__).parent / "schema" / f"fotfeste-nir-{version}.{ADAPTERS[form].schema_ending}"


@dataclass(frozen=True, slots=True)
class Header:
    """What the whole file says, and in which version."""

    export_id: str
    municipality: str
    made_at: str
    events: int
    version: int = SCHEMA_VERSION

    @property
    def tells_reservation(self) -> bool:
        """Whether the version has a place for the reservation."""
        return self.version >= _WITH_RESERVATION


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it leaves; days as ISO text, ``numbers`` as (kind, value)."""

    event_id: str
    kind: str
    happened_on: str
    held_on: str
    birth_date: str
    numbers: tuple[tuple[str, str], ...]
    corrects: str
    is_withdrawn: bool
    content: Mapping[str, Any]
    is_reserved_against_research: bool = False


class Adapter(Protocol):
    """A form of the file. ``write`` gives it piece by piece, so that it never lies in memory as a whole."""

    code: str
    label: str
    media_type: str
    ending: str
    schema_ending: str
    schema_media_type: str

    def write(self, header: Header, lines: Iterable[Line], codes: Codes) -> Iterator[bytes]:
        """The bytes of the file."""
        ...


class JsonLines:
    """JSON Lines: the first line is the header, each of the others one event."""

    code = "jsonl"
    label = "JSON Lines"
    media_type = "application/x-ndjson"
    ending = "jsonl"
    schema_ending = "schema.json"
    schema_media_type = "application/schema+json"

    def write(self, header: Header, lines: Iterable[Line], codes: Codes) -> Iterator[bytes]:
        """One object a line."""
        yield _json(
            {
                "schema": namespace_of(header.version), "version": header.version, "export": header.export_id,
                "municipality": header.municipality, "made_at": header.made_at, "events": header.events,
            }
        )  # fmt: skip
        for line in lines:
            reservation = {"reserved_against_research": line.is_reserved_against_research}
            yield _json(
                {
                    "id": line.event_id,
                    "kind": _coded("kind", line.kind, codes),
                    "happened_on": line.happened_on,
                    "held_on": line.held_on,
                    "person": {
                        "birth_date": line.birth_date,
                        "numbers": [{"kind": kind, "value": value} for kind, value in line.numbers],
                        **(reservation if header.tells_reservation else {}),
                    },
                    "corrects": line.corrects or None,
                    "withdrawn": line.is_withdrawn,
                    "content": {name: _told(name, value, codes) for name, value in line.content.items()},
                }
            )


class Xml:
    """XML by this system's own schema."""

    code = "xml"
    label = "XML"
    media_type = "application/xml"
    ending = "xml"
    schema_ending = "xsd"
    schema_media_type = "application/xml"

    def write(self, header: Header, lines: Iterable[Line], codes: Codes) -> Iterator[bytes]:
        """The document, event by event."""
        yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
        yield _open(
            "nirExport",
            xmlns=namespace_of(header.version), version=str(header.version), id=header.export_id,
            municipality=header.municipality, madeAt=header.made_at, events=str(header.events),
        )  # fmt: skip
        for line in lines:
            yield self._event(header, line, codes)
        yield b"</nirExport>\n"

    def _event(self, header: Header, line: Line, codes: Codes) -> bytes:
        reserved = _said(line.is_reserved_against_research) if header.tells_reservation else ""
        parts = [
            _open(
                "event",
                id=line.event_id, kind=line.kind, nirKind=codes.get("kind", {}).get(line.kind, ""),
                happenedOn=line.happened_on, heldOn=line.held_on, corrects=line.corrects,
                withdrawn="true" if line.is_withdrawn else "false",
            ),
            _open("person", birthDate=line.birth_date, reservedAgainstResearch=reserved),
            *[b"<number kind=%s>%s</number>" % (_quoted(kind), _text(value)) for kind, value in line.numbers],
            b"</person>",
            *[_field(name, each, codes) for name, value in line.content.items() for each in _values(value)],
            b"</event>\n",
        ]  # fmt: skip
        return b"".join(parts)


ADAPTERS: dict[str, Adapter] = {adapter.code: adapter for adapter in (JsonLines(), Xml())}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _coded(code_list: str, code: str, codes: Codes) -> dict[str, str | None]:
    return {"code": code, "nir": codes.get(code_list, {}).get(code)}


def _told(name: str, value: Any, codes: Codes) -> Any:
    code_list = list_of(name)
    return _coded(code_list, value, codes) if code_list else value


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _field(name: str, value: Any, codes: Codes) -> bytes:
    code_list = list_of(name)
    nir = codes.get(code_list, {}).get(str(value), "") if code_list else ""
    is_code = "true" if code_list else ""
    return _open("field", name=name, coded=is_code, nirCode=nir) + _text(_said(value)) + b"</field>"


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _open(tag: str, **attributes: str) -> bytes:
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
    return f"<{tag}{said}>".encode()


def _quoted(text: str) -> bytes:
    return quoteattr(text).encode()


def _text(text: str) -> bytes:
    return escape(text).encode()
