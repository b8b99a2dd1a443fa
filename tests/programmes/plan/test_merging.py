"""Merging what two wrote on one plan: nothing that either wrote is lost."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.plan_content import PLAN_FIELDS, Content, by_id, empty_element
from programmes.plan_merging import changes_between, merge


def content(**fields: Any) -> Content:
    return {
        "programme": {"goal": "work"},
        "fields": dict.fromkeys(PLAN_FIELDS, "") | fields,
        "elements": [empty_element("norwegian", id=key, title=key) for key in ("a", "b", "c")],
    }


def with_elements(base: Content, *keys: str, **titles: str) -> Content:
    made = copy.deepcopy(base)
    rows = by_id(made)
    made["elements"] = [rows.get(key) or empty_element("other", id=key, title=key) for key in keys]
    for row in made["elements"]:
        row["title"] = titles.get(row["id"], row["title"])
    return made


def titles(merged: Content) -> list[str]:
    return [row["title"] for row in merged["elements"]]


def test_changes_of_different_fields_are_both_kept() -> None:
    merged = merge(content(), content(long_term_goal="mitt"), content(dissent="ditt"))
    assert merged.conflicts == ()
    assert merged.content["fields"]["long_term_goal"] == "mitt"
    assert merged.content["fields"]["dissent"] == "ditt"


def test_a_field_that_both_changed_keeps_the_writers_text_and_names_the_others() -> None:
    merged = merge(content(), content(long_term_goal="mitt"), content(long_term_goal="ditt"))
    (conflict,) = merged.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs) == ("long_term_goal", "mitt", "ditt")
    assert merged.content["fields"]["long_term_goal"] == "mitt"


def test_the_same_change_by_both_is_no_conflict() -> None:
    assert merge(content(), content(dissent="likt"), content(dissent="likt")).conflicts == ()


def test_elements_that_either_added_are_both_there_beside_their_neighbours() -> None:
    base = content()
    mine = with_elements(base, "a", "mine", "b", "c")
    theirs = with_elements(base, "a", "b", "c", "theirs")
    assert titles(merge(base, mine, theirs).content) == ["a", "mine", "b", "c", "theirs"]


def test_the_writers_order_stands_when_the_writer_moved_something_else_the_others() -> None:
    base = content()
    moved = with_elements(base, "c", "a", "b")
    assert titles(merge(base, moved, base).content) == ["c", "a", "b"]
    assert titles(merge(base, base, moved).content) == ["c", "a", "b"]


def test_what_one_removed_goes_unless_the_other_wrote_on_it() -> None:
    base = content()
    less, written = with_elements(base, "a", "c"), with_elements(base, "a", "b", "c", b="ny")
    assert titles(merge(base, less, base).content) == ["a", "c"]
    assert titles(merge(base, base, less).content) == ["a", "c"]
    assert titles(merge(base, less, written).content) == ["a", "ny", "c"]
    assert titles(merge(base, written, less).content) == ["a", "ny", "c"]


def test_one_element_is_merged_field_by_field() -> None:
    base = content()
    mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
    mine["elements"][0]["reason"], theirs["elements"][0]["hours_a_week"] = "fordi", "12"
    merged = merge(base, mine, theirs)
    assert merged.conflicts == ()
    assert (merged.content["elements"][0]["reason"], merged.content["elements"][0]["hours_a_week"]) == ("fordi", "12")


def test_a_comparison_says_what_changed_came_went_and_moved() -> None:
    before = content(dissent="før")
    after = with_elements(content(dissent="etter"), "c", "a", "ny", a="annen")
    found = {(each.element, each.field, each.kind) for each in changes_between(before, after)}
    assert found == {
        ("", "dissent", "changed"), ("a", "title", "changed"), ("ny", "", "added"), ("b", "", "removed"),
        ("", "order", "changed"),
    }  # fmt: skip


_KEYS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
_WRITTEN = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["x", "y"]), max_size=3)


@given(mine_keys=_KEYS, theirs_keys=_KEYS, mine_titles=_WRITTEN, theirs_titles=_WRITTEN)
@settings(max_examples=150, deadline=None)
def test_whatever_two_write_nothing_that_either_wrote_is_lost(
    mine_keys: list[str], theirs_keys: list[str], mine_titles: dict[str, str], theirs_titles: dict[str, str]
) -> None:
    base = content()
    mine = with_elements(base, *mine_keys, **mine_titles)
    theirs = with_elements(base, *theirs_keys, **theirs_titles)
    merged = merge(base, mine, theirs)
    was, rows = by_id(base), by_id(merged.content)
    said = {(each.element, each.theirs) for each in merged.conflicts}
    assert len(rows) == len(merged.content["elements"])
    for key, row in by_id(mine).items():
        if row != was.get(key):
            assert rows[key]["title"] == row["title"]
    for key, row in by_id(theirs).items():
        if row != was.get(key):
            assert rows[key]["title"] == row["title"] or (key, row["title"]) in said
    assert changes_between(merged.content, merge(theirs, merged.content, theirs).content) == []
