"""What programmes show on the case, on the timeline and in the portfolio, and to whom."""

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role
from participants.models import Participant
from participants.panels import columns
from programmes.absence_facts import AbsenceFacts
from programmes.law.procedure_states import DecisionAct
from programmes.operations.absences import register_absence
from programmes.operations.ending import end_programme
from programmes.web.filters import narrow_to_phase
from programmes.web.panels import award_facts, programme_box, progress_of
from programmes.web.timeline import programme_timeline
from tests.programmes.awards import make_programme
from tests.programmes.decisions import drafted, step
from tests.world import make_actor, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


def _head(actor: Actor, person: Participant, today: dt.date = TODAY) -> str:
    with acting_as(actor):
        context = programme_box(actor, person, today)
        return " ".join(render_to_string("programmes/panels/head.html", {"person": person, **context}).split())


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


def test_without_a_programme_the_box_says_by_when_and_leads_to_the_award(adviser: Actor, municipality: Agency) -> None:
    person = make_person(municipality)
    text = _head(adviser, person)
    assert "Vedtak og oppstart senest 01.01.2027." in text
    assert reverse("programmes:award", args=[person.pk]) in text


def test_the_box_shows_the_days_and_why_it_ends_when_it_does(adviser: Actor, municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person)
    text = _head(adviser, person)
    assert "323 dager igjen" in text
    assert "Dag 42 av 365" in text
    assert "Programmet varer i 12 måneder fra 12. oktober 2026." in text
    assert "integreringsloven § 13 tredje ledd" in text


def test_a_nav_adviser_gets_no_buttons_of_decisions(municipality: Agency) -> None:
    person = make_person(municipality)
    nav_adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    assert "Fatt vedtak" not in _head(nav_adviser, person)
    make_programme(person)
    assert "Avslutt programmet" not in _head(nav_adviser, person)


def test_the_reason_of_the_award_is_for_those_who_see_decisions(adviser: Actor, municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person, reason="Bare for kommunen.")
    nav_adviser = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with acting_as(adviser):
        shown = award_facts(adviser, person, TODAY)
    with acting_as(nav_adviser):
        hidden = award_facts(nav_adviser, person, TODAY)
    assert shown is not None
    assert hidden is not None
    assert (shown["reason"], hidden["reason"]) == ("Bare for kommunen.", "")
    assert hidden["programme"].goal == "work"


def test_the_whole_case_keeps_the_reason_from_nav(client: Client, municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person, reason="Bare for kommunen.")
    url = reverse("participants:case", args=[person.pk])
    client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    assert "Bare for kommunen." not in client.get(url).content.decode()
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert "Bare for kommunen." in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("today", "day", "at"),
    [
        (dt.date(2026, 10, 11), 0, 0),
        (dt.date(2026, 10, 12), 1, 3),
        (dt.date(2027, 10, 11), 365, 1000),
        (dt.date(2028, 1, 1), 365, 1000),
    ],
)
def test_the_picture_stands_between_the_first_and_the_last_day(
    municipality: Agency, today: dt.date, day: int, at: int
) -> None:
    progress = progress_of(make_programme(make_person(municipality)), today)
    assert (progress.day, progress.at) == (day, at)


def test_the_timeline_has_offer_award_programme_and_planned_end(adviser: Actor, municipality: Agency) -> None:
    person = make_person(municipality)
    make_programme(person)
    with acting_as(adviser):
        items = list(programme_timeline(adviser, person, TODAY))
    assert [(item.label, item.first_day, item.is_period, item.is_planned) for item in items] == [
        ("Tilbud om oppstart", dt.date(2026, 10, 5), False, False),
        ("Vedtak om program", dt.date(2026, 10, 6), False, False),
        ("Introduksjonsprogram", dt.date(2026, 10, 12), True, False),
        ("Programmet slutter", dt.date(2027, 10, 11), False, True),
    ]
    assert {str(item.responsible) for item in items} == {"Kommunen"}


def test_the_columns_answer_for_a_page_with_the_same_queries_at_one_and_at_twenty(
    adviser: Actor, municipality: Agency
) -> None:
    counts = []
    ids = []
    for more in (1, 19):
        for _ in range(more):
            person = make_person(municipality)
            ids.append(person.pk)
            make_programme(person)
        with acting_as(adviser), CaptureQueriesContext(connection) as queries:
            cells = {column.code: column.values(adviser, ids, timezone.localdate()) for column in columns()}
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert cells["ends"][ids[0]] == dt.date(2027, 10, 11)
    assert set(cells["phase"]) == set(ids)


def _away_stopped_and_moved(adviser: Actor, municipality: Agency) -> tuple[Participant, Participant, Participant]:
    away, stopped, moved = (make_person(municipality) for _ in range(3))
    facts = AbsenceFacts(kind="peace_work", first_day=TODAY, last_day=TODAY + dt.timedelta(days=2), reason="Fred.")
    register_absence(adviser, make_programme(away, adviser).pk, facts)
    content = {"first_day": TODAY.isoformat()}
    draft = drafted(
        adviser, make_programme(stopped, adviser), decision_type="stop_temporary", is_refusal=False, content=content
    )
    step(adviser, draft, DecisionAct.DECIDE, note="Har uttalt seg.")
    end_programme(adviser, make_programme(moved, adviser).pk, ended_on=TODAY, end_reason="moved", main_activity="other")
    return away, stopped, moved


def test_leave_stop_and_move_are_said_in_the_column_the_filter_and_the_head(
    adviser: Actor, municipality: Agency
) -> None:
    people = _away_stopped_and_moved(adviser, municipality)
    [phases] = [column for column in columns() if column.code == "phase"]
    with acting_as(adviser):
        cells = phases.values(adviser, [person.pk for person in people], TODAY)
        found = {
            state: list(narrow_to_phase(Participant.objects.visible_to(adviser), state, TODAY))
            for state in ("on_leave", "stopped", "moved", "running")
        }
    away, stopped, moved = people
    assert [str(cells[person.pk]["label"]) for person in people] == ["I permisjon", "Stanset", "Flyttet"]
    assert found == {"on_leave": [away], "stopped": [stopped], "moved": [moved], "running": []}
    assert "I permisjon" in _head(adviser, away)
    assert "Stanset" in _head(adviser, stopped)
    assert "I program" not in _head(adviser, moved)
