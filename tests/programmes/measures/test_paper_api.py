"""A signed agreement through the API."""

from base64 import b64encode

import pytest

from agencies.access import acting_as
from agencies.models import Agency, Role
from participants.models import Document
from programmes.models import MeasureApproval
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem
from tests.programmes.measures.agreements import make_measure
from tests.world import make_actor, make_nav_office, make_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PAPER = {"party": "employer", "name": "Kari Nes", "filename": "avtale.pdf", "content": b64encode(PDF).decode()}


@pytest.fixture
def nav(municipality: Agency) -> Api:
    return api_for(make_nav_office(municipality), Role.NAV_ADVISER)


def test_a_signed_paper_is_kept_in_the_case_and_approves(municipality: Agency, nav: Api):
    measure = make_measure(make_person(municipality))
    path = f"/api/v1/measures/{measure.pk}/"
    response = nav.post(f"{path}approve-on-paper/", PAPER, If_Match=nav.get(path).headers["ETag"])
    assert response.status_code == 200, response.content
    with acting_as(make_actor(municipality, Role.TEAM_LEADER)):
        (approval,) = MeasureApproval.objects.filter(measure=measure)
        (document,) = Document.objects.filter(participant=measure.participant_id)
    assert (approval.party, approval.way, approval.name) == ("employer", "paper", "Kari Nes")
    assert approval.document_id == document.pk


def test_what_is_not_base64_is_said_beside_the_member(municipality: Agency, nav: Api):
    measure = make_measure(make_person(municipality))
    path = f"/api/v1/measures/{measure.pk}/"
    response = nav.post(f"{path}approve-on-paper/", PAPER | {"content": "??"}, If_Match=nav.get(path).headers["ETag"])
    assert assert_problem(response, 400, "invalid")["errors"][0]["pointer"] == "#/content"
