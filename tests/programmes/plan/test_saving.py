"""Opening, saving, finalising and changing a plan, and two who write at once."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Role
from participants.models import CaseEvent, Deadline
from programmes.models import Decision, Participation, Plan, PlanElement, PlanVersion
from programmes.operations.duties import PLAN
from programmes.operations.followup.reviews import proposed_review
from programmes.operations.plan.finalising import finalise_plan
from programmes.operations.plan.opening import open_plan
from programmes.operations.plan.saving import PlanChange, PlanConflict, save_plan
from tests.programmes.awards import make_programme, stored
from tests.programmes.plan.plans import (
    FIRST_DAY,
    LAST_DAY,
    an_element,
    make_case,
    make_final_plan,
    make_plan,
    now,
    save_fields,
    stored_plan,
)
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_plan_begins_with_the_guiding_minimum_and_is_begun_once() -> None:
    adviser, programme = make_case()
    plan = open_plan(adviser, programme.pk)
    assert (plan.schooling, plan.norwegian_listening, plan.norwegian_oral) == ("upper_secondary", "B1", "B2")
    assert plan.social_studies_hours is None
    assert open_plan(adviser, programme.pk).pk == plan.pk
    with acting_as(adviser):
        assert PlanVersion.objects.filter(plan=plan).count() == 1


def test_an_ordinary_permit_has_its_75_hours_of_social_studies_proposed() -> None:
    adviser, programme = make_case(protection="ordinary")
    assert open_plan(adviser, programme.pk).social_studies_hours == 75


def test_every_save_is_a_version_with_author_and_content_and_saving_the_same_is_none() -> None:
    adviser, programme = make_case()
    plan = open_plan(adviser, programme.pk)
    save_fields(adviser, plan, long_term_goal="Kokk.")
    assert save_fields(adviser, plan, long_term_goal="Kokk.").version is None
    with acting_as(adviser):
        newest, first = PlanVersion.objects.filter(plan=plan).order_by("-number")
    assert (newest.number, newest.author_id, newest.change) == (2, adviser.user_id, "draft")
    assert newest.content["fields"]["long_term_goal"] == "Kokk."
    assert first.content["fields"]["long_term_goal"] == ""


def test_elements_come_go_move_and_come_back_as_the_same_rows() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    content = now(plan)
    first, second, third = content["elements"]
    save_plan(adviser, plan.pk, content | {"elements": [third, first]}, base=2)
    assert [row["id"] for row in now(plan)["elements"]] == [third["id"], first["id"]]
    save_plan(adviser, plan.pk, content | {"elements": [third, first, second]}, base=3)
    assert [row["id"] for row in now(plan)["elements"]] == [third["id"], first["id"], second["id"]]
    with acting_as(adviser):
        assert PlanElement.objects.filter(plan=plan).count() == 3


def test_two_who_write_different_fields_lose_nothing() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    base = now(plan)
    save_fields(adviser, plan, dissent="Vil ha mer norsk.")
    mine = now(plan) | {"fields": base["fields"] | {"builds_on": "Norsk i mottak."}}
    mine["elements"] = [*base["elements"], an_element("counselling", title="Samtaler")]
    saved = save_plan(adviser, plan.pk, mine, base=2)
    assert [change.field for change in saved.theirs] == ["dissent"]
    assert (stored_plan(plan).dissent, stored_plan(plan).builds_on) == ("Vil ha mer norsk.", "Norsk i mottak.")
    assert len(now(plan)["elements"]) == 4


def test_two_who_write_the_same_field_are_told_and_the_text_is_saved_the_second_time() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    mine = now(plan)
    mine["fields"] |= {"long_term_goal": "Baker."}
    save_fields(adviser, plan, long_term_goal="Kjøkkensjef.")
    with pytest.raises(PlanConflict) as told:
        save_plan(adviser, plan.pk, mine, base=2)
    (conflict,) = told.value.conflicts
    assert (conflict.mine, conflict.theirs) == ("Baker.", "Kjøkkensjef.")
    assert stored_plan(plan).long_term_goal == "Kjøkkensjef."
    save_plan(adviser, plan.pk, told.value.content, base=told.value.newest.number)
    assert stored_plan(plan).long_term_goal == "Baker."


def test_finalising_meets_the_duty_and_begins_the_decision() -> None:
    adviser, programme = make_case()
    plan = make_final_plan(adviser, programme)
    today = timezone.localdate()
    assert (plan.finalised_on, stored(programme).plan_made_on) == (today, today)
    with acting_as(adviser):
        assert Deadline.objects.get(kind=PLAN, subject_id=programme.pk).met_on == today
        assert Decision.objects.get(decision_type="plan_created").decided_on is None
        assert CaseEvent.objects.filter(kind="plan_made").exists()
    with pytest.raises(RuleRefused) as refused:
        finalise_plan(adviser, plan.pk)
    assert codes(refused) == {"already_final"}


def test_finalising_plans_the_first_review_as_a_deadline_of_the_programme() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        finalise_plan(adviser, plan.pk, first_review_on=programme.last_day + dt.timedelta(days=1))
    assert codes(refused) == {"outside_programme"}
    assert stored_plan(plan).finalised_on is None
    finalise_plan(adviser, plan.pk, first_review_on=programme.last_day)
    with acting_as(adviser):
        assert Deadline.objects.get(kind="plan_review").due_on == programme.last_day


@pytest.mark.parametrize(
    ("today", "proposed"),
    [
        (dt.date(2026, 9, 1), dt.date(2027, 1, 12)),
        (dt.date(2026, 10, 12), dt.date(2027, 1, 12)),
        (dt.date(2027, 7, 11), dt.date(2027, 10, 11)),
        (dt.date(2027, 7, 12), None),
    ],
)
def test_a_review_is_proposed_after_three_months_where_the_programme_lasts_so_long(
    today: dt.date, proposed: dt.date | None
) -> None:
    programme = Participation(first_day=FIRST_DAY, last_day=LAST_DAY)
    assert proposed_review(programme, today) == proposed


def test_what_is_missing_is_told_all_at_once_and_nothing_is_written() -> None:
    adviser, programme = make_case()
    plan = open_plan(adviser, programme.pk)
    with pytest.raises(RuleRefused) as refused:
        finalise_plan(adviser, plan.pk)
    assert codes(refused) >= {"mapping_missing", "long_term_goal_missing", "strategy_missing", "element_missing"}
    assert all(refusal.paragraph for refusal in refused.value.refusals)
    assert stored_plan(plan).finalised_on is None


def test_a_plan_cannot_be_made_tomorrow() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        finalise_plan(adviser, plan.pk, made_on=timezone.localdate() + dt.timedelta(days=1))
    assert codes(refused) == {"in_future"}


def test_a_change_of_a_final_plan_says_its_kind_and_why() -> None:
    adviser, programme = make_case()
    plan = make_final_plan(adviser, programme)
    with pytest.raises(RuleRefused) as refused:
        save_fields(adviser, plan, builds_on="Norsk i mottak.")
    assert codes(refused) == {"change_kind_missing", "reason_required"}
    saved = save_fields(adviser, plan, PlanChange(kind="minor", reason="Ny opplysning."), builds_on="Norsk i mottak.")
    assert saved.version is not None
    assert (saved.version.change, saved.version.reason) == ("minor", "Ny opplysning.")
    with acting_as(adviser):
        assert not Decision.objects.filter(decision_type="plan_material_change").exists()


def test_material_changes_begin_one_decision_and_write_on_it() -> None:
    adviser, programme = make_case()
    plan = make_final_plan(adviser, programme)
    save_fields(adviser, plan, PlanChange(kind="material", reason="Går fort fram."), norwegian_oral="C1")
    save_fields(adviser, plan, PlanChange(kind="material", reason="Enda fortere."), norwegian_reading="B2")
    with acting_as(adviser):
        (draft,) = Decision.objects.filter(decision_type="plan_material_change")
    assert draft.reasons == "Går fort fram.\nEnda fortere."
    assert draft.content["plan_version"] == stored_plan(plan).number


def test_a_version_never_changes() -> None:
    adviser, programme = make_case()
    plan = open_plan(adviser, programme.pk)
    for act in (
        lambda: PlanVersion.objects.filter(plan=plan).update(reason="Annet."),
        lambda: PlanVersion.objects.filter(plan=plan).delete(),
    ):
        with pytest.raises(DatabaseError), acting_as(adviser), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "last_day"),
        ({"hours_a_week": "60.01"}, "hours_a_week"),
        ({"hours_a_week": "-1"}, "hours_a_week"),
        ({"provider": "romskip"}, "provider"),
        ({"kind": "romreise"}, "kind"),
        ({"link_kind": "romskip", "link_id": "x"}, "link_kind"),
    ],
)
def test_what_cannot_be_an_element_is_refused_beside_its_field(values: dict[str, str], field: str) -> None:
    adviser, programme = make_case()
    plan = open_plan(adviser, programme.pk)
    element = an_element() | values
    with pytest.raises(RuleRefused) as refused:
        save_plan(adviser, plan.pk, now(plan) | {"elements": [element]}, base=1)
    assert [refusal.field for refusal in refused.value.refusals] == [f"{element['id']}-{field}"]


def test_an_element_under_the_id_of_another_plans_is_a_row_of_its_own() -> None:
    """So whoever writes an id that is taken, of a plan that they may not know of, learns nothing by it."""
    adviser, programme = make_case()
    first = make_plan(adviser, programme)
    theirs = now(first)["elements"][0]
    other = make_programme(make_person(programme.municipality), adviser)
    plan = open_plan(adviser, other.pk)
    saved = save_plan(adviser, plan.pk, now(plan) | {"elements": [theirs | {"title": "Vårt eget"}]}, base=1).plan
    (ours,) = now(saved)["elements"]
    assert (ours["title"], ours["id"] != theirs["id"]) == ("Vårt eget", True)
    assert now(first)["elements"][0] == theirs
    # Written again under the same id, it is the same row.
    again = save_plan(adviser, saved.pk, now(saved) | {"elements": [theirs | {"title": "Nytt"}]}, base=2).plan
    assert [(row["id"], row["title"]) for row in now(again)["elements"]] == [(ours["id"], "Nytt")]


def test_only_those_who_decide_write_and_a_stranger_finds_nothing() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    nav = make_actor(make_nav_office(programme.municipality), Role.NAV_ADVISER)
    officer = make_actor(programme.municipality, Role.ENROLMENT_OFFICER)
    for actor in (nav, officer):
        with pytest.raises(NotPermitted):
            save_plan(actor, plan.pk, now(plan), base=2)
        with pytest.raises(NotPermitted):
            finalise_plan(actor, plan.pk)
    home = make_municipality("Voss")
    stranger, own = make_case(person=make_person(home))
    make_plan(stranger, own)
    with pytest.raises(Plan.DoesNotExist):
        save_plan(stranger, plan.pk, now(plan), base=2)
    with acting_as(stranger):
        assert set(Plan.objects.values_list("municipality_id", flat=True)) == {home.pk}


def test_a_stale_copy_is_told() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    with pytest.raises(StaleVersion):
        save_plan(adviser, plan.pk, now(plan), base=2, expected_version=1)


def test_strategies_can_be_asked_for() -> None:
    adviser, programme = make_case()
    make_final_plan(adviser, programme, strategy="rapid_entry")
    with acting_as(system_actor(programme.municipality_id)):
        assert Plan.objects.by_strategy("rapid_entry").count() == 1
        assert Plan.objects.by_strategy("qualification").count() == 0
