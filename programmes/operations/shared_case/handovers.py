"""The hand-over to NAV when a programme ends: opened in time, filled in by the municipality, closed by NAV's answer."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import AgencyKind, Membership
from agencies.operations.base import operation, require, require_version
from agencies.serving import serving
from participants.models import Assignment, AssignmentKind, Participant
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import Duty, close_deadlines, meet_deadline, write_deadlines
from programmes.models import EndReason, MainActivity, Participation
from programmes.models.shared_case import Handover, HandoverAnswer, JobSeeker
from programmes.operations.awarding import lock_participation

HANDOVER = "nav_handover"
PARAGRAPH = "integreringsloven § 12 a"
OPENS_DAYS = 60
"""So many days before the last day of a programme its hand-over is opened."""
ANSWER_DAYS = 14
"""The least that NAV has for its answer, where a programme ends before its time."""
_NOBODY_TO_HAND_OVER = (EndReason.MOVED, EndReason.EMIGRATED, EndReason.DECEASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What the municipality states. ``send`` gives it to NAV; until then it is the municipality's own work."""

    job_seeker: str = ""
    activity: str = ""
    follow_up_on: dt.date | None = None
    documents_shared_on: dt.date | None = None
    note: str = ""
    send: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NavAnswer:
    """What NAV answers: it takes over, with the day of the first meeting, or says why it does not."""

    answer: str
    first_meeting_on: dt.date | None = None
    note: str = ""


def open_handovers(municipality_id: UUID, today: dt.date) -> int:
    """The night's run in one municipality: open what is near its end, and follow days that have moved.

    A second run the same night finds nothing; answers how many are new.
    """
    with acting_as(system_actor(municipality_id)):
        offices = _offices(municipality_id, today)
        if not offices:
            return 0
        near = Q(ended_on__isnull=True, last_day__lte=today + dt.timedelta(days=OPENS_DAYS))
        just_ended = Q(ended_on__gte=today - dt.timedelta(days=OPENS_DAYS))
        rows = Participation.objects.filter(near | just_ended, municipality=municipality_id, handover__isnull=True)
        rows = rows.filter(
            participant__moved_on__isnull=True,
            participant__merged_into__isnull=True,
            participant__registered_in_error_on__isnull=True,
        ).exclude(end_reason__in=_NOBODY_TO_HAND_OVER)
        wanted = list(rows.select_related("participant").order_by("id"))
        contacts = _contact_offices([row.participant_id for row in wanted], offices, today)
        new = [_new(row, contacts.get(row.participant_id, offices[0]), today) for row in wanted]
        Handover.objects.bulk_create(new)
        _follow_days(municipality_id)
        return len(new)


@operation
def open_handover(actor: Actor, participation_id: UUID) -> Handover:
    """Open the hand-over of one programme before its time; the one that is there already is answered as it is."""
    require(actor, Action.CREATE, Resource.HANDOVER)
    participation = lock_participation(actor, participation_id, None)
    found = Handover.objects.filter(participation=participation).first()
    if found is not None:
        return found
    today = timezone.localdate()
    offices = _offices(participation.municipality_id, today)
    if not offices:
        text = _("Ingen NAV-kontor har en samarbeidsavtale med kommunen som gjelder i dag.")
        raise RuleRefused(Refusal("no_agreement", text, "", PARAGRAPH))
    return _open(participation, offices, today)


def hand_over_at_end(_actor: Actor, participation: Participation) -> None:
    """A programme has ended: its hand-over is opened at once, or falls away with a person who is no longer here."""
    today = timezone.localdate()
    row = Handover.objects.filter(participation=participation).first()
    if participation.end_reason in _NOBODY_TO_HAND_OVER:
        if row is not None and row.is_open:
            row.cancelled_on = today
            row.save()
            close_deadlines([HANDOVER], [row.pk], today)
        return
    offices = _offices(participation.municipality_id, today)
    if row is None and offices:
        _open(participation, offices, today)


@operation
def fill_in_handover(
    actor: Actor, handover_id: UUID, checklist: Checklist, *, expected_version: int | None = None
) -> Handover:
    """Write the checklist. To send it, activity and registration must be known: NAV has to know what it takes over."""
    require(actor, Action.CHANGE, Resource.HANDOVER)
    row = _lock(actor, handover_id, expected_version)
    faults = _faults(checklist)
    if faults:
        raise RuleRefused(*faults)
    row.job_seeker, row.activity, row.note = checklist.job_seeker, checklist.activity, checklist.note.strip()
    row.follow_up_on, row.documents_shared_on = checklist.follow_up_on, checklist.documents_shared_on
    if checklist.send and row.sent_on is None:
        row.sent_on, row.sent_by_id = timezone.localdate(), actor.user_id
        note_event(actor, row.participant, "handover_sent", row.sent_on)
    row.save()
    return row


@operation
def answer_handover(
    actor: Actor, handover_id: UUID, answer: NavAnswer, *, expected_version: int | None = None
) -> Handover:
    """NAV's answer closes the hand-over and its duty; nobody else's does."""
    require(actor, Action.DECIDE, Resource.HANDOVER)
    row = _lock(actor, handover_id, expected_version)
    if actor.agency_kind != AgencyKind.NAV_OFFICE:
        raise NotPermitted("addressee")
    today = timezone.localdate()
    faults = _faults_of_answer(answer, today)
    if faults:
        raise RuleRefused(*faults)
    row.answer, row.answer_note, row.first_meeting_on = answer.answer, answer.note.strip(), answer.first_meeting_on
    row.answered_on, row.answered_by_id = today, actor.user_id
    row.save()
    meet_deadline(HANDOVER, row.pk, today)
    note_event(actor, row.participant, "handover_answered", today, answer=row.answer)
    return row


def nav_contact_of(person: Participant, day: dt.date) -> Assignment | None:
    """Who at NAV is named for the person."""
    rows = Assignment.objects.filter(participant=person, kind=AssignmentKind.NAV_CONTACT).on(day)
    return rows.select_related("user").first()


def _open(participation: Participation, offices: list[UUID], today: dt.date) -> Handover:
    contacts = _contact_offices([participation.participant_id], offices, today)
    row = _new(participation, contacts.get(participation.participant_id, offices[0]), today)
    row.save()
    write_deadlines([_duty(row)])
    return row


def _new(participation: Participation, office_id: UUID, today: dt.date) -> Handover:
    return Handover(
        participation=participation,
        participant=participation.participant,
        municipality_id=participation.municipality_id,
        office_id=office_id,
        opened_on=today,
        due_on=_due(participation, today),
    )


def _due(participation: Participation, opened_on: dt.date) -> dt.date:
    last_day = participation.ended_on or participation.last_day
    return max(last_day, opened_on + dt.timedelta(days=ANSWER_DAYS))


def _duty(row: Handover) -> Duty:
    return Duty(HANDOVER, row.participant, row.pk, row.due_on, PARAGRAPH, row.office_id)


def _follow_days(municipality_id: UUID) -> None:
    """Move what is open with its programme's last day; of a programme that has ended the day stands."""
    rows = list(Handover.objects.filter(municipality=municipality_id).open().select_related("participation"))
    moved = []
    for row in rows:
        due = _due(row.participation, row.opened_on)
        if row.participation.ended_on is None and due != row.due_on:
            row.due_on = due
            moved.append(row)
    Handover.objects.bulk_update(moved, ["due_on"])
    open_rows = Handover.objects.filter(municipality=municipality_id).open().select_related("participant")
    write_deadlines([_duty(row) for row in open_rows])


def _offices(municipality_id: UUID, day: dt.date) -> list[UUID]:
    rows = serving(day).filter(municipality=municipality_id, provider__kind=AgencyKind.NAV_OFFICE)
    return list(rows.order_by("provider__name", "provider_id").values_list("provider_id", flat=True))


def _contact_offices(people: Iterable[UUID], offices: list[UUID], day: dt.date) -> Mapping[UUID, UUID]:
    """The office of each person's NAV contact, where it is one of these."""
    contacts = Assignment.objects.filter(participant__in=people, kind=AssignmentKind.NAV_CONTACT).on(day)
    users = dict(contacts.values_list("participant_id", "user_id"))
    members = Membership.objects.active_on(day).filter(user__in=set(users.values()), agency__in=offices)
    office_of = dict(members.values_list("user_id", "agency_id"))
    return {person: office_of[user] for person, user in users.items() if user in office_of}


def _lock(actor: Actor, handover_id: UUID, expected_version: int | None) -> Handover:
    found = Handover.objects.visible_to(actor).only("participant_id").get(pk=handover_id)
    person = lock_case(actor, found.participant_id)
    row = Handover.objects.select_for_update(of=("self",)).get(pk=handover_id)
    row.participant = person
    require_version(row, expected_version)
    if not row.is_open:
        raise RuleRefused(Refusal("handover_closed", _("Overleveringen er allerede besvart eller bortfalt.")))
    return row


def _faults(checklist: Checklist) -> list[Refusal]:
    faults = []
    if checklist.job_seeker and checklist.job_seeker not in JobSeeker.values:
        faults.append(Refusal("unknown_choice", _("Velg fra listen."), "job_seeker"))
    if checklist.activity and checklist.activity not in MainActivity.values:
        faults.append(Refusal("unknown_choice", _("Velg fra listen."), "activity"))
    if checklist.send and not checklist.job_seeker:
        text = _("Svar på om deltakeren er registrert som arbeidssøker, før dere sender.")
        faults.append(Refusal("job_seeker_missing", text, "job_seeker"))
    if checklist.send and not checklist.activity:
        text = _("Velg hva deltakeren skal gjøre etter programmet, før dere sender.")
        faults.append(Refusal("activity_missing", text, "activity"))
    return faults


def _faults_of_answer(answer: NavAnswer, today: dt.date) -> list[Refusal]:
    faults = []
    if answer.answer not in HandoverAnswer.values:
        faults.append(Refusal("answer_missing", _("Velg hva NAV gjør."), "answer"))
    if answer.answer == HandoverAnswer.TAKES_OVER and answer.first_meeting_on is None:
        text = _("Skriv dagen for det første møtet, så deltakeren vet hvor det går videre.")
        faults.append(Refusal("meeting_missing", text, "first_meeting_on"))
    if answer.first_meeting_on and answer.first_meeting_on < today - dt.timedelta(days=OPENS_DAYS):
        faults.append(Refusal("meeting_long_ago", _("Dagen er for langt tilbake."), "first_meeting_on"))
    if answer.answer == HandoverAnswer.NO_FOLLOW_UP and not answer.note.strip():
        faults.append(Refusal("reason_required", _("Skriv hvorfor NAV ikke følger opp."), "note"))
    return faults
