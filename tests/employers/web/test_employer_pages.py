"""The list of employers, one employer, and registering one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from employers.models import Employer
from tests.employers.jobs import a_number, make_employer, make_job
from tests.programmes.measures.agreements import make_measure
from tests.readings import shown_in
from tests.world import make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(client: Client, municipality: Agency) -> Client:
    """A browser in which a programme adviser of the municipality is logged in."""
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    return client


def test_the_list_counts_the_jobs_of_people_whom_one_may_see(adviser: Client, municipality: Agency) -> None:
    employer = make_employer("Fjordhotellet")
    make_job(make_person(municipality), employer_id=employer.pk)
    make_job(make_person(make_municipality("Voss")), employer_id=employer.pk)
    [row] = adviser.get(reverse("employers:list")).context["employers"]
    assert (row.name, row.now) == ("Fjordhotellet", 1)


def test_the_list_is_searched_and_paged(adviser: Client) -> None:
    for number in range(30):
        make_employer(f"Kafé {number:02d}")
    make_employer("Fjordhotellet")
    first = adviser.get(reverse("employers:list"), {"finn": "kafé"})
    second = adviser.get(reverse("employers:list") + first.context["next_url"])
    names = [row.name for page in (first, second) for row in page.context["employers"]]
    assert names == [f"Kafé {number:02d}" for number in range(30)]
    assert second.context["next_url"] == ""


def test_the_number_of_queries_is_the_same_for_one_and_for_twenty(adviser: Client, municipality: Agency) -> None:
    employer, counts = make_employer("Fjordhotellet"), []
    urls = [reverse("employers:list"), reverse("employers:detail", args=[employer.pk])]
    for more in (1, 19):
        for _ in range(more):
            make_job(make_person(municipality), employer_id=employer.pk)
            make_job(make_person(municipality))
        with CaptureQueriesContext(connection) as queries:
            for url in urls:
                assert adviser.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_employer_shows_the_people_whom_one_may_see_and_the_reading_is_logged(
    adviser: Client, municipality: Agency
) -> None:
    employer = make_employer("Fjordhotellet")
    mine, other = make_person(municipality), make_person(make_municipality("Voss"))
    make_job(mine, employer_id=employer.pk)
    make_job(other, employer_id=employer.pk)
    text = adviser.get(reverse("employers:detail", args=[employer.pk])).content.decode()
    assert mine.full_name in text
    assert other.full_name not in text
    with acting_as(system_actor(municipality.pk)):
        assert AccessLogEntry.objects.get(resource="placement").row_count == 1


def test_whoever_has_only_a_measure_there_is_in_the_log(adviser: Client, municipality: Agency) -> None:
    employer = make_employer("Fjordhotellet")
    url, counts = reverse("employers:detail", args=[employer.pk]), []
    people = [make_person(municipality) for _ in range(3)]
    for more in (people[:1], people[1:]):
        for person in more:
            make_measure(person, organisation_number=employer.organisation_number)
        with CaptureQueriesContext(connection) as queries:
            text = adviser.get(url).content.decode()
        counts.append(len(queries))
    assert all(person.full_name in text for person in people)
    assert shown_in(municipality, "measure")[-1] == {person.pk for person in people}
    assert counts[0] == counts[1]


def test_an_employer_is_registered_and_shown(adviser: Client) -> None:
    number = a_number()
    facts = {"employer-organisation_number": number, "employer-name": "Ny Kafé", "employer-municipality_number": "4601"}
    response = adviser.post(reverse("employers:register"), facts)
    employer = Employer.objects.get(organisation_number=number)
    assert response["Location"] == reverse("employers:detail", args=[employer.pk])
    assert "Bergen" in adviser.get(response["Location"]).content.decode()


def test_a_faulty_number_is_told_beside_the_field(adviser: Client) -> None:
    facts = {"employer-organisation_number": "123", "employer-name": "Ny Kafé"}
    response = adviser.post(reverse("employers:register"), facts)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["organisation_number"]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMINISTRATOR])
def test_roles_without_cases_do_not_come_here(client: Client, municipality: Agency, role: Role) -> None:
    make_employer("Fjordhotellet")
    client.force_login(make_user(municipality, role))
    assert client.get(reverse("employers:list")).status_code == 403
    assert client.get(reverse("employers:find"), {"employer_text": "fjord"}).status_code == 403
