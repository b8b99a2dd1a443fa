"""What NIR hands up to the frame: a place, the duty to report, and what happens when registrations are merged."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, FieldGroup, Resource, may
from agencies.models import Role
from integration.operations.nir import merging  # noqa: F401 - moves rows when two registrations are one person
from integration.operations.nir.completeness import owed
from integration.operations.nir.deriving import NIR_REPORT
from participants.duties import DutyKind, register_duty
from participants.models import Deadline
from participants.panels import Place, WorkCounter, register_place, register_work_counter


def _events_of(deadline: Deadline) -> str:
    return reverse("integration:nir-case", args=[deadline.participant_id])


def _sets_up(actor: Actor) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def _has_no_results(actor: Actor) -> bool:
    """Whoever sees results finds NIR among them."""
    return not may(actor, Resource.OUTCOME, Action.VIEW)


def _late(actor: Actor, _only_mine: bool, today: dt.date) -> int | None:
    """Events past their day, for whoever delivers; left out of «Mitt arbeid» while there are none."""
    if not may(actor, Resource.NIR, Action.CREATE):
        return None
    return owed(actor).filter(due_on__lt=today).count() or None


register_duty(
    DutyKind(
        code=NIR_REPORT,
        label=_("Registrering i NIR"),
        thresholds=(7,),
        action_label=_("Se hendelsene"),
        action_url=_events_of,
        resource=Resource.NIR,
        action=Action.CHANGE,
        # Appeals and refusals are among the events: whoever may not see decisions does not see that they are due.
        fields=FieldGroup.DECISIONS,
        outlives=True,
    )
)
register_place(Place(_("NIR"), "integration:nir", Resource.NIR, 65, _has_no_results))
register_work_counter(WorkCounter(_("Hendelser til NIR over fristen"), "integration:nir", 65, _late, tone="danger"))
register_place(Place(_("NIR-oppsett"), "integration:nir-codes", Resource.NIR_SETUP, 84, _sets_up))
