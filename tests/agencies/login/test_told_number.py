"""An identity provider that tells the number of whoever logs in: their own case is not there for them."""

import io
import logging
from typing import Any

import pytest

from agencies.models import Agency, Kinship, Role, User
from participants.identity.numbers import check_digits
from participants.models import Participant
from participants.operations.declaring_kin import declared_by
from tests.agencies.login.certified import CertifiedProvider, Colleague
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db
# A woman born on 14 March 1991, with the month of synthetic people.
NUMBER = next(f"148391{serial}{digits}" for serial in range(300, 400) if (digits := check_digits(f"148391{serial}")))


@pytest.fixture
def provider(employer: CertifiedProvider, settings: Any) -> CertifiedProvider:
    settings.OIDC_PROVIDERS = [employer.settings(number_claim="pid")]
    return employer


@pytest.fixture
def kari(municipality: Agency) -> User:
    user = make_user(municipality, Role.TEAM_LEADER, name="Kari Vik")
    user.email = "kari@bergen.test"
    user.save()
    return user


@pytest.fixture
def own_case(municipality: Agency) -> Participant:
    return make_person(municipality, numbers=(("national", NUMBER),))


def _log_in(provider: CertifiedProvider, colleague: Colleague, **claims: Any) -> Colleague:
    provider.employ("kari", email="kari@bergen.test", **claims)
    colleague.log_in()
    assert colleague.is_in()
    return colleague


def _status(colleague: Colleague, person: Participant) -> int:
    return int(colleague.here.get(f"/deltakere/{person.pk}/").status_code)


def test_the_own_case_is_gone_from_the_log_in_on_and_nothing_of_the_number_is_kept(
    provider: CertifiedProvider, kari: User, own_case: Participant, municipality: Agency
) -> None:
    other = make_person(municipality)
    colleague = _log_in(provider, Colleague(), pid=NUMBER)
    assert _status(colleague, own_case) == 404
    assert _status(colleague, other) == 200
    assert [(each.kind, each.count) for each in declared_by(actor_of(kari))] == [(Kinship.OWN, 1)]
    assert NUMBER not in str(dict(colleague.here.session))


def test_a_proof_within_the_session_tells_it_too(
    provider: CertifiedProvider, kari: User, own_case: Participant
) -> None:
    colleague = _log_in(provider, Colleague())
    assert _status(colleague, own_case) == 200
    _log_in(provider, colleague, pid=NUMBER)
    assert _status(colleague, own_case) == 404


def test_a_provider_that_is_not_asked_for_it_is_not_listened_to(
    employer: CertifiedProvider, kari: User, own_case: Participant
) -> None:
    colleague = _log_in(employer, Colleague(), pid=NUMBER)
    assert _status(colleague, own_case) == 200
    assert declared_by(actor_of(kari)) == []


@pytest.mark.parametrize("told", ["12", "", ["x"], 7])
def test_what_is_no_number_stops_no_log_in_and_is_not_written_down(
    provider: CertifiedProvider, kari: User, told: Any
) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger("participants").addHandler(handler)
    _log_in(provider, Colleague(), pid=told)
    logging.getLogger("participants").removeHandler(handler)
    assert declared_by(actor_of(kari)) == []
    assert ("told_number_unreadable" in written.getvalue()) is (told == "12")
    assert "=12" not in written.getvalue()
