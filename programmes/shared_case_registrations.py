"""What messages, hand-over and proposals between municipality and NAV hand up to the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.hooks import on_merge
from participants.models import Deadline
from participants.panels import (
    Act,
    CasePanel,
    PanelSpot,
    WorkCounter,
    register_act,
    register_panel,
    register_work_counter,
)
from programmes.hooks import after_end
from programmes.operations.shared_case.handovers import HANDOVER, hand_over_at_end
from programmes.operations.shared_case.joining import merge_shared_case
from programmes.operations.shared_case.proposal_kinds import KINDS
from programmes.proposals import register_proposal_kind
from programmes.shared_case_history import register_shared_case_events
from programmes.web.shared_case.counters import register_counters
from programmes.web.shared_case.handover import handover_card
from programmes.web.shared_case.messages import TAB, thread_tab, threads_to_read, unread_box


def _handover(deadline: Deadline) -> str:
    return reverse("programmes:handover", args=[deadline.participant_id])


on_merge(merge_shared_case)
after_end(hand_over_at_end)
register_shared_case_events()
register_counters()
for _kind in KINDS:
    register_proposal_kind(_kind)
register_duty(
    DutyKind(
        code=HANDOVER,
        label=_("Overlevering til NAV"),
        thresholds=(30, 14, 0),
        action_label=_("Åpne"),
        action_url=_handover,
        resource=Resource.HANDOVER,
        action=Action.VIEW,
    )
)
for _code, _title, _spot, _order, _template, _context in (
    ("unread", _("Uleste meldinger"), PanelSpot.HEAD, 5, "unread", unread_box),
    ("handover", _("Overlevering til NAV"), PanelSpot.OVERVIEW, 25, "card", handover_card),
    (TAB, _("Meldinger"), PanelSpot.TAB, 70, "thread", thread_tab),
):
    register_panel(
        CasePanel(
            code=_code,
            title=_title,
            spot=_spot,
            order=_order,
            template=f"programmes/shared_case/{_template}.html",
            fields=FieldGroup.PROGRAMME,
            context=_context,
        )
    )
register_work_counter(
    WorkCounter(label=_("Uleste meldinger"), url_name="programmes:messages", order=22, count=threads_to_read)
)
register_act(
    Act(
        label=_("Forslag"),
        url_name="programmes:choose-proposal",
        resource=Resource.PROPOSAL,
        action=Action.CREATE,
        order=54,
    )
)
register_act(
    Act(
        label=_("Overlevering til NAV"),
        url_name="programmes:handover",
        resource=Resource.HANDOVER,
        action=Action.VIEW,
        order=56,
        is_possible=lambda person: person.moved_on is None,
    )
)
