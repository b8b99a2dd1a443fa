"""What the register said of employers, contacts, notes, industries; more of placements, and their follow-up."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

_NOTES_POLICY = """
ALTER TABLE employers_employernote ENABLE ROW LEVEL SECURITY;
CREATE POLICY employers_employernote_own ON employers_employernote
    USING (municipality_id = ANY ((SELECT fot_agencies())::uuid[]))
    WITH CHECK (municipality_id = ANY ((SELECT fot_agencies())::uuid[]));
"""
_NO_NOTES_POLICY = """
DROP POLICY employers_employernote_own ON employers_employernote;
ALTER TABLE employers_employernote DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_idempotency_policy"),
        ("employers", "0002_guards"),
        ("participants", "0006_synthetic_people"),
        ("programmes", "0006_measures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmployerContact",
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
                ("name", models.CharField(max_length=120, verbose_name="navn")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="stilling")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telefon")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                ("removed_on", models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "kontaktperson",
                "verbose_name_plural": "kontaktpersoner",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="EmployerNote",
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
                ("text", models.TextField(verbose_name="notat")),
            ],
            options={
                "verbose_name": "notat om en arbeidsgiver",
                "verbose_name_plural": "notater om arbeidsgivere",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                    "placement_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="måneder etter start"),
                ),
                (
                    "participation_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="måneder etter programmet"),
                ),
                ("due_on", models.DateField(verbose_name="skal spørres")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="lukket")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="svart")),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same_job", "fortsatt i jobben"),
                            ("other_job", "i en annen jobb"),
                            ("education", "i utdanning"),
                            ("not_working", "ikke i jobb"),
                            ("not_reached", "fikk ikke tak i deltakeren"),
                        ],
                        max_length=20,
                        verbose_name="i jobb",
                    ),
                ),
                (
                    "hours_per_week",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=4, null=True, verbose_name="timer i uken"
                    ),
                ),
                ("is_permanent", models.BooleanField(blank=True, null=True, verbose_name="fast ansatt")),
                ("next_step", models.TextField(blank=True, verbose_name="neste skritt")),
            ],
            options={
                "verbose_name": "oppfølging",
                "verbose_name_plural": "oppfølginger",
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True), models.Q(("standing", ""), _negated=True), _connector="OR"
                        ),
                        name="answered_follow_up_has_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Industry",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250, verbose_name="næring")),
                ("parent_code", models.CharField(blank=True, max_length=6)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "næring",
                "verbose_name_plural": "næringer",
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="employer",
            name="address",
            field=models.CharField(blank=True, max_length=250, verbose_name="adresse"),
        ),
        migrations.AddField(
            model_name="employer",
            name="deleted_on",
            field=models.DateField(blank=True, null=True, verbose_name="slettet i registeret"),
        ),
        migrations.AddField(
            model_name="employer",
            name="employees",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="ansatte"),
        ),
        migrations.AddField(
            model_name="employer",
            name="fetched_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="hentet fra registeret"),
        ),
        migrations.AddField(
            model_name="employer",
            name="industry_code",
            field=models.CharField(blank=True, max_length=6, verbose_name="næring"),
        ),
        migrations.AddField(
            model_name="employer",
            name="is_bankrupt",
            field=models.BooleanField(default=False, verbose_name="konkurs"),
        ),
        migrations.AddField(
            model_name="employer",
            name="is_winding_up",
            field=models.BooleanField(default=False, verbose_name="under avvikling"),
        ),
        migrations.AddField(
            model_name="employer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="employers.employer",
            ),
        ),
        migrations.AddField(
            model_name="employer",
            name="organisation_form",
            field=models.CharField(blank=True, max_length=10, verbose_name="organisasjonsform"),
        ),
        migrations.AddField(
            model_name="employer",
            name="parent_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="hovedenhetens navn"),
        ),
        migrations.AddField(
            model_name="employer",
            name="parent_number",
            field=models.CharField(blank=True, max_length=9, verbose_name="hovedenhet"),
        ),
        migrations.AddField(
            model_name="employer",
            name="postal_code",
            field=models.CharField(blank=True, max_length=10, verbose_name="postnummer"),
        ),
        migrations.AddField(
            model_name="employer",
            name="postal_town",
            field=models.CharField(blank=True, max_length=80, verbose_name="poststed"),
        ),
        migrations.AddField(
            model_name="employer",
            name="register_snapshot",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="slik registeret svarte"),
        ),
        migrations.AddField(
            model_name="placement",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("contract_over", "avtalt tid var ute"),
                    ("resigned", "sa opp selv"),
                    ("dismissed", "sagt opp av arbeidsgiveren"),
                    ("other_job", "fikk en annen jobb"),
                    ("education", "begynte i utdanning"),
                    ("ill", "sykdom"),
                    ("moved", "flyttet"),
                    ("workplace_closed", "arbeidsplassen ble lagt ned"),
                    ("other", "annet"),
                ],
                max_length=20,
                verbose_name="hvorfor jobben sluttet",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="family_tie",
            field=models.BooleanField(default=False, verbose_name="familietilknytning til arbeidsgiveren"),
        ),
        migrations.AddField(
            model_name="placement",
            name="hours_per_week",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=4, null=True, verbose_name="timer i uken"
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="how_found",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own_search", "deltakeren fant den selv"),
                    ("nav", "formidlet av NAV"),
                    ("municipality", "formidlet av kommunen"),
                    ("school", "gjennom opplæringen"),
                    ("after_measure", "etter tiltak hos samme arbeidsgiver"),
                    ("network", "gjennom kjente"),
                    ("other", "annet"),
                ],
                max_length=20,
                verbose_name="hvordan jobben kom i stand",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="placements",
                to="programmes.workmeasure",
                verbose_name="tiltak",
            ),
        ),
        migrations.AddConstraint(
            model_name="employer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="employer_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="employercontact",
            name="employer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="employers.employer"
            ),
        ),
        migrations.AddField(
            model_name="employernote",
            name="employer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="employers.employer"
            ),
        ),
        migrations.AddField(
            model_name="employernote",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="employernote",
            name="written_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="employernote",
            name="written_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="followup",
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
            model_name="followup",
            name="answered_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="participants.participant"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="programmes.participation",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="placement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="employers.placement",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["participant", "due_on"], name="follow_up_by_participant"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)),
                fields=("placement", "placement_months"),
                name="asked_once_of_a_job",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)),
                fields=("participation", "participation_months"),
                name="asked_once_after_a_programme",
            ),
        ),
        person_policy("employers_followup"),
        same_municipality("employers_followup"),
        version_trigger("employers_followup"),
        version_trigger("employers_employercontact"),
        change_trigger("employers_followup"),
        migrations.RunSQL(_NOTES_POLICY, _NO_NOTES_POLICY),
    ]
