"""The page where a team leader says which decisions need approval."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from programmes.models import ApprovalRule
from tests.world import make_municipality, make_nav_office, make_user

pytestmark = pytest.mark.django_db
URL = reverse("programmes:approvals")


@pytest.fixture
def leader(client: Client, municipality: Agency) -> Client:
    """A team leader's browser."""
    client.force_login(make_user(municipality, Role.TEAM_LEADER))
    return client


def _rules(municipality: Agency) -> set[str]:
    with acting_as(system_actor(municipality.pk)):
        return set(ApprovalRule.objects.filter(municipality=municipality).values_list("decision_type", flat=True))


def test_the_chosen_types_need_approval_and_the_others_no_longer(leader: Client, municipality: Agency) -> None:
    leader.post(URL, {"decision_types": ["leave", "extension"]})
    assert _rules(municipality) == {"leave", "extension"}
    leader.post(URL, {"decision_types": ["extension", "stop_permanent"]})
    assert _rules(municipality) == {"extension", "stop_permanent"}
    page = leader.get(URL)
    assert page.context["form"]["decision_types"].value() == ["extension", "stop_permanent"]
    leader.post(URL, {})
    assert _rules(municipality) == set()


def test_each_municipality_has_its_own_rules(leader: Client, client: Client, municipality: Agency) -> None:
    leader.post(URL, {"decision_types": ["leave"]})
    voss = make_municipality("Voss")
    client.force_login(make_user(voss, Role.TEAM_LEADER))
    assert client.get(URL).context["form"]["decision_types"].value() == []
    client.post(URL, {"decision_types": ["extension"]})
    assert (_rules(municipality), _rules(voss)) == ({"leave"}, {"extension"})


def test_an_unknown_type_is_said_beside_the_field(leader: Client, municipality: Agency) -> None:
    response = leader.post(URL, {"decision_types": ["tull"]})
    assert response.status_code == 422
    assert _rules(municipality) == set()


def test_the_page_is_one_of_the_team_leaders_only(leader: Client, municipality: Agency) -> None:
    assert f'href="{URL}"' in leader.get(reverse("programmes:team")).content.decode()
    leader.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert f'href="{URL}"' not in leader.get(reverse("participants:list")).content.decode()
    assert leader.get(URL).status_code == 403
    leader.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    assert leader.get(URL).status_code == 403
