"""«Hva skjer etter programmet?»: direct transition as IMDi asks, and one year after as Statistics Norway does."""

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.web.pages import Page, show
from integration.operations.outcomes.after_programme import AfterProgramme, after_programme
from integration.outcomes.chart import MOST_LINES, Chart, Value, Wanted, lay_out
from integration.outcomes.months import month_index
from integration.web.outcomes.asking import Asked, municipality_names, read_question
from integration.web.outcomes.downloads import Row, as_csv, as_file
from integration.web.outcomes.frame import about, frame_of, picture_file
from integration.web.outcomes.words import count, group_name, percent


class AfterView:
    """The years of a question in the shapes that page and files need."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.asked = asked
        self.places = municipality_names(actor)
        self.years = after_programme(actor, asked.question)

    @property
    def title(self) -> str:
        """What the picture shows."""
        return _("Etter programmet, etter året det sluttet")

    def chart(self) -> Chart | None:
        """Both shares by the year in which the programme ended, or each group's share in work one year after."""
        names = sorted({one.group for one in self.years})
        wanted = []
        for name in names:
            mine = sorted((one for one in self.years if one.group == name), key=lambda one: one.year)
            shown = group_name(self.asked.question.split, name, self.places)
            if not self.asked.question.split:
                wanted.append(Wanted(_("Direkte overgang"), [_value(one, one.direct_share) for one in mine]))
                shown = _("I jobb ett år etter")
            wanted.append(Wanted(shown, [_value(one, one.work_share) for one in mine]))
        return lay_out(
            wanted,
            x_title=_("året programmet sluttet"),
            x_label=lambda month: str(month // 12),
            least_step=12,
            y_label=lambda share: percent(share, 0 if round(share * 1000) % 10 == 0 else 1),
        )

    @property
    def headings(self) -> list[str]:
        """Of the table's columns."""
        return [
            _("Sluttet i"), _("Gruppe"), _("Sluttet i alt"), _("Direkte til arbeid eller utdanning"), _("Andel"),
            _("Ikke registrert"), _("I jobb året etter"), _("Andel"), _("På tiltak"), _("Flyttet eller død"),
            _("Ikke kjent"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        """The table."""
        return [
            Row([str(one.year), group_name(self.asked.question.split, one.group, self.places), *_cells(one)])
            for one in self.years
        ]


class AfterProgrammePage(Page):
    """The page, and with ``?som=`` its files."""

    needs = (Resource.OUTCOME, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The picture first, the numbers beneath."""
        actor = self.request.actor
        asked = read_question(actor, self.request.GET, timezone.localdate(), has_axis=False, has_ages=False)
        view = AfterView(actor, asked)
        kind = self.request.GET.get("som", "")
        if kind == "csv":
            table = as_csv([view.title, *about(asked)], view.headings, [row.cells for row in view.rows()])
            return as_file(table, "etter-programmet.csv", "text/csv; charset=utf-8")
        if kind:
            return picture_file(view.chart(), view.title, kind, "etter-programmet")
        context = {
            **frame_of(actor, asked, "integration:outcomes-after"),
            "chart": view.chart(),
            "chart_title": view.title,
            "headings": view.headings,
            "rows": view.rows(),
            "is_cut": len({one.group for one in view.years}) > MOST_LINES,
        }
        return show(self.request, "integration/outcomes/after.html", context)


def _value(one: AfterProgramme, share: float | None) -> Value:
    return Value(month_index(_first_day(one.year)), share, f"{one.year}: {percent(share)}")


def _first_day(year: int) -> dt.date:
    return dt.date(year, 1, 1)


def _cells(one: AfterProgramme) -> list[str]:
    direct = [count(one.ended), count(one.direct), percent(one.direct_share), count(one.not_registered)]
    if not one.is_due:
        return [*direct, *["–"] * 5]
    later = [count(one.in_work), percent(one.work_share), count(one.on_measure), count(one.gone), count(one.unknown)]
    return [*direct, *later]
