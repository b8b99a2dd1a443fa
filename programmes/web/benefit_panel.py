"""The basis of the introduction benefit on the case page: the rate today, why, and when it becomes another."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from participants.models import Participant
from programmes.benefit_basis import benefit_of
from programmes.law.benefit import BenefitReason, BenefitRow
from programmes.web.panels import newest_of

REASONS: dict[BenefitReason, str | Promise] = {
    BenefitReason.ADULT: _("25 år eller eldre: hel stønad."),
    BenefitReason.YOUNG_ALONE: _("Under 25 år, bor ikke hos foreldrene: to tredjedeler."),
    BenefitReason.YOUNG_WITH_PARENTS: _("Under 25 år, bor hos foreldrene: en tredjedel."),
    BenefitReason.COUPLE_IN_PROGRAMME: _("Par uten barn, begge i program: fem sjetedeler til hver."),
    BenefitReason.COUPLE_BEFORE_RULE: _("Par uten barn, men startet før 1. juli 2024: hel stønad."),
    BenefitReason.COUPLE_WITH_CHILDREN: _("Par i program med barn: hel stønad."),
}


def benefit_panel(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any] | None:
    """The rows of the newest programme; nothing without a programme."""
    programme = newest_of(actor, person, today)
    if programme is None:
        return None
    programme.participant = person
    rows = benefit_of(programme)
    now = next((row for row in rows if row.first_day <= today <= row.last_day), None)
    if now is None:
        now = rows[0] if today < rows[0].first_day else rows[-1]
    following = next((row for row in rows if row.first_day > now.first_day), None)
    return {
        "now": _shown(now),
        "next": _shown(following) if following else None,
        "rows": [_shown(row) for row in rows],
        "steps": [{"date": row.first_day, "text": REASONS[row.reason], "paragraph": row.paragraph} for row in rows],
        "unverified": any(row.basic_amount is None or not row.basic_amount.is_verified for row in rows),
    }


def _shown(row: BenefitRow) -> dict[str, Any]:
    return {
        "first_day": row.first_day,
        "last_day": row.last_day,
        "fraction": f"{row.fraction.numerator}/{row.fraction.denominator}" if row.fraction != 1 else "1/1",
        "is_whole": row.fraction == 1,
        "why": REASONS[row.reason],
        "paragraph": row.paragraph,
        "a_month": _kroner(row.a_month),
        "a_day": _kroner(row.a_day),
        "an_hour": _kroner(row.an_hour),
        "basic_amount": row.basic_amount,
    }


def _kroner(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
