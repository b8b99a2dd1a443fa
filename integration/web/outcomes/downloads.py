"""Pictures and tables as files: SVG, PNG, CSV and XLSX."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.http import HttpResponse
from django.template.loader import render_to_string

from agencies.csv_files import write_csv
from integration.listings.files import MEDIA_TYPES, file_of
from integration.models import ListForm
from integration.outcomes.chart import Chart

PICTURE = "integration/outcomes/chart.svg"
TABLES = frozenset(ListForm.values)
"""The kinds of file that a table comes as."""
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg", width: 960pt)\n'
_PNG_DPI = 144


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and where its cases are for those who may open them."""

    cells: Sequence[str]
    url: str = ""


def as_svg(chart: Chart, title: str) -> bytes:
    """The picture as a file of its own."""
    context: dict[str, Any] = {"chart": chart, "chart_title": title, "is_file": True}
    return render_to_string(PICTURE, context).encode()


def as_png(chart: Chart, title: str) -> bytes:
    """The same picture in dots."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "chart.svg").write_bytes(as_svg(chart, title))
        (folder / "page.typ").write_text(_PAGE)
        png = typst.compile(folder / "page.typ", root=folder, format="png", ppi=_PNG_DPI, font_paths=_fonts())
    return bytes(png)  # one page


@cache
def _fonts() -> typst.Fonts:
    paths = [str(files("fontpkg_noto_sans") / "files")]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


def table_file(
    kind: str, name: str, about: Sequence[str], headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> HttpResponse:
    """What the table shows, beneath lines that say what was asked, as one of ``TABLES``; no cell runs as a formula."""
    form = ListForm(kind)
    if form is ListForm.CSV:
        data = write_csv([*([line] for line in about), headings, *rows])
    else:
        data = b"".join(file_of(form, about, headings, rows))
    return as_file(data, f"{name}.{kind}", MEDIA_TYPES[form])


def as_file(data: bytes, name: str, kind: str) -> HttpResponse:
    """The bytes for the browser to save."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
