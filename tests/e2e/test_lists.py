"""Lists as files, in a browser: from the portfolio to a file that is made."""

import pytest
from django.utils import timezone

from agencies.operations.jobs import run_job
from integration.models import ListExport
from tests.e2e.conftest import Receive
from tests.e2e.town import build_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


def test_the_portfolio_is_fetched_as_a_file(receive: Receive) -> None:
    town = build_town(timezone.localdate())
    visitor = receive(town.adviser)
    visitor.go("/deltakere/?navn=Iryna")
    visitor.follow("Hent som fil")
    visitor.sees("Iryna")
    visitor.inspect("lists-asking")
    visitor.press("Lag XLSX")
    visitor.sees("Mine filer")
    job = ListExport.objects.get().job
    assert job is not None
    run_job(job.pk)
    visitor.page.get_by_role("link", name="Last ned").first.wait_for()
    visitor.inspect("lists-ready")
