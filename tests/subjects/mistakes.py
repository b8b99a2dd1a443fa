"""Taking back: a merge that can be undone on every case."""

import datetime as dt
from typing import Any

from django.db.models import Model

from participants.models import CaseReversal, ReversibleAct
from tests.agencies.api.cases import FullCase
from tests.subjects import Subject
from tests.world import make_person

_DAY = dt.date(2026, 11, 20)


def _rows(case: FullCase) -> dict[str, Model]:
    merge = CaseReversal.objects.create(
        participant=case.person,
        municipality=case.municipality,
        other=make_person(case.municipality),
        act=ReversibleAct.MERGE,
        reason="Samme person.",
        done_on=_DAY,
    )
    return {"CaseReversal": merge}


def _bodies(case: FullCase) -> dict[tuple[str, str], dict[str, Any]]:
    names = {"given_name": "Olena", "family_name": "Melnyk", "birth_date": "1990-01-01", "reason": "Feil."}
    return {
        ("CaseReversal", "undo"): {"reason": "Feil."},
        ("Participant", "identity"): names | {"sex": "female"},
        ("Participant", "number"): {"number": "209900000099", "valid_from": "2026-11-02"},
        ("Participant", "register_in_error"): {"reason": "Feil."},
        ("Participant", "restore"): {"reason": "Feil."},
        ("Participant", "split"): names | {"rows": {}},
        ("Participant", "merge"): {"merged_id": str(case.person.pk), "reason": "Samme person."},
        ("SamePersonNotice", "answer"): {"answer": "stays"},
    }


SUBJECT = Subject(rows=_rows, bodies=_bodies, addresses={"sammenslaing": "CaseReversal"})
