"""What counts beside the classes here: training and measures before settlement, upper secondary, the language."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from participants.models import Deadline, Participant
from programmes.models.classes import EarlierTraining, SchoolClass, TrainingRight
from programmes.operations.classes.training import register_earlier_training, register_training_right
from tests.agencies.api.calling import api_for
from tests.programmes.classes.schools import make_class, make_school
from tests.world import make_actor, make_person, make_user

pytestmark = pytest.mark.django_db
OFFERED = dt.date(2026, 10, 5)


@pytest.fixture
def adviser(municipality: Agency) -> Client:
    """The browser of a programme adviser."""
    client = Client()
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    return client


def _tab(person: Participant) -> str:
    return reverse("participants:case-tab", args=[person.pk, "norsk"])


def test_a_measure_before_settlement_is_registered_and_stands_on_the_case(adviser: Client, municipality: Agency):
    person = make_person(municipality)
    url = reverse("programmes:earlier-training", args=[person.pk])
    facts = {
        "setting": "before_settlement", "kind": "other", "measure": "language_practice", "hours": "40",
        "meetings": "12", "place": "Bergen mottak", "first_day": "01.03.2026", "through": "30.04.2026",
    }  # fmt: skip
    assert adviser.post(url, facts | {"kind": "norwegian"}).status_code == 422
    assert adviser.post(url, facts | {"through": "28.02.2026"}).status_code == 422
    assert adviser.post(url, facts).status_code == 302
    with acting_as(system_actor(municipality.pk)):
        row = EarlierTraining.objects.get()
    assert (row.measure, row.minutes, row.meetings, row.setting) == ("language_practice", 2400, 12, "before_settlement")
    page = adviser.get(_tab(person)).text
    for text in ("Språkpraksis", "i mottak, før bosetting", "01.03.2026–30.04.2026", "40,0 timer", "12 møter"):
        assert text in page


def test_training_at_a_reception_centre_says_in_which_language(adviser: Client, municipality: Agency):
    person = make_person(municipality)
    url = reverse("programmes:earlier-training", args=[person.pk])
    facts = {"setting": "before_settlement", "kind": "social_studies", "hours": "25", "place": "Mottak"}
    assert adviser.post(url, facts | {"language": "tlh"}).status_code == 422
    assert adviser.post(url, facts | {"language": "uk"}).status_code == 302
    assert "Samfunnskunnskap" in adviser.get(_tab(person)).text
    assert "(ukrainsk)" in adviser.get(_tab(person)).text


def test_the_database_keeps_measures_and_courses_apart(municipality: Agency):
    person = make_person(municipality)
    with acting_as(system_actor(municipality.pk)), pytest.raises(IntegrityError), transaction.atomic():
        EarlierTraining.objects.create(
            participant=person, municipality=municipality, kind="norwegian", measure="other", place="Mottak"
        )


def test_a_measure_is_named_and_has_no_module(municipality: Agency):
    actor, person = make_actor(municipality, Role.PROGRAMME_ADVISER), make_person(municipality)
    row = register_earlier_training(
        actor, person.pk, kind="other", measure="work_practice", place="Mottak", meetings=3,
        setting="before_settlement",
    )  # fmt: skip
    assert str(row) == "work_practice 0"
    with pytest.raises(RuleRefused):
        register_earlier_training(actor, person.pk, kind="other", topic="norway", measure="other", place="M", hours=1)


def test_full_time_in_upper_secondary_lifts_the_deadline_of_social_studies(adviser: Client, municipality: Agency):
    person = make_person(municipality)
    url = reverse("programmes:training-right", args=[person.pk])
    facts = {"offered_start_on": f"{OFFERED:%d.%m.%Y}", "protection": "ordinary", "education": "below"}
    assert adviser.post(url, facts | {"upper_secondary_to": "18.06.2027"}).status_code == 422
    assert adviser.post(url, facts | {"upper_secondary_from": "17.08.2026"}).status_code == 302
    assert "Heltidselev i videregående 17.08.2026–" in adviser.get(_tab(person)).text
    assert 'value="17.08.2026"' in adviser.get(url).text
    with acting_as(system_actor(municipality.pk)):
        assert TrainingRight.objects.get().social_studies_last_day is None
        assert not Deadline.objects.filter(kind="social_studies").open().exists()
    until = facts | {"upper_secondary_from": "17.08.2026", "upper_secondary_to": "18.06.2027"}
    assert adviser.post(url, until).status_code == 302
    with acting_as(system_actor(municipality.pk)):
        assert TrainingRight.objects.get().social_studies_last_day == dt.date(2027, 10, 4)
        assert Deadline.objects.filter(kind="social_studies").open().exists()


def test_the_right_refuses_an_end_before_its_beginning(municipality: Agency):
    actor, person = make_actor(municipality, Role.PROGRAMME_ADVISER), make_person(municipality)
    with pytest.raises(RuleRefused) as refused:
        register_training_right(
            actor, person.pk, offered_start_on=OFFERED, protection="ordinary", education="below",
            upper_secondary_from=dt.date(2026, 8, 17), upper_secondary_to=dt.date(2026, 8, 16),
        )  # fmt: skip
    assert refused.value.refusals[0].field == "upper_secondary_to"


def test_a_class_says_in_which_language_it_is_taught(adviser: Client, municipality: Agency):
    school = make_school(municipality)
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    body = {
        "school_id": str(school.pk), "course_name": "Samfunn", "kind": "social_studies", "name": "Samfunn ukrainsk",
        "first_day": "2026-01-01", "language": "uk",
    }  # fmt: skip
    answer = api.post("/api/v1/classes/", body)
    assert (answer.status_code, answer.json()["language"]) == (201, "uk")
    assert api.post("/api/v1/classes/", body | {"language": "tlh"}).status_code == 400
    assert "ukrainsk" in adviser.get(reverse("programmes:class", args=[answer.json()["id"]])).text


def test_the_language_of_a_class_is_changed_in_its_form(adviser: Client, municipality: Agency):
    row = make_class(make_school(municipality))
    url = reverse("programmes:change-class", args=[row.pk])
    facts = {"name": row.name, "first_day": f"{row.first_day:%d.%m.%Y}", "level": "A2", "language": "ar"}
    assert adviser.post(url, facts).status_code == 302
    assert SchoolClass.objects.get(pk=row.pk).language == "ar"
