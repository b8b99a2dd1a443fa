"""Production ends when its database holds a demonstration's people."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from agencies.models import Agency
from config.celery import refuse_synthetic_people as end_worker
from participants.synthetic import holds_synthetic_people, refuse_synthetic_people
from tests.world import make_person

pytestmark = pytest.mark.django_db
SYNTHETIC = [("duf", "209900000103"), ("national_id", "15839049843"), ("d_number", "54839112345")]
REAL = [
    ("duf", "201212345603"),
    ("duf", "202099999903"),
    ("national_id", "15039049843"),
    ("national_id", "15009349843"),
]


@pytest.mark.parametrize("number", SYNTHETIC)
def test_a_synthetic_number_anywhere_is_seen_by_whoever_acts_for_nobody(
    number: tuple[str, str], municipality: Agency
) -> None:
    make_person(municipality, numbers=(number,))
    assert holds_synthetic_people()


@pytest.mark.parametrize("number", REAL)
def test_a_number_that_is_not_synthetic_is_none(number: tuple[str, str], municipality: Agency) -> None:
    make_person(municipality, numbers=(number,))
    assert not holds_synthetic_people()


def test_production_does_not_start_on_synthetic_people(municipality: Agency, settings: Settings) -> None:
    make_person(municipality, numbers=(SYNTHETIC[0],))
    settings.ENVIRONMENT = "production"
    with pytest.raises(ImproperlyConfigured, match="synthetic people"):
        refuse_synthetic_people()


def test_production_starts_on_an_empty_database(settings: Settings) -> None:
    settings.ENVIRONMENT = "production"
    refuse_synthetic_people()
    assert not holds_synthetic_people()


def test_a_demonstration_starts_on_its_people(municipality: Agency) -> None:
    make_person(municipality, numbers=(SYNTHETIC[0],))
    refuse_synthetic_people()
    assert holds_synthetic_people()


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_before_its_first_task(municipality: Agency, settings: Settings) -> None:
    make_person(municipality, numbers=(SYNTHETIC[0],))
    settings.ENVIRONMENT = "production"
    with pytest.raises(SystemExit, match="synthetic people"):
        end_worker()
