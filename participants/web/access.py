"""Access itself: taking it with a reason, protecting a case, and declaring who is close."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.models import Kinship
from agencies.web.forms import DayField, show_refusals
from agencies.web.pages import Page, go_to, is_on_this_site, show
from participants.models import Confidentiality, Participant
from participants.models.override import LONGEST_REASON, SHORTEST_REASON
from participants.operations.declaring_kin import declare_kin, declared_by
from participants.operations.naming import may_be_named
from participants.operations.overriding import longest_until, take_access
from participants.operations.protecting import change_protection, named_on
from participants.web.acts import CaseFormPage

_BETWEEN = re.compile(r"[,;\n]+")


class TakeAccessForm(forms.Form):
    """Why, and for how long."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor trenger du å arbeide med saken?"),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mellom 10 og 255 tegn. Personvernombudet leser begrunnelsen; skriv ikke om helse her."),
    )
    last_day = DayField(label=gettext_lazy("Til og med"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = longest_until(timezone.localdate())
        self.fields["last_day"].help_text = _("Senest %(date)s.") % {"date": f"{latest:%d.%m.%Y}"}
        self.fields["last_day"].initial = timezone.localdate()


class TakeAccessPage(CaseFormPage):
    """Where a caseworker comes who would write on a colleague's case."""

    title = gettext_lazy("Ta tilgang til saken")
    subtitle = gettext_lazy("En kollega har saken. Du kan lese den; for å endre noe må du si hvorfor.")
    save_label = gettext_lazy("Ta tilgang")
    resource = Resource.OVERRIDE
    action = Action.CREATE
    template = "participants/access/take.html"

    def make_form(self, _person: Participant, data: Any = None) -> forms.Form:
        """The reason and the day."""
        return TakeAccessForm(data)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Take it."""
        taken = take_access(self.request.actor, person.pk, **facts)
        return _("Du har tilgang til saken til og med %(date)s.") % {"date": f"{taken.last_day:%d.%m.%Y}"}

    def done_url(self, person: Participant) -> str:
        """Back to the page that asked for it."""
        wanted = self.request.GET.get("next", "")
        if wanted and is_on_this_site(self.request, wanted):
            return wanted
        return super().done_url(person)


class ProtectForm(forms.Form):
    """The grade, the shield, and who may open the case."""

    confidentiality = forms.TypedChoiceField(
        label=gettext_lazy("Adressesperre"),
        choices=Confidentiality.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    is_shielded = forms.BooleanField(
        label=gettext_lazy("Skjermet: personen eller nær familie arbeider i kommunen eller i NAV"), required=False
    )
    named = forms.MultipleChoiceField(
        label=gettext_lazy("Hvem skal ha tilgang til saken?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Gjelder ved adressesperre eller skjerming. Velg minst én til, så noen kan ta over."),
    )

    def __init__(self, person: Participant, *args: Any, **kwargs: Any) -> None:
        named = named_on(person)
        kwargs.setdefault("initial", {
            "confidentiality": person.confidentiality, "is_shielded": person.is_shielded,
            "named": [str(user) for user in named],
        })  # fmt: skip
        super().__init__(*args, **kwargs)
        staff = may_be_named(person.municipality_id)
        self.fields["named"].choices = [(str(user.pk), user.name) for user in staff]  # type: ignore[attr-defined]


class ProtectPage(CaseFormPage):
    """Grade the address, shield the case, name who may open it."""

    title = gettext_lazy("Adressesperre og skjerming")
    subtitle = gettext_lazy("Saken forsvinner straks for alle andre enn de som er navngitt: lister, søk, tall og API.")

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """As it is now."""
        return ProtectForm(person, data)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Change it, in force at once."""
        change_protection(
            self.request.actor,
            person.pk,
            confidentiality=facts["confidentiality"],
            is_shielded=facts["is_shielded"],
            named_user_ids=[UUID(user) for user in facts["named"]],
        )
        return _("Hvem som ser saken, er endret.")


class KinForm(forms.Form):
    """Whose numbers, and the numbers."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Hvem gjelder det?"),
        choices=Kinship.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Familie: foreldre, barn, søsken, partner nå eller før, og den du har barn med."),
    )
    numbers = forms.CharField(
        label=gettext_lazy("Fødselsnummer, D-nummer eller DUF-nummer"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "inputmode": "numeric"}),
        max_length=1000,
        help_text=gettext_lazy("Ett nummer på hver linje."),
    )


class KinPage(Page):
    """Where staff say who they are and who is close; what was written never comes back."""

    def get(self, _request: object) -> HttpResponse:
        """An empty form, and how many were declared before."""
        return self._page(KinForm())

    def post(self, _request: object) -> HttpResponse:
        """Keep the hashes."""
        form = KinForm(self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        numbers = [part.strip() for part in _BETWEEN.split(form.cleaned_data["numbers"]) if part.strip()]
        try:
            declare_kin(self.request.actor, form.cleaned_data["kind"], numbers)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        messages.success(self.request, _("Registrert. Er noen av dem deltakere, ser du ikke lenger sakene deres."))
        return go_to(self.request, reverse("participants:close-family"))

    def _page(self, form: KinForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "declared": declared_by(self.request.actor)}
        return show(self.request, "participants/access/kin.html", context, status)
