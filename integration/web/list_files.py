"""What lacks in NIR, its files, the cases behind a figure, and cases to archive, as files."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, in_cell
from integration.models import NirExport
from integration.operations.nir.completeness import Detail, Lack, details, lacking
from integration.web.nir.overview import LACKS, NirPage, chosen_lack, files_of
from integration.web.outcomes.frame import about
from integration.web.outcomes.people import OutcomePeoplePage, people_of_point
from integration.web.privacy.retention import (
    RetentionPage,
    cases_restricted,
    cases_waiting,
    package_row,
    packages_of,
    retention_row,
)
from participants.models import Participant


def _lacks(asked: Asked) -> Sheet:
    lack = chosen_lack(asked.query.get("vis", ""))

    def why_listed(people: list[Participant]) -> list[tuple[Participant, Detail | None]]:
        why = details(asked.actor, lack, asked.day, people)
        return [(person, why.get(person.pk)) for person in people]

    return Sheet(
        # Protected people stand under this lack alone, and in no file.
        rows=lambda: lacking(asked.actor, lack, asked.day) if lack is not Lack.BY_HAND else Participant.objects.none(),
        filters=[(_("Hva som mangler"), LACKS[lack][0])],
        shown=why_listed,
        person=lambda row: row[0].pk,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row[0].full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Hendelser"), lambda row: (row[1] and row[1].events) or "", FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Eldste frist"), lambda row: row[1] and row[1].oldest_due, FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Programmet fra"), lambda row: row[1] and row[1].first_day, FieldGroup.PROGRAMME),
            ListColumn(gettext_lazy("Programmet til"), lambda row: row[1] and row[1].last_day, FieldGroup.PROGRAMME),
        ],
    )


def _nir_files(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: files_of(asked.actor),
        columns=[
            ListColumn(gettext_lazy("Laget"), lambda row: row.created_at),
            ListColumn(gettext_lazy("Hendelser"), lambda row: row.events),
            ListColumn(gettext_lazy("Format"), lambda row: row.form),
            ListColumn(gettext_lazy("Av"), lambda row: row.made_by and row.made_by.name),
            ListColumn(gettext_lazy("Status"), _delivery),
        ],
    )


def _delivery(row: NirExport) -> str:
    if row.delivered_on:
        return _("levert %(day)s") % {"day": in_cell(row.delivered_on)}
    return _("forkastet") if row.discarded_at else _("ikke levert")


def _people_behind(asked: Asked) -> Sheet:
    point = people_of_point(asked.actor, asked.query, asked.day)
    return Sheet(
        rows=lambda: point.people.order_by("sort_key", "id"),
        filters=[(_("Tallet"), point.summary), *((_("Spørsmål"), line) for line in about(point.asked))],
        person=lambda row: row.pk,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row.full_name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Bosatt"), lambda row: row.settled_on, FieldGroup.SETTLEMENT),
            ListColumn(gettext_lazy("Kommune"), lambda row: row.municipality.name),
        ],
    )


def _retention(asked: Asked) -> Sheet:
    actor = asked.actor
    return Sheet(
        rows=lambda: cases_waiting(actor),
        shown=lambda rows: [retention_row(actor, row) for row in rows],
        # The privacy officer sees the case's key, and nobody in it.
        person=lambda item: item["row"].participant_id if item["name"] else None,
        columns=[
            ListColumn(gettext_lazy("Sak"), lambda item: item["name"] or item["row"].case_key),
            ListColumn(gettext_lazy("Fristen gikk ut"), lambda item: item["row"].due_on),
            ListColumn(gettext_lazy("Hvorfor"), _why),
        ],
    )


def _why(item: dict[str, Any]) -> str:
    return "; ".join(
        f"{in_cell(step['from'])} {step['what']}: "
        + _("%(years)s år, til %(until)s") % {"years": step["years"], "until": in_cell(step["until"])}
        + f" {step['paragraph']}"
        for step in item["steps"]
    )


def _restricted(asked: Asked) -> Sheet:
    actor = asked.actor
    return Sheet(
        rows=lambda: cases_restricted(actor) if actor.sees_restricted else cases_restricted(actor).none(),
        columns=[
            ListColumn(gettext_lazy("Sak"), lambda row: row.case_key),
            ListColumn(gettext_lazy("Sperret"), lambda row: row.restricted_on),
            ListColumn(gettext_lazy("Fjernes"), lambda row: row.remove_on),
        ],
    )


def _packages(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: packages_of(asked.actor),
        shown=lambda rows: map(package_row, rows),
        columns=[
            ListColumn(gettext_lazy("Bekreftet"), lambda item: item["row"].created_at),
            ListColumn(gettext_lazy("Av"), lambda item: item["row"].confirmed_by),
            ListColumn(gettext_lazy("Status"), lambda item: item["state"]),
            ListColumn(gettext_lazy("Saker"), lambda item: item["row"].cases),
            ListColumn(gettext_lazy("Filer"), lambda item: item["row"].files),
            ListColumn(gettext_lazy("Pakke"), lambda item: item["row"].folder),
        ],
    )


LISTS = (
    ListFile("nir", gettext_lazy("Mangler i NIR"), Resource.NIR, _lacks, NirPage),
    ListFile("nir-files", gettext_lazy("Filer til NIR"), Resource.NIR, _nir_files, NirPage, Action.CREATE),
    ListFile(
        "outcome-people", gettext_lazy("Saker bak tallet"), Resource.PARTICIPANT, _people_behind, OutcomePeoplePage,
        is_of_one=True,
    ),
    ListFile("retention", gettext_lazy("Saker å arkivere"), Resource.RETENTION, _retention, RetentionPage),
    ListFile("restricted", gettext_lazy("Sperrede saker"), Resource.RETENTION, _restricted, RetentionPage),
    ListFile("packages", gettext_lazy("Arkivpakker"), Resource.RETENTION, _packages, RetentionPage),
)  # fmt: skip
