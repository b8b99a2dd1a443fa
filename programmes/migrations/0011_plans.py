"""Integration plans with their versions, skills mapping, agreements, templates, and proposals."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from agencies.database import change_trigger, person_policy, same_municipality, version_trigger

_VERSIONED = (
    "programmes_plan",
    "programmes_planelement",
    "programmes_skillsmapping",
    "programmes_careerguidance",
    "programmes_proposal",
)
_STAYING = ("programmes_planversion", "programmes_planagreement")
_TABLES = _VERSIONED + _STAYING


def _stays(table: str) -> migrations.RunSQL:
    """What was saved or signed stays as it was; only whose case it is may change."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION fot_row_stays()",
        f"DROP TRIGGER {table}_stays ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_idempotency_policy"),
        ("participants", "0006_synthetic_people"),
        ("programmes", "0010_programme_elsewhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CareerGuidance",
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
                ("county", models.CharField(max_length=80, verbose_name="fylkeskommune")),
                ("held_on", models.DateField(verbose_name="dato")),
                ("recommendation", models.TextField(blank=True, verbose_name="anbefaling")),
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
                        related_name="career_guidances",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "karriereveiledning",
                "verbose_name_plural": "karriereveiledninger",
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                ("number", models.PositiveIntegerField(default=0, editable=False)),
                ("long_term_goal", models.TextField(blank=True, verbose_name="langsiktig mål")),
                (
                    "schooling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("below_primary", "ikke fullført grunnskole"),
                            ("primary", "fullført grunnskole"),
                            ("upper_secondary", "videregående eller høyere"),
                            ("upper_secondary_b2", "videregående eller høyere, trenger dokumentert B2"),
                        ],
                        max_length=30,
                        verbose_name="skolegang",
                    ),
                ),
                (
                    "norwegian_listening",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="lytting",
                    ),
                ),
                (
                    "norwegian_reading",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="lesing",
                    ),
                ),
                (
                    "norwegian_writing",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="skriving",
                    ),
                ),
                (
                    "norwegian_oral",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"), ("C1", "C1")],
                        max_length=2,
                        verbose_name="muntlig",
                    ),
                ),
                ("norwegian_reason", models.TextField(blank=True, verbose_name="begrunnelse for norskmålet")),
                (
                    "norwegian_hours",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="norskopplæring, timer i alt"),
                ),
                (
                    "social_studies_hours",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="samfunnskunnskap, timer i alt"),
                ),
                ("is_study_heavy", models.BooleanField(default=True, verbose_name="mye egeninnsats")),
                (
                    "strategy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rapid_entry", "raskt i arbeid"),
                            ("qualification", "kvalifisering"),
                            ("both", "begge deler side om side"),
                        ],
                        max_length=20,
                        verbose_name="strategi",
                    ),
                ),
                ("strategy_reason", models.TextField(blank=True, verbose_name="begrunnelse for strategien")),
                ("builds_on", models.TextField(blank=True, verbose_name="bygger på")),
                ("involvement", models.TextField(blank=True, verbose_name="deltakerens medvirkning")),
                ("dissent", models.TextField(blank=True, verbose_name="uenighet")),
                ("appeal_informed", models.BooleanField(default=False, verbose_name="informert om klagerett")),
                ("finalised_on", models.DateField(blank=True, null=True, verbose_name="ferdigstilt")),
                (
                    "finalised_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="participants.participant"
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="programmes.participation"
                    ),
                ),
            ],
            options={
                "verbose_name": "integreringsplan",
                "verbose_name_plural": "integreringsplaner",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
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
                ("number", models.PositiveIntegerField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("draft", "utkast"),
                            ("finalised", "ferdigstilt"),
                            ("material", "vesentlig endring"),
                            ("minor", "mindre endring"),
                        ],
                        max_length=12,
                        verbose_name="endring",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="begrunnelse")),
                ("content", models.JSONField()),
                (
                    "author",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="programmes.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "versjon av planen",
                "verbose_name_plural": "versjoner av planen",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="one_version_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("change__in", ("material", "minor")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="changed_plan_says_why",
                        violation_error_message="Skriv hvorfor planen endres.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanAgreement",
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
                    "kind",
                    models.CharField(
                        choices=[("contract", "integreringskontrakt"), ("declaration", "integreringserklæring")],
                        max_length=12,
                        verbose_name="hva",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="signert")),
                (
                    "way",
                    models.CharField(
                        choices=[("paper", "på papir"), ("screen", "på skjerm")], max_length=8, verbose_name="hvordan"
                    ),
                ),
                ("signed_by", models.CharField(max_length=120, verbose_name="signert av")),
                (
                    "on_behalf_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("guardian", "verge"),
                            ("power_of_attorney", "fullmakt"),
                            ("cannot_write", "kan ikke skrive, vitne til stede"),
                            ("refuses", "vil ikke signere, kommunen fastsetter planen"),
                        ],
                        max_length=20,
                        verbose_name="hvorfor en annen signerte",
                    ),
                ),
                (
                    "for_municipality",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="programmes.plan"
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.planversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "kontrakt eller erklæring",
                "verbose_name_plural": "kontrakter og erklæringer",
                "ordering": ["-signed_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("kind", models.CharField(max_length=40, verbose_name="hva")),
                ("payload", models.JSONField()),
                ("note", models.TextField(blank=True, verbose_name="begrunnelse for forslaget")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "venter på svar"),
                            ("accepted", "godtatt"),
                            ("declined", "avslått"),
                            ("withdrawn", "trukket"),
                            ("replaced", "erstattet av et nytt forslag"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="tilstand",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="besvart")),
                ("answer_reason", models.TextField(blank=True, verbose_name="begrunnelse for svaret")),
                ("result_id", models.UUIDField(blank=True, null=True)),
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
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="participants.participant",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="programmes.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "forslag",
                "verbose_name_plural": "forslag",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["municipality", "created_at"],
                        name="proposal_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_proposal_says_why",
                        violation_error_message="Skriv hvorfor forslaget avslås.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_proposal_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillsMapping",
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
                ("schooling", models.TextField(blank=True, verbose_name="skolegang og utdanning")),
                ("work_experience", models.TextField(blank=True, verbose_name="arbeidserfaring")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="språk")),
                (
                    "digital_skills",
                    models.CharField(
                        blank=True,
                        choices=[("none", "ingen"), ("basic", "noe"), ("good", "gode"), ("advanced", "svært gode")],
                        max_length=10,
                        verbose_name="digitale ferdigheter",
                    ),
                ),
                ("driving_licence", models.CharField(blank=True, max_length=60, verbose_name="førerkort")),
                ("interests", models.TextField(blank=True, verbose_name="interesser")),
                ("wishes", models.TextField(blank=True, verbose_name="ønsker")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="gjennomført")),
                ("done_by", models.CharField(blank=True, max_length=120, verbose_name="gjennomført av")),
                ("not_done_reason", models.TextField(blank=True, verbose_name="hvorfor den ikke er gjort")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skills_mapping",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "kompetansekartlegging",
                "verbose_name_plural": "kompetansekartlegginger",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", False),
                            models.Q(("not_done_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mapping_is_done_or_says_why",
                        violation_error_message="Skriv når kartleggingen ble gjort, eller hvorfor den ikke er gjort.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanElement",
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
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("norwegian", "norskopplæring"),
                            ("social_studies", "samfunnskunnskap"),
                            ("life_skills", "livsmestring"),
                            ("parental_guidance", "foreldreveiledning"),
                            ("work_practice", "arbeidspraksis"),
                            ("language_practice", "språkpraksis"),
                            ("part_time_work", "deltidsarbeid"),
                            ("industry_course", "bransjekurs"),
                            ("nav_measure", "NAV-tiltak"),
                            ("fast_track", "hurtigspor"),
                            ("norwegian_at_work", "norsk på arbeidsplassen"),
                            ("primary_school", "grunnskole for voksne"),
                            ("upper_secondary", "videregående opplæring"),
                            ("higher_education", "høyere utdanning"),
                            ("vocational_training", "fagopplæring i bedrift"),
                            ("validation", "realkompetansevurdering"),
                            ("counselling", "individuell veiledning"),
                            ("health_follow_up", "oppfølging"),
                            ("other", "annet"),
                        ],
                        max_length=30,
                        verbose_name="hva",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="navn")),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("school", "skole"),
                            ("nav", "NAV"),
                            ("employer", "arbeidsgiver"),
                            ("municipality", "kommunen"),
                            ("county", "fylkeskommunen"),
                            ("other", "andre"),
                        ],
                        max_length=20,
                        verbose_name="hvem tilbyr det",
                    ),
                ),
                ("provider_name", models.CharField(blank=True, max_length=200, verbose_name="navn på tilbyderen")),
                ("first_day", models.DateField(blank=True, null=True, verbose_name="første dag")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="siste dag")),
                (
                    "hours_a_week",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=4, null=True, verbose_name="timer i uken"
                    ),
                ),
                ("timetable", models.JSONField(blank=True, default=list, verbose_name="timeplan")),
                ("reason", models.TextField(blank=True, verbose_name="hvorfor er det valgt")),
                ("benefit", models.TextField(blank=True, verbose_name="hvordan hjelper det")),
                (
                    "counts_as_work",
                    models.BooleanField(default=False, verbose_name="regnes med i de arbeidsrettede timene"),
                ),
                ("link_kind", models.CharField(blank=True, max_length=30)),
                ("link_id", models.UUIDField(blank=True, null=True)),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="tatt ut")),
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="elements", to="programmes.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "element i planen",
                "verbose_name_plural": "elementer i planen",
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_on__isnull", True)),
                        fields=["plan", "position"],
                        name="element_standing",
                    ),
                    models.Index(
                        condition=models.Q(("link_id__isnull", False)),
                        fields=["link_kind", "link_id"],
                        name="element_link",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day__isnull", True),
                            ("first_day__isnull", True),
                            ("last_day__gte", models.F("first_day")),
                            _connector="OR",
                        ),
                        name="element_ends_after_it_begins",
                        violation_error_message="Siste dag kan ikke være før første dag.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_a_week__isnull", True),
                            models.Q(("hours_a_week__gte", 0), ("hours_a_week__lte", 60)),
                            _connector="OR",
                        ),
                        name="element_hours_fit_a_week",
                        violation_error_message="Timer i uken er fra 0 til 60.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("link_id__isnull", True), ("link_kind", "")),
                            models.Q(models.Q(("link_kind", ""), _negated=True), ("link_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="element_link_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanTemplate",
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
                ("strategy", models.CharField(blank=True, max_length=20, verbose_name="strategi")),
                ("elements", models.JSONField(default=list)),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="tatt ut av bruk")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "mal for plan",
                "verbose_name_plural": "maler for planer",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_on__isnull", True)),
                        fields=("municipality", "name"),
                        name="one_template_a_name",
                    )
                ],
            },
        ),
        *[person_policy(table) for table in _TABLES],
        *[same_municipality(table) for table in _TABLES],
        *[change_trigger(table) for table in _TABLES],
        *[version_trigger(table) for table in (*_VERSIONED, "programmes_plantemplate")],
        *[_stays(table) for table in _STAYING],
    ]
