"""Contacts at an employer through the API."""

import pytest

from agencies.models import Agency, Role
from employers.models import Employer
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem

pytestmark = pytest.mark.django_db
KARI = {"name": "Kari Nes", "title": "Daglig leder", "phone": "55000000", "email": "kari@kaffe.example"}


@pytest.fixture
def adviser(municipality: Agency) -> Api:
    return api_for(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def cafe() -> Employer:
    return Employer.objects.create(organisation_number="312345676", name="Kaffebrenneriet")


def test_a_contact_is_added_read_and_removed(adviser: Api, cafe: Employer):
    path = f"/api/v1/employers/{cafe.pk}/"
    (contact,) = adviser.post(f"{path}contacts/", KARI).json()["contacts"]
    assert {name: contact[name] for name in KARI} == KARI
    assert adviser.get(path).json()["contacts"] == [contact]
    removed = adviser.post(f"{path}remove-contact/", {"contact_id": contact["id"]})
    assert (removed.status_code, removed.json()["contacts"]) == (200, [])
    assert adviser.get(path).json()["contacts"] == []


def test_a_contact_is_removed_from_their_own_employer_only(adviser: Api, cafe: Employer):
    other = Employer.objects.create(organisation_number="312345684", name="Bakeriet")
    path = f"/api/v1/employers/{cafe.pk}/"
    (contact,) = adviser.post(f"{path}contacts/", KARI).json()["contacts"]
    elsewhere = adviser.post(f"/api/v1/employers/{other.pk}/remove-contact/", {"contact_id": contact["id"]})
    assert_problem(elsewhere, 404, "not_found")
    assert adviser.get(path).json()["contacts"] == [contact]
