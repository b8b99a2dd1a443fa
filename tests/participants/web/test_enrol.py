"""Enrolling one person through the form."""

import datetime as dt
from typing import Any

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.identity.numbers import duf_check_digits
from participants.models import Deadline, IdentityNumber, NamedAccess, Participant
from tests.participants.web.conftest import LogIn
from tests.world import make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
ENROL = "/deltakere/ny/"
DUF = "2099123456" + duf_check_digits("2099123456")


def _facts(**changed: Any) -> dict[str, Any]:
    return {
        "given_name": "Olena",
        "family_name": "Kovalenko",
        "birth_date": "14.03.1991",
        "sex": "woman",
        "citizenship": "UKR",
        "duf": f"{DUF[:4]} {DUF[4:]}",
        "arrived_on": "01.05.2026",
        "settled_on": "1.10.2026",
        "intake": "new",
        "basis": "collective",
        "permit_granted_on": "01.09.2026",
        "permit_valid_until": "01.09.2027",
        "mother_tongue": "uk",
        "education": "higher",
        "confidentiality": "0",
    } | changed


def _people(municipality: Agency) -> list[Participant]:
    with acting_as(system_actor(municipality.pk)):
        return list(Participant.objects.filter(municipality=municipality).order_by("created_at", "id"))


def test_a_person_is_enrolled_with_all_that_was_written(municipality: Agency, log_in: LogIn) -> None:
    client = log_in(municipality, Role.ENROLMENT_OFFICER)
    answer = client.post(ENROL, _facts())
    (person,) = _people(municipality)
    assert answer.headers["Location"] == f"/deltakere/{person.pk}/"
    assert (person.birth_date, person.settled_on) == (dt.date(1991, 3, 14), dt.date(2026, 10, 1))
    with acting_as(system_actor(municipality.pk)):
        assert IdentityNumber.objects.get(participant=person).value == DUF
        kinds = set(Deadline.objects.filter(participant=person).values_list("kind", flat=True))
    assert kinds == {"programme_start", "permit_expiry"}
    assert "Olena Kovalenko er registrert." in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", ""),
        ("birth_date", "31.02.1991"),
        ("birth_date", "01.01.2090"),
        ("d_number", "54839112345"),
        ("duf", "12345"),
        ("duf", "200012345678"),
        ("national_id", DUF),
        ("permit_valid_until", "31.08.2026"),
        ("email", "ikke-en-adresse"),
        ("intake", ""),
    ],
)
def test_a_fault_stands_beside_its_field_and_nobody_is_enrolled(
    field: str, value: str, municipality: Agency, log_in: LogIn
) -> None:
    answer = log_in(municipality, Role.ENROLMENT_OFFICER).post(ENROL, _facts(**{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert _people(municipality) == []


def test_a_duf_number_whose_check_digits_do_not_hold_is_kept_with_a_warning(
    municipality: Agency, log_in: LogIn
) -> None:
    doubtful = DUF[:-1] + str((int(DUF[-1]) + 1) % 10)
    client = log_in(municipality, Role.ENROLMENT_OFFICER)
    answer = client.post(ENROL, _facts(duf=doubtful), follow=True)
    page = answer.content.decode()
    assert "Kontrollsifrene i DUF-nummeret stemmer ikke. Se etter en skrivefeil." in page
    assert doubtful in page


def test_a_possible_duplicate_is_shown_before_anything_is_saved(municipality: Agency, log_in: LogIn) -> None:
    known = make_person(
        municipality, given_name="Kovalenko", family_name="Olena", birth_date=dt.date(1991, 3, 14), settled_on=None
    )
    client = log_in(municipality, Role.ENROLMENT_OFFICER)
    answer = client.post(ENROL, _facts())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kan dette være den samme?" in page
    assert f"/deltakere/{known.pk}/" in page
    assert len(_people(municipality)) == 1
    assert client.post(ENROL, _facts(confirmed="on")).status_code == 302
    assert len(_people(municipality)) == 2


def test_the_same_number_is_the_same_person_whatever_is_confirmed(municipality: Agency, log_in: LogIn) -> None:
    make_person(municipality, birth_date=dt.date(1991, 3, 14), numbers=(("duf", DUF),))
    answer = log_in(municipality, Role.ENROLMENT_OFFICER).post(ENROL, _facts(confirmed="on"))
    assert answer.status_code == 422
    assert "Personen er allerede registrert" in answer.content.decode()
    assert len(_people(municipality)) == 1


def test_people_elsewhere_are_no_duplicates_and_are_not_shown(municipality: Agency, log_in: LogIn) -> None:
    make_person(make_municipality("Voss"), given_name="Olena", family_name="Kovalenko", birth_date=dt.date(1991, 3, 14))
    assert log_in(municipality, Role.ENROLMENT_OFFICER).post(ENROL, _facts()).status_code == 302


def test_a_protected_person_is_opened_to_the_chosen_staff_only(municipality: Agency, log_in: LogIn) -> None:
    officer = make_user(municipality, Role.ENROLMENT_OFFICER)
    chosen, other = (make_user(municipality, Role.PROGRAMME_ADVISER) for _user in range(2))
    answer = log_in(as_user=officer).post(ENROL, _facts(confidentiality="6", named=[str(chosen.pk)]))
    address = answer.headers["Location"]
    (person,) = _people(municipality)
    with acting_as(system_actor(municipality.pk)):
        named = set(NamedAccess.objects.filter(participant=person).values_list("user_id", flat=True))
    assert named == {officer.pk, chosen.pk}
    assert log_in(as_user=chosen).get(address).status_code == 200
    assert log_in(as_user=other).get(address).status_code == 404


def test_somebody_in_a_programme_elsewhere_raises_no_duty_to_start(municipality: Agency, log_in: LogIn) -> None:
    log_in(municipality, Role.ENROLMENT_OFFICER).post(ENROL, _facts(intake="elsewhere"))
    (person,) = _people(municipality)
    with acting_as(system_actor(municipality.pk)):
        assert not Deadline.objects.filter(participant=person, kind="programme_start").exists()
