"""Work, or an offer of it, before the start: it excludes from 30 hours a week, and the right revives when it ends.

Act § 8(4). While the work stands nothing is due; when it falls away within two years, decision and start are due again.
"""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import lock_case, note_event
from programmes.models import EarlyJob, Participation
from programmes.operations.duties import follow_start

PARAGRAPH = "integreringsloven § 8 fjerde ledd"
MOST_HOURS = Decimal(80)


@operation
def register_early_job(
    actor: Actor,
    participant_id: UUID,
    *,
    hours_a_week: Decimal,
    first_day: dt.date,
    employer_name: str = "",
    is_offer: bool = False,
    expected_version: int | None = None,
) -> EarlyJob:
    """Note that the person works, or is offered work, before a programme; ``expected_version`` is the participant's."""
    require(actor, Action.CREATE, Resource.START)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    faults = []
    if not 0 < hours_a_week <= MOST_HOURS:
        faults.append(Refusal("hours_out_of_range", _("Skriv timer i uken, over 0 og høyst 80."), "hours_a_week"))
    if first_day > timezone.localdate():
        text = _("Datoen er fram i tid. Et tilbud føres fra dagen det ble gitt.")
        faults.append(Refusal("in_future", text, "first_day", PARAGRAPH))
    if Participation.objects.filter(participant=person).standing().exists():
        text = _("Personen er i program. Jobben føres under «Arbeid og NAV».")
        faults.append(Refusal("programme_stands", text, "", PARAGRAPH))
    if faults:
        raise RuleRefused(*faults)
    job = EarlyJob.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        employer_name=employer_name.strip(),
        hours_a_week=hours_a_week,
        is_offer=is_offer,
        first_day=first_day,
        registered_by_id=actor.user_id,
    )
    note_event(actor, person, "early_job_registered", first_day, hours=str(hours_a_week))
    follow_start(actor, person)
    return job


@operation
def end_early_job(actor: Actor, job_id: UUID, *, ended_on: dt.date, expected_version: int | None = None) -> EarlyJob:
    """The work ended or the offer fell away: within the two years the deadline for decision and start runs again."""
    require(actor, Action.CHANGE, Resource.START)
    found = EarlyJob.objects.visible_to(actor).get(pk=job_id)
    person = lock_case(actor, found.participant_id)
    job = EarlyJob.objects.select_for_update(of=("self",)).get(pk=job_id)
    require_version(job, expected_version)
    if job.ended_on is not None:
        raise RuleRefused(Refusal("job_ended", _("Arbeidet er alt falt bort."), "", PARAGRAPH))
    if not job.first_day <= ended_on <= timezone.localdate():
        text = _("Velg en dag fra arbeidet begynte og til i dag.")
        raise RuleRefused(Refusal("ended_outside", text, "ended_on", PARAGRAPH))
    job.ended_on = ended_on
    job.save()
    note_event(actor, person, "early_job_ended", ended_on, hours=str(job.hours_a_week))
    follow_start(actor, person)
    return job
