"""Who is guarded, by whom the guarded are opened, and a policy that asks only about them."""

from typing import Any, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from agencies.database import append_only, change_trigger, same_municipality
from agencies.kinship import kinship_digest

# What the acting user has declared of the person: 'own', 'family' or ''. Only one's own kinship can be asked for.
_KINSHIP = """
CREATE FUNCTION fot_kinship(person uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce((
        SELECT max(k.kind) FROM agencies_declaredkin k JOIN participants_identitynumber n ON n.digest = k.digest
        WHERE k.user_id = fot_user() AND n.participant_id = person
    ), '')
$$;
CREATE FUNCTION fot_is_stranger(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ SELECT fot_kinship(person) = '' $$;
CREATE FUNCTION fot_declare_kin(relation text, hashes text[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    added integer;
BEGIN
    INSERT INTO agencies_declaredkin (user_id, kind, digest, created_at)
    SELECT fot_user(), relation, h, now() FROM unnest(hashes) h WHERE fot_user() IS NOT NULL
    ON CONFLICT (user_id, digest) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    UPDATE participants_participant p SET is_guarded = true
    WHERE NOT p.is_guarded AND p.id IN (
        SELECT n.participant_id FROM participants_identitynumber n WHERE n.digest = ANY (hashes)
    );
    RETURN added;
END $$;
CREATE FUNCTION fot_kin_declared() RETURNS TABLE (kind text, declared integer, latest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.kind, count(*)::integer, max(k.created_at) FROM agencies_declaredkin k
    WHERE k.user_id = fot_user() GROUP BY k.kind
$$;
"""
# For the access log: whether opening the case alerts, and a refusal that its own municipality's officer sees. Who was
# refused learns nothing: the statement is the same whether or not the id is anybody's.
_LOGGING = """
CREATE FUNCTION fot_is_protected(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM participants_participant p WHERE p.id = person AND (p.confidentiality > 0 OR p.is_shielded)
        AND p.municipality_id = ANY (fot_agencies()) AND p.id <> ALL (fot_hidden())
    )
$$;
CREATE FUNCTION fot_log_refusal(
    asked uuid, who uuid, agency uuid, roles text, resource text, action text, rule text, channel text, client text,
    request text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO agencies_accesslogentry
        (created_at, user_id, agency_id, municipality_id, participant_id, role, resource, action, rule, granted,
         channel, client, request_id, row_count)
    SELECT clock_timestamp(), who, agency, coalesce(p.municipality_id, agency), p.id, roles, resource, action, rule,
           false, channel, client, request, 0
    FROM (SELECT 1) AS once LEFT JOIN participants_participant p ON p.id = asked
$$;
"""
_NO_LOGGING = """
DROP FUNCTION fot_log_refusal(uuid, uuid, uuid, text, text, text, text, text, text, text);
DROP FUNCTION fot_is_protected(uuid);
"""
_KIN_OF_STAFF = """
CREATE FUNCTION fot_kin_of_staff(municipality uuid) RETURNS TABLE (participant_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT n.participant_id, k.user_id
    FROM agencies_declaredkin k JOIN participants_identitynumber n ON n.digest = k.digest
    WHERE fot_is_system() AND n.municipality_id = municipality AND municipality = ANY (fot_agencies())
$$;
"""
_NO_KINSHIP = """
DROP FUNCTION fot_kin_declared(); DROP FUNCTION fot_declare_kin(text, text[]);
DROP FUNCTION fot_is_stranger(uuid); DROP FUNCTION fot_kinship(uuid);
"""
# The mark is the trigger's: whatever a statement writes into it is computed again.
_MARK = """
CREATE FUNCTION fot_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.is_guarded := NEW.confidentiality > 0 OR NEW.is_shielded OR (TG_OP = 'UPDATE' AND EXISTS (
        SELECT FROM participants_identitynumber n JOIN agencies_declaredkin k ON k.digest = n.digest
        WHERE n.participant_id = NEW.id
    ));
    RETURN NEW;
END $$;
CREATE TRIGGER participants_participant_guard BEFORE INSERT OR UPDATE OF confidentiality, is_shielded, is_guarded
    ON participants_participant FOR EACH ROW EXECUTE FUNCTION fot_guard();
CREATE FUNCTION fot_guard_numbers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE participants_participant p SET is_guarded = true
    WHERE NOT p.is_guarded AND p.id IN (
        SELECT n.participant_id FROM new_rows n JOIN agencies_declaredkin k ON k.digest = n.digest
    );
    RETURN NULL;
END $$;
CREATE TRIGGER participants_identitynumber_guard AFTER INSERT ON participants_identitynumber
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION fot_guard_numbers();
CREATE TRIGGER participants_identitynumber_guard_changed AFTER UPDATE ON participants_identitynumber
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION fot_guard_numbers();
"""
_NO_MARK = """
DROP TRIGGER participants_identitynumber_guard_changed ON participants_identitynumber;
DROP TRIGGER participants_identitynumber_guard ON participants_identitynumber;
DROP FUNCTION fot_guard_numbers();
DROP TRIGGER participants_participant_guard ON participants_participant;
DROP FUNCTION fot_guard();
"""
# Whom of the guarded people the core rules open to the actor; the others are hidden. The function runs as the owner,
# because it must see what it hides; it answers with ids only, and a municipality has few guarded people.
_OPENS = """
    (p.confidentiality = 0 OR n.user_id IS NOT NULL OR (p.confidentiality = 7 AND fot_is_cleared()))
    AND (NOT p.is_shielded OR n.user_id IS NOT NULL OR fot_is_cleared_for_shielded())
    AND fot_kinship(p.id) = ''
"""
_GUARDED = """
    participants_participant p
    LEFT JOIN participants_namedaccess n ON n.participant_id = p.id AND n.user_id = fot_user()
    WHERE p.is_guarded AND p.municipality_id = ANY (fot_agencies())
"""
_HIDDEN = f"""
CREATE OR REPLACE FUNCTION fot_hidden() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(p.id), '{{}}') FROM {_GUARDED} AND NOT fot_is_system() AND NOT ({_OPENS})
$$;
"""  # noqa: S608 - a migration's own sentences
_HIDDEN_BY_GRADE = """
CREATE OR REPLACE FUNCTION fot_hidden() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(p.id), '{}') FROM participants_participant p
    WHERE p.confidentiality > 0 AND NOT fot_is_system() AND p.municipality_id = ANY (fot_agencies())
      AND NOT (p.confidentiality = 7 AND fot_is_cleared())
      AND NOT EXISTS (
          SELECT FROM participants_namedaccess n WHERE n.participant_id = p.id AND n.user_id = fot_user()
      )
$$;
"""
# For everybody who is not guarded the policy is two comparisons; the list of the hidden is made when the first guarded
# row is met, once a statement. A row that is just being written stands on no list yet, so whoever enrols may.
_CONDITION = (
    "municipality_id = ANY ((SELECT fot_agencies())::uuid[])"
    " AND (NOT is_guarded OR NOT (id = ANY ((SELECT fot_hidden())::uuid[])))"
)
_OLD_CONDITION = "municipality_id = ANY ((SELECT fot_agencies())::uuid[]) AND id NOT IN (SELECT unnest(fot_hidden()))"
_SEARCH = """
CREATE OR REPLACE FUNCTION fot_search_people(words text, most integer) RETURNS TABLE (id uuid, likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, word_similarity(words, p.search_key) FROM participants_participant p
    WHERE p.municipality_id = ANY (fot_agencies()) AND {sight}
      AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
      AND (p.search_key LIKE '%' || replace(replace(words, '%', ''), '_', '') || '%' OR words <% p.search_key)
    ORDER BY 2 DESC, p.sort_key, p.id LIMIT most
$$;
"""
_NEW_SIGHT = "(NOT p.is_guarded OR NOT (p.id = ANY ((SELECT fot_hidden())::uuid[])))"
_OLD_SIGHT = "p.id NOT IN (SELECT unnest(fot_hidden()))"
_PROTECT_TRANSFERS = """
CREATE OR REPLACE FUNCTION fot_protect_transfers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE participants_transferrequest SET is_protected = {protected}
    WHERE (participant_id = NEW.id OR received_as_id = NEW.id) AND is_protected <> ({protected});
    RETURN NULL;
END $$;
DROP TRIGGER participants_participant_protect_transfers ON participants_participant;
CREATE TRIGGER participants_participant_protect_transfers AFTER UPDATE ON participants_participant
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION fot_protect_transfers();
"""
_NEW_PROTECTED = {
    "protected": "NEW.confidentiality > 0 OR NEW.is_shielded",
    "changed": "OLD.confidentiality <> NEW.confidentiality OR OLD.is_shielded <> NEW.is_shielded",
}
_OLD_PROTECTED = {"protected": "NEW.confidentiality > 0", "changed": "OLD.confidentiality <> NEW.confidentiality"}
# The privacy officer reads who took access to whom, protected people too: by id only.
_OVERRIDES = """
ALTER TABLE participants_accessoverride ENABLE ROW LEVEL SECURITY;
CREATE POLICY participants_accessoverride_read ON participants_accessoverride FOR SELECT
    USING (municipality_id = ANY ((SELECT fot_agencies())::uuid[]));
CREATE POLICY participants_accessoverride_write ON participants_accessoverride FOR INSERT WITH CHECK (
    municipality_id = ANY ((SELECT fot_agencies())::uuid[]) AND participant_id NOT IN (SELECT unnest(fot_hidden()))
    AND user_id = (SELECT fot_user())
);
ALTER TABLE participants_accessoverride ADD CONSTRAINT override_at_most_three_months
    CHECK (last_day <= (first_day + interval '3 months')::date);
"""
_NO_OVERRIDES = """
ALTER TABLE participants_accessoverride DROP CONSTRAINT override_at_most_three_months;
DROP POLICY participants_accessoverride_write ON participants_accessoverride;
DROP POLICY participants_accessoverride_read ON participants_accessoverride;
ALTER TABLE participants_accessoverride DISABLE ROW LEVEL SECURITY;
"""
_MARK_ALL = """
ALTER TABLE participants_participant DISABLE TRIGGER USER;
UPDATE participants_participant SET is_guarded = true WHERE confidentiality > 0;
ALTER TABLE participants_participant ENABLE TRIGGER USER;
"""


def _policy(condition: str) -> str:
    return (
        "DROP POLICY participants_participant_people ON participants_participant;"
        "CREATE POLICY participants_participant_people ON participants_participant"
        f" USING ({condition}) WITH CHECK ({condition});"
    )


def _write_digests(apps: Any, schema_editor: Any) -> None:
    numbers = apps.get_model("participants", "IdentityNumber").objects.filter(digest="")
    with schema_editor.connection.cursor() as cursor:
        for pk, value in numbers.values_list("pk", "value").iterator():
            cursor.execute(
                "UPDATE participants_identitynumber SET digest = %s WHERE id = %s", [kinship_digest(value), pk]
            )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("participants", "0010_access"),
        ("agencies", "0011_access_months"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_MARK_ALL, migrations.RunSQL.noop),
        migrations.RunPython(_write_digests, migrations.RunPython.noop),
        migrations.RunSQL(_KINSHIP, _NO_KINSHIP),
        migrations.RunSQL(_KIN_OF_STAFF, "DROP FUNCTION fot_kin_of_staff(uuid)"),
        migrations.RunSQL(_MARK, _NO_MARK),
        migrations.RunSQL(_HIDDEN, _HIDDEN_BY_GRADE),
        migrations.RunSQL(_LOGGING, _NO_LOGGING),
        migrations.RunSQL(_policy(_CONDITION), _policy(_OLD_CONDITION)),
        migrations.RunSQL(_SEARCH.format(sight=_NEW_SIGHT), _SEARCH.format(sight=_OLD_SIGHT)),
        migrations.RunSQL(_PROTECT_TRANSFERS.format(**_NEW_PROTECTED), _PROTECT_TRANSFERS.format(**_OLD_PROTECTED)),
        migrations.RunSQL(_OVERRIDES, _NO_OVERRIDES),
        same_municipality("participants_accessoverride"),
        change_trigger("participants_accessoverride"),
        append_only("participants_accessoverride"),
    ]
