"""The OpenAPI document, and the page that is made of it."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from agencies.api.problem_kinds import KINDS
from tests.agencies.api.routes import api_routes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(public=True)


def _operations(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def test_the_document_is_valid_and_made_without_warnings():
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "openapi: 3.1" in out.getvalue()


def test_the_document_is_served_to_everybody():
    response = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert response.json()["openapi"].startswith("3.1")


def test_every_route_stands_in_the_document(document):
    known = {(method, path) for path, method, _operation in _operations(document)}
    assert {(route.method, route.documented) for route in api_routes()} == known


def test_every_operation_says_its_problems(document):
    for path, method, operation in _operations(document):
        for status in ("400", "401", "403", "404", "429"):
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], (method, path)


def test_what_needs_a_key_or_a_version_says_so(document):
    for route in api_routes():
        operation = document["paths"][route.documented][route.method]
        headers = {item["name"] for item in operation.get("parameters", []) if item["in"] == "header"}
        assert ("Idempotency-Key" in headers) == (
            route.method == "post" and route.action not in route.view.keyless_actions
        ), str(route)
        assert ("If-Match" in headers) == (route.action in route.view.changes_version), str(route)


def test_a_list_documents_its_pages_filters_and_order(document):
    parameters = document["paths"]["/api/v1/deadlines/"]["get"]["parameters"]
    names = {item["name"] for item in parameters}
    assert names >= {"cursor", "page_size", "count", "ordering", "kind", "due_from", "due_to", "open"}
    assert all(item.get("description") for item in parameters)


def test_choices_are_documented_with_their_meaning(document):
    goal = document["components"]["schemas"]["Goal"]
    assert "work" in goal["enum"]
    assert "`work` - arbeid" in goal["description"]


def test_a_case_is_shown_as_one_of_its_faces(document):
    parts = document["components"]["schemas"]["Participant"]["anyOf"]
    assert [part["$ref"].rpartition("/")[2] for part in parts] == ["ParticipantForMunicipality", "ParticipantForNav"]


def test_the_page_shows_every_operation_and_problem_without_a_script_of_its_own():
    response = Client().get("/api/docs/")
    text = response.content.decode()
    assert response.status_code == 200
    for route in api_routes():
        assert route.documented in text
    for kind in KINDS:
        assert f'id="problem-{kind.replace("_", "-")}"' in text
    assert "style=" not in text
    assert text.count("<script") == len(re.findall(r'<script nonce="[^"]+"\s+src="/static/', text))
