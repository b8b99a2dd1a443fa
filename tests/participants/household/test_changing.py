"""Moving, divorce, custody, mistakes: dated changes on this case and on the other one."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, Role
from participants.household import household_on, partner_of
from participants.models import CaseEvent, FamilyMember, FamilyPeriod, Kinship, NamedAccess, Participant
from participants.operations.household import (
    Living,
    NewMember,
    add_member,
    change_living,
    correct_member,
    end_tie,
    link_member,
    remove_member,
    undo_last_change,
)
from participants.operations.household.correcting import MemberFacts
from participants.operations.merging import merge_people
from tests.participants.household.families import SETTLED, add_child, marry
from tests.threads import at_once
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def officer(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.ENROLMENT_OFFICER)


def _codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def _periods(actor: Actor, member: FamilyMember) -> list[tuple[dt.date, dt.date | None, bool]]:
    with acting_as(actor):
        rows = FamilyPeriod.objects.filter(member=member).order_by("first_day")
        return list(rows.values_list("first_day", "last_day", "lives_here"))


def _mirror(actor: Actor, owner: Participant, related: Participant) -> FamilyMember:
    with acting_as(actor):
        return FamilyMember.objects.get(participant=owner, related=related)


def test_moving_out_ends_the_period_the_day_before_on_both_cases(municipality: Agency, officer: Actor) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    member = marry(officer, anna, bohdan)
    change_living(officer, member.pk, living=Living(first_day=DAY, tie="spouse", lives_here=False))
    expected = [(SETTLED, DAY - dt.timedelta(days=1), True), (DAY, None, False)]
    assert _periods(officer, member) == expected
    assert _periods(officer, _mirror(officer, bohdan, anna)) == expected


def test_the_same_first_day_corrects_the_period(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    child = add_child(officer, person, dt.date(2019, 5, 4), custody="alone")
    corrected = Living(first_day=dt.date(2019, 5, 4), custody="shared")
    change_living(officer, child.pk, living=corrected)
    with acting_as(officer):
        assert FamilyPeriod.objects.get(member=child).custody == "shared"


def test_a_change_before_the_newest_is_refused_with_what_to_do(municipality: Agency, officer: Actor) -> None:
    child = add_child(officer, make_person(municipality), dt.date(2019, 5, 4))
    change_living(officer, child.pk, living=Living(first_day=DAY, lives_here=False))
    with pytest.raises(RuleRefused) as refused:
        change_living(officer, child.pk, living=Living(first_day=DAY - dt.timedelta(days=1)))
    assert _codes(refused) == ["later_change"]
    assert "20.11.2026" in refused.value.refusals[0].detail


def test_undoing_opens_the_period_before_and_the_end_again(municipality: Agency, officer: Actor) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    member = marry(officer, anna, bohdan)
    change_living(officer, member.pk, living=Living(first_day=DAY, tie="spouse", lives_here=False))
    end_tie(officer, member.pk, last_day=DAY, reason="divorce")
    undo_last_change(officer, member.pk)
    undo_last_change(officer, member.pk)
    assert _periods(officer, member) == [(SETTLED, None, True)]
    assert _periods(officer, _mirror(officer, bohdan, anna)) == [(SETTLED, None, True)]
    with pytest.raises(RuleRefused) as refused:
        undo_last_change(officer, member.pk)
    assert _codes(refused) == ["nothing_to_undo"]


def test_a_person_has_one_partner_at_a_time_and_may_marry_the_day_after(municipality: Agency, officer: Actor) -> None:
    anna, bohdan, taras = (make_person(municipality) for _ in range(3))
    member = marry(officer, anna, bohdan)
    with pytest.raises(RuleRefused) as refused:
        marry(officer, taras, anna, DAY)
    assert _codes(refused) == ["has_partner"]
    end_tie(officer, member.pk, last_day=DAY, reason="divorce")
    with pytest.raises(RuleRefused):
        marry(officer, taras, anna, DAY)
    marry(officer, taras, anna, DAY + dt.timedelta(days=1))
    with acting_as(officer):
        found = partner_of(anna, DAY + dt.timedelta(days=1))
        assert found
        assert found.participant_id == taras.pk


def test_a_child_of_two_participants_stands_on_both_cases_with_the_care_seen_from_each(
    municipality: Agency, officer: Actor
) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    marry(officer, anna, bohdan)
    child = add_child(officer, anna, dt.date(2026, 10, 10), also_partners=True, custody="together")
    change_living(officer, child.pk, living=Living(first_day=DAY, custody="alone"), also_other_parent=True)
    with acting_as(officer):
        hers, his = household_on(anna, DAY).children[0], household_on(bohdan, DAY).children[0]
    assert hers.common_id == his.common_id
    assert (hers.custody, hers.lives_here, his.custody, his.lives_here) == ("alone", True, "other_parent", False)


def test_a_child_with_a_case_has_its_parents_there(municipality: Agency, officer: Actor) -> None:
    mother = make_person(municipality)
    child = make_person(municipality, birth_date=dt.date(2008, 2, 1))
    member = NewMember(kinship="child", related_id=child.pk)
    add_member(officer, mother.pk, member=member, living=Living(first_day=SETTLED))
    with acting_as(officer):
        found = household_on(child, DAY)
        assert [(each.kinship, each.participant_id) for each in found.members] == [(Kinship.PARENT, mother.pk)]
        assert found.lives_with_parents
        assert household_on(mother, DAY).children[0].birth_date == dt.date(2008, 2, 1)


def test_a_member_who_is_enrolled_later_is_linked_and_both_cases_show_it(municipality: Agency, officer: Actor) -> None:
    anna = make_person(municipality)
    living = Living(first_day=SETTLED, tie="spouse")
    member = add_member(officer, anna.pk, member=NewMember(kinship="partner", given_name="Bo"), living=living)
    bohdan = make_person(municipality)
    link_member(officer, member.pk, related_id=bohdan.pk)
    with acting_as(officer):
        hers, his = partner_of(anna, DAY), partner_of(bohdan, DAY)
    assert hers
    assert his
    assert (hers.name, his.name) == (bohdan.full_name, anna.full_name)


def test_what_was_written_by_mistake_counts_nowhere_and_is_kept(municipality: Agency, officer: Actor) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    member = marry(officer, anna, bohdan)
    with pytest.raises(RuleRefused):
        remove_member(officer, member.pk, reason=" ")
    remove_member(officer, member.pk, reason="Feil person.")
    with acting_as(officer):
        assert (partner_of(anna, DAY), partner_of(bohdan, DAY)) == (None, None)
        assert FamilyMember.objects.filter(removed_reason="Feil person.").count() == 2
    marry(officer, anna, make_person(municipality))


@pytest.mark.parametrize(
    ("member", "living", "code"),
    [
        ({"kinship": "uncle", "given_name": "A"}, {}, "unknown_kinship"),
        ({"kinship": "child"}, {}, "birth_date_missing"),
        ({"kinship": "parent"}, {}, "name_missing"),
        ({"kinship": "child", "birth_date": dt.date(2099, 1, 1)}, {}, "birth_date_in_future"),
        ({"kinship": "child", "birth_date": DAY}, {"first_day": DAY - dt.timedelta(days=1)}, "before_birth"),
        ({"kinship": "partner", "given_name": "A"}, {}, "tie_missing"),
        ({"kinship": "parent", "given_name": "A"}, {"tie": "spouse"}, "tie_of_other"),
        ({"kinship": "partner"}, {"tie": "cohabitant", "lives_here": False}, "cohabitant_lives_here"),
        ({"kinship": "parent", "given_name": "A"}, {"custody": "alone"}, "custody_of_other"),
        ({"kinship": "child", "birth_date": DAY}, {"custody": "others"}, "lives_with_others"),
        ({"kinship": "other", "given_name": "A", "reference_settled_on": DAY}, {}, "not_reference"),
        ({"kinship": "other", "given_name": "A"}, {"first_day": dt.date(1800, 1, 1)}, "day_implausible"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_a_family(
    municipality: Agency, officer: Actor, member: dict[str, Any], living: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        add_member(
            officer,
            make_person(municipality).pk,
            member=NewMember(**member),
            living=Living(**({"first_day": DAY} | living)),
        )
    assert code in _codes(refused)


def test_a_partner_in_another_municipality_is_unknown_here(municipality: Agency, officer: Actor) -> None:
    stranger = make_person(make_municipality("Voss"))
    with pytest.raises(RuleRefused) as refused:
        marry(officer, make_person(municipality), stranger)
    assert _codes(refused) == ["unknown_related"]


def test_a_case_has_one_reference_person(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    living = Living(first_day=SETTLED)
    first = NewMember(kinship="other", given_name="A", is_reference=True, reference_settled_on=dt.date(2024, 1, 1))
    add_member(officer, person.pk, member=first, living=living)
    with pytest.raises(RuleRefused) as refused:
        add_member(
            officer, person.pk, member=NewMember(kinship="other", given_name="B", is_reference=True), living=living
        )
    assert _codes(refused) == ["has_reference"]


def test_a_correction_reaches_the_other_parents_row_and_a_stale_copy_is_refused(
    municipality: Agency, officer: Actor
) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    marry(officer, anna, bohdan)
    child = add_child(officer, anna, dt.date(2019, 5, 4), also_partners=True)
    facts = MemberFacts(given_name="Daryna", family_name="", birth_date=dt.date(2019, 4, 5), is_reference=False)
    correct_member(officer, child.pk, facts=facts, expected_version=1)
    with acting_as(officer):
        assert {each.name for each in household_on(bohdan, DAY).children} == {"Daryna"}
    with pytest.raises(StaleVersion):
        correct_member(officer, child.pk, facts=facts, expected_version=1)


def test_nav_neither_sees_nor_changes_a_family(municipality: Agency, officer: Actor) -> None:
    person = make_person(municipality)
    child = add_child(officer, person, dt.date(2019, 5, 4))
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with acting_as(nav):
        assert not FamilyMember.objects.visible_to(nav).exists()
        assert not FamilyPeriod.objects.visible_to(nav).exists()
    with pytest.raises(NotPermitted):
        end_tie(nav, child.pk, last_day=DAY, reason="death")


def test_who_lives_with_a_protected_person_is_hidden_from_those_who_may_not_know_of_her(
    municipality: Agency, officer: Actor
) -> None:
    anna, hidden = make_person(municipality), make_person(municipality)
    marry(officer, anna, hidden)
    with acting_as(officer.as_system()):
        Participant.objects.filter(pk=hidden.pk).update(confidentiality=6)
    with acting_as(officer):
        assert FamilyMember.objects.filter(participant=anna).count() == 0
        assert FamilyMember.objects.visible_to(officer).count() == 0
        assert FamilyPeriod.objects.visible_to(officer).count() == FamilyPeriod.objects.count() == 0
        assert partner_of(anna, DAY) is None


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"is_shielded": True}])
def test_a_protected_relative_is_not_on_the_open_case_before_the_proof(
    municipality: Agency, officer: Actor, facts: dict[str, Any]
) -> None:
    anna, hidden = make_person(municipality), make_person(municipality)
    marry(officer, anna, hidden)
    assert officer.user_id is not None
    with acting_as(officer.as_system()):
        Participant.objects.filter(pk=hidden.pk).update(**facts)
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user_id=officer.user_id)
    waiting = replace(officer, must_prove=True)
    for actor, seen in ((officer, 2), (waiting, 0)):
        with acting_as(actor):
            assert FamilyMember.objects.visible_to(actor).count() == seen
            assert FamilyPeriod.objects.visible_to(actor).count() == seen
            assert FamilyMember.objects.listed_for(actor).count() == 0


def test_the_history_tells_of_the_family_without_names(municipality: Agency, officer: Actor) -> None:
    anna, bohdan = make_person(municipality), make_person(municipality)
    marry(officer, anna, bohdan)
    with acting_as(officer):
        event = CaseEvent.objects.get(participant=bohdan, kind="household_joined")
    assert event.facts == {"kinship": "partner"}


def test_two_registrations_that_become_one_have_one_family(municipality: Agency) -> None:
    leader = make_actor(municipality, Role.TEAM_LEADER)
    kept, merged, bohdan = (make_person(municipality) for _ in range(3))
    marry(leader, merged, bohdan)
    add_child(leader, kept, dt.date(2019, 5, 4))
    add_child(leader, merged, dt.date(2019, 5, 4))
    add_child(leader, merged, dt.date(2021, 6, 5), name="Ivan")
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    with acting_as(leader):
        family = household_on(kept, DAY)
        assert sorted(each.name.split()[0] for each in family.children) == ["Ivan", "Sofia"]
        his = partner_of(bohdan, DAY)
        assert his
        assert (family.partner and family.partner.participant_id, his.participant_id) == (bohdan.pk, kept.pk)


def test_spouses_who_were_one_person_registered_twice_are_not_their_own_family(municipality: Agency) -> None:
    leader = make_actor(municipality, Role.TEAM_LEADER)
    kept, merged = make_person(municipality), make_person(municipality)
    marry(leader, kept, merged)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    with acting_as(leader):
        assert household_on(kept, DAY).members == ()


@pytest.mark.django_db(transaction=True)
def test_two_who_marry_the_same_person_at_once_leave_one_marriage_and_no_deadlock() -> None:
    home = make_municipality()
    officer = make_actor(home, Role.ENROLMENT_OFFICER)
    anna, bohdan, taras = (make_person(home) for _ in range(3))
    answers = at_once(lambda: marry(officer, bohdan, anna), lambda: marry(officer, taras, anna))
    assert [_codes_of(answer) for answer in answers if not isinstance(answer, FamilyMember)] == [["has_partner"]]
    with acting_as(officer):
        assert FamilyPeriod.objects.filter(is_partner=True).count() == 2


def _codes_of(answer: object) -> list[str]:
    assert isinstance(answer, RuleRefused), answer
    return [refusal.code for refusal in answer.refusals]
