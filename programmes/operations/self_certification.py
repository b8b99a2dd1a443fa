"""The right to self-certification: taken away by decision, and looked at again within six months (Regulations § 9).

The participant is told and heard first (Public Administration Act § 16), so a withdrawal begins as a draft with an
advance notice. What the decision does happens when it is made; the review is a new decision that replaces the old one.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import note_event
from participants.operations.deadlines import Duty, meet_deadline, write_deadlines
from programmes.law.deadlines import DEADLINE_RULES
from programmes.law.enums import DeadlineKind
from programmes.letters.writing import WORDS
from programmes.models import Decision, DecisionType, Participation, SelfCertificationWithdrawal
from programmes.operations.awarding import lock_participation
from programmes.operations.decisions import Draft, decide_or_submit, draft_decision
from programmes.operations.effects import Effect, register_effect
from programmes.operations.following import SELF_CERTIFICATION_REVIEW
from programmes.operations.procedure import StepFacts

PARAGRAPH = "integreringsforskriften § 9"
_FROM = "self_cert_from"
_REVIEWS = "reviews_withdrawal"
_REVIEWED_ON = "reviewed_on"
_RESTORED_ON = "self_cert_restored_on"
_REVIEW_BY = "self_cert_review_by"
_FAVOURABLE = "Vedtaket er til fordel for deltakeren."


@operation
def propose_withdrawal(
    actor: Actor,
    participation_id: UUID,
    *,
    withdrawn_on: dt.date,
    reason: str,
    language: str = "nb",
    expected_version: int | None = None,
) -> Decision:
    """Draft the withdrawal; the participant is given notice of it next, and it is decided after the answer."""
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    participation = lock_participation(actor, participation_id, expected_version)
    if not reason.strip():
        raise RuleRefused(_reason_missing())
    draft = Draft(
        decision_type=DecisionType.SELF_CERT_RIGHT_WITHDRAWN,
        participation_id=participation.pk,
        content={_FROM: withdrawn_on.isoformat()},
        reasons=reason,
        language=language,
    )
    return draft_decision(actor, participation.participant_id, draft)


@operation
def withdraw_self_certification(
    actor: Actor,
    participation_id: UUID,
    *,
    withdrawn_on: dt.date,
    reason: str,
    heard: str,
    expected_version: int | None = None,
) -> Decision:
    """Withdraw the right at once; ``heard`` says how the participant has been heard already (§ 16), and is kept."""
    decision = propose_withdrawal(
        actor, participation_id, withdrawn_on=withdrawn_on, reason=reason, expected_version=expected_version
    )
    return decide_or_submit(actor, decision, StepFacts(happened_on=timezone.localdate(), note=heard))


@operation
def review_self_certification(
    actor: Actor,
    withdrawal_id: UUID,
    *,
    reviewed_on: dt.date,
    is_restored: bool,
    reason: str,
    heard: str = "",
    expected_version: int | None = None,
) -> SelfCertificationWithdrawal:
    """Give the right back from ``reviewed_on`` on, or uphold the loss, which is then due again in six months.

    Either is a decision that replaces the one before. To uphold it, ``heard`` says how the participant was heard; what
    gives the right back needs no notice.
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    found = SelfCertificationWithdrawal.objects.visible_to(actor).get(pk=withdrawal_id)
    participation = lock_participation(actor, found.participation_id, None)
    row = SelfCertificationWithdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal_id)
    require_version(row, expected_version)
    if not reason.strip():
        raise RuleRefused(_reason_missing())
    language = row.decision.language if row.decision else "nb"
    content = {
        "text": WORDS[language].texts["self_cert_restored" if is_restored else "self_cert_upheld"],
        _REVIEWS: str(row.pk),
        _REVIEWED_ON: reviewed_on.isoformat(),
        **({_RESTORED_ON: reviewed_on.isoformat()} if is_restored else {}),
    }
    draft = Draft(
        decision_type=DecisionType.SELF_CERT_RIGHT_WITHDRAWN,
        participation_id=participation.pk,
        content=content,
        reasons=reason,
        language=language,
        replaces_id=row.decision_id,
    )
    decision = draft_decision(actor, participation.participant_id, draft)
    note = heard or (_FAVOURABLE if is_restored else "")
    decide_or_submit(actor, decision, StepFacts(happened_on=timezone.localdate(), note=note))
    row.refresh_from_db()
    return row


def _check(decision: Decision, _day: dt.date) -> list[Refusal]:
    content, participation = decision.content, decision.participation
    if participation is None:
        return []
    if _REVIEWS in content:
        return _faults_of_review(participation, content)
    withdrawn_on = _day_in(content, _FROM)
    if withdrawn_on is None:
        text = _("Skriv fra hvilken dag retten tas bort.")
        return [Refusal("withdrawn_on_missing", text, "withdrawn_on", PARAGRAPH)]
    if participation.withdrawals.standing().exists():
        text = _("Retten til egenmelding er allerede fratatt.")
        return [Refusal("already_withdrawn", text, "withdrawn_on", PARAGRAPH)]
    last_day = participation.ended_on or participation.last_day
    if participation.first_day <= withdrawn_on <= last_day:
        return []
    text = _("Datoen må være i programmet, %(first)s – %(last)s.")
    text %= {"first": f"{participation.first_day:%d.%m.%Y}", "last": f"{last_day:%d.%m.%Y}"}
    return [Refusal("outside_programme", text, "withdrawn_on", PARAGRAPH)]


def _faults_of_review(participation: Participation, content: dict[str, Any]) -> list[Refusal]:
    try:
        row = participation.withdrawals.filter(pk=UUID(str(content[_REVIEWS]))).first()
    except ValueError:
        row = None
    reviewed_on = _day_in(content, _REVIEWED_ON)
    if row is None or row.restored_on is not None:
        return [Refusal("already_restored", _("Retten er allerede gitt tilbake."), "", PARAGRAPH)]
    if reviewed_on is None or reviewed_on < row.withdrawn_on:
        text = _("Retten kan ikke vurderes på nytt før den ble fratatt.")
        return [Refusal("before_withdrawal", text, "reviewed_on", PARAGRAPH)]
    return []


def _apply(actor: Actor, decision: Decision, _decided_on: dt.date) -> None:
    participation, content = decision.participation, decision.content
    if participation is None:
        raise ValueError("the right is one in a programme")
    participation.participant = decision.participant
    if _REVIEWS in content:
        _review(actor, decision, participation)
    else:
        _withdraw(actor, decision, participation)


def _withdraw(actor: Actor, decision: Decision, participation: Participation) -> None:
    withdrawn_on = dt.date.fromisoformat(decision.content[_FROM])
    row = SelfCertificationWithdrawal(
        participation=participation,
        participant_id=participation.participant_id,
        municipality_id=participation.municipality_id,
        withdrawn_on=withdrawn_on,
        reason=decision.reasons,
        decision=decision,
        withdrawn_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "right_withdrawn_once" not in str(error):
            raise
        text = _("Retten til egenmelding er allerede fratatt.")
        raise RuleRefused(Refusal("already_withdrawn", text, "withdrawn_on", PARAGRAPH)) from error
    decision.content |= {_REVIEW_BY: _owe_review(row, participation, withdrawn_on).isoformat()}
    note_event(actor, participation.participant, "self_certification_withdrawn", withdrawn_on)


def _review(actor: Actor, decision: Decision, participation: Participation) -> None:
    content = decision.content
    reviewed_on = dt.date.fromisoformat(content[_REVIEWED_ON])
    row = SelfCertificationWithdrawal.objects.select_for_update(of=("self",)).get(pk=content[_REVIEWS])
    if _RESTORED_ON in content:
        row.restored_on = reviewed_on
        row.save()
        meet_deadline(SELF_CERTIFICATION_REVIEW, row.pk, reviewed_on)
    else:
        decision.content |= {_REVIEW_BY: _owe_review(row, participation, reviewed_on).isoformat()}
    note_event(
        actor, participation.participant, "self_certification_reviewed", reviewed_on,
        is_restored=_RESTORED_ON in content, reason=decision.reasons,
    )  # fmt: skip


def _owe_review(row: SelfCertificationWithdrawal, participation: Participation, from_day: dt.date) -> dt.date:
    rule = DEADLINE_RULES[DeadlineKind.SELF_CERTIFICATION_REVIEW]
    due_on = rule.due_on(from_day)
    write_deadlines([Duty(SELF_CERTIFICATION_REVIEW, participation.participant, row.pk, due_on, rule.paragraph)])
    return due_on


def _reason_missing() -> Refusal:
    return Refusal("reason_required", _("Skriv en begrunnelse."), "reason", PARAGRAPH)


def _day_in(content: dict[str, Any], key: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(content.get(key) or ""))
    except ValueError:
        return None


register_effect(DecisionType.SELF_CERT_RIGHT_WITHDRAWN, Effect(_check, _apply))
