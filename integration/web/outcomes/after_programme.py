"""«Hva skjer etter programmet?»: direct transition as IMDi asks, and one year after as Statistics Norway does."""

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from agencies.web.pages import Page, show
from integration.operations.outcomes.after_programme import AfterProgramme, EndPart, after_programme
from integration.outcomes.chart import MOST_LINES, Chart, Value, Wanted, largest_first, lay_out
from integration.outcomes.months import month_index
from integration.web.outcomes.asking import Asked, municipality_names, read_question
from integration.web.outcomes.downloads import TABLES, Row, table_file
from integration.web.outcomes.frame import about, frame_of, people_url, picture_file
from integration.web.outcomes.words import count, group_name, percent


class AfterView:
    """The years of a question in the shapes that page and files need."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.asked = asked
        self.places = municipality_names(actor)
        self.may_open = may(actor, Resource.PARTICIPANT, Action.VIEW)
        self.years = after_programme(actor, asked.question)

    @property
    def title(self) -> str:
        """What the picture shows."""
        return _("Etter programmet, etter året det sluttet")

    def chart(self) -> Chart | None:
        """Both shares by the year in which the programme ended, or each group's share in work one year after."""
        names = largest_first((one.group, one.ended) for one in self.years)
        wanted = []
        for name in names:
            mine = sorted((one for one in self.years if one.group == name), key=lambda one: one.year)
            shown = group_name(self.asked.question.split, name, self.places)
            if not self.asked.question.split:
                wanted.append(Wanted(_("Direkte overgang"), [self._value(one, EndPart.DIRECT) for one in mine]))
                shown = _("I jobb ett år etter")
            wanted.append(Wanted(shown, [self._value(one, EndPart.IN_WORK) for one in mine]))
        return lay_out(
            wanted,
            x_title=_("året programmet sluttet"),
            x_label=lambda month: str(month // 12),
            least_step=12,
            y_label=lambda share: percent(share, 0 if round(share * 1000) % 10 == 0 else 1),
        )

    def _value(self, one: AfterProgramme, part: EndPart) -> Value:
        number, share = (one.direct, one.direct_share) if part is EndPart.DIRECT else (one.in_work, one.work_share)
        url = self._url(one, number, part)
        return Value(month_index(dt.date(one.year, 1, 1)), share, f"{one.year}: {percent(share)}", url)

    def _url(self, one: AfterProgramme, number: int | None, part: EndPart) -> str:
        if not self.may_open or not number:
            return ""
        return people_url(self.asked, "etter", aar=one.year, gruppe=one.group, **{"del": part.value})

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
            Row(
                [str(one.year), group_name(self.asked.question.split, one.group, self.places), *_cells(one)],
                self._url(one, one.ended, EndPart.ALL),
            )
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
        if kind in TABLES:
            lines, rows = [view.title, *about(asked)], [row.cells for row in view.rows()]
            return table_file(kind, "etter-programmet", lines, view.headings, rows)
        if kind:
            return picture_file(view.chart(), view.title, kind, "etter-programmet")
        context = {
            **frame_of(actor, asked, "integration:outcomes-after"),
            "chart": view.chart(),
            "chart_title": view.title,
            "headings": view.headings,
            "rows": view.rows(),
            "may_open": view.may_open,
            "is_cut": len({one.group for one in view.years}) > MOST_LINES,
        }
        return show(self.request, "integration/outcomes/after.html", context)


def _cells(one: AfterProgramme) -> list[str]:
    direct = [count(one.ended), count(one.direct), percent(one.direct_share), count(one.not_registered)]
    if not one.is_due:
        return [*direct, *["–"] * 5]
    later = [count(one.in_work), percent(one.work_share), count(one.on_measure), count(one.gone), count(one.unknown)]
    return [*direct, *later]
