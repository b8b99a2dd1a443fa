"""Where somebody has moved is hidden at the case that was closed, once the person is protected where it went."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_TABLE = "participants_transferrequest"
_CASEWORK = "ARRAY['enrolment_officer', 'programme_adviser', 'team_leader']"
_RECEIVING = "ARRAY['enrolment_officer', 'team_leader']"
# While one of the two cases is protected, so is the request, whatever becomes of the other.
_JUDGE = """
CREATE OR REPLACE FUNCTION fot_protect_transfers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE participants_transferrequest t SET is_protected = j.is_protected
    FROM (
        SELECT r.id, bool_or(p.confidentiality > 0 OR p.is_shielded) AS is_protected
        FROM participants_transferrequest r
        JOIN participants_participant p ON p.id IN (r.participant_id, r.received_as_id)
        WHERE r.participant_id = NEW.id OR r.received_as_id = NEW.id
        GROUP BY r.id
    ) AS j
    WHERE t.id = j.id AND t.is_protected <> j.is_protected;
    RETURN NULL;
END $$;
"""
_JUDGE_ONE = """
CREATE OR REPLACE FUNCTION fot_protect_transfers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE participants_transferrequest SET is_protected = NEW.confidentiality > 0 OR NEW.is_shielded
    WHERE (participant_id = NEW.id OR received_as_id = NEW.id)
      AND is_protected <> (NEW.confidentiality > 0 OR NEW.is_shielded);
    RETURN NULL;
END $$;
"""
_THOSE_THERE_ARE = """
UPDATE participants_transferrequest t SET is_protected = true
FROM participants_participant p
WHERE NOT t.is_protected AND p.id IN (t.participant_id, t.received_as_id) AND (p.confidentiality > 0 OR p.is_shielded);
"""
# It answers of the actor's own closed cases only: neither the case that was made of one nor, for those who may not see
# it, the request can be asked.
_HIDES = """
CREATE FUNCTION fot_hides_where(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT NOT fot_is_system() AND EXISTS (
        SELECT FROM participants_transferrequest t
        WHERE t.participant_id = person AND t.state = 'accepted' AND t.is_protected
          AND t.municipality_id = ANY (fot_agencies())
    ) AND NOT EXISTS (
        SELECT FROM participants_namedaccess n WHERE n.participant_id = person AND n.user_id = fot_user()
    )
$$;
"""
_SENT = f"""
    municipality_id = ANY ((SELECT fot_agencies_as({_CASEWORK}))::uuid[])
    AND participant_id NOT IN (SELECT unnest(fot_hidden())) {{told}}
"""
_RECEIVED = f"""
    to_municipality_id = ANY ((SELECT fot_agencies_as({_CASEWORK}))::uuid[]) AND state <> 'withdrawn'
    AND ((SELECT fot_is_system()) OR (
        (contact_id = (SELECT fot_user())
         OR (NOT is_protected AND to_municipality_id = ANY ((SELECT fot_agencies_as({_RECEIVING}))::uuid[])))
        AND fot_is_stranger(participant_id) AND fot_is_stranger(received_as_id)
    ))
"""


def _policies(told: str) -> str:
    sides = f"({_SENT.format(told=told)}) OR ({_RECEIVED})"
    return (
        f"ALTER POLICY {_TABLE}_sides ON {_TABLE} USING ({sides});"
        f"ALTER POLICY {_TABLE}_answered ON {_TABLE} USING ({sides}) WITH CHECK ({sides});"
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0021_notices_follow_protection")]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_JUDGE, _JUDGE_ONE),
        RunSQL(_THOSE_THERE_ARE, RunSQL.noop),
        RunSQL(_HIDES, "DROP FUNCTION fot_hides_where(uuid)"),
        RunSQL(_policies("AND NOT fot_hides_where(participant_id)"), _policies("")),
    ]
