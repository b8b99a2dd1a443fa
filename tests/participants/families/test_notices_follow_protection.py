"""Where a person is, that another municipality was told when nobody was protected, is hidden with the protection."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ChangeRecord, Role
from participants.models import Deadline, Flag, Participant, SamePersonNotice
from participants.operations.elsewhere import POSSIBLE_MOVE, answer_notice
from participants.operations.flagging import flag_municipality
from participants.operations.protecting import change_protection
from tests.participants.identity_numbers import a_duf_number
from tests.participants.transfers.moves import rows_of
from tests.participants.web.conftest import LogIn, log_in  # noqa: F401 - a fixture
from tests.world import make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
NUMBERS = (("duf", "209900000103"),)
PROTECTED = [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}]
CASEWORK = (Role.TEAM_LEADER, Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER)


@pytest.fixture
def voss() -> Agency:
    return make_municipality("Voss")


@pytest.fixture
def there(municipality: Agency) -> Participant:
    """The case that was there first."""
    return make_person(municipality, numbers=NUMBERS)


def _protect(home: Agency, person: Participant, **facts: Any) -> Actor:
    actor = make_actor(home, Role.TEAM_LEADER)
    deputy = make_user(home, Role.PROGRAMME_ADVISER)
    known: dict[str, Any] = {"confidentiality": 0, "is_shielded": False}
    change_protection(actor, person.pk, **(known | facts), named_user_ids=[deputy.pk])
    return actor


def _seen_by(home: Agency, *roles: Role) -> list[tuple[int, int]]:
    """How many notices somebody of each role meets in Django, and in the table itself."""
    seen = []
    for role in roles:
        actor = make_actor(home, role)
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM participants_samepersonnotice")
            seen.append((SamePersonNotice.objects.visible_to(actor).count(), int(cursor.fetchone()[0])))
    return seen


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_a_grading_in_the_new_municipality_closes_the_notice_in_the_old(
    municipality: Agency, voss: Agency, there: Participant, facts: dict[str, Any]
) -> None:
    here = make_person(voss, numbers=NUMBERS)
    with acting_as(system_actor(municipality.pk)):
        flag_municipality(municipality.pk, timezone.localdate())
    assert _seen_by(municipality, *CASEWORK) == [(1, 1)] * 3
    assert len(rows_of(Flag, municipality, participant=there, state="open", deadline__kind=POSSIBLE_MOVE)) == 1
    _protect(voss, here, **facts)
    assert _seen_by(municipality, *CASEWORK) == [(0, 0)] * 3
    assert _seen_by(municipality, Role.PRIVACY_OFFICER) == [(1, 1)]
    (task,) = rows_of(Deadline, municipality, kind=POSSIBLE_MOVE)
    assert (task.closed_on is None, task.met_on, task.next_flag_on) == (False, None, None)
    (flag,) = rows_of(Flag, municipality, deadline=task)
    assert (flag.state, flag.closed_at is None) == ("lapsed", False)


def test_it_is_gone_from_every_page_and_the_api(
    municipality: Agency,
    voss: Agency,
    there: Participant,
    log_in: LogIn,  # noqa: F811 - a fixture
) -> None:
    here = make_person(voss, numbers=NUMBERS)
    (notice,) = rows_of(SamePersonNotice, municipality)
    client = log_in(municipality, Role.TEAM_LEADER)
    case, page, api = f"/deltakere/{there.pk}/", f"/samme-person/{notice.pk}/", "/api/v1/same-person-notices/"
    assert page in client.get(case).content.decode()
    assert "Voss" in client.get(f"{case}historikk/").content.decode()
    _protect(voss, here, confidentiality=6)
    for address in (case, f"{case}historikk/", "/samme-person/", "/"):
        shown = client.get(address).content.decode()
        assert (page in shown, "Voss" in shown) == (False, False), address
    assert client.get(page).status_code == 404
    assert client.get(api).json()["results"] == []
    assert client.get(f"{api}{notice.pk}/").status_code == 404
    officer = log_in(municipality, Role.PRIVACY_OFFICER)
    assert "Personen har adressesperre" in officer.get(page).content.decode()


def test_an_answered_notice_closes_too(municipality: Agency, voss: Agency, there: Participant) -> None:
    here = make_person(voss, numbers=NUMBERS)
    (notice,) = rows_of(SamePersonNotice, municipality)
    answer_notice(make_actor(municipality, Role.TEAM_LEADER), notice.pk, answer="stays", reason="På besøk.")
    _protect(voss, here, confidentiality=6)
    assert _seen_by(municipality, *CASEWORK) == [(0, 0)] * 3
    (task,) = rows_of(Deadline, municipality, kind=POSSIBLE_MOVE)
    assert (task.met_on is None, task.closed_on) == (False, None)


def test_nobody_at_the_case_learns_who_graded(municipality: Agency, voss: Agency, there: Participant) -> None:
    here = make_person(voss, numbers=NUMBERS)
    actor = _protect(voss, here, confidentiality=6)
    with acting_as(system_actor(municipality.pk)):
        records = ChangeRecord.objects.filter(table_name="participants_samepersonnotice", kind="update")
        assert set(records.values_list("user_id", flat=True)) == {None}
    with acting_as(system_actor(voss.pk)):
        graded = ChangeRecord.objects.filter(table_name="participants_participant", row_id=here.pk, kind="update")
        assert actor.user_id in set(graded.values_list("user_id", flat=True))


@pytest.mark.parametrize("facts", PROTECTED, ids=str)
def test_a_grading_of_the_first_case_hands_the_question_to_the_privacy_officer(
    municipality: Agency, voss: Agency, there: Participant, facts: dict[str, Any]
) -> None:
    make_person(voss, numbers=NUMBERS)
    _protect(municipality, there, **facts)
    (notice,) = rows_of(SamePersonNotice, municipality)
    assert notice.is_protected
    assert _seen_by(municipality, *CASEWORK, Role.PRIVACY_OFFICER) == [(0, 0)] * 3 + [(1, 1)]


def test_the_notice_opens_when_neither_case_is_protected_any_more(
    municipality: Agency, voss: Agency, there: Participant
) -> None:
    here = make_person(voss, numbers=NUMBERS)
    graded_there = _protect(municipality, there, confidentiality=7)
    graded_here = _protect(voss, here, is_shielded=True)
    for actor, person, is_protected in ((graded_there, there, True), (graded_here, here, False)):
        change_protection(actor, person.pk, confidentiality=0, is_shielded=False, named_user_ids=[])
        assert rows_of(SamePersonNotice, municipality)[0].is_protected is is_protected


def test_the_notices_of_others_stay_as_they_are(municipality: Agency, voss: Agency, there: Participant) -> None:
    others = (("duf", a_duf_number(12)),)
    other = make_person(municipality, numbers=others)
    here = make_person(voss, numbers=NUMBERS)
    make_person(voss, numbers=others)
    _protect(voss, here, confidentiality=6)
    (left,) = [notice for notice in rows_of(SamePersonNotice, municipality) if not notice.is_protected]
    assert left.participant_id == other.pk
    assert len(rows_of(Deadline, municipality, kind=POSSIBLE_MOVE, closed_on=None)) == 1


@pytest.mark.parametrize("is_shielded_there", [True, False])
def test_a_shield_at_enrolment_counts_as_a_graded_address(
    municipality: Agency, voss: Agency, is_shielded_there: bool
) -> None:
    make_person(municipality, numbers=NUMBERS, is_shielded=is_shielded_there)
    make_person(voss, numbers=NUMBERS, is_shielded=not is_shielded_there)
    (notice,) = rows_of(SamePersonNotice, municipality)
    assert notice.is_protected
    assert rows_of(Deadline, municipality, kind=POSSIBLE_MOVE) == []


def test_whoever_comes_back_to_the_other_municipality_protected_closes_the_old_notice(
    municipality: Agency, voss: Agency, there: Participant
) -> None:
    gone = make_person(voss, numbers=NUMBERS)
    with acting_as(system_actor(voss.pk)):
        gone.identity_numbers.update(left_on=timezone.localdate())
    make_person(voss, numbers=NUMBERS, confidentiality=6)
    (notice,) = rows_of(SamePersonNotice, municipality)
    assert notice.is_protected
    assert rows_of(Deadline, municipality, kind=POSSIBLE_MOVE, closed_on=None) == []
