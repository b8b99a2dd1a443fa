"""The demonstration's agencies and staff: who works where, and as what."""

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.models import AgencyKind, Role

BERGEN, OSLO, NARVIK = "4601", "0301", "1806"
NAV_BERGEN, NAV_INTRO = "1209", "0396"
NYGAARD, ROSENHOF = "S-4601", "S-0301"
VESTLAND = "46"


@dataclass(frozen=True, slots=True)
class Place:
    """An agency, and the municipalities it serves."""

    kind: AgencyKind
    number: str
    name: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff. ``is_shown`` says whether the log-in page offers the person; the others are colleagues."""

    name: str
    posts: tuple[tuple[str, Role], ...]
    is_shown: bool = False
    is_cleared: bool = False


PLACES = (
    Place(AgencyKind.MUNICIPALITY, BERGEN, "Bergen kommune"),
    Place(AgencyKind.MUNICIPALITY, OSLO, "Oslo kommune"),
    Place(AgencyKind.MUNICIPALITY, NARVIK, "Narvik kommune"),
    Place(AgencyKind.NAV_OFFICE, NAV_BERGEN, "NAV Bergen", (BERGEN,)),
    Place(AgencyKind.NAV_OFFICE, NAV_INTRO, "NAV Intro", (OSLO, NARVIK)),
    Place(AgencyKind.SCHOOL, NYGAARD, "Nygård voksenopplæring", (BERGEN,)),
    Place(AgencyKind.SCHOOL, ROSENHOF, "Rosenhof voksenopplæring", (OSLO, NARVIK)),
    Place(AgencyKind.COUNTY, VESTLAND, "Vestland fylkeskommune", (BERGEN,)),
)

WORKERS = (
    Worker("Ingrid Haugland", ((BERGEN, Role.ENROLMENT_OFFICER),), is_shown=True),
    Worker("Marte Solheim", ((BERGEN, Role.PROGRAMME_ADVISER),), is_shown=True),
    Worker("Tone Lie", ((BERGEN, Role.TEAM_LEADER),), is_shown=True, is_cleared=True),
    Worker("Jonas Nygaard", ((BERGEN, Role.PROGRAMME_ADVISER),)),
    Worker("Amir Rahimi", ((BERGEN, Role.PROGRAMME_ADVISER),)),
    Worker("Silje Fjellanger", ((BERGEN, Role.PROGRAMME_ADVISER),), is_cleared=True),
    Worker("Eirik Strand", ((BERGEN, Role.PROGRAMME_ADVISER), (NARVIK, Role.PROGRAMME_ADVISER)), is_shown=True),
    Worker("Kari Bakke", ((BERGEN, Role.PRIVACY_OFFICER),), is_shown=True),
    Worker("Randi Hauge", ((BERGEN, Role.LEADER),), is_shown=True),
    Worker("Per Dahl", ((BERGEN, Role.ADMINISTRATOR),), is_shown=True),
    Worker("Hege Moen", ((OSLO, Role.ENROLMENT_OFFICER),)),
    Worker("Nora Holm", ((OSLO, Role.PROGRAMME_ADVISER),), is_shown=True),
    Worker("Henrik Aas", ((OSLO, Role.PROGRAMME_ADVISER),)),
    Worker("Leila Hassan", ((OSLO, Role.PROGRAMME_ADVISER),)),
    Worker("Camilla Berg", ((OSLO, Role.PROGRAMME_ADVISER),)),
    Worker("Lars Brekke", ((OSLO, Role.TEAM_LEADER),), is_cleared=True),
    Worker("Anne Nilsen", ((NARVIK, Role.PROGRAMME_ADVISER),)),
    Worker("Knut Johansen", ((NARVIK, Role.TEAM_LEADER), (NARVIK, Role.ENROLMENT_OFFICER)), is_shown=True),
    Worker("Siri Vik", ((NAV_BERGEN, Role.NAV_ADVISER),), is_shown=True),
    Worker("Øystein Myhre", ((NAV_BERGEN, Role.NAV_ADVISER),)),
    Worker("Maja Lund", ((NAV_INTRO, Role.NAV_ADVISER),), is_shown=True),
    Worker("Trond Eide", ((NAV_INTRO, Role.NAV_ADVISER),)),
    Worker("Berit Sande", ((NYGAARD, Role.TEACHER),), is_shown=True),
    Worker("Stian Foss", ((ROSENHOF, Role.TEACHER),)),
    Worker("Skolesystemet Nygård", ((NYGAARD, Role.SCHOOL_SYSTEM),)),
    Worker("Gro Tveit", ((VESTLAND, Role.ADMINISTRATOR),)),
)

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", " ": "."})


def address_of(name: str) -> str:
    """The part of the e-mail address before the «@»."""
    return name.lower().translate(_LETTERS)


def workers_in(number: str, *roles: Role) -> Iterable[Worker]:
    """The staff with one of the roles in the agency."""
    return (worker for worker in WORKERS if any(post == (number, role) for post in worker.posts for role in roles))
