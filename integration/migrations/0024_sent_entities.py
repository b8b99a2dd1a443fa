"""What each system that reads classes has been sent of people, by id alone."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from agencies.database import person_policy


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0017_own_entries"),
        ("integration", "0023_forget_removed"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentEntity",
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
                ("kind", models.CharField(max_length=12)),
                ("sourced_id", models.UUIDField()),
                ("gone_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sent", to="integration.rosterclient"
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
                "verbose_name": "sendt til skolesystem",
                "ordering": ["client", "kind", "sourced_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "kind", "sourced_id"), name="sent_entity_once")
                ],
            },
        ),
        # Whoever is hidden by now must be told as gone, so only the municipality counts; an id is all that stands here.
        person_policy("integration_sententity", participant="NULL::uuid"),
    ]
