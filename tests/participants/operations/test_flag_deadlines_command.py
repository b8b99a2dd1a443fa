"""``manage.py flag_deadlines``."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from kombu.exceptions import OperationalError

from agencies.models import Agency
from participants import tasks
from tests.participants.operations.duties import make_bare_person, make_deadline, standing_flags
from tests.world import make_municipality, make_nav_office

pytestmark = pytest.mark.django_db

DUE = dt.date(2027, 6, 15)


@pytest.fixture
def places() -> list[Agency]:
    """Two municipalities, with one and two deadlines, and a NAV office that is none."""
    found = [make_municipality("Bergen", "4601"), make_municipality("Oslo", "0301")]
    for number, place in enumerate(found, 1):
        for _ in range(number):
            make_deadline(make_bare_person(place), DUE)
    make_nav_office(*found)
    return found


def test_inline_it_does_the_work_and_prints_the_counts(
    places: list[Agency], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("flag_deadlines", "--inline", "--on", "2027-06-15")
    assert capsys.readouterr().out == "0301 Oslo: 2\n4601 Bergen: 1\n3 new flags on 2027-06-15.\n"
    assert [len(standing_flags(place)) for place in places] == [1, 2]
    call_command("flag_deadlines", "--inline", "--on", "2027-06-15")
    assert "0 new flags" in capsys.readouterr().out


def test_one_municipality_is_chosen_by_its_number_with_the_leading_zero(places: list[Agency]) -> None:
    call_command("flag_deadlines", "--inline", "--on", "2027-06-15", "--municipality", "0301")
    assert [len(standing_flags(place)) for place in places] == [0, 2]


def test_without_inline_the_workers_are_told(places: list[Agency], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.flag_deadlines, "delay", lambda *args: told.append(args))
    call_command("flag_deadlines", "--on", "2027-06-15")
    assert told == [(str(place.pk), "2027-06-15") for place in reversed(places)]
    assert standing_flags(places[0]) == []


def test_the_day_is_today_unless_given(places: list[Agency], capsys: pytest.CaptureFixture[str]) -> None:
    from django.utils import timezone

    call_command("flag_deadlines", "--inline")
    assert f"on {timezone.localdate()}." in capsys.readouterr().out


def test_what_is_wrong_is_said(places: list[Agency], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="No municipality has the number 9999"):
        call_command("flag_deadlines", "--municipality", "9999")
    with pytest.raises(CommandError, match="invalid fromisoformat value"):
        call_command("flag_deadlines", "--on", "15.06.2027")

    def no_broker(*_args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.flag_deadlines, "delay", no_broker)
    with pytest.raises(CommandError, match="--inline"):
        call_command("flag_deadlines")


def test_the_nightly_task_fixes_the_day_before_it_splits_the_work(
    places: list[Agency], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A municipality whose turn comes after midnight is flagged for the night that was begun.
    told: list[Any] = []
    monkeypatch.setattr(tasks, "group", lambda signatures: _Group(told, signatures))
    assert tasks.flag_deadlines_everywhere("2027-06-15") == 2
    assert {tuple(signature.args) for signature in told} == {(str(place.pk), "2027-06-15") for place in places}


class _Group:
    def __init__(self, told: list[Any], signatures: Iterable[Any]) -> None:
        told.extend(signatures)

    def apply_async(self) -> None:
        """Nothing is sent."""


def test_a_municipalitys_task_answers_how_many_flags_are_new(places: list[Agency]) -> None:
    assert tasks.flag_deadlines(str(places[1].pk), "2027-06-15") == 2
