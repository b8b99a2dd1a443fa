"""Finds people for the API: by a part of the name, also spelled otherwise, or by an identity number exactly."""

from django.db import connection
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from participants.identity.numbers import UnreadableNumberError, parse_number
from participants.models import IdentityNumber, Participant
from participants.names.search import search_key

MOST = 50


def people_with_name(actor: Actor, words: str) -> list[Participant]:
    """The visible people whose name holds or resembles ``words``, the likest first."""
    key = search_key(words)
    if not key:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM fot_search_people(%s, %s)", [key, MOST])
        order = [row[0] for row in cursor.fetchall()]
    people = Participant.objects.listed_for(actor).current().in_bulk(order)
    return [people[pk] for pk in order if pk in people]


def people_with_number(actor: Actor, text: str) -> list[Participant]:
    """The visible people who have or had the number; ``RuleRefused`` when it is no number, without repeating it."""
    try:
        number = parse_number(text)
    except UnreadableNumberError as error:
        fault = Refusal("number_unreadable", _("Nummeret skal ha 11 eller 12 sifre."), "identity_number")
        raise RuleRefused(fault) from error
    numbers = IdentityNumber.objects.visible_to(actor).filter(kind=number.kind, value=number.value)
    return list(Participant.objects.listed_for(actor).current().filter(pk__in=numbers.values("participant"))[:MOST])
