"""The pages of appointments: make, change, and register what became of them."""

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.models import Membership, Role
from agencies.web.forms import DayField
from participants.languages import language_choices, language_name
from participants.models import Participant
from participants.web.acts import CaseFormPage
from participants.web.case import tab_url
from programmes.models.followup import Appointment, AppointmentKind, AppointmentState, Reminder, Review
from programmes.operations.followup.appointments import Plans, change_appointment, make_appointment, register_outcome
from programmes.web.followup.rows import NOTES, RowFormPage

_STAFF = (Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER)
_CLOCK = ["%H:%M", "%H.%M", "%H%M"]


class AppointmentForm(forms.Form):
    """When, where, with whom, in which language, and how the participant is reminded."""

    kind = forms.ChoiceField(label=gettext_lazy("Hva gjelder det?"), choices=AppointmentKind.choices)
    day = DayField(label=gettext_lazy("Dato"))
    time = forms.TimeField(
        label=gettext_lazy("Klokkeslett"),
        input_formats=_CLOCK,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Skriv klokkeslettet på formen 09:30.")},
    )
    minutes = forms.IntegerField(label=gettext_lazy("Varighet i minutter"), min_value=5, max_value=600, initial=60)
    place = forms.CharField(label=gettext_lazy("Sted"), max_length=200)
    user_id = forms.ChoiceField(label=gettext_lazy("Ansatt"))
    interpreter_language = forms.ChoiceField(label=gettext_lazy("Tolkespråk"), required=False)
    interpreter_ordered_on = DayField(label=gettext_lazy("Tolk bestilt"), required=False)
    interpreter_confirmed_on = DayField(label=gettext_lazy("Tolk bekreftet"), required=False)
    reminder = forms.ChoiceField(
        label=gettext_lazy("Påminnelse dagen før"),
        choices=Reminder.choices,
        help_text=gettext_lazy("Meldingen sier bare dag og klokkeslett, ikke hva avtalen gjelder."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, person: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interpreter_language"].choices = [("", _("Ingen tolk")), *_languages(person)]  # type: ignore[attr-defined]
        self.fields["user_id"].choices = _staff_of(person)  # type: ignore[attr-defined]
        self.fields["user_id"].initial = str(actor.user_id)


class MakeAppointmentPage(CaseFormPage):
    """Make an appointment with the participant."""

    title = gettext_lazy("Avtal samtale")
    subtitle = gettext_lazy("Avtalen står i «I dag» hos den som holder den, og i kalenderen.")
    save_label = gettext_lazy("Lagre avtalen")
    resource = Resource.APPOINTMENT
    action = Action.CREATE

    def make_form(self, person: Participant, data: Any = None) -> forms.Form:
        """The participant's interpreter language and usual way of being reminded are chosen beforehand."""
        reminder = Reminder.SMS if person.phone else Reminder.EMAIL if person.email else Reminder.NONE
        usual = {
            "kind": AppointmentKind.CONVERSATION,
            "minutes": 60,
            "interpreter_language": person.interpreter_language,
            "reminder": Reminder.NONE if person.confidentiality else reminder,
        }
        return AppointmentForm(self.request.actor, person, data, initial=usual)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Make it."""
        appointment = make_appointment(self.request.actor, person.pk, plans_from(facts))
        return _("Avtalen %(when)s er lagret.") % {"when": when(appointment)}

    def done_url(self, person: Participant) -> str:
        """To the notes, where the appointment stands."""
        return tab_url(person.pk, NOTES)


class ChangeAppointmentPage(RowFormPage):
    """Move an appointment, order or confirm the interpreter."""

    title = gettext_lazy("Endre avtalen")
    model = Appointment
    resource = Resource.APPOINTMENT

    def make_form(self, row: Appointment, data: Any = None) -> forms.Form:
        """As it stands."""
        starts_at = timezone.localtime(row.starts_at)
        names = ("kind", "minutes", "place", "interpreter_language", "interpreter_ordered_on",
                 "interpreter_confirmed_on", "reminder", "version")  # fmt: skip
        stands = {name: getattr(row, name) for name in names}
        stands |= {"day": starts_at.date(), "time": starts_at.time(), "user_id": str(row.user_id)}
        return AppointmentForm(self.request.actor, row.participant, data, initial=stands)

    def save(self, row: Appointment, facts: dict[str, Any]) -> str:
        """Change it."""
        changed = change_appointment(self.request.actor, row.pk, plans_from(facts), expected_version=facts["version"])
        return _("Avtalen %(when)s er lagret.") % {"when": when(changed)}


class OutcomeForm(forms.Form):
    """What became of an appointment."""

    state = forms.ChoiceField(
        label=gettext_lazy("Hva ble av avtalen?"),
        choices=[choice for choice in AppointmentState.choices if choice[0] != AppointmentState.PLANNED],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Merknad"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class OutcomePage(RowFormPage):
    """Register whether the participant came; who came is led on to the minutes."""

    title = gettext_lazy("Hva ble av avtalen?")
    model = Appointment
    resource = Resource.APPOINTMENT
    attended = False

    def make_form(self, row: Appointment, data: Any = None) -> forms.Form:
        """Attended is chosen beforehand."""
        return OutcomeForm(data, initial={"state": AppointmentState.ATTENDED, "version": row.version})

    def save(self, row: Appointment, facts: dict[str, Any]) -> str:
        """Register it."""
        done = register_outcome(
            self.request.actor, row.pk, state=facts["state"], note=facts["note"], expected_version=facts["version"]
        )
        self.attended = done.state == AppointmentState.ATTENDED
        return _("Ført: %(state)s.") % {"state": done.get_state_display()}

    def next_url(self, row: Appointment) -> str:
        """To the minutes, when there is something to write."""
        return minutes_url(row) if self.attended else tab_url(row.participant_id, NOTES)


def plans_from(facts: dict[str, Any]) -> Plans:
    """What a form of appointments says, as the operation takes it."""
    names = ("kind", "place", "minutes", "interpreter_language", "interpreter_ordered_on", "interpreter_confirmed_on",
             "reminder", "user_id")  # fmt: skip
    starts_at = timezone.make_aware(dt.datetime.combine(facts["day"], facts["time"]))
    return Plans(starts_at=starts_at, **{name: facts[name] for name in names})


def minutes_url(appointment: Appointment) -> str:
    """Where the minutes of an appointment are written: the planned review, else a note."""
    if appointment.kind == AppointmentKind.REVIEW:
        review = Review.objects.filter(participant=appointment.participant_id).planned().order_by("planned_on").first()
        if review is not None:
            return f"{reverse('programmes:hold-review', args=[review.pk])}?avtale={appointment.pk}"
    return f"{reverse('programmes:write-note', args=[appointment.participant_id])}?avtale={appointment.pk}"


def when(appointment: Appointment) -> str:
    """The day and the hour in words."""
    starts_at = timezone.localtime(appointment.starts_at)
    return _("%(day)s kl. %(time)s") % {"day": f"{starts_at:%d.%m.%Y}", "time": f"{starts_at:%H.%M}"}


def _languages(person: Participant) -> list[tuple[str, str]]:
    """The languages of the list, and the person's own where an import brought another."""
    names = dict(language_choices())
    if person.interpreter_language:
        names.setdefault(person.interpreter_language, language_name(person.interpreter_language))
    return [(code, name[:1].upper() + name[1:]) for code, name in names.items()]


def _staff_of(person: Participant) -> list[tuple[str, str]]:
    rows = Membership.objects.active_on(timezone.localdate()).filter(
        agency=person.municipality_id, role__in=_STAFF, user__is_active=True
    )
    names = dict(rows.order_by("user__name").values_list("user_id", "user__name"))
    return [(str(pk), name) for pk, name in names.items()]
