"""Asking, looking through and answering on the pages."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import AccessLogEntry, Role, User
from participants.models import Participant, TransferRequest
from participants.operations.transferring import accept_transfer
from tests.participants.identity_numbers import a_duf_number
from tests.participants.transfers.moves import Town, ask, make_mover, make_town, rows_of, user_of
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def _browser(town: Town, *roles: Role) -> Client:
    return _browser_of(make_user(town.home, *(roles or (Role.TEAM_LEADER,))))


def _browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(answer: Any) -> str:
    return answer.content.decode()


def test_a_case_is_asked_for_and_taken_over() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    sender, receiver = _browser(bergen), _browser(voss)
    assert "be-om-flytting" in _text(sender.get(f"/deltakere/{person.pk}/"))
    form = _text(sender.get(f"/deltakere/{person.pk}/be-om-flytting/"))
    assert "Voss" in form
    assert "Hovedaktivitet" in form
    facts = {"to_municipality": str(voss.home.pk), "moves_on": "01.12.2026", "stated_programmes": "part_time_work"}
    sent = sender.post(f"/deltakere/{person.pk}/be-om-flytting/", facts)
    assert sent.headers["Location"] == f"/deltakere/{person.pk}/"
    assert "Voss ble bedt om å ta over saken" in _text(sender.get(f"/deltakere/{person.pk}/"))

    (transfer,) = rows_of(TransferRequest, bergen.home)
    home = _text(receiver.get("/"))
    assert 'href="/flytting/"' in home
    inbox = _text(receiver.get("/flytting/"))
    assert "Bergen" in inbox
    assert "Zoriana" not in inbox
    page = _text(receiver.get(f"/flytting/{transfer.pk}/"))
    assert "Zoriana Flytter" in page
    assert "90000001" not in page
    taken = receiver.post(f"/flytting/{transfer.pk}/godta/", {"settled_on": "01.12.2026"})
    (new,) = rows_of(Participant, voss.home)
    assert taken.headers["Location"] == f"/deltakere/{new.pk}/"
    case = _text(receiver.get(f"/deltakere/{new.pk}/"))
    assert "Program i andre kommuner" in case
    assert "Saken er tatt over fra Bergen" in case
    history = _text(receiver.get(f"/deltakere/{new.pk}/historikk/"))
    assert "Saken ble tatt over fra Bergen. Bosatt der 01.04.2026." in history


def test_the_package_that_is_opened_is_logged_with_whom_it_is_about() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    _browser(voss).get(f"/flytting/{transfer.pk}/")
    entries = rows_of(AccessLogEntry, bergen.home, resource="transfer", participant_id=person.pk)
    assert [entry.municipality_id for entry in entries] == [bergen.home.pk]


def test_the_senders_case_can_be_read_and_nothing_else() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=DAY)
    client = _browser(bergen)
    page = _text(client.get(f"/deltakere/{person.pk}/"))
    assert "Her kan den bare leses" in page
    acts = page.partition('id="acts"')[2].partition("</ul>")[0]
    # What was written here must still be shown to whoever it is about; nothing new is written.
    assert re.findall(r'href="/([a-z-]+)/', acts) == ["innsyn"]
    for path in ("tillatelse/", "tildel/", "be-om-flytting/", "nytt-dokument/"):
        assert client.get(f"/deltakere/{person.pk}/{path}").status_code == 403
        assert client.post(f"/deltakere/{person.pk}/{path}").status_code == 403
    assert "Zoriana Flytter" not in _text(client.get("/deltakere/"))


def test_a_request_is_declined_with_a_reason_that_the_sender_reads() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    receiver = _browser(voss, Role.ENROLMENT_OFFICER)
    empty = receiver.post(f"/flytting/{transfer.pk}/avsla/", {"reason": ""})
    assert empty.status_code == 422
    assert empty.context["decline_form"].errors["reason"]
    receiver.post(f"/flytting/{transfer.pk}/avsla/", {"reason": "Ingen bolig her."})
    assert "Ingen bolig her." in _text(_browser(bergen).get(f"/flytting/{transfer.pk}/"))
    assert "Zoriana" not in _text(receiver.get("/flytting/"))


def test_a_request_is_withdrawn_and_gone_for_the_receiver() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    sender, receiver = _browser(bergen), _browser(voss)
    assert sender.post(f"/flytting/{transfer.pk}/trekk-tilbake/").headers["Location"] == "/flytting/"
    assert receiver.get(f"/flytting/{transfer.pk}/").status_code == 404
    assert receiver.post(f"/flytting/{transfer.pk}/godta/", {"settled_on": "01.12.2026"}).status_code == 404
    assert 'href="/flytting/"' not in _text(receiver.get("/"))


def test_strangers_and_nav_meet_no_request() -> None:
    bergen, voss, os_town = make_town("Bergen"), make_town("Voss"), make_town("Os")
    person, _programme = make_mover(bergen)
    strangers, _other = make_mover(os_town, numbers=(("duf", a_duf_number(7)),))
    ask(os_town, make_town("Odda"), strangers)
    transfer = ask(bergen, voss, person)
    third = _browser(os_town)
    assert third.get(f"/flytting/{transfer.pk}/").status_code == 404
    assert third.post(f"/flytting/{transfer.pk}/avsla/", {"reason": "Nei."}).status_code == 404
    for town in (bergen, voss):
        nav = _browser_of(user_of(town.nav))
        assert nav.get("/flytting/").status_code == 403
        assert nav.get(f"/flytting/{transfer.pk}/").status_code == 403
        assert 'href="/flytting/"' not in _text(nav.get("/"))


def test_what_hinders_a_move_is_said_on_the_form() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    client = _browser(bergen)
    facts = {"to_municipality": str(voss.home.pk), "contact_email": "feil@example.test", "stated_programmes": "kvp"}
    answer = client.post(f"/deltakere/{person.pk}/be-om-flytting/", facts)
    assert answer.status_code == 422
    assert answer.context["form"].errors["contact_email"]


def test_a_person_whom_the_receiver_has_already_is_told_on_the_page() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    make_person(voss.home, numbers=(("duf", "209900000103"),), confidentiality=7)
    transfer = ask(bergen, voss, person)
    answer = _browser(voss).post(f"/flytting/{transfer.pk}/godta/", {"settled_on": "01.12.2026"})
    assert answer.status_code == 422
    assert "alt registrert i kommunen" in _text(answer)


def test_the_list_asks_as_often_for_twenty_requests_as_for_one() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    sender, receiver = _browser(bergen), _browser(voss)

    def asked() -> TransferRequest:
        return ask(bergen, voss, make_person(bergen.home), stated={})

    accept_transfer(voss.leader, asked().pk, settled_on=DAY)
    asked()
    counts = [_queries(sender), _queries(receiver)]
    for _number in range(10):
        accept_transfer(voss.leader, asked().pk, settled_on=DAY)
        asked()
    assert [_queries(sender), _queries(receiver)] == counts


def _queries(client: Client) -> int:
    client.get("/flytting/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/flytting/").status_code == 200
    return len(captured)
