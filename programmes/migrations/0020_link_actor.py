"""Whoever holds a one-time link meets one agreement and nothing else, in the database too."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# The agreement of the acting link, unless its person is protected by now. It runs as the owner: the link's actor sees
# no person.
_LINK = """
CREATE FUNCTION fot_link() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id FROM programmes_workmeasure m JOIN participants_participant p ON p.id = m.participant_id
    WHERE m.id = nullif(current_setting('fot.link', true), '')::uuid
      AND p.confidentiality = 0 AND NOT p.is_shielded AND p.moved_on IS NULL AND p.restricted_on IS NULL
$$;
CREATE FUNCTION fot_open_link(place uuid, hash text) RETURNS TABLE (
    link_id uuid, measure_id uuid, participant_id uuid, party text, expires_at timestamptz, made_by_id uuid,
    person_name text, confidentiality smallint, is_shielded boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.id, l.measure_id, l.participant_id, l.party, l.expires_at, l.made_by_id,
           btrim(p.given_name || ' ' || p.family_name), p.confidentiality, p.is_shielded
    FROM programmes_approvallink l
    JOIN programmes_workmeasure m ON m.id = l.measure_id
    JOIN participants_participant p ON p.id = l.participant_id
    WHERE l.municipality_id = place AND l.token_hash = hash AND l.used_at IS NULL AND l.withdrawn_at IS NULL
      AND l.expires_at > now() AND m.cancelled_on IS NULL AND p.moved_on IS NULL AND p.restricted_on IS NULL
$$;
CREATE POLICY programmes_workmeasure_link ON programmes_workmeasure FOR SELECT USING (id = (SELECT fot_link()));
CREATE POLICY programmes_measureload_link ON programmes_measureload FOR SELECT
    USING (measure_id = (SELECT fot_link()));
"""
_NO_LINK = """
DROP POLICY programmes_measureload_link ON programmes_measureload;
DROP POLICY programmes_workmeasure_link ON programmes_workmeasure;
DROP FUNCTION fot_open_link(uuid, text); DROP FUNCTION fot_link();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programmes", "0019_withdraw_links")]

    operations: ClassVar[list[Operation]] = [RunSQL(_LINK, _NO_LINK)]
