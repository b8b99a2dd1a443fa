"""One row of running programmes: the person as an arrival list reads it, and the programme with its faults.

Pure: nothing here knows the database. What is understood is kept as plain data, so that the commit needs no file.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from participants.arrivals.checking import CheckContext, check_row
from participants.arrivals.dates import ImpossibleDateError, read_date
from participants.arrivals.findings import Severity
from participants.arrivals.person import ParsedPerson
from participants.arrivals.tables import RawRow
from participants.arrivals.values import Education, ResidenceBasis
from participants.names.search import search_key
from programmes.caseload.columns import TITLES, CaseloadMapping, ProgrammeColumn
from programmes.models import AbsenceKind, EducationLevel, Goal, Protection

# What an arrival list must say and a running programme need not: where somebody was settled is known by now.
_NOT_ASKED = frozenset({"missing_municipality", "missing_residence_basis", "missing_settlement_date", "no_number"})
_LEVELS = {
    Education.NONE: EducationLevel.BELOW,
    Education.PRIMARY: EducationLevel.BELOW,
    Education.UPPER_SECONDARY: EducationLevel.UPPER_SECONDARY,
    Education.UPPER_SECONDARY_UA: EducationLevel.UPPER_SECONDARY_UA,
    Education.HIGHER: EducationLevel.UPPER_SECONDARY,
}
_DAY = r"\d[\d.\-/]{5,8}\d"
_PERIOD = re.compile(rf"^(?P<kind>.*?)[\s:]*(?P<first>{_DAY})(?:\s*(?:-|–|til|to)\s*(?P<last>{_DAY}))?$")
_SYNONYMS: dict[str, tuple[str, ...]] = {
    AbsenceKind.SICK_DOCTOR: ("sykmelding", "sykemelding", "syk", "sykdom", "legeerklæring"),
    AbsenceKind.SICK_SELF_CERTIFIED: ("egenmelding",),
    AbsenceKind.SICK_CHILD: ("sykt barn",),
    AbsenceKind.HOLIDAY: ("ferie",),
    AbsenceKind.WELFARE: ("velferdspermisjon", "velferd"),
    AbsenceKind.LONG_SICKNESS: ("langvarig sykdom", "langvarig syk"),
    AbsenceKind.PARENTAL: ("foreldrepermisjon", "fødselspermisjon", "omsorgspermisjon", "permisjon"),
    AbsenceKind.ADOPTION: ("adopsjonspermisjon", "adopsjon"),
    AbsenceKind.UNAUTHORISED: ("ugyldig fravær", "ugyldig"),
    AbsenceKind.AUTHORISED: ("gyldig fravær", "fravær"),
}
_GOALS: dict[str, tuple[str, ...]] = {
    Goal.WORK: ("arbeid", "jobb", "work"),
    Goal.FULL_UPPER_SECONDARY: ("videregående", "fullføre videregående", "fullført videregående opplæring"),
    Goal.PART_UPPER_SECONDARY: ("fag fra videregående", "deler av videregående"),
    Goal.VOCATIONAL_TRAINING: ("fagbrev", "fag og yrkesopplæring", "lærling"),
    Goal.TERTIARY_PREPARATION: ("høyere utdanning", "forberede høyere utdanning", "studier"),
    Goal.OTHER: ("annet", "other"),
}
_COLLECTIVE = ("kollektiv", "kollektiv beskyttelse", "ja", "collective", "34", "§ 34")
_ORDINARY = ("ordinær", "ordinary", "nei", "individuell", "asyl")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing about a row; ``stops`` says that the row cannot be taken over."""

    code: str
    text: str
    heading: str = ""
    paragraph: str = ""
    stops: bool = True

    def as_json(self) -> dict[str, Any]:
        """Plain data, in the form of an arrival list's findings."""
        severity = Severity.ERROR if self.stops else Severity.WARNING
        text = f"{self.text} ({self.paragraph})" if self.paragraph else self.text
        return {"severity": severity.value, "code": self.code, "heading": self.heading, "text": text}


@dataclass(frozen=True, slots=True)
class TakenAbsence:
    """An absence that was registered in the system before; both days are inclusive."""

    kind: str
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenProgramme:
    """The programme of a row, as far as it is understood."""

    offer_date: dt.date
    awarded_on: dt.date
    first_day: dt.date
    months: int
    extension_months: int
    decided_last_day: dt.date | None
    goal: str
    protection: str
    education: str
    plan_made_on: dt.date | None
    absences: tuple[TakenAbsence, ...]
    adviser: str

    def as_json(self) -> dict[str, Any]:
        """Plain data that ``from_json`` reads back."""
        data = {name: getattr(self, name) for name in self.__slots__}
        for name in _DAYS:
            data[name] = data[name].isoformat() if data[name] else None
        data["absences"] = [[row.kind, row.first_day.isoformat(), row.last_day.isoformat()] for row in self.absences]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TakenProgramme":
        """The programme that ``as_json`` wrote down."""
        values = dict(data)
        for name in _DAYS:
            values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
        day = dt.date.fromisoformat
        values["absences"] = tuple(TakenAbsence(kind, day(a), day(b)) for kind, a, b in values["absences"])
        return cls(**values)


_DAYS = ("offer_date", "awarded_on", "first_day", "decided_last_day", "plan_made_on")


@dataclass(slots=True)
class ReadRow:
    """What a row says; without ``programme`` something stops it."""

    number: int
    cells: list[str]
    person: ParsedPerson
    programme: TakenProgramme | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_stopped(self) -> bool:
        """Whether the row cannot be taken over as it stands."""
        return self.programme is None or any(fault.stops for fault in self.faults)


def read_row(row: RawRow, mapping: CaseloadMapping, context: CheckContext) -> ReadRow:
    """Read one row; never raises, whatever the cells hold."""
    checked = check_row(row, mapping.person, context)
    found = ReadRow(row.number, list(row.cells), checked.person)
    for finding in checked.findings:
        if finding.code not in _NOT_ASKED:
            found.faults.append(
                Fault(finding.code, finding.text, finding.heading, stops=finding.severity is Severity.ERROR)
            )
    reader = _Reader(row, mapping, found.faults)
    found.programme = reader.programme(checked.person, context.today)
    return found


class _Reader:
    """Reads the cells of the programme and collects the faults."""

    def __init__(self, row: RawRow, mapping: CaseloadMapping, faults: list[Fault]) -> None:
        self.row, self.mapping, self.faults = row, mapping, faults

    def programme(self, person: ParsedPerson, today: dt.date) -> TakenProgramme | None:
        before = len([fault for fault in self.faults if fault.stops])
        offer, first = self._needed_day(ProgrammeColumn.OFFER_DATE), self._needed_day(ProgrammeColumn.FIRST_DAY)
        months, extension = self._months(), self._extension()
        decided = self._day(ProgrammeColumn.DECIDED_LAST_DAY)
        awarded = self._day(ProgrammeColumn.AWARDED_ON)
        plan = self._day(ProgrammeColumn.PLAN_MADE_ON)
        goal, protection, education = self._goal(), self._protection(person), self._education(person)
        absences = self._absences(first)
        self._check_days(first, decided, today)
        is_stopped = len([fault for fault in self.faults if fault.stops]) > before
        if is_stopped or offer is None or first is None or months is None:
            return None
        return TakenProgramme(
            offer_date=offer, awarded_on=awarded or offer, first_day=first, months=months, extension_months=extension,
            decided_last_day=decided, goal=goal, protection=protection, education=education, plan_made_on=plan,
            absences=absences, adviser=self._text(ProgrammeColumn.ADVISER).lower(),
        )  # fmt: skip

    def _check_days(self, first: dt.date | None, decided: dt.date | None, today: dt.date) -> None:
        if first and first > today:
            self._stop(
                "not_begun", ProgrammeColumn.FIRST_DAY, _("Programmet har ikke begynt. Fatt vedtaket her i stedet.")
            )
        if first and decided and decided < first:
            self._stop("ends_before", ProgrammeColumn.DECIDED_LAST_DAY, _("Sluttdatoen er før første dag."))
        if decided and decided < today:
            text = _("Den vedtatte sluttdatoen er passert. Programmet må avsluttes etterpå.")
            self.faults.append(
                Fault("already_over", text, self._heading(ProgrammeColumn.DECIDED_LAST_DAY), stops=False)
            )

    def _text(self, column: ProgrammeColumn) -> str:
        place = self.mapping.programme.get(column)
        return "" if place is None or place >= len(self.row.cells) else " ".join(self.row.cells[place].split())

    def _heading(self, column: ProgrammeColumn) -> str:
        place = self.mapping.programme.get(column)
        return str(TITLES[column]) if place is None else self.mapping.person.headings[place]

    def _stop(self, code: str, column: ProgrammeColumn, text: str) -> None:
        self.faults.append(Fault(code, text, self._heading(column)))

    def _day(self, column: ProgrammeColumn) -> dt.date | None:
        text = self._text(column)
        try:
            found = read_date(text)
        except ImpossibleDateError:
            said = _("«%(value)s» er ikke en dato som finnes. Skriv dd.mm.åååå.") % {"value": text[:60]}
            self._stop("impossible_date", column, said)
            return None
        return found.day if found else None

    def _needed_day(self, column: ProgrammeColumn) -> dt.date | None:
        if not self._text(column):
            self._stop("missing", column, _("Feltet må være fylt ut."))
        return self._day(column)

    def _number(self, column: ProgrammeColumn) -> int | None:
        found = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?(?:\s*(?:mnd|måneder|mdr|months)\.?)?", self._text(column).lower())
        return int(found[1]) if found else None

    def _months(self) -> int | None:
        months = self._number(ProgrammeColumn.MONTHS)
        if not months:
            self._stop("months_unreadable", ProgrammeColumn.MONTHS, _("Skriv varigheten i hele måneder."))
        return months

    def _extension(self) -> int:
        if not self._text(ProgrammeColumn.EXTENSION_MONTHS):
            return 0
        months = self._number(ProgrammeColumn.EXTENSION_MONTHS)
        if months is None:
            self._stop("months_unreadable", ProgrammeColumn.EXTENSION_MONTHS, _("Skriv forlengelsen i hele måneder."))
        return months or 0

    def _goal(self) -> str:
        text = self._text(ProgrammeColumn.GOAL)
        known = {search_key(str(goal.label)): goal.value for goal in Goal} | {goal.value: goal.value for goal in Goal}
        known |= {search_key(word): goal for goal, words in _GOALS.items() for word in words}
        found = known.get(search_key(text)) or known.get(text.lower())
        if not found:
            said = _("«%(value)s» er ikke et sluttmål i loven.") % {"value": text[:60]}
            self.faults.append(
                Fault("unknown_goal", said, self._heading(ProgrammeColumn.GOAL), "integreringsloven §§ 13, 14")
            )
        return found or ""

    def _protection(self, person: ParsedPerson) -> str:
        text = search_key(self._text(ProgrammeColumn.PROTECTION))
        if text:
            if text in {search_key(word) for word in _COLLECTIVE}:
                return Protection.COLLECTIVE.value
            if text in {search_key(word) for word in _ORDINARY}:
                return Protection.ORDINARY.value
        elif person.residence_basis:
            is_collective = person.residence_basis is ResidenceBasis.COLLECTIVE
            return (Protection.COLLECTIVE if is_collective else Protection.ORDINARY).value
        self._stop(
            "unknown_protection_regime",
            ProgrammeColumn.PROTECTION,
            _("Skriv om personen har kollektiv beskyttelse, eller oppgi oppholdsgrunnlaget."),
        )
        return ""

    def _education(self, person: ParsedPerson) -> str:
        if person.education is None:
            text = _("Utdanningen må være kjent, for den avgjør hvor lenge programmet kan vare.")
            self.faults.append(Fault("missing_education", text, _("Utdanning"), "integreringsforskriften § 65 a"))
            return ""
        return _LEVELS[person.education].value

    def _absences(self, first_day: dt.date | None) -> tuple[TakenAbsence, ...]:
        place = self.mapping.programme.get(ProgrammeColumn.ABSENCES)
        text = "" if place is None or place >= len(self.row.cells) else self.row.cells[place]
        parts = [" ".join(part.split()) for part in re.split(r"[;\n]", text)]
        read = (self._absence(part, first_day) for part in parts if part)
        return tuple(absence for absence in read if absence)

    def _absence(self, text: str, first_day: dt.date | None) -> TakenAbsence | None:
        match = _PERIOD.match(text)
        kind = _absence_kind(match["kind"]) if match else None
        try:
            first = read_date(match["first"]) if match else None
            last = read_date(match["last"] or match["first"]) if match else None
        except ImpossibleDateError:
            first = last = None
        if not kind or not first or not last or last.day < first.day or (first_day and first.day < first_day):
            said = _(
                "«%(value)s» er ikke forstått. Skriv for eksempel «permisjon 01.02.2026–31.05.2026», "
                "innenfor programmet."
            )
            self._stop("absence_unreadable", ProgrammeColumn.ABSENCES, said % {"value": text[:60]})
            return None
        return TakenAbsence(kind, first.day, last.day)


def _absence_kind(text: str) -> str | None:
    key = search_key(text)
    known = {search_key(str(kind.label)): kind.value for kind in AbsenceKind}
    known |= {search_key(kind.value): kind.value for kind in AbsenceKind}
    known |= {search_key(word): kind for kind, words in _SYNONYMS.items() for word in words}
    known.pop(search_key(str(AbsenceKind.STOP.label)), None)
    return known.get(key)
