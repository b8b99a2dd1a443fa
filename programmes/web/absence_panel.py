"""The tab «Fravær og permisjon»: what is used of each limit, what is registered, and the year as a picture."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may
from participants.models import Participant
from programmes.absence_facts import limit_context, other_parent_stated, registered_of
from programmes.absence_words import counter_in_words
from programmes.earlier_time import absences_elsewhere
from programmes.law.limits import counters_on
from programmes.law.limits_conditions import uncertified_between
from programmes.law.limits_rows import KINDS, MANY_SELF_CERTIFIED
from programmes.law.limits_words import Benefit
from programmes.law.months import same_day_after
from programmes.law.working_days import working_days_between
from programmes.models import Absence, Documentation, Participation
from programmes.web.absence_calendar import Away, picture_of
from programmes.web.panels import newest_of

_TONES = {Benefit.REDUCED: "danger", Benefit.NONE: "leave"}
_DOCUMENTATION_TONES = {
    Documentation.NOT_NEEDED: "neutral",
    Documentation.REQUIRED: "warning",
    Documentation.RECEIVED: "success",
}


def absence_tab(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any] | None:
    """What the tab shows; whoever may not see reasons sees days and «fravær» only (law.md 7.2)."""
    programme = newest_of(actor, person, today)
    if programme is None:
        return {"programme": None}
    rows = list(
        Absence.objects.visible_to(actor)
        .filter(participation=programme)
        .select_related("registered_by", "voided_by", "replaces")
        .order_by("-first_day", "-created_at", "-id")
    )
    standing = [row for row in rows if row.is_standing]
    shows_reasons = FieldGroup.ABSENCE_REASONS in fields_for(actor)
    context = {
        "programme": programme,
        "shows_reasons": shows_reasons,
        "rows": [_shown(row, shows_reasons) for row in standing],
        "closed": [_shown(row, shows_reasons) for row in rows if not row.is_standing],
        "years": [_year(year, standing, shows_reasons, today) for year in _years(programme, today)],
    }
    return {**context, **_for_caseworkers(actor, programme, standing, today)} if shows_reasons else context


def _for_caseworkers(
    actor: Actor, programme: Participation, standing: Sequence[Absence], today: dt.date
) -> dict[str, Any]:
    other_id = other_parent_stated(standing)
    other = Participation.objects.visible_to(actor).filter(pk=other_id).first() if other_id else None
    day = min(max(today, programme.first_day), programme.last_day)
    registered = [*absences_elsewhere(programme.participant_id), *(registered_of(row) for row in standing)]
    withdrawal = programme.withdrawals.standing().first()
    may_change = may(actor, Resource.PARTICIPATION, Action.CHANGE)
    return {
        "counters": [counter_in_words(each) for each in counters_on(limit_context(programme, other), registered, day)],
        "self_certified": uncertified_between(registered, same_day_after(day, -12) + dt.timedelta(days=1), day),
        "self_certified_prompt": MANY_SELF_CERTIFIED.number,
        "self_certified_paragraph": MANY_SELF_CERTIFIED.paragraph,
        "withdrawal": withdrawal,
        "may_change": may_change,
        "register_url": reverse("programmes:register-absence", args=[programme.participant_id]) if may_change else "",
        "withdraw_url": reverse("programmes:withdraw-self-certification", args=[programme.pk]) if may_change else "",
    }


def _years(programme: Participation, today: dt.date) -> list[int]:
    last = (programme.ended_on or programme.last_day).year
    years = range(programme.first_day.year, last + 1)
    return sorted(years, key=lambda year: (year != min(max(today.year, years[0]), last), year))


def _year(year: int, standing: Sequence[Absence], shows_reasons: bool, today: dt.date) -> dict[str, Any]:
    begins, ends = dt.date(year, 1, 1), dt.date(year, 12, 31)
    rows = [row for row in reversed(standing) if row.first_day <= ends and row.last_day >= begins]
    away = [
        Away(row.first_day, row.last_day, f"{_label(row, shows_reasons)} {_days(row)}", _tone(row, shows_reasons))
        for row in rows
    ]
    said = "; ".join(each.label for each in away) or _("Ingen fravær registrert.")
    return {"picture": picture_of(year, away), "said": said, "is_open": year == today.year}


def _shown(row: Absence, shows_reasons: bool) -> dict[str, Any]:
    return {
        "row": row,
        "label": _label(row, shows_reasons),
        "days": _days(row),
        "working_days": working_days_between(row.first_day, row.last_day) if row.hours is None else None,
        "tone": _tone(row, shows_reasons),
        "documentation_tone": _DOCUMENTATION_TONES[Documentation(row.documentation)],
        "lacks_documentation": row.documentation == Documentation.REQUIRED,
    }


def _label(row: Absence, shows_reasons: bool) -> str:
    return capfirst(row.get_kind_display()) if shows_reasons else _("Fravær")


def _days(row: Absence) -> str:
    first = f"{row.first_day:%d.%m.%Y}"
    return first if row.first_day == row.last_day else f"{first} – {row.last_day:%d.%m.%Y}"


def _tone(row: Absence, shows_reasons: bool) -> str:
    if not shows_reasons:
        return "neutral"
    benefit = next(rule.benefit for kind, rule in KINDS.items() if kind.value == row.kind)
    return _TONES.get(benefit, "neutral")
