"""Every event that an operation writes has a sentence."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from participants.history import sentence_of
from participants.models import AssignmentKind

_FLOORS = ("participants", "programmes", "employers")
_WRITTEN = re.compile(r'(?:note_event|event_of)\(\s*[\w.]+,\s*[\w.]+,\s*"(\w+)"')


def _kinds() -> set[str]:
    files = (path for floor in _FLOORS for path in Path(settings.BASE_DIR, floor, "operations").rglob("*.py"))
    return {kind for path in files for kind in _WRITTEN.findall(path.read_text(encoding="utf-8"))}


def test_every_kind_of_event_is_registered() -> None:
    from participants import history

    assert {"enrolled", "programme_awarded", "placement_logged"} <= _kinds()
    assert _kinds() <= set(history._sentences)


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("assigned", {"task": AssignmentKind.ADVISER, "name": "Kari"}, "Kari ble programrådgiver."),
        (
            "programme_awarded",
            {"first_day": "2026-02-02", "last_day": "2027-02-01", "months": 12, "goal": "work"},
            "Program tildelt: 12 måneder, 02.02.2026 – 01.02.2027, mål: arbeid.",
        ),
        (
            "programme_ended",
            {"reason": "goal_reached", "main_activity": "full_time_work"},
            "Programmet ble avsluttet: målet er nådd. Hovedaktivitet: arbeid på heltid.",
        ),
        (
            "flag_dismissed",
            {"duty": "permit_expiry", "reason": "Søknad er sendt."},
            "Varselet «Oppholdstillatelsen går ut» ble lagt bort. Søknad er sendt.",
        ),
        ("corrected", {"fields": ["phone", "settled_on"]}, "Rettet: telefon, bosatt dato."),
        ("placement_ended", {"employer": "Bakeriet AS"}, "Arbeidsforholdet hos Bakeriet AS tok slutt."),
    ],
)
def test_an_event_is_said_in_words(kind: str, facts: dict[str, object], said: str) -> None:
    assert sentence_of(kind, facts) == said


def test_an_event_that_nobody_registered_is_still_shown() -> None:
    assert sentence_of("something_new", {}) == "Something new"
