"""Ends programmes (Integration Act § 18 a)."""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import note_event
from participants.operations.deadlines import close_deadlines, meet_deadline
from programmes.hooks import programme_ended
from programmes.models import EndReason, Letter, LetterKind, MainActivity, Participation
from programmes.operations.awarding import lock_participation
from programmes.operations.duties import PLAN, PROGRAMME_END
from programmes.operations.extension_watch import EXTENSION_WINDOW
from programmes.operations.following import write_leave_duties
from programmes.operations.followup.reviews import cancel_planned
from programmes.operations.letters import issue_certificate


@operation
def end_programme(
    actor: Actor,
    participation_id: UUID,
    *,
    ended_on: dt.date,
    end_reason: str,
    main_activity: str,
    expected_version: int | None = None,
) -> Participation:
    """Register that the programme ended on ``ended_on`` (its last day), why, and what the person mainly does then.

    The participation certificate is made in the same transaction (§ 18 a).
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    participation = lock_participation(actor, participation_id, expected_version)
    refusals = _faults(participation, ended_on, end_reason, main_activity)
    if refusals:
        raise RuleRefused(*refusals)
    participation.ended_on, participation.end_reason = ended_on, end_reason
    participation.main_activity = main_activity
    participation.save()
    meet_deadline(PROGRAMME_END, participation.pk, ended_on)
    close_deadlines([PLAN, EXTENSION_WINDOW], [participation.pk], ended_on)
    write_leave_duties(participation)
    cancel_planned(participation, ended_on)
    if end_reason != EndReason.DECEASED:
        issue_certificate(actor, participation, timezone.localdate())
    note_event(
        actor, participation.participant, "programme_ended", ended_on, reason=end_reason, main_activity=main_activity
    )
    programme_ended(actor, participation)
    return participation


@operation
def issue_certificate_again(actor: Actor, participation_id: UUID, *, language: str) -> Letter:
    """The participation certificate in one more language; each is made once (§ 18 a).

    Raises ``RuleRefused`` while the programme stands, and where the certificate is there in that language.
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    participation = lock_participation(actor, participation_id, None)
    if participation.ended_on is None or participation.end_reason == EndReason.DECEASED:
        text = _("Deltakerbeviset lages når programmet er avsluttet.")
        raise RuleRefused(Refusal("not_ended", text, "", "integreringsloven § 18 a"))
    if Letter.objects.filter(participation=participation, kind=LetterKind.CERTIFICATE, language=language).exists():
        text = _("Deltakerbeviset er alt laget på dette språket.")
        raise RuleRefused(Refusal("certificate_made", text, "language", "integreringsloven § 18 a"))
    return issue_certificate(actor, participation, timezone.localdate(), language)


def faults_of_day(participation: Participation, ended_on: dt.date) -> list[Refusal]:
    """What stands against an end on this day, whatever its reason."""
    faults: list[Refusal] = []
    if participation.ended_on is not None:
        faults.append(Refusal("already_ended", _("Programmet er allerede avsluttet."), "", "integreringsloven § 18 a"))
    if ended_on < participation.first_day:
        text = _("Programmet kan ikke avsluttes før det har begynt.")
        faults.append(Refusal("ends_before_it_begins", text, "ended_on", "integreringsloven § 18 a"))
    if ended_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "ended_on"))
    if ended_on > participation.last_day:
        text = _("Programmet sluttet senest %(day)s. Registrer den dagen eller en tidligere.")
        text %= {"day": f"{participation.last_day:%d.%m.%Y}"}
        faults.append(Refusal("ends_after_last_day", text, "ended_on", "integreringsloven § 18 a"))
    return faults


def _faults(participation: Participation, ended_on: dt.date, end_reason: str, main_activity: str) -> list[Refusal]:
    faults = faults_of_day(participation, ended_on)
    if end_reason not in EndReason.values:
        faults.append(Refusal("end_reason_missing", _("Velg hvorfor programmet sluttet."), "end_reason"))
    if main_activity not in MainActivity.values:
        faults.append(Refusal("main_activity_missing", _("Velg hovedaktivitet."), "main_activity"))
    return faults
