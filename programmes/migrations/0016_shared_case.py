import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

_TABLES = ("programmes_casemessage", "programmes_threadreading", "programmes_handover")


def _stays(table: str) -> migrations.RunSQL:
    """What was sent stays as it was; only whose case it is may change."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION fot_row_stays()",
        f"DROP TRIGGER {table}_stays ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0011_access_months"),
        ("participants", "0011_guarded"),
        ("programmes", "0015_guarded_pupils"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="addressee",
            field=models.CharField(
                choices=[("municipality", "kommunen"), ("nav", "NAV")],
                default="municipality",
                max_length=12,
                verbose_name="besvares av",
            ),
        ),
        migrations.CreateModel(
            name="CaseMessage",
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
                ("text", models.TextField(verbose_name="melding")),
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
                        related_name="messages",
                        to="participants.participant",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "melding",
                "verbose_name_plural": "meldinger",
                "ordering": ["created_at", "id"],
                "indexes": [models.Index(fields=["participant", "created_at"], name="message_in_thread")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
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
                ("opened_on", models.DateField(verbose_name="åpnet")),
                ("due_on", models.DateField(verbose_name="svar innen")),
                (
                    "job_seeker",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("registered", "registrert som arbeidssøker"),
                            ("not_needed", "trengs ikke, er i arbeid eller utdanning"),
                        ],
                        max_length=12,
                        verbose_name="arbeidssøker",
                    ),
                ),
                (
                    "activity",
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
                        verbose_name="aktivitet etter programmet",
                    ),
                ),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="første oppfølging")),
                (
                    "documents_shared_on",
                    models.DateField(blank=True, null=True, verbose_name="dokumenter gitt til NAV"),
                ),
                ("note", models.TextField(blank=True, verbose_name="det NAV må vite")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sendt")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("takes_over", "NAV følger opp"), ("no_follow_up", "NAV følger ikke opp")],
                        max_length=12,
                        verbose_name="svar",
                    ),
                ),
                ("answer_note", models.TextField(blank=True, verbose_name="begrunnelse")),
                ("first_meeting_on", models.DateField(blank=True, null=True, verbose_name="første møte hos NAV")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="besvart")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="bortfalt")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="NAV-kontor",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="participants.participant",
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover",
                        to="programmes.participation",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "overlevering",
                "verbose_name_plural": "overleveringer",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_on__isnull", True), ("cancelled_on__isnull", True)),
                        fields=["municipality", "due_on"],
                        name="handover_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_handover_has_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "no_follow_up"), _negated=True),
                            models.Q(("answer_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="handover_refused_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThreadReading",
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
                ("read_up_to", models.DateTimeField(verbose_name="lest til")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "lesing av meldinger",
                "ordering": ["participant", "user"],
                "constraints": [models.UniqueConstraint(fields=("participant", "user"), name="one_reading_a_reader")],
            },
        ),
        *[person_policy(table) for table in _TABLES],
        *[same_municipality(table) for table in _TABLES],
        *[change_trigger(table) for table in _TABLES],
        version_trigger("programmes_handover"),
        _stays("programmes_casemessage"),
    ]
