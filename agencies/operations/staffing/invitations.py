"""Local invitations: an e-mail that says nothing of anybody, with a link that leads in once and expires.

The link is the signed id of the invitation's row; no secret is stored. It leads to a password, or to the employer's
identity provider, whose identity it links to the user.
"""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from agencies.models import Invitation, OutboxEvent, User
from agencies.operations.outbox import outbox_sender, put_in_outbox

INVITATION = "email.invitation"
NEW_ROLE = "email.new_role"
VALID_DAYS = 7
_SALT = "fotfeste.invitation"


def write_invitation(actor: Actor, user: User, agency_id: UUID) -> Invitation:
    """Make a fresh way in for somebody who has no password yet, and send it; earlier ones lead nowhere from now on.

    The caller has seen to it that the actor may do so, and holds the transaction.
    """
    now = timezone.now()
    withdraw_invitations(user)
    invitation = Invitation.objects.create(
        user=user, agency_id=agency_id, invited_by_id=actor.user_id, expires_at=now + dt.timedelta(days=VALID_DAYS)
    )
    put_in_outbox(
        INVITATION, f"{INVITATION}:{invitation.pk}", recipient_id=user.pk, payload={"invitation": str(invitation.pk)}
    )
    return invitation


def withdraw_invitations(user: User) -> None:
    """Close every way in that was sent to the user and is not used."""
    open_ones = Invitation.objects.filter(user=user, used_at__isnull=True, cancelled_at__isnull=True)
    open_ones.update(cancelled_at=timezone.now())


def token_of(invitation_id: UUID) -> str:
    """What stands in the link."""
    return signing.dumps(str(invitation_id), salt=_SALT)


def invitation_for(token: str) -> Invitation | None:
    """The invitation behind a link, if it still leads in."""
    found = _found(token)
    return found if found is not None and found.is_open and found.user.is_active else None


@transaction.atomic
def accept_invitation(token: str, password: str) -> User:
    """Set the password of whoever was invited; the link is used up. ``RuleRefused`` when it leads nowhere any more.

    Two who use the link at the same moment: the second waits, and is refused.
    """
    found = _found(token, lock=True)
    if found is None or not found.is_open or not found.user.is_active:
        raise RuleRefused(Refusal("invitation_closed", _("Lenken er brukt eller utløpt. Be om en ny.")))
    try:
        validate_password(password, found.user)
    except ValidationError as error:
        raise RuleRefused(*(Refusal("weak_password", text, "password") for text in error.messages)) from error
    user = found.user
    user.set_password(password)
    user.save(update_fields=["password"])
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    return user


@transaction.atomic
def use_invitation(token: str) -> User:
    """Use the link up without a password, for a log-in at the employer's; ``RuleRefused`` when it leads nowhere."""
    found = _found(token, lock=True)
    if found is None or not found.is_open or not found.user.is_active:
        raise RuleRefused(Refusal("invitation_closed", _("Lenken er brukt eller utløpt. Be om en ny.")))
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    return found.user


@outbox_sender(INVITATION)
def send_invitation(event: OutboxEvent) -> None:
    """Send the link; one that was withdrawn or used in the meantime is not sent."""
    invitation = Invitation.objects.select_related("user").filter(pk=event.payload["invitation"]).first()
    if invitation is None or not invitation.is_open or not invitation.user.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        address = reverse("agencies:accept-invitation", args=[token_of(invitation.pk)])
        text = _("Du har fått en bruker i Fotfeste. Velg passord her innen %(day)s:") % {
            "day": f"{timezone.localtime(invitation.expires_at):%d.%m.%Y}"
        }
        _send(event, _("Velkommen til Fotfeste"), f"{text}\n\n{settings.PUBLIC_URL}{address}\n")


@outbox_sender(NEW_ROLE)
def send_new_role(event: OutboxEvent) -> None:
    """Tell somebody who can log in already that there is something new to find there."""
    if event.recipient is None or not event.recipient.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Tilgangen din i Fotfeste er endret. Logg inn for å se den:")
        _send(event, _("Tilgangen din i Fotfeste er endret"), f"{text}\n\n{settings.PUBLIC_URL}/\n")


def _send(event: OutboxEvent, subject: str, body: str) -> None:
    if event.recipient is None:
        return
    # The same id at a second try lets the receiver's mail program show one letter.
    identity = {"Message-ID": f"<{event.pk}@fotfeste>"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [event.recipient.email], headers=identity).send()


def _found(token: str, *, lock: bool = False) -> Invitation | None:
    try:
        pk = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Invitation.objects.select_related("user").filter(pk=pk)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()
