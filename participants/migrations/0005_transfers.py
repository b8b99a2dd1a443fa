"""Moving between municipalities: the request with its two sides, and the case that has moved."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, same_municipality, version_trigger

_TABLE = "participants_transferrequest"
_CASEWORK = "ARRAY['enrolment_officer', 'programme_adviser', 'team_leader']"
_RECEIVING = "ARRAY['enrolment_officer', 'team_leader']"
# A NAV office acts within its municipalities, but a move is between the municipalities themselves: so the policy asks
# in which of the actor's agencies the user has the role. It runs as the owner, and answers with ids only.
_AGENCIES_AS = """
CREATE FUNCTION fot_agencies_as(roles text[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN fot_is_system() THEN fot_agencies() ELSE (
        SELECT coalesce(array_agg(DISTINCT m.agency_id), '{}') FROM agencies_membership m
        WHERE m.user_id = fot_user() AND m.agency_id = ANY (fot_agencies()) AND m.role = ANY (roles)
          AND daterange(m.first_day, m.last_day, '[]') @> (now() AT TIME ZONE 'Europe/Oslo')::date
    ) END
$$;
"""
_SENT = f"""
    municipality_id = ANY ((SELECT fot_agencies_as({_CASEWORK}))::uuid[])
    AND participant_id NOT IN (SELECT unnest(fot_hidden()))
"""
# The same rule as ``participants.models.transfer``: what was withdrawn is the sender's alone, and a protected person
# is the contact's alone.
_RECEIVED = f"""
    to_municipality_id = ANY ((SELECT fot_agencies_as({_CASEWORK}))::uuid[]) AND state <> 'withdrawn'
    AND ((SELECT fot_is_system()) OR contact_id = (SELECT fot_user())
         OR (NOT is_protected AND to_municipality_id = ANY ((SELECT fot_agencies_as({_RECEIVING}))::uuid[])))
"""
_POLICIES = f"""
ALTER TABLE {_TABLE} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {_TABLE}_sides ON {_TABLE} FOR SELECT USING (({_SENT}) OR ({_RECEIVED}));
CREATE POLICY {_TABLE}_asked ON {_TABLE} FOR INSERT WITH CHECK ({_SENT});
CREATE POLICY {_TABLE}_answered ON {_TABLE} FOR UPDATE USING (({_SENT}) OR ({_RECEIVED}))
    WITH CHECK (({_SENT}) OR ({_RECEIVED}));
"""
_NO_POLICIES = f"""
DROP POLICY {_TABLE}_answered ON {_TABLE}; DROP POLICY {_TABLE}_asked ON {_TABLE};
DROP POLICY {_TABLE}_sides ON {_TABLE}; ALTER TABLE {_TABLE} DISABLE ROW LEVEL SECURITY;
"""
# A request is answered once and never changed otherwise; two registrations may still turn out to be one person.
_STAYS = f"""
CREATE FUNCTION fot_transfer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['participant_id', 'is_protected', 'version', 'changed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a request to move is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'requested' THEN
        free := free || ARRAY['state', 'answered_on', 'answered_by_id', 'decline_reason', 'received_as_id'];
    END IF;
    IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free THEN
        RAISE EXCEPTION 'a request to move is answered once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {_TABLE}_stays BEFORE UPDATE OR DELETE ON {_TABLE}
    FOR EACH ROW EXECUTE FUNCTION fot_transfer_stays();
"""
_MAY_CHANGE = f"DROP TRIGGER {_TABLE}_stays ON {_TABLE}; DROP FUNCTION fot_transfer_stays();"
# A person who gets a protected address while a request waits disappears from everybody but its contact at once.
_FOLLOWS_PROTECTION = f"""
CREATE FUNCTION fot_protect_transfers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE {_TABLE} SET is_protected = NEW.confidentiality > 0
    WHERE (participant_id = NEW.id OR received_as_id = NEW.id) AND is_protected <> (NEW.confidentiality > 0);
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_protect_transfers AFTER UPDATE OF confidentiality ON participants_participant
    FOR EACH ROW WHEN (OLD.confidentiality <> NEW.confidentiality) EXECUTE FUNCTION fot_protect_transfers();
"""  # noqa: S608 - a migration's names
_NOT_FOLLOWING = (
    "DROP TRIGGER participants_participant_protect_transfers ON participants_participant;"
    "DROP FUNCTION fot_protect_transfers();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_idempotency_policy"),
        ("participants", "0004_import_candidates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferRequest",
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
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "venter på svar"),
                            ("accepted", "godtatt"),
                            ("declined", "avslått"),
                            ("withdrawn", "trukket tilbake"),
                        ],
                        default="requested",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("moves_on", models.DateField(blank=True, null=True, verbose_name="flytter")),
                ("is_protected", models.BooleanField(default=False, editable=False)),
                ("stated", models.JSONField(blank=True, default=dict, editable=False)),
                ("requested_on", models.DateField(verbose_name="sendt")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="besvart")),
                ("decline_reason", models.TextField(blank=True, verbose_name="begrunnelse for avslaget")),
            ],
            options={
                "verbose_name": "forespørsel om flytting",
                "verbose_name_plural": "forespørsler om flytting",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("answered_on__isnull", False), _connector="OR"),
                        name="closed_transfer_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decline_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_transfer_says_why",
                        violation_error_message="Skriv hvorfor kommunen ikke tar over saken.",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="identitynumber",
            name="identity_number_once_in_municipality",
        ),
        migrations.AddField(
            model_name="identitynumber",
            name="left_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="participant",
            name="moved_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="flyttet"),
        ),
        migrations.AddField(
            model_name="participant",
            name="moved_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitynumber",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("municipality", "kind", "value"),
                name="identity_number_once_in_municipality",
                violation_error_message="Nummeret er allerede registrert på en annen person i kommunen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_on__isnull", True), ("moved_to__isnull", True)),
                    models.Q(("moved_on__isnull", False), ("moved_to__isnull", False)),
                    _connector="OR",
                ),
                name="moved_participant_says_where",
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kontakt hos mottakeren",
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="fra kommune",
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="participants.participant"
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="received_as",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="received_by_transfer",
                to="participants.participant",
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="requested_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transferrequest",
            name="to_municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="til kommune",
            ),
        ),
        migrations.AddIndex(
            model_name="transferrequest",
            index=models.Index(fields=["municipality", "-created_at"], name="transfer_sent"),
        ),
        migrations.AddIndex(
            model_name="transferrequest",
            index=models.Index(fields=["to_municipality", "-created_at"], name="transfer_received"),
        ),
        migrations.AddConstraint(
            model_name="transferrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "requested")), fields=("participant",), name="one_transfer_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="transferrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("municipality", models.F("to_municipality")), _negated=True),
                name="transfer_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("received_as__isnull", False), ("state", "accepted")),
                    models.Q(models.Q(("state", "accepted"), _negated=True), ("received_as__isnull", True)),
                    _connector="OR",
                ),
                name="accepted_transfer_has_its_case",
            ),
        ),
        migrations.RunSQL(_AGENCIES_AS, "DROP FUNCTION fot_agencies_as(text[])"),
        migrations.RunSQL(_POLICIES, _NO_POLICIES),
        migrations.RunSQL(_STAYS, _MAY_CHANGE),
        migrations.RunSQL(_FOLLOWS_PROTECTION, _NOT_FOLLOWING),
        same_municipality(_TABLE),
        version_trigger(_TABLE),
        change_trigger(_TABLE),
    ]
