"""The page of a plan: begun, written, checked while one writes, saved, finalised, compared, printed."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.models import Role, User
from programmes.models import Participation, Plan, PlanTemplate, Proposal
from programmes.operations.followup.reviews import proposed_review
from programmes.operations.plan.saving import PlanChange, save_plan
from programmes.operations.proposals import propose
from programmes.web.plan.forms import form_data
from tests.programmes.plan.plans import (
    an_element,
    grow,
    make_case,
    make_final_plan,
    make_plan,
    now,
    save_fields,
    stored_plan,
)
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def adviser_for(programme: Participation) -> Client:
    return client_of(make_user(programme.municipality, Role.PROGRAMME_ADVISER))


def url(programme: Participation, name: str = "plan") -> str:
    return reverse(f"programmes:{name}", args=[programme.pk])


def posted(plan: Plan, act: str = "save", **changes: Any) -> dict[str, Any]:
    """What the browser would send for the plan as it is."""
    content = now(plan)
    data: dict[str, Any] = {**form_data(content, stored_plan(plan).number), "act": act}
    data["appeal_informed"] = "on" if content["fields"]["appeal_informed"] else ""
    data["element"] = [row["id"] for row in content["elements"]]
    for row in content["elements"]:
        for name in ("kind", "title", "provider", "provider_name", "reason", "benefit", "hours_a_week"):
            data[f"e-{row['id']}-{name}"] = row[name]
        data[f"e-{row['id']}-first_day"] = row["first_day"]
        data[f"e-{row['id']}-last_day"] = row["last_day"]
        data[f"e-{row['id']}-counts_as_work"] = "1" if row["counts_as_work"] else ""
    return data | changes


def ready() -> tuple[Actor, Participation, Plan, Client]:
    adviser, programme = make_case()
    plan = make_plan(adviser, programme)
    return adviser, programme, plan, adviser_for(programme)


def test_a_plan_is_begun_from_a_template_and_its_elements_can_be_edited() -> None:
    _adviser, programme = make_case()
    client = adviser_for(programme)
    assert "Hurtigspor: kokk på 6 måneder" in client.get(url(programme)).content.decode()
    answer = client.post(url(programme), {"act": "open", "template": "hurtigspor-kokk"})
    assert answer.status_code == 302
    with acting_as(_adviser):
        plan = Plan.objects.get(participation=programme)
    assert (plan.strategy, len(now(plan)["elements"])) == ("rapid_entry", 5)
    assert "Praksis på kjøkken" in client.get(url(programme)).content.decode()


def test_saving_what_stands_on_the_page_changes_nothing() -> None:
    _adviser, programme, plan, client = ready()
    answer = client.post(url(programme), posted(plan), follow=True)
    assert "Ingenting var endret" in answer.content.decode()
    assert stored_plan(plan).number == 2


def test_a_save_is_a_version_and_unreadable_text_stays_in_its_field() -> None:
    _adviser, programme, plan, client = ready()
    key = now(plan)["elements"][0]["id"]
    faulty = posted(plan, **{f"e-{key}-timetable": "hver dag"}, long_term_goal="Kokk på skip.")
    answer = client.post(url(programme), faulty)
    assert answer.status_code == 422
    assert 'value="hver dag"' in answer.content.decode()
    assert "Kokk på skip." in answer.content.decode()
    fine = posted(plan, **{f"e-{key}-timetable": "ma–to 09–12"}, long_term_goal="Kokk på skip.")
    answer = client.post(url(programme), fine, follow=True)
    assert "Lagret som versjon 3." in answer.content.decode()
    assert [row["day"] for row in now(plan)["elements"][0]["timetable"]] == [1, 2, 3, 4]


def test_buttons_add_move_and_take_out_without_saving() -> None:
    _adviser, programme, plan, client = ready()
    first, second, third = now(plan)["elements"]

    def order(act: str, **more: str) -> list[str]:
        page = client.post(url(programme), posted(plan, act, **more))
        assert page.status_code == 200
        return [card["id"] for card in page.context["cards"]]

    assert order(f"down:{first['id']}") == [second["id"], first["id"], third["id"]]
    assert order(f"up:{third['id']}") == [first["id"], third["id"], second["id"]]
    assert order(f"up:{first['id']}") == [first["id"], second["id"], third["id"]]
    assert order(f"remove:{second['id']}") == [first["id"], third["id"]]
    assert len(order("add", new_kind="industry_course")) == 4
    assert len(order("template", template="sveiser")) == 8
    assert stored_plan(plan).number == 2


def test_the_checks_follow_what_is_written_and_store_nothing() -> None:
    _adviser, programme, plan, client = ready()
    page = client.post(url(programme, "plan-checks"), posted(plan, long_term_goal=""))
    assert "Skriv deltakerens langsiktige mål." in page.content.decode()
    whole = client.post(url(programme, "plan-checks"), posted(plan)).content.decode()
    assert "Skriv deltakerens langsiktige mål." not in whole
    assert stored_plan(plan).long_term_goal == "Arbeide som kokk."


def test_finalising_says_what_is_missing_beside_the_saved_text() -> None:
    _adviser, programme, plan, client = ready()
    answer = client.post(url(programme), posted(plan, "finalise", strategy=""))
    assert answer.status_code == 422
    assert "Velg strategi for planen." in answer.content.decode()
    assert stored_plan(plan).finalised_on is None
    answer = client.post(url(programme), posted(plan, "finalise", strategy="both"), follow=True)
    assert "Planen er ferdigstilt." in answer.content.decode()
    assert stored_plan(plan).finalised_on == timezone.localdate()


def test_a_first_review_is_proposed_and_planned_when_the_plan_becomes_final() -> None:
    _adviser, programme, plan, client = ready()
    proposed = proposed_review(programme, timezone.localdate())
    assert f'value="{proposed:%d.%m.%Y}"' in client.get(url(programme)).content.decode()
    wrong = client.post(url(programme), posted(plan, "finalise", first_review_on="01.01.2020"))
    assert wrong.status_code == 422
    assert 'value="01.01.2020"' in wrong.content.decode()
    day = f"{programme.last_day:%d.%m.%Y}"
    client.post(url(programme), posted(plan, "finalise", first_review_on=day))
    page = client.get(url(programme)).content.decode()
    assert "Første gjennomgang av planen" not in page
    assert "Planlegg gjennomgang" not in page
    assert (
        f"Neste gjennomgang: {day}"
        in client.get(reverse("participants:case-tab", args=[programme.participant_id, "plan"])).content.decode()
    )


def test_a_final_plan_without_a_planned_review_asks_for_one() -> None:
    adviser, programme = make_case()
    make_final_plan(adviser, programme)
    assert "Planlegg gjennomgang" in adviser_for(programme).get(url(programme)).content.decode()


def test_a_change_of_a_final_plan_must_say_why_and_is_told_to_be_material() -> None:
    adviser, programme = make_case()
    plan = make_final_plan(adviser, programme)
    client = adviser_for(programme)
    live = client.post(url(programme, "plan-checks"), posted(plan, norwegian_oral="C1")).content.decode()
    assert "Endringen er vesentlig etter reglene" in live
    minor = client.post(url(programme, "plan-checks"), posted(plan, builds_on="Mottak.")).content.decode()
    assert "mindre justering etter reglene" in minor
    assert client.post(url(programme), posted(plan, norwegian_oral="C1")).status_code == 422
    saved = posted(plan, norwegian_oral="C1", change_kind="material", change_reason="Går fort.")
    assert "Lagret som versjon 4." in client.post(url(programme), saved, follow=True).content.decode()


def test_the_second_of_two_sees_what_the_first_changed_and_keeps_the_own_text() -> None:
    adviser, programme, plan, client = ready()
    mine = posted(plan, long_term_goal="Baker.", dissent="Vil ha mer norsk.")
    save_fields(adviser, plan, long_term_goal="Kjøkkensjef.", builds_on="Mottak.")
    told = client.post(url(programme), mine)
    text = told.content.decode()
    assert told.status_code == 409
    assert "Kjøkkensjef." in text
    assert told.context["form"]["long_term_goal"].value() == "Baker."
    assert told.context["form"]["builds_on"].value() == "Mottak."
    again = posted(plan, base=3, long_term_goal="Baker.", dissent="Vil ha mer norsk.", builds_on="Mottak.")
    client.post(url(programme), again)
    assert (stored_plan(plan).long_term_goal, stored_plan(plan).builds_on) == ("Baker.", "Mottak.")
    assert stored_plan(plan).dissent == "Vil ha mer norsk."


def test_changes_of_different_fields_are_merged_and_told() -> None:
    adviser, programme, plan, client = ready()
    mine = posted(plan, dissent="Vil ha mer norsk.")
    save_fields(adviser, plan, builds_on="Mottak.")
    answer = client.post(url(programme), mine, follow=True)
    assert "Noen andre lagret samtidig." in answer.content.decode()
    assert (stored_plan(plan).builds_on, stored_plan(plan).dissent) == ("Mottak.", "Vil ha mer norsk.")


def test_any_two_versions_stand_side_by_side() -> None:
    adviser, programme = make_case()
    plan = make_final_plan(adviser, programme)
    change = PlanChange(kind="material", reason="Ny plass.")
    content = now(plan)
    content["elements"][2] |= {"hours_a_week": "20"}
    content["elements"] = [*content["elements"][1:], an_element("counselling", title="Samtaler")]
    save_plan(adviser, plan.pk, content, base=3, change=change)
    page = adviser_for(programme).get(url(programme, "plan-versions"), {"fra": "2", "til": "4"})
    rows = {(row.where, row.label, row.before, row.after) for row in page.context["rows"]}
    assert ("Kjøkken på Fisketorget", "Timer i uken", "18", "20") in rows
    assert any(row.kind == "added" and row.where == "Samtaler" for row in page.context["rows"])
    assert any(row.kind == "removed" for row in page.context["rows"])
    assert "Ny plass." in page.content.decode()


def test_the_signature_is_registered_with_a_reason_for_whoever_signs_for_another() -> None:
    adviser, programme = make_case()
    make_final_plan(adviser, programme)
    client = adviser_for(programme)
    assert "integreringskontrakt" in client.get(url(programme, "plan-sign")).content.decode()
    day = f"{timezone.localdate():%d.%m.%Y}"
    facts = {"plan-signed_on": day, "plan-way": "paper", "plan-signed_by": "Verge Vik"}
    assert client.post(url(programme, "plan-sign"), facts).status_code == 422
    answer = client.post(url(programme, "plan-sign"), facts | {"plan-on_behalf_reason": "guardian"}, follow=True)
    assert "Verge Vik" in answer.content.decode()


def test_a_municipality_keeps_its_own_template_and_others_do_not_see_it() -> None:
    adviser, programme, _plan, client = ready()
    client.post(url(programme, "plan-template"), {"plan-name": "Kjøkken i Bergen"})
    with acting_as(adviser):
        template = PlanTemplate.objects.get()
    assert [row["from_week"] for row in template.elements] == [0, 0, 0]
    _other, elsewhere = make_case(person=make_person(make_municipality("Voss")))
    assert "Kjøkken i Bergen" not in adviser_for(elsewhere).get(url(elsewhere)).content.decode()
    _same, neighbour = make_case(person=make_person(programme.municipality))
    assert "Kjøkken i Bergen" in client.get(url(neighbour)).content.decode()


def test_mapping_and_guidance_are_registered_on_their_pages() -> None:
    _adviser, programme = make_case()
    client, person = adviser_for(programme), programme.participant_id
    page = reverse("programmes:skills-mapping", args=[person])
    empty = client.post(page, {"basis-languages": "", "basis-digital_skills": ""})
    assert empty.status_code == 422
    assert "hvorfor den ikke er gjort" in empty.content.decode()
    done = {"basis-done_on": "01.10.2026", "basis-languages": "engelsk: godt\nrussisk", "basis-wishes": "Kokk"}
    client.post(page, done)
    client.post(
        reverse("programmes:career-guidance", args=[person]),
        {"basis-county": "Vestland", "basis-held_on": "02.10.2026", "basis-recommendation": "Kokkefag"},
    )
    tab = client.get(reverse("participants:case-tab", args=[person, "plan"])).content.decode()
    for word in ("01.10.2026", "engelsk", "russisk", "Vestland", "Kokkefag"):
        assert word in tab


def test_nav_reads_the_plan_proposes_and_cannot_write() -> None:
    adviser, programme, plan, client = ready()
    nav = client_of(make_user(make_nav_office(programme.municipality), Role.NAV_ADVISER))
    tab = nav.get(reverse("participants:case-tab", args=[programme.participant_id, "plan"])).content.decode()
    assert "Foreslå element" in tab
    assert "Åpne planen" not in tab
    assert nav.get(url(programme)).status_code == 403
    form = {"kind": "nav_measure", "provider": "nav", "title": "Arbeidstrening", "hours_a_week": "20",
            "first_day": "01.12.2026", "reason": "Praksis.", "benefit": "Kan bli ansatt."}  # fmt: skip
    nav.post(reverse("programmes:propose-element", args=[programme.participant_id]), form)
    with acting_as(adviser):
        row = Proposal.objects.get()
    assert "Arbeidstrening" in client.get(reverse("programmes:proposals")).content.decode()
    answer = reverse("programmes:proposal", args=[row.pk])
    assert client.post(answer, {"act": "decline", "reason": "", "version": row.version}).status_code == 422
    client.post(answer, {"act": "accept", "reason": "", "version": row.version})
    assert now(plan)["elements"][-1]["title"] == "Arbeidstrening"


def test_a_stranger_with_a_plan_of_their_own_gets_404_everywhere() -> None:
    adviser, programme = make_case()
    make_final_plan(adviser, programme)
    row = propose(adviser, programme.participant_id, "plan_element", {"kind": "other"})
    stranger, own = make_case(person=make_person(make_municipality("Voss"), education="upper_secondary"))
    make_final_plan(stranger, own)
    client = adviser_for(own)
    for name in ("plan", "plan-versions", "plan-print", "plan-pdf", "plan-sign", "plan-template"):
        assert client.get(url(programme, name)).status_code == 404, name
        assert client.get(url(own, name)).status_code == 200, name
    assert client.get(reverse("programmes:proposal", args=[row.pk])).status_code == 404
    assert client.get(reverse("programmes:skills-mapping", args=[programme.participant_id])).status_code == 404


def test_a_plan_with_40_elements_and_60_versions_asks_the_database_as_often_as_a_small_one() -> None:
    adviser, programme, plan, client = ready()
    client.get(url(programme))
    cache.clear()
    few = _queries(client, url(programme))
    grow(adviser, plan)
    many = _queries(client, url(programme))
    assert many == few
    assert few < 40


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
