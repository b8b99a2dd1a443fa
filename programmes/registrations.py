"""What this floor registers when the project starts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.hooks import after_correction, after_enrolment, on_merge
from participants.models import Deadline, Participant
from participants.panels import (
    Act,
    CaseFilter,
    CasePanel,
    Column,
    PanelSpot,
    register_act,
    register_column,
    register_filter,
    register_panel,
    register_timeline,
)
from programmes import (  # noqa: F401 - register what they hand up
    absence_registrations,
    caseload_registrations,
    change_registrations,
    class_registrations,
    decision_registrations,
    followup_registrations,
    list_registrations,
    measure_registrations,
    people_registrations,
    plan_registrations,
    shared_case_registrations,
    start_registrations,
    subject_registrations,
    team_registrations,
    transfer_registrations,
)
from programmes.history import register_events
from programmes.models import Participation
from programmes.operations.correcting import move_start
from programmes.operations.duties import PLAN, PROGRAMME_END, PROGRAMME_START, owe_start
from programmes.operations.merging import merge_programmes
from programmes.web.columns import days_left, last_days, phases
from programmes.web.filters import WITHOUT, narrow_to_phase
from programmes.web.panels import STATE_LABELS, award_facts, programme_box
from programmes.web.timeline import programme_timeline


def _award(deadline: Deadline) -> str:
    return reverse("programmes:award", args=[deadline.participant_id])


def _end(deadline: Deadline) -> str:
    return reverse("programmes:end", args=[deadline.subject_id])


def _plan(deadline: Deadline) -> str:
    return reverse("programmes:plan", args=[deadline.subject_id])


def _has_no_programme(person: Participant) -> bool:
    return not Participation.objects.filter(participant=person).standing().exists()


after_enrolment(owe_start)
after_correction(move_start)
on_merge(merge_programmes)
register_duty(
    DutyKind(
        code=PROGRAMME_START,
        label=_("Vedtak og oppstart innen tre måneder"),
        thresholds=(30, 15, 0),
        action_label=_("Fatt vedtak"),
        action_url=_award,
        action=Action.DECIDE,
    )
)
register_duty(
    DutyKind(
        code=PROGRAMME_END,
        label=_("Programmet slutter"),
        thresholds=(90, 60, 30, 14, 0),
        action_label=_("Avslutt"),
        action_url=_end,
        action=Action.DECIDE,
        outlives=True,
    )
)
register_duty(
    DutyKind(
        code=PLAN,
        label=_("Integreringsplan"),
        thresholds=(0,),
        action_label=_("Lag plan"),
        action_url=_plan,
        resource=Resource.PLAN,
    )
)
register_panel(
    CasePanel(
        code="programme",
        title=_("Programmet"),
        spot=PanelSpot.HEAD,
        order=10,
        template="programmes/panels/head.html",
        fields=FieldGroup.PROGRAMME,
        context=programme_box,
    )
)
register_panel(
    CasePanel(
        code="award",
        title=_("Vedtak om program"),
        spot=PanelSpot.OVERVIEW,
        order=20,
        template="programmes/panels/overview.html",
        fields=FieldGroup.PROGRAMME,
        context=award_facts,
    )
)
register_timeline(programme_timeline)
register_act(
    Act(
        label=_("Vedtak om program"),
        url_name="programmes:award",
        resource=Resource.PARTICIPATION,
        action=Action.DECIDE,
        order=60,
        is_possible=_has_no_programme,
    )
)
for _code, _title, _order, _values, _template in (
    ("phase", _("Fase"), 20, phases, "phase"),
    ("ends", _("Slutter"), 30, last_days, "day"),
    ("days-left", _("Dager igjen"), 40, days_left, "days_left"),
):
    register_column(
        Column(
            code=_code,
            title=_title,
            order=_order,
            fields=FieldGroup.PROGRAMME,
            values=_values,
            template=f"programmes/columns/{_template}.html",
        )
    )
register_filter(
    CaseFilter(
        code="fase",
        title=_("Fase"),
        order=20,
        fields=FieldGroup.PROGRAMME,
        choices=[*((state.value, label) for state, label in STATE_LABELS.items()), (WITHOUT, _("Uten program"))],
        narrow=narrow_to_phase,
    )
)
register_events()
