"""Row-level security, versions and change records of what school systems send."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

_OF_PEOPLE = (
    "integration_schoolperson",
    "integration_schoolenrolment",
    "integration_schoolresult",
    "integration_schoolattendance",
    "integration_gradebookresult",
)
# Of a municipality, and about nobody, or sealed.
_OF_PLACES = (
    "integration_schoolsource",
    "integration_sourcerun",
    "integration_schoolrecord",
    "integration_unmatchedperson",
    "integration_attendancebatch",
    "integration_attendancefault",
    "integration_gradebookitem",
)
_VERSIONED = (
    "integration_schoolsource",
    "integration_sourcerun",
    "integration_attendancebatch",
    "integration_attendancefault",
    "integration_rosterclient",
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("integration", "0001_school_systems"),
        ("participants", "0006_synthetic_people"),
    ]

    operations: ClassVar[list[Operation]] = [
        *[person_policy(table) for table in _OF_PEOPLE],
        *[person_policy(table, participant="NULL::uuid") for table in _OF_PLACES],
        *[same_municipality(table) for table in _OF_PEOPLE],
        *[version_trigger(table) for table in _VERSIONED],
        # What schools report of single sessions is their word; the history is that of the attendance on the case.
        *[change_trigger(table) for table in _OF_PEOPLE if table != "integration_schoolattendance"],
    ]
