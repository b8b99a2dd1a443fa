"""The running API against its own OpenAPI document, with calls that Schemathesis makes up."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation

from agencies.models import Role
from tests.agencies.api.calling import api_for
from tests.agencies.api.cases import make_full_case
from tests.world import make_municipality

# The document is made once, at collection; it needs no database.
schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
schema.app = get_wsgi_application()
schemathesis.serializer.alias("application/zip", "application/octet-stream")
# What the document cannot say: that a rule or an id decides (positive data may be refused), that a header is checked
# after the row was found, and that log-in is open.
LEFT_OUT = {"positive_data_acceptance", "missing_required_header", "ignored_auth", "unsupported_method"}
CHECKED: Any = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]


@pytest.mark.exhaustive
@pytest.mark.django_db
@schema.parametrize()
@hypothesis_settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_its_document(case: schemathesis.Case, caller: dict[str, str]) -> None:
    headers = dict(caller)
    if case.method == "POST":
        headers["Idempotency-Key"] = str(uuid4())
    left_out: Any = [check for check in CHECKED if check.__name__ == "negative_data_rejection" and _is_mended(case)]
    case.call_and_validate(headers=headers, checks=CHECKED, excluded_checks=left_out)


def _is_mended(case: schemathesis.Case) -> bool:
    """Whether what was made wrong is right when it is sent, or is answered as a case of law.

    The headers are ours. The clock answers an unreadable date with a refusal of the law, not with an error.
    """
    header = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    return case.operation.path.endswith("/programme-clock/") or bool(header and header.mode.is_negative)


@pytest.fixture
def caller(db: None) -> Iterator[dict[str, str]]:
    """A team leader's token; the test's transaction outlives each request, so the requests leave it open."""
    municipality = make_municipality()
    make_full_case(municipality)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield api_for(municipality, Role.TEAM_LEADER).headers
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
