"""The access log by months: the SQL that divides it, and that keeps months ready ahead.

A month is a table of its own, which nobody but the owner reaches directly. Whatever no month was made for lies in the
default part until one is; no entry is ever refused.
"""

from agencies.database import append_only_sql, log_policy_sql

TABLE = "agencies_accesslogentry"

# Taking the columns from the table as it is, whatever they are by then.
_DIVIDE = f"""
CREATE TABLE {TABLE}_divided (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (created_at);
CREATE TABLE {TABLE}_rest PARTITION OF {TABLE}_divided DEFAULT;
INSERT INTO {TABLE}_divided SELECT * FROM {TABLE};
DROP TABLE {TABLE};
ALTER TABLE {TABLE}_divided RENAME TO {TABLE};
ALTER TABLE {TABLE} ADD PRIMARY KEY (id, created_at);
CREATE INDEX access_by_participant ON {TABLE} (participant_id, created_at DESC);
CREATE INDEX access_by_municipality ON {TABLE} (municipality_id, created_at DESC);
CREATE INDEX access_by_user ON {TABLE} (user_id, created_at DESC);
CREATE FUNCTION fot_close_part(part text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    grantee text;
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    FOR grantee IN SELECT DISTINCT g.grantee FROM information_schema.role_table_grants g
                   WHERE g.table_name = part AND g.grantee <> current_user LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %I', part, grantee);
    END LOOP;
END $$;
CREATE FUNCTION fot_make_access_months(first_day date, months integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    begins timestamptz;
    ends timestamptz;
    part text;
    made integer := 0;
BEGIN
    FOR n IN 0 .. least(months, 24) LOOP
        begins := (date_trunc('month', first_day) + make_interval(months => n)) AT TIME ZONE 'UTC';
        ends := (date_trunc('month', first_day) + make_interval(months => n + 1)) AT TIME ZONE 'UTC';
        part := '{TABLE}_' || to_char(date_trunc('month', first_day) + make_interval(months => n), 'YYYY_MM');
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        EXECUTE format(
            'WITH moved AS (DELETE FROM {TABLE}_rest WHERE created_at >= %L AND created_at < %L RETURNING *)'
            ' INSERT INTO %I SELECT * FROM moved', begins, ends, part
        );
        EXECUTE format('ALTER TABLE {TABLE} ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, begins, ends);
        PERFORM fot_close_part(part);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION fot_close_part(text) FROM PUBLIC;
SELECT fot_close_part('{TABLE}_rest');
SELECT fot_make_access_months(current_date, 3);
{append_only_sql(TABLE)};
{log_policy_sql(TABLE, hides_protected=False)}
"""  # noqa: S608 - a migration's own names


def divide_sql() -> str:
    """The statements that make the log's table one of months, with everything that guards it."""
    return _DIVIDE
