"""Tells the owner of a source that it fails, once for each time that it begins to."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.models import OutboxEvent
from agencies.operations.outbox import outbox_sender, put_in_outbox
from integration.models import SchoolSource, SourceRun

_KIND = "school_source_fails"


def note_failure(source: SchoolSource, run: SourceRun) -> None:
    """Note that the source fails, since when, and tell its owner when it begins to."""
    since = source.failing_since or timezone.now()
    SchoolSource.objects.filter(pk=source.pk).update(failing_since=since, last_error=run.error)
    key = f"{_KIND}:{source.pk}:{since.isoformat()}"
    put_in_outbox(_KIND, key, recipient_id=source.owner_id, payload={"source": str(source.pk)})


def note_success(source: SchoolSource) -> None:
    """The source can be read again."""
    SchoolSource.objects.filter(pk=source.pk).update(failing_since=None, last_error="", last_success_at=timezone.now())


@outbox_sender(_KIND)
def send(event: OutboxEvent) -> None:
    """By e-mail, without content: that there is something to see to, and where."""
    recipient = event.recipient
    if recipient is None or not recipient.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        link = f"{settings.PUBLIC_URL}{reverse('integration:school-source', args=[event.payload['source']])}"
        subject = _("Et skolesystem trenger deg")
        body = _("Et skolesystem som du har ansvar for, kan ikke leses. Logg inn i Fotfeste for å se hva som er galt:")
    letter = EmailMessage(subject, f"{body}\n\n{link}\n", settings.DEFAULT_FROM_EMAIL, [recipient.email])
    letter.extra_headers["Message-ID"] = f"<{event.pk}@fotfeste>"
    letter.send()
