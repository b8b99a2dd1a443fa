"""Children, custody and the other parent come from the household where nothing is stated."""

import pytest

from agencies.access import acting_as
from agencies.errors import RuleRefused
from participants.models import Participant
from participants.operations.household import Living, NewMember, add_member
from programmes.models import Participation
from programmes.operations.absence_rows import preview_absence
from tests.programmes.absence_facts import day, facts, make_2026_programme, make_absence, make_adviser

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Participation:
    """A programme to be away from."""
    return make_2026_programme()


def _add(
    programme: Participation, kinship: str, born: str, *, custody: str = "", other: Participant | None = None
) -> None:
    member = NewMember(
        kinship=kinship, given_name="Sofia", birth_date=day(born), related_id=other.pk if other else None
    )
    tie = "spouse" if kinship == "partner" else ""
    living = Living(first_day=day("2026-01-01") if born < "2026" else day(born), custody=custody, tie=tie)
    add_member(make_adviser(programme), programme.participant_id, member=member, living=living)


def _maximum(programme: Participation) -> int:
    adviser = make_adviser(programme)
    with acting_as(adviser):
        check = preview_absence(adviser, programme, facts("sick_child", "2026-06-01"))
    return check.counters[0].maximum


@pytest.mark.parametrize(
    ("born", "custody", "maximum"),
    [
        (["2019-05-04"], "together", 10),
        (["2019-05-04", "2016-05-04", "2014-01-01"], "together", 15),
        (["2019-05-04", "2016-05-04", "2013-12-31"], "together", 10),  # thirteen in the year
        (["2019-05-04"], "alone", 20),
        (["2019-05-04", "2016-05-04", "2014-01-01"], "alone", 30),
    ],
)
def test_days_with_a_sick_child_follow_from_the_household(
    programme: Participation, born: list[str], custody: str, maximum: int
) -> None:
    for each in born:
        _add(programme, "child", each, custody=custody)
    assert _maximum(programme) == maximum


def test_what_is_stated_goes_before_the_household(programme: Participation) -> None:
    _add(programme, "child", "2019-05-04", custody="together")
    adviser = make_adviser(programme)
    with acting_as(adviser):
        check = preview_absence(adviser, programme, facts("sick_child", "2026-06-01", children=3))
    assert check.counters[0].maximum == 15


def test_both_parents_in_a_programme_share_ten_months_and_keep_75_days_each(programme: Participation) -> None:
    mother = make_2026_programme(municipality=programme.municipality)
    _add(programme, "partner", "1990-01-01", other=mother.participant)
    for each in (programme, mother):
        _add(each, "child", "2026-05-01", custody="together")
    row = make_absence(mother, "parental", "2026-05-01", "2026-10-31")
    assert row.circumstances["other_parent"] == str(programme.pk)
    assert row.circumstances["child_born_on"] == "2026-05-01"
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "parental", "2026-06-01", "2026-12-31")
    assert "parental_months" in {refusal.code for refusal in refused.value.refusals}
