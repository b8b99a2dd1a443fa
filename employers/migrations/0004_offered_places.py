"""Places that employers offer, what was decided about them, and qualification tracks with their cohorts."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_idempotency_policy"),
        ("employers", "0003_follow_up"),
        ("participants", "0006_synthetic_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferedPlace",
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
                ("employer_name", models.CharField(blank=True, max_length=200, verbose_name="arbeidsgiver")),
                ("organisation_number", models.CharField(blank=True, max_length=9, verbose_name="organisasjonsnummer")),
                ("title", models.CharField(max_length=200, verbose_name="hva slags arbeid")),
                ("description", models.TextField(blank=True, verbose_name="beskrivelse")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="antall plasser",
                    ),
                ),
                (
                    "listening",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="lytte",
                    ),
                ),
                (
                    "reading",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="lese",
                    ),
                ),
                (
                    "writing",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="skrive",
                    ),
                ),
                (
                    "oral",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="muntlig",
                    ),
                ),
                (
                    "certificates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("licence_b", "førerkort klasse B"),
                                ("licence_c", "førerkort klasse C"),
                                ("licence_d", "førerkort klasse D"),
                                ("driver_card", "yrkessjåførkompetanse"),
                                ("forklift", "truckførerbevis"),
                                ("crane", "kranførerbevis"),
                                ("hot_work", "sertifikat for varme arbeider"),
                                ("welding", "sveisesertifikat"),
                                ("hse_card", "HMS-kort i bygg eller renhold"),
                                ("food_hygiene", "kurs i mathygiene"),
                                ("health_licence", "autorisasjon som helsepersonell"),
                                ("trade_certificate", "fagbrev i yrket"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="krav",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="oppstart")),
                ("apply_by", models.DateField(blank=True, null=True, verbose_name="frist")),
                (
                    "source",
                    models.CharField(
                        choices=[("employer", "avtalt med arbeidsgiveren"), ("feed", "stillingsannonse")],
                        default="employer",
                        max_length=10,
                    ),
                ),
                ("feed_id", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ("feed_changed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="annonsen")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="lukket")),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_places",
                        to="employers.employer",
                    ),
                ),
                (
                    "occupation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employers.occupation",
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
                (
                    "registered_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "work_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "plass",
                "verbose_name_plural": "plasser",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="offered_place_is_for_somebody"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("employer__isnull", False), models.Q(("employer_name", ""), _negated=True), _connector="OR"
                        ),
                        name="offered_place_has_an_employer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualificationTrack",
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
                ("code", models.SlugField(blank=True, editable=False, max_length=40)),
                ("name", models.CharField(max_length=120, verbose_name="navn")),
                ("description", models.TextField(blank=True, verbose_name="om løpet")),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("health_and_care", "helse og omsorg"),
                            ("construction", "bygg og anlegg"),
                            ("industry", "industri"),
                            ("transport", "transport"),
                            ("it", "IT"),
                        ],
                        max_length=20,
                        verbose_name="bransje",
                    ),
                ),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="tatt ut av bruk")),
                (
                    "occupation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employers.occupation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "kvalifiseringsløp",
                "verbose_name_plural": "kvalifiseringsløp",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True), fields=("code",), name="one_seed_track_a_code"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_on__isnull", True)),
                        fields=("owner", "name"),
                        name="one_track_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
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
                ("place_title", models.CharField(max_length=200)),
                ("place_employer", models.CharField(max_length=200)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("suggested", "foreslått"), ("not_relevant", "ikke aktuell")],
                        max_length=15,
                        verbose_name="vurdering",
                    ),
                ),
                (
                    "not_relevant_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("other_wish", "deltakeren ønsker noe annet"),
                            ("norwegian", "trenger mer norsk først"),
                            ("certificate", "mangler sertifikat eller fagbrev"),
                            ("too_far", "for lang reisevei"),
                            ("busy", "er opptatt med program, utdanning eller arbeid"),
                            ("not_now", "passer ikke nå"),
                            ("place_gone", "plassen er ikke ledig lenger"),
                        ],
                        max_length=20,
                        verbose_name="grunn",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="merknad")),
                ("points", models.PositiveSmallIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("decided_on", models.DateField(verbose_name="vurdert")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
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
                        related_name="suggestions",
                        to="participants.participant",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suggestions",
                        to="employers.offeredplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "vurdering av en plass",
                "verbose_name_plural": "vurderinger av plasser",
                "ordering": ["-decided_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "place"), name="one_verdict_of_person_and_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "not_relevant"), _negated=True),
                            models.Q(("not_relevant_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="not_relevant_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrackCohort",
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
                ("starts_on", models.DateField(verbose_name="oppstart")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="plasser"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="kommune",
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="employers.employer", verbose_name="arbeidsgivere"
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="employers.qualificationtrack",
                    ),
                ),
            ],
            options={
                "verbose_name": "kull",
                "verbose_name_plural": "kull",
                "ordering": ["-starts_on", "name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("track", "owner", "name"), name="one_cohort_a_name"),
                    models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="cohort_has_seats"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrackStep",
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
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("norwegian", "norsk"),
                            ("measure", "tiltak eller kurs"),
                            ("practice", "praksis"),
                            ("apprenticeship", "læretid"),
                            ("certificate", "fagprøve eller sertifikat"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="navn")),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="forventet antall uker"
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="employers.qualificationtrack",
                    ),
                ),
            ],
            options={
                "verbose_name": "trinn",
                "verbose_name_plural": "trinn",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("track", "position"), name="one_step_a_position"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrackMembership",
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
                ("joined_on", models.DateField(verbose_name="begynte")),
                ("step_since", models.DateField(verbose_name="på trinnet siden")),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="sluttet")),
                (
                    "drop_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("got_job", "fikk jobb"),
                            ("other_education", "begynte i annen utdanning"),
                            ("norwegian", "norsken strakk ikke til"),
                            ("wrong_trade", "yrket passet ikke"),
                            ("health", "helse"),
                            ("care", "omsorg for barn eller familie"),
                            ("moved", "flyttet"),
                            ("not_meeting", "møtte ikke"),
                            ("employer", "arbeidsgiveren trakk seg"),
                            ("other", "annet"),
                        ],
                        max_length=20,
                        verbose_name="hvorfor",
                    ),
                ),
                ("finished_on", models.DateField(blank=True, null=True, verbose_name="fullført")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("certificate_and_job", "fagbrev eller sertifikat, og jobb"),
                            ("certificate", "fagbrev eller sertifikat"),
                            ("job", "jobb"),
                            ("education", "videre utdanning"),
                            ("none", "verken sertifikat eller jobb"),
                        ],
                        max_length=25,
                        verbose_name="resultat",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="employers.trackcohort",
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
                        related_name="track_memberships",
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
                (
                    "registered_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employers.trackstep",
                        verbose_name="trinn",
                    ),
                ),
            ],
            options={
                "verbose_name": "deltakelse i kvalifiseringsløp",
                "verbose_name_plural": "deltakelser i kvalifiseringsløp",
                "ordering": ["-joined_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "cohort"),
                        name="once_in_a_cohort",
                        violation_error_message="Personen er allerede med i kullet.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_on__isnull", True), models.Q(("drop_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="drop_out_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_on__isnull", True), models.Q(("result", ""), _negated=True), _connector="OR"
                        ),
                        name="finish_has_a_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_on__isnull", True), ("finished_on__isnull", True), _connector="OR"
                        ),
                        name="dropped_out_or_finished",
                    ),
                ],
            },
        ),
        person_policy("employers_suggestion"),
        same_municipality("employers_suggestion"),
        change_trigger("employers_suggestion"),
        version_trigger("employers_suggestion"),
        person_policy("employers_trackmembership"),
        same_municipality("employers_trackmembership"),
        change_trigger("employers_trackmembership"),
        version_trigger("employers_trackmembership"),
        version_trigger("employers_offeredplace"),
        version_trigger("employers_qualificationtrack"),
        version_trigger("employers_trackcohort"),
    ]
