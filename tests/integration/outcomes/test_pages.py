"""The pages of results as Django answers them: picture, table, files, and the cases behind a point."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import OutcomePerson
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from participants.models import Participant
from tests.integration.outcomes.people import Programme
from tests.integration.outcomes.population import Job, Person, write
from tests.world import make_municipality, make_user

pytestmark = pytest.mark.django_db
PAGE = "integration:outcomes"


def town_of(women: int, men: int, working: int) -> Agency:
    """A municipality where ``working`` of each sex began full-time work two months after they settled."""
    town, today = make_municipality(), timezone.localdate()
    settled = today - dt.timedelta(days=400)
    people = []
    for sex, number in (("woman", women), ("man", men)):
        for place in range(number):
            jobs = [Job("permanent", 100, settled + dt.timedelta(days=60), None)] if place < working else []
            people.append(Person(settled, dt.date(1990, 1, 1), sex, "higher", jobs=jobs))
    write(town, people)
    refresh_outcomes(town.pk, today)
    return town


def client_of(town: Agency, role: Role) -> Client:
    client = Client()
    client.force_login(make_user(town, role))
    return client


def test_the_page_shows_the_picture_and_the_same_figures_in_a_table():
    text = client_of(town_of(12, 14, 6), Role.LEADER).get(reverse(PAGE)).content.decode()
    assert "<svg" in text
    assert "46,2 %" in text
    assert "Hva tallene ikke sier" in text
    assert 'aria-current="page">Resultater' in " ".join(text.split())


def test_a_split_draws_a_line_for_each_group():
    text = client_of(town_of(12, 14, 6), Role.LEADER).get(reverse(PAGE), {"inndeling": "kjonn"}).content.decode()
    assert "50,0 %" in text
    assert "42,9 %" in text
    assert ">kvinne</text>" in text


def test_small_counts_stand_as_a_colon_and_are_not_drawn():
    town = town_of(12, 14, 2)
    text = client_of(town, Role.LEADER).get(reverse(PAGE)).content.decode()
    assert "For få personer" not in text
    newest = text.split("<tbody>")[1].split("</tr>")[0]
    assert newest.count(">:<") == 6


def test_the_files_hold_what_the_page_shows():
    client = client_of(town_of(12, 14, 6), Role.LEADER)
    svg, png, table = (client.get(reverse(PAGE), {"som": kind}) for kind in ("svg", "png", "csv"))
    assert svg.content.startswith(b"<svg xmlns")
    assert png.content.startswith(b"\x89PNG")
    assert "46,2 %" in table.content.decode("utf-8-sig")
    assert client.get(reverse(PAGE), {"som": "exe"}).status_code == 404


def test_no_cell_of_the_table_file_runs_as_a_formula():
    from integration.web.outcomes.downloads import table_file

    assert b"'=1+1;'@x" in table_file("csv", "tall", ["=2"], ["=1+1", "@x"], [["-1", "2"]]).content


def test_a_team_leader_comes_from_a_point_to_its_cases_and_a_leader_does_not():
    town = town_of(12, 14, 6)
    team = client_of(town, Role.TEAM_LEADER)
    page = team.get(reverse(PAGE), {"inndeling": "kjonn"}).content.decode()
    row = next(part for part in page.split("<tr>") if "kvinne" in part and "Se saker" in part)
    address = row.split('href="')[1].split('"')[0].replace("&amp;", "&")
    people = team.get(address).content.decode()
    assert people.count('scope="row"') == 6
    leader = client_of(town, Role.LEADER)
    assert "Se saker" not in leader.get(reverse(PAGE)).content.decode()
    assert leader.get(address).status_code == 403


def test_a_point_of_a_curve_leads_to_those_who_have_begun_by_then():
    team = client_of(town_of(12, 14, 6), Role.TEAM_LEADER)
    page = team.get(reverse("integration:outcomes-lasting"), {"inndeling": "kjonn"}).content.decode()
    rows = [part for part in page.split("<tr>") if "kvinne" in part and "Se saker" in part]
    addresses = [row.split('href="')[1].split('"')[0].replace("&amp;", "&") for row in rows]
    assert all(team.get(address).content.decode().count('scope="row"') == 6 for address in addresses)
    assert addresses
    assert team.get(addresses[0].replace("maned=", "maned=x")).status_code == 404
    assert team.get(addresses[0].replace("hva=varig", "hva=alt")).status_code == 404


@pytest.mark.parametrize(
    ("name", "number"),
    [("outcomes-after", 12), ("outcomes-programme", 12), ("outcomes-qualification", 26)],
)
def test_a_row_and_a_point_of_a_year_lead_to_their_cases(name: str, number: int):
    town, today = make_municipality(), timezone.localdate()
    settled = today - dt.timedelta(days=400)
    began = settled + dt.timedelta(days=30)
    ended = Programme(
        began, 12, ended_on=began + dt.timedelta(days=60), end_reason="goal_reached", main_activity="other"
    )
    women = [Person(settled, dt.date(1990, 1, 1), "woman", "higher", programmes=[ended]) for _ in range(12)]
    write(town, [*women, *(Person(settled, dt.date(1990, 1, 1), "man", "higher") for _ in range(14))])
    refresh_outcomes(town.pk, today)
    refresh_traits(town.pk, today)
    team = client_of(town, Role.TEAM_LEADER)
    page = team.get(reverse(f"integration:{name}")).content.decode()
    addresses = {part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:] if "hva=" in part[:200]}
    counts = {team.get(address).content.decode().count('scope="row"') for address in addresses}
    assert number in counts
    leader = client_of(town, Role.LEADER)
    assert "hva=" not in leader.get(reverse(f"integration:{name}")).content.decode()
    assert {leader.get(address).status_code for address in addresses} == {403}


def test_the_file_of_curves_holds_who_is_still_in_work():
    team = client_of(town_of(12, 14, 6), Role.LEADER)
    table = team.get(reverse("integration:outcomes-lasting"), {"som": "csv"}).content.decode("utf-8-sig")
    assert "Fortsatt i jobb, og tid i jobb" in table
    assert "100,0 % (12 av 12)" in table


def test_of_many_groups_the_page_shows_all_months_of_those_in_the_picture_and_the_file_all():
    town, today = make_municipality(), timezone.localdate()
    people = [
        Person(today - dt.timedelta(days=90 * quarter + 5), dt.date(1990, 1, 1), "woman", "higher")
        for quarter in range(9)
        for _ in range(20 - quarter)
    ]
    write(town, people)
    refresh_outcomes(town.pk, today)
    client = client_of(town, Role.LEADER)
    page = client.get(reverse(PAGE), {"inndeling": "kvartal"}).content.decode()
    table = client.get(reverse(PAGE), {"inndeling": "kvartal", "som": "csv"}).content.decode("utf-8-sig")
    groups = {line.split(";")[1] for line in table.splitlines() if line.count(";") == 7} - {"Gruppe"}
    assert len(groups) > 6
    assert all(group in page for group in groups)
    in_file = sum(line.count(";") == 7 for line in table.splitlines()) - 1
    assert page.count('<th scope="row">') < in_file
    assert "I CSV-fila står alt" in page


def test_a_point_never_leads_to_a_case_that_has_been_protected_since():
    town = town_of(12, 14, 6)
    team = client_of(town, Role.TEAM_LEADER)
    row = next(p for p in team.get(reverse(PAGE)).content.decode().split("<tr>") if "Se saker" in p)
    address = row.split('href="')[1].split('"')[0].replace("&amp;", "&")
    with acting_as(system_actor(town.pk)):
        worker = OutcomePerson.objects.filter(work_from__isnull=False).values("participant")[:1]
        Participant.objects.filter(pk__in=list(worker.values_list("participant", flat=True))).update(confidentiality=7)
    assert team.get(address).content.decode().count('scope="row"') == 11


def test_an_address_that_was_cut_off_asks_the_usual_question():
    client = client_of(town_of(12, 14, 6), Role.LEADER)
    odd = {"inndeling": "religion", "per": "i går", "kjonn": "?", "akse": "1"}
    assert "46,2 %" in client.get(reverse(PAGE), odd).content.decode()


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"])
def test_the_last_day_is_read_as_it_is_written_elsewhere(form: str):
    day = timezone.localdate() - dt.timedelta(days=40)
    page = client_of(town_of(12, 14, 6), Role.LEADER).get(reverse(PAGE), {"per": day.strftime(form)})
    assert f'value="{day:%d.%m.%Y}"' in page.content.decode()
    assert page.context["asked"].until == day


@pytest.mark.parametrize("page", ["outcomes", "outcomes-lasting", "outcomes-after", "outcomes-programme"])
def test_of_a_day_before_the_first_night_it_is_said_that_nothing_was_known(page: str):
    client, first = client_of(town_of(12, 14, 6), Role.LEADER), timezone.localdate()
    day = {"per": f"{first - dt.timedelta(days=40):%d.%m.%Y}"}
    text = client.get(reverse(f"integration:{page}"), day).content.decode()
    assert f"Tallene ble laget første gang {first:%d.%m.%Y}." in text
    assert "For få personer" not in text
    assert "Tallene ble laget første gang" not in client.get(reverse(PAGE), day | {"kunnskap": "na"}).content.decode()


def test_before_the_first_night_the_page_says_when_there_will_be_figures():
    text = client_of(make_municipality(), Role.LEADER).get(reverse(PAGE)).content.decode()
    assert "Tallene er ikke laget ennå" in text


@pytest.mark.parametrize("role", [Role.PROGRAMME_ADVISER, Role.ADMINISTRATOR])
def test_others_have_neither_place_nor_page(role: Role):
    client = client_of(make_municipality(), role)
    assert client.get(reverse(PAGE)).status_code == 403
