"""The provider driven by a OneRoster client that somebody else has written, over real HTTP."""

import pytest
import requests
from oneroster_client import ApiClient, ClassesManagementApi, Configuration, OrgsManagementApi, StudentsManagementApi
from pytest_django.live_server_helper import LiveServer

from agencies.models import Agency
from integration.oneroster.rest import Client, Endpoint
from tests.integration.provider.world import ROSTERING, Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_published_client_and_our_own_read_the_same(live_server: LiveServer, municipality: Agency) -> None:
    town = Town(municipality)
    token_url = f"{live_server.url}/ims/oneroster/token"
    answer = requests.post(
        token_url,
        data={"grant_type": "client_credentials"},
        auth=(town.client.client_id, town.secret),
        timeout=10,
    )
    configuration = Configuration()
    configuration.host = f"{live_server.url}{ROSTERING}"
    configuration.access_token = answer.json()["access_token"]
    theirs = ApiClient(configuration)
    orgs = OrgsManagementApi(theirs).get_orgs().orgs
    assert {org.name for org in orgs} == {municipality.name, town.school.name}
    classes = ClassesManagementApi(theirs).get_classes_for_school(str(town.school.pk), limit=1).classes
    assert len(classes) == 1
    students = StudentsManagementApi(theirs).get_students_for_class(str(town.classes[0].pk), _preload_content=False)
    assert students.status_code == 200

    endpoint = Endpoint(f"{live_server.url}{ROSTERING}", token_url, town.client.client_id, town.secret)
    pages = list(Client(endpoint, page_size=1).collection("enrollments"))
    assert [len(page) for page in pages] == [1, 1, 1]
