"""Places, who fits them, the adviser's decision, and the board of a track, through the pages."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from employers.models import OfferedPlace, QualificationTrack, Suggestion, TrackMembership
from employers.operations.matching.candidates import candidates_for
from employers.operations.tracks import drop_out, finish_track, join_cohort, open_cohort
from employers.seed_tracks import load_seed_tracks
from participants.models import CaseEvent, NamedAccess, Participant
from programmes.operations.awarding import award_programme
from tests.agencies.api.cases import AWARD
from tests.employers.jobs import make_employer, make_job
from tests.world import actor_of, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)


@pytest.fixture
def nav(municipality: Agency, client: Client) -> Client:
    """A NAV adviser's browser."""
    client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    return client


def _in_programme(municipality: Agency, **facts: object) -> Participant:
    person = make_person(municipality, **facts)
    award_programme(system_actor(municipality.pk), person.pk, AWARD)
    return person


def _offer(nav: Client) -> OfferedPlace:
    employer = make_employer("Fjord Bakeri")
    body = {"title": "Baker", "occupation_text": "7512", "number": "2", "oral": "A2"}
    assert nav.post(f"/arbeidsgivere/{employer.pk}/plass/", body).status_code == 302
    return OfferedPlace.objects.get(employer=employer)


def test_who_fits_stands_with_reasons_and_is_suggested_by_one_click(municipality: Agency, nav: Client) -> None:
    fits, other = _in_programme(municipality, given_name="Iryna"), _in_programme(municipality, given_name="Olha")
    make_job(fits, last_day=dt.date(2026, 11, 20))
    hidden = _in_programme(municipality, given_name="Skjult", confidentiality=7)
    place = _offer(nav)
    page = nav.get(f"/plasser/{place.pk}/").content.decode()
    assert page.index("Iryna") < page.index("Olha")
    assert "Har hatt jobb i samme yrke" in page
    assert "Skjult" not in page
    assert hidden.confidentiality
    nav.post(f"/deltakere/{fits.pk}/plasser/{place.pk}/foreslaa/")
    path = f"/deltakere/{other.pk}/plasser/{place.pk}/ikke-aktuell/"
    assert nav.post(path, {}).status_code == 422
    assert nav.post(path, {"no-not_relevant_reason": "norwegian"}).status_code == 302
    with acting_as(system_actor(municipality.pk)):
        stored = {row.participant_id: row for row in Suggestion.objects.all()}
        assert CaseEvent.objects.filter(participant=fits, kind="place_decided").count() == 1
    assert stored[fits.pk].verdict == "suggested"
    assert stored[fits.pk].points == sum(reason["points"] for reason in stored[fits.pk].reasons)
    assert stored[other.pk].not_relevant_reason == "norwegian"


def test_the_places_that_fit_are_found_from_the_case_and_a_strangers_case_is_not(
    municipality: Agency, nav: Client
) -> None:
    person, theirs = _in_programme(municipality), make_person(make_municipality("Voss"))
    _offer(nav)
    assert "Fjord Bakeri" in nav.get(f"/deltakere/{person.pk}/jobb/plasser/").content.decode()
    assert "Fjord Bakeri" not in nav.get(f"/deltakere/{person.pk}/jobb/plasser/?bransje=it").content.decode()
    assert nav.get(f"/deltakere/{theirs.pk}/jobb/plasser/").status_code == 404


def test_a_place_is_written_with_its_employer_found_in_the_form(municipality: Agency, nav: Client) -> None:
    first, _second = make_employer("Kai Bakeri"), make_employer("Kai Verksted")
    body = {"employer_text": "Kai", "title": "Baker", "occupation_text": "baker", "number": "1"}
    unclear = nav.post("/plasser/ny/", body)
    assert unclear.status_code == 422
    assert "Flere passer. Velg en av dem." in unclear.content.decode()
    assert nav.post("/plasser/ny/", body | {"employer_text": "Kai Bakeri", "number": "0"}).status_code == 422
    chosen = body | {"employer_pick": str(first.pk), "occupation_text": "", "number": "2"}
    assert nav.post("/plasser/ny/", chosen).status_code == 302
    place = OfferedPlace.objects.get(employer=first)
    assert (place.title, place.number, place.occupation_id) == ("Baker", 2, None)


def test_a_place_is_changed_unless_it_is_an_advertisement_or_somebody_was_first(
    municipality: Agency, nav: Client
) -> None:
    place = _offer(nav)
    path = f"/plasser/{place.pk}/endre/"
    shown = nav.get(path).content.decode()
    assert 'value="Baker"' in shown
    body = {"title": "Konditor", "occupation_text": "7512", "number": "1", "version": str(place.version)}
    assert nav.post(path, body | {"title": ""}).status_code == 422
    assert nav.post(path, body).status_code == 302
    assert nav.post(path, body).status_code == 422  # a stale copy
    place.refresh_from_db()
    assert (place.title, place.number, place.oral) == ("Konditor", 1, "")
    OfferedPlace.objects.filter(pk=place.pk).update(source="feed")
    assert nav.get(path).status_code == 404
    assert path not in nav.get(f"/plasser/{place.pk}/").content.decode()


def test_whoever_has_a_full_job_is_no_candidate(municipality: Agency, nav: Client) -> None:
    make_job(_in_programme(municipality), percent=100)
    with acting_as(system_actor(municipality.pk)):
        assert candidates_for(system_actor(municipality.pk), _offer(nav), DAY) == ([], 0)


def test_people_move_over_the_board_and_leave_it_with_a_reason(municipality: Agency, nav: Client) -> None:
    load_seed_tracks()
    adviser = actor_of(make_user(municipality, Role.TEAM_LEADER))
    track = QualificationTrack.objects.get(code="men_in_health")
    cohort = open_cohort(adviser, track_id=track.pk, owner_id=municipality.pk, name="Vår", starts_on=DAY, seats=1)
    person, second = make_person(municipality, given_name="Yusuf"), make_person(municipality)
    row = join_cohort(adviser, person.pk, cohort_id=cohort.pk)
    full = nav.post(
        f"/deltakere/{second.pk}/jobb/lop/", {"track-cohort_id": str(cohort.pk), "track-joined_on": "26.11.2026"}
    )
    assert full.status_code == 422
    assert "Alle plassene i kullet er tatt" in full.content.decode()
    steps = list(track.steps.all())
    assert "Yusuf" in nav.get(f"/kull/{cohort.pk}/").content.decode()
    nav.post(f"/lopsdeltaker/{row.pk}/flytt/", {"step": str(steps[1].pk), "version": "1"})
    nav.post(f"/lopsdeltaker/{row.pk}/flytt/", {"step": str(steps[2].pk), "version": "1"})  # a stale copy
    with acting_as(adviser):
        assert TrackMembership.objects.get(pk=row.pk).step == steps[1]
        assert TrackMembership.objects.tracks_of(dt.date(2100, 1, 1)) == {person.pk: "men_in_health"}
    out = {"track-reason": "got_job", "track-on": f"{timezone.localdate():%d.%m.%Y}"}
    assert nav.post(f"/lopsdeltaker/{row.pk}/slutt/", out).status_code == 302
    assert "Fikk jobb" in nav.get(f"/kull/{cohort.pk}/").content.decode()
    join_cohort(adviser, second.pk, cohort_id=cohort.pk)


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_the_seat_of_a_protected_person_is_taken_for_everybody(municipality: Agency, facts: dict[str, object]) -> None:
    load_seed_tracks()
    named, other = make_user(municipality, Role.TEAM_LEADER), make_user(municipality, Role.TEAM_LEADER)
    hidden, person = make_person(municipality, **facts), make_person(municipality)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=named)
    track = QualificationTrack.objects.get(code="men_in_health")
    cohort = open_cohort(
        actor_of(other), track_id=track.pk, owner_id=municipality.pk, name="Vår", starts_on=DAY, seats=1
    )
    row = join_cohort(actor_of(named), hidden.pk, cohort_id=cohort.pk)
    with pytest.raises(RuleRefused) as refused:
        join_cohort(actor_of(other), person.pk, cohort_id=cohort.pk)
    assert [refusal.code for refusal in refused.value.refusals] == ["cohort_full"]
    drop_out(actor_of(named), row.pk, reason="got_job")
    join_cohort(actor_of(other), person.pk, cohort_id=cohort.pk)


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_a_protected_member_is_in_no_number_of_the_cohorts_also_for_the_named(
    municipality: Agency, client: Client, facts: dict[str, object]
) -> None:
    load_seed_tracks()
    named = make_user(municipality, Role.TEAM_LEADER, cleared_for_confidential=True, cleared_for_shielded=True)
    hidden = make_person(municipality, **facts)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=named)
    leader, track = actor_of(named), QualificationTrack.objects.get(code="men_in_health")
    cohort = open_cohort(leader, track_id=track.pk, owner_id=municipality.pk, name="Vår", starts_on=DAY, seats=9)
    empty = open_cohort(leader, track_id=track.pk, owner_id=municipality.pk, name="Høst", starts_on=DAY, seats=9)
    rows = [
        join_cohort(leader, person.pk, cohort_id=cohort.pk)
        for person in (hidden, *(make_person(municipality) for _ in range(4)))
    ]
    drop_out(leader, rows[-1].pk, reason="got_job")
    finish_track(leader, rows[-2].pk, result="job")
    client.force_login(named)
    shown = {row.pk: row.members for row in client.get("/lop/").context["cohorts"]}
    assert shown == {cohort.pk: 2, empty.pk: 0}
    board = client.get(f"/kull/{cohort.pk}/").context["columns"]
    assert sum(len(column.cards) for column in board) == shown[cohort.pk]


def test_a_municipality_sets_up_a_track_of_its_own(municipality: Agency, nav: Client) -> None:
    body = {
        "track-name": "Bussjåfør", "track-owner_id": str(municipality.pk), "track-kind1": "norwegian",
        "track-weeks1": "20", "track-kind2": "certificate",
    }  # fmt: skip
    assert nav.post("/lop/nytt/", body).status_code == 422
    assert nav.post("/lop/nytt/", body | {"track-weeks2": "10"}).status_code == 302
    track = QualificationTrack.objects.get(name="Bussjåfør")
    assert [(step.kind, step.weeks) for step in track.steps.all()] == [("norwegian", 20), ("certificate", 10)]
    assert "Bussjåfør" in nav.get("/lop/").content.decode()
    stranger = Client()
    stranger.force_login(make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER))
    assert stranger.get(f"/lop/{track.pk}/").status_code == 404
