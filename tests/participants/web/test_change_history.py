"""The change history on the case: every way of writing, act by act, and nothing that is closed to the reader."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ChangeRecord, Role
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from participants.change_entries import MOST_LINES, ChangeEntry, changes_of
from participants.change_tables import told_tables
from participants.models import Assignment, CaseReversal, Deadline, IdentityNumber, Participant, ResidencePermit
from participants.operations.assignment import assign
from participants.operations.merging import merge_people
from participants.operations.mistakes import undo_merge
from tests.agencies.api.cases import make_full_case
from tests.participants.imports.lists import arrival, as_csv, bergen, commit, upload
from tests.participants.web.conftest import LogIn
from tests.world import actor_of, make_actor, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


@pytest.fixture
def leader(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.TEAM_LEADER)


def _entries(actor: Actor, person: Participant, size: int = 100, before: int | None = None) -> list[ChangeEntry]:
    with acting_as(actor):
        return list(changes_of(actor, person, size, before).entries)


def _lines(actor: Actor, person: Participant) -> list[str]:
    return [line for entry in _entries(actor, person) for line in entry.lines]


def _as(actor: Actor, request: str) -> Any:
    return acting_as(replace(actor, request_id=request))


def _permits(person: Participant, count: int) -> list[ResidencePermit]:
    return [
        ResidencePermit(
            participant=person, municipality_id=person.municipality_id, basis="refugee",
            granted_on=DAY + dt.timedelta(days=each),
        )
        for each in range(count)
    ]  # fmt: skip


def test_a_bulk_create_is_one_entry_with_a_line_for_each_row(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    with _as(leader, "bulk"):
        ResidencePermit.objects.bulk_create(_permits(person, 2))
    newest = _entries(leader, person)[0]
    came = "Oppholdstillatelse ble registrert: oppholdsgrunnlag «flyktning, utlendingsloven § 28», vedtaksdato"
    assert newest.lines == [f"{came} 02.11.2026.", f"{came} 03.11.2026."]
    assert newest.who == f"{leader.name}, teamleder"


def test_a_queryset_update_is_told_with_what_was_there_before(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality, phone="99 88 77 66")
    with _as(leader, "update"):
        Participant.objects.filter(pk=person.pk).update(
            phone="", is_shielded=False, citizenship="SYR", education="none"
        )
    (line,) = _entries(leader, person)[0].lines
    assert line == (
        "Deltaker ble endret: statsborgerskap fra «Ukraina» til «Syria»,"
        " utdanning fra «ikke kartlagt» til «ingen fullført», telefon fra «99 88 77 66» til ikke registrert."
    )


def test_a_deletion_is_told_with_what_was_there(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    kari = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Rådgiver")
    assign(replace(leader, request_id="assign"), person.pk, user_id=kari.pk, kind="adviser", first_day=DAY)
    with _as(leader, "delete"):
        Assignment.objects.filter(participant=person).delete()
    newest, assigned = _entries(leader, person)[:2]
    assert newest.lines == [
        "Tildeling ble slettet: type «programrådgiver», ansatt «Kari Rådgiver», fra og med 02.11.2026."
    ]
    # What was told of the row while it was there is still told.
    assert "Tildeling ble registrert: type «programrådgiver», ansatt «Kari Rådgiver»" in "".join(assigned.lines)


def test_a_copy_by_the_owner_is_told_as_everything_else(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    with _as(leader, "copy"), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        columns = "participant_id, municipality_id, kind, value, valid_from, check_digits_hold, created_at"
        with cursor.copy(f"COPY participants_identitynumber ({columns}) FROM STDIN") as copy:
            copy.write(f"{person.pk}\t{municipality.pk}\tduf\t209900000208\t2026-10-01\tt\t2026-10-01 12:00+00\n")
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    (line,) = _entries(leader, person)[0].lines
    assert line == "Identitetsnummer ble registrert: type «DUF-nummer», nummer «209900000208», gyldig fra 01.10.2026."


def test_an_import_is_one_entry_on_each_case() -> None:
    municipality = bergen()
    officer, leader = make_actor(municipality, Role.ENROLMENT_OFFICER), make_actor(municipality, Role.TEAM_LEADER)
    commit(officer, upload(officer, as_csv(arrival(1), arrival(2))))
    with acting_as(leader):
        people = list(Participant.objects.visible_to(leader))
    assert len(people) == 2
    for person in people:
        entries = _entries(leader, person)
        told = next(entry for entry in entries if any("Deltaker ble registrert" in line for line in entry.lines))
        assert any("Identitetsnummer ble registrert" in line for line in told.lines)
        assert any("Oppholdstillatelse ble registrert" in line for line in told.lines)
        assert told.who == f"{officer.name}, mottaksansvarlig"


def test_what_the_system_does_by_itself_is_told_act_by_act(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    before = len(_entries(leader, person))
    for phone in ("11 11 11 11", "22 22 22 22"):
        with acting_as(system_actor(municipality.pk)):
            Participant.objects.filter(pk=person.pk).update(phone=phone)
            Participant.objects.filter(pk=person.pk).update(email=f"{phone[:2]}@example.test")
    entries = _entries(leader, person)
    assert len(entries) == before + 2
    assert [len(entry.lines) for entry in entries[:2]] == [2, 2]
    assert {entry.who for entry in entries[:2]} == {"systemet"}


def test_what_the_system_does_for_somebody_belongs_to_their_request(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    with _as(leader, "mine"), acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=person.pk).update(phone="33 33 33 33")
    with acting_as(leader):
        record = ChangeRecord.objects.filter(participant_id=person.pk, kind="update").latest("id")
    assert (record.request_id, record.user_id) == ("mine", None)


def test_records_without_a_request_are_told_second_by_second(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    with acting_as(leader), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fot.request', '', true)")
        Participant.objects.filter(pk=person.pk).update(phone="44 44 44 44")
    assert "«44 44 44 44»" in _entries(leader, person)[0].lines[0]


def test_an_act_that_touched_very_much_says_how_much_more(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    with _as(leader, "many"):
        ResidencePermit.objects.bulk_create(_permits(person, MOST_LINES + 7))
    newest = _entries(leader, person)[0]
    assert (len(newest.lines), newest.further) == (MOST_LINES, 7)


def test_a_change_says_which_row_it_was(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    with _as(leader, "met"):
        Deadline.objects.filter(participant=person, kind="permit_expiry").update(met_on=DAY)
    (line,) = _entries(leader, person)[0].lines
    assert line == "Frist «Oppholdstillatelsen går ut» ble endret: oppfylt fra ikke registrert til 02.11.2026."
    with _as(leader, "gone"):
        Deadline.objects.filter(participant=person, kind="permit_expiry").delete()
    assert line in _lines(leader, person)


def _change(actor: Actor, person: Participant, times: int) -> None:
    for each in range(times):
        with _as(actor, f"request-{each}"):
            Participant.objects.filter(pk=person.pk).update(phone=f"{each:08d}")


def test_the_pages_hold_every_act_once_newest_first(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    _change(leader, person, 23)
    whole = _entries(leader, person, 1000)
    paged: list[ChangeEntry] = []
    before: int | None = None
    while True:
        with acting_as(leader):
            page = changes_of(leader, person, 5, before)
        paged += page.entries
        if page.older is None:
            break
        assert len(page.entries) == 5
        before = page.older
    assert paged == whole
    assert [entry.when for entry in whole] == sorted((entry.when for entry in whole), reverse=True)
    assert len(whole) >= 23


def _page(client: Client, person: Participant, query: str = "") -> str:
    return str(client.get(f"/deltakere/{person.pk}/endringer/{query}").content.decode())


def test_the_tab_leads_to_all_changes_and_they_are_paged(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    person = make_person(municipality)
    _change(leader, person, 40)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    assert f"/deltakere/{person.pk}/endringer/" in client.get(f"/deltakere/{person.pk}/historikk/").content.decode()
    first = client.get(f"/deltakere/{person.pk}/endringer/")
    assert len(first.context["changes"]) == 25
    second = client.get(f"/deltakere/{person.pk}/endringer/{first.context['next_url']}")
    assert second.context["next_url"] == ""
    assert first.context["changes"][-1] != second.context["changes"][0]
    assert _page(client, person, "?before=tull").count("<time") == _page(client, person).count("<time")
    assert client.get(f"/deltakere/{person.pk}/endringer/?before={'9' * 40}").status_code == 200


def test_one_act_and_twenty_take_as_many_questions(municipality: Agency, leader: Actor) -> None:
    one, many = make_person(municipality), make_person(municipality)
    _change(leader, one, 1)
    _change(leader, many, 20)

    def asked(person: Participant) -> int:
        with acting_as(leader), CaptureQueriesContext(connection) as queries:
            changes_of(leader, person, 50)
        return len(queries)

    assert asked(one) == asked(many)


def test_a_stranger_and_a_missing_case_answer_alike(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    stranger = log_in(make_nav_office(name="NAV Lofoten"), Role.NAV_ADVISER)
    assert stranger.get(f"/deltakere/{person.pk}/endringer/").status_code == 404


def _free_texts() -> Iterator[tuple[str, Any, Any]]:
    for name, table in told_tables().items():
        for field in table.model._meta.concrete_fields:
            is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
            if is_text and not isinstance(field, models.EmailField):
                yield name, table, field


def _plant(municipality: Agency, person: Participant) -> dict[str, tuple[str, str]]:
    """A word of its own in every text of every row of the case; by word, the table and the column it stands in."""
    planted: dict[str, tuple[str, str]] = {}
    for number, (name, table, field) in enumerate(_free_texts()):
        word = f"Ord{number:03d}"
        with acting_as(system_actor(municipality.pk)), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
            own = f"{'id' if table.path == 'pk' else 'participant_id'} = '{person.pk}'"
            cursor.execute("SAVEPOINT planted")
            try:
                cursor.execute(f'UPDATE {name} SET "{field.column}" = %s WHERE {own}', [word])
                planted[word] = (name, field.name)
            except Exception:  # noqa: BLE001 - constraints and append-only tables refuse some
                cursor.execute("ROLLBACK TO SAVEPOINT planted")
            cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    return planted


def test_no_word_of_a_closed_column_is_told_to_nav(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    person = make_full_case(municipality).person
    planted = _plant(municipality, person)
    assert len(planted) > 50
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    for_nav, for_casework = "\n".join(_lines(nav, person)), "\n".join(_lines(leader, person))
    tables = told_tables()
    seen = {word: place for word, place in planted.items() if word in for_nav}
    closed = {
        (table, column)
        for table, column in seen.values()
        if column not in tables[table].open_columns(nav) or not tables[table].is_open_to(nav)
    }
    assert closed == set()
    assert len(seen) > 10
    assert len([word for word in planted if word in for_casework]) > len(seen) + 10


def test_nav_has_the_tab_with_changes_and_without_what_was_done(
    municipality: Agency, log_in: LogIn, leader: Actor
) -> None:
    person = make_person(municipality, phone="99 88 77 66")
    with _as(leader, "both"):
        Participant.objects.filter(pk=person.pk).update(phone="55 55 55 55", remark="Er redd for broren")
    nav = log_in(make_nav_office(municipality), Role.NAV_ADVISER)
    text = nav.get(f"/deltakere/{person.pk}/historikk/").content.decode()
    assert "telefon fra «99 88 77 66» til «55 55 55 55»" in text
    for hidden in ("broren", "merknad", "Registrert i kommunen", "bosatt dato"):
        assert hidden not in text
    own = log_in(municipality, Role.PROGRAMME_ADVISER).get(f"/deltakere/{person.pk}/historikk/").content.decode()
    assert "merknad fra ikke registrert til «Er redd for broren»" in own


def test_an_act_of_which_nothing_is_open_has_no_entry(municipality: Agency, leader: Actor) -> None:
    person = make_person(municipality)
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    before = len(_entries(nav, person))
    with _as(leader, "closed"):
        Participant.objects.filter(pk=person.pk).update(remark="Bare for kommunen")
    assert len(_entries(nav, person)) == before
    with acting_as(nav):
        assert changes_of(nav, person, before).older is None


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_deadline_of_a_closed_part_is_not_told(municipality: Agency, leader: Actor, is_gone: bool) -> None:
    person = make_person(municipality)
    with _as(leader, "due"):
        for kind in ("appeal_answer", "permit_expiry"):
            Deadline.objects.create(
                participant=person, municipality=municipality, kind=_kind(kind), subject_id=person.pk, due_on=DAY,
                paragraph="§ 1", responsible_agency=municipality,
            )  # fmt: skip
        if is_gone:
            Deadline.objects.filter(participant=person).delete()
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    closed = _words(_kind("appeal_answer"))
    assert closed not in "\n".join(_lines(nav, person))
    assert closed in "\n".join(_lines(leader, person))
    assert _words("permit_expiry") in "\n".join(_lines(nav, person))


def _kind(wanted: str) -> str:
    from agencies.access.table import NAV_FIELDS
    from participants.duties import kinds_hidden_from

    return wanted if wanted == "permit_expiry" else kinds_hidden_from(NAV_FIELDS)[0]


def _words(kind: str) -> str:
    from participants.duties import duty

    return str(duty(kind).label)


def test_what_another_person_brought_by_a_merge_that_was_undone_is_not_told(
    municipality: Agency, leader: Actor
) -> None:
    person, other = make_person(municipality), make_person(municipality, phone="77 77 77 77")
    merge_people(leader, person.pk, other.pk, reason="Samme person, sier begge.")
    with _as(leader, "while one"):
        IdentityNumber.objects.create(
            participant=person, municipality=municipality, kind="duf", value="209900000103", valid_from=DAY,
            check_digits_hold=True,
        )  # fmt: skip
        ResidencePermit.objects.filter(participant=person).update(basis="family")
    with acting_as(leader):
        reversal = CaseReversal.objects.get(participant=person)
    undo_merge(leader, reversal.pk, reason="Det er to personer.")
    told = "\n".join(_lines(leader, person))
    assert "77 77 77 77" not in told
    assert told.count("ble endret: oppholdsgrunnlag") == 1


def test_who_did_it_has_name_role_and_agency_of_that_day(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    nina = make_user(make_nav_office(municipality, name="NAV Årstad"), Role.NAV_ADVISER, name="Nina Nav")
    with _as(actor_of(nina), "nav"):
        Participant.objects.filter(pk=person.pk).update(phone="66 66 66 66")
    leader = make_actor(municipality, Role.TEAM_LEADER)
    assert _entries(leader, person)[0].who == "Nina Nav, NAV-veileder, NAV Årstad"


def test_the_history_is_told_in_the_language_of_the_reader(municipality: Agency, log_in: LogIn, leader: Actor) -> None:
    person = make_person(municipality, phone="99 88 77 66")
    with _as(leader, "english"):
        Participant.objects.filter(pk=person.pk).update(phone="", citizenship="SYR", interpreter_language="ar")
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    client.post("/sprak/", {"language": "en"})
    text = _page(client, person)
    assert "Participant was changed: " in text
    assert "from «Ukraine» to «Syria»" in text
    assert "interpreter language from not registered to «Arabic»" in text
    assert "given name «" in text
    for norwegian in ("ikke registrert", "ble endret", "given_name"):
        assert norwegian not in text
