"""Copies of all about a person in the tests that hold for everything."""

import datetime as dt
from typing import TYPE_CHECKING

from agencies.access import Action, Resource
from integration.models import RetentionCase, SubjectExport
from participants.models import Statement
from tests.subjects import Bodies, Rows, Subject

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase


def _rows(case: "FullCase") -> Rows:
    export = SubjectExport.objects.create(participant=case.person, municipality=case.municipality, state="deleted")
    waiting = RetentionCase.objects.create(
        participant=case.person, municipality=case.municipality, case_key=case.person.pk, due_on=dt.date(2026, 1, 1)
    )
    Statement.objects.create(
        participant=case.person, municipality=case.municipality, text="Jeg er uenig.", stated_on=dt.date(2026, 11, 2)
    )
    return {"SubjectExport": export, "RetentionCase": waiting}


def _bodies(case: "FullCase") -> Bodies:
    return {("SubjectExport", "create"): {"participant_id": str(case.person.pk)}}


def _one_more(case: "FullCase", _number: int) -> None:
    SubjectExport.objects.create(participant=case.person, municipality=case.municipality, state="deleted")


SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    one_more=_one_more,
    pages={
        "SubjectAccessPage": (Resource.SUBJECT_ACCESS, Action.VIEW),
        "SubjectCopyPage": (Resource.SUBJECT_COPY, Action.VIEW),
    },
    addresses={"innsyn": "Participant", "innsynskopier": "SubjectExport", "arkivering": "RetentionCase"},
)
