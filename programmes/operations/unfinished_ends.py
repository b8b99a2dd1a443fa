"""Ends that are begun and lack their reason or main activity: they are kept, and the end stays due."""

import datetime as dt
from uuid import UUID

from agencies.access import Action, Actor, Resource
from agencies.errors import RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import note_event
from participants.operations.deadlines import Duty, write_deadlines
from programmes.models import EndDraft, EndReason, MainActivity, Participation
from programmes.operations.awarding import lock_participation
from programmes.operations.duties import PROGRAMME_END
from programmes.operations.ending import faults_of_day


@operation
def keep_end_draft(
    actor: Actor,
    participation_id: UUID,
    *,
    ended_on: dt.date,
    end_reason: str = "",
    main_activity: str = "",
    expected_version: int | None = None,
) -> EndDraft:
    """Keep what is known of an end; the programme has not ended before ``end_programme`` has all of it.

    The end is due on ``ended_on`` where that is earlier than the last day, so that it stays on the list.
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    participation = lock_participation(actor, participation_id, expected_version)
    refusals = faults_of_day(participation, ended_on)
    if refusals:
        raise RuleRefused(*refusals)
    draft, _made = EndDraft.objects.update_or_create(
        participation=participation,
        defaults={
            "participant": participation.participant,
            "municipality_id": participation.municipality_id,
            "ended_on": ended_on,
            "end_reason": end_reason if end_reason in EndReason.values else "",
            "main_activity": main_activity if main_activity in MainActivity.values else "",
        },
    )
    due_on = min(ended_on, participation.last_day)
    write_deadlines(
        [Duty(PROGRAMME_END, participation.participant, participation.pk, due_on, "integreringsloven § 18 a")]
    )
    note_event(actor, participation.participant, "end_drafted", ended_on)
    return draft


def end_draft_of(participation: Participation) -> EndDraft | None:
    """What is known of an end that is not finished; nothing once the programme has ended."""
    return None if participation.ended_on else EndDraft.objects.filter(participation=participation).first()
