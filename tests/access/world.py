"""One municipality with a case of every situation, and somebody of every role; made once, and left as it was."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from agencies.access import Actor, CaseFacts, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind, AgencyService, Role, User
from participants.models import Assignment, Confidentiality, IdentityNumber
from participants.operations.declaring_kin import declare_kin
from participants.operations.protecting import change_protection
from tests.agencies.api.cases import FullCase, make_full_case
from tests.world import LONG_AGO, actor_of, make_municipality, make_nav_office, make_user


class Situation(StrEnum):
    """What a case is to those who look at it."""

    OWN = "own"
    COLLEAGUES = "colleagues"
    ELSEWHERE = "elsewhere"
    PROTECTED = "protected"
    SHIELDED = "shielded"
    KIN = "kin"


HIDDEN = (Situation.ELSEWHERE, Situation.PROTECTED, Situation.SHIELDED, Situation.KIN)
NAMES = {situation: f"Hemmelig{situation}sen" for situation in Situation}
_KIN_NUMBER = "209900000103"
_UNPLACED = {
    Role.NAV_ADVISER: AgencyKind.NAV_OFFICE, Role.TEACHER: AgencyKind.SCHOOL, Role.SCHOOL_SYSTEM: AgencyKind.SCHOOL,
}  # fmt: skip


@dataclass(slots=True)
class World:
    """The cases by situation and the staff by role."""

    home: Agency
    cases: dict[Situation, FullCase]
    staff: dict[Role, User] = field(default_factory=dict)
    _actors: dict[Role, Actor] = field(default_factory=dict)

    def actor(self, role: Role) -> Actor:
        """Somebody of the role, at work."""
        return self._actors[role]

    def facts(self, situation: Situation, role: Role) -> CaseFacts:
        """What the table must know of the case for this role's member of staff; told by the world, not by the code."""
        case = self.cases[situation]
        return CaseFacts(
            municipality_id=case.municipality.pk,
            participant_id=case.person.pk,
            confidentiality=_grade(situation),
            is_shielded=situation is Situation.SHIELDED,
            is_family=situation is Situation.KIN,
            is_anothers=situation is Situation.COLLEAGUES
            or (situation is Situation.OWN and role is not Role.PROGRAMME_ADVISER),
        )

    def row(self, situation: Situation, model: str) -> Any:
        """The case's own row of a model; none when the case has none of it."""
        case = self.cases[situation]
        rows: dict[str, Any] = {
            "Participant": case.person, "Participation": case.participation, "Absence": case.absence,
            "Deadline": case.deadline, "Flag": case.flag, "Decision": case.decision, "Stop": case.stop,
            "Placement": case.placement, "ImportBatch": case.batch, "ImportRow": case.row,
            **case.more,
        }  # fmt: skip
        return case.transfer if model == "TransferRequest" else rows.get(model)


def make_world() -> World:
    """The municipality and everybody; the caller takes it back."""
    home = make_municipality("Bergen")
    cases = {
        situation: make_full_case(
            make_municipality("Voss") if situation is Situation.ELSEWHERE else home, family_name=NAMES[situation]
        )
        for situation in Situation
    }
    world = World(home, cases)
    for role in Role:
        world.staff[role] = make_user(_workplace(home, role), role, name=f"Ansatt {role}")
        world._actors[role] = actor_of(world.staff[role])
    _protect(world)
    _assign(world)
    _declare(world)
    return world


def _grade(situation: Situation) -> Any:
    from agencies.access import Confidentiality as Grade

    return Grade.STRICTLY_CONFIDENTIAL if situation is Situation.PROTECTED else Grade.OPEN


def _workplace(home: Agency, role: Role) -> Agency:
    kind = _UNPLACED.get(role)
    if kind is AgencyKind.NAV_OFFICE:
        return make_nav_office(home)
    if kind is AgencyKind.SCHOOL:
        school = Agency.objects.create(kind=kind, name=f"Skole {role}", number=f"S-{role}"[:10])
        AgencyService.objects.create(provider=school, municipality=home, first_day=LONG_AGO)
        return school
    return home


def _protect(world: World) -> None:
    """As a team leader does it: somebody else than those who look, with a deputy."""
    leader, deputy = (make_user(world.home, Role.TEAM_LEADER) for _ in range(2))
    actor = actor_of(leader)
    grades = {
        Situation.PROTECTED: (Confidentiality.STRICTLY_CONFIDENTIAL, False),
        Situation.SHIELDED: (Confidentiality.OPEN, True),
    }
    for situation, (grade, is_shielded) in grades.items():
        person = world.cases[situation].person
        change_protection(actor, person.pk, confidentiality=grade, is_shielded=is_shielded, named_user_ids=[deputy.pk])


def _assign(world: World) -> None:
    colleague = make_user(world.home, Role.PROGRAMME_ADVISER)
    advisers = {Situation.OWN: world.staff[Role.PROGRAMME_ADVISER], Situation.COLLEAGUES: colleague}
    with acting_as(system_actor(world.home.pk)):
        for situation, adviser in advisers.items():
            person = world.cases[situation].person
            Assignment.objects.create(
                participant=person, municipality=world.home, user=adviser, kind="adviser", first_day=LONG_AGO
            )


def _declare(world: World) -> None:
    kin = world.cases[Situation.KIN]
    with acting_as(system_actor(world.home.pk)):
        IdentityNumber.objects.create(
            participant=kin.person, municipality=world.home, kind="duf", value=_KIN_NUMBER, valid_from=LONG_AGO
        )
    for role in Role:
        declare_kin(world.actor(role), "family", [_KIN_NUMBER])
