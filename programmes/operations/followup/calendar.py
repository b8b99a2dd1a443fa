"""The calendar feed of a member of staff: a secret link, and what stands under it, without a word about anybody."""

import datetime as dt
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from agencies.access import Action, Actor, Channel, Resource, acting_as, may
from agencies.actors import actor_for, workplaces_of
from agencies.errors import NotPermitted
from agencies.operations.access_log import log_list
from agencies.operations.base import operation, require
from participants.models import Deadline
from participants.worklist import Scope, work_rows
from programmes.models.followup import Appointment, AppointmentState, CalendarLink
from programmes.operations.followup.duties import PLAN_REVIEW

_PAST = dt.timedelta(days=30)
_USED_GRAIN = dt.timedelta(hours=1)


@operation
def make_calendar_link(actor: Actor) -> tuple[CalendarLink, str]:
    """A new secret link for the actor at this agency; the one before answers no more. The secret is shown once."""
    require(actor, Action.VIEW, Resource.APPOINTMENT)
    if actor.user_id is None or actor.agency_id is None:
        raise NotPermitted("user")
    _take_back(actor)
    secret = CalendarLink.new_secret()
    link = CalendarLink.objects.create(user_id=actor.user_id, agency_id=actor.agency_id, digest=_digest(secret))
    return link, secret


@operation
def revoke_calendar_link(actor: Actor) -> bool:
    """Take back the actor's link at this agency; whether there was one."""
    return bool(_take_back(actor))


def calendar_link_of(actor: Actor) -> CalendarLink | None:
    """The actor's standing link at this agency."""
    rows = CalendarLink.objects.filter(user=actor.user_id, agency=actor.agency_id, revoked_at__isnull=True)
    return rows.first()


def calendar_under(secret: str) -> bytes | None:
    """The calendar behind a secret; none when it is unknown, taken back, or its owner no longer works there.

    Protected people are left out even for those who may see them: a calendar program keeps its copy elsewhere.
    """
    links = CalendarLink.objects.filter(digest=_digest(secret), revoked_at__isnull=True, user__is_active=True)
    link = links.select_related("user").first()
    if link is None:
        return None
    place = next((each for each in workplaces_of(link.user) if each.agency.pk == link.agency_id), None)
    if place is None:
        return None
    actor = actor_for(link.user, place, Channel.WEB)
    if not may(actor, Resource.APPOINTMENT, Action.VIEW):
        return None
    _note_use(link)
    with acting_as(actor):
        return _written(actor, timezone.localdate())


def _written(actor: Actor, today: dt.date) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Fotfeste//Oppfølging//NO")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Fotfeste")
    appointments, deadlines = _appointments(actor, today), _deadlines(actor, today)
    for appointment in appointments:
        calendar.add_component(_appointment_event(appointment))
    for deadline in deadlines:
        calendar.add_component(_deadline_event(deadline))
    log_list(
        actor,
        Resource.APPOINTMENT,
        [*(row.participant_id for row in appointments), *(row.participant_id for row in deadlines)],
    )
    return bytes(calendar.to_ical())


def _appointments(actor: Actor, today: dt.date) -> list[Appointment]:
    since = timezone.make_aware(dt.datetime.combine(today - _PAST, dt.time.min))
    rows = Appointment.objects.listed_for(actor).filter(user=actor.user_id, starts_at__gte=since)
    return list(rows.exclude(state=AppointmentState.CANCELLED).order_by("starts_at", "id"))


def _deadlines(actor: Actor, today: dt.date) -> list[Deadline]:
    return list(work_rows(actor, today, Scope.MINE).without_protected(actor).order_by("due_on", "id"))


def _appointment_event(appointment: Appointment) -> Event:
    event = _event(appointment.pk, appointment.changed_at, _("Avtale"))
    event.add("dtstart", appointment.starts_at.astimezone(dt.UTC))
    event.add("dtend", appointment.ends_at.astimezone(dt.UTC))
    return event


def _deadline_event(deadline: Deadline) -> Event:
    title = _("Gjennomgang") if deadline.kind == PLAN_REVIEW else _("Frist")
    event = _event(deadline.pk, deadline.changed_at, title)
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _event(pk: object, changed_at: dt.datetime, title: str) -> Event:
    event = Event()
    event.add("uid", f"{pk}@fotfeste")
    event.add("dtstamp", changed_at.astimezone(dt.UTC))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    return event


def _take_back(actor: Actor) -> int:
    rows = CalendarLink.objects.filter(user=actor.user_id, agency=actor.agency_id, revoked_at__isnull=True)
    return rows.update(revoked_at=timezone.now())


def _note_use(link: CalendarLink) -> None:
    now = timezone.now()
    if link.last_used_at is None or now - link.last_used_at > _USED_GRAIN:
        CalendarLink.objects.filter(pk=link.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
