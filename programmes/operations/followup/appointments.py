"""Makes appointments, moves them, orders interpreters, and registers what became of them."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import Membership, User
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.models.followup import Appointment, AppointmentKind, AppointmentState, Reminder

_SHORTEST, _LONGEST = 5, 600


@dataclass(frozen=True, slots=True)
class Plans:
    """What is planned of an appointment; the days of the interpreter are when it was ordered and confirmed."""

    kind: str
    starts_at: dt.datetime
    place: str
    minutes: int = 60
    interpreter_language: str = ""
    interpreter_ordered_on: dt.date | None = None
    interpreter_confirmed_on: dt.date | None = None
    reminder: str = Reminder.NONE
    user_id: UUID | None = None


@operation
def make_appointment(actor: Actor, participant_id: UUID, plans: Plans) -> Appointment:
    """Make an appointment with the participant, for the actor unless another of the municipality's staff is named."""
    require(actor, Action.CREATE, Resource.APPOINTMENT)
    person = lock_case(actor, participant_id)
    appointment = Appointment(participant=person, municipality_id=person.municipality_id)
    _write(actor, person, appointment, plans)
    note_event(
        actor, person, "appointment_made", timezone.localdate(), what=plans.kind, day=_day_of(appointment).isoformat()
    )
    return appointment


@operation
def change_appointment(
    actor: Actor, appointment_id: UUID, plans: Plans, *, expected_version: int | None = None
) -> Appointment:
    """Move an appointment or change what is planned of it."""
    require(actor, Action.CHANGE, Resource.APPOINTMENT)
    appointment = lock_appointment(actor, appointment_id, expected_version)
    if appointment.state != AppointmentState.PLANNED:
        raise RuleRefused(_already_registered())
    _write(actor, appointment.participant, appointment, plans)
    return appointment


@operation
def amend_appointment(
    actor: Actor, /, appointment_id: UUID, *, expected_version: int | None = None, **facts: Any
) -> Appointment:
    """Change what ``facts`` name of an appointment, and leave the rest as it stands."""
    appointment = Appointment.objects.visible_to(actor).get(pk=appointment_id)
    plans = replace(plans_of(appointment), **facts)
    return change_appointment(actor, appointment_id, plans, expected_version=expected_version)


@operation
def register_outcome(
    actor: Actor, appointment_id: UUID, *, state: str, note: str = "", expected_version: int | None = None
) -> Appointment:
    """Register whether the participant came, or that the appointment was called off."""
    require(actor, Action.CHANGE, Resource.APPOINTMENT)
    appointment = lock_appointment(actor, appointment_id, expected_version)
    if appointment.state != AppointmentState.PLANNED:
        raise RuleRefused(_already_registered())
    if state not in AppointmentState.values or state == AppointmentState.PLANNED:
        raise RuleRefused(Refusal("state_unknown", _("Velg hva som ble av avtalen."), "state"))
    if state != AppointmentState.CANCELLED and _day_of(appointment) > timezone.localdate():
        text = _("Avtalen er fram i tid. Oppmøte føres når den har vært.")
        raise RuleRefused(Refusal("in_future", text, "state"))
    appointment.state, appointment.outcome_note = state, note.strip()
    appointment.save()
    note_event(actor, appointment.participant, "appointment_registered", _day_of(appointment), outcome=state)
    return appointment


def lock_appointment(actor: Actor, appointment_id: UUID, version: int | None) -> Appointment:
    """The appointment under the lock of its case; ``Appointment.DoesNotExist`` when the actor may not see it."""
    visible = Appointment.objects.visible_to(actor)
    person = lock_case(actor, visible.values_list("participant_id", flat=True).get(pk=appointment_id))
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_id)
    appointment.participant = person
    require_version(appointment, version)
    return appointment


def plans_of(appointment: Appointment) -> Plans:
    """What is planned of an appointment as it stands."""
    return Plans(
        kind=appointment.kind,
        starts_at=appointment.starts_at,
        place=appointment.place,
        minutes=appointment.minutes,
        interpreter_language=appointment.interpreter_language,
        interpreter_ordered_on=appointment.interpreter_ordered_on,
        interpreter_confirmed_on=appointment.interpreter_confirmed_on,
        reminder=appointment.reminder,
        user_id=appointment.user_id,
    )


def _write(actor: Actor, person: Participant, appointment: Appointment, plans: Plans) -> None:
    if refusals := [*_faults(plans), *_reminder_faults(person, plans)]:
        raise RuleRefused(*refusals)
    appointment.user = _staff(actor, person, plans.user_id)
    appointment.kind, appointment.starts_at, appointment.minutes = plans.kind, plans.starts_at, plans.minutes
    appointment.place, appointment.reminder = plans.place.strip(), plans.reminder
    appointment.interpreter_language = plans.interpreter_language
    appointment.interpreter_ordered_on = plans.interpreter_ordered_on
    appointment.interpreter_confirmed_on = plans.interpreter_confirmed_on
    appointment.save()


def _staff(actor: Actor, person: Participant, user_id: UUID | None) -> User:
    chosen = user_id or actor.user_id
    here = Membership.objects.active_on(timezone.localdate()).filter(agency=person.municipality_id, user=chosen)
    user = User.objects.filter(pk__in=[chosen] if chosen else [], is_active=True).first()
    if user is None or not here.exists():
        text = _("Velg en ansatt i kommunen.")
        raise RuleRefused(Refusal("user_not_here", text, "user_id"))
    return user


def _faults(plans: Plans) -> list[Refusal]:
    faults: list[Refusal] = []
    if plans.kind not in AppointmentKind.values:
        faults.append(Refusal("kind_unknown", _("Velg hva avtalen gjelder."), "kind"))
    if not plans.place.strip():
        faults.append(Refusal("place_missing", _("Skriv hvor avtalen er."), "place"))
    if not _SHORTEST <= plans.minutes <= _LONGEST:
        faults.append(Refusal("minutes_wrong", _("En avtale varer fra 5 til 600 minutter."), "minutes"))
    if not plans.interpreter_language and (plans.interpreter_ordered_on or plans.interpreter_confirmed_on):
        faults.append(Refusal("language_missing", _("Velg tolkespråk."), "interpreter_language"))
    if plans.interpreter_confirmed_on and not plans.interpreter_ordered_on:
        text = _("Tolken må være bestilt før den kan være bekreftet.")
        faults.append(Refusal("interpreter_not_ordered", text, "interpreter_ordered_on"))
    return faults


def _reminder_faults(person: Participant, plans: Plans) -> list[Refusal]:
    if plans.reminder not in Reminder.values:
        return [Refusal("reminder_unknown", _("Velg hvordan deltakeren skal minnes på avtalen."), "reminder")]
    if plans.reminder == Reminder.EMAIL and not person.email:
        return [Refusal("email_missing", _("Deltakeren har ingen e-postadresse på saken."), "reminder")]
    if plans.reminder == Reminder.SMS and not person.phone:
        return [Refusal("phone_missing", _("Deltakeren har ikke noe telefonnummer på saken."), "reminder")]
    return []


def _already_registered() -> Refusal:
    return Refusal("already_registered", _("Det er allerede ført hva som ble av avtalen."))


def _day_of(appointment: Appointment) -> dt.date:
    return timezone.localtime(appointment.starts_at).date()
