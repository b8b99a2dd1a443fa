"""What the clock says besides a date: steps, refusals and notices, each with its paragraph."""

from dataclasses import dataclass, field
from datetime import date

from programmes.law.enums import Fault, NoticeCode, RefusalCode, StepCode
from programmes.law.texts import Catalogue, Parameters
from programmes.law.texts_nb import BOKMAAL


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation; `date` is the last day of the programme after it."""

    code: StepCode
    date: date
    paragraph: str
    parameters: Parameters = field(default_factory=dict)

    def text(self, catalogue: Catalogue = BOKMAAL) -> str:
        """The line in words."""
        return catalogue.text(self.code, self.parameters)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a case cannot stand; `paragraph` is the rule it meets, or the rule the unusable fact is needed for."""

    code: RefusalCode
    fault: Fault
    paragraph: str
    parameters: Parameters = field(default_factory=dict)

    def detail(self, catalogue: Catalogue = BOKMAAL) -> str:
        """The reason in words."""
        return catalogue.text(self.fault, self.parameters)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a caseworker must look at before deciding; it refuses nothing."""

    code: NoticeCode
    paragraph: str
    parameters: Parameters = field(default_factory=dict)

    def text(self, catalogue: Catalogue = BOKMAAL) -> str:
        """The notice in words."""
        return catalogue.text(self.code, self.parameters)
