"""The forms of staff administration."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from agencies.models import AgencyKind, Membership, Role
from agencies.operations.staffing.members import Access, roles_to_give
from agencies.web.forms import DayField


def _role_choices(actor: Actor) -> list[tuple[str, str]]:
    kind = actor.agency_kind or AgencyKind.COUNTY
    return [(role.value, capfirst(str(role.label))) for role in roles_to_give(kind)]


class PeriodForm(forms.Form):
    """The days of a role, and whether it opens confidential addresses."""

    first_day = DayField(label=_("Første dag"))
    last_day = DayField(
        label=_("Siste dag"), required=False, help_text=_("La feltet stå tomt når rollen ikke har noen slutt.")
    )
    cleared = forms.BooleanField(
        label=_("Kan se fortrolig adresse (kode 7)"),
        required=False,
        help_text=_("Strengt fortrolig adresse krever at den ansatte er navngitt på saken."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"].initial = timezone.localdate()

    @classmethod
    def of(cls, membership: Membership, data: Any = None) -> "PeriodForm":
        """The form filled with a role as it is."""
        known = {
            "first_day": membership.first_day,
            "last_day": membership.last_day,
            "cleared": membership.cleared_for_confidential,
        }
        return cls(data, initial=known)


class RoleForm(PeriodForm):
    """One more role."""

    role = forms.ChoiceField(label=_("Rolle"))
    field_order = ("role", "first_day", "last_day", "cleared")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(actor)  # type: ignore[attr-defined]

    @property
    def access(self) -> Access:
        """What was chosen."""
        given = self.cleaned_data
        return Access(
            role=given["role"], first_day=given["first_day"], last_day=given["last_day"], cleared=given["cleared"]
        )


class InviteForm(PeriodForm):
    """Somebody new."""

    name = forms.CharField(label=_("Navn"), max_length=200)
    email = forms.CharField(
        label=_("E-post"), max_length=254, help_text=_("Lenken sendes hit, og den ansatte logger inn med adressen.")
    )
    phone = forms.CharField(
        label=_("Telefon"), max_length=30, required=False, help_text=_("Vises for dem som samarbeider om en sak.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roller"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst én rolle.")},
    )
    field_order = ("name", "email", "phone", "roles", "first_day", "last_day", "cleared")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = _role_choices(actor)  # type: ignore[attr-defined]

    @property
    def access(self) -> list[Access]:
        """One role in the period for each that was chosen."""
        given = self.cleaned_data
        return [
            Access(role=role, first_day=given["first_day"], last_day=given["last_day"], cleared=given["cleared"])
            for role in sorted(given["roles"], key=list(Role.values).index)
        ]


class PasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("Velg passord"),
        max_length=200,
        strip=False,
        help_text=_("Minst 12 tegn. En setning du husker, er bedre enn et ord med tegn."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Skriv passordet en gang til"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("Passordene er ikke like."))
        return given


class DueForm(forms.Form):
    """The day by which a review is to be done."""

    due_on = DayField(label=_("Frist for å gå gjennom alle"))
