"""The page that shows all components; not in production."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse

from agencies.web.forms import DayField
from agencies.web.pages import Page, show


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Navn", max_length=80)
    born = DayField(label="Fødselsdato", help_text="Slik det står i passet")
    sex = forms.ChoiceField(label="Kjønn", choices=[("w", "kvinne"), ("m", "mann")], widget=forms.RadioSelect)
    remark = forms.CharField(label="Merknad", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    interpreter = forms.BooleanField(label="Trenger tolk", required=False)


class StyleGuidePage(Page):
    """All components on one page."""

    def get(self, _request: object) -> HttpResponse:
        """Show it; there is no such page in production."""
        if settings.ENVIRONMENT == "production":
            raise Http404
        return show(self.request, "agencies/style_guide.html", {"form": ExampleForm()})
