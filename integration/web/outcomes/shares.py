"""«Programmet» and «Kvalifisering»: shares by year, how many are of each category, and the caseload of advisers."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.web.pages import Page, show
from integration.operations.outcomes.counting import CategoryYear, FigureYear
from integration.operations.outcomes.loads import loads_on
from integration.operations.outcomes.programme_figures import (
    caseload,
    end_reasons,
    main_activities,
    programme_figures,
)
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import Question
from integration.outcomes.chart import MOST_LINES, Chart, Value, Wanted, largest_first, lay_out
from integration.outcomes.months import month_index
from integration.outcomes.suppression import Count
from integration.web.outcomes.asking import Asked, municipality_names, read_question
from integration.web.outcomes.downloads import TABLES, Row, table_file
from integration.web.outcomes.frame import about, frame_of, people_url, picture_file
from integration.web.outcomes.words import HIDDEN, SECTOR_WORDS, count, group_name, percent
from programmes.models import EndReason, MainActivity

Words = Mapping[str, str | Promise]
PROGRAMME_WORDS: Words = {
    "in_time": gettext_lazy("Startet innen tre måneder"),
    "work_hours": gettext_lazy("Når 15 timer arbeidsrettet"),
    "attendance": gettext_lazy("Frammøte på minst 90 prosent"),
    "norwegian": gettext_lazy("Norskmålet er nådd"),
    "extended": gettext_lazy("Forlenget"),
    "duties": gettext_lazy("Frister holdt"),
}
QUALIFICATION_WORDS: Words = {
    "diploma": gettext_lazy("Fikk deltakerbevis"),
    "trade": gettext_lazy("Fagbrev eller sertifikat"),
    "self_supporting": gettext_lazy("Selvforsørget"),
    "below": gettext_lazy("Første jobb under utdanningen"),
    "upgraded": gettext_lazy("Senere i jobb på nivå"),
    "in_need": gettext_lazy("I næring som trenger folk"),
}


class SharesView:
    """Shares by year in the shapes that page and files need; split, the chart shows one of the figures."""

    def __init__(
        self, actor: Actor, asked: Asked, rows: Sequence[FigureYear], words: Words, *, which: str, chosen: str
    ) -> None:
        self.asked = asked
        self.which = which
        self.may_open = may(actor, Resource.PARTICIPANT, Action.VIEW)
        self.places = municipality_names(actor)
        self.years = rows
        self.words = words
        self.chosen = chosen if chosen in words else next(iter(words))

    def chart(self, x_title: str) -> Chart | None:
        """Every figure by year, or the chosen one for each group."""
        if self.asked.question.split:
            groups = largest_first((one.group, one.people) for one in self.years)
            wanted = [self._line(self._name(group), self.chosen, group) for group in groups]
        else:
            wanted = [self._line(str(title), name, None) for name, title in self.words.items()]
        return lay_out(
            wanted,
            x_title=x_title,
            x_label=lambda month: str(month // 12),
            least_step=12,
            y_label=lambda share: percent(share, 0 if round(share * 1000) % 10 == 0 else 1),
        )

    def headings(self, first: str, counted: str) -> list[str]:
        """Of the table's columns: what is counted, and each share beside what it is out of."""
        return [first, _("Gruppe"), counted, *(str(title) for title in self.words.values())]

    def rows(self) -> list[Row]:
        """The table."""
        return [
            Row(
                [
                    str(one.year), self._name(one.group), count(one.people),
                    *(share_of(one.figures[name]) for name in self.words),
                ],
                self._url(one, one.people, ""),
            )
            for one in self.years
        ]  # fmt: skip

    def _name(self, group: str) -> str:
        return group_name(self.asked.question.split, group, self.places)

    def _line(self, title: str, name: str, group: str | None) -> Wanted:
        mine = sorted((one for one in self.years if group in (None, one.group)), key=lambda one: one.year)
        return Wanted(title, [self._value(title, one, name) for one in mine])

    def _value(self, title: str, one: FigureYear, name: str) -> Value:
        found = one.figures[name]
        share = found.share if found and found.whole else None
        text = f"{title}, {one.year}: {share_of(found)}"
        return Value(month_index(dt.date(one.year, 1, 1)), share, text, self._url(one, found and found.part, name))

    def _url(self, one: FigureYear, number: int | None, name: str) -> str:
        if not self.may_open or not number:
            return ""
        return people_url(self.asked, self.which, aar=one.year, gruppe=one.group, tall=name)


class _SharesPage(Page):
    """The page of one set of figures, and with ``?som=`` its files."""

    needs = (Resource.OUTCOME, Action.VIEW)
    url_name: ClassVar[str]
    template: ClassVar[str]
    filename: ClassVar[str]
    words: ClassVar[Words]
    title: ClassVar[str | Promise]
    x_title: ClassVar[str | Promise]
    year_heading: ClassVar[str | Promise]
    figures: ClassVar[Callable[[Actor, Question], list[FigureYear]]]
    has_sectors: ClassVar[bool] = False
    counted: ClassVar[str | Promise] = gettext_lazy("Personer")

    def get(self, _request: object) -> HttpResponse:
        """The picture first, the numbers beneath."""
        actor = self.request.actor
        today, given = timezone.localdate(), self.request.GET
        asked = read_question(actor, given, today, has_axis=False, has_ages=False, has_sectors=self.has_sectors)
        rows = type(self).figures(actor, asked.question)
        chosen = self.request.GET.get("tall", "")
        view = SharesView(actor, asked, rows, self.words, which=self.filename, chosen=chosen)
        kind, title = self.request.GET.get("som", ""), self._title(view)
        if kind in TABLES:
            return self._table(kind, actor, asked, view)
        chart = view.chart(str(self.x_title))
        if kind:
            return picture_file(chart, title, kind, self.filename)
        frame = frame_of(actor, asked, self.url_name, **({"tall": view.chosen} if asked.question.split else {}))
        context = {
            **frame,
            "chart": chart,
            "chart_title": title,
            "headings": view.headings(str(self.year_heading), str(self.counted)),
            "rows": view.rows(),
            "may_open": view.may_open,
            "table_title": _("Tallene bak bildet"),
            "is_cut": bool(asked.question.split) and len({row.group for row in rows}) > MOST_LINES,
            "choices": [
                {"label": label, "url": frame["clear_url"] + asked.address(tall=name), "current": name == view.chosen}
                for name, label in self.words.items()
            ]
            if asked.question.split
            else [],
            "categories": self.categories(actor, asked.question),
            **self.more(actor, asked),
        }
        return show(self.request, self.template, context)

    def _title(self, view: SharesView) -> str:
        """What the picture shows; split, it names the figure."""
        return f"{view.words[view.chosen]}. {self.title}" if view.asked.question.split else str(self.title)

    def categories(self, actor: Actor, question: Question) -> list[dict[str, Any]]:
        """The tables beneath: a title, the years as headings, and a row for each category."""
        raise NotImplementedError

    def more(self, _actor: Actor, _asked: Asked) -> dict[str, Any]:
        """What else the page shows."""
        return {}

    def _table(self, kind: str, actor: Actor, asked: Asked, view: SharesView) -> HttpResponse:
        lines = [str(self.title), *about(asked)]
        tables = [view.headings(str(self.year_heading), str(self.counted)), *(row.cells for row in view.rows())]
        for table in self.categories(actor, asked.question):
            tables += [
                [table["title"]],
                ["", *table["headings"]],
                *([row["name"], *row["cells"]] for row in table["rows"]),
            ]
        tables += [[str(label), value] for label, value in self.more(actor, asked).get("load", [])]
        return table_file(kind, self.filename, lines, tables[0], tables[1:])


class ProgrammePage(_SharesPage):
    """Whether the programme went as the law says."""

    url_name = "integration:outcomes-programme"
    template = "integration/outcomes/programme.html"
    filename = "programmet"
    words = PROGRAMME_WORDS
    title = gettext_lazy("Programmet i tall, etter året det begynte")
    x_title = gettext_lazy("året programmet begynte")
    year_heading = gettext_lazy("Begynte i")
    figures = programme_figures
    counted = gettext_lazy("Programmer")

    def categories(self, actor: Actor, question: Question) -> list[dict[str, Any]]:
        """Reasons for ending, and main activities."""
        reasons, activities = end_reasons(actor, question), main_activities(actor, question)
        return [
            category_table(_("Sluttårsak, etter året programmet sluttet"), reasons, dict(EndReason.choices)),
            category_table(_("Hovedaktivitet ved slutten"), activities, dict(MainActivity.choices)),
        ]

    def more(self, actor: Actor, asked: Asked) -> dict[str, Any]:
        """The caseload of advisers."""
        load = caseload(actor, asked.question)
        this_year = timezone.localdate().year
        return {
            "report_years": [this_year - 1, this_year],
            "report_place": asked.question.filters.get("municipality", ""),
            "load": [
                (_("Rådgivere med saker"), count(load.advisers)),
                (_("Deltakere i program"), count(load.people)),
                (_("Uten rådgiver"), count(load.without_adviser)),
                (_("Saker per rådgiver, gjennomsnitt"), _decimal(load.average)),
                (_("Saker per rådgiver, median"), _decimal(load.middle)),
                (_("Flest saker hos én"), count(load.most)),
            ],
            # Who may open the cases sees them in the team's page too.
            "loads": loads_on(actor, asked.question.until) if may(actor, Resource.TEAM, Action.VIEW) else (),
        }


class QualificationPage(_SharesPage):
    """Whether people got to use and build on what they can."""

    url_name = "integration:outcomes-qualification"
    template = "integration/outcomes/qualification.html"
    filename = "kvalifisering"
    words = QUALIFICATION_WORDS
    title = gettext_lazy("Kvalifisering, etter året folk ble bosatt")
    x_title = gettext_lazy("bosettingsår")
    year_heading = gettext_lazy("Bosatt i")
    figures = qualification_figures
    has_sectors = True

    def categories(self, actor: Actor, question: Question) -> list[dict[str, Any]]:
        """The sector of the newest job."""
        return [category_table(_("Næringen der den nyeste jobben er"), sectors(actor, question), SECTOR_WORDS)]


def category_table(title: str, years: Sequence[CategoryYear], words: Words) -> dict[str, Any]:
    """A table with a column for each year, the newest first, and a row for each category that occurs."""
    names = [name for name in words if any(name in year.counts for year in years)]
    return {
        "title": title,
        "headings": [str(year.year) for year in years],
        "rows": [
            {
                "name": str(words[name]),
                "cells": [
                    # Of a year that is hidden it is not told which categories there are either.
                    HIDDEN if year.total is None else count(year.counts.get(name, 0))
                    for year in years
                ],
            }
            for name in names
        ]
        + ([{"name": _("I alt"), "cells": [count(year.total) for year in years]}] if names else []),
    }


def share_of(found: Count | None) -> str:
    """A share with what it is out of."""
    if found is None:
        return HIDDEN
    if not found.whole:
        return "–"
    words = {"share": percent(found.share), "part": count(found.part), "whole": count(found.whole)}
    return _("%(share)s (%(part)s av %(whole)s)") % words


def _decimal(number: float | None) -> str:
    return "–" if number is None else number_format(number, 1)
