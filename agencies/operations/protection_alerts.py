"""Tells those who watch over protected people that a case of one was opened; never whose.

One letter for each who opened, case and day, to the municipality's privacy officers and team leaders. The access log
has every single opening.
"""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.access.actor import Actor
from agencies.models import Membership, OutboxEvent, Role
from agencies.operations.outbox import Message, outbox_sender, put_all_in_outbox

OPENED = "email.protected_case_opened"
_WATCHERS = (Role.PRIVACY_OFFICER, Role.TEAM_LEADER)


def alert_of_opening(actor: Actor, participant_id: UUID, municipality_id: UUID | None) -> int:
    """Put the letters in the outbox; answers how many are new. Whoever opened the case gets none."""
    today = timezone.localdate()
    places = [municipality_id] if municipality_id else sorted(actor.municipality_ids)
    watching = Membership.objects.active_on(today).filter(Q(agency__in=places), role__in=_WATCHERS)
    receivers = watching.exclude(user=actor.user_id).values_list("user_id", flat=True).distinct()
    return put_all_in_outbox(
        Message(OPENED, f"{OPENED}:{actor.user_id}:{participant_id}:{today}:{receiver}", receiver)
        for receiver in receivers
    )


@outbox_sender(OPENED)
def send_opening(event: OutboxEvent) -> None:
    """Send the letter: that it happened and where to look, and nothing about anybody."""
    recipient = event.recipient
    if recipient is None or not recipient.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("En sak med skjermede opplysninger er åpnet")
        text = _("En ansatt har i dag åpnet en sak med adressesperre eller skjerming. Innsynsloggen viser hvem og når:")
        body = f"{text}\n\n{settings.PUBLIC_URL}{reverse('agencies:access-log')}\n"
    identity = {"Message-ID": f"<{event.pk}@fotfeste>"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [recipient.email], headers=identity).send()
