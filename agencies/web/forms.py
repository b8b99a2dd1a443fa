"""What all forms of Fotfeste share."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.errors import RuleRefused

_TIGHT = re.compile(r"^(\d{2})(\d{2})(\d{4})$")


class DayField(forms.DateField):
    """A day, written as dd.mm.yyyy; also 1.2.2026, 01022026 and the ISO form are read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%d.%m.%Y"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Skriv en dato som finnes, på formen dd.mm.åååå.")

    def to_python(self, value: Any) -> dt.date | None:
        """The day; eight digits in a row are read as ddmmyyyy."""
        if isinstance(value, str):
            value = _TIGHT.sub(r"\1.\2.\3", value.strip())
        return super().to_python(value)


class AmountField(forms.DecimalField):
    """An amount in kroner, above zero, with at most two decimals; 12000,50, 12 000,50 and 12,000.50 are the same.

    The last comma or full stop is the decimal sign. So 12.000 is refused rather than read as twelve.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 9)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal("0.01"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Skriv beløpet med tall, for eksempel 12000,50.")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the parent reads whole numbers
        """The amount."""
        if isinstance(value, str):
            value = "".join(value.split())
            sign_at = max(value.rfind(","), value.rfind("."))
            if sign_at >= 0:
                value = re.sub("[.,]", "", value[:sign_at]) + "." + value[sign_at + 1 :]
        return super().to_python(value)


def show_refusals(form: forms.BaseForm, refused: RuleRefused) -> None:
    """Put an operation's refusals where they belong: beside the field, or on top, each with its paragraph."""
    for refusal in refused.refusals:
        text = f"{refusal.detail} ({refusal.paragraph})" if refusal.paragraph else refusal.detail
        form.add_error(refusal.field if refusal.field in form.fields else None, text)
