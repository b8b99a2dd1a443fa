"""What classes, attendance and results hand up to the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.hooks import on_merge
from participants.models import Deadline
from participants.transfers import register_transfer_part
from programmes.class_history import register_class_events
from programmes.operations.classes.deciding_duties import REPORTED_ABSENCE
from programmes.operations.classes.moving import TRAINING, merge_training
from programmes.operations.classes.training import NORWEGIAN_TRAINING, SOCIAL_STUDIES

TAB = "norsk"


def _tab(deadline: Deadline) -> str:
    return reverse("participants:case-tab", args=[deadline.participant_id, TAB])


register_duty(
    DutyKind(
        code=NORWEGIAN_TRAINING,
        label=_("Retten til norskopplæring tar slutt"),
        thresholds=(90, 30, 0),
        action_label=_("Se norsk og oppmøte"),
        action_url=_tab,
        resource=Resource.TEST_RESULT,
        fields=FieldGroup.LEVEL,
    )
)
register_duty(
    DutyKind(
        code=SOCIAL_STUDIES,
        label=_("Samfunnskunnskap og prøve innen ett år"),
        thresholds=(90, 30, 0),
        action_label=_("Se norsk og oppmøte"),
        action_url=_tab,
        resource=Resource.TEST_RESULT,
        fields=FieldGroup.LEVEL,
    )
)
register_duty(
    DutyKind(
        code=REPORTED_ABSENCE,
        label=_("Fravær som skolen har meldt"),
        thresholds=(14, 7, 0),
        action_label=_("Ta stilling til fraværet"),
        action_url=_tab,
        resource=Resource.ATTENDANCE,
        action=Action.DECIDE,
        # That somebody is away without valid reason is for the municipality (law.md 7.2).
        fields=FieldGroup.ABSENCE_REASONS,
    )
)
on_merge(merge_training)
register_transfer_part(TRAINING)
register_class_events()
