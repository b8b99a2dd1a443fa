"""What classes, attendance and results hand up to the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.hooks import on_merge
from participants.models import Deadline
from participants.panels import (
    Act,
    CaseFilter,
    CasePanel,
    Column,
    PanelSpot,
    Place,
    register_act,
    register_column,
    register_filter,
    register_panel,
    register_place,
)
from participants.transfers import register_transfer_part
from programmes.class_history import register_class_events
from programmes.class_plan_links import CLASS_LINKS
from programmes.class_words import TAB
from programmes.operations.classes.deciding_duties import REPORTED_ABSENCE
from programmes.operations.classes.moving import TRAINING, merge_training
from programmes.operations.classes.training import NORWEGIAN_TRAINING, SOCIAL_STUDIES
from programmes.plan_links import register_link_kind
from programmes.web.classes.case_tab import training_tab
from programmes.web.classes.portfolio import NO_SESSION, met_four_weeks, norwegian, without_session


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
register_link_kind(CLASS_LINKS)
register_place(Place(label=_("Klasser"), url_name="programmes:classes", resource=Resource.SCHOOL_CLASS, order=30))
register_panel(
    CasePanel(
        code=TAB,
        title=_("Norsk og oppmøte"),
        spot=PanelSpot.TAB,
        order=20,
        template="programmes/classes/tab.html",
        fields=FieldGroup.ATTENDANCE_SUMMARY,
        context=training_tab,
    )
)
register_act(
    Act(
        label=_("Prøveresultat"),
        url_name="programmes:register-result",
        resource=Resource.TEST_RESULT,
        action=Action.CREATE,
        order=50,
    )
)
register_column(
    Column(
        code="attendance",
        title=_("Oppmøte 4 u"),
        order=52,
        fields=FieldGroup.ATTENDANCE_SUMMARY,
        values=met_four_weeks,
        template="programmes/classes/columns/met.html",
    )
)
register_column(
    Column(
        code="norwegian",
        title=_("Norsk nå → mål"),
        order=54,
        fields=FieldGroup.LEVEL,
        values=norwegian,
        template="programmes/classes/columns/norwegian.html",
    )
)
register_filter(
    CaseFilter(
        code="oppmote",
        title=_("Oppmøte"),
        order=40,
        fields=FieldGroup.ATTENDANCE_SUMMARY,
        choices=[(NO_SESSION, _("ingen time siste uke"))],
        narrow=without_session,
    )
)
