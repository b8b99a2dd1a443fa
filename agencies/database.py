"""What the database itself is asked to guard, as operations for migrations.

Functions, row-level security and triggers are SQL; every app's migrations get them from here, so that a table that
holds people is guarded by one line.
"""

from collections.abc import Iterable

from django.db.migrations.operations import RunSQL

_SETTINGS_FUNCTIONS = """
CREATE FUNCTION fot_agencies() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('fot.agencies', true), ''), '{}')::uuid[] $$;
CREATE FUNCTION fot_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('fot.user', true), '')::uuid $$;
CREATE FUNCTION fot_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('fot.system', true), '') = 'on' $$;
CREATE FUNCTION fot_is_cleared() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('fot.clearance', true), '') = 'confidential' $$;
"""

LOG_OWN_ACTS = "user_id IS NOT DISTINCT FROM (SELECT fot_user())"
"""Nobody writes a log entry in another's name."""

_VERSION_FUNCTION = """
CREATE FUNCTION fot_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
"""

_REFUSAL_FUNCTION = """
CREATE FUNCTION fot_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# Transition tables make one INSERT of a statement's changes, however many rows it touched. TG_ARGV: the columns that
# hold the participant and the municipality. SECURITY DEFINER: the application role itself may not write the log;
# pg_temp stands last in the path, or a temporary table of the caller's would be taken for the real one.
_CHANGE_FUNCTION = """
CREATE OR REPLACE FUNCTION fot_changed_keys(old_row jsonb, new_row jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, value), '{}')
    FROM jsonb_each(new_row) WHERE old_row -> key IS DISTINCT FROM value AND key <> ALL (%(silent)s)
$$;
CREATE OR REPLACE FUNCTION fot_record_insert() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO agencies_changerecord
        (happened_at, table_name, row_id, municipality_id, participant_id, kind, before, after, user_id, request_id)
    SELECT clock_timestamp(), TG_TABLE_NAME, (j ->> 'id')::uuid, (j ->> TG_ARGV[1])::uuid, (j ->> TG_ARGV[0])::uuid,
           'insert', NULL, j, fot_user(), coalesce(current_setting('fot.request', true), '')
    FROM (SELECT to_jsonb(n) - %(secret)s AS j FROM new_rows n) AS changed;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION fot_record_update() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO agencies_changerecord
        (happened_at, table_name, row_id, municipality_id, participant_id, kind, before, after, user_id, request_id)
    SELECT clock_timestamp(), TG_TABLE_NAME, (n ->> 'id')::uuid, (n ->> TG_ARGV[1])::uuid, (n ->> TG_ARGV[0])::uuid,
           'update', fot_changed_keys(n, o), fot_changed_keys(o, n), fot_user(),
           coalesce(current_setting('fot.request', true), '')
    FROM (SELECT to_jsonb(o) AS o, to_jsonb(n) AS n FROM old_rows o JOIN new_rows n USING (id)) AS changed
    WHERE fot_changed_keys(o, n) <> '{}'::jsonb;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION fot_record_delete() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO agencies_changerecord
        (happened_at, table_name, row_id, municipality_id, participant_id, kind, before, after, user_id, request_id)
    SELECT clock_timestamp(), TG_TABLE_NAME, (j ->> 'id')::uuid, (j ->> TG_ARGV[1])::uuid, (j ->> TG_ARGV[0])::uuid,
           'delete', j, NULL, fot_user(), coalesce(current_setting('fot.request', true), '')
    FROM (SELECT to_jsonb(o) - %(secret)s AS j FROM old_rows o) AS changed;
    RETURN NULL;
END $$;
"""


def functions() -> list[RunSQL]:
    """The functions that policies and triggers call; they come with the first migration."""
    return [
        RunSQL(_SETTINGS_FUNCTIONS, RunSQL.noop),
        RunSQL(_VERSION_FUNCTION, RunSQL.noop),
        RunSQL(_REFUSAL_FUNCTION, RunSQL.noop),
    ]


def change_functions(*secret: str) -> list[RunSQL]:
    """The functions behind ``change_trigger``; they need the table of change records.

    The history holds nothing of the columns named in ``secret``.
    """
    columns = {"secret": _array(secret), "silent": _array(("version", "changed_at", *secret))}
    return [RunSQL(_CHANGE_FUNCTION % columns, RunSQL.noop)]


def _array(names: Iterable[str]) -> str:
    return "'{" + ",".join(names) + "}'::text[]"


def version_trigger(table: str) -> RunSQL:
    """Raise ``version`` at every update of a row of ``table``."""
    return RunSQL(
        f"CREATE TRIGGER {table}_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION fot_raise_version()",
        f"DROP TRIGGER {table}_version ON {table}",
    )


def change_trigger(
    table: str, participant: str = "participant_id", municipality: str = "municipality_id", *, on_insert: bool = True
) -> RunSQL:
    """Record every insert, update and delete in ``table`` with the actor; one statement, one write.

    Without ``on_insert`` a new row is not recorded: for tables of mass data whose rows say themselves who wrote them.
    """
    arguments = f"'{participant}', '{municipality}'"
    seen = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }
    verbs = [verb for verb in seen if on_insert or verb != "insert"]
    return RunSQL(
        "".join(
            f"CREATE TRIGGER {table}_{verb} AFTER {verb.upper()} ON {table} REFERENCING {seen[verb]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION fot_record_{verb}({arguments});"
            for verb in verbs
        ),
        "".join(f"DROP TRIGGER {table}_{verb} ON {table};" for verb in verbs),
    )


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE and DELETE on ``table``, by privilege and, for whoever has it, by trigger."""
    return RunSQL(append_only_sql(table), f"DROP TRIGGER {table}_append_only ON {table}")


def append_only_sql(table: str) -> str:
    """The statements of ``append_only``."""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION fot_refuse_change(); {_revoke(table, 'UPDATE, DELETE')}"
    )


def written_by_triggers_only(table: str) -> RunSQL:
    """Take INSERT too from the application role; triggers that run as the owner still write."""
    return RunSQL(_revoke(table, "INSERT"), RunSQL.noop)


def nobodys_to_read(table: str) -> RunSQL:
    """Take every privilege on ``table`` from the application; functions that run as the owner use it alone."""
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; {_revoke(table, 'ALL')}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def person_policy(table: str, participant: str = "participant_id", municipality: str = "municipality_id") -> RunSQL:
    """Row-level security for a table that holds people.

    A row is there for the actor when its municipality is one of the actor's and its person is not hidden from the
    actor (``fot_hidden``: protected people on whose case the actor is not named). Both lists are computed once a
    statement, as sub-selects, so that indexes are kept; the second is hashed, so that each row costs one look.
    """
    condition = (
        f"{municipality} = ANY ((SELECT fot_agencies())::uuid[])"
        f" AND ({participant} IS NULL OR {participant} NOT IN (SELECT unnest(fot_hidden())))"
    )
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_people ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY {table}_people ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def role_gate(table: str, *resources: str) -> RunSQL:
    """Show no row of ``table`` to an actor whose roles open none of ``resources`` (``ROLES`` of the decision table).

    It stands beside the policies that say which rows, and is asked once a statement.
    """
    opens = ", ".join(f"'{resource}'" for resource in resources)
    return RunSQL(
        f"CREATE POLICY {table}_role ON {table} AS RESTRICTIVE USING ((SELECT fot_opens({opens})))",
        f"DROP POLICY {table}_role ON {table}",
    )


def same_municipality(table: str) -> RunSQL:
    """Hold the municipality that a row carries, for row-level security and indexes, to that of its person."""
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_same_municipality FOREIGN KEY (participant_id, municipality_id)"
        " REFERENCES participants_participant (id, municipality_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_same_municipality",
    )


def log_policy(table: str, *, hides_protected: bool) -> RunSQL:
    """Row-level security for a log: one's own acts are written; one's own and one's municipalities' are read.

    The access log names protected people by id only and is the privacy officer's tool, so it does not hide them; the
    change history holds values and does.
    """
    return RunSQL(
        log_policy_sql(table, hides_protected=hides_protected),
        f"DROP POLICY {table}_read ON {table}; DROP POLICY {table}_write ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def log_policy_sql(table: str, *, hides_protected: bool) -> str:
    """The statements of ``log_policy``."""
    hidden = " AND (participant_id IS NULL OR participant_id NOT IN (SELECT unnest(fot_hidden())))"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_read ON {table} FOR SELECT"
        f" USING (user_id = (SELECT fot_user())"
        f" OR municipality_id = ANY ((SELECT fot_agencies())::uuid[]){hidden if hides_protected else ''});"
        f"CREATE POLICY {table}_write ON {table} FOR INSERT WITH CHECK ({LOG_OWN_ACTS});"
    )


def closed_function_sql(signature: str) -> str:
    """Take a function from everybody but its owner: for those that only other functions and triggers may call."""
    return (
        f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC;"  # noqa: S608 - a migration's names
        "DO $$ DECLARE grantee text; BEGIN FOR grantee IN SELECT DISTINCT a.grantee::regrole::text"
        " FROM pg_proc p, aclexplode(p.proacl) a"
        f" WHERE p.oid = '{signature}'::regprocedure AND a.grantee NOT IN (0, p.proowner)"
        f" LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION {signature} FROM %s', grantee); END LOOP; END $$;"
    )


def _revoke(table: str, privileges: str) -> str:
    # Whoever was granted the table by default privileges, under whatever name the installation chose.
    return (
        "DO $$ DECLARE grantee text; BEGIN FOR grantee IN SELECT DISTINCT g.grantee"  # noqa: S608 - a migration's names
        f" FROM information_schema.role_table_grants g WHERE g.table_name = '{table}' AND g.grantee <> current_user"
        f" LOOP EXECUTE format('REVOKE {privileges} ON {table} FROM %I', grantee); END LOOP; END $$;"
    )
