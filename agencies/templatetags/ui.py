"""What the components in `templates/cotton/` need and a template cannot say."""

from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django_cotton.templatetags import Attrs

register = template.Library()

SOON_DAYS = 14
"""From this many days left a date is «soon»: it gets the warning mark."""


@dataclass(frozen=True)
class DaysLeft:
    """How near a date is, as words and as the tone of its mark."""

    text: str
    tone: str


@register.simple_tag
def days_left(days: int | None) -> DaysLeft:
    """The words and the tone for a number of days until a date; negative is past due, None is no date."""
    if days is None:
        return DaysLeft(gettext("Ingen frist"), "none")
    if days < 0:
        text = ngettext("%(days)s dag over fristen", "%(days)s dager over fristen", -days) % {"days": -days}
        return DaysLeft(text, "overdue")
    if days == 0:
        return DaysLeft(gettext("I dag"), "today")
    text = ngettext("%(days)s dag igjen", "%(days)s dager igjen", days) % {"days": days}
    return DaysLeft(text, "soon" if days <= SOON_DAYS else "later")


@register.filter
def flat(attrs: Attrs) -> SafeString:
    """The attributes that a component did not declare, escaped, for its outermost element."""
    return flatatt(attrs.attrs_dict())


@dataclass(frozen=True)
class FieldParts:
    """What stands around a form field's control, and which markup it takes."""

    kind: str
    label: str
    hint: str
    optional: bool
    described_by: str


@register.simple_tag
def field_parts(field: BoundField, label: str, hint: str, mark_optional: bool) -> FieldParts:
    """Collect a field's label, hint and the ids that describe it; what the template says wins over the form."""
    kind = _kind(field)
    hint = str(hint or field.help_text or (gettext("dd.mm.åååå") if kind == "date" else ""))
    described_by = [f"{field.auto_id}_helptext"] if hint else []
    if field.errors:
        described_by.append(f"{field.auto_id}_error")
    return FieldParts(
        kind=kind,
        label=str(label or field.label),
        hint=hint,
        optional=bool(mark_optional) and not field.field.required,
        described_by=" ".join(described_by),
    )


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "date" if isinstance(field.field, forms.DateField) else "other"


@register.simple_tag
def control(field: BoundField, parts: FieldParts, attrs: Attrs) -> SafeString:
    """Render the field's own widget with the design system's class and the ids of its hint and error."""
    own = field.field.widget.attrs
    given: dict[str, str | bool] = {}
    if parts.kind == "date":
        given |= {"inputmode": "numeric", "autocomplete": own.get("autocomplete", "off"), "data-date": True}
    given |= attrs.attrs_dict()
    given["class"] = f"ds-input {own.get('class', '')}".strip()
    if parts.described_by:
        given["aria-describedby"] = parts.described_by
    return field.as_widget(attrs=given)
