"""Whoever is asked to take over the own case, or that of close family, is not there to answer: a colleague is."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_TABLE = "participants_transferrequest"
_CASEWORK = "ARRAY['enrolment_officer', 'programme_adviser', 'team_leader']"
_RECEIVING = "ARRAY['enrolment_officer', 'team_leader']"
_SENT = f"""
    municipality_id = ANY ((SELECT fot_agencies_as({_CASEWORK}))::uuid[])
    AND participant_id NOT IN (SELECT unnest(fot_hidden()))
"""
# The receiver does not see the case, so ``fot_hidden`` has nothing of it; kinship is asked of whoever it is. The case
# that was made of it may have numbers that came later.
_STRANGER = "AND fot_is_stranger(participant_id) AND fot_is_stranger(received_as_id)"
_RECEIVED = f"""
    to_municipality_id = ANY ((SELECT fot_agencies_as({_CASEWORK}))::uuid[]) AND state <> 'withdrawn'
    AND ((SELECT fot_is_system()) OR (
        (contact_id = (SELECT fot_user())
         OR (NOT is_protected AND to_municipality_id = ANY ((SELECT fot_agencies_as({_RECEIVING}))::uuid[])))
        {{stranger}}
    ))
"""


def _policies(stranger: str) -> str:
    sides = f"({_SENT}) OR ({_RECEIVED.format(stranger=stranger)})"
    return (
        f"ALTER POLICY {_TABLE}_sides ON {_TABLE} USING ({sides});"
        f"ALTER POLICY {_TABLE}_answered ON {_TABLE} USING ({sides}) WITH CHECK ({sides});"
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0019_names_that_begin")]

    operations: ClassVar[list[Operation]] = [migrations.RunSQL(_policies(_STRANGER), _policies(""))]
