"""Two schools of one municipality and one of another, pupils of every situation, and the systems that read of them."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import GradebookItem, GradebookResult, RosterClient, RosterToken
from integration.provider.scopes import ALL
from integration.provider.tokens import _digest, add_client
from participants.models import Participant
from programmes.models.classes import ClassEnrolment, ClassTeacher, Course, SchoolClass, TestResult
from tests.integration.provider.matrix.rows import PEOPLE, Address
from tests.integration.schools.world import make_owner, make_school
from tests.world import make_municipality, make_person, make_user

_FIRST, _LAST = dt.date(2026, 8, 17), dt.date(2027, 6, 18)


class Pupil(StrEnum):
    """What a pupil is to the school whose system asks."""

    OWN = "in the own class"
    OTHER_CLASS = "in another class"
    OTHER_SCHOOL = "at another school"
    ELSEWHERE = "in another municipality"
    STRICT = "strictly confidential"
    ABROAD = "strictly confidential abroad"
    CONFIDENTIAL = "confidential"
    SHIELDED = "shielded"
    SHOWN_BEFORE = "protected after being shown"
    DROPPED = "dropped from the class"
    MISTAKE = "in the class by mistake"
    MOVED = "moved away"


class Caller(StrEnum):
    """Whose token it is, if any."""

    OWN = "own school"
    WHOLE = "own municipality"
    OTHER_SCHOOL = "other school"
    ELSEWHERE = "other municipality"
    FEW = "too few scopes"
    NONE = "no token"
    EXPIRED = "expired token"


P, C = Pupil, Caller
SEES: dict[Caller, frozenset[Pupil]] = {
    C.OWN: frozenset({P.OWN, P.OTHER_CLASS}),
    C.WHOLE: frozenset({P.OWN, P.OTHER_CLASS, P.OTHER_SCHOOL}),
    C.OTHER_SCHOOL: frozenset({P.OTHER_SCHOOL}),
    C.ELSEWHERE: frozenset({P.ELSEWHERE}),
}
"""Whom each caller is shown, told by the world and not by the code; nobody else is shown to anybody."""
TOLD_AS_GONE = {C.OWN: frozenset({P.SHOWN_BEFORE, P.DROPPED})}
"""Whom the caller was sent before they were hidden."""
_SCHOOLS = {C.OWN: "own", C.WHOLE: "own other", C.OTHER_SCHOOL: "other", C.ELSEWHERE: "elsewhere"}
_PLACES = {P.OTHER_CLASS: ("own", 1), P.OTHER_SCHOOL: ("other", 0), P.ELSEWHERE: ("elsewhere", 0)}
_GRADES = {P.STRICT: 6, P.ABROAD: 19, P.CONFIDENTIAL: 7}


@dataclass
class Place:
    """A school with two classes and a teacher."""

    home: Agency
    school: Agency
    course: Course = field(init=False)
    classes: list[SchoolClass] = field(init=False)
    teacher: Any = field(init=False)

    def __post_init__(self) -> None:
        self.teacher = make_user(self.school, Role.TEACHER, name=f"Berit {self.school.name}")
        with acting_as(system_actor(self.home.pk)):
            self.course = Course.objects.create(school=self.school, name="Norsk", code="NOR", kind="norwegian")
            self.classes = [
                SchoolClass.objects.create(
                    school=self.school, course=self.course, name=name, level="A2", first_day=_FIRST, last_day=_LAST
                )
                for name in ("dag", "kveld")
            ]
            for one in self.classes:
                ClassTeacher.objects.create(school_class=one, user=self.teacher, first_day=_FIRST)


@dataclass
class Child:
    """A pupil with a place and a result on a test."""

    person: Participant
    place: Place
    school_class: SchoolClass
    enrolment: ClassEnrolment
    test: TestResult

    def id_of(self, kind: str) -> object:
        """The pupil's own row of a kind of id."""
        # On this test of theirs nobody else has a result, so that the test tells of them.
        item = f"norwegian-{self.test.skill}-{self.school_class.pk}"
        return {
            "school": self.place.school.pk, "class": self.school_class.pk, "course": self.place.course.pk,
            "term": "term-2026-autumn", "period": "grading-term-2026-autumn", "teacher": self.place.teacher.pk,
            "pupil": self.person.pk, "place": self.enrolment.pk, "result": self.test.pk, "item": item,
            "category": "tests", "nothing": uuid4(),
        }[kind]  # fmt: skip

    @property
    def own_result(self) -> str:
        """The id under which each system keeps a result of its own."""
        return f"eget-{self.person.pk}"

    @property
    def marks(self) -> list[str]:
        """What would tell of the pupil wherever it stands."""
        return [
            str(self.person.pk), self.person.given_name, self.person.family_name, str(self.enrolment.pk),
            str(self.test.pk), str(self.id_of("item")),
        ]  # fmt: skip


class Town:
    """The schools, the pupils by situation, and the callers."""

    def __init__(self) -> None:
        home, elsewhere = make_municipality("Bergen"), make_municipality("Voss")
        self.places = {
            "own": Place(home, make_school(home, "NO1", "Nygård")),
            "other": Place(home, make_school(home, "NO2", "Slåtthaug")),
            "elsewhere": Place(elsewhere, make_school(elsewhere, "NO3", "Palmafossen")),
        }
        self.http = Client()
        self.clients: dict[Caller, RosterClient] = {}
        self.bearers: dict[Caller, str] = {C.NONE: "", C.EXPIRED: "utloept"}
        for caller, place in {C.OWN: "own", C.WHOLE: "", C.OTHER_SCHOOL: "other", C.ELSEWHERE: "elsewhere"}.items():
            self._add_client(caller, self.places[place or "own"], is_whole=not place)
        self._give(self.clients[C.OWN], "utloept", ALL, timezone.now())
        self.children = {one: self._child(one) for one in P}
        self._write_gradebooks()
        self._hide()
        for address in ("students", "users", "enrollments", "demographics"):
            assert self.get(C.OWN, f"/ims/oneroster/rostering/v1p2/{address}").status_code == 200
        self._hide_who_was_shown()

    def get(self, caller: Caller, path: str, *, request: str = "", scopes: frozenset[str] = frozenset()) -> Any:
        return self.ask(caller, "get", path, request=request, scopes=scopes)

    def ask(
        self, caller: Caller, method: str, path: str, body: Any = None, *, request: str = "",
        scopes: frozenset[str] = frozenset(),
    ) -> Any:  # fmt: skip
        """Call as somebody; who has too few scopes has all but these."""
        bearer = self.bearers.get(caller) or (self._few(scopes) if caller is C.FEW else "")
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        headers |= {"X-Request-ID": request} if request else {}
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.http, method)(path, headers=headers, **extra)

    def may_know(self, caller: Caller, kind: str, pupil: Pupil) -> bool:
        """Whether the caller may know that the pupil's row of this kind is there."""
        child = self.children[pupil]
        if kind in PEOPLE | {"item"}:
            return pupil in SEES[caller]
        if kind in {"school", "class", "course", "teacher"}:
            return self.teaches(caller, child)
        return kind != "nothing"

    def ids(self, address: Address, pupil: Pupil) -> dict[str, object]:
        """The pupil's ids for an address."""
        return {name: self.children[pupil].id_of(kind) for name, kind in address.ids.items()}

    def without(self, address: Address, caller: Caller, pupil: Pupil) -> dict[str, object]:
        """The same with ids that are nobody's in the place of what the caller may not know of."""
        ids = self.ids(address, pupil)
        for name, kind in address.ids.items():
            if not self.may_know(caller, kind, pupil):
                # An item's id has its class in it.
                ids[name] = f"norwegian-writing-{str(ids[name])[-36:]}" if kind == "item" else uuid4()
        return ids

    def shown(self, caller: Caller, address: Address, pupil: Pupil) -> set[UUID]:
        """The people whom an address about the pupil's class, school or person shows to the caller."""
        kinds, asked = set(address.ids.values()), self.children[pupil]
        if not address.shows:
            return set()
        seen = [self.children[one] for one in SEES[caller]]
        if kinds & PEOPLE:
            seen = [child for child in seen if child is asked]
        if "school" in kinds:
            seen = [child for child in seen if child.place is asked.place]
        if "class" in kinds:
            seen = [child for child in seen if child.school_class == asked.school_class]
        if "item" in kinds:
            seen = [child for child in seen if child.id_of("item") == asked.id_of("item")]
        return {child.person.pk for child in seen}

    def teaches(self, caller: Caller, child: Child) -> bool:
        """Whether the pupil is, hidden or not, at a school that the caller reads of."""
        return child.place in [self.places[name] for name in _SCHOOLS[caller].split()]

    def _add_client(self, caller: Caller, place: Place, *, is_whole: bool) -> None:
        client, _secret = add_client(
            make_owner(place.home), place.home.pk, name=f"System {caller}", scopes=list(ALL),
            school_id=None if is_whole else place.school.pk,
        )  # fmt: skip
        self.clients[caller], self.bearers[caller] = client, f"bearer {caller}".replace(" ", "-")
        self._give(client, self.bearers[caller], ALL, timezone.now() + dt.timedelta(hours=1))

    def _give(self, client: RosterClient, bearer: str, scopes: Any, until: dt.datetime) -> None:
        RosterToken.objects.create(client=client, digest=_digest(bearer), scopes=list(scopes), expires_at=until)

    def _few(self, scopes: frozenset[str]) -> str:
        bearer = str(uuid4())
        self._give(self.clients[C.OWN], bearer, set(ALL) - scopes, timezone.now() + dt.timedelta(hours=1))
        return bearer

    def _child(self, pupil: Pupil) -> Child:
        # The hidden have a test that nobody else has: what is told of the test is told of them.
        skill = "listening" if any(pupil in seen for seen in SEES.values()) else "reading"
        name, number = _PLACES.get(pupil, ("own", 0))
        place = self.places[name]
        person = make_person(place.home, given_name=f"Fornavn{pupil.name}", family_name=f"Hemmelig{pupil.name}")
        school_class = place.classes[number]
        with acting_as(system_actor(place.home.pk)):
            of = {"participant": person, "municipality": place.home}
            enrolment = ClassEnrolment.objects.create(**of, school_class=school_class, first_day=_FIRST, last_day=_LAST)
            test = TestResult.objects.create(
                **of, subject="norwegian", skill=skill, outcome="A2", taken_on=dt.date(2026, 11, 2)
            )
        return Child(person, place, school_class, enrolment, test)

    def _write_gradebooks(self) -> None:
        """Each client has an item of its own with a result for each pupil whom it could see at the time."""
        for caller, client in self.clients.items():
            own = [child for child in self.children.values() if self.teaches(caller, child)]
            of_client = {"municipality_id": client.municipality_id, "client": client, "modified_at": timezone.now()}
            score = {"scoreStatus": "submitted", "scoreDate": "2026-11-02"}
            with acting_as(system_actor(client.municipality_id)):
                for class_id in {child.school_class.pk for child in own}:
                    GradebookItem.objects.create(
                        **of_client, kind="lineItem", sourced_id=f"oppgave-{class_id}",
                        values={"title": "Oppgave", "class": str(class_id)},
                    )  # fmt: skip
                for child in own:
                    GradebookResult.objects.create(
                        **of_client, participant=child.person, sourced_id=child.own_result, values=score,
                        line_item_sourced_id=f"oppgave-{child.school_class.pk}",
                    )  # fmt: skip

    def _hide(self) -> None:
        home = self.places["own"].home
        with acting_as(system_actor(home.pk)):
            for pupil, grade in _GRADES.items():
                self._change(pupil, confidentiality=grade)
            self._change(P.SHIELDED, is_shielded=True)
            self._change(P.MOVED, moved_on=dt.date(2026, 11, 20), moved_to=self.places["elsewhere"].home)
            ClassEnrolment.objects.filter(pk=self.children[P.MISTAKE].enrolment.pk).update(leaving_reason="error")

    def _hide_who_was_shown(self) -> None:
        with acting_as(system_actor(self.places["own"].home.pk)):
            self._change(P.SHOWN_BEFORE, confidentiality=6)
            ClassEnrolment.objects.filter(pk=self.children[P.DROPPED].enrolment.pk).update(
                state="withdrawn", first_day=None, last_day=None, waiting_since=_FIRST
            )

    def _change(self, pupil: Pupil, **facts: Any) -> None:
        Participant.objects.filter(pk=self.children[pupil].person.pk).update(**facts)
