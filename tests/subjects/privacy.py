"""Copies of all about a person in the tests that hold for everything."""

from typing import TYPE_CHECKING

from agencies.access import Action, Resource
from integration.models import SubjectExport
from tests.subjects import Bodies, Rows, Subject

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase


def _rows(case: "FullCase") -> Rows:
    export = SubjectExport.objects.create(participant=case.person, municipality=case.municipality, state="deleted")
    return {"SubjectExport": export}


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
    addresses={"innsyn": "Participant", "innsynskopier": "SubjectExport"},
)
