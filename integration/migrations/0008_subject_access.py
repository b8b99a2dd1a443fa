"""Copies of all about a person, for the person who asks."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality

_TABLE = "integration_subjectexport"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0011_access_months"),
        ("integration", "0007_job_feed"),
        ("participants", "0012_portfolio"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SubjectExport",
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
                ("includes_access_log", models.BooleanField(default=False, verbose_name="med hvem som har lest saken")),
                ("includes_internal", models.BooleanField(default=False, verbose_name="med interne notater og utkast")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "lages"),
                            ("ready", "klar"),
                            ("failed", "mislyktes"),
                            ("deleted", "slettet"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("json_path", models.CharField(blank=True, editable=False, max_length=120)),
                ("pdf_path", models.CharField(blank=True, editable=False, max_length=120)),
                ("made_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
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
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "innsynskopi",
                "verbose_name_plural": "innsynskopier",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ready")), fields=["expires_at"], name="subject_export_expiry"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")), fields=("participant",), name="one_copy_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True), ("expires_at__isnull", False), _connector="OR"
                        ),
                        name="ready_copy_expires",
                    ),
                ],
            },
        ),
        person_policy(_TABLE),
        same_municipality(_TABLE),
        change_trigger(_TABLE),
    ]
