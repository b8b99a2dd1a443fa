"""What fields that are found by what one writes share: which option is meant, and the text that is shown back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from employers.web.choices import Option


def picked(options: list[Option], pick: str | None) -> str:
    """The option that was picked from the choices shown, or the only one there is."""
    found = [option.value for option in options if len(options) == 1 or option.value == pick]
    if found:
        return found[0]
    if options:
        raise ValidationError(_("Flere passer. Velg en av dem."))
    raise ValidationError(_("Ingen passer. Prøv et annet ord eller hele nummeret."))


def with_text(posted: Any, name: str, text: str) -> QueryDict:
    """The posted data with the text that the field shows."""
    data = QueryDict(mutable=True)
    data.update(posted)
    data[name] = text
    return data
