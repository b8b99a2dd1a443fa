"""Reminds participants of appointments the day before: when it is, and who to ask. Never of what, where or with whom.

An SMS goes as an e-mail to the gateway of the municipality's telephone company: ``number@SMS_MAIL_DOMAIN``.
"""

import datetime as dt
import re
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import OutboxEvent
from agencies.operations.outbox import Message, outbox_sender, put_all_in_outbox
from participants.models import Confidentiality
from programmes.models.followup import Appointment, Reminder

REMINDER = "appointment_reminder"


def write_reminders(municipality_id: UUID, today: dt.date) -> int:
    """Put a reminder of each of tomorrow's appointments in the outbox; answers how many are new.

    Protected people get none: an address or a number may be read by others (law.md 7.3). A moved appointment is
    reminded of anew.
    """
    begins = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=1), dt.time.min))
    with acting_as(system_actor(municipality_id)):
        tomorrow = Appointment.objects.filter(
            municipality=municipality_id, starts_at__gte=begins, starts_at__lt=begins + dt.timedelta(days=1),
            participant__confidentiality=Confidentiality.OPEN, participant__moved_on__isnull=True,
        )  # fmt: skip
        rows = list(tomorrow.planned().exclude(reminder=Reminder.NONE).values_list("pk", "starts_at"))
    return put_all_in_outbox(
        Message(
            REMINDER,
            f"{REMINDER}:{pk}:{starts_at:%Y%m%d%H%M}",
            payload={"appointment": str(pk), "municipality": str(municipality_id)},
        )
        for pk, starts_at in rows
    )


@outbox_sender(REMINDER)
def send_reminder(event: OutboxEvent) -> None:
    """Send it, unless the appointment was called off, moved into the past, or has lost its address meanwhile."""
    with acting_as(system_actor(UUID(event.payload["municipality"]))):
        found = Appointment.objects.planned().select_related("participant", "municipality")
        appointment = found.filter(pk=event.payload["appointment"], starts_at__gt=timezone.now()).first()
    if appointment is None or not (address := _address_of(appointment)):
        return
    starts_at = timezone.localtime(appointment.starts_at)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Påminnelse om en avtale")
        body = _("Hei. Du har en avtale %(day)s kl. %(time)s. Spør kommunen hvis du lurer på noe.") % {
            "day": f"{starts_at:%d.%m.%Y}",
            "time": f"{starts_at:%H.%M}",
        }
    EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [address], headers={"Message-ID": f"<{event.pk}@fotfeste>"}
    ).send()


def _address_of(appointment: Appointment) -> str:
    person = appointment.participant
    if person.confidentiality != Confidentiality.OPEN:
        return ""
    if appointment.reminder == Reminder.EMAIL:
        return person.email
    number = re.sub(r"[^0-9+]", "", person.phone)
    if appointment.reminder == Reminder.SMS and number and settings.SMS_MAIL_DOMAIN:
        return f"{number}@{settings.SMS_MAIL_DOMAIN}"
    return ""
