"""One e-mail a day to each member of staff who has flags to look at: how many, and a link; never who or what."""

import datetime as dt
from collections import Counter
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Membership, OutboxEvent, Role
from agencies.operations.outbox import outbox_sender, put_in_outbox
from participants.models import Assignment, AssignmentKind, Flag

DIGEST = "email.flag_digest"


def write_digests(municipality_id: UUID, today: dt.date) -> int:
    """Put one digest per member of staff and day in the outbox; answers how many are new."""
    with acting_as(system_actor(municipality_id)):
        counts = _flags_per_user(municipality_id, today)
        return sum(
            put_in_outbox(
                DIGEST,
                f"{DIGEST}:{municipality_id}:{user_id}:{today}",
                recipient_id=user_id,
                payload={"flags": count},
            )
            for user_id, count in sorted(counts.items())
        )


@outbox_sender(DIGEST)
def send_digest(event: OutboxEvent) -> None:
    """Send the e-mail; it says how many flags wait, and nothing about anybody."""
    recipient = event.recipient
    if recipient is None or not recipient.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        count = event.payload["flags"]
        subject = ngettext("%(n)s frist trenger deg i dag", "%(n)s frister trenger deg i dag", count) % {"n": count}
        link = f"{settings.PUBLIC_URL}{reverse('participants:my-work')}"
        body = _("Logg inn i Fotfeste for å se hva som haster:") + f"\n\n{link}\n"
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [recipient.email])


def _flags_per_user(municipality_id: UUID, today: dt.date) -> Counter[UUID]:
    """Count flags for whoever took them, else the adviser, else, and when escalated, the team leaders."""
    advisers = dict(
        Assignment.objects.filter(municipality=municipality_id, kind=AssignmentKind.ADVISER)
        .on(today)
        .values_list("participant_id", "user_id")
    )
    leaders = list(
        Membership.objects.active_on(today)
        .filter(agency=municipality_id, role=Role.TEAM_LEADER)
        .values_list("user_id", flat=True)
    )
    counts: Counter[UUID] = Counter()
    standing = Flag.objects.filter(municipality=municipality_id).standing()
    for participant, taken_by, escalated in standing.values_list("participant_id", "taken_by_id", "escalated_at"):
        owner = taken_by or advisers.get(participant)
        receivers = {owner} if owner else set(leaders)
        if escalated and not taken_by:
            receivers |= set(leaders)
        counts.update(receivers)
    return counts
