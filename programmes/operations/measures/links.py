"""One-time links: an employer or a participant sees one agreement without log-in, and approves it once.

The link names the municipality and carries a secret; only the secret's hash is kept. Whoever holds it sees that one
agreement and nothing else of the case. Tries are counted for each address, so that nobody can guess.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor, Channel, acting_as
from agencies.actors import system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation
from participants.operations.cases import lock_case, note_event
from programmes.models import AgreementParty, ApprovalLink, ApprovalWay, WorkMeasure
from programmes.operations.measures.approving import refuse_unless_waiting, write_approval
from programmes.operations.measures.preparing import lock_measure

VALID_FOR = dt.timedelta(days=14)
TRIES, TRIES_SECONDS = 30, 10 * 60
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it is handed over once: the row, and the secret that only the receiver keeps."""

    row: ApprovalLink
    secret: str


class LinkNotUsable(Exception):
    """No such link, or it is used, withdrawn or too old; which of them is not told to a stranger."""


@operation
def make_link(actor: Actor, measure_id: UUID, *, party: str, expected_version: int | None = None) -> NewLink:
    """Make a link for one party, valid for 14 days; an earlier one for the same party is withdrawn."""
    measure = lock_measure(actor, measure_id, expected_version)
    if party not in (AgreementParty.EMPLOYER, AgreementParty.PARTICIPANT):
        raise RuleRefused(Refusal("unknown_party", _("Velg hvem lenken er til."), "party"))
    if measure.participant.is_protected:
        # A link can be sent on; where somebody is must not be (law.md 7.3).
        text = _("Saken er skjermet. La partene signere på papir.")
        raise RuleRefused(Refusal("protected_by_paper_only", text, "party"))
    refuse_unless_waiting(measure, AgreementParty(party))
    now = timezone.now()
    ApprovalLink.objects.filter(measure=measure, party=party).usable(now).update(withdrawn_at=now)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = ApprovalLink.objects.create(
        measure=measure,
        participant_id=measure.participant_id,
        municipality_id=measure.municipality_id,
        party=party,
        token_hash=_hash(secret),
        expires_at=now + VALID_FOR,
        made_by_id=actor.user_id,
    )
    note_event(actor, measure.participant, "measure_link_made", timezone.localdate(now), measure=measure.kind,
               party=party)  # fmt: skip
    return NewLink(row, secret)


def count_try(address: str) -> None:
    """Count a visit from this address; ``RuleRefused`` beyond the limit, before anything is looked up."""
    key = f"approval-link:{hashlib.sha256(address.encode()).hexdigest()}"
    cache.add(key, 0, TRIES_SECONDS)
    try:
        tries = cache.incr(key)
    except ValueError:
        # It ran out between the two calls.
        cache.set(key, 1, TRIES_SECONDS)
        tries = 1
    if tries > TRIES:
        text = _("For mange forsøk. Vent i %(minutes)d minutter og prøv igjen.")
        raise RuleRefused(Refusal("too_many_tries", text % {"minutes": TRIES_SECONDS // 60}))


def read_link(municipality_id: UUID, secret: str) -> ApprovalLink:
    """The link with its measure, while it can be used; ``LinkNotUsable`` otherwise. Call within ``link_holder``."""
    links = ApprovalLink.objects.filter(municipality_id=municipality_id, token_hash=_hash(secret))
    row = links.usable(timezone.now()).select_related("measure", "participant", "made_by").first()
    if row is None or row.measure.cancelled_on is not None or row.participant.moved_on is not None:
        raise LinkNotUsable
    if row.participant.is_protected:
        raise LinkNotUsable
    return row


@contextmanager
def link_holder(municipality_id: UUID) -> Iterator[Actor]:
    """Act for whoever holds a link: the system of that one municipality, through the web."""
    actor = system_actor(municipality_id, Channel.WEB)
    with acting_as(actor):
        yield actor


def approve_by_link(municipality_id: UUID, secret: str, *, name: str) -> WorkMeasure:
    """Approve as the party that the link is for, and use the link up."""
    if not name.strip():
        raise RuleRefused(Refusal("name_missing", _("Skriv navnet ditt."), "name"))
    with link_holder(municipality_id) as actor:
        found = read_link(municipality_id, secret)
        person = lock_case(actor, found.participant_id)
        # Read again under the lock: two presses of the button approve once.
        row = read_link(municipality_id, secret)
        measure = WorkMeasure.objects.select_for_update(of=("self",)).get(pk=row.measure_id)
        measure.participant = person
        party = AgreementParty(row.party)
        refuse_unless_waiting(measure, party)
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        write_approval(actor, measure, party, ApprovalWay.LINK, name=name.strip()[:120])
    return measure


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
