"""Days and amounts as people write them."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from agencies.errors import Refusal, RuleRefused
from agencies.web.forms import AmountField, DayField, show_refusals


class _Form(forms.Form):
    day = DayField()


@pytest.mark.parametrize("text", ["24.11.2026", "24.11.2026 ", "24/11/2026", "24-11-2026", "2026-11-24", "24112026"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    form = _Form({"day": text})
    assert form.is_valid()
    assert form.cleaned_data["day"] == dt.date(2026, 11, 24)


@pytest.mark.parametrize("text", ["31.02.2026", "24.11", "i morgen", "11/24/2026"])
def test_what_is_no_day_is_refused_with_the_form_it_should_have(text: str) -> None:
    form = _Form({"day": text})
    assert not form.is_valid()
    assert form.errors["day"] == ["Skriv en dato som finnes, på formen dd.mm.åååå."]


class _Amount(forms.Form):
    amount = AmountField()


@pytest.mark.parametrize(
    "text", ["12000,50", "12 000,50", "12\u00a0000,5", " 12000.50", "12.000,50", "12,000.50", "12\u202f000,50"]
)
def test_an_amount_is_read_as_people_write_it(text: str) -> None:
    form = _Amount({"amount": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal("12000.50")


@pytest.mark.parametrize("text", ["12.000", "12,000", "0", "-5", "tolv", ",", "1e9", "NaN", "12345678,00"])
def test_what_may_be_misread_or_is_no_amount_is_refused(text: str) -> None:
    assert not _Amount({"amount": text}).is_valid()


def test_a_refusal_stands_beside_its_field_and_else_on_top() -> None:
    form = _Form({"day": "24.11.2026"})
    assert form.is_valid()
    show_refusals(form, RuleRefused(Refusal("a", "For sent.", "day", "§ 12"), Refusal("b", "Nei.", "other")))
    assert form.errors["day"] == ["For sent. (§ 12)"]
    assert form.non_field_errors() == ["Nei."]
