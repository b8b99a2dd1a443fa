"""The lists of this floor as files: staff, systems, the access log."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, Text, in_cell
from agencies.models import MachineAccess, Membership
from agencies.operations.machines import machines_of
from agencies.web.access_log import CHANNELS, RESOURCES, AccessLogPage, LogFilter, log_entries
from agencies.web.log_words import entries_in_words
from agencies.web.machines import MachinesPage
from agencies.web.staffing.members import Colleague, StaffPage, staff_shown


def filters_of_form(form: Any) -> list[tuple[Text, Text]]:
    """What is chosen in a valid form of filters, by the fields' labels."""
    chosen = form.cleaned_data if form.is_valid() else {}
    return [(field.label, in_cell(chosen[name])) for name, field in form.fields.items() if chosen.get(name)]


def in_words(parts: Iterable[tuple[Any, Text]]) -> str:
    """Those parts that hold, one after the other."""
    return ", ".join(str(text) for holds, text in parts if holds)


def _staff(asked: Asked) -> Sheet:
    has_left = asked.query.get("vis") == "sluttet"
    return Sheet(
        rows=lambda: staff_shown(asked.actor, has_left=has_left),
        filters=[(_("Ansatte"), _("Har sluttet") if has_left else _("Har tilgang"))],
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row.user),
            ListColumn(gettext_lazy("Roller"), _roles),
            ListColumn(gettext_lazy("Status"), _standing),
            ListColumn(gettext_lazy("E-post"), lambda row: row.user.email),
            ListColumn(gettext_lazy("Telefon"), lambda row: row.user.phone),
        ],
    )


def _roles(person: Colleague) -> str:
    def name(row: Membership) -> str:
        return str(capfirst(row.get_role_display()))

    later = [_("%(role)s fra %(day)s") % {"role": name(row), "day": in_cell(row.first_day)} for row in person.later]
    over = [
        _("%(role)s til %(day)s") % {"role": name(row), "day": in_cell(row.last_day)} if row.last_day else name(row)
        for row in person.over
    ]
    return ", ".join([*map(name, person.now), *later, *(over if person.has_left else [])])


def _standing(person: Colleague) -> str:
    is_in = not person.has_left and not person.is_waiting
    return in_words(
        [
            (person.has_left, _("har sluttet")),
            (person.is_waiting, _("invitert")),
            (is_in, _("har tilgang")),
            (person.is_cleared, _("klarert for kode 7")),
        ]
    )


def _machines(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: machines_of(asked.actor),
        columns=[
            ListColumn(gettext_lazy("System"), lambda row: row.name),
            ListColumn(gettext_lazy("Rolle"), lambda row: capfirst(row.get_role_display())),
            ListColumn(gettext_lazy("Kommer med"), _comes_with),
            ListColumn(gettext_lazy("Siste token"), lambda row: row.last_used_at and in_cell(row.last_used_at)[:10]),
            ListColumn(
                gettext_lazy("Tilstand"), lambda row: _("avsluttet") if row.ended_at else _("har tilgang")
            ),
        ],
    )  # fmt: skip


def _comes_with(row: MachineAccess) -> str:
    return f"{_('Maskinporten')} {row.organisation_number}" if row.organisation_number else _("nøkkel")


def _access_log(asked: Asked) -> Sheet:
    form = LogFilter(asked.query)
    chosen = form.cleaned_data if form.is_valid() else {}
    return Sheet(
        rows=lambda: log_entries(asked.actor, chosen),
        filters=filters_of_form(form),
        shown=lambda rows: entries_in_words(rows, RESOURCES, CHANNELS),
        columns=[
            ListColumn(gettext_lazy("Når"), lambda row: row["when"]),
            ListColumn(gettext_lazy("Hvem"), lambda row: row["user"]),
            ListColumn(gettext_lazy("Virksomhet"), lambda row: row["agency"]),
            ListColumn(gettext_lazy("Rolle"), lambda row: row["roles"]),
            ListColumn(gettext_lazy("Hva"), lambda row: f"{row['what']}, {row['done']}"),
            ListColumn(gettext_lazy("Hvorfor"), lambda row: row["why"]),
            ListColumn(gettext_lazy("Svar"), lambda row: "" if row["granted"] else _("avvist")),
            ListColumn(gettext_lazy("Deltaker"), lambda row: row["participant_id"]),
            ListColumn(gettext_lazy("Antall"), lambda row: row["row_count"]),
            ListColumn(gettext_lazy("Gjennom"), lambda row: row["channel"]),
        ],
    )


LISTS = (
    ListFile("staff", gettext_lazy("Ansatte"), Resource.STAFF, _staff, StaffPage),
    ListFile("machines", gettext_lazy("Systemer"), Resource.MACHINE, _machines, MachinesPage),
    ListFile("access-log", gettext_lazy("Innsynslogg"), Resource.ACCESS_LOG, _access_log, AccessLogPage),
)
