"""Staff declare their own number and those of close family; the rule alone reads it, as keyed hashes.

Where the employer's identity provider tells the number of whoever logs in, nobody has to declare their own.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.hooks import after_number_told
from agencies.kinship import kinship_digest
from agencies.models import Kinship
from agencies.operations.base import operation
from participants.identity.numbers import UnreadableNumberError, parse_number

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Declared:
    """How many numbers of a kind somebody has declared, and when the latest; never which."""

    kind: Kinship
    count: int
    latest: dt.datetime


@operation
def declare_kin(actor: Actor, kind: str, numbers: Sequence[str]) -> int:
    """Keep the hashes of ``numbers``; from now on these people's cases are not there for the actor.

    Answers how many are new. Nothing is taken back, and nothing can be shown again.
    """
    if actor.user_id is None or actor.scopes is not None:
        raise NotPermitted("person_only")
    if kind not in Kinship.values:
        raise RuleRefused(Refusal("unknown_kind", _("Velg hvem nummeret gjelder."), "kind"))
    digests = [kinship_digest(_read(number)) for number in numbers]
    if not digests:
        raise RuleRefused(Refusal("number_missing", _("Skriv minst ett nummer."), "numbers"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT fot_declare_kin(%s, %s)", [kind, digests])
        (added,) = cursor.fetchone()
    return int(added)


@after_number_told
def keep_told_number(actor: Actor, number: str) -> None:
    """Keep the hash of the actor's own number; one that cannot be read stops no log-in."""
    try:
        declare_kin(actor, Kinship.OWN, [number])
    except RuleRefused:
        logger.warning("told_number_unreadable user=%s", actor.user_id)


@operation
def declared_by(actor: Actor) -> list[Declared]:  # noqa: ARG001 - the operation binds who asks
    """What the actor has declared so far, as counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, declared, latest FROM fot_kin_declared() ORDER BY kind DESC")
        return [Declared(Kinship(kind), count, latest) for kind, count, latest in cursor.fetchall()]


def _read(number: str) -> str:
    try:
        return parse_number(number).value
    except UnreadableNumberError as error:
        text = _("Nummeret skal ha 11 eller 12 sifre.")
        raise RuleRefused(Refusal("number_unreadable", text, "numbers")) from error
