"""The household as the case page shows it: those who live together today, family elsewhere, and what was before."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, decide
from participants.arrivals.remarks import ChildMention, find_children
from participants.household import Household, Relative, relative_of
from participants.models import Custody, EndReason, FamilyPeriod, Kinship, Participant, Tie


@dataclass(frozen=True, slots=True)
class Shown:
    """A relative with the words of the page."""

    relative: Relative
    what: str
    age: int | None
    care: str
    is_protected: bool = False


def household_panel(actor: Actor, person: Participant, today: dt.date) -> dict[str, Any]:
    """Everything recorded of the family; empty lists where nothing is."""
    rows = list(
        FamilyPeriod.objects.visible_to(actor)
        .current()
        .filter(participant=person)
        .select_related("member__related")
        .order_by("first_day", "member_id")
    )
    now = [relative_of(row) for row in rows if _holds(row, today)]
    now.sort(key=lambda each: (_ORDER[each.kinship], each.birth_date or dt.date.min, each.member_id))
    may_change = decide(actor, Resource.HOUSEHOLD, Action.CHANGE, person.facts_for(actor)).allowed
    household = Household(today, tuple(now))
    return {
        "here": [shown(each, today) for each in now if each.lives_here],
        "elsewhere": [shown(each, today) for each in now if not each.lives_here],
        "history": [_line(row) for row in reversed(rows) if len(rows) > len(now) or row.last_day],
        "is_sole_carer": household.is_sole_carer,
        "children_under_age": len(household.children_under(18)),
        "proposals": proposals(person, household) if may_change else [],
        "may_change": may_change,
        "new_url": reverse("participants:family-new", args=[person.pk]),
    }


def proposals(person: Participant, household: Household) -> list[tuple[int, ChildMention]]:
    """Children that the remark speaks of and that the household has none like; never stored unasked."""
    known = {each.name.casefold().split(" ")[0] for each in household.children if each.name}
    years = {str(each.birth_date.year) for each in household.children if each.birth_date}
    return [
        (number, mention)
        for number, mention in enumerate(find_children(person.remark))
        if not (
            (mention.name and mention.name.casefold().split(" ")[0] in known)
            or (not mention.name and mention.born[-4:] in years | {mention.born[:4]} & years)
        )
    ]


def shown(relative: Relative, today: dt.date) -> Shown:
    """What the page says of a relative."""
    return Shown(relative, _what(relative), _age(relative.birth_date, today), _care(relative))


_ORDER = {Kinship.PARTNER: 0, Kinship.CHILD: 1, Kinship.PARENT: 2, Kinship.OTHER: 3}


def _holds(row: FamilyPeriod, day: dt.date) -> bool:
    return row.first_day <= day <= (row.last_day or dt.date.max)


def _what(relative: Relative) -> str:
    if relative.kinship is Kinship.PARTNER:
        return _("ektefelle") if relative.tie == Tie.SPOUSE else _("samboer")
    return str(relative.kinship.label)


def _care(relative: Relative) -> str:
    return str(Custody(relative.custody).label) if relative.custody else ""


def _age(birth_date: dt.date | None, day: dt.date) -> int | None:
    if birth_date is None or birth_date > day:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _line(row: FamilyPeriod) -> dict[str, Any]:
    relative = relative_of(row)
    how = [_what(relative), _("bodde sammen") if row.last_day else _("bor sammen")]
    if not row.lives_here:
        how[1] = _("bodde hver for seg") if row.last_day else _("bor hver for seg")
    if care := _care(relative):
        how.append(_("omsorg: %(care)s") % {"care": care})
    if row.end_reason:
        how.append(str(EndReason(row.end_reason).label))
    return {
        "first_day": row.first_day,
        "last_day": row.last_day,
        "name": relative.name or _("Barn uten navn"),
        "how": ", ".join(how),
    }
