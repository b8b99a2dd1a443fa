"""The figures on outcomes: the facts that they are counted from."""

import datetime as dt

from integration.models import OutcomePerson, OutcomeSpan
from integration.operations.outcomes.refreshing import refresh_outcomes
from tests.agencies.api.cases import FullCase
from tests.subjects import Rows, Subject


def _rows(case: FullCase) -> Rows:
    refresh_outcomes(case.municipality.pk, dt.date(2026, 11, 20))
    mine = {"participant": case.person}
    person, span = OutcomePerson.objects.filter(**mine).first(), OutcomeSpan.objects.filter(**mine).first()
    return {} if person is None else {"OutcomePerson": person} | ({} if span is None else {"OutcomeSpan": span})


SUBJECT = Subject(rows=_rows)
