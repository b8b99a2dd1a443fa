"""What a tolerant reader tolerated, and what it could not read. Never holds a value about a person, only places."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "boolean_spelling": _("Ja/nei var skrevet på en annen måte enn «true» og «false»."),
    "word_case": _("Et kodeord var skrevet med andre store og små bokstaver."),
    "unknown_word": _("Et kodeord finnes ikke i standarden og ble lest som et eget tillegg."),
    "unknown_value": _("Et kodeord finnes ikke i standarden; feltet ble lest som tomt."),
    "us_date": _("En dato var skrevet på amerikansk vis (mm/dd/åååå)."),
    "moment_as_day": _("Et tidspunkt var skrevet der det skulle stå en dato."),
    "day_as_moment": _("En dato var skrevet der det skulle stå et tidspunkt."),
    "bad_date": _("En dato kan ikke leses og ble lest som tom."),
    "bad_number": _("Et tall kan ikke leses og ble lest som tomt."),
    "byte_order_mark": _("Filen begynte med et usynlig tegn (BOM)."),
    "legacy_encoding": _("Filen var ikke i UTF-8 og ble lest som Windows-1252."),
    "semicolons": _("Filen brukte semikolon mellom kolonnene."),
    "no_final_newline": _("Siste linje manglet linjeskift."),
    "heading_case": _("En kolonneoverskrift var skrevet med andre store og små bokstaver."),
    "missing_column": _("En valgfri kolonne mangler."),
    "unknown_column": _("En kolonne finnes ikke i standarden og ble ikke lest."),
    "missing_file": _("En fil som ikke er nødvendig, mangler."),
    "unlisted_file": _("En fil står ikke i manifestet og ble lest som full liste."),
    "no_manifest": _("Pakken har ikke noe manifest; alle filer ble lest som fulle lister."),
    "unknown_file": _("En fil finnes ikke i standarden og ble ikke lest."),
    "uneven_row": _("En rad hadde flere eller færre felt enn overskriften."),
    "blank_row": _("En tom rad ble hoppet over."),
    "missing_modified": _("Tidspunktet for siste endring mangler."),
    "in_folder": _("Filene lå i en mappe i pakken."),
    "missing_required": _("Et felt som må være med, mangler. Raden ble lagt til side."),
    "missing_id": _("En rad uten «sourcedId» ble lagt til side."),
    "repeated_id": _("Samme «sourcedId» sto to ganger; den siste gjelder."),
    "unknown_reference": _("En rad viser til noe som ikke er sendt. Raden ble lagt til side."),
}
FAULTS = frozenset({"missing_required", "missing_id", "unknown_reference"})
"""The findings that cost a row; the others were understood all the same."""


@dataclass(slots=True)
class Finding:
    """One kind of irregularity in one place: how often, and the line where it was first met (0 where there is none)."""

    code: str
    where: str
    count: int = 0
    line: int = 0

    @property
    def is_fault(self) -> bool:
        """Whether rows were put aside for it."""
        return self.code in FAULTS

    @property
    def text(self) -> str:
        """The sentence for a person."""
        return str(TEXTS[self.code])


@dataclass(slots=True)
class Findings:
    """Collects findings: one for each kind and place, however many rows show it."""

    found: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def note(self, code: str, where: str, line: int = 0) -> None:
        """Note one more of a kind; ``where`` is a file or a field, never a value."""
        finding = self.found.setdefault((code, where), Finding(code, where, line=line))
        finding.count += 1

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found.values())

    def as_json(self) -> list[dict[str, str | int]]:
        """The findings as they are kept with the run."""
        return [{"code": f.code, "where": f.where, "count": f.count, "line": f.line} for f in self]
