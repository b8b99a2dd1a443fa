"""The template tags behind the pages' components."""

import pytest
from django import forms
from django.utils import translation

from agencies.templatetags.ui import DaysLeft, days_left, field_parts


@pytest.fixture(autouse=True)
def _norwegian():
    with translation.override("nb"):
        yield


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, DaysLeft("Ingen frist", "none")),
        (-2, DaysLeft("2 dager over fristen", "overdue")),
        (-1, DaysLeft("1 dag over fristen", "overdue")),
        (0, DaysLeft("I dag", "today")),
        (1, DaysLeft("1 dag igjen", "soon")),
        (14, DaysLeft("14 dager igjen", "soon")),
        (15, DaysLeft("15 dager igjen", "later")),
    ],
)
def test_days_left_says_how_near_a_date_is(days, expected):
    assert days_left(days) == expected


class AbsenceForm(forms.Form):
    first_day = forms.DateField(label="Fra")
    kind = forms.ChoiceField(choices=[("a", "Egenmelding")], widget=forms.RadioSelect)
    note = forms.CharField(required=False, help_text="Kort", widget=forms.Textarea(attrs={"class": "wide"}))


def test_a_date_field_gets_the_format_as_its_hint():
    parts = field_parts(AbsenceForm()["first_day"], "", "", mark_optional=True)
    assert (parts.kind, parts.hint, parts.described_by) == ("date", "dd.mm.åååå", "id_first_day_helptext")


def test_what_the_template_says_wins_over_the_form():
    parts = field_parts(AbsenceForm()["note"], "Merknad", "Lang", mark_optional=True)
    assert (parts.label, parts.hint, parts.optional) == ("Merknad", "Lang", True)


def test_a_faulty_field_is_described_by_its_hint_and_its_error():
    parts = field_parts(AbsenceForm({})["first_day"], "", "", mark_optional=True)
    assert parts.described_by == "id_first_day_helptext id_first_day_error"
