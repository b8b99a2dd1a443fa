"""Programmes that came along from other municipalities."""

import django.core.serializers.json
import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality

_TABLE = "programmes_earlierprogramme"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_idempotency_policy"),
        ("participants", "0005_transfers"),
        ("programmes", "0004_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierProgramme",
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
                ("offer_date", models.DateField(verbose_name="tilbud om oppstart")),
                (
                    "protection",
                    models.CharField(
                        choices=[("ordinary", "ordinær"), ("collective", "kollektiv beskyttelse")],
                        max_length=12,
                        verbose_name="beskyttelse",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        choices=[
                            ("upper_secondary", "videregående eller høyere"),
                            ("upper_secondary_ua_no_he_year", "ukrainsk videregående uten et år høyere utdanning"),
                            ("below", "ikke fullført videregående"),
                        ],
                        max_length=40,
                        verbose_name="utdanning",
                    ),
                ),
                (
                    "goal",
                    models.CharField(
                        choices=[
                            ("work", "arbeid"),
                            ("tertiary_preparation", "forberede utdanning over videregående"),
                            ("vocational_requalification", "yrkesfaglig rekvalifisering"),
                            ("part_upper_secondary", "deler av videregående"),
                            ("full_upper_secondary", "fullført videregående"),
                            ("vocational_training", "fag- og yrkesopplæring"),
                            ("higher_vocational", "høyere yrkesfaglig utdanning"),
                            ("other", "annet mål"),
                        ],
                        max_length=40,
                        verbose_name="sluttmål",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="første dag")),
                ("last_day", models.DateField(verbose_name="siste dag")),
                ("months", models.PositiveSmallIntegerField(verbose_name="varighet i måneder")),
                ("extension_months", models.PositiveSmallIntegerField(default=0, verbose_name="forlengelse i måneder")),
                ("months_used", models.PositiveSmallIntegerField(verbose_name="brukt tid, måneder")),
                ("days_used", models.PositiveSmallIntegerField(verbose_name="og dager")),
                ("plan_made_on", models.DateField(blank=True, null=True, verbose_name="plan utarbeidet")),
                (
                    "end_reason",
                    models.CharField(
                        choices=[
                            ("goal_reached", "målet er nådd"),
                            ("duration_expired", "tiden er ute"),
                            ("interrupted", "avbrutt av deltakeren"),
                            ("stopped_permanently", "stanset av kommunen"),
                            ("moved", "flyttet til en annen kommune"),
                            ("emigrated", "flyttet fra Norge"),
                            ("deceased", "død"),
                            ("permit_lost", "mistet oppholdstillatelsen"),
                        ],
                        max_length=30,
                        verbose_name="sluttårsak",
                    ),
                ),
                (
                    "main_activity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full_time_work", "arbeid på heltid"),
                            ("part_time_work", "arbeid på deltid"),
                            ("upper_secondary", "videregående opplæring"),
                            ("higher_education", "høyere utdanning"),
                            ("higher_vocational", "høyere yrkesfaglig utdanning"),
                            ("primary_lower_secondary", "grunnskole eller forberedende opplæring"),
                            ("nav_measure", "NAV-tiltak"),
                            ("jobseeker_nav", "arbeidssøker hos NAV"),
                            ("kvp", "kvalifiseringsprogram"),
                            ("social_assistance", "økonomisk sosialhjelp"),
                            ("health", "helse eller arbeidsavklaringspenger"),
                            ("parental_leave", "foreldrepermisjon"),
                            ("norwegian_training_only", "bare norskopplæring"),
                            ("other", "annet"),
                            ("not_registered", "ikke registrert"),
                        ],
                        max_length=40,
                        verbose_name="hovedaktivitet",
                    ),
                ),
                (
                    "absences",
                    models.JSONField(
                        default=list, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "held_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="kommune",
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
                        related_name="earlier_programmes",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "program i en annen kommune",
                "verbose_name_plural": "programmer i andre kommuner",
                "ordering": ["first_day", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="earlier_programme_ends_after_it_begins",
                    )
                ],
            },
        ),
        person_policy(_TABLE),
        same_municipality(_TABLE),
        change_trigger(_TABLE),
    ]
