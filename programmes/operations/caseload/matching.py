"""Who a row is: known by number, somebody new, or a question that a person must answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from participants.arrivals.person import ParsedPerson
from participants.models import IdentityNumber, Participant
from participants.names.search import search_key
from programmes.caseload.reading import Fault, TakenProgramme
from programmes.models import Participation


@dataclass(frozen=True, slots=True)
class Found:
    """The known person, if any; ``is_here`` says that the same programme was registered before."""

    person: Participant | None = None
    is_here: bool = False
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Whom a row is (``known``, by number) or, when nobody has its numbers, may be (``alike``)."""

    known: Sequence[Participant] = ()
    alike: Sequence[Participant] = ()

    @property
    def is_protected(self) -> bool:
        """Whether one of them is: then not even what is wrong with the row may be told (law.md 7.3)."""
        return any(person.is_protected for person in (*self.known, *self.alike))


def candidates_of(municipality_id: UUID, person: ParsedPerson) -> Candidates:
    """Look the row up as it is now, as the system; the caller shows nothing of somebody whom the reader may not see."""
    here = Participant.objects.filter(municipality=municipality_id).still_here()
    known = list(here.filter(pk__in=_with_numbers(municipality_id, person)))
    if known or person.birth_date is None:
        return Candidates(known)
    return Candidates(alike=list(here.filter(birth_date=person.birth_date, search_key=_name(person))))


def marks_of(person: ParsedPerson) -> set[str]:
    """By what rows of one file are or may be the same person: each number, and the name with the birth date."""
    born = {f"{person.birth_date} {_name(person)}"} if person.birth_date else set()
    return born | {number.value for number in person.numbers}


def find_person(candidates: Candidates, person: ParsedPerson, programme: TakenProgramme) -> Found:
    """Who of the candidates the row is, or why a person must say so.

    The same number is the same person, unless the birth date says otherwise. Without a known number, the same name and
    birth date may be somebody else: then a person decides, by adding the number or registering by hand.
    """
    if len(candidates.known) > 1:
        return Found(fault=Fault("numbers_of_several", _("Numrene i raden hører til ulike personer.")))
    if candidates.known:
        return _as_known(candidates.known[0], person, programme)
    if person.birth_date is None:
        return Found(fault=Fault("missing_birth_date", _("Fødselsdato mangler.")))
    for other in candidates.alike:
        if _has_same(other, programme):
            return Found(other, is_here=True)
    if candidates.alike:
        text = _("En person med samme navn og fødselsdato er registrert. Legg til nummeret, eller registrer for hånd.")
        return Found(fault=Fault("possible_double", text))
    return Found()


def _as_known(known: Participant, person: ParsedPerson, programme: TakenProgramme) -> Found:
    if known.birth_date != person.birth_date and known.search_key != _name(person):
        text = _("Nummeret hører til en person med et annet navn og en annen fødselsdato.")
        return Found(fault=Fault("number_of_other_person", text))
    if _has_same(known, programme):
        return Found(known, is_here=True)
    through = programme.decided_last_day or programme.first_day
    if Participation.objects.in_period(known, programme.first_day, max(through, programme.first_day)).exists():
        text = _("Personen har allerede et annet program i denne perioden.")
        return Found(known, fault=Fault("programme_overlaps", text, paragraph="integreringsloven § 12"))
    return Found(known)


def _with_numbers(municipality_id: UUID, person: ParsedPerson) -> set[UUID]:
    values = [number.value for number in person.numbers]
    rows = IdentityNumber.objects.filter(municipality=municipality_id, value__in=values, left_on__isnull=True)
    return {merged or pk for pk, merged in rows.values_list("participant_id", "participant__merged_into_id")}


def _has_same(person: Participant, programme: TakenProgramme) -> bool:
    return Participation.objects.filter(participant=person, first_day=programme.first_day).exists()


def _name(person: ParsedPerson) -> str:
    return search_key(f"{person.given_name} {person.family_name}")
