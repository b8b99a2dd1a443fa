"""What this floor registers when the project starts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.duties import DutyKind, register_duty
from participants.models import Deadline
from participants.operations.permits import PERMIT_EXPIRY


def _renew_permit(deadline: Deadline) -> str:
    return reverse("participants:renew-permit", args=[deadline.participant_id])


register_duty(
    DutyKind(
        code=PERMIT_EXPIRY,
        label=_("Oppholdstillatelsen går ut"),
        thresholds=(90, 60, 30, 14, 0),
        action_label=_("Registrer ny tillatelse"),
        action_url=_renew_permit,
    )
)
