"""Between stored absences and the pure limits of ``programmes.law``."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from agencies.errors import Refusal
from programmes.clocks import case_of
from programmes.law import enums
from programmes.law.limits_facts import (
    Circumstances,
    Finding,
    LimitContext,
    RegisteredAbsence,
    Withdrawal,
)
from programmes.law.limits_texts import LIMITS_EN, LIMITS_NB
from programmes.law.texts import Catalogue
from programmes.models import Absence, Documentation, Participation

OTHER_PARENT = "other_parent"
"""The key of ``Absence.circumstances`` that holds the id of the other parent's participation."""
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFacts:
    """What a caseworker states of an absence; both days are inclusive.

    ``hours`` make it a part of one day. ``documented_on`` says that the documentation is received.
    ``limit_reason`` is why the caseworker goes on past a soft limit. From ``children`` on it is what is stated of
    household and birth; ``other_parent_id`` is the other parent's participation.
    """

    kind: str
    first_day: dt.date
    last_day: dt.date
    hours: Decimal | None = None
    planned_hours: Decimal | None = None
    documented_on: dt.date | None = None
    reason: str = ""
    limit_reason: str = ""
    children: int | None = None
    sole_carer: bool = False
    chronic_child: bool = False
    child_born_on: dt.date | None = None
    other_parent_prevented: bool = False
    other_parent_id: UUID | None = None

    @property
    def registered(self) -> RegisteredAbsence:
        """The same as the law asks for it."""
        return RegisteredAbsence(
            kind=enums.AbsenceKind(self.kind),
            first_day=self.first_day,
            last_day=self.last_day,
            hours=self.hours,
            planned_hours=self.planned_hours,
            has_certificate=self.documented_on is not None,
            circumstances=Circumstances(
                children=self.children,
                sole_carer=self.sole_carer,
                chronic_child=self.chronic_child,
                child_born_on=self.child_born_on,
                other_parent_prevented=self.other_parent_prevented,
            ),
        )

    @property
    def circumstances(self) -> dict[str, Any]:
        """What is stated of household and birth, as it is stored; what is not stated is left out."""
        stated = {
            "children": self.children,
            "sole_carer": self.sole_carer,
            "chronic_child": self.chronic_child,
            "child_born_on": self.child_born_on.isoformat() if self.child_born_on else None,
            "other_parent_prevented": self.other_parent_prevented,
            OTHER_PARENT: str(self.other_parent_id) if self.other_parent_id else None,
        }
        return {name: value for name, value in stated.items() if value not in (None, False)}


def facts_of(row: Absence) -> AbsenceFacts:
    """The facts of a stored absence, to begin a correction with."""
    stated = dict(row.circumstances)
    other, born = stated.pop(OTHER_PARENT, None), stated.pop("child_born_on", None)
    return AbsenceFacts(
        kind=row.kind,
        first_day=row.first_day,
        last_day=row.last_day,
        hours=row.hours,
        planned_hours=row.planned_hours,
        documented_on=row.documented_on,
        reason=row.reason,
        limit_reason=row.limit_reason,
        child_born_on=dt.date.fromisoformat(born) if born else None,
        other_parent_id=UUID(other) if other else None,
        **stated,
    )


_DAYS = ("first_day", "last_day", "documented_on", "child_born_on")
_AMOUNTS = ("hours", "planned_hours")


def facts_to_json(facts: AbsenceFacts) -> dict[str, Any]:
    """The facts as a decision keeps them; ``facts_from_json`` reads them."""
    written = {name: value for name, value in asdict(facts).items() if value not in (None, False, "")}
    return {name: str(value) if name in _AS_TEXT else value for name, value in written.items()}


def facts_from_json(written: Mapping[str, Any]) -> AbsenceFacts:
    """The facts that a decision keeps."""
    values = dict(written)
    days = {name: dt.date.fromisoformat(values[name]) for name in _DAYS if name in values}
    amounts = {name: Decimal(values[name]) for name in _AMOUNTS if name in values}
    other = {"other_parent_id": UUID(values["other_parent_id"])} if "other_parent_id" in values else {}
    return AbsenceFacts(**{**values, **days, **amounts, **other})


_AS_TEXT = frozenset({*_DAYS, *_AMOUNTS, "other_parent_id"})


def registered_of(row: Absence) -> RegisteredAbsence:
    """A stored absence as the law asks for it."""
    return RegisteredAbsence(
        kind=enums.AbsenceKind(row.kind),
        first_day=row.first_day,
        last_day=row.last_day,
        hours=row.hours,
        planned_hours=row.planned_hours,
        has_certificate=row.documentation == Documentation.RECEIVED,
        circumstances=_circumstances(row.circumstances),
    )


def limit_context(participation: Participation, other_parent: Participation | None = None) -> LimitContext:
    """The programme as the limits ask for it; ``other_parent`` is the other parent's programme."""
    case = case_of(
        participation,
        extension_months=participation.extension_months,
        decided_last_day=participation.decided_last_day,
    )
    withdrawals = participation.withdrawals.order_by("withdrawn_on", "id")
    others = other_parent.absences.standing() if other_parent else ()
    return LimitContext(
        case=case,
        ended_on=participation.ended_on,
        withdrawals=tuple(
            Withdrawal(row.withdrawn_on, row.restored_on - _ONE_DAY if row.restored_on else None)
            for row in withdrawals
            if row.restored_on is None or row.restored_on > row.withdrawn_on
        ),
        other_parent=tuple(registered_of(row) for row in others),
        other_parent_takes_part=other_parent is not None,
    )


def other_parent_stated(rows: Iterable[Absence]) -> UUID | None:
    """The other parent's participation as it was stated last."""
    stated = [row for row in rows if OTHER_PARENT in row.circumstances]
    newest = max(stated, key=lambda row: (row.first_day, row.pk), default=None)
    return UUID(newest.circumstances[OTHER_PARENT]) if newest else None


def limits_catalogue() -> Catalogue:
    """The words of the limits in the language of the request."""
    return LIMITS_EN if (get_language() or "").startswith("en") else LIMITS_NB


def refusals_of_findings(findings: Iterable[Finding], about: str = "") -> list[Refusal]:
    """Findings in the form that pages and the API show; ``about`` puts them at one field instead of their own."""
    words = limits_catalogue()
    return [Refusal(str(item.code), item.text(words), about or item.about, item.paragraph) for item in findings]


def _circumstances(stated: Mapping[str, Any]) -> Circumstances:
    born = stated.get("child_born_on")
    return Circumstances(
        children=stated.get("children"),
        sole_carer=bool(stated.get("sole_carer")),
        chronic_child=bool(stated.get("chronic_child")),
        child_born_on=dt.date.fromisoformat(born) if born else None,
        other_parent_prevented=bool(stated.get("other_parent_prevented")),
    )
