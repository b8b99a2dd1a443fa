"""What becomes of measures when registrations are merged, and when a case moves to another municipality."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from participants.models import Participant
from participants.transfers import Line, Packed, TransferPart
from programmes.models import ApprovalLink, MeasureApproval, MeasureLoad, MeasureVersion, WorkMeasure

_FACTS = (
    "kind", "status", "organisation_number", "organisation_name", "contact_name", "contact_phone", "contact_email",
    "occupation_code", "first_day", "last_day", "conditions", "rate_percent", "costs", "purpose", "tasks",
    "training_plan", "adaptation", "support", "representatives_consulted", "family_tie", "family_tie_note",
    "counts_towards_hours", "agreement_reference", "decided_by_id", "registered_by_id", "entered_at", "is_extended",
    "cancelled_on", "end_reason", "end_note", "last_reviewed_on", "result", "result_note",
)  # fmt: skip
_LOAD = ("percent", "days_per_week", "hours_per_week", "valid_from", "cancelled_at", "registered_by_id")
_VERSION = ("number", "kind", "content", "made_by_id")


def merge_measures(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move the measures of ``merged`` with all that belongs to them; two of the same stay two, for a person to see."""
    WorkMeasure.objects.filter(participant=merged).update(participant=kept)
    for rows in (MeasureVersion.objects, MeasureLoad.objects, MeasureApproval.objects, ApprovalLink.objects):
        rows.filter(participant=merged).update(participant=kept)


def pack_measures(_actor: Actor, person: Participant, last_day: dt.date) -> Packed:
    """The measures that were agreed, oldest first: NAV's agreement holds wherever the person lives."""
    rows = WorkMeasure.objects.filter(participant=person, entered_at__isnull=False).order_by("first_day", "id")
    rows = rows.prefetch_related("loads", "versions")
    return {"measures": [_packed(row) for row in rows], "now": rows.on(last_day).count()}


def measure_lines(packed: Packed) -> Iterator[Line]:
    """How many measures, not where: which employer follows with the case."""
    if packed["measures"]:
        yield Line(_("Tiltak"), str(len(packed["measures"])))
        yield Line(_("Av dem nå"), str(packed["now"]))


def unpack_measures(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write the measures on the new case with their loads and versions; approvals and links stay with the old one."""
    home: dict[str, Any] = {"participant": person, "municipality_id": person.municipality_id}
    for item in packed["measures"]:
        measure = WorkMeasure.objects.create(**home, **item["facts"])
        MeasureLoad.objects.bulk_create([MeasureLoad(measure=measure, **home, **row) for row in item["loads"]])
        versions = [MeasureVersion(measure=measure, **home, **row) for row in item["versions"]]
        MeasureVersion.objects.bulk_create(versions)


MEASURES = TransferPart(
    code="measures",
    title=gettext_lazy("Tiltak"),
    order=35,
    pack=pack_measures,
    lines=lambda packed: list(measure_lines(packed)),
    unpack=unpack_measures,
)


def _packed(row: WorkMeasure) -> dict[str, Any]:
    return {
        "facts": {name: getattr(row, name) for name in _FACTS},
        "loads": [{name: getattr(load, name) for name in _LOAD} for load in row.loads.all()],
        "versions": [{name: getattr(version, name) for name in _VERSION} for version in row.versions.all()],
    }
