"""Every table about people goes with a part of the case or stays with the case; read from the catalogue."""

import pytest
from django.db import connection

from integration.operations.privacy.retention.belonging import models_of_parts

pytestmark = pytest.mark.django_db

# Tables whose rows stay with the case whatever part goes, each with the reason.
STAYING = {
    "agencies_accesslogentry": "who has read, by id",
    "agencies_changerecord": "goes with the row that it tells of",
    "employers_suggestion": "about places of work, of the case",
    "employers_trackmembership": "a track of the case",
    "integration_gradebookresult": "another system's marks, which have no day",
    "integration_outcomeperson": "made anew from what is left",
    "integration_outcomeprogramme": "made anew from what is left",
    "integration_outcomespan": "made anew from what is left",
    "integration_outcometraits": "made anew from what is left",
    "integration_retentioncase": "the way out itself",
    "integration_retentionrow": "the way out itself",
    "integration_schoolperson": "who the pupil is",
    "integration_subjectexport": "the copy, deleted after a week",
    "participants_accessoverride": "who was let in, a log",
    "participants_assignment": "who answers for the case",
    "participants_casereversal": "what was put right in the case",
    "participants_familymember": "the person",
    "participants_familyperiod": "the person",
    "participants_identitynumber": "the person",
    "participants_importrow": "raw, deleted after thirty days",
    "participants_namedaccess": "who may open the case",
    "participants_residencepermit": "the person",
    "participants_samepersonnotice": "the person",
    "participants_statement": "the person's own words",
    "participants_transferrequest": "where the case was",
    "programmes_caseloadrow": "raw, deleted after thirty days",
    "programmes_threadreading": "how far somebody has read",
}

_WITH_PEOPLE = """
SELECT c.relname, EXISTS (
    SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = c.relname || '_restricted' AND NOT p.polpermissive
)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
  AND a.attname = 'participant_id' AND NOT a.attisdropped
"""


def test_every_table_about_a_person_goes_with_a_part_or_stays_with_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PEOPLE)
        guarded = dict(cursor.fetchall())
    going = {model._meta.db_table for model in models_of_parts()}
    assert set(guarded) == going | set(STAYING), "say in retention/belonging.py, or above why it stays"
    assert not going & set(STAYING)
    assert {table for table, is_guarded in guarded.items() if is_guarded} == going | {"agencies_changerecord"}
