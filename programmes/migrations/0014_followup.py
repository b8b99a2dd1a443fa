"""Follow-up: appointments, reviews, journal with private drafts, calendar links; and what guards them."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

_TABLES = tuple(f"programmes_{name}" for name in ("appointment", "review", "journalentry", "journalattachment"))
_DRAFT = "programmes_journaldraft"
# What nobody else is to see: the author's own, within what person_policy shows. The system merges and moves cases.
_PRIVATE = f"""
CREATE POLICY {_DRAFT}_private ON {_DRAFT} AS RESTRICTIVE
    USING (author_id = (SELECT fot_user()) OR (SELECT fot_is_system()))
    WITH CHECK (author_id = (SELECT fot_user()) OR (SELECT fot_is_system()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0007_outcomes"),
        ("participants", "0011_guarded"),
        ("programmes", "0013_start"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("conversation", "samtale"),
                            ("review", "gjennomgang av planen"),
                            ("meeting", "samarbeidsmøte"),
                            ("home_visit", "hjemmebesøk"),
                        ],
                        default="conversation",
                        max_length=20,
                        verbose_name="hva",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="tidspunkt")),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="varighet i minutter")),
                ("place", models.CharField(max_length=200, verbose_name="sted")),
                ("interpreter_language", models.CharField(blank=True, max_length=10, verbose_name="tolkespråk")),
                ("interpreter_ordered_on", models.DateField(blank=True, null=True, verbose_name="tolk bestilt")),
                ("interpreter_confirmed_on", models.DateField(blank=True, null=True, verbose_name="tolk bekreftet")),
                (
                    "reminder",
                    models.CharField(
                        choices=[("none", "ingen påminnelse"), ("email", "e-post"), ("sms", "SMS")],
                        default="none",
                        max_length=10,
                        verbose_name="påminnelse",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "avtalt"),
                            ("attended", "møtt"),
                            ("no_show", "ikke møtt"),
                            ("cancelled", "avlyst"),
                        ],
                        default="planned",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("outcome_note", models.CharField(blank=True, max_length=500, verbose_name="merknad")),
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
                        related_name="appointments",
                        to="participants.participant",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ansatt",
                    ),
                ),
            ],
            options={
                "verbose_name": "avtale",
                "verbose_name_plural": "avtaler",
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(fields=["user", "starts_at"], name="appointment_of_user"),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["municipality", "starts_at"],
                        name="appointment_planned",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 600)),
                        name="appointment_has_a_length",
                        violation_error_message="En avtale varer fra 5 til 600 minutter.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("interpreter_language", ""), _negated=True),
                            models.Q(
                                ("interpreter_confirmed_on__isnull", True), ("interpreter_ordered_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="interpreter_has_a_language",
                        violation_error_message="Velg tolkespråk.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interpreter_confirmed_on__isnull", True),
                            ("interpreter_ordered_on__isnull", False),
                            _connector="OR",
                        ),
                        name="confirmed_interpreter_is_ordered",
                        violation_error_message="Tolken må være bestilt før den kan være bekreftet.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarLink",
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
                ("digest", models.CharField(max_length=64, unique=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "kalenderlenke",
                "verbose_name_plural": "kalenderlenker",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user", "agency"),
                        name="one_calendar_link",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalDraft",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "notat"),
                            ("conversation", "samtale"),
                            ("phone", "telefon eller melding"),
                            ("meeting", "samarbeidsmøte"),
                            ("home_visit", "hjemmebesøk"),
                        ],
                        default="note",
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="dato")),
                ("text", models.TextField(blank=True, verbose_name="tekst")),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="følges opp")),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="programmes.appointment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            ],
            options={
                "verbose_name": "utkast til notat",
                "verbose_name_plural": "utkast til notater",
                "ordering": ["-changed_at", "-id"],
                "indexes": [
                    models.Index(fields=["author", "-changed_at"], name="draft_of_author"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "notat"),
                            ("conversation", "samtale"),
                            ("phone", "telefon eller melding"),
                            ("meeting", "samarbeidsmøte"),
                            ("home_visit", "hjemmebesøk"),
                        ],
                        default="note",
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="dato")),
                ("text", models.TextField(verbose_name="tekst")),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="følges opp")),
                ("followed_up_on", models.DateField(blank=True, null=True, verbose_name="fulgt opp")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="trukket tilbake")),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="hvorfor notatet er trukket tilbake"),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programmes.appointment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
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
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="participants.participant",
                    ),
                ),
                (
                    "voided_by",
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
                "verbose_name": "notat",
                "verbose_name_plural": "notater",
                "ordering": ["-happened_on", "-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["participant", "-happened_on"], name="journal_by_participant"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voided_at__isnull", True), models.Q(("void_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="voided_entry_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_up_on__isnull", True),
                            ("follow_up_on__gte", models.F("happened_on")),
                            _connector="OR",
                        ),
                        name="followed_up_after_it_happened",
                        violation_error_message="Oppfølgingen kan ikke være før det som skjedde.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalAttachment",
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
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.document"
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="programmes.journalentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "vedlegg",
                "verbose_name_plural": "vedlegg",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                ("planned_on", models.DateField(verbose_name="planlagt")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="holdt")),
                ("agreed", models.TextField(blank=True, verbose_name="hva som ble avtalt")),
                ("minutes", models.TextField(blank=True, verbose_name="referat")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="avlyst")),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="programmes.appointment",
                    ),
                ),
                (
                    "held_by",
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
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="participants.participant",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="programmes.participation",
                    ),
                ),
            ],
            options={
                "verbose_name": "gjennomgang av planen",
                "verbose_name_plural": "gjennomganger av planer",
                "ordering": ["-planned_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_on__isnull", True), ("held_on__isnull", True)),
                        fields=("participation",),
                        name="one_planned_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_on__isnull", True),
                            models.Q(("cancelled_on__isnull", True), models.Q(("agreed", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="held_review_says_what_was_agreed",
                        violation_error_message="Skriv hva som ble avtalt.",
                    ),
                ],
            },
        ),
        *(person_policy(table) for table in (*_TABLES, _DRAFT)),
        *(same_municipality(table) for table in (*_TABLES, _DRAFT)),
        *(change_trigger(table) for table in _TABLES),
        *(version_trigger(table) for table in (*_TABLES[:3], _DRAFT)),
        migrations.RunSQL(_PRIVATE, f"DROP POLICY {_DRAFT}_private ON {_DRAFT}"),
    ]
