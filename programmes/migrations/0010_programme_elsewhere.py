"""Whether somebody is in a programme in another municipality: the one question that may be asked across the border."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# It runs as the owner, because the asker sees nothing of the other municipality. It starts from a person of the actor's
# own municipalities, and answers yes or no, and nothing about the other case.
_HAS_PROGRAMME = """
CREATE FUNCTION fot_has_programme_elsewhere(person uuid, first_day date, last_day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM participants_identitynumber n
        JOIN participants_identitynumber o
          ON o.kind = n.kind AND o.value = n.value AND o.municipality_id <> n.municipality_id AND o.left_on IS NULL
        JOIN participants_participant p
          ON p.id = o.participant_id AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
         AND p.moved_on IS NULL
        JOIN programmes_participation r ON r.participant_id = p.id
        WHERE n.participant_id = person AND n.municipality_id = ANY (fot_agencies()) AND n.left_on IS NULL
          AND daterange(r.first_day, coalesce(r.ended_on, r.last_day), '[]') && daterange($2, $3, '[]')
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0009_leave_decisions"),
        ("participants", "0009_same_person_and_reversals"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_HAS_PROGRAMME, "DROP FUNCTION fot_has_programme_elsewhere(uuid, date, date)")
    ]
