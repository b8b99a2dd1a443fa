"""Row-level security, versions, change records of classes, and what a teacher sees of a pupil (law.md 7.2)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

# Both run as the owner: a teacher may read neither memberships of others nor protected people. They answer with ids.
# A day is a day in Norway, whatever the time zone of the connection.
_FUNCTIONS = """
CREATE FUNCTION fot_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT (now() AT TIME ZONE 'Europe/Oslo')::date $$;
CREATE FUNCTION fot_taught_classes() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT t.school_class_id), '{}')
    FROM programmes_classteacher t
    JOIN programmes_schoolclass c ON c.id = t.school_class_id
    JOIN agencies_membership m ON m.user_id = t.user_id AND m.agency_id = c.school_id AND m.role = 'teacher'
        AND m.first_day <= fot_today() AND (m.last_day IS NULL OR m.last_day >= fot_today())
    WHERE t.user_id = fot_user() AND t.first_day <= fot_today()
        AND (t.last_day IS NULL OR t.last_day >= fot_today())
$$;
CREATE FUNCTION fot_protected_pupils() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT e.participant_id), '{}')
    FROM programmes_classenrolment e
    JOIN participants_participant p ON p.id = e.participant_id AND p.confidentiality > 0
    WHERE e.school_class_id = ANY (fot_taught_classes())
$$;
"""
_NO_FUNCTIONS = "DROP FUNCTION fot_protected_pupils(); DROP FUNCTION fot_taught_classes(); DROP FUNCTION fot_today();"

# A view with a barrier, owned by the owner of the tables, so that the policies of people need not be opened for
# teachers. The municipality's own staff see class lists without protected people too (nav-and-schools.md 4.2).
_IN_SIGHT = """p.confidentiality = 0 AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
        AND (e.school_class_id = ANY ((SELECT fot_taught_classes())::uuid[])
             OR e.municipality_id = ANY ((SELECT fot_agencies())::uuid[]))"""
_VIEWS = f"""
CREATE VIEW programmes_pupil WITH (security_barrier = true) AS
    SELECT e.id, e.participant_id, e.municipality_id, e.school_class_id, p.given_name, p.family_name, p.sort_key,
           e.state, e.first_day, e.last_day,
           coalesce((SELECT jsonb_object_agg(newest.skill, newest.outcome) FROM (
               SELECT DISTINCT ON (r.skill) r.skill, r.outcome FROM programmes_testresult r
               WHERE r.participant_id = e.participant_id AND r.subject = 'norwegian' AND r.voided_at IS NULL
               ORDER BY r.skill, r.taken_on DESC, r.id DESC) AS newest), '{{}}') AS levels
    FROM programmes_classenrolment e JOIN participants_participant p ON p.id = e.participant_id
    WHERE {_IN_SIGHT};
CREATE VIEW programmes_pupilaway WITH (security_barrier = true) AS
    SELECT a.id, e.participant_id, e.municipality_id, e.school_class_id, a.first_day, a.last_day
    FROM programmes_classenrolment e JOIN participants_participant p ON p.id = e.participant_id
    JOIN programmes_absence a ON a.participant_id = e.participant_id AND a.voided_at IS NULL AND a.hours IS NULL
        AND a.kind <> 'unauthorised' AND a.last_day >= e.first_day AND (e.last_day IS NULL OR a.first_day <= e.last_day)
    WHERE e.state = 'enrolled' AND {_IN_SIGHT};
"""  # noqa: S608 - a migration's own text

_TAUGHT = (
    "school_class_id = ANY ((SELECT fot_taught_classes())::uuid[])"
    " AND participant_id NOT IN (SELECT unnest(fot_protected_pupils()))"
)


def _teacher_policy(table: str, *commands: str) -> RunSQL:
    """Let teachers reach the rows of the classes that they teach today, for these commands only."""
    checks = {"SELECT": f"USING ({_TAUGHT})", "INSERT": f"WITH CHECK ({_TAUGHT})"}
    checks["UPDATE"] = f"{checks['SELECT']} {checks['INSERT']}"
    return RunSQL(
        "".join(
            f"CREATE POLICY {table}_taught_{command.lower()} ON {table} FOR {command} {checks[command]};"
            for command in commands
        ),
        "".join(f"DROP POLICY {table}_taught_{command.lower()} ON {table};" for command in commands),
    )


def _external_policy() -> RunSQL:
    """What another system calls classes and schools is nobody's secret; what it calls a person is the person's."""
    table = "programmes_externalid"
    condition = (
        "participant_id IS NULL OR (municipality_id = ANY ((SELECT fot_agencies())::uuid[])"
        " AND participant_id NOT IN (SELECT unnest(fot_hidden())))"
    )
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_people ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY {table}_people ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


_OF_PEOPLE = (
    "classenrolment",
    "attendance",
    "trainingright",
    "testresult",
    "exemption",
    "testentry",
    "earliertraining",
)
_VERSIONED = ("course", "schoolclass", "classsession", "attendancelock", *_OF_PEOPLE)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0007_classes"),
        ("participants", "0002_guards"),
    ]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_FUNCTIONS, _NO_FUNCTIONS),
        *(person_policy(f"programmes_{name}") for name in _OF_PEOPLE),
        *(same_municipality(f"programmes_{name}") for name in (*_OF_PEOPLE, "externalid")),
        *(version_trigger(f"programmes_{name}") for name in _VERSIONED),
        *(change_trigger(f"programmes_{name}") for name in _OF_PEOPLE if name != "attendance"),
        # A new row of attendance says itself who wrote it and when; millions a year are not written twice.
        change_trigger("programmes_attendance", on_insert=False),
        _external_policy(),
        _teacher_policy("programmes_classenrolment", "SELECT"),
        _teacher_policy("programmes_attendance", "SELECT", "INSERT", "UPDATE"),
        _teacher_policy("programmes_testentry", "SELECT", "INSERT", "UPDATE"),
        RunSQL(_VIEWS, "DROP VIEW programmes_pupilaway; DROP VIEW programmes_pupil;"),
    ]
