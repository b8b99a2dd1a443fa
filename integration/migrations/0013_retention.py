"""Cases on their way out, and the one function that takes a packed case out of the live system."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality

# The application may not delete decisions, events or history; this function may, of one case, and only when the case is
# packed, restricted and past its day. Every table that points at people is found in the catalogue, so that a new one is
# emptied too. Triggers rest meanwhile: they would refuse, and write all that is taken out into the history. Who has read
# stays, by id. Where a row of somebody else's case still points at the person, an empty shell is left.
_REMOVE = """
CREATE FUNCTION fot_remove_case(retention uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    item record;
    people uuid[];
    tables text[];
    name text;
    gone integer;
    total integer := 0;
BEGIN
    SELECT r.* INTO item FROM integration_retentioncase r JOIN integration_retentionbatch b ON b.id = r.batch_id
    WHERE r.id = retention AND r.state = 'restricted' AND r.remove_on <= current_date AND b.state = 'ready'
      AND r.municipality_id = ANY (fot_agencies()) AND fot_is_system()
      AND EXISTS (
          SELECT FROM participants_participant p WHERE p.id = r.participant_id AND p.restricted_on IS NOT NULL
      )
    FOR UPDATE OF r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case is not packed, restricted and past its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    people := ARRAY(
        SELECT p.id FROM participants_participant p
        WHERE p.id = item.participant_id OR p.merged_into_id = item.participant_id
    );
    tables := ARRAY(
        SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
          AND a.attname = 'participant_id' AND NOT a.attisdropped
          AND c.relname NOT IN ('integration_retentioncase', 'agencies_accesslogentry') ORDER BY c.relname
    );
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOREACH name IN ARRAY tables || ARRAY['integration_retentioncase', 'participants_participant'] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    END LOOP;
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('DELETE FROM %I WHERE participant_id = ANY ($1)', name) USING people;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
    END LOOP;
    UPDATE integration_retentioncase SET participant_id = NULL, state = 'removed', removed_at = now(), reasons = '[]'
    WHERE id = retention;
    BEGIN
        UPDATE participants_familymember SET related_id = NULL WHERE related_id = ANY (people);
        SET CONSTRAINTS ALL IMMEDIATE;
        DELETE FROM participants_participant WHERE id = ANY (people) AND id <> item.participant_id;
        DELETE FROM participants_participant WHERE id = item.participant_id;
    EXCEPTION WHEN foreign_key_violation OR check_violation OR restrict_violation THEN
        UPDATE participants_participant
        SET given_name = '', family_name = '–', birth_date = '1900-01-01', sex = 'unknown', citizenship = '',
            mother_tongue = '', interpreter_language = '', education = 'unknown', phone = '', email = '', remark = '',
            arrived_on = NULL, settled_on = NULL, claimed_on = NULL, search_key = ''
        WHERE id = ANY (people);
    END;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH name IN ARRAY tables || ARRAY['integration_retentioncase', 'participants_participant'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
    END LOOP;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN total;
END $$;
"""
_BATCH, _CASE = "integration_retentionbatch", "integration_retentioncase"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0013_machines"),
        ("integration", "0012_outcome_trait_guards"),
        ("participants", "0013_restriction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=models.Func(function="uuidv7"),
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "lages"), ("ready", "klar")],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("folder", models.CharField(blank=True, max_length=120)),
                ("checksum", models.CharField(blank=True, max_length=64)),
                ("cases", models.PositiveIntegerField(default=0)),
                ("files", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="agencies.job"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "arkivpakke",
                "verbose_name_plural": "arkivpakker",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("folder", ""), _negated=True), models.Q(("checksum", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="ready_package_is_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=models.Func(function="uuidv7"),
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("case_key", models.UUIDField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "venter på bekreftelse"),
                            ("confirmed", "pakkes for arkivet"),
                            ("restricted", "sperret"),
                            ("removed", "fjernet"),
                        ],
                        default="noticed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="fristen gikk ut")),
                ("reasons", models.JSONField(default=list)),
                ("restricted_on", models.DateField(null=True)),
                ("remove_on", models.DateField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="integration.retentionbatch",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "participant",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "sak til arkivering",
                "verbose_name_plural": "saker til arkivering",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["municipality", "state", "due_on"], name="retention_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "restricted"), _negated=True),
                            models.Q(("batch__isnull", False), ("remove_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="restricted_case_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "removed"), ("participant__isnull", False), _connector="OR"),
                        name="only_removed_case_has_nobody",
                    ),
                ],
            },
        ),
        person_policy(_BATCH, participant="NULL::uuid"),
        person_policy(_CASE),
        same_municipality(_CASE),
        change_trigger(_CASE),
        migrations.RunSQL(_REMOVE, "DROP FUNCTION fot_remove_case(uuid)"),
    ]
