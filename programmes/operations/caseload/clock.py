"""The last day that the facts of a taken-over programme give, apart from what was decided elsewhere."""

from dataclasses import replace

from programmes.caseload.reading import Fault, TakenProgramme
from programmes.clocks import case_of, case_with_absences, refusals_of
from programmes.law.cases import Absence, ClockResult
from programmes.law.clock import programme_clock
from programmes.law.enums import AbsenceKind
from programmes.models import Participation


def clock_of_taken(programme: TakenProgramme) -> ClockResult:
    """The clock of a row."""
    case = case_of(programme, extension_months=programme.extension_months, decided_last_day=programme.decided_last_day)
    absences = tuple(
        Absence(AbsenceKind(each.kind), each.first_day, each.last_day, None, None) for each in programme.absences
    )
    return programme_clock(replace(case, absences=absences))


def faults_of_clock(clock: ClockResult) -> list[Fault]:
    """What the law refuses, each with its paragraph: such a programme is looked at by a person first."""
    return [Fault(refusal.code, refusal.detail, paragraph=refusal.paragraph) for refusal in refusals_of(clock)]


def computed_clock(participation: Participation) -> ClockResult:
    """The clock of a stored programme as it would be without the decided day standing."""
    return programme_clock(replace(case_with_absences(participation), decided_stands=False))
