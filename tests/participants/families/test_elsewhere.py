"""The same person in two municipalities: what each of them learns, and what not."""

import datetime as dt

import pytest
from django.db import connection

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, ChangeRecord, Role
from participants.models import Deadline, Participant, SamePersonNotice
from participants.operations.elsewhere import POSSIBLE_MOVE, answer_notice
from participants.operations.enrolling import enrol_by_hand
from participants.operations.enrolment import Enrolment, enrol_many
from programmes.models import Participation
from programmes.operations.awarding import Award, award_programme
from tests.participants.transfers.moves import rows_of
from tests.participants.web.conftest import LogIn, log_in  # noqa: F401 - a fixture
from tests.threads import at_once
from tests.world import make_actor, make_municipality, make_nav_office, make_person

DUF = "209900000103"
OTHER_DUF = "209900000208"
SETTLED = dt.date(2026, 10, 1)


def _arrival(**facts: object) -> Enrolment:
    known: dict[str, object] = {
        "given_name": "Olena", "family_name": "Kovalenko", "birth_date": dt.date(1991, 3, 14), "settled_on": SETTLED,
        "numbers": (("duf", DUF),),
    }  # fmt: skip
    return Enrolment(**(known | facts))  # type: ignore[arg-type]


@pytest.fixture
def voss(db: None) -> Agency:
    return make_municipality("Voss")


def _officer(home: Agency) -> Actor:
    return make_actor(home, Role.ENROLMENT_OFFICER)


def _award(day: dt.date) -> Award:
    return Award(
        offer_date=day, protection="ordinary", education="below", goal="work", first_day=day, months=6, awarded_on=day
    )


@pytest.mark.django_db
def test_the_enroller_is_answered_as_for_anybody_new_and_the_other_municipality_gets_a_task(
    municipality: Agency, voss: Agency
) -> None:
    there = make_person(municipality, numbers=(("duf", DUF),))
    here = enrol_by_hand(_officer(voss), voss.pk, _arrival())
    new = enrol_by_hand(_officer(voss), voss.pk, _arrival(given_name="Saba", numbers=(("duf", OTHER_DUF),)))
    assert {deadline.kind for deadline in rows_of(Deadline, voss, participant=here)} == {
        deadline.kind for deadline in rows_of(Deadline, voss, participant=new)
    }
    assert rows_of(SamePersonNotice, voss) == []
    (notice,) = rows_of(SamePersonNotice, municipality)
    (task,) = rows_of(Deadline, municipality, kind=POSSIBLE_MOVE)
    assert (notice.participant_id, notice.elsewhere_id, task.subject_id) == (there.pk, voss.pk, notice.pk)


@pytest.mark.django_db
def test_nobody_at_the_case_learns_who_enrolled(municipality: Agency, voss: Agency) -> None:
    make_person(municipality, numbers=(("duf", DUF),))
    officer = _officer(voss)
    enrol_by_hand(officer, voss.pk, _arrival())
    with acting_as(system_actor(municipality.pk)):
        records = ChangeRecord.objects.filter(table_name__in=("participants_samepersonnotice", "participants_deadline"))
        assert officer.user_id not in set(records.values_list("user_id", flat=True))
    with acting_as(officer), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fot.user', true)")
        assert cursor.fetchone() == (str(officer.user_id),)


@pytest.mark.django_db
def test_a_list_of_people_asks_once_for_each_and_never_twice(municipality: Agency, voss: Agency) -> None:
    make_person(municipality, numbers=(("duf", DUF),))
    actor = system_actor(voss.pk)
    enrol_many(actor, voss.pk, [_arrival(), _arrival(given_name="Saba", numbers=(("duf", OTHER_DUF),))])
    # The other way round it is the same question.
    make_person(municipality, numbers=(("duf", OTHER_DUF),))
    assert len(rows_of(SamePersonNotice, municipality)) == 1
    assert len(rows_of(SamePersonNotice, voss)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("grade_here", "grade_there"), [(6, 0), (7, 0), (0, 6)])
def test_of_a_protected_person_only_the_privacy_officer_there_learns(
    municipality: Agency,
    voss: Agency,
    log_in: LogIn,  # noqa: F811 - a fixture
    grade_here: int,
    grade_there: int,
) -> None:
    make_person(municipality, numbers=(("duf", DUF),), confidentiality=grade_here)
    enrol_by_hand(_officer(voss), voss.pk, _arrival(confidentiality=grade_there))
    assert rows_of(Deadline, municipality, kind=POSSIBLE_MOVE) == []
    (notice,) = rows_of(SamePersonNotice, municipality)
    seen = {}
    for role in (Role.PRIVACY_OFFICER, Role.TEAM_LEADER, Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER):
        actor = make_actor(municipality, role, cleared_for_confidential=False)
        with acting_as(actor):
            seen[role] = (SamePersonNotice.objects.visible_to(actor).count(), SamePersonNotice.objects.count())
    assert seen.pop(Role.PRIVACY_OFFICER) == (1, 1)
    assert set(seen.values()) == {(0, 0)}
    assert log_in(municipality, Role.TEAM_LEADER).get(f"/samme-person/{notice.pk}/").status_code == 404
    page = log_in(municipality, Role.PRIVACY_OFFICER).get(f"/samme-person/{notice.pk}/").content.decode()
    assert "Personen har adressesperre" in page
    assert "Kovalenko" not in page
    officer = log_in(municipality, Role.PRIVACY_OFFICER)
    (shown,) = officer.get("/api/v1/same-person-notices/").json()["results"]
    assert (shown["id"], "participant_id" in shown) == (str(notice.pk), False)


@pytest.mark.django_db
def test_the_page_leads_to_the_request_with_the_municipality_chosen(
    municipality: Agency,
    voss: Agency,
    log_in: LogIn,  # noqa: F811 - a fixture
) -> None:
    there = make_person(municipality, numbers=(("duf", DUF),))
    enrol_by_hand(_officer(voss), voss.pk, _arrival())
    (notice,) = rows_of(SamePersonNotice, municipality)
    client = log_in(municipality, Role.TEAM_LEADER)
    address = f"/samme-person/{notice.pk}/"
    assert address in client.get(f"/deltakere/{there.pk}/").content.decode()
    refused = client.post(address, {"answer": "stays", "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    answer = client.post(address, {"answer": "moving", "reason": ""})
    assert answer.headers["Location"] == f"/deltakere/{there.pk}/be-om-flytting/?til={voss.pk}"
    assert f'<option value="{voss.pk}" selected>' in client.get(answer.headers["Location"]).content.decode()
    (task,) = rows_of(Deadline, municipality, kind=POSSIBLE_MOVE)
    assert task.met_on is not None
    assert log_in(voss, Role.TEAM_LEADER).get(address).status_code == 404
    assert log_in(make_nav_office(municipality), Role.NAV_ADVISER).get(address).status_code == 403


@pytest.mark.django_db
def test_an_answer_stands(municipality: Agency, voss: Agency) -> None:
    make_person(municipality, numbers=(("duf", DUF),))
    enrol_by_hand(_officer(voss), voss.pk, _arrival())
    (notice,) = rows_of(SamePersonNotice, municipality)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    answer_notice(leader, notice.pk, answer="other_person", reason="Annen fødselsdato.")
    with pytest.raises(RuleRefused) as refused:
        answer_notice(leader, notice.pk, answer="moving")
    assert refused.value.refusals[0].code == "notice_answered"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first_day", "is_blocked"),
    [(dt.date(2026, 11, 20), True), (dt.date(2026, 5, 1), True), (dt.date(2027, 4, 1), False)],
)
def test_a_programme_that_runs_elsewhere_blocks_the_award_and_is_not_shown(
    municipality: Agency, voss: Agency, first_day: dt.date, is_blocked: bool
) -> None:
    there = make_person(municipality, numbers=(("duf", DUF),))
    award_programme(make_actor(municipality, Role.TEAM_LEADER), there.pk, _award(dt.date(2026, 10, 1)))
    here = enrol_by_hand(_officer(voss), voss.pk, _arrival())
    award = Award(
        offer_date=dt.date(2026, 3, 1), protection="ordinary", education="below", goal="work", first_day=first_day,
        months=6, awarded_on=dt.date(2026, 11, 1),
    )  # fmt: skip
    leader = make_actor(voss, Role.TEAM_LEADER)
    if not is_blocked:
        assert award_programme(leader, here.pk, award)
        return
    with pytest.raises(RuleRefused) as refused:
        award_programme(leader, here.pk, award)
    (refusal,) = refused.value.refusals
    assert refusal.code == "programme_elsewhere"
    assert municipality.name not in refusal.detail


@pytest.mark.django_db
def test_the_question_answers_only_for_people_of_ones_own(municipality: Agency, voss: Agency) -> None:
    there = make_person(municipality, numbers=(("duf", DUF),))
    award_programme(make_actor(municipality, Role.TEAM_LEADER), there.pk, _award(dt.date(2026, 10, 1)))
    here = enrol_by_hand(_officer(voss), voss.pk, _arrival())
    question = "SELECT fot_has_programme_elsewhere(%s, '2026-11-01', '2026-11-30')"
    with connection.cursor() as cursor:
        answers = []
        for actor in (make_actor(voss, Role.TEAM_LEADER), make_actor(make_municipality("Os"), Role.TEAM_LEADER)):
            with acting_as(actor):
                cursor.execute(question, [here.pk])
                answers.append(cursor.fetchone()[0])
    assert answers == [True, False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(3))
def test_two_municipalities_that_enrol_the_same_person_at_the_same_moment(round_number: int) -> None:
    bergen, voss = make_municipality("Bergen"), make_municipality("Voss")
    both = (("duf", DUF), ("d_number", "60878549859"))
    officers = [(home, _officer(home)) for home in (bergen, voss)]
    numbers = [both, both[::-1]]
    answers = at_once(
        *[
            lambda home=home, officer=officer, own=own: enrol_by_hand(officer, home.pk, _arrival(numbers=own))
            for (home, officer), own in zip(officers, numbers, strict=True)
        ]
    )
    assert [type(answer) for answer in answers] == [Participant, Participant], answers
    notices = [*rows_of(SamePersonNotice, bergen), *rows_of(SamePersonNotice, voss)]
    tasks = [task for home in (bergen, voss) for task in rows_of(Deadline, home, kind=POSSIBLE_MOVE)]
    assert len(notices) == 1
    assert [task.subject_id for task in tasks] == [notices[0].pk]
    assert {person.municipality_id for person in answers} == {bergen.pk, voss.pk}


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_people_in_opposite_order_do_not_wait_for_each_other_for_ever() -> None:
    bergen, voss = make_municipality("Bergen"), make_municipality("Voss")
    people = [_arrival(numbers=(("duf", f"2099{number:06d}00"),)) for number in range(40)]
    answers = at_once(
        lambda: enrol_many(system_actor(bergen.pk), bergen.pk, people),
        lambda: enrol_many(system_actor(voss.pk), voss.pk, people[::-1]),
    )
    assert [len(answer) for answer in answers] == [40, 40], answers
    notices = [*rows_of(SamePersonNotice, bergen), *rows_of(SamePersonNotice, voss)]
    assert len(notices) == 40
    assert Participation.objects.count() == 0
