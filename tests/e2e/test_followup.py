"""A caseworker: an appointment with an interpreter, who came, the minutes, and the next review as a deadline."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Role
from programmes.operations.followup.reviews import plan_review
from tests.e2e.conftest import Receive
from tests.e2e.visitor import Visitor
from tests.programmes.awards import make_programme
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_an_appointment_becomes_minutes_and_the_next_review(receive: Receive) -> None:
    today = timezone.localdate()
    person = make_person(make_municipality(), given_name="Olena", interpreter_language="uk", phone="40000000")
    adviser = make_user(person.municipality, Role.PROGRAMME_ADVISER, name="Marte Solheim")
    begun = {"first_day": today - dt.timedelta(days=30), "awarded_on": today - dt.timedelta(days=36)}
    offered = today - dt.timedelta(days=37)
    programme = make_programme(person, actor_of(adviser), offer_date=offered, **begun)
    plan_review(actor_of(adviser), programme.pk, planned_on=today + dt.timedelta(days=5))
    visitor = receive(adviser)
    _arrange(visitor, reverse("programmes:make-appointment", args=[person.pk]), today)
    _hold(visitor)
    _publish_minutes(visitor, today)
    _write_a_note(visitor, reverse("programmes:write-note", args=[person.pk]))


def _arrange(visitor: Visitor, address: str, today: dt.date) -> None:
    page = visitor.page
    visitor.go(address)
    page.get_by_label("Hva gjelder det?").select_option(label="gjennomgang av planen")
    page.get_by_label("Dato", exact=True).fill(f"{today:%d.%m.%Y}")
    page.get_by_label("Klokkeslett").fill("00:05")
    page.get_by_label("Sted").fill("Rådhuset, rom 204")
    page.get_by_label("Tolk bestilt").fill(f"{today - dt.timedelta(days=3):%d.%m.%Y}")
    visitor.inspect("followup-appointment")
    visitor.press("Lagre avtalen")
    page.wait_for_url("**/notater/")
    visitor.sees("Tolk bestilt, ikke bekreftet")


def _hold(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.sees("Rådhuset, rom 204")
    visitor.inspect("followup-today")
    visitor.page.get_by_role("link", name="Før oppmøte").first.click()
    visitor.page.get_by_label("møtt", exact=True).check()
    visitor.press("Lagre")
    visitor.page.wait_for_url("**/gjennomgang/**")


def _publish_minutes(visitor: Visitor, today: dt.date) -> None:
    page = visitor.page
    following = today + dt.timedelta(days=60)
    visitor.sees("Bare kommunen ser referatet.")
    page.get_by_label("Hva ble avtalt?").fill("Praksis på kjøkken fra mandag.")
    page.get_by_label("Referat").fill("Olena vil ha flere timer.")
    page.get_by_label("Neste gjennomgang").fill(f"{following:%d.%m.%Y}")
    visitor.inspect("followup-review")
    visitor.press("Publiser referatet")
    page.wait_for_url("**/plan/")
    visitor.sees("Praksis på kjøkken fra mandag.")
    visitor.inspect("followup-plan-tab")
    visitor.go("/?hvem=alle")
    visitor.sees(f"Gjennomgang av planen {following:%d.%m.%Y}")


def _write_a_note(visitor: Visitor, address: str) -> None:
    visitor.go(address)
    visitor.page.get_by_label("Tekst").fill("Snakket om bussen.")
    visitor.inspect("followup-note")
    visitor.press("Lagre utkast")
    visitor.page.wait_for_url("**/notater/")
    visitor.sees("Utkast som bare du ser")
    visitor.inspect("followup-notes")
    visitor.follow(re.compile(r"^Notat \d"))
    visitor.press("Publiser")
    visitor.page.wait_for_url("**/notater/")
    visitor.sees("Notatet er publisert.")
