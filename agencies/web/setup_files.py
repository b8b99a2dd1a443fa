"""Agreements, who serves the municipality, groups that give roles, and the yearly look at access, as files."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, in_cell
from agencies.operations.staffing.reviews import ReviewLine, lines_of
from agencies.web.cooperation import CooperationPage, agreement_rows, services_now
from agencies.web.staffing.mappings import MappingsPage, mapping_rows
from agencies.web.staffing.reviews import ReviewPage, review_open

_FIRST_DAY = ListColumn(gettext_lazy("Fra og med"), lambda row: row.first_day)
_LAST_DAY = ListColumn(gettext_lazy("Til og med"), lambda row: row.last_day)


def _agreements(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: agreement_rows(asked.actor, asked.day),
        columns=[
            ListColumn(gettext_lazy("NAV-kontor"), lambda row: row[0].provider),
            ListColumn(gettext_lazy("Kommune"), lambda row: row[0].municipality),
            ListColumn(gettext_lazy("Status"), lambda row: row[1]["label"]),
            ListColumn(gettext_lazy("Undertegnet"), lambda row: row[0].signed_on),
            ListColumn(_FIRST_DAY.title, lambda row: row[0].first_day),
            ListColumn(_LAST_DAY.title, lambda row: row[0].last_day),
            ListColumn(gettext_lazy("Arkiv"), lambda row: row[0].reference),
        ],
    )


def _services(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: services_now(asked.actor, asked.day),
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row.provider),
            ListColumn(gettext_lazy("Type"), lambda row: row.provider.get_kind_display()),
            ListColumn(gettext_lazy("Kommune"), lambda row: row.municipality),
            _FIRST_DAY,
            _LAST_DAY,
        ],
    )


def _mappings(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: mapping_rows(asked.actor),
        columns=[
            ListColumn(gettext_lazy("Verdi"), lambda row: row[0].value),
            ListColumn(gettext_lazy("Rolle"), lambda row: capfirst(row[0].get_role_display())),
            ListColumn(gettext_lazy("Innloggingstjeneste"), lambda row: row[1]),
        ],
    )


def _review(asked: Asked) -> Sheet:
    review = review_open(asked.actor)
    return Sheet(
        rows=lambda: lines_of(review) if review else [],
        filters=[(_("Frist"), in_cell(review.due_on))] if review else [],
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda line: line.membership.user),
            ListColumn(gettext_lazy("Rolle"), lambda line: capfirst(line.membership.get_role_display())),
            ListColumn(gettext_lazy("Siden"), lambda line: line.membership.first_day),
            ListColumn(gettext_lazy("Svar"), _answer),
        ],
    )


def _answer(line: ReviewLine) -> str:
    said = line.confirmation
    if said is None:
        return ""
    word = _("bekreftet") if said.is_kept else _("avsluttet")
    return "; ".join([word, in_cell(said.created_at), str(said.confirmed_by or "")])


LISTS = (
    ListFile("agreements", gettext_lazy("Samarbeidsavtaler"), Resource.COOPERATION, _agreements, CooperationPage),
    ListFile("services", gettext_lazy("Betjener kommunen"), Resource.COOPERATION, _services, CooperationPage),
    ListFile(
        "role-mappings", gettext_lazy("Grupper som gir en rolle"), Resource.STAFF, _mappings, MappingsPage,
        Action.CHANGE,
    ),
    ListFile(
        "access-review", gettext_lazy("Roller i gjennomgangen"), Resource.STAFF, _review, ReviewPage, Action.CHANGE
    ),
)  # fmt: skip
