"""The counters of the portfolio that come from work: who has nothing to do, and whose follow-up is overdue."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, FieldGroup
from employers.models import FollowUp, Placement
from participants.panels import PortfolioCounter, register_portfolio_counter
from programmes.models import WorkMeasure
from programmes.web.shared_case.counters import works_at_nav


def has_neither_measure_nor_job(_actor: Actor, today: dt.date) -> Q:
    """Nothing that is agreed runs today, and no job does."""
    measures = WorkMeasure.objects.filter(participant=OuterRef("pk")).on(today)
    jobs = Placement.objects.filter(participant=OuterRef("pk")).on(today)
    return ~Q(Exists(measures)) & ~Q(Exists(jobs))


def follow_up_is_overdue(_actor: Actor, today: dt.date) -> Q:
    """A question about work should have been asked."""
    return Q(Exists(FollowUp.objects.filter(participant=OuterRef("pk"), due_on__lt=today).open()))


def register_counters() -> None:
    """Hand them up; called when the project starts."""
    register_portfolio_counter(
        PortfolioCounter(
            code="uten-tiltak",
            label=_("Uten tiltak eller jobb"),
            order=10,
            fields=FieldGroup.WORK,
            where=has_neither_measure_nor_job,
            tone="warning",
            is_for=works_at_nav,
        )
    )
    register_portfolio_counter(
        PortfolioCounter(
            code="oppfolging", label=_("Oppfølging forfalt"), order=40, fields=FieldGroup.WORK,
            where=follow_up_is_overdue, tone="danger",
        )
    )  # fmt: skip
