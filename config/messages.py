"""Translations without gettext's programs: Babel extracts, updates, checks and compiles.

The texts in code and templates are Norwegian bokmål, so only other languages have a catalogue
(``locale/<language>/LC_MESSAGES/django.po``). Compiled files are made at start and are not kept.
"""

import argparse
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

BASE_DIR = Path(__file__).resolve().parents[1]
LOCALE_DIR = BASE_DIR / "locale"
LANGUAGES = ("en",)
APPS = ("agencies", "config", "employers", "integration", "participants", "programmes")

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_METHODS = [("**/templates/**.*", "config.messages:extract_template"), ("**.py", "python")]


def extract_template(
    source: IO[bytes], keywords: dict[str, Any], comment_tags: Iterable[str], options: Any
) -> Iterator[tuple[Any, ...]]:
    """Babel's extraction method for Django templates: Django turns the template into Python, Babel reads that."""
    from django.utils.translation.template import templatize

    # The text between the tags becomes X-es that keep their indentation, which Python's tokenizer would refuse.
    code = "\n".join(line.lstrip() for line in templatize(source.read().decode()).split("\n"))
    yield from extract_python(io.BytesIO(code.encode()), keywords, list(comment_tags), options)


def extract() -> Catalog:
    """All texts of the project, in a stable order and without line numbers, so that diffs stay small."""
    catalog = Catalog(project="Fotfeste", charset="utf-8")
    for folder in [*APPS, "templates"]:
        found = extract_from_dir(
            BASE_DIR / folder,
            [("**.py", "python"), ("**.*", "config.messages:extract_template")] if folder == "templates" else _METHODS,
            keywords=_KEYWORDS,
            comment_tags=("Translators:",),
        )
        for name, _, message, comments, context in found:
            catalog.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def update() -> None:
    """Bring every catalogue up to date with the code: new texts are empty, unused ones go."""
    template = extract()
    for path in [LOCALE_DIR / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]:
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = _read(path) if path.exists() else Catalog(path.parts[-3], domain="django", project="Fotfeste")
        catalog.update(template, no_fuzzy_matching=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=110, ignore_obsolete=True, sort_by_file=True, include_lineno=False)


def faults() -> list[str]:
    """What is wrong with the catalogues: texts without translation, leftovers, placeholders that differ."""
    wanted = {(m.context, m.id) for m in extract() if m.id}
    there_is = {path.parts[-3] for path in _catalogue_files()}
    found = [f"{name}: no catalogue (bin/messages update)" for name in LANGUAGES if name not in there_is]
    for path in _catalogue_files():
        catalog = _read(path)
        name = path.relative_to(BASE_DIR)
        there = {(m.context, m.id) for m in catalog if m.id}
        found += [f"{name}: missing {text!r} (bin/messages update)" for _, text in sorted(wanted - there, key=str)]
        found += [f"{name}: unused {text!r} (bin/messages update)" for _, text in sorted(there - wanted, key=str)]
        found += [f"{name}: not translated: {m.id!r}" for m in catalog if m.id and (m.fuzzy or not _is_translated(m))]
        found += [f"{name}: {m.id!r}: {error}" for m, errors in catalog.check() for error in errors]
    return found


def compile_catalogues() -> None:
    """Write the ``.mo`` file beside each catalogue that has changed since the last time."""
    for path in _catalogue_files():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        # Several processes may do this at once; each writes a file of its own, and the last one whole stands.
        unfinished = target.with_suffix(f".mo.{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, _read(path))
        unfinished.replace(target)


def _is_translated(message: Any) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _catalogue_files() -> list[Path]:
    return sorted(LOCALE_DIR.glob("*/LC_MESSAGES/django.po"))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="django", abort_invalid=True)


def main() -> int:
    """``bin/messages update|check|compile``."""
    parser = argparse.ArgumentParser(prog="bin/messages", description=__doc__)
    parser.add_argument("command", choices=["update", "check", "compile"])
    command = parser.parse_args().command
    if command == "update":
        update()
    elif command == "compile":
        compile_catalogues()
    for fault in found if (found := faults()) and command != "compile" else []:
        print(fault, file=sys.stderr)
    return 1 if found and command == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
