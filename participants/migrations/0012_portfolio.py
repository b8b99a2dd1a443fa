"""How each arranges the portfolio: rows that only their owner meets."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

_TABLES = ("participants_portfoliocolumns", "participants_savedfilter")
_ID = models.UUIDField(
    db_default=models.Func(function="uuidv7"),
    default=uuid_utils.compat.uuid7,
    editable=False,
    primary_key=True,
    serialize=False,
)


def _own(table: str) -> migrations.RunSQL:
    condition = "user_id = (SELECT fot_user()) OR fot_is_system()"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_own ON {table} USING ({condition}) WITH CHECK ({condition});",
        f"DROP POLICY {table}_own ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def _mine(to: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0011_access_months"),
        ("participants", "0011_guarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PortfolioColumns",
            fields=[
                ("id", _ID),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("hidden", models.JSONField(default=list, verbose_name="kolonner som ikke vises")),
                ("agency", _mine("agencies.agency")),
                ("user", _mine(settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "kolonnevalg",
                "verbose_name_plural": "kolonnevalg",
                "constraints": [models.UniqueConstraint(fields=("user", "agency"), name="one_choice_of_columns")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", _ID.clone()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=60, verbose_name="navn")),
                ("query", models.CharField(max_length=500, verbose_name="filter")),
                ("position", models.PositiveSmallIntegerField(verbose_name="rekkefølge")),
                ("agency", _mine("agencies.agency")),
                ("user", _mine(settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "lagret filter",
                "verbose_name_plural": "lagrede filtre",
                "ordering": ["position", "id"],
                "constraints": [models.UniqueConstraint(fields=("user", "agency", "name"), name="filter_named_once")],
            },
        ),
        *[_own(table) for table in _TABLES],
    ]
