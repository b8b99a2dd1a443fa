"""Registered in error and restored; merged and two again; mixed up and taken apart."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from employers.models import Employer, Placement
from employers.operations.placements import log_placement
from participants.household import household_on
from participants.models import (
    CaseEvent,
    CaseReversal,
    Deadline,
    Document,
    FamilyMember,
    Flag,
    IdentityNumber,
    NamedAccess,
    Participant,
    ResidencePermit,
)
from participants.operations.documents import store_document
from participants.operations.flagging import flag_municipality
from participants.operations.household import Living, NewMember, add_member
from participants.operations.identity import IdentityFacts, correct_identity, replace_number
from participants.operations.merging import merge_people
from participants.operations.mistakes import register_in_error, restore_registration, undo_merge
from participants.operations.splitting import Split, choices_of, split_person
from programmes.models import Decision, Participation
from tests.agencies.api.calling import api_for
from tests.agencies.api.cases import make_full_case
from tests.participants.household.families import add_child, marry
from tests.participants.transfers.moves import rows_of
from tests.participants.web.conftest import LogIn, log_in  # noqa: F401 - a fixture
from tests.programmes.awards import make_programme
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
DUF, OTHER_DUF = "209900000103", "209900000208"
DAY = dt.date(2026, 11, 20)
FIRST = dt.date(2026, 10, 12)


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


def _programme(person: Participant, leader: Actor) -> Participation:
    return make_programme(person, leader, offer_date=FIRST, awarded_on=FIRST, first_day=FIRST)


_OWNED: tuple[Any, ...] = (
    IdentityNumber, ResidencePermit, Document, Participation, Decision, Placement, FamilyMember,
)  # fmt: skip
_STATES: tuple[tuple[Any, str], ...] = ((Deadline, "closed_on"), (Flag, "state"))


def _snapshot(home: Agency, *people: Participant) -> dict[str, dict[Any, Any]]:
    """Whose each row is, and what of it a merge may change."""
    with acting_as(system_actor(home.pk)):
        ids = [person.pk for person in people]
        shown: dict[str, dict[Any, Any]] = {}
        for model in _OWNED:
            shown[model.__name__] = dict(model.objects.filter(participant__in=ids).values_list("pk", "participant"))
        for model, state in _STATES:
            values = model.objects.filter(participant__in=ids).values_list("pk", "participant", state)
            shown[model.__name__] = {pk: (owner, value) for pk, owner, value in values}
        told = Participant.objects.filter(pk__in=ids).values_list("pk", "phone", "merged_into", "confidentiality")
        shown["Participant"] = {row[0]: row[1:] for row in told}
        return shown


def _two(home: Agency, leader: Actor) -> tuple[Participant, Participant]:
    kept = make_person(home, numbers=(("duf", DUF),), phone="")
    merged = make_person(home, numbers=(("duf", OTHER_DUF),), phone="90000001")
    _programme(merged, leader)
    store_document(leader, merged.pk, title="Brev", filename="b.txt", content=io.BytesIO(b"hei"))
    add_child(leader, merged, dt.date(2019, 5, 4))
    marry(leader, merged, make_person(home))
    with acting_as(leader):
        employer, _new = Employer.objects.get_or_create(organisation_number="310000007", defaults={"name": "Fjord AS"})
    log_placement(
        leader, merged.pk, employer_id=employer.pk, occupation_code="5131", form="permanent", percent=Decimal(50),
        first_day=dt.date(2026, 11, 2),
    )  # fmt: skip
    flag_municipality(home.pk, dt.date(2027, 9, 1))
    return kept, merged


def test_a_merge_that_is_undone_gives_every_app_its_rows_back(municipality: Agency, leader: Actor) -> None:
    kept, merged = _two(municipality, leader)
    before = _snapshot(municipality, kept, merged)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    assert _snapshot(municipality, kept, merged) != before
    (reversal,) = rows_of(CaseReversal, municipality)
    assert undo_merge(leader, reversal.pk, reason="To søstre").pk == merged.pk
    after = _snapshot(municipality, kept, merged)
    assert {name for name in before if after[name] != before[name]} <= {"Deadline", "Flag"}
    assert {pk: row[0] for pk, row in after["Deadline"].items() if pk in before["Deadline"]} == {
        pk: row[0] for pk, row in before["Deadline"].items()
    }
    with acting_as(leader):
        current = Participant.objects.visible_to(leader).current()
        assert set(current.filter(pk__in=(kept.pk, merged.pk))) == {kept, merged}
        assert {event.kind for event in CaseEvent.objects.filter(participant=merged)} >= {"merged_into", "merge_undone"}


def test_what_was_written_after_the_merge_stays_on_the_kept_case(municipality: Agency, leader: Actor) -> None:
    kept, merged = _two(municipality, leader)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    store_document(leader, kept.pk, title="Nytt", filename="n.txt", content=io.BytesIO(b"hei"))
    with acting_as(leader):
        Participant.objects.filter(pk=kept.pk).update(phone="41111111")
    (reversal,) = rows_of(CaseReversal, municipality)
    undo_merge(leader, reversal.pk, reason="To søstre")
    (row,) = rows_of(Participant, municipality, pk=kept.pk)
    assert row.phone == "41111111"
    assert [document.title for document in rows_of(Document, municipality, participant=kept)] == ["Nytt"]


@pytest.mark.parametrize(("days", "is_late"), [(30, False), (31, True)])
def test_a_merge_can_be_undone_for_30_days(
    municipality: Agency, leader: Actor, monkeypatch: pytest.MonkeyPatch, days: int, is_late: bool
) -> None:
    kept, merged = make_person(municipality), make_person(municipality)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    (reversal,) = rows_of(CaseReversal, municipality)
    later = reversal.done_on + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: later)
    if not is_late:
        undo_merge(leader, reversal.pk, reason="To søstre")
        return
    with pytest.raises(RuleRefused) as refused:
        undo_merge(leader, reversal.pk, reason="To søstre")
    assert refused.value.refusals[0].code == "too_late"


def test_the_later_of_two_merges_is_undone_first(municipality: Agency, leader: Actor) -> None:
    kept, first, second = (make_person(municipality) for _ in range(3))
    merge_people(leader, kept.pk, first.pk, reason="Samme")
    merge_people(leader, kept.pk, second.pk, reason="Samme")
    oldest, newest = sorted(rows_of(CaseReversal, municipality), key=lambda row: row.created_at)
    with pytest.raises(RuleRefused) as refused:
        undo_merge(leader, oldest.pk, reason="Feil")
    assert refused.value.refusals[0].code == "later_merge"
    undo_merge(leader, newest.pk, reason="Feil")
    undo_merge(leader, oldest.pk, reason="Feil")


def test_whoever_was_registered_in_error_leaves_lists_search_figures_duties_and_flags(
    municipality: Agency,
    leader: Actor,
    log_in: LogIn,  # noqa: F811 - a fixture
) -> None:
    case = make_full_case(municipality, given_name="Zoriana", family_name="Feilført")
    with acting_as(system_actor(municipality.pk)):
        case.transfer.__class__.objects.filter(participant=case.person).update(
            state="withdrawn", answered_on=DAY
        )  # fmt: skip
    register_in_error(leader, case.person.pk, reason="Ført på feil kommune.")
    api = api_for(municipality, Role.TEAM_LEADER)
    for path in ("participants", "participations", "deadlines", "flags", "placements", "absences", "decisions",
                 "family-members"):  # fmt: skip
        shown = api.get(f"/api/v1/{path}/?page_size=100")
        assert shown.status_code == 200
        assert str(case.person.pk) not in shown.content.decode(), path
    assert api.post("/api/v1/participants/search/", {"words": "Feilført"}).json() == []
    client = log_in(municipality, Role.TEAM_LEADER)
    for address in ("/", "/deltakere/"):
        assert "Feilført" not in client.get(address).content.decode()
    assert client.get(f"/deltakere/{case.person.pk}/").headers["Location"].endswith("/gjenopprett/")
    assert "Feilført" in client.get("/deltakere/registrert-ved-en-feil/").content.decode()
    assert rows_of(Flag, municipality, participant=case.person, state__in=("open", "taken")) == []
    # The row is kept, and the number is free for whoever it belongs to.
    assert rows_of(Participant, municipality, pk=case.person.pk)


def test_a_registration_in_error_can_be_taken_back_with_its_duties_numbers_and_family(
    municipality: Agency, leader: Actor
) -> None:
    person, spouse = make_person(municipality, numbers=(("duf", DUF),)), make_person(municipality)
    marry(leader, spouse, person)
    before = [(row.pk, row.closed_on) for row in rows_of(Deadline, municipality, participant=person)]
    register_in_error(leader, person.pk, reason="Feil")
    with acting_as(leader):
        assert household_on(spouse, DAY).partner is None
    restore_registration(leader, person.pk, reason="Var riktig")
    assert [(row.pk, row.closed_on) for row in rows_of(Deadline, municipality, participant=person)] == before
    assert rows_of(IdentityNumber, municipality, left_on=None)
    with acting_as(leader):
        assert household_on(spouse, DAY).partner
        assert Participant.objects.visible_to(leader).current().filter(pk=person.pk).exists()


def test_a_number_that_went_to_another_stands_against_restoring(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality, numbers=(("duf", DUF),))
    register_in_error(leader, person.pk, reason="Feil")
    make_person(municipality, numbers=(("duf", DUF),))
    with pytest.raises(RuleRefused) as refused:
        restore_registration(leader, person.pk, reason="Var riktig")
    assert refused.value.refusals[0].code == "number_known"


def test_two_who_were_mixed_up_become_two_cases_each_with_its_own(municipality: Agency, leader: Actor) -> None:
    kept, mixed = _two(municipality, leader)
    programme = rows_of(Participation, municipality, participant=mixed)[0]
    rows = choices_of_as(leader, mixed)
    theirs = {"programmes": [programme.pk], "placements": [pk for pk, _label in rows["placements"]]}
    split = Split(
        given_name="Halyna", family_name="Kovalenko", birth_date=dt.date(1992, 2, 2), reason="To søstre", rows=theirs
    )
    new = split_person(leader, mixed.pk, split=split)
    for model in (Participation, Decision, Placement):
        assert rows_of(model, municipality, participant=new)
        assert not rows_of(model, municipality, participant=mixed)
    assert rows_of(Document, municipality, participant=mixed)
    duties = rows_of(Deadline, municipality, subject_id=programme.pk)
    assert duties
    assert {duty.participant_id for duty in duties} == {new.pk}
    with pytest.raises(RuleRefused) as refused:
        split_person(leader, kept.pk, split=split)
    assert "unknown_rows" in {fault.code for fault in refused.value.refusals}


@pytest.mark.parametrize("facts", [{"is_shielded": True}, {"confidentiality": 7}, {}], ids=str)
def test_whoever_is_taken_out_is_protected_and_reserved_as_the_case_was(
    municipality: Agency, facts: dict[str, Any]
) -> None:
    leaders = [make_user(municipality, Role.TEAM_LEADER) for _ in range(2)]
    person = make_person(municipality, is_reserved_against_research=True, **facts)
    with acting_as(system_actor(municipality.pk)):
        for leader in leaders:
            NamedAccess.objects.create(participant=person, municipality=municipality, user=leader)
        rows = {"permits": [row.pk for row in ResidencePermit.objects.filter(participant=person)]}
    split = Split(
        given_name="Halyna", family_name="Kovalenko", birth_date=dt.date(1992, 2, 2), reason="To søstre", rows=rows
    )
    new = split_person(actor_of(leaders[0]), person.pk, split=split)
    assert (new.confidentiality, new.is_shielded) == (person.confidentiality, person.is_shielded)
    assert new.is_reserved_against_research
    named = {row.user_id for row in rows_of(NamedAccess, municipality, participant=new)}
    assert named == ({leader.pk for leader in leaders} if facts else set())


def choices_of_as(leader: Actor, person: Participant) -> dict[str, list[tuple[Any, str]]]:
    with acting_as(leader):
        return choices_of(person)


def test_a_d_number_that_became_a_national_number_stays_as_history(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality, numbers=(("d_number", "60878549859"),))
    replace_number(leader, person.pk, number="15839049843", valid_from=DAY)
    rows = {row.kind: (row.valid_from, row.valid_to) for row in rows_of(IdentityNumber, municipality)}
    assert rows["d_number"][1] == DAY - dt.timedelta(days=1)
    assert rows["national_id"] == (DAY, None)
    other = make_person(municipality)
    with pytest.raises(RuleRefused) as refused:
        replace_number(leader, other.pk, number="15839049843", valid_from=DAY)
    assert refused.value.refusals[0].code == "number_known"


def test_a_corrected_birth_date_reaches_the_family_and_shows_what_follows_first(
    municipality: Agency,
    leader: Actor,
    log_in: LogIn,  # noqa: F811 - a fixture
) -> None:
    child, mother = make_person(municipality, birth_date=dt.date(2008, 2, 1)), make_person(municipality)
    client = log_in(municipality, Role.TEAM_LEADER)
    add_member(leader, mother.pk, member=NewMember(kinship="child", related_id=child.pk), living=Living(first_day=DAY))
    facts = {"given_name": child.given_name, "family_name": child.family_name, "birth_date": "01.02.2010",
             "sex": "woman", "reason": "Folkeregisteret"}  # fmt: skip
    address = f"/deltakere/{child.pk}/identitet/"
    shown = client.post(address, facts)
    assert shown.status_code == 422
    assert "Retten til program gjelder fra 18 år" in shown.content.decode()
    assert client.post(address, facts | {"sett": "1"}).status_code == 302
    with acting_as(leader):
        assert household_on(mother, DAY).children[0].birth_date == dt.date(2010, 2, 1)


def test_an_identity_without_reason_or_name_is_refused(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    facts = IdentityFacts(given_name="", family_name="", birth_date=dt.date(2090, 1, 1), sex="x")
    with pytest.raises(RuleRefused) as refused:
        correct_identity(leader, person.pk, facts=facts, reason="")
    codes = {fault.code for fault in refused.value.refusals}
    assert codes == {"name_missing", "birth_date_in_future", "unknown_sex", "reason_required"}


def test_the_pages_of_mistakes_are_closed_to_strangers(municipality: Agency, log_in: LogIn) -> None:  # noqa: F811
    theirs = make_person(make_municipality("Voss"))
    client = log_in(municipality, Role.TEAM_LEADER)
    for way in ("registrert-ved-en-feil", "gjenopprett", "del", "identitet", "nytt-nummer"):
        assert client.get(f"/deltakere/{theirs.pk}/{way}/").status_code == 404, way


def test_the_list_of_participants_leads_to_those_registered_in_error(
    municipality: Agency,
    leader: Actor,
    log_in: LogIn,  # noqa: F811
) -> None:
    person, client = make_person(municipality), log_in(municipality, Role.TEAM_LEADER)
    address = "/deltakere/registrert-ved-en-feil/"
    assert address not in client.get("/deltakere/").content.decode()
    register_in_error(leader, person.pk, reason="Kom aldri.")
    assert address in client.get("/deltakere/").content.decode()
    assert person.full_name in client.get(address).content.decode()


def test_undoing_by_page_and_api(municipality: Agency, leader: Actor, log_in: LogIn) -> None:  # noqa: F811
    kept, merged = make_person(municipality), make_person(municipality)
    merge_people(leader, kept.pk, merged.pk, reason="Samme person")
    client = log_in(municipality, Role.TEAM_LEADER)
    (reversal,) = rows_of(CaseReversal, municipality)
    assert f"/sammenslaing/{reversal.pk}/angre/" in client.get(f"/deltakere/{kept.pk}/").content.decode()
    done = client.post(f"/sammenslaing/{reversal.pk}/angre/", {"reason": "To søstre"})
    assert done.headers["Location"] == f"/deltakere/{merged.pk}/"
    api = api_for(municipality, Role.TEAM_LEADER)
    etag = api.get(f"/api/v1/participants/{kept.pk}/").headers["ETag"]
    api.post(f"/api/v1/participants/{kept.pk}/merge/", {"merged_id": merged.pk, "reason": "Like"}, If_Match=etag)
    (row,) = api.get("/api/v1/merges/").json()["results"]
    answer = api.post(f"/api/v1/merges/{row['id']}/undo/", {"reason": "Likevel ikke"})
    assert answer.json() == {"participant_id": str(merged.pk)}
    etag = api.get(f"/api/v1/participants/{kept.pk}/").headers["ETag"]
    gone = api.post(f"/api/v1/case-mistakes/{kept.pk}/register-in-error/", {"reason": "Feil"}, If_Match=etag)
    assert gone.status_code == 200
    assert api.get(f"/api/v1/participants/{kept.pk}/").status_code == 404
    assert api.post(f"/api/v1/case-mistakes/{kept.pk}/restore/", {"reason": "Riktig"}).status_code == 200
