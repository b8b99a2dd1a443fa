"""Rows of a restricted part are hidden by the database from all but privacy officers and the system itself."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import person_policy, same_municipality

# First who has a restricted part at all: nearly always nobody, and one list for each statement. Only a row of theirs is
# looked up.
_SIGHT = """
CREATE INDEX retention_parts_restricted ON integration_retentioncase (municipality_id)
    WHERE state = 'restricted' AND part <> '';
CREATE FUNCTION fot_people_with_restricted_parts() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(participant_id), '{}') FROM integration_retentioncase
    WHERE state = 'restricted' AND part <> '' AND municipality_id = ANY (fot_agencies()) AND NOT fot_sees_restricted()
$$;
CREATE FUNCTION fot_is_restricted_row(looked_at uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM integration_retentionrow WHERE row_id = looked_at)
$$;
"""
_NO_SIGHT = """
DROP FUNCTION fot_is_restricted_row(uuid);
DROP FUNCTION fot_people_with_restricted_parts();
DROP INDEX retention_parts_restricted;
"""
TABLES = (
    "employers_followup", "employers_placement", "integration_nirdelivery", "integration_nirevent",
    "integration_schoolenrolment", "integration_schoolresult", "participants_caseevent", "participants_deadline",
    "participants_document", "participants_flag", "programmes_absence", "programmes_appointment",
    "programmes_approvallink", "programmes_attendance", "programmes_careerguidance", "programmes_casemessage",
    "programmes_claim", "programmes_classenrolment", "programmes_decision", "programmes_decisionstep",
    "programmes_earlierprogramme", "programmes_earliertraining", "programmes_earlyjob", "programmes_enddraft",
    "programmes_exemption", "programmes_handover", "programmes_journalattachment", "programmes_journaldraft",
    "programmes_journalentry", "programmes_letter", "programmes_measureapproval", "programmes_measureload",
    "programmes_measureversion", "programmes_participation", "programmes_plan", "programmes_planagreement",
    "programmes_planelement", "programmes_planversion", "programmes_proposal", "programmes_reentry",
    "programmes_review", "programmes_rightassessment", "programmes_selfcertificationwithdrawal",
    "programmes_skillsmapping", "programmes_startoffer", "programmes_stop", "programmes_takeover",
    "programmes_testentry", "programmes_testresult", "programmes_trainingright", "programmes_workmeasure",
)  # fmt: skip


def _policy(table: str, row: str = "id", verbs: str = "ALL") -> RunSQL:
    return RunSQL(
        f"CREATE POLICY {table}_restricted ON {table} AS RESTRICTIVE FOR {verbs} USING (participant_id IS NULL"
        f" OR participant_id NOT IN (SELECT unnest(fot_people_with_restricted_parts()))"
        f" OR NOT fot_is_restricted_row({row}))",
        f"DROP POLICY {table}_restricted ON {table}",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("integration", "0016_retention_by_parts"),
        ("employers", "0005_history_of_notes"),
        ("programmes", "0017_restricted_pupils"),
    ]

    operations: ClassVar[list[Operation]] = [
        person_policy("integration_retentionrow"),
        same_municipality("integration_retentionrow"),
        RunSQL(_SIGHT, _NO_SIGHT),
        *(_policy(table) for table in TABLES),
        # The history of such a row is as hidden as the row.
        _policy("agencies_changerecord", row="row_id", verbs="SELECT"),
    ]
