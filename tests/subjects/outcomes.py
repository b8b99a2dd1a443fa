"""The figures on outcomes: the facts that they are counted from."""

import datetime as dt

from integration.models import OutcomePerson, OutcomeProgramme, OutcomeSpan, OutcomeTraits
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from tests.agencies.api.cases import FullCase
from tests.subjects import Rows, Subject


def _rows(case: FullCase) -> Rows:
    refresh_outcomes(case.municipality.pk, dt.date(2026, 11, 20))
    mine = {"participant": case.person}
    person, span = OutcomePerson.objects.filter(**mine).first(), OutcomeSpan.objects.filter(**mine).first()
    if person is None:
        return {}
    refresh_traits(case.municipality.pk, dt.date(2026, 11, 20))
    found: Rows = {"OutcomePerson": person, "OutcomeTraits": OutcomeTraits.objects.get(**mine, known_until=None)}
    programme = OutcomeProgramme.objects.filter(**mine, known_until=None).first()
    if programme is not None:
        found["OutcomeProgramme"] = programme
    return found if span is None else found | {"OutcomeSpan": span}


SUBJECT = Subject(rows=_rows)
