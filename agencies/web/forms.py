"""What all forms of Fotfeste share."""

import datetime as dt
import re
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


def show_refusals(form: forms.BaseForm, refused: RuleRefused) -> None:
    """Put an operation's refusals where they belong: beside the field, or on top, each with its paragraph."""
    for refusal in refused.refusals:
        text = f"{refusal.detail} ({refusal.paragraph})" if refusal.paragraph else refusal.detail
        form.add_error(refusal.field if refusal.field in form.fields else None, text)
