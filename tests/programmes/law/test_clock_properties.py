"""What must hold of every case, and the agreement with an oracle that counts day by day."""

from datetime import timedelta
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from programmes.law.case_json import clock_document
from programmes.law.working_days import is_working_day, working_days_between
from tests.programmes.law import naive
from tests.programmes.law.documents import Document, day
from tests.programmes.law.strategies import documents, lasting, with_absences


def days_left(facts: Document, answer: Document) -> int:
    """Working days for the programme itself: from the first to the last day without those away."""
    counted: int = answer["counted_working_days"]
    return working_days_between(day(facts["first_day"]), day(answer["last_day"])) - counted


def days_of_base_period(facts: Document, answer: Document) -> int:
    return working_days_between(day(facts["first_day"]), day(answer["base_last_day"]))


@given(documents())
def test_it_agrees_with_counting_day_by_day(facts: Document) -> None:
    answer = clock_document(facts)
    base, last, counted = naive.clock(facts)
    assert (answer["base_last_day"], answer["last_day"]) == (base.isoformat(), last.isoformat())
    assert answer["counted_working_days"] == counted


@given(documents())
def test_it_ends_when_the_days_lost_have_been_given_back(facts: Document) -> None:
    """The same date found another way: after the base period, as many days present as were lost in it."""
    answer = clock_document(facts)
    first, base = day(facts["first_day"]), day(answer["base_last_day"])
    absent = naive.away(facts["absences"])
    lost = naive.counted(absent, first, base)
    last = base
    while lost > 0 and naive.counted(absent, first, base) > 10:
        last += timedelta(days=1)
        lost -= naive.works(last) and last not in absent
    assert answer["last_day"] == last.isoformat()


@given(documents(), st.randoms())
def test_the_order_of_entry_is_irrelevant(facts: Document, random: Random) -> None:
    shuffled = list(facts["absences"])
    random.shuffle(shuffled)
    assert clock_document(with_absences(facts, shuffled)) == clock_document(facts)


@given(documents(min_absences=1), st.data())
def test_deleting_an_absence_equals_never_having_had_it(facts: Document, data: st.DataObject) -> None:
    never_had = list(facts["absences"])
    deleted = never_had.pop(data.draw(st.integers(0, len(never_had) - 1)))
    before = clock_document(with_absences(facts, never_had))
    clock_document(with_absences(facts, [*never_had, deleted]))
    assert clock_document(with_absences(facts, never_had)) == before
    assert before["last_day"] <= clock_document(facts)["last_day"]


@given(documents(), st.integers(1, 300), st.data())
def test_a_longer_leave_never_gives_an_earlier_end(facts: Document, more_days: int, data: st.DataObject) -> None:
    whole = [index for index, entry in enumerate(facts["absences"]) if "hours" not in entry]
    assume(whole)
    index = data.draw(st.sampled_from(whole))
    longer = [lasting(each, more_days) if at == index else each for at, each in enumerate(facts["absences"])]
    before, after = clock_document(facts), clock_document(with_absences(facts, longer))
    assert after["last_day"] >= before["last_day"]
    assert after["counted_working_days"] >= before["counted_working_days"]


@given(documents())
def test_the_days_left_are_those_of_the_base_period_or_fewer_by_the_days_counted(facts: Document) -> None:
    answer = clock_document(facts)
    if answer["counted_working_days"] > 10:
        assert days_left(facts, answer) == days_of_base_period(facts, answer)
    else:
        assert days_left(facts, answer) == days_of_base_period(facts, answer) - answer["counted_working_days"]


@given(documents())
def test_a_moved_last_day_is_a_working_day(facts: Document) -> None:
    answer = clock_document(facts)
    assert answer["last_day"] == answer["base_last_day"] or is_working_day(day(answer["last_day"]))


@given(documents())
def test_the_last_step_has_the_last_day(facts: Document) -> None:
    answer = clock_document(facts)
    assert answer["steps"][-1]["date"] == answer["last_day"]


@given(documents(), st.sampled_from(["holiday", "religious", "unauthorised", "stop"]), st.integers(0, 300))
def test_a_kind_that_never_adds_changes_no_date(facts: Document, kind: str, length: int) -> None:
    more = lasting({"kind": kind, "first_day": facts["first_day"], "last_day": facts["first_day"]}, length)
    without, with_it = clock_document(facts), clock_document(with_absences(facts, [*facts["absences"], more]))
    for name in ("base_last_day", "last_day", "counted_working_days"):
        assert with_it[name] == without[name]


@given(documents())
def test_two_absences_overlap_where_they_share_a_day(facts: Document) -> None:
    spans = [
        set(naive.days(day(entry["first_day"]), day(entry["last_day"])))
        for entry in facts["absences"]
        if "hours" not in entry
    ]
    share = any(one & other for at, one in enumerate(spans) for other in spans[:at])
    refused = {refusal["code"] for refusal in clock_document(facts)["refused"]}
    assert ("overlapping_absence" in refused) is share


@given(documents(min_absences=1, max_absences=1))
def test_a_leave_registered_in_two_parts_is_the_same_leave(facts: Document) -> None:
    [whole] = facts["absences"]
    assume(whole["last_day"] > whole["first_day"])
    middle = day(whole["first_day"]) + (day(whole["last_day"]) - day(whole["first_day"])) // 2
    parts = [
        whole | {"last_day": middle.isoformat()},
        whole | {"first_day": (middle + timedelta(days=1)).isoformat()},
    ]
    assert clock_document(with_absences(facts, parts)) == clock_document(facts)
