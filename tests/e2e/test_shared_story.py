"""A municipality and NAV on one case, each in a browser: a proposal, a message, the hand-over at the end."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from participants.operations.assignment import assign
from tests.e2e.conftest import Receive
from tests.e2e.town import Town, build_town
from tests.e2e.visitor import Visitor
from tests.world import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]
_DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> Town:
    """The town, where the one whose programme ends has a contact at NAV."""
    built = build_town(timezone.localdate())
    assign(
        actor_of(built.leader), built.ending.participant_id, user_id=built.nav_adviser.pk, kind="nav_contact",
        first_day=timezone.localdate() - _DAY,
    )  # fmt: skip
    return built


def _nav_proposes_and_writes(nav: Visitor, case: str) -> None:
    nav.go(f"{case}forslag/nytt/")
    nav.inspect("choose-proposal")
    nav.follow("Avslutt programmet")
    nav.page.get_by_label("Siste dag i programmet").fill(f"{timezone.localdate():%d.%m.%Y}")
    nav.page.get_by_label("Hva deltakeren hovedsakelig gjør etterpå").select_option("full_time_work")
    nav.page.get_by_label("Begrunnelse").fill("Hun har fått fast jobb.")
    nav.press("Send forslaget")
    nav.sees("Forslaget er sendt.")
    nav.inspect("proposals-sent")
    nav.go(f"{case}meldinger/")
    nav.page.get_by_label("Ny melding").fill("Kontrakten er signert i dag.")
    nav.press("Send til kommunen")
    nav.sees("Meldingen er sendt.")


def _municipality_answers_and_hands_over(adviser: Visitor, case: str) -> None:
    adviser.go("/")
    adviser.follow(re.compile("Uleste meldinger"))
    adviser.follow(re.compile("Tkachuk"))
    adviser.sees("Kontrakten er signert i dag.")
    adviser.inspect("thread")
    adviser.go("/forslag/")
    adviser.follow(re.compile("Svar "))
    adviser.sees(re.compile("arbeid på heltid", re.IGNORECASE))
    adviser.press("Godta forslaget")
    adviser.sees("Forslaget er godtatt.")
    adviser.go(f"{case}overlevering/nav/")
    adviser.page.get_by_label("Registrert som arbeidssøker?").select_option("not_needed")
    adviser.page.get_by_label("Hva skal deltakeren gjøre etter programmet?").select_option("full_time_work")
    adviser.inspect("handover-checklist")
    adviser.press("Send til NAV")
    adviser.sees("Overleveringen er sendt til NAV.")


def _nav_answers(nav: Visitor, case: str) -> None:
    nav.go("/deltakere/?teller=overlevering")
    nav.sees(re.compile("Tkachuk"))
    nav.inspect("portfolio-of-nav")
    nav.go(f"{case}overlevering/nav/")
    nav.page.get_by_label("NAV følger opp", exact=True).check()
    nav.page.get_by_label("Første møte hos NAV").fill(f"{timezone.localdate() + 7 * _DAY:%d.%m.%Y}")
    nav.inspect("handover-answer")
    nav.press("Svar og lukk")
    nav.sees("Svaret fra NAV")


def test_the_municipality_answers_nav_and_nav_answers_the_hand_over(town: Town, receive: Receive) -> None:
    case = f"/deltakere/{town.ending.participant_id}/"
    nav = receive(town.nav_adviser)
    _nav_proposes_and_writes(nav, case)
    _municipality_answers_and_hands_over(receive(town.adviser), case)
    _nav_answers(nav, case)
