"""The pages of arrival lists, through the browser's door."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.access import acting_as
from agencies.models import AccessLogEntry, JobState, Role, User
from agencies.operations.jobs import run_job
from participants.arrivals.columns import column_of
from participants.models import BatchState, ImportBatch, ImportRow, Participant
from participants.operations.importing.raw_input import unseal
from tests.participants.imports.lists import (
    CSV,
    arrival,
    as_csv,
    bergen,
    commit,
    job_of,
    officer,
    reload,
    rows_of,
    upload,
)  # fmt: skip
from tests.queues import change_job
from tests.world import make_actor, make_municipality, make_nav_office

pytestmark = pytest.mark.django_db


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def page_of(batch: ImportBatch, query: str = "") -> str:
    return reverse("participants:import-batch", args=[batch.pk]) + query


def post_file(client: Client, data: bytes, name: str = "ankomster.csv") -> Any:
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return client.post(reverse("participants:import-upload"), {"file": file})


def alike() -> bytes:
    """Two rows about one person or two: given and family name are swapped."""
    return as_csv(
        arrival(1, given_name="Boleslav", family_name="Shevchenko"),
        arrival(1, given_name="Shevchenko", family_name="Boleslav"),
    )


def test_the_whole_way_from_file_to_people():
    actor = officer(bergen())
    client = client_of(actor)
    answer = post_file(client, CSV.read_bytes(), "arrivals-4601.csv")
    with acting_as(actor):
        batch = ImportBatch.objects.get()
    assert answer.status_code == 302
    assert answer.url == page_of(batch)
    waiting = client.get(answer.url).content.decode()
    assert "Leser og kontrollerer filen" in waiting
    assert "hx-get" in client.get(reverse("participants:import-progress", args=[batch.pk])).content.decode()
    assert run_job(job_of(batch))
    assert client.get(reverse("participants:import-progress", args=[batch.pk])).headers["HX-Refresh"] == "true"

    preview = client.get(answer.url).content.decode()
    assert "Registrer 1007 personer" in preview
    assert preview.count("<tr id=") == 25
    refused = client.post(answer.url, {})
    assert refused.status_code == 422
    assert "Velg ett av svarene." in refused.content.decode()
    assert client.post(answer.url, {"intake": "new"}).status_code == 302
    assert "Registrerer personene" in client.get(answer.url).content.decode()
    assert run_job(job_of(reload(actor, batch)))
    done = client.get(answer.url).content.decode()
    assert "1007 nye personer er registrert." in done
    assert "43 rader var om noen som er kjent." in done
    with acting_as(actor):
        assert Participant.objects.visible_to(actor).count() == 1007


def test_every_tab_shows_its_rows_with_reasons_and_columns():
    actor = officer(bergen())
    client = client_of(actor)
    batch = upload(actor, CSV.read_bytes())
    faults = client.get(page_of(batch, "?vis=faulty")).content.decode()
    assert "Last ned feilrader" in faults
    assert "Kontrollsifrene i nummeret stemmer ikke." in faults
    assert "<strong>Fødselsnummer/D-nummer:</strong>" in faults
    known = client.get(page_of(batch, "?vis=known")).content.decode()
    assert "Samme identitetsnummer." in known
    other = client.get(page_of(batch, "?vis=other_municipality")).content.decode()
    assert "Personen bosettes i en annen kommune" in other
    possible = client.get(page_of(batch, "?vis=possible_duplicate")).content.decode()
    assert possible.count("<article") == 13
    assert "fornavn og etternavn er byttet om" in possible


def test_protected_rows_are_counted_and_never_listed():
    actor = officer(bergen())
    batch = upload(
        actor, as_csv(arrival(1), arrival(2, given_name="Hemmelig", family_name="Navnesen", address_protection="6"))
    )
    client = client_of(actor)
    for tab in ("new", "known", "possible_duplicate", "protected", "faulty"):
        page = client.get(page_of(batch, f"?vis={tab}")).content.decode()
        assert "Hemmelig" not in page
    page = client.get(page_of(batch, "?vis=protected")).content.decode()
    assert "1 rad med adressesperre." in page
    with acting_as(actor):
        assert ImportRow.objects.filter(batch=batch).count() == 1, "row-level security hides the other"


def test_a_decision_is_made_on_the_row_and_shown_at_once():
    actor = officer(bergen())
    client = client_of(actor)
    batch = upload(actor, alike())
    [row] = rows_of(actor, batch, category="possible_duplicate")
    assert "Linje 2 i samme fil" in client.get(page_of(batch, "?vis=possible_duplicate")).content.decode()
    url = reverse("participants:import-decide-row", args=[row.pk])
    answer = client.post(url, {"decision": "line:2", "version": row.version}, headers={"HX-Request": "true"})
    assert "Avgjort: samme person" in answer.content.decode()
    assert 'hx-swap-oob="true"' in answer.content.decode()
    stale = client.post(url, {"decision": "new", "version": row.version}, follow=True)
    assert "Noen andre endret dette" in stale.content.decode()
    batch = commit(actor, batch)
    with acting_as(actor):
        assert Participant.objects.visible_to(actor).count() == 1


def test_unknown_headings_lead_to_the_columns_and_are_remembered():
    actor = officer(bergen())
    client = client_of(actor)
    row = arrival(1) | {"Rar kolonne": "noe rart"}
    data = as_csv(row, headings={"birth_date": "Når født da"})
    batch = upload(actor, data)
    assert batch.state == BatchState.NEEDS_MAPPING
    url = reverse("participants:import-columns", args=[batch.pk])
    assert client.get(page_of(batch)).headers["Location"] == url
    page = client.get(url).content.decode()
    assert "Når født da" in page
    assert "noe rart" in page
    refused = client.post(url, {})
    assert refused.status_code == 422
    answers = {}
    for position, heading in enumerate(batch.headings):
        answers[f"column{position}"] = {"Når født da": "birth_date", "Rar kolonne": "-"}.get(heading, "-")
    assert "Disse opplysningene må stå i en kolonne" in client.post(url, answers).content.decode()
    for position, heading in enumerate(batch.headings):
        if heading not in ("Når født da", "Rar kolonne"):
            answers[f"column{position}"] = _column_of(heading)
    assert client.post(url, answers).status_code == 302
    batch = reload(actor, batch)
    assert run_job(job_of(batch))
    assert reload(actor, batch).counts["new"] == 1

    again = upload(actor, as_csv(arrival(2) | {"Rar kolonne": "x"}, headings={"birth_date": "Når født da"}))
    assert again.state == BatchState.PREVIEW
    assert "columns_remembered" in [notice["code"] for notice in again.notices]


def _column_of(heading: str) -> str:
    column = column_of(heading)
    assert column
    return column.value


def test_a_file_that_cannot_be_read_says_why():
    actor = officer(bergen())
    batch = upload(actor, b"PK\x03\x04 not a workbook", "liste.xlsx")
    assert batch.state == BatchState.FAILED
    page = client_of(actor).get(page_of(batch)).content.decode()
    assert "Filen kan ikke leses." in page
    assert reload(actor, batch).raw is None


def test_an_empty_or_missing_file_is_refused_beside_the_field():
    client = client_of(officer(bergen()))
    assert "Filen er tom." in post_file(client, b"").content.decode()
    missing = client.post(reverse("participants:import-upload"), {})
    assert missing.status_code == 422
    assert "Velg en fil." in missing.content.decode()


def test_the_same_file_again_gives_a_hint():
    actor = officer(bergen())
    first, second = upload(actor, as_csv(arrival(1))), upload(actor, as_csv(arrival(2)))
    third = upload(actor, _bytes_of(actor, first))
    client = client_of(actor)
    assert "Den samme filen ble lastet opp" in client.get(page_of(third)).content.decode()
    assert "Den samme filen ble lastet opp" not in client.get(page_of(second)).content.decode()


def _bytes_of(actor: Any, batch: ImportBatch) -> bytes:
    raw = reload(actor, batch).raw
    assert raw is not None
    return unseal(raw)


def test_a_step_that_stopped_can_be_started_again():
    actor = officer(bergen())
    client = client_of(actor)
    post_file(client, as_csv(arrival(1)))
    with acting_as(actor):
        batch = ImportBatch.objects.get()
    change_job(job_of(batch), state=JobState.FAILED)
    assert "Arbeidet stoppet" in client.get(page_of(batch)).content.decode()
    assert "stoppet" in client.get(reverse("participants:import-list")).content.decode()
    client.post(reverse("participants:import-check-again", args=[batch.pk]))
    assert run_job(job_of(reload(actor, batch)))
    assert reload(actor, batch).state == BatchState.PREVIEW


def test_the_list_of_lists_is_empty_at_first():
    client = client_of(officer(bergen()))
    assert "Ingen lister er lastet opp" in client.get(reverse("participants:import-list")).content.decode()


@pytest.mark.parametrize("role", [Role.PROGRAMME_ADVISER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_other_roles_of_the_municipality_have_no_lists(role):
    municipality = bergen()
    batch = upload(officer(municipality), as_csv(arrival(1)))
    client = client_of(make_actor(municipality, role))
    assert client.get(reverse("participants:import-list")).status_code == 403
    assert client.get(reverse("participants:import-upload")).status_code == 403
    for name in ("import-batch", "import-columns", "import-faulty-rows", "import-progress"):
        assert client.get(reverse(f"participants:{name}", args=[batch.pk])).status_code in (403, 404)


def test_strangers_with_lists_of_their_own_do_not_see_another_municipalitys():
    municipality = bergen()
    batch = upload(officer(municipality), alike())
    with acting_as(officer(municipality)):
        row = ImportRow.objects.get(batch=batch, category="possible_duplicate")
    stranger = officer(make_municipality("Oslo", "0301"))
    upload(stranger, as_csv(arrival(1, municipality="0301")), "oslo.csv")
    client = client_of(stranger)
    assert batch.filename not in client.get(reverse("participants:import-list")).content.decode()
    for name in ("import-batch", "import-columns", "import-faulty-rows", "import-progress"):
        assert client.get(reverse(f"participants:{name}", args=[batch.pk])).status_code == 404
    assert client.post(page_of(batch), {"intake": "new"}).status_code == 404
    decide = reverse("participants:import-decide-row", args=[row.pk])
    assert client.post(decide, {"decision": "new"}).status_code == 404


@pytest.mark.parametrize("role", [Role.NAV_ADVISER])
def test_nav_and_schools_have_no_lists(role):
    municipality = bergen()
    batch = upload(officer(municipality), as_csv(arrival(1)))
    client = client_of(make_actor(make_nav_office(municipality), role))
    assert client.get(reverse("participants:import-list")).status_code == 403
    assert client.get(page_of(batch)).status_code == 404


@pytest.mark.parametrize("tab", ["new", "known", "possible_duplicate", "faulty"])
def test_a_tab_makes_as_many_queries_for_twenty_rows_as_for_one(tab):
    actor = officer(bergen())
    client = client_of(actor)
    few, many = upload(actor, _rows_for(tab, 1)), upload(actor, _rows_for(tab, 20))
    assert few.counts[tab] == 1
    assert many.counts[tab] == 20
    assert _queries(client, page_of(few, f"?vis={tab}")) == _queries(client, page_of(many, f"?vis={tab}"))


def test_the_list_of_lists_makes_as_many_queries_for_twenty_as_for_one():
    actor = officer(bergen())
    client = client_of(actor)
    upload(actor, as_csv(arrival(1)))
    one = _queries(client, reverse("participants:import-list"))
    for number in range(19):
        upload(actor, as_csv(arrival(number)))
    assert _queries(client, reverse("participants:import-list")) == one


def _rows_for(tab: str, n: int) -> bytes:
    people = [arrival(number) for number in range(n)]
    if tab == "new":
        return as_csv(*people)
    if tab == "known":
        return as_csv(*people, *people)
    if tab == "faulty":
        return as_csv(*(person | {"birth_date": "31.02.1990"} for person in people))
    swapped = [p | {"given_name": p["family_name"], "family_name": p["given_name"], "duf": ""} for p in people]
    return as_csv(*people, *(p | {"settled_on": ""} for p in swapped))


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_what_is_read_is_logged():
    actor = officer(bergen())
    batch = upload(actor, as_csv(arrival(1), arrival(2)))
    client_of(actor).get(page_of(batch))
    with acting_as(actor):
        entry = AccessLogEntry.objects.get(user_id=actor.user_id, resource="import")
    assert entry.row_count == 2
