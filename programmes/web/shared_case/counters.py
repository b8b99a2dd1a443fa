"""The counters of the portfolio that come from the programme: what waits for the actor's own agency."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, FieldGroup
from agencies.models import AgencyKind
from participants.panels import PortfolioCounter, register_portfolio_counter
from programmes.models import Participation, Proposal, WorkMeasure
from programmes.models.shared_case import CaseMessage, Handover
from programmes.operations.shared_case.handovers import OPENS_DAYS

_MEASURE_DAYS = 30


def works_at_nav(actor: Actor) -> bool:
    """Whether the actor looks at the portfolio of a NAV office."""
    return actor.agency_kind == AgencyKind.NAV_OFFICE


def measure_ends(_actor: Actor, today: dt.date) -> Q:
    """A measure that is agreed ends within 30 days."""
    until = today + dt.timedelta(days=_MEASURE_DAYS)
    rows = WorkMeasure.objects.filter(participant=OuterRef("pk"), last_day__gte=today, last_day__lte=until)
    return Q(Exists(rows.entered()))


def proposal_waits(actor: Actor, _today: dt.date) -> Q:
    """A proposal waits for the actor's agency."""
    return Q(Exists(Proposal.objects.filter(participant=OuterRef("pk")).to_answer(actor)))


def message_is_unread(actor: Actor, _today: dt.date) -> Q:
    """The other side has written what the actor has not read."""
    return Q(Exists(CaseMessage.objects.filter(participant=OuterRef("pk")).unread_by(actor)))


def programme_ends(_actor: Actor, today: dt.date) -> Q:
    """The programme ends within 60 days."""
    until = today + dt.timedelta(days=OPENS_DAYS)
    rows = Participation.objects.filter(participant=OuterRef("pk"), last_day__gte=today, last_day__lte=until)
    return Q(Exists(rows.standing()))


def handover_waits(_actor: Actor, _today: dt.date) -> Q:
    """A hand-over has no answer from NAV."""
    return Q(Exists(Handover.objects.filter(participant=OuterRef("pk")).open()))


def register_counters() -> None:
    """Hand them up; called when the project starts."""
    for code, label, order, fields, where, tone in (
        ("tiltak-slutter", _("Tiltak slutter ≤ 30 dager"), 20, FieldGroup.WORK, measure_ends, "warning"),
        ("forslag", _("Forslag å svare på"), 30, FieldGroup.PLAN, proposal_waits, "info"),
        ("ulest", _("Ulest melding"), 50, FieldGroup.PROGRAMME, message_is_unread, "info"),
        ("program-slutter", _("Program slutter ≤ 60 dager"), 60, FieldGroup.PROGRAMME, programme_ends, "warning"),
        ("overlevering", _("Overlevering venter på NAV"), 70, FieldGroup.PROGRAMME, handover_waits, "warning"),
    ):
        register_portfolio_counter(PortfolioCounter(code, label, order, fields, where, tone))
