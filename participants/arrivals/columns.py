"""Which column of a file holds what: Norwegian and English headings, whatever their case and punctuation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participants.names.search import search_key


class Column(StrEnum):
    """The fields of an arrival list (data/README.md)."""

    DUF = "duf"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    NATIONAL_NUMBER = "national_number"
    CITIZENSHIP = "citizenship"
    RESIDENCE_BASIS = "residence_basis"
    PERMIT_DATE = "permit_date"
    PERMIT_VALID_UNTIL = "permit_valid_until"
    ARRIVED_ON = "arrived_on"
    SETTLED_ON = "settled_on"
    MUNICIPALITY = "municipality"
    EDUCATION = "education"
    MOTHER_TONGUE = "mother_tongue"
    INTERPRETER_LANGUAGE = "interpreter_language"
    ADDRESS_PROTECTION = "address_protection"
    PHONE = "phone"
    EMAIL = "email"
    REMARK = "remark"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.DUF: ("DUF-nr", "DUF number", "DUF-nummer", "DUF", "DUF no", "DUFnr"),
    Column.FAMILY_NAME: ("Etternavn", "Family name", "Surname", "Last name", "Slektsnavn"),
    Column.GIVEN_NAME: ("Fornavn", "Given name", "First name", "Given names", "Fornavn og mellomnavn"),
    Column.BIRTH_DATE: ("Fødselsdato", "Birth date", "Date of birth", "Født", "Fødd", "Fødselsdag", "DOB"),
    Column.SEX: ("Kjønn", "Sex", "Gender"),
    Column.NATIONAL_NUMBER: (
        "Fødselsnummer/D-nummer",
        "National identity number",
        "Fødselsnummer",
        "D-nummer",
        "D-number",
        "Fødselsnr",
        "D-nr",
        "Fnr/D-nr",
        "Fnr",
        "Personnummer",
        "Fødsels- eller D-nummer",
        "Fødselsnummer eller D-nummer",
        "National identity number/D-number",
    ),
    Column.CITIZENSHIP: ("Statsborgerskap", "Citizenship", "Nationality", "Nasjonalitet", "Landkode"),
    Column.RESIDENCE_BASIS: ("Oppholdsgrunnlag", "Residence basis", "Opphold", "Tillatelse", "Hjemmel", "Permit type"),
    Column.PERMIT_DATE: ("Vedtaksdato", "Permit date", "Dato for vedtak", "Innvilget", "Vedtak dato", "Granted on"),
    Column.PERMIT_VALID_UNTIL: ("Gyldig til", "Permit valid until", "Gyldig til og med", "Utløper", "Valid until"),
    Column.ARRIVED_ON: ("Ankomst Norge", "Arrived in Norway", "Ankomstdato", "Ankomst", "Arrival date", "Arrived on"),
    Column.SETTLED_ON: ("Bosatt dato", "Settled on", "Bosettingsdato", "Bosatt", "Settlement date", "Dato bosatt"),
    Column.MUNICIPALITY: (
        "Kommunenr",
        "Municipality",
        "Kommunenummer",
        "Kommune",
        "Bosettingskommune",
        "Municipality number",
    ),
    Column.EDUCATION: ("Utdanning", "Education", "Utdanningsnivå", "Utdanningsbakgrunn", "Level of education"),
    Column.MOTHER_TONGUE: ("Morsmål", "Mother tongue", "Førstespråk", "Native language", "First language"),
    Column.INTERPRETER_LANGUAGE: ("Tolkespråk", "Interpreter language", "Språk for tolk", "Tolk", "Interpreter"),
    Column.ADDRESS_PROTECTION: ("Adressesperre", "Address protection", "Gradering", "Adressebeskyttelse", "Sperrekode"),
    Column.PHONE: ("Telefon", "Phone", "Telefonnummer", "Mobil", "Mobilnummer", "Tlf", "Mobile", "Phone number"),
    Column.EMAIL: ("E-post", "E-mail", "Epost", "E-postadresse", "Epostadresse", "Email", "E-mail address"),
    Column.REMARK: ("Merknad", "Remark", "Merknader", "Kommentar", "Comment", "Remarks", "Notat", "Anmerkning"),
}
"""For each field the Norwegian heading, the English one, and what else people write."""

FEEDBACK_HEADING = "Feil"
"""The column that ``feedback`` adds; it comes back with a corrected file and holds nothing to read."""

REQUIRED = (Column.BIRTH_DATE, Column.RESIDENCE_BASIS, Column.MUNICIPALITY)
"""Without these columns every row stops (data/README.md); a name column of either kind is required as well."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where each field stands. ``unmatched`` are positions of headings that nothing was found for."""

    headings: tuple[str, ...]
    positions: Mapping[Column, int]
    unmatched: tuple[int, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """The required fields that no column holds; a family name stands for «any name»."""
        absent = [column for column in REQUIRED if column not in self.positions]
        has_a_name = Column.FAMILY_NAME in self.positions or Column.GIVEN_NAME in self.positions
        return tuple(absent if has_a_name else [Column.FAMILY_NAME, *absent])

    @property
    def needs_a_person(self) -> bool:
        """Whether the mapping page must be shown before the file can be checked."""
        return bool(self.missing or self.unmatched)

    def heading_of(self, column: Column) -> str:
        """The heading in the file, or the field's Norwegian one where the file has none."""
        position = self.positions.get(column)
        return HEADINGS[column][0] if position is None else self.headings[position]


class MappingError(ValueError):
    """A person's choice of columns cannot be used."""


def column_of(heading: str) -> Column | None:
    """The field a heading names; None when it is unknown."""
    return _BY_KEY.get(_key(heading))


def match_headings(headings: Sequence[str]) -> ColumnMapping:
    """Match all headings; where two name the same field the first has it and the second is unmatched."""
    positions: dict[Column, int] = {}
    unmatched: list[int] = []
    for position, heading in enumerate(headings):
        column = column_of(heading)
        if column is not None and column not in positions:
            positions[column] = position
        elif _key(heading) != _key(FEEDBACK_HEADING) and heading.strip():
            unmatched.append(position)
    return ColumnMapping(tuple(headings), positions, tuple(unmatched))


def map_by_hand(headings: Sequence[str], choices: Mapping[int, Column | None]) -> ColumnMapping:
    """The mapping a person chose, position by position; None leaves a column out for good.

    Positions without a choice keep what was matched automatically, unless a choice took the field.

    Raises:
        MappingError: a position that the file does not have, or one field chosen twice.

    """
    if any(not 0 <= position < len(headings) for position in choices):
        raise MappingError("Kolonnen finnes ikke i filen.")
    positions = {column: position for position, column in choices.items() if column is not None}
    if len(positions) != sum(column is not None for column in choices.values()):
        raise MappingError("To kolonner kan ikke stå for det samme feltet.")
    automatic = match_headings(headings)
    for column, position in automatic.positions.items():
        if position not in choices:
            positions.setdefault(column, position)
    used = {*positions.values(), *choices}
    unmatched = (*automatic.unmatched, *automatic.positions.values())
    return ColumnMapping(tuple(headings), positions, tuple(sorted(set(unmatched) - used)))


def _key(heading: str) -> str:
    """Case, blanks and punctuation do not count; a trailing star (required) or unit in brackets does not either."""
    return re.sub(r"[^0-9a-zæøå]", "", search_key(re.sub(r"\([^)]*\)", "", heading)))


_BY_KEY: dict[str, Column] = {_key(name): column for column, names in HEADINGS.items() for name in names}
