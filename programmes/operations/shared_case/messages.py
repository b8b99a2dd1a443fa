"""Sends messages between municipality and NAV, keeps who has read them, and tells by e-mail that there is one."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import AgencyKind, OutboxEvent
from agencies.operations.base import operation, require
from agencies.operations.outbox import Message, outbox_sender, put_all_in_outbox
from agencies.serving import serving
from participants.covering import substitutes
from participants.models import Assignment, AssignmentKind, NamedAccess, Participant
from participants.operations.cases import lock_case
from programmes.models.shared_case import CaseMessage, ThreadReading

NOTICE = "email.case_message"
LONGEST = 5_000
"""Characters of a message: what is longer is a document."""
_OF_MUNICIPALITY = (AssignmentKind.ADVISER, AssignmentKind.DEPUTY)
_OF_NAV = (AssignmentKind.NAV_CONTACT,)


@operation
def send_message(actor: Actor, participant_id: UUID, text: str) -> CaseMessage:
    """Add a message to the thread of a case; the sender has thereby read what came before.

    ``RuleRefused`` when it is empty or too long, or when no NAV office may see the municipality's cases (law.md 7.1).
    """
    require(actor, Action.CREATE, Resource.CASE_MESSAGE)
    person = lock_case(actor, participant_id)
    said = text.strip()
    faults = _faults(person, said)
    if faults or actor.agency_id is None:
        raise RuleRefused(*faults)
    message = CaseMessage.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        text=said,
        sent_by_id=actor.user_id,
        sent_from_id=actor.agency_id,
    )
    put_all_in_outbox(_notices(actor, person))
    read_thread(actor, person.pk)
    return message


@operation
def read_thread(actor: Actor, participant_id: UUID) -> None:
    """Note that the actor has the whole thread on the screen; a machine without a user reads for nobody."""
    require(actor, Action.VIEW, Resource.CASE_MESSAGE)
    thread = CaseMessage.objects.visible_to(actor).filter(participant=participant_id)
    newest = thread.aggregate(newest=Max("created_at"))["newest"]
    if newest is None or actor.user_id is None:
        return
    person = Participant.objects.visible_to(actor).get(pk=participant_id)
    ThreadReading.objects.bulk_create(
        [
            ThreadReading(
                participant=person, municipality_id=person.municipality_id, user_id=actor.user_id, read_up_to=newest
            )
        ],
        update_conflicts=True,
        unique_fields=["participant", "user"],
        update_fields=["read_up_to"],
    )


@outbox_sender(NOTICE)
def send_notice(event: OutboxEvent) -> None:
    """Send the e-mail: that there is a message, and nothing about whom or what."""
    recipient = event.recipient
    if recipient is None or not recipient.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Du har en ny melding i Fotfeste")
        link = f"{settings.PUBLIC_URL}{reverse('programmes:messages')}"
        body = _("Logg inn i Fotfeste for å lese den:") + f"\n\n{link}\n"
    identity = {"Message-ID": f"<{event.pk}@fotfeste>"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [recipient.email], headers=identity).send()


def has_nav(municipality_id: UUID) -> bool:
    """Whether a NAV office serves the municipality today, under an agreement."""
    offices = serving(timezone.localdate()).filter(municipality=municipality_id)
    return offices.filter(provider__kind=AgencyKind.NAV_OFFICE).exists()


def _faults(person: Participant, said: str) -> list[Refusal]:
    faults = []
    if not said:
        faults.append(Refusal("message_empty", _("Skriv en melding."), "text"))
    if len(said) > LONGEST:
        text = _("Meldingen kan ha høyst %(n)d tegn.") % {"n": LONGEST}
        faults.append(Refusal("message_too_long", text, "text"))
    if not has_nav(person.municipality_id):
        text = _("Ingen NAV-kontor har en samarbeidsavtale med kommunen som gjelder i dag.")
        faults.append(Refusal("no_agreement", text, "", "integreringsloven § 12 a"))
    return faults


def _notices(actor: Actor, person: Participant) -> Iterator[Message]:
    """One e-mail to each who works with the case on the other side, and no second one before it is read."""
    today = timezone.localdate()
    kinds = _OF_MUNICIPALITY if actor.agency_kind == AgencyKind.NAV_OFFICE else _OF_NAV
    rows = Assignment.objects.filter(participant=person, kind__in=kinds).on(today)
    covered = substitutes(person.municipality_id, today)
    receivers = {covered.get(pk, pk) for pk in rows.values_list("user_id", flat=True)} - {actor.user_id}
    if person.is_protected:
        named = NamedAccess.objects.filter(participant=person).values_list("user_id", flat=True)
        receivers &= set(named)
    readings = ThreadReading.objects.filter(participant=person, user__in=receivers)
    read = dict(readings.values_list("user_id", "read_up_to"))
    for receiver in receivers:
        since = read[receiver].isoformat() if receiver in read else "-"
        yield Message(NOTICE, f"{NOTICE}:{person.pk}:{receiver}:{since}", receiver)
