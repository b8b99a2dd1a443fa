"""One municipality with a case of every situation, and somebody of every role; made once, and left as it was."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID

from django.test import Client

from agencies.access import Actor, CaseFacts, acting_as
from agencies.access import Confidentiality as Grade
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind, AgencyService, Kinship, Role, User
from participants.document_files import move_to_its_place, write_incoming
from participants.models import (
    Assignment,
    Confidentiality,
    IdentityNumber,
    NamedAccess,
    Participant,
    TransferRequest,
    TransferState,
)
from participants.operations.declaring_kin import declare_kin
from participants.operations.protecting import change_protection
from programmes.models.classes import ClassTeacher
from tests.access.agency_rows import agency_rows
from tests.agencies.api.cases import FullCase, make_full_case
from tests.subjects.work import PAPER
from tests.world import LONG_AGO, actor_of, make_municipality, make_nav_office, make_person, make_user


class Situation(StrEnum):
    """What a case is to those who work in the municipality."""

    OWN = "own"
    COLLEAGUES = "colleagues"
    ELSEWHERE = "elsewhere"
    PROTECTED = "protected"
    CONFIDENTIAL = "confidential"
    ABROAD = "abroad"
    SHIELDED = "shielded"
    KIN = "kin"
    OWN_CASE = "myself"
    NAMED = "named"
    MOVED = "moved"


S = Situation
HIDDEN = (S.ELSEWHERE, S.PROTECTED, S.CONFIDENTIAL, S.ABROAD, S.SHIELDED, S.KIN, S.OWN_CASE)
NAMES = {situation: f"Hemmelig{situation}sen" for situation in Situation}
_NUMBERS = {S.KIN: (Kinship.FAMILY, "209900000103"), S.OWN_CASE: (Kinship.OWN, "209900000202")}
_GRADES = {
    S.PROTECTED: Grade.STRICTLY_CONFIDENTIAL, S.NAMED: Grade.STRICTLY_CONFIDENTIAL,
    S.CONFIDENTIAL: Grade.CONFIDENTIAL, S.ABROAD: Grade.STRICTLY_CONFIDENTIAL_ABROAD,
}  # fmt: skip
GUARDED = frozenset({*_GRADES, S.SHIELDED})
"""The situations in which the person is graded or shielded."""
_UNPLACED = {
    Role.NAV_ADVISER: AgencyKind.NAV_OFFICE, Role.TEACHER: AgencyKind.SCHOOL, Role.SCHOOL_SYSTEM: AgencyKind.SCHOOL,
}  # fmt: skip


class Onlooker(NamedTuple):
    """Somebody of a role: cleared for graded and shielded people, or at work in the other municipality."""

    role: Role
    is_cleared: bool = False
    is_stranger: bool = False

    def __str__(self) -> str:
        return f"{'cleared ' * self.is_cleared}{'strange ' * self.is_stranger}{self.role}"


CLEARED = tuple(Onlooker(role, is_cleared=True) for role in (Role.TEAM_LEADER, Role.PROGRAMME_ADVISER))
STRANGERS = tuple(
    Onlooker(role, is_stranger=True)
    for role in (Role.TEAM_LEADER, Role.PROGRAMME_ADVISER, Role.NAV_ADVISER, Role.ADMINISTRATOR)
)
PLAIN = tuple(Onlooker(role) for role in Role)
EVERYBODY = (*PLAIN, *CLEARED, *STRANGERS)


@dataclass(slots=True)
class World:
    """The cases by situation, and the staff: those of the municipality by role, and everybody who looks."""

    home: Agency
    cases: dict[Situation, FullCase]
    agencies: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    onlookers: dict[Onlooker, User] = field(default_factory=dict)
    clients: dict[Onlooker, Client] = field(default_factory=dict)
    _actors: dict[Onlooker, Actor] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def staff(self) -> dict[Role, User]:
        """Those of the municipality, without a clearance."""
        return {who.role: user for who, user in self.onlookers.items() if who in PLAIN}

    def actor(self, who: Role | Onlooker) -> Actor:
        """Somebody of the role, at work."""
        return self._actors[who if isinstance(who, Onlooker) else Onlooker(who)]

    def hidden_from(self, who: Onlooker) -> tuple[Situation, ...]:
        """The cases of which they must not know that they are there."""
        if who.is_stranger:
            return tuple(situation for situation in Situation if situation is not S.ELSEWHERE)
        return tuple(one for one in HIDDEN if not (who.is_cleared and one in {S.CONFIDENTIAL, S.SHIELDED}))

    def facts(self, situation: Situation, who: Onlooker) -> CaseFacts:
        """What the table must know of the case for this member of staff; told by the world, not by the code."""
        case = self.cases[situation]
        is_mine = situation is (S.ELSEWHERE if who.is_stranger else S.OWN)
        is_adviser = who.role is Role.PROGRAMME_ADVISER and not who.is_cleared
        return CaseFacts(
            municipality_id=case.municipality.pk,
            participant_id=case.person.pk,
            confidentiality=_GRADES.get(situation, Grade.OPEN),
            is_named=situation is S.NAMED and not who.is_stranger,
            is_shielded=situation is S.SHIELDED,
            is_own=situation is S.OWN_CASE and not who.is_stranger,
            is_family=situation is S.KIN and not who.is_stranger,
            is_moved=situation is S.MOVED,
            is_anothers=situation is S.COLLEAGUES
            or (situation in {S.OWN, S.ELSEWHERE} and not (is_mine and is_adviser)),
        )

    def rows(self, situation: Situation) -> dict[str, Any]:
        """The case's own row of each model."""
        case = self.cases[situation]
        return {
            "Participant": case.person, "Participation": case.participation, "Absence": case.absence,
            "Deadline": case.deadline, "Flag": case.flag, "Decision": case.decision, "Stop": case.stop,
            "Placement": case.placement, "Employer": case.employer,
            "ImportBatch": case.batch, "ImportRow": case.row, "Job": case.job,
            "Agency": case.municipality, "TransferRequest": case.transfer, **case.more,
            **self.agencies[case.municipality.pk],
        }  # fmt: skip

    def row(self, situation: Situation, model: str) -> Any:
        """The case's own row of a model; none when the case has none of it."""
        key = f"rows {situation}"
        if key not in self.kept:
            self.kept[key] = self.rows(situation)
        return self.kept[key].get(model)


def make_world() -> World:
    """The municipality and everybody; the caller takes it back."""
    home = make_municipality("Bergen")
    cases = {
        situation: make_full_case(
            make_municipality("Voss") if situation is S.ELSEWHERE else home, family_name=NAMES[situation]
        )
        for situation in Situation
    }
    world = World(home, cases)
    for who in EVERYBODY:
        place = _workplace(cases[S.ELSEWHERE].municipality if who.is_stranger else home, who)
        clearance = {"cleared_for_confidential": who.is_cleared, "cleared_for_shielded": who.is_cleared}
        world.onlookers[who] = make_user(place, who.role, name=f"Ansatt {who}", **clearance)
        world._actors[who] = actor_of(world.onlookers[who])
        # A fault of ours is an answer like any other.
        world.clients[who] = Client(raise_request_exception=False)
        world.clients[who].force_login(world.onlookers[who])
    for agency in {case.municipality for case in cases.values()}:
        with acting_as(system_actor(agency.pk)):
            world.agencies[agency.pk] = agency_rows(agency)
    _protect(world)
    _assign(world)
    _declare(world)
    _move(world)
    _teach(world)
    return world


def _workplace(home: Agency, who: Onlooker) -> Agency:
    kind = _UNPLACED.get(who.role)
    if kind is AgencyKind.NAV_OFFICE:
        return make_nav_office(home)
    if kind is AgencyKind.SCHOOL:
        school = Agency.objects.create(kind=kind, name=f"Skole {who}", number=f"S-{who}"[:10])
        AgencyService.objects.create(provider=school, municipality=home, first_day=LONG_AGO)
        return school
    return home


def _protect(world: World) -> None:
    """As a team leader does it: somebody else than those who look, with a deputy; one case names everybody."""
    leader, deputy = (make_user(world.home, Role.TEAM_LEADER) for _ in range(2))
    actor = actor_of(leader)
    for situation in (S.PROTECTED, S.CONFIDENTIAL, S.ABROAD, S.SHIELDED, S.NAMED):
        person = world.cases[situation].person
        change_protection(
            actor, person.pk, confidentiality=Confidentiality(int(_GRADES.get(situation, Grade.OPEN))),
            is_shielded=situation is S.SHIELDED, named_user_ids=[deputy.pk],
        )  # fmt: skip
    with acting_as(system_actor(world.home.pk)):
        person = world.cases[S.NAMED].person
        for who in (*PLAIN, *CLEARED):
            NamedAccess.objects.create(participant=person, municipality=world.home, user=world.onlookers[who])


def _assign(world: World) -> None:
    advisers = {
        S.OWN: world.onlookers[Onlooker(Role.PROGRAMME_ADVISER)],
        S.COLLEAGUES: make_user(world.home, Role.PROGRAMME_ADVISER),
        S.ELSEWHERE: world.onlookers[Onlooker(Role.PROGRAMME_ADVISER, is_stranger=True)],
    }
    for situation, adviser in advisers.items():
        case = world.cases[situation]
        with acting_as(system_actor(case.municipality.pk)):
            Assignment.objects.create(
                participant=case.person, municipality=case.municipality, user=adviser, kind="adviser",
                first_day=LONG_AGO,
            )  # fmt: skip


def _declare(world: World) -> None:
    for situation, (kinship, number) in _NUMBERS.items():
        with acting_as(system_actor(world.home.pk)):
            IdentityNumber.objects.create(
                participant=world.cases[situation].person, municipality=world.home, kind="duf", value=number,
                valid_from=LONG_AGO,
            )  # fmt: skip
        for who in (*PLAIN, *CLEARED):
            declare_kin(world.actor(who), kinship, [number])


def _move(world: World) -> None:
    """The case stays to be read; the request is answered, and the other municipality goes on with it."""
    case, day = world.cases[S.MOVED], dt.date(2026, 11, 20)
    received = make_person(case.transfer.to_municipality)
    answered = {"state": TransferState.ACCEPTED, "answered_on": day, "received_as": received}
    with acting_as(system_actor(world.home.pk)):
        TransferRequest.objects.filter(participant=case.person).update(**answered)
        Participant.objects.filter(pk=case.person.pk).update(
            moved_on=day, moved_to=world.cases[S.ELSEWHERE].municipality
        )


def _teach(world: World) -> None:
    """The teacher has the class of the own case, at the own school, and meets its pupils alone."""
    teacher, own_class = Onlooker(Role.TEACHER), world.row(S.OWN, "SchoolClass")
    with acting_as(system_actor(world.home.pk)):
        own_class.school_id = world.actor(teacher).agency_id
        own_class.save()
        ClassTeacher.objects.create(school_class=own_class, user=world.onlookers[teacher], first_day=LONG_AGO)


def keep_files(world: World) -> None:
    """Put the files of documents where they lie after a commit: in the folder of the test that runs."""
    for situation, case in world.cases.items():
        document = world.row(situation, "Document")
        write_incoming(case.municipality.pk, document.pk, BytesIO(PAPER), len(PAPER))
        move_to_its_place(case.municipality.pk, document.pk)
