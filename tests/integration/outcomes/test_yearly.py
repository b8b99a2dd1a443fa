"""The yearly report: the figures of the pages, as PDF."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Role
from integration.operations.outcomes.programme_figures import end_reasons, programme_figures
from integration.operations.outcomes.questions import Question
from integration.web.outcomes.shares import PROGRAMME_WORDS, share_of
from integration.web.outcomes.yearly import report_sheet
from tests.integration.outcomes.test_pages import client_of
from tests.integration.outcomes.test_shares import TODAY, invented, town_of_truth
from tests.world import make_actor

pytestmark = pytest.mark.django_db


def test_the_report_says_what_the_pages_say():
    leader = make_actor(town_of_truth(invented(240, seed=12)), Role.LEADER)
    # The figures were made today, so only the year that lasts is known.
    sheet = report_sheet(leader, TODAY.year, TODAY)
    headings = [section["heading"] for section in sheet["sections"]]
    assert headings == [
        "I jobb, 20–66 år", "Etter programmet", "Programmer som begynte i året", "Sluttårsaker",
        "Hovedaktivitet ved slutten", "Kvalifisering blant dem som ble bosatt i året", "Saker per rådgiver",
    ]  # fmt: skip
    assert str(TODAY.year) in sheet["title"]


def test_the_year_that_is_asked_for_is_the_year_that_is_told():
    from integration.web.outcomes import yearly

    leader = make_actor(town_of_truth(invented(240, seed=12)), Role.LEADER)
    question = Question(until=TODAY, known_on=TODAY)
    figures = programme_figures(leader, question)
    year = next(one for one in figures if one.year == 2024)
    section = yearly._shares("Tall", figures, 2024, PROGRAMME_WORDS)
    assert section["rows"][0] == ["Personer", str(year.people)]
    assert [row[1] for row in section["rows"][1:]] == [share_of(found) for found in year.figures.values()]
    ended = next(one for one in end_reasons(leader, question) if one.year == 2024)
    rows = yearly._categories("Sluttårsaker", [ended], 2024, {name: name for name in ended.counts})["rows"]
    assert rows[-1] == ["I alt", str(ended.total)]


def test_it_is_a_pdf_for_those_who_see_results_and_for_years_that_there_are():
    town = town_of_truth(invented(60, seed=13))
    client = client_of(town, Role.LEADER)
    answer = client.get(reverse("integration:outcomes-yearly"), {"aar": str(timezone.localdate().year)})
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    for odd in ("1999", "3000", "i fjor"):
        assert client.get(reverse("integration:outcomes-yearly"), {"aar": odd}).status_code == 404
    assert client_of(town, Role.PROGRAMME_ADVISER).get(reverse("integration:outcomes-yearly")).status_code == 403
