"""The yearly report: the figures of the pages, as PDF."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agencies.models import Agency, Role
from integration.operations.outcomes.after_programme import after_programme
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.lasting import lasting
from integration.operations.outcomes.programme_figures import end_reasons, programme_figures
from integration.operations.outcomes.questions import Question
from integration.web.outcomes.shares import PROGRAMME_WORDS, share_of
from integration.web.outcomes.words import count, percent
from integration.web.outcomes.yearly import report_sheet
from tests.integration.outcomes.test_pages import client_of, town_of
from tests.integration.outcomes.test_shares import TODAY, invented, town_of_truth
from tests.world import make_actor

pytestmark = pytest.mark.django_db


def test_the_report_says_what_the_pages_say():
    leader = make_actor(town_of_truth(invented(240, seed=12)), Role.LEADER)
    # The figures were made today, so only the year that lasts is known.
    sheet = report_sheet(leader, TODAY.year, TODAY)
    sections = {section["heading"]: section for section in sheet["sections"]}
    assert list(sections) == [
        "I jobb, 20–66 år", "Varig i jobb", "Etter programmet", "Programmer som begynte i året", "Sluttårsaker",
        "Hovedaktivitet ved slutten", "Kvalifisering blant dem som ble bosatt i året",
        "Næringen der den nyeste jobben er", "Saker per rådgiver",
    ]  # fmt: skip
    assert str(TODAY.year) in sheet["title"]
    question = Question(until=TODAY, known_on=TODAY)
    (series,) = employment(leader, question, Axis.CALENDAR)
    months = [one for one in series.months if one.month // 12 == TODAY.year and (one.month + 1) % 3 == 0]
    assert [row[1:] for row in sections["I jobb, 20–66 år"]["rows"]] == [
        [
            count(one.people), count(one.in_work), percent(one.share), count(one.full_time), count(one.part_time),
            count(one.on_measure),
        ]
        for one in months
    ]  # fmt: skip
    assert len(months) == 3
    ends = [one for one in after_programme(leader, question) if one.year >= TODAY.year - 1]
    assert [row[:5] for row in sections["Etter programmet"]["rows"]] == [
        [str(one.year), count(one.ended), count(one.direct), percent(one.direct_share), count(one.not_registered)]
        for one in ends
    ]
    assert "Ikke registrert" in sections["Etter programmet"]["headings"]
    (curve,) = lasting(leader, question)
    assert sections["Varig i jobb"]["rows"][0][0] == count(curve.people)


@pytest.mark.usefixtures("in_november")
def test_the_pdf_holds_the_words_and_figures_of_the_sheet():
    town = town_of(30, 30, 12)
    today = timezone.localdate()
    answer = client_of(town, Role.LEADER).get(reverse("integration:outcomes-yearly"), {"aar": str(today.year)})
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    (row, *_more) = report_sheet(make_actor(town, Role.LEADER), today.year, today)["sections"][0]["rows"]
    assert "Varig i jobb" in text
    assert all(cell.replace("\xa0", " ") in text.replace("\xa0", " ") for cell in row[1:])


@pytest.mark.usefixtures("in_november")
def test_a_directorate_chooses_the_municipality_and_others_have_their_own():
    bergen, voss = (town_of(number, number, 12) for number in (30, 40))
    agency = Agency.objects.create(kind="directorate", number="1", name="Direktoratet")
    leader, today = make_actor(agency, Role.LEADER), timezone.localdate()
    sheets = [report_sheet(leader, today.year, today, str(town.pk)) for town in (bergen, voss)]
    assert [sheet["municipality"] for sheet in sheets] == [bergen.name, voss.name]
    people = [sheet["sections"][0]["rows"][-1][1] for sheet in sheets]
    assert people == ["60", "80"]
    assert report_sheet(leader, today.year, today)["sections"][0]["rows"][-1][1] == "140"
    url = reverse("integration:outcomes-yearly")
    mine = client_of(bergen, Role.LEADER)
    assert mine.get(url, {"aar": str(today.year), "kommune": str(voss.pk)}).status_code == 404
    assert mine.get(url, {"aar": str(today.year), "kommune": str(bergen.pk)}).status_code == 200


def test_the_year_that_is_asked_for_is_the_year_that_is_told():
    from integration.web.outcomes import yearly

    leader = make_actor(town_of_truth(invented(240, seed=12)), Role.LEADER)
    question = Question(until=TODAY, known_on=TODAY)
    figures = programme_figures(leader, question)
    year = next(one for one in figures if one.year == 2024)
    section = yearly._shares("Tall", yearly._begun(leader, question, 2024), "Programmer", PROGRAMME_WORDS)
    assert section["rows"][0] == ["Programmer", str(year.people)]
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
