"""Labour-market measures: content, versions, loads, approvals and one-time links."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

_TABLES = tuple(
    f"programmes_{name}" for name in ("workmeasure", "measureversion", "measureload", "measureapproval", "approvallink")
)
# A version may follow its person when two registrations are merged; what was agreed never changes.
_KEEP = """
CREATE FUNCTION fot_keep_measure_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.measure_id, OLD.number, OLD.kind, OLD.content, OLD.made_by_id, OLD.created_at)
        IS DISTINCT FROM (NEW.measure_id, NEW.number, NEW.kind, NEW.content, NEW.made_by_id, NEW.created_at) THEN
        RAISE EXCEPTION 'a version of an agreement is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER programmes_measureversion_keep BEFORE UPDATE OR DELETE ON programmes_measureversion
    FOR EACH ROW EXECUTE FUNCTION fot_keep_measure_version();
"""
_FORGET = """
DROP TRIGGER programmes_measureversion_keep ON programmes_measureversion;
DROP FUNCTION fot_keep_measure_version();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_idempotency_policy"),
        ("participants", "0006_synthetic_people"),
        ("programmes", "0005_transfers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkMeasure",
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
                            ("work_training", "arbeidstrening"),
                            ("temporary_wage_subsidy", "midlertidig lønnstilskudd"),
                            ("mentor", "mentor"),
                            ("summer_job", "sommerjobb (tiltak)"),
                            ("assessment", "avklaring"),
                            ("follow_up", "oppfølging"),
                            ("short_course", "arbeidsmarkedsopplæring (AMO)"),
                            ("basic_skills", "norsk og grunnleggende ferdigheter"),
                            ("study_preparation", "studiekompetansefag"),
                            ("vocational_training", "fag- og yrkesopplæring"),
                            ("higher_vocational", "høyere yrkesfaglig utdanning (tiltak)"),
                            ("higher_education", "høyere utdanning (tiltak)"),
                            ("permanent_wage_subsidy", "varig lønnstilskudd"),
                            ("four_year_wage_subsidy", "fireårig lønnstilskudd"),
                            ("inclusion_grant", "inkluderingstilskudd"),
                            ("rehabilitation", "arbeidsrettet rehabilitering"),
                            ("work_preparation", "arbeidsforberedende trening"),
                            ("sheltered_work", "varig tilrettelagt arbeid"),
                        ],
                        max_length=30,
                        verbose_name="tiltak",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "utkast"),
                            ("awaiting_approval", "mangler godkjenning"),
                            ("ready", "klar for oppstart"),
                            ("running", "i gang"),
                            ("ended", "avsluttet"),
                            ("cancelled", "annullert"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("organisation_number", models.CharField(blank=True, max_length=9, verbose_name="organisasjonsnummer")),
                (
                    "organisation_name",
                    models.CharField(blank=True, max_length=200, verbose_name="arbeidsgiver eller arrangør"),
                ),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="kontaktperson")),
                ("contact_phone", models.CharField(blank=True, max_length=30, verbose_name="telefon")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                ("occupation_code", models.CharField(blank=True, max_length=4, verbose_name="yrke (STYRK-08)")),
                ("first_day", models.DateField(verbose_name="første dag")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="siste dag")),
                (
                    "conditions",
                    models.JSONField(blank=True, default=list, verbose_name="forhold som gir lengre varighet"),
                ),
                (
                    "rate_percent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="tilskudd, prosent"
                    ),
                ),
                (
                    "costs",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="dokumenterte kostnader"
                    ),
                ),
                ("purpose", models.TextField(blank=True, verbose_name="formål")),
                ("tasks", models.TextField(blank=True, verbose_name="innhold og oppgaver")),
                ("training_plan", models.TextField(blank=True, verbose_name="opplæringsplan")),
                ("adaptation", models.TextField(blank=True, verbose_name="tilrettelegging")),
                ("support", models.TextField(blank=True, verbose_name="oppfølging")),
                (
                    "representatives_consulted",
                    models.BooleanField(default=False, verbose_name="de tillitsvalgte er hørt"),
                ),
                (
                    "family_tie",
                    models.BooleanField(default=False, verbose_name="familietilknytning til arbeidsgiveren"),
                ),
                ("family_tie_note", models.TextField(blank=True, verbose_name="forklaring til familietilknytningen")),
                ("counts_towards_hours", models.BooleanField(default=True, verbose_name="teller i de 15 timene")),
                (
                    "agreement_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="avtalenummer hos NAV"),
                ),
                ("entered_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="inngått")),
                ("is_extended", models.BooleanField(default=False, editable=False)),
                ("cancelled_on", models.DateField(blank=True, editable=False, null=True, verbose_name="annullert")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("started_work", "begynt i arbeid"),
                            ("other_measure", "fått tilbud om annet tiltak"),
                            ("ill", "syk"),
                            ("no_show", "ikke møtt"),
                            ("completed", "fullført"),
                            ("registered_in_error", "feilregistrert"),
                            ("other", "annet"),
                        ],
                        max_length=20,
                        verbose_name="årsak",
                    ),
                ),
                ("end_note", models.TextField(blank=True, verbose_name="forklaring")),
                ("last_reviewed_on", models.DateField(blank=True, null=True, verbose_name="sist gjennomgått")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("work", "arbeid"),
                            ("education", "utdanning"),
                            ("other_measure", "nytt tiltak"),
                            ("still_in_programme", "fortsetter i programmet"),
                            ("nothing_yet", "ingen overgang ennå"),
                        ],
                        max_length=20,
                        verbose_name="resultat",
                    ),
                ),
                ("result_note", models.TextField(blank=True, verbose_name="hva tiltaket førte til")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="avgjort av",
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
                        related_name="measures",
                        to="participants.participant",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="programmes.participation",
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
                "verbose_name": "tiltak",
                "verbose_name_plural": "tiltak",
                "ordering": ["-first_day", "-id"],
                "indexes": [
                    models.Index(fields=["participant", "-first_day"], name="measure_by_participant"),
                    models.Index(fields=["municipality", "status", "-first_day"], name="measure_by_status"),
                    models.Index(fields=["organisation_number"], name="measure_by_employer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day__isnull", True), ("last_day__gte", models.F("first_day")), _connector="OR"
                        ),
                        name="measure_ends_after_it_begins",
                        violation_error_message="Siste dag kan ikke være før første dag.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_on__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="cancelled_measure_says_why",
                        violation_error_message="Velg hvorfor tiltaket annulleres.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureVersion",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="versjon")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("entered", "avtalen er inngått"),
                            ("extended", "forlenget"),
                            ("shortened", "forkortet"),
                            ("cancelled", "annullert"),
                            ("changed", "endret"),
                        ],
                        max_length=20,
                        verbose_name="hva som skjedde",
                    ),
                ),
                ("content", models.JSONField()),
                (
                    "made_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="programmes.workmeasure",
                    ),
                ),
            ],
            options={
                "verbose_name": "versjon av en avtale",
                "verbose_name_plural": "versjoner av avtaler",
                "ordering": ["measure", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "number"), name="measure_version_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureLoad",
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
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="prosent")),
                (
                    "days_per_week",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=2, null=True, verbose_name="dager i uken"
                    ),
                ),
                ("hours_per_week", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="timer i uken")),
                ("valid_from", models.DateField(verbose_name="gjelder fra")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loads", to="programmes.workmeasure"
                    ),
                ),
            ],
            options={
                "verbose_name": "omfang av et tiltak",
                "verbose_name_plural": "omfang av tiltak",
                "ordering": ["measure", "valid_from", "created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=("measure", "valid_from"),
                        name="one_load_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_per_week__gt", 0),
                            ("hours_per_week__lte", 40),
                            ("percent__gt", 0),
                            ("percent__lte", 100),
                        ),
                        name="measure_load_within_bounds",
                        violation_error_message="Omfanget må være over 0 og høyst 100 prosent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureApproval",
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
                    "party",
                    models.CharField(
                        choices=[
                            ("employer", "arbeidsgiver"),
                            ("participant", "deltaker"),
                            ("adviser", "NAV-veileder"),
                        ],
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("link", "engangslenke"),
                            ("paper", "signert på papir"),
                            ("on_behalf", "på vegne av parten"),
                            ("own", "innlogget"),
                        ],
                        max_length=10,
                        verbose_name="hvordan",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="navn på den som godkjente")),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="hvorfor på vegne av")),
                ("cleared_at", models.DateTimeField(blank=True, null=True, verbose_name="opphevet")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.document",
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
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="programmes.workmeasure",
                    ),
                ),
            ],
            options={
                "verbose_name": "godkjenning",
                "verbose_name_plural": "godkjenninger",
                "ordering": ["measure", "created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cleared_at__isnull", True)),
                        fields=("measure", "party"),
                        name="approved_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "on_behalf"), _negated=True),
                            models.Q(("reasons", []), _negated=True),
                            _connector="OR",
                        ),
                        name="on_behalf_says_why",
                        violation_error_message="Velg minst én grunn til at du godkjenner på vegne av parten.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalLink",
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
                    "party",
                    models.CharField(
                        choices=[
                            ("employer", "arbeidsgiver"),
                            ("participant", "deltaker"),
                            ("adviser", "NAV-veileder"),
                        ],
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="gyldig til")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="brukt")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="trukket tilbake")),
                (
                    "made_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="programmes.workmeasure"
                    ),
                ),
            ],
            options={
                "verbose_name": "engangslenke",
                "verbose_name_plural": "engangslenker",
                "ordering": ["-created_at"],
            },
        ),
        *(person_policy(table) for table in _TABLES),
        *(same_municipality(table) for table in _TABLES),
        *(change_trigger(table) for table in _TABLES),
        version_trigger("programmes_workmeasure"),
        migrations.RunSQL(_KEEP, _FORGET),
    ]
