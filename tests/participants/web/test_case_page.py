"""The case page: who sees it, what of it, and what it tells."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from participants.models import AssignmentKind, Confidentiality, Participant
from participants.operations.assignment import assign
from participants.operations.permits import renew_permit
from tests.participants.web.conftest import LogIn
from tests.world import actor_of, make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
REMARK = "Bor hos en slektning"


def _person(municipality: Agency, **facts: object) -> Participant:
    known: dict[str, object] = {
        "arrived_on": dt.date(2026, 5, 1),
        "claimed_on": dt.date(2026, 10, 5),
        "remark": REMARK,
        "phone": "99 88 77 66",
    }
    return make_person(municipality, **(known | facts))


def test_the_adviser_sees_the_whole_case(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    page = log_in(municipality, Role.PROGRAMME_ADVISER).get(f"/deltakere/{person.pk}/").content.decode()
    for text in (person.full_name, "35 år", "kollektiv beskyttelse", "Bosatt i kommunen", REMARK, "99 88 77 66"):
        assert text in page
    for tab in ("Dokumenter", "Historikk"):
        assert tab in page


def test_nav_sees_neither_settlement_nor_remark_nor_documents(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    client = log_in(make_nav_office(municipality), Role.NAV_ADVISER)
    page = client.get(f"/deltakere/{person.pk}/").content.decode()
    assert person.full_name in page
    for text in ("Bosatt i kommunen", "Kom til Norge", "01.05.2026", REMARK, "Dokumenter", "Merknad"):
        assert text not in page
    assert client.get(f"/deltakere/{person.pk}/dokumenter/").status_code == 404


@pytest.mark.parametrize("grade", [grade for grade in Confidentiality if grade])
def test_a_hidden_case_answers_as_a_missing_one(grade: int, municipality: Agency, log_in: LogIn) -> None:
    hidden = _person(municipality, confidentiality=grade)
    strangers = _person(make_municipality("Voss"))
    client = log_in(municipality, Role.TEAM_LEADER)
    missing = client.get(f"/deltakere/{uuid4()}/")
    assert missing.status_code == 404
    for pk in (hidden.pk, strangers.pk):
        for path in ("", "tildel/", "tillatelse/", "nytt-dokument/", "historikk/"):
            answer = client.get(f"/deltakere/{pk}/{path}")
            assert (answer.status_code, answer.content) == (404, missing.content)


def test_each_reading_is_logged_with_the_person(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    log_in(as_user=user).get(f"/deltakere/{person.pk}/")
    with acting_as(actor_of(user)):
        entry = AccessLogEntry.objects.get(user_id=user.pk, participant_id=person.pk)
    assert (entry.resource, entry.municipality_id) == ("participant", municipality.pk)


def test_the_head_names_adviser_and_nav_contact_with_their_phones(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    kari = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Rådgiver")
    nina = make_user(make_nav_office(municipality), Role.NAV_ADVISER, name="Nina Nav")
    nina.phone = "40 00 00 01"
    nina.save()
    actor = make_actor(municipality, Role.TEAM_LEADER)
    assign(actor, person.pk, user_id=kari.pk, kind=AssignmentKind.ADVISER, first_day=timezone.localdate())
    assign(actor, person.pk, user_id=nina.pk, kind=AssignmentKind.NAV_CONTACT, first_day=timezone.localdate())
    page = log_in(municipality, Role.TEAM_LEADER).get(f"/deltakere/{person.pk}/").content.decode()
    for text in ("Kari Rådgiver", "Nina Nav", "tel:40 00 00 01"):
        assert text in page


def test_what_can_be_registered_follows_the_role(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)

    def acts(agency: Agency, role: Role) -> set[str]:
        answer = log_in(agency, role).get(f"/deltakere/{person.pk}/")
        return {act["url"].split("/")[-2] for act in answer.context["acts"]}

    assert {"tildel", "tillatelse", "nytt-dokument"} <= acts(municipality, Role.PROGRAMME_ADVISER)
    assert not {"tildel", "tillatelse", "nytt-dokument"} & acts(make_nav_office(municipality), Role.NAV_ADVISER)


def test_the_timeline_is_a_picture_with_words_and_the_same_table(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    page = log_in(municipality, Role.PROGRAMME_ADVISER).get(f"/deltakere/{person.pk}/").content.decode()
    assert 'role="img"' in page
    assert f"Tidslinje for {person.full_name}" in page
    for text in ("Kom til Norge 01.05.2026 (Utlendingsmyndighetene)", "Bosatt 01.10.2026 (Kommunen)"):
        assert text in page
    assert "Tidslinjen som tabell" in page
    assert "style=" not in page


def test_the_history_tells_in_sentences_what_was_done(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    kari = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Rådgiver")
    actor = actor_of(kari)
    assign(actor, person.pk, user_id=kari.pk, kind=AssignmentKind.ADVISER, first_day=dt.date(2026, 11, 1))
    renew_permit(actor, person.pk, basis="refugee", granted_on=dt.date(2026, 11, 2), valid_until=dt.date(2029, 11, 1))
    with acting_as(system_actor(municipality.pk)):
        person.phone = "11 22 33 44"
        person.save()
    page = log_in(as_user=kari).get(f"/deltakere/{person.pk}/historikk/").content.decode()
    for text in (
        "Registrert i kommunen.",
        "Kari Rådgiver ble programrådgiver.",
        "gyldig til 01.11.2029",
        "Deltaker ble endret: telefon fra «99 88 77 66» til «11 22 33 44».",
    ):
        assert text in page


def test_an_unknown_tab_is_not_there(municipality: Agency, log_in: LogIn) -> None:
    person = _person(municipality)
    assert log_in(municipality, Role.TEAM_LEADER).get(f"/deltakere/{person.pk}/tull/").status_code == 404
