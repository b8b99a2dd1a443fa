"""School systems, what they sent, and what waits for a person, as files."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, in_cell
from integration.models import AttendanceBatch, RosterClient, SourceRun
from integration.web.schools.attendance import BatchesPage, BatchPage, batch_rows, batches_of, fault_view, faults_of
from integration.web.schools.overview import SchoolSystemsPage, source_rows
from integration.web.schools.pupils import PupilsPage, pupil_rows, pupils_waiting
from integration.web.schools.readers import ReadersPage
from integration.web.schools.runs import RunPage
from integration.web.schools.source import NEWEST_FIRST, SourcePage, newest_first, run_rows, source_of
from integration.web.schools.words import finding_rows


def _sources(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: source_rows(asked.actor),
        columns=[
            ListColumn(gettext_lazy("System"), lambda row: row["source"].name),
            ListColumn(gettext_lazy("Skole"), lambda row: row["source"].school.name),
            ListColumn(gettext_lazy("Tilstand"), lambda row: row["standing"].label),
            ListColumn(gettext_lazy("Sist lest"), lambda row: row["last"] and row["last"].created_at),
            ListColumn(gettext_lazy("Resultat"), lambda row: row["fault"] or row["result"]),
            ListColumn(gettext_lazy("Ansvarlig"), lambda row: row["source"].owner.name),
        ],
    )


def _runs(asked: Asked) -> Sheet:
    source = source_of(asked.actor, asked.pk)
    return Sheet(
        rows=lambda: newest_first(asked.actor, source).order_by(*NEWEST_FIRST),
        filters=[(_("System"), source.name)],
        shown=run_rows,
        columns=[
            ListColumn(gettext_lazy("Når"), lambda row: row["run"].created_at),
            ListColumn(gettext_lazy("Hva"), lambda row: row["run"].get_kind_display()),
            ListColumn(gettext_lazy("Tilstand"), lambda row: row["standing"].label),
            ListColumn(gettext_lazy("Resultat"), lambda row: row["result"]),
        ],
    )


def _findings(asked: Asked) -> Sheet:
    run = SourceRun.objects.visible_to(asked.actor).select_related("source").get(pk=asked.pk)
    return Sheet(
        rows=lambda: finding_rows(run.findings),
        filters=[(_("System"), run.source.name), (_("Lest"), in_cell(run.created_at))],
        columns=[
            ListColumn(gettext_lazy("Hva"), lambda row: row["text"]),
            ListColumn(gettext_lazy("Hvor"), lambda row: row["where"]),
            ListColumn(gettext_lazy("Antall"), lambda row: row["count"]),
            ListColumn(gettext_lazy("Første linje"), lambda row: row["line"]),
        ],
    )


def _pupils(asked: Asked) -> Sheet:
    def candidates(item: dict[str, Any]) -> str:
        return "; ".join(f"{each.full_name}, {_('født')} {in_cell(each.birth_date)}" for each in item["candidates"])

    return Sheet(
        rows=lambda: pupils_waiting(asked.actor).order_by("id"),
        # Who has no material any more is on no card either.
        shown=lambda rows: [item for item in pupil_rows(asked.actor, rows) if item["material"]],
        others=lambda item: [each.pk for each in item["candidates"]],
        columns=[
            ListColumn(
                gettext_lazy("Elev"),
                lambda item: f"{item['material'].given_name} {item['material'].family_name}",
                FieldGroup.IDENTITY,
            ),
            ListColumn(gettext_lazy("Født"), lambda item: item["material"].birth_date, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Skole"), lambda item: item["row"].source.school.name),
            ListColumn(gettext_lazy("Kan være"), candidates, FieldGroup.IDENTITY),
        ],
    )


def _batches(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: batches_of(asked.actor),
        shown=batch_rows,
        columns=[
            ListColumn(gettext_lazy("Mottatt"), lambda row: row["batch"].created_at),
            ListColumn(gettext_lazy("Skole"), lambda row: row["batch"].school.name),
            ListColumn(gettext_lazy("Tilstand"), lambda row: row["standing"].label),
            ListColumn(gettext_lazy("Rader"), lambda row: row["batch"].received),
            ListColumn(gettext_lazy("Registrert"), lambda row: row["batch"].applied),
            ListColumn(gettext_lazy("Uendret"), lambda row: row["batch"].unchanged),
            ListColumn(gettext_lazy("Venter"), lambda row: row["batch"].quarantined),
        ],
    )


def _faults(asked: Asked) -> Sheet:
    batch = AttendanceBatch.objects.visible_to(asked.actor).select_related("school").get(pk=asked.pk)
    return Sheet(
        rows=lambda: faults_of(asked.actor, batch).order_by("line"),
        filters=[(_("Skole"), batch.school.name), (_("Mottatt"), in_cell(batch.created_at))],
        shown=lambda rows: map(fault_view, rows),
        columns=[
            ListColumn(gettext_lazy("Rad"), lambda row: row["fault"].line),
            ListColumn(gettext_lazy("Dato"), lambda row: row["day"]),
            ListColumn(gettext_lazy("Elev"), lambda row: row["pupil"]),
            ListColumn(gettext_lazy("Klasse"), lambda row: row["school_class"]),
            ListColumn(gettext_lazy("Hva som er galt"), _what_is_wrong),
        ],
    )


def _what_is_wrong(row: dict[str, Any]) -> str:
    return "; ".join(f"{field}: {text}" if field else str(text) for field, text in row["reasons"])


def _readers(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: RosterClient.objects.visible_to(asked.actor).select_related("school"),
        columns=[
            ListColumn(gettext_lazy("System"), lambda row: row.name),
            ListColumn(gettext_lazy("Klient-ID"), lambda row: row.client_id),
            ListColumn(gettext_lazy("Skole"), lambda row: row.school.name if row.school else _("Alle skolene")),
            ListColumn(gettext_lazy("Sist brukt"), lambda row: row.last_used_at or _("aldri")),
            ListColumn(gettext_lazy("Tilstand"), lambda row: _("i bruk") if row.is_active else _("stoppet")),
        ],
    )


LISTS = (
    ListFile("school-systems", gettext_lazy("Skolesystemer"), Resource.SCHOOL_SOURCE, _sources, SchoolSystemsPage),
    ListFile(
        "school-runs", gettext_lazy("Kjøringer"), Resource.SCHOOL_SOURCE, _runs, SourcePage, is_of_one=True
    ),
    ListFile(
        "school-findings", gettext_lazy("Merknader til dataene"), Resource.SCHOOL_SOURCE, _findings, RunPage,
        is_of_one=True,
    ),
    ListFile(
        "school-pupils", gettext_lazy("Elever å koble"), Resource.SCHOOL_SOURCE, _pupils, PupilsPage, Action.CHANGE
    ),
    ListFile("school-batches", gettext_lazy("Oppmøtelister"), Resource.SCHOOL_REPORT, _batches, BatchesPage),
    ListFile(
        "school-faults", gettext_lazy("Oppmøterader som venter"), Resource.SCHOOL_REPORT, _faults, BatchPage,
        is_of_one=True,
    ),
    ListFile(
        "school-readers", gettext_lazy("Systemer som leser fra Fotfeste"), Resource.SCHOOL_SOURCE, _readers,
        ReadersPage,
    ),
)  # fmt: skip
