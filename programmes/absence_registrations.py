"""What absence, time off and leave hand up to the frame."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from participants.duties import DutyKind, register_duty
from participants.models import Deadline, Participant
from participants.panels import Act, CasePanel, PanelSpot, register_act, register_panel, register_timeline
from programmes.absence_history import register_absence_events
from programmes.models import Participation
from programmes.operations.following import LEAVE_END, PARENTAL_FOLLOW_UP, SELF_CERTIFICATION_REVIEW
from programmes.web.absence_panel import absence_tab
from programmes.web.absence_timeline import absence_timeline


def _has_programme(person: Participant) -> bool:
    return Participation.objects.filter(participant=person).exists()


def _meet(deadline: Deadline) -> str:
    page = "programmes:leave-follow-up" if deadline.kind == PARENTAL_FOLLOW_UP else "programmes:leave-end"
    return reverse(page, args=[deadline.subject_id])


def _review(deadline: Deadline) -> str:
    return reverse("programmes:review-self-certification", args=[deadline.subject_id])


_DUTIES: tuple[dict[str, Any], ...] = (
    {
        "code": PARENTAL_FOLLOW_UP,
        "label": _("Oppfølging og norsk fra fjerde måned av permisjonen"),
        "thresholds": (14, 0),
        "action_label": _("Registrer oppfølging"),
        "action_url": _meet,
    },
    {
        "code": LEAVE_END,
        "label": _("Permisjonen slutter"),
        "thresholds": (30, 14, 0),
        "action_label": _("Registrer tilbakekomst"),
        "action_url": _meet,
    },
    {
        "code": SELF_CERTIFICATION_REVIEW,
        "label": _("Vurder retten til egenmelding på nytt"),
        "thresholds": (30, 14, 0),
        "action_label": _("Vurder på nytt"),
        "action_url": _review,
        "action": Action.DECIDE,
    },
)
for _duty in _DUTIES:
    # They tell why somebody is away, so NAV does not see them (law.md 7.2).
    register_duty(DutyKind(**_duty, fields=FieldGroup.ABSENCE_REASONS))

register_panel(
    CasePanel(
        code="fravaer",
        title=_("Fravær og permisjon"),
        spot=PanelSpot.TAB,
        order=30,
        template="programmes/absences/tab.html",
        fields=FieldGroup.PROGRAMME,
        context=absence_tab,
    )
)
register_timeline(absence_timeline)
register_act(
    Act(
        label=_("Fravær eller permisjon"),
        url_name="programmes:register-absence",
        resource=Resource.PARTICIPATION,
        action=Action.CHANGE,
        order=20,
        is_possible=_has_programme,
    )
)
register_absence_events()
