"""The participant's own statements beside entries that are contested: only ever added."""

from typing import ClassVar

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from agencies.database import append_only, change_trigger, person_policy, same_municipality

_TABLE = "participants_statement"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("agencies", "0013_machines"),
        ("participants", "0013_restriction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Statement",
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
                ("text", models.TextField(verbose_name="forklaring")),
                ("stated_on", models.DateField(verbose_name="gitt")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="participants.caseevent",
                        verbose_name="gjelder",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="participants.participant",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deltakerens forklaring",
                "verbose_name_plural": "deltakerens forklaringer",
                "ordering": ["created_at", "id"],
                "indexes": [models.Index(fields=["participant", "created_at"], name="statement_by_participant")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="statement_says_something",
                        violation_error_message="Skriv hva deltakeren sier.",
                    )
                ],
            },
        ),
        person_policy(_TABLE),
        same_municipality(_TABLE),
        change_trigger(_TABLE),
        append_only(_TABLE),
    ]
