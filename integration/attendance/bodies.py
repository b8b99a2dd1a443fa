"""Takes a body apart into rows while it is read: JSON, NDJSON or CSV, never the whole of it in memory."""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from integration.oneroster.findings import Findings

JSON, NDJSON, CSV = "application/json", "application/x-ndjson", "text/csv"
MEDIA_TYPES = (JSON, NDJSON, CSV)
_ALIASES = {
    "application/json": JSON,
    "text/json": JSON,
    "application/x-ndjson": NDJSON,
    "application/ndjson": NDJSON,
    "application/jsonl": NDJSON,
    "application/json-seq": NDJSON,
    "text/csv": CSV,
    "application/csv": CSV,
    "text/plain": CSV,
}
_ENDINGS = {".json": JSON, ".ndjson": NDJSON, ".jsonl": NDJSON, ".csv": CSV, ".txt": CSV}
_LONGEST_ROW = 64 * 1024
_BOM = "\ufeff"


class BodyFault(Exception):
    """The body as a whole cannot be read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def media_type_of(declared: str) -> str:
    """The one of ``MEDIA_TYPES`` that is meant; empty when it is none."""
    return _ALIASES.get(declared.partition(";")[0].strip().lower(), "")


def media_type_of_file(filename: str) -> str:
    """As the end of a file's name says; CSV when it says nothing."""
    return next((kind for ending, kind in _ENDINGS.items() if filename.lower().endswith(ending)), CSV)


def rows_of(chunks: Iterable[bytes], media_type: str, findings: Findings) -> Iterator[tuple[int, Any]]:
    """The rows with their number (CSV: the line); raises ``BodyFault`` where the body cannot be read on."""
    texts = _texts(chunks, findings)
    if media_type == CSV:
        yield from _csv_rows(texts, findings)
    elif media_type == NDJSON:
        yield from _ndjson_rows(texts)
    else:
        yield from _json_rows(texts)


def _texts(chunks: Iterable[bytes], findings: Findings) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_first = True
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            if is_first and text:
                is_first = False
                if text.startswith(_BOM):
                    findings.note("byte_order_mark", "file")
                    text = text[1:]
            yield text
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BodyFault("not_utf8") from error


def _lines(texts: Iterable[str]) -> Iterator[str]:
    rest = ""
    for text in texts:
        rest += text
        lines = rest.split("\n")
        rest = lines.pop()
        if len(rest) > _LONGEST_ROW:
            raise BodyFault("row_too_long")
        for line in lines:
            yield line + "\n"
    if rest:
        yield rest


def _csv_rows(texts: Iterator[str], findings: Findings) -> Iterator[tuple[int, Any]]:
    lines = _lines(text.replace("\x00", "") for text in texts)
    first = next(lines, "")
    if not first.strip():
        raise BodyFault("empty")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    headings = [name.strip().strip('"') for name in first.strip().split(delimiter)]
    if "sourcedid" not in {name.lower().replace("_", "") for name in headings}:
        raise BodyFault("no_id_column")
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(headings):
                findings.note("uneven_row", "file", reader.line_num + 1)
            yield reader.line_num + 1, dict(zip(headings, cells, strict=False))
    except csv.Error as error:
        raise BodyFault("not_csv") from error


def _ndjson_rows(texts: Iterator[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_lines(texts), 1):
        plain = line.strip().lstrip("\x1e")
        if not plain:
            continue
        try:
            yield number, json.loads(plain)
        except (ValueError, RecursionError):
            yield number, plain[:_LONGEST_ROW]


def _json_rows(texts: Iterator[str]) -> Iterator[tuple[int, Any]]:
    """The objects of the list, one at a time; the list is the body, or the first list in it."""
    buffer = _Buffer(texts)
    buffer.skip_to_list()
    number = 0
    while (row := buffer.next_value()) is not _END:
        number += 1
        yield number, row


_END = object()


class _Buffer:
    """Reads values of a JSON list from text that comes in pieces."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._text = ""
        self._decoder = json.JSONDecoder()

    def skip_to_list(self) -> None:
        while "[" not in self._text:
            # Before the list there can be a few names at most.
            if len(self._text) > _LONGEST_ROW or not self._more():
                raise BodyFault("not_a_list")
        self._text = self._text.partition("[")[2]

    def next_value(self) -> Any:
        while True:
            self._text = self._text.lstrip(" \t\r\n,")
            if self._text.startswith("]"):
                return _END
            try:
                value, end = self._decoder.raw_decode(self._text)
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError) or len(self._text) > _LONGEST_ROW or not self._more():
                    raise BodyFault("not_json") from error
                continue
            # A number may go on in the next piece; objects end by themselves.
            if end == len(self._text) and not isinstance(value, dict | list) and self._more():
                continue
            self._text = self._text[end:]
            return value

    def _more(self) -> bool:
        piece = next((piece for piece in self._texts if piece), "")
        self._text += piece
        return bool(piece)
