"""What measures, follow-up and employers in trouble hand up: duties with their pages, acts, and what follows an end."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from employers.operations.follow_up import WORK_FOLLOW_UP, follow_programme_end
from employers.operations.register_snapshots import EMPLOYER_TROUBLE
from employers.plan_links import MEASURE_LINKS, PLACEMENT_LINKS
from employers.web.work_counters import register_counters
from participants.duties import DutyKind, register_duty
from participants.models import Deadline
from participants.panels import Act, register_act
from programmes.hooks import after_end
from programmes.operations.measures.statuses import MEASURE_END, MEASURE_REVIEW
from programmes.plan_links import register_link_kind


def _page(name: str) -> Any:
    return lambda deadline: reverse(f"employers:{name}", args=[deadline.subject_id])


def _trouble(deadline: Deadline) -> str:
    return reverse("employers:employer-trouble", args=[deadline.pk])


_OF_MEASURES: dict[str, Any] = {"resource": Resource.MEASURE, "action": Action.CHANGE, "fields": FieldGroup.WORK}
_OF_JOBS: dict[str, Any] = {"resource": Resource.PLACEMENT, "action": Action.CHANGE, "fields": FieldGroup.WORK}

after_end(follow_programme_end)
register_counters()
register_link_kind(MEASURE_LINKS)
register_link_kind(PLACEMENT_LINKS)
register_duty(
    DutyKind(
        code=MEASURE_REVIEW,
        label=_("Gå gjennom tiltaket"),
        thresholds=(14, 0),
        action_label=_("Registrer gjennomgang"),
        action_url=_page("review-measure"),
        **_OF_MEASURES,
    )
)
register_duty(
    DutyKind(
        code=MEASURE_END,
        label=_("Tiltaket slutter"),
        thresholds=(30, 14, 0),
        action_label=_("Registrer resultat"),
        action_url=_page("conclude-measure"),
        **_OF_MEASURES,
    )
)
register_duty(
    DutyKind(
        code=WORK_FOLLOW_UP,
        label=_("Spør hvordan det går med jobben"),
        thresholds=(14, 0),
        action_label=_("Svar"),
        action_url=_page("follow-up"),
        **_OF_JOBS,
    )
)
register_duty(
    DutyKind(
        code=EMPLOYER_TROUBLE,
        label=_("Arbeidsgiveren er konkurs, slettet eller under avvikling"),
        thresholds=(7, 0),
        action_label=_("Se over"),
        action_url=_trouble,
        **_OF_JOBS,
    )
)
register_act(
    Act(
        label=_("Tiltak"),
        url_name="employers:register-measure",
        resource=Resource.MEASURE,
        action=Action.CREATE,
        order=35,
    )
)
