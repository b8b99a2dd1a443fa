"""A table of a resource that the actor's roles do not open has no rows for the actor, whatever the municipality."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import role_gate

# Who took access is for the privacy officer, and each one's own.
_TAKEN = """
ALTER POLICY participants_accessoverride_read ON participants_accessoverride USING (
    municipality_id = ANY ((SELECT fot_agencies())::uuid[])
    AND (user_id = (SELECT fot_user()) OR (SELECT fot_opens('override')))
);
"""
_TAKEN_BEFORE = """
ALTER POLICY participants_accessoverride_read ON participants_accessoverride USING (
    municipality_id = ANY ((SELECT fot_agencies())::uuid[])
);
"""
# Which resource's table each is, as its model says. Where others than those who open it read a table for what they may
# see, theirs stand beside.
GATES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("appointment",): ("programmes_appointment",),
    ("attendance", "attendance_summary"): ("programmes_attendance",),
    ("caseload",): ("programmes_caseloadimport", "programmes_caseloadrow"),
    ("case_message",): ("programmes_casemessage", "programmes_threadreading"),
    ("class_enrolment",): ("programmes_classenrolment",),
    ("deadline",): ("participants_cover", "participants_deadline"),
    ("decision",): (
        "programmes_decision", "programmes_decisionstep", "programmes_enddraft", "programmes_letter",
        "programmes_reentry",
    ),
    ("document",): ("participants_document",),
    ("exemption",): ("programmes_exemption",),
    ("flag",): ("participants_flag",),
    ("handover",): ("programmes_handover",),
    ("household",): ("participants_familymember", "participants_familyperiod"),
    ("import",): ("participants_importbatch", "participants_importrow"),
    ("journal",): ("programmes_journalattachment", "programmes_journaldraft", "programmes_journalentry"),
    ("measure", "agreement"): ("programmes_measureload", "programmes_workmeasure"),
    ("measure",): ("programmes_approvallink", "programmes_measureapproval", "programmes_measureversion"),
    ("nir",): ("integration_nirdelivery", "integration_nirevent", "integration_nirexport"),
    ("outcome",): (
        "integration_outcomeload", "integration_outcomeperson", "integration_outcomeprogramme",
        "integration_outcomerefresh", "integration_outcomespan", "integration_outcometraits",
    ),
    ("participant",): (
        "participants_caseevent", "participants_casereversal", "participants_identitynumber",
        "participants_residencepermit",
    ),
    ("participant", "access_log"): ("participants_assignment",),
    ("participation",): (
        "programmes_absence", "programmes_earlierprogramme", "programmes_participation",
        "programmes_selfcertificationwithdrawal", "programmes_takeover",
    ),
    ("decision", "participation"): ("programmes_stop",),
    ("placement",): ("employers_employernote", "employers_followup", "employers_placement"),
    ("plan",): (
        "programmes_plan", "programmes_planagreement", "programmes_planelement", "programmes_planversion",
    ),
    ("proposal",): ("programmes_proposal",),
    ("retention",): (
        "integration_retentionbatch", "integration_retentioncase", "integration_retentionrow",
    ),
    ("review",): ("programmes_review",),
    ("same_person",): ("participants_samepersonnotice",),
    ("school_report",): (
        "integration_attendancebatch", "integration_attendancefault", "integration_gradebookresult",
        "integration_schoolenrolment", "integration_schoolperson", "integration_schoolresult",
    ),
    ("school_source",): (
        "integration_gradebookitem", "integration_schoolrecord", "integration_sententity", "integration_sourcerun",
        "integration_unmatchedperson",
    ),
    ("school_source", "school_report"): ("integration_schoolsource",),
    ("skills_mapping",): ("programmes_careerguidance", "programmes_skillsmapping"),
    ("start",): (
        "programmes_claim", "programmes_earlyjob", "programmes_rightassessment", "programmes_startoffer",
    ),
    ("statement",): ("participants_statement",),
    ("subject_access",): ("integration_subjectexport",),
    ("suggestion",): ("employers_suggestion",),
    ("test_entry",): ("programmes_testentry",),
    ("test_result",): ("programmes_earliertraining", "programmes_testresult", "programmes_trainingright"),
    ("track_membership",): ("employers_trackmembership",),
    ("transfer",): ("participants_transferrequest",),
}  # fmt: skip
_EACH = ", ".join(
    f"('{table}', ARRAY[{', '.join(repr(resource) for resource in resources)}])"
    for resources, tables in GATES.items()
    for table in tables
)
# The history of a row is as closed as its table. What one did oneself to a case that is hidden since is hidden too.
_HISTORY = f"""
CREATE FUNCTION fot_closed_tables() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(t.name), '{{}}') FROM (VALUES {_EACH}) t (name, resources)
    WHERE NOT fot_opens(VARIADIC t.resources)
$$;
ALTER POLICY agencies_changerecord_read ON agencies_changerecord USING (
    (municipality_id = ANY ((SELECT fot_agencies())::uuid[])
     AND (participant_id IS NULL OR participant_id NOT IN (SELECT unnest(fot_hidden())))
     AND table_name <> ALL ((SELECT fot_closed_tables())::text[]))
    OR (municipality_id IS NULL AND participant_id IS NULL AND user_id = (SELECT fot_user()))
);
"""  # noqa: S608 - a migration's own names
_HISTORY_BEFORE = """
ALTER POLICY agencies_changerecord_read ON agencies_changerecord USING (
    user_id = (SELECT fot_user()) OR municipality_id = ANY ((SELECT fot_agencies())::uuid[])
    AND (participant_id IS NULL OR participant_id NOT IN (SELECT unnest(fot_hidden())))
);
DROP FUNCTION fot_closed_tables();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("agencies", "0021_opened_resources"),
        ("employers", "0005_history_of_notes"),
        ("integration", "0028_nation_at_once"),
        ("participants", "0019_names_that_begin"),
        ("programmes", "0020_link_actor"),
    ]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_TAKEN, _TAKEN_BEFORE),
        RunSQL(_HISTORY, _HISTORY_BEFORE),
        *(role_gate(table, *resources) for resources, tables in GATES.items() for table in tables),
    ]
