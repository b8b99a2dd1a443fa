"""Finds people: by a part of the name, also spelled otherwise, and by an identity number exactly."""

from collections.abc import Sequence

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from participants.identity.numbers import UnreadableNumberError, parse_number
from participants.models import IdentityNumber, Participant
from participants.names.search import search_key
from participants.panels import SearchHit

MOST = 30


def find_people(actor: Actor, text: str) -> Sequence[SearchHit]:
    """The people that the actor may see whose number is this, or whose name holds or resembles this."""
    return _by_number(actor, text) or _by_name(actor, text)


def people_found(actor: Actor, text: str) -> list[Participant]:
    """The same people, as rows."""
    return [person for person, _kind in _with_number(actor, text)] or people_named(actor, text)


def people_named(actor: Actor, text: str) -> list[Participant]:
    """The visible people whose name holds or resembles this, the likest first."""
    words = search_key(text)
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM fot_search_people(%s, %s)", [words, MOST])
        order = [row[0] for row in cursor.fetchall()]
    people = Participant.objects.listed_for(actor).current().select_related("municipality").in_bulk(order)
    return [people[pk] for pk in order if pk in people]


def _by_number(actor: Actor, text: str) -> list[SearchHit]:
    found = _with_number(actor, text)
    return [_hit(person, _("%(kind)s er det du søkte etter") % {"kind": kind}) for person, kind in found]


def _with_number(actor: Actor, text: str) -> list[tuple[Participant, str]]:
    """Whoever has the number, with what kind of number it is."""
    try:
        digits = parse_number(text).value
    except UnreadableNumberError:
        return []
    rows = IdentityNumber.objects.listed_for(actor).filter(value=digits).select_related("participant__municipality")
    return [
        (row.participant, row.get_kind_display())
        for row in rows
        if row.participant.merged_into_id is None and row.participant.registered_in_error_on is None
    ]


def _by_name(actor: Actor, text: str) -> list[SearchHit]:
    words = search_key(text)
    return [_hit(person, _why(person, words, text)) for person in people_named(actor, text)]


def _why(person: Participant, words: str, text: str) -> str:
    if words in person.search_key:
        return _("navnet inneholder «%(text)s»") % {"text": text}
    return _("navnet ligner på «%(text)s»") % {"text": text}


def _hit(person: Participant, why: str) -> SearchHit:
    born = _("født %(date)s") % {"date": f"{person.birth_date:%d.%m.%Y}"}
    age = _("%(n)d år") % {"n": person.age_on(timezone.localdate())}
    return SearchHit(
        title=person.full_name,
        url=reverse("participants:case", args=[person.pk]),
        detail=f"{age} · {born} · {person.municipality}",
        why=why,
        person_id=person.pk,
    )
