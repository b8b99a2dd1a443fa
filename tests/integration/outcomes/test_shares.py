"""The programme and qualification in figures, held against the same counted in plain Python."""

import csv
import datetime as dt
import io
import random
from collections import defaultdict
from typing import Any

import pytest
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import OutcomePerson, OutcomeProgramme
from integration.operations.outcomes.counting import FigureYear
from integration.operations.outcomes.programme_figures import (
    PROGRAMME_FIGURES,
    caseload,
    end_reasons,
    programme_figures,
)
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from participants.operations.assignment import assign
from programmes.models import Participation
from tests.integration.nir.test_deriving import awarded
from tests.integration.outcomes.population import Job, Person, Programme, write
from tests.integration.outcomes.test_pages import client_of
from tests.world import make_actor, make_municipality, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
NAMES = [figure.name for figure in PROGRAMME_FIGURES]


def _question(**more: Any) -> Question:
    return Question(until=TODAY, known_on=TODAY, **more)


def town_of_truth(truth: list[dict[str, Any]]) -> Agency:
    """People with these facts: sex, the year of the start, the end, and traits."""
    town = make_municipality()
    programmes = [
        Programme(one["began"], 36, ended_on=one["ended"], end_reason=one["reason"], main_activity=one["activity"])
        for one in truth
    ]
    write(
        town,
        [
            Person(dt.date(2022, 1, 10), dt.date(1990, 1, 1), one["sex"], "none", programmes=[programme])
            for one, programme in zip(truth, programmes, strict=True)
        ],
    )
    refresh_outcomes(town.pk, TODAY)
    refresh_traits(town.pk, TODAY)
    with acting_as(system_actor(town.pk)):
        OutcomeProgramme.objects.filter(municipality=town).delete()
        for sex in ("woman", "man"):
            mine = [one for one in truth if one["sex"] == sex]
            people = OutcomePerson.objects.filter(sex=sex, municipality=town).values("participant")
            rows = list(Participation.objects.filter(participant__in=people).order_by("first_day", "ended_on"))
            mine.sort(key=lambda one: (one["began"], one["ended"] or dt.date.max))
            OutcomeProgramme.objects.bulk_create(
                OutcomeProgramme(
                    participation_id=row.pk, participant_id=row.participant_id, municipality=town, known_from=TODAY,
                    lineage=row.participant_id, first_day=one["began"], ended_on=one["ended"],
                    end_reason=one["reason"], main_activity=one["activity"], digest="x", **_facts(one),
                )
                for row, one in zip(rows, mine, strict=True)
            )  # fmt: skip
    return town


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    """Dated facts that give these traits."""
    traits, began = one["traits"], one["began"]
    days: dict[str, Any] = {"extended_on": began if traits.get("extended") else None}
    if "in_time" in traits:
        days["start_due_on"] = began if traits["in_time"] else began - dt.timedelta(days=1)
    if "work_hours" in traits:
        days |= {"work_hours_from": began, "work_hours_reached": bool(traits["work_hours"])}
    if "attendance" in traits:
        days["attendance"] = bool(traits["attendance"])
    if "norwegian" in traits:
        days |= {"norwegian_goal_from": began, "norwegian_on": began if traits["norwegian"] else None}
    days["duties_due"] = [began] * traits.get("duties", 0)
    days["duties_met"] = [began] * traits.get("duties_met", 0)
    return days


def invented(number: int, seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    people = []
    for _ in range(number):
        began = dt.date(chance.choice((2023, 2024, 2025)), 3, 1)
        has_ended = chance.random() < 0.6
        traits = {name: int(chance.random() < 0.6) for name in NAMES[:5] if chance.random() < 0.8}
        traits.setdefault("extended", 0)
        duties = chance.randrange(0, 6)
        if duties:
            traits |= {"duties": duties, "duties_met": chance.randrange(0, duties + 1)}
        people.append(
            {
                "sex": chance.choice(("woman", "man")),
                "began": began,
                "ended": began + dt.timedelta(days=300) if has_ended else None,
                "reason": chance.choice(("goal_reached", "duration_expired", "interrupted")) if has_ended else "",
                "activity": chance.choice(("full_time_work", "other")) if has_ended else "",
                "traits": traits,
            }
        )
    return people


def _counted(people: list[dict[str, Any]]) -> dict[tuple[int, str], tuple[int, int]]:
    """Part and whole of each figure by the year of the start, counted one by one."""
    found: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in people:
        for name in NAMES:
            part, whole = found[one["began"].year, name]
            traits = one["traits"]
            if name == "duties":
                found[one["began"].year, name] = (
                    part + traits.get("duties_met", 0), whole + traits.get("duties", 0),
                )  # fmt: skip
            elif name in traits:
                found[one["began"].year, name] = (part + traits[name], whole + 1)
    return found


def _is_open(part: int, whole: int) -> bool:
    return whole >= 5 and not 0 < part < 5 and not 0 < whole - part < 5


def _pairs(rows: list[FigureYear]) -> dict[tuple[int, str], tuple[int, int] | None]:
    return {
        (row.year, name): (found.part, found.whole) if found else None
        for row in rows
        for name, found in row.figures.items()
    }


def test_every_share_is_that_counted_one_by_one():
    people = invented(220, seed=7)
    shown = _pairs(programme_figures(make_actor(town_of_truth(people), Role.LEADER), _question()))
    truth = _counted(people)
    assert {key for key, pair in shown.items() if pair is not None} == {
        key for key, pair in truth.items() if _is_open(*pair)
    }
    assert all(pair == truth[key] for key, pair in shown.items() if pair is not None)
    assert sum(pair is not None for pair in shown.values()) >= 15


def test_filtered_shares_are_those_of_the_filtered_and_never_give_a_few_away():
    people = invented(220, seed=8)
    leader = make_actor(town_of_truth(people), Role.LEADER)
    whole = _pairs(programme_figures(leader, _question()))
    truth = _counted([one for one in people if one["sex"] == "woman"])
    women = _pairs(programme_figures(leader, _question(filters={"sex": "woman"})))
    for key, pair in women.items():
        if pair is not None:
            assert pair == truth[key]
        around = whole[key]
        if pair is not None and around is not None:
            left = around[0] - pair[0], around[1] - pair[1]
            assert not 0 < left[0] < 5
            assert not 0 < left[1] < 5
    assert any(pair is not None for pair in women.values())


def test_of_two_groups_none_is_shown_when_one_is_too_small():
    people = invented(60, seed=3)
    for place, one in enumerate(people):
        one |= {
            "sex": "woman" if place < 3 else "man",
            "began": dt.date(2024, 3, 1),
            "traits": {"in_time": place % 2, "extended": 0},
            "ended": None,
            "reason": "",
            "activity": "",
        }
    rows = programme_figures(make_actor(town_of_truth(people), Role.LEADER), _question(split="sex"))
    assert {row.group: row.figures["in_time"] for row in rows} == {"woman": None, "man": None}


def test_reasons_are_counted_and_a_rare_one_is_hidden_with_another():
    people = invented(60, seed=4)
    numbers = {"goal_reached": 30, "duration_expired": 20, "interrupted": 7, "deceased": 3}
    reasons = [name for name, number in numbers.items() for _ in range(number)]
    for one, reason in zip(people, reasons, strict=True):
        one |= {"began": dt.date(2024, 3, 1), "ended": dt.date(2025, 1, 1), "reason": reason, "activity": "other"}
    (year,) = end_reasons(make_actor(town_of_truth(people), Role.LEADER), _question())
    assert (year.year, year.total) == (2025, 60)
    assert year.counts == {"deceased": None, "duration_expired": 20, "goal_reached": 30, "interrupted": None}


def test_where_only_a_few_ended_nothing_is_told():
    people = invented(20, seed=5)
    for place, one in enumerate(people):
        ended = dt.date(2025, 1, 1) if place < 3 else None
        one |= {"began": dt.date(2024, 3, 1), "ended": ended, "reason": "deceased", "activity": "other"}
    (year,) = end_reasons(make_actor(town_of_truth(people), Role.LEADER), _question())
    assert (year.total, set(year.counts.values())) == (None, {None})


def test_qualification_counts_full_time_of_those_who_are_here_and_sectors():
    town = make_municipality()
    job = Job("permanent", 100, dt.date(2024, 1, 1), None)
    half = Job("permanent", 50, dt.date(2024, 1, 1), None)
    people = [Person(dt.date(2023, 1, 10), dt.date(1990, 1, 1), "man", "higher", jobs=[job]) for _ in range(8)]
    people += [Person(dt.date(2023, 1, 10), dt.date(1990, 1, 1), "man", "higher", jobs=[half]) for _ in range(7)]
    people += [Person(dt.date(2023, 1, 10), dt.date(1990, 1, 1), "man", "higher") for _ in range(6)]
    write(town, people)
    refresh_outcomes(town.pk, TODAY)
    refresh_traits(town.pk, TODAY)
    leader = make_actor(town, Role.LEADER)
    (year,) = qualification_figures(leader, _question())
    found = year.figures["self_supporting"]
    assert found is not None
    assert (found.part, found.whole, year.people) == (8, 21, 21)
    (by_sector,) = sectors(leader, _question())
    assert by_sector.total == 15


def test_the_caseload_is_that_counted_by_hand():
    town = make_municipality()
    first, second = (make_user(town, Role.PROGRAMME_ADVISER) for _ in range(2))
    leader = make_actor(town, Role.TEAM_LEADER)
    for number in range(7):
        row = awarded(town)
        user = first if number < 5 else second
        assign(leader, row.participant_id, user_id=user.pk, kind="adviser", first_day=dt.date(2026, 10, 12))
    refresh_traits(town.pk, TODAY)
    load = caseload(leader, _question())
    assert (load.advisers, load.people, load.without_adviser) == (2, 7, 0)
    # The middle of 5 and 2 would tell of the adviser with two.
    # Two advisers with five and two: the most would tell of the two.
    assert (load.average, load.middle, load.most) == (3.5, None, None)


@pytest.mark.parametrize("name", ["integration:outcomes-programme", "integration:outcomes-qualification"])
def test_the_pages_and_their_files(name: str):
    town = town_of_truth(invented(120, seed=9))
    client = client_of(town, Role.LEADER)
    for query in ({}, {"inndeling": "kjonn"}, {"kjonn": "woman"}):
        answer = client.get(reverse(name), query)
        assert answer.status_code == 200
        assert "<table" in answer.content.decode()
    table = client.get(reverse(name), {"som": "csv"}).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table), delimiter=";"))) > 4
    assert client.get(reverse(name), {"som": "exe"}).status_code == 404
    assert client_of(town, Role.PROGRAMME_ADVISER).get(reverse(name)).status_code == 403


def test_the_api_gives_the_same_figures_with_the_same_silence():
    from tests.agencies.api.calling import api_for

    people = invented(220, seed=7)
    api = api_for(town_of_truth(people), Role.LEADER)
    answer = api.get("/api/v1/outcomes/programme/").json()
    truth = _counted(people)
    for year in answer["years"]:
        for figure in year["figures"]:
            pair = truth[year["year"], figure["name"]]
            assert (figure["part"], figure["whole"]) == (pair if _is_open(*pair) else (None, None))
    assert {row["category"] for year in answer["end_reasons"] for row in year["counts"]} <= {
        "goal_reached", "duration_expired", "interrupted",
    }  # fmt: skip
    assert api.get("/api/v1/outcomes/qualification/").status_code == 200
    assert api.get("/api/v1/outcomes/programme/?split=religion").status_code == 400
