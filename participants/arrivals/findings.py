"""What was found in a row: how grave it is, in which column, its code, and the sentence a person reads.

Which faults stop a row and which only warn is told in data/README.md and stands here as one table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from participants.arrivals.columns import Column


class Severity(StrEnum):
    """``error`` stops the row, ``warning`` is for somebody to look at, ``notice`` tells what was done."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


_ERROR, _WARNING, _NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

RULES: dict[str, tuple[Severity, str]] = {
    # Stops the row (data/README.md)
    "missing_name": (_ERROR, "Raden har verken fornavn eller etternavn."),
    "missing_birth_date": (_ERROR, "Fødselsdato mangler."),
    "impossible_date": (_ERROR, "«{value}» er ikke en dato som finnes. Skriv dd.mm.åååå."),
    "future_birth_date": (_ERROR, "Fødselsdatoen er i framtiden."),
    "number_check_digits": (_ERROR, "Kontrollsifrene i nummeret stemmer ikke."),
    "number_unreadable": (_ERROR, "Nummeret er ikke 11 sifre (fødselsnummer, D-nummer) eller 12 sifre (DUF)."),
    "number_not_synthetic": (_ERROR, "Nummeret er ikke syntetisk. Bare syntetiske personer kan registreres her."),
    "number_synthetic": (_ERROR, "Nummeret er syntetisk og kan ikke registreres i produksjon."),
    "number_of_another_series": (_ERROR, "Nummeret er verken fødselsnummer eller D-nummer (måneden er ikke 1–12)."),
    "missing_municipality": (_ERROR, "Kommunenummer mangler."),
    "unknown_municipality": (_ERROR, "«{value}» er ikke et kommunenummer i Norge."),
    "missing_residence_basis": (_ERROR, "Oppholdsgrunnlag mangler."),
    "unknown_residence_basis": (_ERROR, "«{value}» er ikke et oppholdsgrunnlag som gir introduksjonsprogram (§ 9)."),
    "too_long": (_ERROR, "Teksten er lengre enn {limit} tegn. Er cellene forskjøvet?"),
    # Only a warning (data/README.md)
    "duf_check_digits": (_WARNING, "Kontrollsifrene i DUF-nummeret stemmer ikke. Sjekk nummeret."),
    "birth_date_differs": (_WARNING, "Fødselsdatoen er en annen enn i nummeret."),
    "age_out_of_bounds": (_WARNING, "{age} år da tillatelsen ble gitt: utenfor {low}–{high} år (§ 8)."),
    "missing_settlement_date": (_WARNING, "Bosatt dato mangler; fristen for oppstart kan ikke beregnes."),
    "no_number": (_WARNING, "Ingen identitetsnumre: personen kjennes igjen på navn og fødselsdato."),
    # Warnings about what could not be read and is left out, or was mended
    "unknown_sex": (_WARNING, "«{value}» er ikke forstått som kjønn og er ikke tatt med."),
    "unknown_citizenship": (_WARNING, "«{value}» er ikke en landkode og er ikke tatt med."),
    "unknown_language": (_WARNING, "«{value}» er ikke et kjent språk og er ikke tatt med."),
    "unknown_education": (_WARNING, "«{value}» er ikke et kjent utdanningsnivå og er ikke tatt med."),
    "unknown_phone": (_WARNING, "Telefonnummeret er ikke forstått og er ikke tatt med."),
    "unknown_email": (_WARNING, "E-postadressen er ikke gyldig og er ikke tatt med."),
    "unknown_protection": (
        _WARNING,
        "«{value}» er ikke en kjent adressesperre. Raden behandles som strengt fortrolig.",
    ),
    "leading_zero_restored": (_WARNING, "En null foran har falt bort i regnearket og er satt inn igjen."),
    "date_from_serial": (_WARNING, "Datoen var et dagnummer fra et regneark og er lest som {value}."),
    "permit_ends_before_it_begins": (_WARNING, "«Gyldig til» er før vedtaksdatoen og er ikke tatt med."),
    "number_in_other_column": (_WARNING, "Nummeret er {kind} og er flyttet til rett felt."),
    "second_number_of_a_kind": (_WARNING, "Raden har to ulike numre av samme slag. Sjekk hvilket som gjelder."),
    "unclosed_quote": (_WARNING, "Et anførselstegn er ikke lukket. Raden er lest til linjeslutt."),
    "too_many_cells": (_WARNING, "Raden har flere celler enn det er overskrifter. Er noe forskjøvet?"),
    # Notices
    "too_few_cells": (_NOTICE, "Raden har færre celler enn det er overskrifter. Resten er lest som tomt."),
    "other_municipality": (_NOTICE, "Personen bosettes i en annen kommune ({value})."),
    "children_in_remark": (_NOTICE, "Merknaden nevner barn: {children}. Registrer dem selv om det er riktig."),
    "name_recased": (_NOTICE, "Navnet sto med store bokstaver og er skrevet om til {value}."),
    "phone_mended": (_NOTICE, "Landkoden i telefonnummeret er gjort om til +47."),
    "already_in_file": (_NOTICE, "Allerede kjent (samme fil, rad {number})."),
}
"""Severity and sentence of each code; ``{value}`` is what the cell said."""

MAX_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one row. ``heading`` is the file's own for the column, empty where the whole row is meant."""

    severity: Severity
    code: str
    column: Column | None
    heading: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Plain data, to be stored with the row."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "column": self.column.value if self.column else "",
            "heading": self.heading,
            "text": self.text,
            "values": dict(self.values),
        }


def make_finding(code: str, column: Column | None = None, heading: str = "", **values: object) -> Finding:
    """The finding with this code; what it quotes from the cell is cut to a length a page can show."""
    severity, sentence = RULES[code]
    shown = {name: _shorten(str(value)) for name, value in values.items()}
    return Finding(severity, code, column, heading, sentence.format(**shown), shown)


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= MAX_QUOTED else f"{plain[: MAX_QUOTED - 1]}…"
