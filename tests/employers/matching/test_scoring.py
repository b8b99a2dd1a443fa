"""Scoring: each reason at its boundaries, and what holds of every score."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.matching.facts import LEVELS, Grade, Ground, PersonFacts, PlaceFacts, Reason
from employers.matching.scoring import fit_of, holds, is_free
from employers.matching.sectors import Sector, sector_of

DAY = dt.date(2026, 11, 26)
BAKER = PlaceFacts(occupation="7512", occupation_name="Bakere, konditorer mv.")


def _reason(ground: Ground, place: PlaceFacts, person: PersonFacts) -> Reason:
    return next(each for each in fit_of(place, person, DAY).reasons if each.ground is ground)


@pytest.mark.parametrize(
    ("codes", "told", "mapped", "points", "grade"),
    [
        ({"7512"}, "", True, 35, Grade.FITS),
        (set(), "Jobbet som baker i Kyiv", True, 32, Grade.FITS),
        ({"7511"}, "", True, 26, Grade.PARTLY),
        ({"7543"}, "", True, 18, Grade.PARTLY),
        ({"9112"}, "", True, 0, Grade.NOT),
        (set(), "", False, 14, Grade.UNKNOWN),
        (set(), "", True, 0, Grade.NOT),
    ],
)
def test_experience_by_how_near_the_occupation_is(
    codes: set[str], told: str, mapped: bool, points: int, grade: Grade
) -> None:
    person = PersonFacts(occupations=frozenset(codes), told=told, is_mapped=mapped)
    reason = _reason(Ground.EXPERIENCE, BAKER, person)
    assert (reason.points, reason.grade) == (points, grade)


@pytest.mark.parametrize(
    ("has", "points", "grade"),
    [("B2", 30, Grade.FITS), ("B1", 30, Grade.FITS), ("A2", 15, Grade.PARTLY), ("A1", 0, Grade.NOT),
     ("", 15, Grade.UNKNOWN)],
)  # fmt: skip
def test_norwegian_at_above_and_below_the_level(has: str, points: int, grade: Grade) -> None:
    reason = _reason(Ground.NORWEGIAN, PlaceFacts(levels={"oral": "B1"}), PersonFacts(levels={"oral": has}))
    assert (reason.points, reason.grade) == (points, grade)


def test_each_skill_is_named_that_is_below_or_not_tested() -> None:
    place = PlaceFacts(levels={"oral": "B1", "writing": "A2", "reading": "A2"})
    reason = _reason(Ground.NORWEGIAN, place, PersonFacts(levels={"oral": "A2", "reading": "A2"}))
    assert (reason.detail["missing"], reason.detail["unknown"]) == ("oral", "writing")


@pytest.mark.parametrize(
    ("licence", "certificate", "answer"),
    [("B", "licence_b", True), ("klasse B og CE", "licence_c", True), ("C1E", "licence_c", True),
     ("", "licence_b", False), ("Nei", "licence_b", False), ("D1", "licence_b", False)],
)  # fmt: skip
def test_a_driving_licence_is_read_as_people_write_it(licence: str, certificate: str, answer: bool) -> None:
    assert holds(PersonFacts(licence=licence), certificate) is answer


def test_a_certificate_that_is_told_or_taken_counts() -> None:
    place = PlaceFacts(certificates=("forklift", "welding"))
    person = PersonFacts(told="Har truckførerbevis", certificates=frozenset({"welding"}), is_mapped=True)
    assert _reason(Ground.CERTIFICATES, place, person).grade is Grade.FITS
    assert _reason(Ground.CERTIFICATES, place, PersonFacts(is_mapped=True)).grade is Grade.NOT
    assert _reason(Ground.CERTIFICATES, place, PersonFacts()).grade is Grade.UNKNOWN


@pytest.mark.parametrize(("days", "points"), [(None, 8), (-1, 8), (0, 6), (92, 6), (93, 2)])
def test_availability_by_the_programmes_last_day(days: int | None, points: int) -> None:
    last_day = None if days is None else DAY + dt.timedelta(days=days)
    assert _reason(Ground.AVAILABILITY, PlaceFacts(), PersonFacts(programme_last_day=last_day)).points == points


@pytest.mark.parametrize(
    ("municipality", "county", "points"), [("4601", "46", 12), ("4621", "46", 6), ("0301", "03", 0)]
)
def test_distance_is_municipality_county_or_else(municipality: str, county: str, points: int) -> None:
    place = PlaceFacts(municipality="4601", county="46")
    person = PersonFacts(municipality=municipality, county=county)
    assert _reason(Ground.DISTANCE, place, person).points == points


@pytest.mark.parametrize(("hours", "free"), [(0, True), (29.9, True), (30, False)])
def test_a_full_job_is_thirty_hours(hours: float, free: bool) -> None:
    assert is_free(PersonFacts(hours_at_work=hours)) is free


_levels = st.dictionaries(st.sampled_from(["oral", "writing"]), st.sampled_from(LEVELS[1:]))


@given(asked=_levels, has=_levels, skill=st.sampled_from(["oral", "writing"]))
def test_a_better_level_never_lowers_the_score_and_points_stay_within_a_hundred(
    asked: dict[str, str], has: dict[str, str], skill: str
) -> None:
    place = PlaceFacts(levels=asked)
    before, after = PersonFacts(levels=has), PersonFacts(levels=has | {skill: "C1"})
    low, high = fit_of(place, before, DAY).points, fit_of(place, after, DAY).points
    assert 0 <= low <= 100
    assert skill not in has or high >= low


@pytest.mark.parametrize(
    ("occupation", "industry", "sector"),
    [("5321", "", Sector.HEALTH_AND_CARE), ("7212", "", Sector.INDUSTRY), ("8331", "", Sector.TRANSPORT),
     ("2512", "", Sector.IT), ("7115", "", Sector.CONSTRUCTION), ("5223", "87.101", None), ("", "87.101",
     Sector.HEALTH_AND_CARE), ("", "", None)],
)  # fmt: skip
def test_a_sector_is_known_by_the_occupation_else_by_the_industry(
    occupation: str, industry: str, sector: Sector | None
) -> None:
    assert sector_of(occupation, industry) is sector
