"""A picture has room for six groups: the largest, which is what the page says of it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Role
from integration.operations.outcomes.after_programme import AfterProgramme
from integration.operations.outcomes.counting import FigureYear
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.outcomes.chart import largest_first
from integration.outcomes.suppression import Count
from integration.web.outcomes import after_programme, shares
from integration.web.outcomes.shares import PROGRAMME_WORDS
from tests.world import make_user

# The first by name is the smallest, and that of 2017 is hidden in its newest year.
_SIZES = {str(2015 + place): 20 + place * 10 for place in range(8)}
_SHOWN = ["2022", "2021", "2020", "2019", "2018", "2017"]


def test_the_largest_come_first_and_the_same_size_by_name() -> None:
    sizes = [("b", 7), ("a", 7), ("c", 3), ("d", None), ("c", 9), ("c", None)]
    assert largest_first(sizes) == ["c", "a", "b", "d"]


def _names_in_the_picture(town: Agency, page: str) -> list[str]:
    refresh_outcomes(town.pk, timezone.localdate())
    client = Client()
    client.force_login(make_user(town, Role.LEADER))
    text = client.get(reverse(page), {"inndeling": "ankomst"}).content.decode()
    assert "Bildet viser de seks største gruppene." in text
    picture = text.partition("<svg")[2].partition("</svg>")[0]
    return [name for name in sorted(_SIZES, reverse=True) if f">{name}</text>" in picture.partition("<path")[2]]


@pytest.mark.django_db
def test_the_picture_of_what_follows_the_programme(municipality: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    years = [
        AfterProgramme(
            name, year, is_due=True, ended=size, direct=size // 2, not_registered=0, in_work=size // 2, on_measure=0,
            gone=0, unknown=size - size // 2,
        )
        for name, size in _SIZES.items() for year in (2023, 2024)
    ]  # fmt: skip
    years += [AfterProgramme("2017", 2025, is_due=True)]
    monkeypatch.setattr(after_programme, "after_programme", lambda _actor, _question: years)
    assert _names_in_the_picture(municipality, "integration:outcomes-after") == _SHOWN


@pytest.mark.django_db
def test_the_picture_of_the_programme(municipality: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    years = [
        FigureYear(name, year, size, dict.fromkeys(PROGRAMME_WORDS, Count(size // 2, size)))
        for name, size in _SIZES.items() for year in (2023, 2024)
    ]  # fmt: skip
    monkeypatch.setattr(shares.ProgrammePage, "figures", lambda _actor, _question: years)
    assert _names_in_the_picture(municipality, "integration:outcomes-programme") == _SHOWN
