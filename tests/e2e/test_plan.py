"""An integration plan without a mouse, from the first word to the print; and two who write on one plan at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from agencies.access import Actor, acting_as
from agencies.models import Role, User
from programmes.models import Decision, Participation, Plan
from programmes.operations.plan.basis import Mapping, save_mapping
from programmes.operations.plan.finalising import finalise_plan
from programmes.operations.plan.saving import save_plan
from tests.e2e.conftest import Receive
from tests.e2e.visitor import Visitor
from tests.programmes.plan.plans import make_case, make_plan, map_skills, now, stored_plan
from tests.world import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

_MOST_TABS = 160
_WEEK = (((1, 2, 3), "09:00", "13:00"), ((4,), "09:00", "12:00"), ((1, 2, 3, 4, 5), "13:00", "16:30"))
_SAID = """() => {
    const element = document.activeElement;
    const said = [element.labels?.[0]?.innerText, element.ariaLabel, element.innerText];
    return said.map((each) => (each ?? "").trim()).filter(Boolean);
}"""


def _adviser(programme: Participation, name: str = "Marte Solheim") -> User:
    return make_user(programme.municipality, Role.PROGRAMME_ADVISER, name=name)


def _tab_to(page: Page, name: str, *, key: str = "Tab") -> None:
    for _stop in range(_MOST_TABS):
        if any(said.startswith(name) for said in page.evaluate(_SAID)):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{_MOST_TABS} tabs do not lead to «{name}»")


def _write(page: Page, name: str, text: str) -> None:
    _tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_a_caseworker_makes_finalises_revises_and_prints_a_plan_by_keyboard_only(receive: Receive) -> None:
    actor, programme = make_case()
    map_skills(actor, programme.participant)
    visitor = receive(_adviser(programme))
    visitor.go(reverse("participants:case-tab", args=[programme.participant_id, "plan"]))
    _begin(visitor.page)
    _write_goals(visitor.page)
    _add_an_element(visitor.page)
    _finalise(visitor)
    _revise(visitor)
    with acting_as(actor):
        assert Decision.objects.get(decision_type="plan_material_change").reasons == "Lærer fortere enn ventet."
    _print(visitor.page)


def _begin(page: Page) -> None:
    _tab_to(page, "Lag integreringsplan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Lag integreringsplan")).to_be_visible()
    _tab_to(page, "Tom plan")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "Begynn planen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Integreringsplan", exact=True)).to_be_visible()


def _write_goals(page: Page) -> None:
    _write(page, "Deltakerens langsiktige mål", "Fast jobb som kokk.")
    expect(page.locator("#plan-checks").get_by_text("Skriv deltakerens langsiktige mål.")).to_have_count(0)
    _write(page, "Norskopplæring, timer i alt", "400")


def _add_an_element(page: Page) -> None:
    elements = page.locator(".plan-element")
    _tab_to(page, "Nytt element")
    page.keyboard.type("Individuell")
    _tab_to(page, "Legg til")
    page.keyboard.press("Enter")
    expect(elements).to_have_count(6)
    expect(elements.last.get_by_label("Hva", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Samtaler med jobbspesialist")
    _write(page, "Timeplan", "fr 09-10")
    page.keyboard.press("Alt+ArrowUp")
    expect(elements.nth(4).get_by_label("Navn", exact=True)).to_have_value("Samtaler med jobbspesialist")


def _finalise(visitor: Visitor) -> None:
    page = visitor.page
    _write(page, "Slik har deltakeren vært med", "To samtaler med tolk.")
    _tab_to(page, "Deltakeren har fått vite")
    page.keyboard.press("Space")
    expect(page.locator("#plan-checks").get_by_text("Alt som må være med, er på plass.")).to_be_visible()
    _tab_to(page, "Lagre og ferdigstill")
    page.keyboard.press("Enter")
    visitor.sees("Planen er ferdigstilt.")


def _revise(visitor: Visitor) -> None:
    page = visitor.page
    _tab_to(page, "Muntlig")
    page.keyboard.type("C1")
    expect(page.locator("#plan-checks").get_by_text("Endringen er vesentlig etter reglene")).to_be_visible()
    _tab_to(page, "Mindre endring")
    page.keyboard.press("ArrowDown")
    _write(page, "Hvorfor endres planen?", "Lærer fortere enn ventet.")
    page.keyboard.press("Control+S")
    visitor.sees("Lagret som versjon 5.")


def _print(page: Page) -> None:
    _tab_to(page, "Skriv ut")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Skriv ut planen")).to_be_visible()
    _tab_to(page, "norsk bokmål")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "Store bokstaver")
    page.keyboard.press("Space")
    _tab_to(page, "Lag PDF")
    sheets: list[tuple[str, str, bytes]] = []
    page.route("**/plan.pdf?*", lambda route: _take_the_sheet(route, sheets))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Skrevet ut.")).to_be_visible()
    ((address, kind, sheet),) = sheets
    assert address.endswith("sprak=uk&stor=1")
    assert (kind, sheet[:5]) == ("application/pdf", b"%PDF-")


def _take_the_sheet(route: Route, sheets: list[tuple[str, str, bytes]]) -> None:
    """Fetch the sheet from the server, and show a word instead: the browser's own viewer may keep a window open."""
    answer = route.fetch()
    sheets.append((route.request.url, answer.headers["content-type"], answer.body()))
    route.fulfill(body="Skrevet ut.", content_type="text/plain; charset=utf-8")


def test_two_browsers_on_one_plan_lose_nothing(receive: Receive) -> None:
    actor, programme = make_case()
    plan = make_plan(actor, programme)
    address = reverse("programmes:plan", args=[programme.pk])
    one, other = receive(_adviser(programme)), receive(_adviser(programme, "Jonas Berg"))
    for each in (one, other):
        each.go(address)
    one.page.get_by_label("Deltakerens langsiktige mål").fill("Kjøkkensjef.")
    one.page.get_by_label("Bygger på").fill("Norsk i mottak.")
    one.press("Lagre")
    one.sees("Lagret som versjon 3.")

    other.page.get_by_label("Deltakerens langsiktige mål").fill("Baker.")
    other.page.get_by_label("Uenighet").fill("Vil ha mer norsk.")
    other.page.get_by_label("Nytt element").select_option("counselling")
    other.page.get_by_role("button", name="Legg til", exact=True).click()
    expect(other.page.locator(".plan-element")).to_have_count(4)
    other.page.locator(".plan-element").last.get_by_label("Timer i uken").fill("2")
    with other.expecting(409):
        other.press("Lagre")
        other.sees("Dere skrev i de samme feltene")
    other.sees("Kjøkkensjef.")
    expect(other.page.get_by_label("Deltakerens langsiktige mål")).to_have_value("Baker.")
    expect(other.page.get_by_label("Bygger på")).to_have_value("Norsk i mottak.")
    other.inspect("plan-conflict")
    other.press("Lagre")
    other.sees("Lagret som versjon 4.")
    kept = stored_plan(plan)
    assert (kept.long_term_goal, kept.builds_on, kept.dissent) == ("Baker.", "Norsk i mottak.", "Vil ha mer norsk.")
    assert [row["kind"] for row in now(plan)["elements"]][-1] == "counselling"


def _with_a_week(actor: Actor, plan: Plan) -> Plan:
    content = now(plan)
    for row, (days, begins, ends) in zip(content["elements"], _WEEK, strict=True):
        row["timetable"] = [{"day": day, "from": begins, "to": ends} for day in days]
    save_plan(actor, plan.pk, content, base=stored_plan(plan).number)
    return plan


def test_every_page_of_a_plan_is_accessible_and_fits_the_screen(receive: Receive) -> None:
    actor, programme = make_case()
    plan = make_plan(actor, programme)
    visitor = receive(_adviser(programme))
    visitor.go(reverse("programmes:plan", args=[programme.pk]))
    visitor.page.get_by_text("Kjøkken på Fisketorget").first.click()
    visitor.inspect("plan-draft")
    finalise_plan(actor, _with_a_week(actor, plan).pk, first_review_on=programme.last_day)
    save_mapping(actor, programme.participant_id, Mapping(done_on=programme.awarded_on, wishes="Kokk"))
    for name in ("plan", "plan-versions", "plan-print", "plan-sign"):
        visitor.go(reverse(f"programmes:{name}", args=[programme.pk]))
        visitor.inspect(name)
    visitor.go(reverse("programmes:skills-mapping", args=[programme.participant_id]))
    visitor.inspect("skills-mapping")
    visitor.go(reverse("participants:case-tab", args=[programme.participant_id, "plan"]))
    visitor.inspect("plan-tab")
