"""One-time links: an employer or a participant sees one agreement without log-in, and approves it once.

The link names the municipality and carries a secret; only the secret's hash is kept. Whoever holds it is an actor with
the role of one party, bound to that one agreement, and meets nothing else of the case. Tries are counted for each
address, so that nobody can guess.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, CaseFacts, Channel, Confidentiality, Resource, acting_as, decide
from agencies.actors import link_actor, system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.models import Role, User
from agencies.operations.access_log import log_read
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


@dataclass(frozen=True, slots=True)
class OpenLink:
    """An agreement as its link shows it to the holder, who acts as ``actor``."""

    actor: Actor
    measure: WorkMeasure
    person_name: str
    party: AgreementParty
    expires_at: dt.datetime
    made_by: User | None
    may_approve: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A usable link, by its secret: what the database tells a stranger who has it."""

    measure_id: UUID
    participant_id: UUID
    party: str
    expires_at: dt.datetime
    made_by_id: UUID | None
    person_name: str
    confidentiality: int
    is_shielded: bool


_COLUMNS = "measure_id, participant_id, party, expires_at, made_by_id, person_name, confidentiality, is_shielded"
_ROLES = {AgreementParty.EMPLOYER: Role.EMPLOYER_CONTACT, AgreementParty.PARTICIPANT: Role.PARTICIPANT}


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


@contextmanager
def link_holder(municipality_id: UUID, secret: str) -> Iterator[OpenLink]:
    """Act for whoever holds a link, while it can be used, and note the reading; ``LinkNotUsable`` otherwise.

    The actor has the role of the link's party, is asked by the decision table as everybody is, and meets this one
    agreement in the database.
    """
    found = _find(municipality_id, secret)
    actor = link_actor(municipality_id, found.measure_id, _ROLES[AgreementParty(found.party)])
    facts = CaseFacts(
        municipality_id=municipality_id,
        participant_id=found.participant_id,
        confidentiality=Confidentiality(found.confidentiality),
        is_shielded=found.is_shielded,
    )
    if not decide(actor, Resource.AGREEMENT, Action.VIEW, facts).allowed:
        raise LinkNotUsable
    with acting_as(actor):
        measure = WorkMeasure.objects.of_link(actor).first()
        if measure is None:
            raise LinkNotUsable
        log_read(
            actor, Resource.AGREEMENT, participant_id=found.participant_id, municipality_id=municipality_id, rule="link"
        )
        may_approve = decide(actor, Resource.AGREEMENT, Action.DECIDE, facts).allowed
        made_by = User.objects.filter(pk=found.made_by_id).first() if found.made_by_id else None
        yield OpenLink(actor, measure, found.person_name, AgreementParty(found.party), found.expires_at, made_by,
                       may_approve=may_approve)  # fmt: skip


def approve_by_link(municipality_id: UUID, secret: str, *, name: str) -> WorkMeasure:
    """Approve as the party that the link is for, and use the link up.

    The holder decides; what follows on the case is the system's to write, in one transaction.
    """
    if not name.strip():
        raise RuleRefused(Refusal("name_missing", _("Skriv navnet ditt."), "name"))
    with link_holder(municipality_id, secret) as link:
        if not link.may_approve:
            raise LinkNotUsable
    system = replace(system_actor(municipality_id, Channel.WEB), client=link.actor.client)
    with acting_as(system):
        person = lock_case(system, link.measure.participant_id)
        # Read again under the lock: two presses of the button approve once, and a protection in between stops it.
        row = _usable(municipality_id, secret)
        if row is None or person.is_protected:
            raise LinkNotUsable
        measure = WorkMeasure.objects.select_for_update(of=("self",)).get(pk=row.measure_id)
        if measure.cancelled_on is not None:
            raise LinkNotUsable
        measure.participant = person
        refuse_unless_waiting(measure, link.party)
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        write_approval(system, measure, link.party, ApprovalWay.LINK, name=name.strip()[:120])
    return measure


def _find(municipality_id: UUID, secret: str) -> _Found:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM fot_open_link(%s, %s)", [municipality_id, _hash(secret)])  # noqa: S608 - names of columns
        row = cursor.fetchone()
    if row is None:
        raise LinkNotUsable
    return _Found(*row)


def _usable(municipality_id: UUID, secret: str) -> ApprovalLink | None:
    links = ApprovalLink.objects.filter(municipality_id=municipality_id, token_hash=_hash(secret))
    return links.usable(timezone.now()).first()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
