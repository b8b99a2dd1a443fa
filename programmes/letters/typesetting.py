"""Sets letters as PDF/A-2a and PDF/UA-1: for the archive, and for those who listen to them.

What a letter says comes as data that the template reads; nothing is pasted into markup. The fonts are those of the
package, so that a letter looks the same on every machine. A sign that the fonts lack is refused, not printed as a box.
"""

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

STANDARDS: Final[list[Any]] = ["a-2a", "ua-1"]
_TEMPLATES: Final = Path(__file__).parent / "typst"
_SCRIPTS: Final = (
    ("fontpkg_noto_sans", "files"),
    ("fontpkg_noto_sans_arabic", "files"),
    ("justmytype_intl_africa", "fonts/ofl/notosansethiopic"),
)
_LACKS_A_SIGN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')


class UnprintableSignError(ValueError):
    """The fonts of the letters lack signs that stand in the text; ``signs`` are these."""

    def __init__(self, signs: list[str]) -> None:
        super().__init__(" ".join(signs))
        self.signs = signs


def typeset(template: str, data: dict[str, Any], *, all_scripts: bool = False) -> bytes:
    """The PDF of ``template`` (a name without its ending) filled with ``data``.

    ``all_scripts`` adds the Arabic and Ethiopic fonts to the Latin, Greek and Cyrillic one.
    Raises ``UnprintableSignError`` when the text holds a sign that the fonts lack.
    """
    try:
        pdf = typst.compile(
            _TEMPLATES / f"{template}.typ",
            root=_TEMPLATES,
            format="pdf",
            font_paths=_fonts(all_scripts),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
        )
    except typst.TypstError as error:
        signs = _LACKS_A_SIGN.findall(error.diagnostic or error.message)
        if signs:
            raise UnprintableSignError(sorted(set(signs))) from error
        raise
    return bytes(pdf)  # one file, since the format is PDF


@cache
def _fonts(all_scripts: bool) -> typst.Fonts:
    # Read once for each process: a letter takes milliseconds after that.
    folders = [Path(str(files(package))) / inside for package, inside in (_SCRIPTS if all_scripts else _SCRIPTS[:1])]
    paths = [str(folder) for folder in folders]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
