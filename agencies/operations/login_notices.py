"""Letters to staff about their own log-in: what happened to it and where to look; never a code and never a link in."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import OutboxEvent, User
from agencies.operations.outbox import outbox_sender, put_in_outbox

NOTICE = "email.login_notice"
LOCKED, FACTOR_ADDED, FACTOR_REMOVED, NEW_PASSWORD = "locked", "factor_added", "factor_removed", "new_password"
KEY_COPIED = "key_copied"
_NOT_YOU = gettext_lazy("Var det ikke deg, så si fra til administratoren din med en gang.")

_TEXTS = {
    LOCKED: gettext_lazy(
        "Noen har skrevet feil passord eller kode for brukeren din mange ganger. Innloggingen er stengt en stund."
    ),
    FACTOR_ADDED: gettext_lazy("Brukeren din har fått en ny kodeapp eller passnøkkel."),
    FACTOR_REMOVED: gettext_lazy("En kodeapp eller passnøkkel er tatt bort fra brukeren din."),
    NEW_PASSWORD: gettext_lazy("Passordet ditt er byttet."),
    KEY_COPIED: gettext_lazy(
        "Noen har prøvd å logge inn med det som ser ut som en kopi av en av passnøklene dine. Forsøket er avvist."
        " Ta bort nøkkelen og lag en ny."
    ),
}


def tell_of(what: str, user: User) -> None:
    """Put a letter in the outbox; of the same event at most one an hour."""
    hour = f"{timezone.now():%Y%m%d%H}"
    put_in_outbox(NOTICE, f"{NOTICE}:{what}:{user.pk}:{hour}", recipient_id=user.pk, payload={"what": what})


@outbox_sender(NOTICE)
def send_notice(event: OutboxEvent) -> None:
    """Send the letter to whoever can still log in."""
    user = event.recipient
    if user is None or not user.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text, subject = str(_TEXTS[event.payload["what"]]), _("Om innloggingen din i Fotfeste")
        body = f"{text} {_NOT_YOU}\n\n{settings.PUBLIC_URL}{reverse('agencies:my-login')}\n"
    identity = {"Message-ID": f"<{event.pk}@fotfeste>"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email], headers=identity).send()
