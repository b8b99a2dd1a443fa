"""The pages of absence: the form with its live consequence, the tab, and the short acts."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import AccessLogEntry, Role
from participants.models import Deadline
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, DecisionType, Participation, SelfCertificationWithdrawal
from programmes.operations.following import LEAVE_END, PARENTAL_FOLLOW_UP
from programmes.operations.self_certification import withdraw_self_certification
from tests.programmes.absence_facts import absences_of, day, make_2026_programme, make_absence, make_adviser
from tests.programmes.awards import stored
from tests.programmes.decisions import step
from tests.world import make_nav_office, make_person, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_november")]

WRITTEN = {
    "kind": "welfare", "first_day": "01.06.2026", "last_day": "", "hours": "", "planned_hours": "",
    "documented_on": "", "reason": "Begravelse.",
}  # fmt: skip


@pytest.fixture
def programme() -> Participation:
    """A programme to be away from."""
    return make_2026_programme()


@pytest.fixture
def adviser(client: Client, programme: Participation) -> Client:
    """A browser in which a programme adviser of the municipality is logged in."""
    client.force_login(make_user(programme.municipality, Role.PROGRAMME_ADVISER))
    return client


def _register_url(programme: Participation) -> str:
    return reverse("programmes:register-absence", args=[programme.participant_id])


def _preview(client: Client, programme: Participation, **written: str) -> Any:
    url = reverse("programmes:absence-preview", args=[programme.participant_id])
    return client.post(url, {**WRITTEN, "version": "1", **written}, headers={"HX-Request": "true"})


def _tab(programme: Participation) -> str:
    return reverse("participants:case-tab", args=[programme.participant_id, "fravaer"])


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def _written(programme: Participation, **written: str) -> dict[str, str]:
    return {**WRITTEN, "version": str(stored(programme).version), **written}


def test_the_consequence_is_shown_while_one_writes_and_nothing_is_stored(
    adviser: Client, programme: Participation
) -> None:
    make_absence(programme, "welfare", "2026-05-04", "2026-05-08")
    make_absence(programme, "sick_doctor", "2026-05-11", "2026-05-12")
    said = _text(_preview(adviser, programme, last_day="02.06.2026"))
    assert "Velferdspermisjon: 3 av 10 virkedager igjen i 2026" in said
    assert "teller 2 virkedager" in said
    assert "sluttdato uendret (9 av 10)" in said
    assert "stønad beholdes" in said
    assert len(absences_of(programme)) == 2


def test_the_eleventh_day_is_shown_to_move_the_end(adviser: Client, programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-05-04", "2026-05-18")
    said = _text(_preview(adviser, programme))
    assert "16.02.2027" in said
    assert "var 01.02.2027" in said


def test_a_refusal_is_shown_with_its_paragraph(adviser: Client, programme: Participation) -> None:
    said = _text(_preview(adviser, programme, last_day="15.06.2026"))
    assert "Dette kan ikke registreres" in said
    assert "integreringsforskriften § 14 første ledd" in said


def test_the_kind_brings_the_facts_that_its_limits_need(adviser: Client, programme: Participation) -> None:
    shown = _text(_preview(adviser, programme, kind="sick_child", shown_for=""))
    assert 'id="absence-more"' in shown
    assert 'name="chronic_child"' in shown
    again = _text(_preview(adviser, programme, kind="sick_child", shown_for="sick_child|"))
    assert 'id="absence-more"' not in again


def test_unfinished_facts_say_what_is_missing(adviser: Client, programme: Participation) -> None:
    assert "Følgene regnes ut når dette er fylt inn: Årsak." in _text(_preview(adviser, programme, kind=""))


def test_saving_registers_and_leads_to_the_tab(adviser: Client, programme: Participation) -> None:
    response = adviser.post(_register_url(programme), _written(programme, kind="authorised"))
    assert (response.status_code, response.headers["Location"]) == (302, _tab(programme))


def test_leave_leads_to_its_decision_which_is_to_be_sent(adviser: Client, programme: Participation) -> None:
    response = adviser.post(_register_url(programme), _written(programme, requested_on="20.05.2026"))
    with acting_as(system_actor(programme.municipality_id)):
        decision = Decision.objects.get(decision_type=DecisionType.LEAVE)
    assert decision.requested_on == dt.date(2026, 5, 20)
    assert response.headers["Location"] == reverse("programmes:decision", args=[decision.pk])
    [row] = absences_of(programme)
    assert (row.kind, row.first_day, row.last_day, row.reason) == (
        "welfare", day("2026-06-01"), day("2026-06-01"), "Begravelse.",
    )  # fmt: skip


def test_without_javascript_one_computes_first(adviser: Client, programme: Participation) -> None:
    response = adviser.post(_register_url(programme), {**_written(programme), "compute": "1"})
    assert response.status_code == 200
    assert "Velferdspermisjon: 9 av 10 virkedager igjen i 2026" in _text(response)
    assert absences_of(programme) == []


def test_what_is_refused_stands_beside_its_field(adviser: Client, programme: Participation) -> None:
    response = adviser.post(_register_url(programme), _written(programme, last_day="15.06.2026"))
    assert response.status_code == 422
    assert "11 av 10" in str(response.context["form"].errors["last_day"])
    assert absences_of(programme) == []


def test_partial_days_are_written_with_a_comma(adviser: Client, programme: Participation) -> None:
    adviser.post(_register_url(programme), _written(programme, hours="2,5", planned_hours="6"))
    [row] = absences_of(programme)
    assert (str(row.hours), str(row.planned_hours)) == ("2.50", "6.00")


def test_somebody_else_was_faster(adviser: Client, programme: Participation) -> None:
    written = _written(programme)
    make_absence(programme, "holiday", "2026-07-01")
    response = adviser.post(_register_url(programme), written)
    assert response.status_code == 422
    assert "Noen andre har endret programmet" in _text(response)
    assert adviser.post(_register_url(programme), _written(programme)).status_code == 302


def test_a_holiday_past_the_limit_is_reasoned_in_the_form(adviser: Client, programme: Participation) -> None:
    written = _written(programme, kind="holiday", last_day="06.07.2026")
    refused = adviser.post(_register_url(programme), written)
    assert "limit_reason" in refused.context["form"].errors
    assert adviser.post(_register_url(programme), {**written, "limit_reason": "Skoleferie."}).status_code == 302
    assert absences_of(programme)[0].limit_reason == "Skoleferie."


def test_the_other_parent_is_found_by_name_among_those_one_sees(adviser: Client, programme: Participation) -> None:
    home = programme.municipality
    mother = make_2026_programme(municipality=home)
    stranger = make_2026_programme()
    name = mother.participant.given_name
    shown = _text(_preview(adviser, programme, kind="parental", other_parent_search=name))
    assert str(mother.pk) in shown
    assert str(programme.pk) not in shown
    searched = _preview(adviser, programme, kind="parental", other_parent_search=stranger.participant.given_name)
    assert str(stranger.pk) not in _text(searched)
    written = _written(
        programme, kind="parental", last_day="31.08.2026", other_parent_search=name, other_parent=str(mother.pk)
    )
    assert adviser.post(_register_url(programme), written).status_code == 302
    assert absences_of(programme)[0].circumstances["other_parent"] == str(mother.pk)


def test_the_form_of_a_correction_begins_with_what_was_registered(adviser: Client, programme: Participation) -> None:
    row = make_absence(programme, "sick_child", "2026-06-01", "2026-06-02", children=3, sole_carer=True)
    url = reverse("programmes:correct-absence", args=[row.pk])
    form = adviser.get(url).context["form"]
    assert (form["kind"].value(), form["children"].value(), form["sole_carer"].value()) == ("sick_child", 3, True)
    written = {**WRITTEN, "kind": "sick_child", "last_day": "03.06.2026", "children": "3", "version": str(row.version)}
    assert adviser.post(url, written).status_code == 422
    assert adviser.post(url, {**written, "why": "Varte en dag til."}).status_code == 302
    old, new = absences_of(programme)
    assert (old.is_standing, new.last_day, new.circumstances) == (False, day("2026-06-03"), {"children": 3})
    assert adviser.get(url).status_code == 404


def test_a_preview_of_a_correction_leaves_the_old_row_out(adviser: Client, programme: Participation) -> None:
    row = make_absence(programme, "welfare", "2026-06-01", "2026-06-12")
    url = reverse("programmes:absence-correction-preview", args=[row.pk])
    said = _text(adviser.post(url, {**WRITTEN, "last_day": "11.06.2026", "version": "1"}))
    assert "1 av 10 virkedager igjen" in said


def test_the_tab_shows_counters_rows_corrections_and_the_year(adviser: Client, programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-12", reason="Operasjon.")
    adviser.post(
        reverse("programmes:void-absence", args=[row.pk]),
        {"absence-why": "Gjaldt en annen.", "absence-version": str(row.version)},
    )
    make_absence(programme, "welfare", "2026-06-15", "2026-06-16", reason="Begravelse.")
    shown = _text(adviser.get(_tab(programme)))
    assert "2 av 10 virkedager brukt" in shown
    assert "15.06.2026 – 16.06.2026" in shown
    assert "Gjaldt en annen." in shown
    assert "Fravær i 2026: Velferdspermisjon 15.06.2026 – 16.06.2026" in shown


def test_documentation_is_recorded_from_the_tab(adviser: Client, programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-12")
    url = reverse("programmes:document-absence", args=[row.pk])
    assert url in _text(adviser.get(_tab(programme)))
    adviser.post(url, {"absence-received_on": "08.06.2026", "absence-version": str(row.version)})
    assert absences_of(programme)[0].documented_on == day("2026-06-08")


def test_nav_sees_days_and_nothing_of_why(client: Client, programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-19", reason="Operasjon.")
    make_absence(programme, "parental", "2026-07-01", "2026-12-31")
    client.force_login(make_user(make_nav_office(programme.municipality), Role.NAV_ADVISER))
    case = reverse("participants:case", args=[programme.participant_id])
    for page in (client.get(_tab(programme)), client.get(case)):
        shown = _text(page)
        assert page.status_code == 200
        for secret in ("egeerklæring", "Operasjon", "msorgspermisjon", "§ 16", "Permisjonen slutter", "Sykdom"):
            assert secret not in shown
    assert "01.06.2026 – 19.06.2026" in _text(client.get(_tab(programme)))
    assert client.get(_register_url(programme)).status_code == 403


def test_a_stranger_with_cases_of_its_own_finds_nothing(client: Client, programme: Participation) -> None:
    row = make_absence(programme, "holiday", "2026-06-01")
    elsewhere = make_2026_programme()
    make_absence(elsewhere, "holiday", "2026-06-01")
    client.force_login(make_user(elsewhere.municipality, Role.PROGRAMME_ADVISER))
    assert client.get(_register_url(elsewhere)).status_code == 200
    assert client.get(_register_url(programme)).status_code == 404
    for name in ("correct-absence", "void-absence", "document-absence", "leave-end"):
        assert client.get(reverse(f"programmes:{name}", args=[row.pk])).status_code == 404


def test_opening_the_form_is_logged(adviser: Client, programme: Participation) -> None:
    adviser.get(_register_url(programme))
    with acting_as(system_actor(programme.municipality_id)):
        logged = AccessLogEntry.objects.filter(participant_id=programme.participant_id, resource="participation")
        assert logged.count() == 1


def test_who_has_no_programme_has_nothing_to_be_away_from(adviser: Client, programme: Participation) -> None:
    person = make_person(programme.municipality)
    assert adviser.get(reverse("programmes:register-absence", args=[person.pk])).status_code == 404
    case = _text(adviser.get(reverse("participants:case", args=[person.pk])))
    assert reverse("programmes:register-absence", args=[person.pk]) not in case


def test_the_duties_of_leave_are_met_from_their_pages(adviser: Client, programme: Participation) -> None:
    row = make_absence(programme, "parental", "2026-06-01", "2026-10-31")
    today = f"{timezone.localdate():%d.%m.%Y}"
    for name in ("leave-follow-up", "leave-end"):
        response = adviser.post(reverse(f"programmes:{name}", args=[row.pk]), {"absence-met_on": today})
        assert response.status_code == 302
    with acting_as(system_actor(programme.municipality_id)):
        met = Deadline.objects.filter(subject_id=row.pk, met_on=timezone.localdate())
        assert set(met.values_list("kind", flat=True)) == {LEAVE_END, PARENTAL_FOLLOW_UP}


def test_the_right_is_withdrawn_and_reviewed_in_the_pages(adviser: Client, programme: Participation) -> None:
    url = reverse("programmes:withdraw-self-certification", args=[programme.pk])
    until = timezone.localdate() + dt.timedelta(days=14)
    written = {
        "absence-withdrawn_on": "01.09.2026",
        "absence-reason": "Fire egenmeldinger.",
        "absence-answer_by": f"{until:%d.%m.%Y}",
        "absence-language": "nb",
        "absence-version": str(programme.version),
    }
    assert adviser.post(url, written).status_code == 302
    with acting_as(system_actor(programme.municipality_id)):
        decision = Decision.objects.get(decision_type=DecisionType.SELF_CERT_RIGHT_WITHDRAWN)
        assert decision.state_on(timezone.localdate()) is DecisionState.NOTICE_GIVEN
        assert not SelfCertificationWithdrawal.objects.exists()
    actor = make_adviser(programme)
    with pytest.raises(RuleRefused):
        step(actor, decision, DecisionAct.DECIDE)
    step(actor, decision, DecisionAct.ANSWER, note="Har vært syk hele tiden.")
    step(actor, decision, DecisionAct.DECIDE)
    with acting_as(system_actor(programme.municipality_id)):
        row = SelfCertificationWithdrawal.objects.get()
    assert "Retten til egenmelding er fratatt fra 01.09.2026" in _text(adviser.get(_tab(programme)))
    review = reverse("programmes:review-self-certification", args=[row.pk])
    written = {"absence-reviewed_on": "01.11.2026", "absence-is_restored": "yes", "absence-reason": "Bedre."}
    assert adviser.post(review, {**written, "absence-version": str(row.version)}).status_code == 302
    with acting_as(system_actor(programme.municipality_id)):
        assert SelfCertificationWithdrawal.objects.get().restored_on == dt.date(2026, 11, 1)
        assert Decision.objects.get(replaces=decision).content["self_cert_restored_on"] == "2026-11-01"


def test_a_withdrawn_right_stops_self_certification_in_the_form(adviser: Client, programme: Participation) -> None:
    withdraw_self_certification(
        make_adviser(programme), programme.pk, withdrawn_on=day("2026-06-01"), reason="Tvil.", heard="I samtale."
    )
    said = _text(_preview(adviser, programme, kind="sick_self_certified"))
    assert "Retten til egenmelding er fratatt fra 1. juni 2026" in said


def test_the_tab_costs_the_same_for_one_row_and_for_many(adviser: Client, programme: Participation) -> None:
    make_absence(programme, "holiday", "2026-06-01")
    adviser.get(_tab(programme))
    with CaptureQueriesContext(connection) as few:
        adviser.get(_tab(programme))
    for number in range(2, 12):
        make_absence(programme, "holiday", f"2026-06-{number:02d}")
    with CaptureQueriesContext(connection) as many:
        adviser.get(_tab(programme))
    assert len(many) == len(few)
