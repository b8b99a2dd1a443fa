"""The right to self-certification: taken away by decision, and looked at again within six months (Regulations § 9)."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import note_event
from participants.operations.deadlines import Duty, meet_deadline, write_deadlines
from programmes.law.deadlines import DEADLINE_RULES
from programmes.law.enums import DeadlineKind
from programmes.models import Participation, SelfCertificationWithdrawal
from programmes.operations.awarding import lock_participation
from programmes.operations.following import SELF_CERTIFICATION_REVIEW

_PARAGRAPH = "integreringsforskriften § 9"


@operation
def withdraw_self_certification(
    actor: Actor, participation_id: UUID, *, withdrawn_on: dt.date, reason: str, expected_version: int | None = None
) -> SelfCertificationWithdrawal:
    """Take away the right from ``withdrawn_on`` on; the review is due six months later."""
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    participation = lock_participation(actor, participation_id, expected_version)
    refusals = _faults(participation, withdrawn_on, reason)
    if refusals:
        raise RuleRefused(*refusals)
    row = SelfCertificationWithdrawal(
        participation=participation,
        participant_id=participation.participant_id,
        municipality_id=participation.municipality_id,
        withdrawn_on=withdrawn_on,
        reason=reason.strip(),
        withdrawn_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "right_withdrawn_once" not in str(error):
            raise
        text = _("Retten til egenmelding er allerede fratatt.")
        raise RuleRefused(Refusal("already_withdrawn", text, "withdrawn_on", _PARAGRAPH)) from error
    _owe_review(row, participation, withdrawn_on)
    note_event(actor, participation.participant, "self_certification_withdrawn", withdrawn_on)
    return row


@operation
def review_self_certification(
    actor: Actor,
    withdrawal_id: UUID,
    *,
    reviewed_on: dt.date,
    is_restored: bool,
    reason: str,
    expected_version: int | None = None,
) -> SelfCertificationWithdrawal:
    """Give the right back from ``reviewed_on`` on, or uphold the loss, which is then due again in six months."""
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    found = SelfCertificationWithdrawal.objects.visible_to(actor).get(pk=withdrawal_id)
    participation = lock_participation(actor, found.participation_id, None)
    row = SelfCertificationWithdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal_id)
    require_version(row, expected_version)
    if row.restored_on is not None:
        raise RuleRefused(Refusal("already_restored", _("Retten er allerede gitt tilbake."), "", _PARAGRAPH))
    if not reason.strip():
        raise RuleRefused(Refusal("reason_required", _("Skriv en begrunnelse."), "reason", _PARAGRAPH))
    if reviewed_on < row.withdrawn_on:
        text = _("Retten kan ikke vurderes på nytt før den ble fratatt.")
        raise RuleRefused(Refusal("before_withdrawal", text, "reviewed_on", _PARAGRAPH))
    if is_restored:
        row.restored_on = reviewed_on
        row.save()
        meet_deadline(SELF_CERTIFICATION_REVIEW, row.pk, reviewed_on)
    else:
        _owe_review(row, participation, reviewed_on)
    note_event(
        actor, participation.participant, "self_certification_reviewed", reviewed_on,
        is_restored=is_restored, reason=reason.strip(),
    )  # fmt: skip
    return row


def _owe_review(row: SelfCertificationWithdrawal, participation: Participation, from_day: dt.date) -> None:
    rule = DEADLINE_RULES[DeadlineKind.SELF_CERTIFICATION_REVIEW]
    duty = Duty(SELF_CERTIFICATION_REVIEW, participation.participant, row.pk, rule.due_on(from_day), rule.paragraph)
    write_deadlines([duty])


def _faults(participation: Participation, withdrawn_on: dt.date, reason: str) -> list[Refusal]:
    faults: list[Refusal] = []
    if not reason.strip():
        faults.append(Refusal("reason_required", _("Skriv en begrunnelse."), "reason", _PARAGRAPH))
    last_day = participation.ended_on or participation.last_day
    if not participation.first_day <= withdrawn_on <= last_day:
        text = _("Datoen må være i programmet, %(first)s – %(last)s.")
        text %= {"first": f"{participation.first_day:%d.%m.%Y}", "last": f"{last_day:%d.%m.%Y}"}
        faults.append(Refusal("outside_programme", text, "withdrawn_on", _PARAGRAPH))
    return faults
