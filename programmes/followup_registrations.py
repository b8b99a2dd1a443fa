"""What follow-up hands up to the frame: journal, appointments, reviews."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.history import Facts, register_event
from participants.hooks import on_merge
from participants.models import Deadline
from participants.panels import (
    Act,
    CasePanel,
    Column,
    PanelSpot,
    WorkCounter,
    WorkPanel,
    register_act,
    register_column,
    register_panel,
    register_work_counter,
    register_work_panel,
)
from participants.splits import SplitPart, register_split_part
from participants.transfers import register_transfer_part
from programmes.models.followup import AppointmentKind, AppointmentState, EntryKind, JournalEntry
from programmes.operations.followup.duties import NOTE_FOLLOW_UP, PLAN_REVIEW
from programmes.operations.followup.moving import REVIEW_AGREEMENTS, merge_follow_up
from programmes.web.followup.panel import notes_tab
from programmes.web.followup.work import last_contacts, today_panel, unpublished


def _hold(deadline: Deadline) -> str:
    return reverse("programmes:hold-review", args=[deadline.subject_id])


def _follow_up(deadline: Deadline) -> str:
    return reverse("programmes:follow-up-note", args=[deadline.subject_id])


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d.%m.%Y}"


def _published(facts: Facts) -> str:
    return gettext("Publisert: %(what)s.") % {"what": EntryKind(facts["entry_kind"]).label}


def _voided(facts: Facts) -> str:
    return gettext("Trukket tilbake: %(what)s.") % {"what": EntryKind(facts["entry_kind"]).label}


def _made(facts: Facts) -> str:
    return gettext("Avtalt %(day)s: %(what)s.") % {
        "day": _day(facts["day"]),
        "what": AppointmentKind(facts["what"]).label,
    }


def _outcome(facts: Facts) -> str:
    return gettext("Avtale: %(outcome)s.") % {"outcome": AppointmentState(facts["outcome"]).label}


def _planned(facts: Facts) -> str:
    return gettext("Gjennomgang av planen ble planlagt %(day)s.") % {"day": _day(facts["day"])}


def _note(row: Any) -> str:
    return f"{row.get_kind_display()} {row.happened_on:%d.%m.%Y}"


register_duty(
    DutyKind(
        code=PLAN_REVIEW,
        label=_("Gjennomgang av planen"),
        thresholds=(14, 0),
        action_label=_("Hold gjennomgang"),
        action_url=_hold,
        resource=Resource.REVIEW,
        fields=FieldGroup.PLAN,
    )
)
register_duty(
    DutyKind(
        code=NOTE_FOLLOW_UP,
        label=_("Følg opp notat"),
        thresholds=(0,),
        action_label=_("Fulgt opp"),
        action_url=_follow_up,
        resource=Resource.JOURNAL,
        fields=FieldGroup.NOTES,
    )
)
register_panel(
    CasePanel(
        code="notater",
        title=_("Notater"),
        spot=PanelSpot.TAB,
        order=70,
        template="programmes/followup/tab.html",
        fields=FieldGroup.NOTES,
        context=notes_tab,
    )
)
register_act(
    Act(
        label=_("Notat"),
        url_name="programmes:write-note",
        resource=Resource.JOURNAL,
        action=Action.CREATE,
        order=25,
    )
)
register_act(
    Act(
        label=_("Samtale"),
        url_name="programmes:make-appointment",
        resource=Resource.APPOINTMENT,
        action=Action.CREATE,
        order=45,
    )
)
register_work_counter(
    WorkCounter(label=_("Referat å publisere"), url_name="programmes:unpublished", order=30, count=unpublished)
)
register_work_panel(WorkPanel(order=10, template="programmes/followup/today.html", context=today_panel))
register_column(
    Column("last_contact", _("Sist kontakt"), 95, FieldGroup.NOTES, last_contacts, "programmes/columns/day.html")
)
register_transfer_part(REVIEW_AGREEMENTS)
on_merge(merge_follow_up)
register_split_part(SplitPart("journal", _("Notater"), 60, JournalEntry, _note))
register_event("note_published", _published)
register_event("note_voided", _voided)
register_event("note_followed_up", lambda _facts: _("Et notat ble fulgt opp."))
register_event("appointment_made", _made)
register_event("appointment_registered", _outcome)
register_event("review_planned", _planned)
register_event("review_held", lambda _facts: _("Gjennomgang av planen ble holdt."))
register_event("review_cancelled", lambda _facts: _("Gjennomgang av planen ble avlyst."))
