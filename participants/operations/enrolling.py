"""Enrols by hand: the search comes first. One rule for the page and the API.

Somebody with one of the numbers, or somebody identical, is known and never enrolled again; somebody alike is shown, and
whoever enrols says that this is another person.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.arrivals.matching import REASON_TEXTS, MatchReason
from participants.identity.numbers import UnreadableNumberError, parse_number
from participants.known_people import Likely, likely_same
from participants.models import Participant
from participants.operations.enrolment import Enrolment, enrol_participant
from participants.searching import people_named

_MOST = 10


@operation
def enrol_by_hand(
    actor: Actor,
    municipality_id: UUID,
    enrolment: Enrolment,
    *,
    is_another: bool = False,
    named_user_ids: Sequence[UUID] = (),
) -> Participant:
    """Enrol one person after the search; ``is_another`` says that those who are alike were looked at."""
    likely = likely_same(actor, enrolment, readable_numbers(enrolment))
    if any(found.is_certain for found in likely):
        text = _("Personen er allerede registrert i kommunen. Søk og åpne saken i stedet.")
        raise RuleRefused(Refusal("person_known", text))
    if likely and not is_another:
        text = _("Noen i kommunen ligner. Søk etter dem, og bekreft at dette er en annen person.")
        raise RuleRefused(Refusal("person_alike", text, "is_another"))
    return enrol_participant(actor, municipality_id, enrolment, named_user_ids=named_user_ids)


@operation
def search_before_enrolment(actor: Actor, sought: Enrolment) -> list[Likely]:
    """Everybody visible who may be the one sought, each with the reasons: number, birth date and name, name alone."""
    require(actor, Action.CREATE, Resource.PARTICIPANT)
    found = _with_number(actor, readable_numbers(sought)) or likely_same(actor, sought, frozenset())
    known = {each.person.pk for each in found}
    name = f"{sought.given_name} {sought.family_name}".strip()
    named = [person for person in people_named(actor, name) if person.pk not in known] if name else []
    here = [person for person in named if person.moved_on is None]
    return [*found, *(Likely(person, (_why(person, sought),), is_certain=False) for person in here)][:_MOST]


def readable_numbers(enrolment: Enrolment) -> frozenset[str]:
    """The digits of the numbers that can be read at all; for the comparison with known people."""
    found = set()
    for _kind, value in enrolment.numbers:
        try:
            found.add(parse_number(value).value)
        except UnreadableNumberError:
            continue
    return frozenset(found)


def cases_here(actor: Actor, municipality_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Participant]:
    """The cases with these ids that the actor may see and that are still the municipality's."""
    rows = Participant.objects.visible_to(actor).still_here().filter(Q(pk__in=ids), municipality=municipality_id)
    return rows.in_bulk()


def _with_number(actor: Actor, numbers: frozenset[str]) -> list[Likely]:
    """Whoever has one of the numbers is the one sought, whatever else is not known of them yet."""
    people = Participant.objects.listed_for(actor).still_here().filter(identity_numbers__value__in=numbers)
    reason = _(REASON_TEXTS[MatchReason.SAME_NUMBER])
    return [Likely(person, (reason,), is_certain=True) for person in people.distinct().order_by("id")]


def _why(person: Participant, sought: Enrolment) -> str:
    if person.birth_date == sought.birth_date:
        return _("Navnet ligner, og fødselsdatoen er den samme.")
    return _("Navnet ligner, men fødselsdatoen er en annen.")
