"""Measures, employers' notes and follow-up in the tests that hold for everything."""

import datetime as dt
from decimal import Decimal

from employers.models import EmployerNote
from programmes.models import MeasureLoad, WorkMeasure
from tests.agencies.api.cases import FullCase
from tests.subjects import Rows, Subject

FIRST_DAY, LAST_DAY = dt.date(2026, 11, 2), dt.date(2027, 4, 30)


def _measure(case: FullCase, first_day: dt.date = FIRST_DAY) -> WorkMeasure:
    home = {"participant": case.person, "municipality": case.municipality}
    measure = WorkMeasure.objects.create(
        **home, kind="work_training", organisation_number=case.employer.organisation_number,
        organisation_name=case.employer.name, contact_name="Kari", purpose="Norsk på jobb", tasks="Kafé",
        training_plan="Opplæring", first_day=first_day, last_day=LAST_DAY,
    )  # fmt: skip
    MeasureLoad.objects.create(
        **home, measure=measure, percent=Decimal(60), hours_per_week=Decimal("22.5"), valid_from=first_day
    )
    return measure


def _rows(case: FullCase) -> Rows:
    note = EmployerNote.objects.create(employer=case.employer, municipality=case.municipality, text="Ringt.")
    return {"WorkMeasure": _measure(case), "EmployerNote": note}


SUBJECT = Subject(rows=_rows)
