"""What this floor registers when the project starts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.duties import DutyKind, register_duty
from participants.hooks import after_enrolment
from participants.models import Deadline
from programmes.operations.duties import PLAN, PROGRAMME_END, PROGRAMME_START, owe_start


def _award(deadline: Deadline) -> str:
    return reverse("programmes:award", args=[deadline.participant_id])


def _end(deadline: Deadline) -> str:
    return reverse("programmes:end", args=[deadline.subject_id])


def _plan(deadline: Deadline) -> str:
    return reverse("programmes:register-plan", args=[deadline.subject_id])


after_enrolment(owe_start)
register_duty(
    DutyKind(
        code=PROGRAMME_START,
        label=_("Vedtak og oppstart innen tre måneder"),
        thresholds=(30, 15, 0),
        action_label=_("Fatt vedtak"),
        action_url=_award,
    )
)
register_duty(
    DutyKind(
        code=PROGRAMME_END,
        label=_("Programmet slutter"),
        thresholds=(90, 60, 30, 14, 0),
        action_label=_("Avslutt"),
        action_url=_end,
    )
)
register_duty(
    DutyKind(
        code=PLAN,
        label=_("Integreringsplan"),
        thresholds=(0,),
        action_label=_("Registrer plan"),
        action_url=_plan,
    )
)
