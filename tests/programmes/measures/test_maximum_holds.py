"""No measure passes its maximum by any order of extending, shortening and editing."""

import datetime as dt
from contextlib import suppress
from typing import Any

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from programmes.models import MeasureVersion, WorkMeasure
from programmes.operations.measures.changing import extend_measure, shorten_measure
from programmes.operations.measures.contents import content_of
from programmes.operations.measures.preparing import change_measure
from tests.programmes.measures.agreements import make_measure, nav_adviser
from tests.world import make_municipality, make_person

# By hand from the law, not from the rules under test: (kind, conditions) to the length in months or weeks.
LONGEST: dict[tuple[str, tuple[str, ...]], relativedelta] = {
    ("work_training", ()): relativedelta(months=12),
    ("work_training", ("reduced_capacity",)): relativedelta(months=18),
    ("assessment", ()): relativedelta(weeks=12),
    ("follow_up", ()): relativedelta(months=12),
    ("mentor", ()): relativedelta(months=6),
    ("work_preparation", ()): relativedelta(months=24),
    ("temporary_wage_subsidy", ("reduced_capacity",)): relativedelta(months=24),
    ("rehabilitation", ()): relativedelta(weeks=12),
}
DAYS = st.integers(0, 1200)


class Measure(RuleBasedStateMachine):
    """A measure, and somebody who tries everything with its last day."""

    def __init__(self) -> None:
        super().__init__()
        self.person = make_person(make_municipality())
        self.nav = nav_adviser(self.person)
        self.measure: WorkMeasure | None = None
        self.longest = relativedelta()

    def _now(self) -> WorkMeasure:
        assert self.measure is not None
        with acting_as(self.nav):
            return WorkMeasure.objects.get(pk=self.measure.pk)

    def _day(self, days: int) -> dt.date:
        return self._now().first_day + dt.timedelta(days=days)

    @precondition(lambda self: self.measure is None)
    @rule(
        what=st.sampled_from(sorted(LONGEST)),
        first_day=st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
        days=DAYS,
    )
    def register(self, what: tuple[str, tuple[str, ...]], first_day: dt.date, days: int) -> None:
        kind, conditions = what
        self.longest = LONGEST[what]
        facts: dict[str, Any] = {"kind": kind, "conditions": conditions, "first_day": first_day, "rate_percent": 30}
        with suppress(RuleRefused):
            measure = make_measure(self.person, self.nav, **facts, last_day=first_day + dt.timedelta(days=days))
            self.measure = measure

    @precondition(lambda self: self.measure is not None and self._now().entered_at is None)
    @rule()
    def agree(self) -> None:
        from programmes.operations.measures.approving import approve_as_adviser, approve_on_behalf, parties_waiting

        with acting_as(self.nav):
            waiting = parties_waiting(self._now())
        for party in waiting:
            if party == "adviser":
                approve_as_adviser(self.nav, self._now().pk)
            else:
                reasons = ["privacy"] if party == "employer" else ["no_bankid"]
                approve_on_behalf(self.nav, self._now().pk, party=party, reasons=reasons)

    @precondition(lambda self: self.measure is not None)
    @rule(days=DAYS)
    def extend(self, days: int) -> None:
        with suppress(RuleRefused):
            extend_measure(self.nav, self._now().pk, last_day=self._day(days))

    @precondition(lambda self: self.measure is not None)
    @rule()
    def extend_to_the_limit(self) -> None:
        now = self._now()
        with suppress(RuleRefused):
            last = now.first_day + self.longest - dt.timedelta(days=1)
            extend_measure(self.nav, now.pk, last_day=last)

    @precondition(lambda self: self.measure is not None)
    @rule()
    def extend_a_day_past_the_limit(self) -> None:
        now = self._now()
        with suppress(RuleRefused):
            extend_measure(self.nav, now.pk, last_day=now.first_day + self.longest + dt.timedelta(days=1))

    @precondition(lambda self: self.measure is not None)
    @rule(days=DAYS)
    def shorten(self, days: int) -> None:
        with suppress(RuleRefused):
            shorten_measure(self.nav, self._now().pk, last_day=self._day(days), reason="ill")

    @precondition(lambda self: self.measure is not None)
    @rule(days=DAYS)
    def edit(self, days: int) -> None:
        from dataclasses import replace

        with suppress(RuleRefused):
            change_measure(self.nav, self._now().pk, replace(content_of(self._now()), last_day=self._day(days)))

    @invariant()
    def it_is_within_the_maximum(self) -> None:
        if self.measure is None:
            return
        now = self._now()
        # The 31st of a month that the last month lacks: the month's own last day, and not one more.
        past = now.first_day + self.longest
        assert now.last_day is not None
        assert now.first_day <= now.last_day <= past
        assert now.last_day < past or past.day < now.first_day.day

    @invariant()
    def every_version_is_kept_and_numbered(self) -> None:
        if self.measure is not None:
            with acting_as(system_actor(self.person.municipality_id)):
                rows = MeasureVersion.objects.filter(measure=self.measure).order_by("number")
                numbers = list(rows.values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))


class NoMeasurePassesItsMaximum(TestCase):
    def test_by_any_order_of_extending_and_shortening(self) -> None:
        run_state_machine_as_test(
            Measure,
            settings=settings(
                max_examples=12, stateful_step_count=10, deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )  # fmt: skip
