"""NIR: the events of a case, and what was delivered of them."""

import datetime as dt

from integration.models import NirDelivery, NirEvent, NirExport
from integration.operations.nir.deriving import derive_events
from tests.agencies.api.cases import FullCase
from tests.subjects import Rows, Subject


def _rows(case: FullCase) -> Rows:
    derive_events(case.municipality.pk, dt.date(2026, 11, 20))
    event = NirEvent.objects.filter(participant=case.person).first()
    if event is None:
        return {}
    export, _new = NirExport.objects.get_or_create(municipality=case.municipality, form="jsonl", schema_version=1)
    delivery = NirDelivery.objects.create(
        event=event, participant=case.person, municipality=case.municipality, export=export
    )
    return {"NirEvent": event, "NirDelivery": delivery, "NirExport": export}


SUBJECT = Subject(rows=_rows, addresses={"nir/person": "Participant", "nir/filer": "NirExport"})
