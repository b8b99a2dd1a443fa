"""Two registrations of one person become one, and nothing is lost."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, ChangeRecord, Role
from employers.models import Employer, EmploymentForm, Occupation, Placement
from participants.models import (
    Assignment,
    CaseEvent,
    Deadline,
    Document,
    Flag,
    IdentityNumber,
    NamedAccess,
    Participant,
    ResidencePermit,
)
from participants.operations.assignment import assign
from participants.operations.documents import open_document, store_document
from participants.operations.flagging import flag_municipality
from participants.operations.flags import take_flag
from participants.operations.merging import history_ids, merge_people
from participants.operations.permits import PERMIT_EXPIRY
from programmes.models import Participation
from programmes.operations.awarding import Award, award_programme
from programmes.operations.duties import PROGRAMME_START
from programmes.operations.start.early_jobs import register_early_job
from programmes.operations.start.offering import answer_offer, make_offer
from tests.participants.operations.duties import make_bare_person, make_deadline
from tests.threads import at_once
from tests.world import make_actor, make_municipality, make_nav_office, make_person, make_user

REASON = "Samme person, to lister"
TODAY = timezone.localdate()


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


def _id(actor: Actor) -> UUID:
    assert actor.user_id is not None
    return actor.user_id


def _of(model: Any, person: Participant) -> list[Any]:
    with acting_as(system_actor(person.municipality_id)):
        return list(model.objects.filter(participant=person).order_by("pk"))


def _award(actor: Actor, person: Participant, first_day: dt.date) -> Participation:
    award = Award(
        offer_date=first_day,
        protection="ordinary",
        education="below",
        goal="work",
        first_day=first_day,
        months=6,
        awarded_on=first_day,
    )
    return award_programme(actor, person.pk, award)


@pytest.mark.django_db
def test_numbers_permits_deadlines_flags_and_documents_move(municipality: Agency, leader: Actor) -> None:
    kept = make_person(municipality, numbers=(("duf", "209900000103"),))
    merged = make_person(
        municipality, numbers=(("duf", "209900000208"),), permit_valid_until=dt.date(2028, 1, 1), settled_on=None
    )
    document = store_document(leader, merged.pk, title="Brev", filename="b.txt", content=io.BytesIO(b"hei"))
    flag_municipality(municipality.pk, dt.date(2027, 12, 30))
    before = {model: len(_of(model, kept)) + len(_of(model, merged)) for model in (IdentityNumber, Deadline, Flag)}
    answer = merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert answer.pk == kept.pk
    assert {model: len(_of(model, kept)) for model in before} == before
    assert before == {IdentityNumber: 2, Deadline: 3, Flag: 3}
    for model in (IdentityNumber, ResidencePermit, Deadline, Flag, Document):
        assert _of(model, merged) == []
    assert len(_of(ResidencePermit, kept)) == 2
    open_document(leader, document.pk)[1].close()


@pytest.mark.django_db
def test_the_merged_row_stays_points_at_the_kept_one_and_is_no_case_any_more(
    municipality: Agency, leader: Actor
) -> None:
    kept, merged, earlier = (make_person(municipality) for _ in range(3))
    merge_people(leader, merged.pk, earlier.pk, reason=REASON)
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    with acting_as(leader):
        assert set(Participant.objects.visible_to(leader).current()) == {kept}
        rows = dict(Participant.objects.visible_to(leader).values_list("pk", "merged_into"))
        assert rows == {kept.pk: None, merged.pk: kept.pk, earlier.pk: kept.pk}
        assert set(history_ids(kept)) == {kept.pk, merged.pk, earlier.pk}


@pytest.mark.django_db
def test_both_histories_are_kept_and_say_what_happened(municipality: Agency, leader: Actor) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    merge_people(leader, kept.pk, merged.pk, reason=f" {REASON} ")
    with acting_as(leader):
        events = CaseEvent.objects.filter(participant__in=history_ids(kept)).order_by("created_at", "id")
        told = {(event.participant_id, event.kind) for event in events}
        last = {event.kind: event.facts for event in events}
        changed = ChangeRecord.objects.filter(row_id=merged.pk, kind="update").get()
    assert told >= {
        (kept.pk, "enrolled"),
        (merged.pk, "enrolled"),
        (kept.pk, "people_merged"),
        (merged.pk, "merged_into"),
    }
    assert last["people_merged"] == {"merged": str(merged.pk), "reason": REASON, "filled": []}
    assert last["merged_into"] == {"kept": str(kept.pk), "reason": REASON}
    assert (changed.after, changed.user_id) == ({"merged_into_id": str(kept.pk)}, leader.user_id)


@pytest.mark.django_db
def test_gaps_are_filled_and_what_is_known_stands(municipality: Agency, leader: Actor) -> None:
    kept = make_person(municipality, phone="111", email="", sex="unknown", education="unknown", arrived_on=None)
    merged = make_person(
        municipality, phone="222", email="o@example.test", sex="woman", education="higher",
        arrived_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    answer = merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert (answer.phone, answer.email, answer.sex, answer.education) == ("111", "o@example.test", "woman", "higher")
    assert answer.arrived_on == dt.date(2026, 3, 1)
    assert answer.given_name == kept.given_name


@pytest.mark.django_db
def test_two_rows_of_one_permit_give_one_open_deadline(municipality: Agency, leader: Actor) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    with acting_as(leader):
        assert Deadline.objects.filter(participant=kept, kind=PERMIT_EXPIRY).open().count() == 1


@pytest.mark.django_db
def test_the_start_is_owed_once_and_by_the_date_that_is_known(municipality: Agency, leader: Actor) -> None:
    kept = make_person(municipality, settled_on=None, basis="")
    merged = make_person(municipality, settled_on=dt.date(2026, 10, 1), basis="")
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    with acting_as(leader):
        (duty,) = Deadline.objects.filter(participant=kept, kind=PROGRAMME_START).open()
    assert (duty.subject_id, duty.due_on) == (kept.pk, dt.date(2027, 1, 1))


@pytest.mark.django_db
def test_a_person_of_whom_it_is_undecided_takes_over_that_a_start_is_owed(municipality: Agency, leader: Actor) -> None:
    kept, merged = make_person(municipality, intake="undecided"), make_person(municipality, intake="new")
    assert merge_people(leader, kept.pk, merged.pk, reason=REASON).intake == "new"
    with acting_as(leader):
        assert Deadline.objects.filter(participant=kept, kind=PROGRAMME_START).open().count() == 1


@pytest.mark.django_db
def test_a_programme_moves_and_meets_the_duty_to_start(municipality: Agency, leader: Actor) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    participation = _award(leader, merged, dt.date(2026, 10, 15))
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    with acting_as(leader):
        assert Participation.objects.get().participant_id == kept.pk
        assert not Deadline.objects.filter(kind=PROGRAMME_START).open().exists()
        assert Deadline.objects.get(subject_id=kept.pk).met_on == participation.first_day


@pytest.mark.django_db
def test_two_programmes_at_the_same_time_cannot_become_one_persons(municipality: Agency, leader: Actor) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    for person in (kept, merged):
        _award(leader, person, dt.date(2026, 10, 15))
    with pytest.raises(RuleRefused) as refusal:
        merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert refusal.value.refusals[0].code == "both_have_programme"
    with acting_as(leader):
        assert Participant.objects.get(pk=merged.pk).merged_into_id is None
        assert len(_of(ResidencePermit, merged)) == 1


@pytest.mark.django_db
def test_placements_move(municipality: Agency, leader: Actor) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    occupation = Occupation.objects.first()
    assert occupation is not None
    number = "310000007"
    with acting_as(leader):
        employer = Employer.objects.create(organisation_number=number, name="Fjord AS")
        Placement.objects.create(
            participant=merged,
            municipality=municipality,
            employer=employer,
            occupation=occupation,
            form=EmploymentForm.values[0],
            percent=Decimal(50),
            first_day=TODAY,
        )
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert len(_of(Placement, kept)) == 1


@pytest.mark.django_db
def test_the_adviser_of_the_merged_person_follows_where_the_kept_one_has_none(
    municipality: Agency, leader: Actor
) -> None:
    kept, merged = make_bare_person(municipality), make_bare_person(municipality)
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    assign(leader, merged.pk, user_id=adviser.pk, kind="adviser", first_day=dt.date(2026, 1, 1))
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert [row.user_id for row in _of(Assignment, kept)] == [adviser.pk]


@pytest.mark.django_db
def test_where_both_have_an_adviser_the_kept_persons_stands_and_the_other_ends(
    municipality: Agency, leader: Actor
) -> None:
    kept, merged = make_bare_person(municipality), make_bare_person(municipality)
    one, other = (make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    assign(leader, kept.pk, user_id=one.pk, kind="adviser", first_day=dt.date(2026, 2, 1))
    assign(leader, merged.pk, user_id=other.pk, kind="adviser", first_day=dt.date(2026, 1, 1))
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert [(row.user_id, row.last_day) for row in _of(Assignment, kept)] == [(one.pk, None)]
    assert [(row.user_id, row.last_day) for row in _of(Assignment, merged)] == [(other.pk, TODAY)]


@pytest.mark.django_db
@pytest.mark.parametrize(("grades", "result"), [((0, 6), 6), ((6, 0), 6), ((7, 6), 6), ((7, 0), 7), ((6, 19), 19)])
def test_the_stricter_protection_holds_and_those_who_were_named_on_either_stay_named(
    municipality: Agency, leader: Actor, grades: tuple[int, int], result: int
) -> None:
    kept, merged = (make_person(municipality, confidentiality=grade) for grade in grades)
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    with acting_as(system_actor(municipality.pk)):
        for person in (kept, merged):
            if person.confidentiality:
                NamedAccess.objects.create(participant=person, municipality=municipality, user_id=_id(leader))
    assign(leader, merged.pk, user_id=adviser.pk, kind="adviser", first_day=dt.date(2026, 1, 1))
    assert merge_people(leader, kept.pk, merged.pk, reason=REASON).confidentiality == result
    with acting_as(system_actor(municipality.pk)):
        for row in (kept, merged):
            named = set(NamedAccess.objects.filter(participant=row).values_list("user_id", flat=True))
            assert named == {leader.user_id, adviser.pk}
    outsider = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(outsider):
        assert not Participant.objects.visible_to(outsider).filter(pk__in=(kept.pk, merged.pk)).exists()
        assert not CaseEvent.objects.visible_to(outsider).filter(participant__in=(kept.pk, merged.pk)).exists()


@pytest.mark.django_db
def test_what_one_may_not_see_is_not_there(municipality: Agency, leader: Actor) -> None:
    voss = make_municipality("Voss")
    mine, strangers, hidden = make_person(municipality), make_person(voss), make_person(municipality, confidentiality=6)
    for other in (strangers.pk, hidden.pk, uuid4()):
        for pair in ((mine.pk, other), (other, mine.pk)):
            with pytest.raises(Participant.DoesNotExist):
                merge_people(leader, *pair, reason=REASON)
    with acting_as(system_actor(voss.pk)):
        assert Participant.objects.get().merged_into_id is None


@pytest.mark.django_db
def test_people_of_two_municipalities_are_not_merged_even_by_somebody_who_sees_both(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    both = replace(make_actor(municipality, Role.TEAM_LEADER), municipality_ids=frozenset({municipality.pk, voss.pk}))
    with pytest.raises(RuleRefused) as refusal:
        merge_people(both, make_person(municipality).pk, make_person(voss).pk, reason=REASON)
    assert refusal.value.refusals[0].code == "other_municipality"


@pytest.mark.django_db
def test_nav_may_not_merge_people(municipality: Agency) -> None:
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with pytest.raises(NotPermitted):
        merge_people(nav, make_person(municipality).pk, make_person(municipality).pk, reason=REASON)


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_required"), (REASON, "same_row")])
def test_a_merge_needs_a_reason_and_two_people(municipality: Agency, leader: Actor, reason: str, code: str) -> None:
    person = make_person(municipality)
    with pytest.raises(RuleRefused) as refusal:
        merge_people(leader, person.pk, person.pk, reason=reason)
    assert refusal.value.refusals[0].code == code


def _start_due(person: Participant) -> list[dt.date]:
    with acting_as(system_actor(person.municipality_id)):
        rows = Deadline.objects.filter(participant=person, kind=PROGRAMME_START).open()
        return list(rows.values_list("due_on", flat=True))


def _has_early_job(leader: Actor, person: Participant) -> None:
    register_early_job(leader, person.pk, hours_a_week=Decimal(37), first_day=TODAY)


def _rejected_an_offer(leader: Actor, person: Participant) -> None:
    offer = make_offer(leader, person.pk, offered_on=TODAY)
    answer_offer(leader, offer.pk, answer="rejected", answered_on=TODAY, note="Vil ikke.")


def _has_a_job(leader: Actor, person: Participant) -> None:
    with acting_as(leader):
        Placement.objects.create(
            participant=person,
            municipality_id=person.municipality_id,
            employer=Employer.objects.create(organisation_number="310000007", name="Fjord AS"),
            occupation=Occupation.objects.get(code="5120"),
            form=EmploymentForm.PERMANENT,
            percent=Decimal(100),
            first_day=TODAY,
        )


@pytest.mark.django_db
@pytest.mark.parametrize("happens", [_has_early_job, _rejected_an_offer, _has_a_job])
def test_the_duty_to_start_follows_what_was_known_of_the_merged_registration(
    municipality: Agency, leader: Actor, happens: Callable[[Actor, Participant], None]
) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    happens(leader, merged)
    assert _start_due(kept) != []
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert _start_due(kept) == []


@pytest.mark.django_db
def test_a_claim_on_the_merged_registration_moves_the_duty_to_start(municipality: Agency, leader: Actor) -> None:
    kept = make_person(municipality, settled_on=dt.date(2026, 10, 1))
    merged = make_person(municipality, settled_on=None, claimed_on=dt.date(2026, 11, 2))
    assert _start_due(kept) == [dt.date(2027, 1, 1)]
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    assert _start_due(kept) == [dt.date(2027, 2, 2)]


@pytest.mark.django_db
def test_whoever_was_merged_cannot_be_merged_again(municipality: Agency, leader: Actor) -> None:
    kept, merged, third = (make_person(municipality) for _ in range(3))
    merge_people(leader, kept.pk, merged.pk, reason=REASON)
    for pair in ((third.pk, merged.pk), (merged.pk, third.pk)):
        with pytest.raises(Participant.DoesNotExist):
            merge_people(leader, *pair, reason=REASON)


def _merge(actor: Actor, kept: Participant, merged: Participant) -> Callable[[], Participant]:
    return lambda: merge_people(actor, kept.pk, merged.pk, reason=REASON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(4))
def test_merges_both_ways_at_once_make_one_person_and_no_deadlock(_again: int) -> None:
    municipality = make_municipality()
    leader = make_actor(municipality, Role.TEAM_LEADER)
    one, other = make_person(municipality), make_person(municipality)
    answers = at_once(_merge(leader, one, other), _merge(leader, other, one))
    assert sorted(type(answer).__name__ for answer in answers) == ["DoesNotExist", "Participant"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(4))
def test_a_merge_and_a_flag_that_is_taken_at_once_do_not_lock_each_other_out(_again: int) -> None:
    municipality = make_municipality()
    leader = make_actor(municipality, Role.TEAM_LEADER)
    kept, merged = make_bare_person(municipality), make_bare_person(municipality)
    make_deadline(merged, TODAY)
    flag_municipality(municipality.pk, TODAY)
    with acting_as(leader):
        flag = Flag.objects.get()
    answers = at_once(_merge(leader, kept, merged), lambda: take_flag(leader, flag.pk))
    names = [type(answer).__name__ for answer in answers]
    assert names[0] == "Participant"
    assert names[1] in ("Flag", "DoesNotExist")
