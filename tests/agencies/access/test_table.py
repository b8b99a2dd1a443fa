"""The decision table by itself: what a role may, what a case forbids, and in which order."""

from dataclasses import replace
from uuid import UUID

import pytest

from agencies.access import NOBODY, Action, Actor, CaseFacts, Confidentiality, FieldGroup, Resource, decide, fields_for
from agencies.access.rules import OVERRIDABLE, RULES
from agencies.access.table import ALL_FIELDS, FIELDS, ROLES, may, may_meet_people
from agencies.models import Role

HOME, ELSEWHERE = UUID(int=1), UUID(int=2)
OPEN = CaseFacts(municipality_id=HOME)
GRADES = [grade for grade in Confidentiality if grade is not Confidentiality.OPEN]


def _actor(*roles: Role, **more: object) -> Actor:
    known: dict[str, object] = {
        "user_id": UUID(int=9), "roles": frozenset(roles), "municipality_ids": frozenset({HOME})
    }  # fmt: skip
    return Actor(**(known | more))  # type: ignore[arg-type]


ADVISER = _actor(Role.PROGRAMME_ADVISER)


def _rule(actor: Actor, facts: CaseFacts, action: Action = Action.VIEW) -> str:
    return decide(actor, Resource.PARTICIPANT, action, facts).rule


@pytest.mark.parametrize(("resource", "action"), [(r, a) for r in Resource for a in Action], ids=str)
def test_a_pair_that_the_table_does_not_name_is_refused_to_every_role(resource: Resource, action: Action) -> None:
    given = ROLES.get((resource, action), frozenset())
    assert {role for role in Role if may(_actor(role), resource, action)} == given
    assert not may(NOBODY, resource, action)


def test_each_role_has_its_row_of_field_groups() -> None:
    assert set(FIELDS) == set(Role)


@pytest.mark.parametrize("group", ["health", "family", "absence_reasons", "decisions", "appeals", "notes"])
@pytest.mark.parametrize("role", [Role.NAV_ADVISER, Role.TEACHER])
def test_nav_and_schools_see_no_health_family_reasons_or_appeals(role: Role, group: str) -> None:
    assert FieldGroup(group) not in fields_for(_actor(role))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.EMPLOYER_CONTACT, Role.PARTICIPANT])
def test_who_does_no_casework_opens_no_part_of_a_case(role: Role) -> None:
    assert fields_for(_actor(role)) == frozenset()
    assert not decide(_actor(role), Resource.PARTICIPANT, Action.VIEW, OPEN).allowed


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EMPLOYER_CONTACT, Role.PARTICIPANT])
def test_the_database_shows_an_administrator_and_the_linked_nobody(role: Role) -> None:
    assert not may_meet_people(_actor(role))


def test_several_roles_open_what_any_of_them_opens() -> None:
    assert fields_for(_actor(Role.NAV_ADVISER, Role.TEAM_LEADER)) == ALL_FIELDS


@pytest.mark.parametrize("grade", GRADES)
def test_a_graded_case_is_open_to_the_named(grade: Confidentiality) -> None:
    facts = replace(OPEN, confidentiality=grade)
    assert _rule(ADVISER, facts) == grade.name.lower()
    assert _rule(ADVISER, replace(facts, is_named=True)) == "named"


def test_clearance_opens_confidential_and_nothing_stricter() -> None:
    cleared = replace(ADVISER, cleared_for_confidential=True, cleared_for_shielded=True)
    found = {grade: decide(cleared, Resource.PARTICIPANT, Action.VIEW, replace(OPEN, confidentiality=grade)).allowed
             for grade in GRADES}  # fmt: skip
    assert [grade for grade, allowed in found.items() if allowed] == [Confidentiality.CONFIDENTIAL]


def test_a_shielded_colleague_is_open_to_the_cleared_and_the_named() -> None:
    shielded = replace(OPEN, is_shielded=True)
    assert _rule(ADVISER, shielded) == "shielded"
    assert _rule(replace(ADVISER, cleared_for_confidential=True), shielded) == "shielded"
    assert _rule(replace(ADVISER, cleared_for_shielded=True), shielded) == "cleared"
    assert _rule(ADVISER, replace(shielded, is_named=True)) == "named"


@pytest.mark.parametrize(
    ("facts", "rule"), [(replace(OPEN, is_own=True), "own_case"), (replace(OPEN, is_family=True), "close_family")]
)
def test_nobody_opens_the_own_case_or_that_of_close_family_however_named(facts: CaseFacts, rule: str) -> None:
    everything = _actor(*Role, cleared_for_confidential=True, cleared_for_shielded=True)
    assert _rule(everything, replace(facts, is_named=True, is_overridden=True)) == rule


def test_core_rules_stand_first_and_none_of_them_can_be_overridden() -> None:
    is_core = [rule.is_core for rule in RULES]
    assert is_core == sorted(is_core, reverse=True)
    assert not any(rule.is_core and rule.can_be_overridden for rule in RULES)
    assert {"not_assigned"} == OVERRIDABLE


def test_protection_is_told_before_place_so_that_the_first_refusal_decides() -> None:
    facts = CaseFacts(municipality_id=ELSEWHERE, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    assert _rule(ADVISER, facts) == "strictly_confidential"
    assert _rule(ADVISER, CaseFacts(municipality_id=ELSEWHERE)) == "municipality"


@pytest.mark.parametrize("facts", [*(replace(OPEN, confidentiality=grade, is_named=True) for grade in GRADES),
                                   replace(OPEN, is_shielded=True, is_named=True)], ids=str)  # fmt: skip
def test_a_protected_case_waits_for_a_proof_and_an_open_one_does_not(facts: CaseFacts) -> None:
    waiting = replace(ADVISER, must_prove=True)
    assert _rule(waiting, facts) == "step_up"
    assert _rule(ADVISER, facts) == "named"
    assert _rule(waiting, OPEN) == "need_to_know"


def test_the_core_rules_are_told_before_the_proof() -> None:
    waiting = replace(ADVISER, must_prove=True)
    assert _rule(waiting, replace(OPEN, is_shielded=True)) == "shielded"
    assert _rule(waiting, replace(OPEN, confidentiality=Confidentiality.CONFIDENTIAL)) == "confidential"


def test_the_system_is_above_protection_and_bound_to_its_municipality() -> None:
    system = Actor(is_system=True, municipality_ids=frozenset({HOME}))
    assert _rule(system, replace(OPEN, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)) == "system"
    assert _rule(system, CaseFacts(municipality_id=ELSEWHERE)) == "municipality"


def test_a_moved_case_is_read_and_nothing_else() -> None:
    moved = replace(OPEN, is_moved=True)
    assert decide(ADVISER, Resource.PARTICIPANT, Action.VIEW, moved).allowed
    assert _rule(ADVISER, moved, Action.CHANGE) == "moved"


def test_an_adviser_reads_a_colleagues_case_and_writes_with_a_reason_only() -> None:
    anothers = replace(OPEN, is_anothers=True)
    assert decide(ADVISER, Resource.PARTICIPANT, Action.VIEW, anothers).allowed
    refused = decide(ADVISER, Resource.PARTICIPANT, Action.CHANGE, anothers)
    assert (refused.allowed, refused.rule, refused.can_be_overridden) == (False, "not_assigned", True)
    assert _rule(ADVISER, replace(anothers, is_overridden=True), Action.CHANGE) == "override"


def test_a_reason_opens_no_core_rule() -> None:
    for facts in (replace(OPEN, confidentiality=Confidentiality.CONFIDENTIAL), replace(OPEN, is_shielded=True)):
        assert not decide(ADVISER, Resource.PARTICIPANT, Action.CHANGE, replace(facts, is_overridden=True)).allowed


@pytest.mark.parametrize("role", [Role.TEAM_LEADER, Role.ENROLMENT_OFFICER])
def test_a_team_leader_and_an_enrolment_officer_work_on_everybodys_cases(role: Role) -> None:
    anothers = replace(OPEN, is_anothers=True)
    assert decide(_actor(role), Resource.PARTICIPANT, Action.CHANGE, anothers).allowed


def test_giving_a_case_its_staff_needs_no_assignment() -> None:
    anothers = replace(OPEN, is_anothers=True)
    assert decide(ADVISER, Resource.ASSIGNMENT, Action.CHANGE, anothers).allowed
    assert decide(ADVISER, Resource.FLAG, Action.CHANGE, anothers).allowed


def test_a_token_gives_no_more_than_its_scopes_and_no_more_than_the_role() -> None:
    client = replace(ADVISER, scopes=frozenset({"participant.view", "access_log.view"}))
    assert decide(client, Resource.PARTICIPANT, Action.VIEW, OPEN).allowed
    assert _rule(client, OPEN, Action.CHANGE) == "scope"
    assert decide(client, Resource.PARTICIPANT, Action.CHANGE).rule == "scope"
    assert decide(client, Resource.ACCESS_LOG, Action.VIEW).rule == "role"
