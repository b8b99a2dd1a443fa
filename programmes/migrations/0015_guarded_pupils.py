"""No guarded person stands in a class list, and no row of attendance changes in a month that is settled."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# Shielded people, and the family that a teacher has declared, are as hidden from the class as those with a protected
# address: whoever is named on their case keeps what is needed (law.md 7.3).
_PROTECTED = """
CREATE OR REPLACE FUNCTION fot_protected_pupils() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT e.participant_id), '{}')
    FROM programmes_classenrolment e
    JOIN participants_participant p ON p.id = e.participant_id AND p.is_guarded
        AND (p.confidentiality > 0 OR p.is_shielded OR fot_kinship(p.id) <> '')
    WHERE e.school_class_id = ANY (fot_taught_classes())
$$;
"""
_PROTECTED_BY_GRADE = """
CREATE OR REPLACE FUNCTION fot_protected_pupils() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT e.participant_id), '{}')
    FROM programmes_classenrolment e
    JOIN participants_participant p ON p.id = e.participant_id AND p.confidentiality > 0
    WHERE e.school_class_id = ANY (fot_taught_classes())
$$;
"""


def _views(opened: str) -> str:
    """The two views of pupils, for people of whom ``opened`` holds."""
    in_sight = f"""{opened} AND p.registered_in_error_on IS NULL AND p.merged_into_id IS NULL
        AND (e.school_class_id = ANY ((SELECT fot_taught_classes())::uuid[])
             OR e.municipality_id = ANY ((SELECT fot_agencies())::uuid[]))"""
    return f"""
CREATE OR REPLACE VIEW programmes_pupil WITH (security_barrier = true) AS
    SELECT e.id, e.participant_id, e.municipality_id, e.school_class_id, p.given_name, p.family_name, p.sort_key,
           e.state, e.first_day, e.last_day,
           coalesce((SELECT jsonb_object_agg(newest.skill, newest.outcome) FROM (
               SELECT DISTINCT ON (r.skill) r.skill, r.outcome FROM programmes_testresult r
               WHERE r.participant_id = e.participant_id AND r.subject = 'norwegian' AND r.voided_at IS NULL
               ORDER BY r.skill, r.taken_on DESC, r.id DESC) AS newest), '{{}}') AS levels
    FROM programmes_classenrolment e JOIN participants_participant p ON p.id = e.participant_id
    WHERE {in_sight};
CREATE OR REPLACE VIEW programmes_pupilaway WITH (security_barrier = true) AS
    SELECT a.id, e.participant_id, e.municipality_id, e.school_class_id, a.first_day, a.last_day
    FROM programmes_classenrolment e JOIN participants_participant p ON p.id = e.participant_id
    JOIN programmes_absence a ON a.participant_id = e.participant_id AND a.voided_at IS NULL AND a.hours IS NULL
        AND a.kind <> 'unauthorised' AND a.last_day >= e.first_day AND (e.last_day IS NULL OR a.first_day <= e.last_day)
    WHERE e.state = 'enrolled' AND {in_sight};
"""  # noqa: S608 - a migration's own text


_OPENED = "(NOT p.is_guarded OR (p.confidentiality = 0 AND NOT p.is_shielded AND fot_is_stranger(p.id)))"

# The operation refuses row by row and says why; this holds for every other way in. Whoever settles a month waits for
# writers who have begun, and they for it, so that nothing slips in between. What a session counts as may still follow
# the absences on the case, which have rules of their own.
_SETTLED = """
CREATE FUNCTION fot_keep_settled_months() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    settled boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('attendance:' || o.municipality_id::text, 0))
            FROM (SELECT DISTINCT municipality_id FROM old_rows) o;
        settled := EXISTS (
            SELECT FROM old_rows o JOIN programmes_attendancelock l ON l.municipality_id = o.municipality_id
                AND l.month = date_trunc('month', o.day)::date AND l.reopened_at IS NULL);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('attendance:' || n.municipality_id::text, 0))
            FROM (SELECT DISTINCT municipality_id FROM new_rows) n;
        IF TG_OP = 'INSERT' THEN
            settled := EXISTS (
                SELECT FROM new_rows n JOIN programmes_attendancelock l ON l.municipality_id = n.municipality_id
                    AND l.month = date_trunc('month', n.day)::date AND l.reopened_at IS NULL);
        ELSE
            settled := EXISTS (
                SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
                JOIN programmes_attendancelock l ON l.reopened_at IS NULL AND l.municipality_id = n.municipality_id
                    AND l.month IN (date_trunc('month', n.day)::date, date_trunc('month', o.day)::date)
                WHERE (n.day, n.category, n.planned_minutes, n.absent_minutes)
                    IS DISTINCT FROM (o.day, o.category, o.planned_minutes, o.absent_minutes));
        END IF;
    END IF;
    IF settled THEN
        RAISE EXCEPTION 'attendance of a settled month' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'attendance_of_settled_month';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER programmes_attendance_settled_insert AFTER INSERT ON programmes_attendance
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION fot_keep_settled_months();
CREATE TRIGGER programmes_attendance_settled_update AFTER UPDATE ON programmes_attendance
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION fot_keep_settled_months();
CREATE TRIGGER programmes_attendance_settled_delete AFTER DELETE ON programmes_attendance
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION fot_keep_settled_months();
CREATE FUNCTION fot_settle_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('attendance:' || NEW.municipality_id::text, 0));
    RETURN NEW;
END $$;
CREATE TRIGGER programmes_attendancelock_settle BEFORE INSERT ON programmes_attendancelock
    FOR EACH ROW EXECUTE FUNCTION fot_settle_month();
"""
_NOT_SETTLED = """
DROP TRIGGER programmes_attendancelock_settle ON programmes_attendancelock;
DROP TRIGGER programmes_attendance_settled_delete ON programmes_attendance;
DROP TRIGGER programmes_attendance_settled_update ON programmes_attendance;
DROP TRIGGER programmes_attendance_settled_insert ON programmes_attendance;
DROP FUNCTION fot_settle_month(); DROP FUNCTION fot_keep_settled_months();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0014_followup"),
        ("participants", "0011_guarded"),
    ]

    operations: ClassVar[list[Operation]] = [
        # What a school's system calls a person or a class is kept by the floor that reads it.
        migrations.DeleteModel(name="ExternalId"),
        RunSQL(_PROTECTED, _PROTECTED_BY_GRADE),
        RunSQL(_views(_OPENED), _views("p.confidentiality = 0")),
        RunSQL(_SETTLED, _NOT_SETTLED),
    ]
