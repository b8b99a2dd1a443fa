"""Elements that are a class, a measure or a job: chosen from the person's own, read with their days and hours."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.errors import RuleRefused
from programmes.models.classes import TimetableSlot
from programmes.norwegian_goal import goals_of
from programmes.operations.classes.enrolling import enrol_in_class
from programmes.operations.plan.saving import save_plan
from programmes.plan_links import names_of_links, strange_links
from tests.employers.jobs import make_employer, make_job
from tests.programmes.awards import make_programme
from tests.programmes.classes.schools import make_class, make_school
from tests.programmes.measures.agreements import make_agreement
from tests.programmes.plan.plans import an_element, make_case, make_final_plan, make_plan, now, save_fields, stored_plan
from tests.programmes.plan.test_pages import adviser_for, posted, ready, url
from tests.world import make_municipality, make_person

pytestmark = pytest.mark.django_db


def _linked(plan: Any, code: str, link_id: object, place: int = 0) -> dict[str, Any]:
    """What the browser sends when the first element is linked and its values are asked for."""
    key = now(plan)["elements"][place]["id"]
    return posted(plan, f"fetch:{key}", **{f"e-{key}-link": f"{code}:{link_id}"})


def test_a_class_brings_its_name_its_days_and_its_timetable() -> None:
    adviser, programme, plan, client = ready()
    school_class = make_class(make_school(programme.municipality), name="Norsk A2 dag")
    slot = {"weekday": 1, "starts_at": dt.time(9), "ends_at": dt.time(12)}
    TimetableSlot.objects.create(school_class=school_class, **slot)
    enrol_in_class(adviser, programme.participant_id, class_id=school_class.pk, first_day=programme.first_day)
    page = client.get(url(programme)).content.decode()
    assert f'<option value="class:{school_class.pk}">Norsk A2 dag (Nygård skole)</option>' in page
    answer = client.post(url(programme), _linked(plan, "class", school_class.pk)).content.decode()
    for said in ('value="Norsk A2 dag"', 'value="Nygård skole"', "ma 09:00–12:00", f"/klasser/{school_class.pk}/"):
        assert said in answer, said
    assert now(plan)["elements"][0]["title"] == "", "nothing is stored before it is saved"


def test_a_measure_and_a_job_bring_employer_days_and_hours() -> None:
    _adviser, programme, plan, client = ready()
    measure = make_agreement(programme.participant)
    job = make_job(programme.participant, employer_id=make_employer("Havnebakeriet").pk)
    of_measure = client.post(url(programme), _linked(plan, "measure", measure.pk)).content.decode()
    assert 'value="Kaffebrenneriet"' in of_measure
    assert 'value="Arbeidstrening"' in of_measure
    of_job = client.post(url(programme), _linked(plan, "placement", job.pk)).content.decode()
    assert 'value="Havnebakeriet"' in of_job
    assert 'value="30"' in of_job, "80 percent of 37.5 hours"


def test_what_is_linked_is_saved_named_in_versions_and_stays_when_it_is_no_choice_any_more() -> None:
    adviser, programme, plan, client = ready()
    job = make_job(programme.participant, employer_id=make_employer("Havnebakeriet").pk)
    content = now(plan)
    content["elements"][2] |= {"link_kind": "placement", "link_id": str(job.pk)}
    save_plan(adviser, plan.pk, content, base=stored_plan(plan).number)
    compared = client.get(url(programme, "plan-versions")).content.decode()
    assert "Knyttet til" in compared
    assert "Havnebakeriet – Fast ansettelse" in compared
    assert str(job.pk) not in compared
    save_fields(adviser, plan, dissent="Vil ha mer norsk.")
    assert now(plan)["elements"][2]["link_id"] == str(job.pk)


def test_two_elements_of_one_thing_both_lead_to_it() -> None:
    adviser, programme, plan, client = ready()
    job = make_job(programme.participant, employer_id=make_employer("Havnebakeriet").pk)
    content = now(plan)
    for element in content["elements"][:2]:
        element |= {"link_kind": "placement", "link_id": str(job.pk)}
    save_plan(adviser, plan.pk, content, base=stored_plan(plan).number)
    cards = client.get(url(programme)).context["cards"]
    assert [bool(card["linked"]) for card in cards] == [True, True, False]


def test_only_the_persons_own_things_can_be_linked() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    theirs = make_job(make_programme(make_person(programme.municipality), adviser).participant)
    stranger = make_job(make_person(make_municipality("Voss")))
    for link in (theirs.pk, stranger.pk, uuid4()):
        content = now(plan)
        content["elements"].append(an_element(link_kind="placement", link_id=str(link)))
        with pytest.raises(RuleRefused) as refused:
            save_plan(adviser, plan.pk, content, base=stored_plan(plan).number)
        assert [refusal.code for refusal in refused.value.refusals] == ["unknown_link"]


@pytest.mark.parametrize(
    "link",
    [{"link_kind": "placement"}, {"link_id": str(uuid4())}, {"link_kind": "placement", "link_id": "x"}],
)
def test_half_a_link_is_refused(link: dict[str, str]) -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    content = now(plan)
    content["elements"].append(an_element(**link))
    with pytest.raises(RuleRefused):
        save_plan(adviser, plan.pk, content, base=stored_plan(plan).number)


def test_a_link_that_cannot_be_read_is_no_link() -> None:
    _adviser, programme, plan, client = ready()
    key = now(plan)["elements"][0]["id"]
    answer = client.post(url(programme), posted(plan, "save", **{f"e-{key}-link": "placement:romskip"}))
    assert answer.status_code == 302
    assert now(plan)["elements"][0]["link_kind"] == ""


def test_what_others_may_not_see_is_named_by_its_kind() -> None:
    adviser, programme = make_case()
    theirs = make_job(make_person(make_municipality("Voss")))
    with acting_as(adviser):
        assert names_of_links(adviser, [("placement", str(theirs.pk))]) == {str(theirs.pk): "arbeidsforhold"}
        old = [an_element(link_kind="placement", link_id=str(theirs.pk))]
        assert strange_links(adviser, programme.participant_id, old, old) == []


def test_the_page_asks_no_more_with_more_linked_elements() -> None:
    adviser, programme, plan, client = ready()
    jobs = [make_job(programme.participant) for _ in range(12)]

    def queries(count: int) -> int:
        content = now(plan)
        rows = [an_element(link_kind="placement", link_id=str(job.pk)) for job in jobs[:count]]
        save_plan(adviser, plan.pk, content | {"elements": rows}, base=stored_plan(plan).number)
        client.get(url(programme))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(programme)).status_code == 200
        return len(captured)

    assert queries(1) == queries(12)


def test_the_goal_on_the_training_tab_is_that_of_the_newest_plan_that_is_final() -> None:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme, norwegian_oral="B2")
    person = programme.participant_id
    with acting_as(adviser):
        assert goals_of(adviser, [person]) == {}, "a draft decides nothing"
    other, second = make_case()
    make_final_plan(other, second, norwegian_oral="B1", norwegian_writing="A2", norwegian_reason="Lærer langsomt.")
    with acting_as(other):
        goals = goals_of(other, [second.participant_id, plan.participant_id])
    assert set(goals) == {second.participant_id}
    assert (goals[second.participant_id]["oral"], goals[second.participant_id]["writing"]) == ("B1", "A2")
    page = adviser_for(second).get(f"/deltakere/{second.participant_id}/norsk/").content.decode()
    assert "B1" in page
