"""The same person elsewhere: a question on every case."""

import datetime as dt

from django.db.models import Model

from agencies.models import Agency, AgencyKind
from participants.models import SamePersonNotice
from tests.agencies.api.cases import FullCase
from tests.subjects import Subject


def _rows(case: FullCase) -> dict[str, Model]:
    elsewhere = Agency.objects.filter(kind=AgencyKind.MUNICIPALITY).exclude(pk=case.municipality.pk)[0]
    notice = SamePersonNotice.objects.create(
        participant=case.person,
        municipality=case.municipality,
        elsewhere=elsewhere,
        noticed_on=dt.date(2026, 11, 3),
        is_protected=bool(case.person.confidentiality),
    )
    return {"SamePersonNotice": notice}


SUBJECT = Subject(rows=_rows, addresses={"samme-person": "SamePersonNotice"})
