"""«Hvor mange er i jobb?»: the share in work month by month, as picture, table and files."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from agencies.web.pages import Page, show
from integration.operations.outcomes.behind import Part
from integration.operations.outcomes.employment import Axis, MonthFigure, Series, employment
from integration.outcomes.chart import MOST_LINES, Chart, Value, Wanted, largest_first, lay_out
from integration.web.outcomes.asking import Asked, municipality_names, read_question
from integration.web.outcomes.downloads import TABLES, table_file
from integration.web.outcomes.frame import about, frame_of, people_url, picture_file
from integration.web.outcomes.words import count, group_name, month_name, percent

PAGE = 50


class EmploymentView:
    """The figures of a question in the shapes that page and files need."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.actor = actor
        self.asked = asked
        self.places = municipality_names(actor)
        self.series = _largest_first(employment(actor, asked.question, asked.axis))
        self.may_open = may(actor, Resource.PARTICIPANT, Action.VIEW)

    @property
    def title(self) -> str:
        """What the picture shows."""
        if self.asked.axis is Axis.SINCE:
            return _("Andel i jobb etter måneder siden bosetting")
        return _("Andel i jobb måned for måned")

    def chart(self) -> Chart | None:
        """The picture: the split's largest groups, or all work beside full time, part time and measures."""
        if self.asked.question.split:
            wanted = [self._line(each, self._name(each), Part.IN_WORK) for each in self.series]
        else:
            names = {
                Part.IN_WORK: _("I jobb"),
                Part.FULL_TIME: _("Heltid"),
                Part.PART_TIME: _("Deltid"),
                Part.ON_MEASURE: _("På tiltak"),
            }
            wanted = [self._line(each, name, part) for each in self.series for part, name in names.items()]
        is_calendar = self.asked.axis is Axis.CALENDAR
        return lay_out(
            wanted,
            x_title="" if is_calendar else _("måneder siden bosetting"),
            x_label=lambda month: month_name(Axis.CALENDAR, month) if is_calendar else str(month),
            y_label=lambda share: percent(share, 0 if round(share * 1000) % 10 == 0 else 1),
        )

    @property
    def headings(self) -> list[str]:
        """Of the table's columns."""
        return [
            _("Måned"), *([_("Gruppe")] if self.asked.question.split else []), _("Personer"), _("I jobb"), _("Andel"),
            _("Heltid"), _("Deltid"), _("På tiltak"),
        ]  # fmt: skip

    @property
    def is_cut(self) -> bool:
        """Whether there are more groups than the picture has lines."""
        return len(self.series) > MOST_LINES

    def rows(self, *, is_whole: bool) -> list[dict[str, Any]]:
        """The table, the newest month (or the first after settlement) first.

        Not whole, groups that are not in the picture have one row, so that the page of many groups can be read.
        """
        is_calendar = self.asked.axis is Axis.CALENDAR
        pairs = [
            (figure, series)
            for place, series in enumerate(self.series)
            for figure in (series.months if is_whole or place < MOST_LINES else series.months[-1:])
        ]
        pairs.sort(key=lambda pair: -pair[0].month if is_calendar else pair[0].month)
        return [self._row(figure, series) for figure, series in pairs]

    def _row(self, figure: MonthFigure, series: Series) -> dict[str, Any]:
        cells = [count(figure.people), count(figure.in_work), percent(figure.share)]
        cells += [count(figure.full_time), count(figure.part_time), count(figure.on_measure)]
        group = [self._name(series)] if self.asked.question.split else []
        return {
            "month": month_name(self.asked.axis, figure.month),
            "group": group,
            "cells": cells,
            "url": self._url(figure, series.group, Part.IN_WORK),
        }

    def _name(self, series: Series) -> str:
        return group_name(self.asked.question.split, series.group, self.places)

    def _line(self, series: Series, name: str, part: Part) -> Wanted:
        return Wanted(name, [self._value(figure, series.group, name, part) for figure in series.months])

    def _value(self, figure: MonthFigure, group: str, name: str, part: Part) -> Value:
        number = {
            Part.FULL_TIME: figure.full_time,
            Part.PART_TIME: figure.part_time,
            Part.ON_MEASURE: figure.on_measure,
        }.get(part, figure.in_work)
        share = number / figure.people if figure.people and number is not None else None
        text = _("%(name)s, %(month)s: %(share)s (%(part)s av %(whole)s)") % {
            "name": name, "month": month_name(self.asked.axis, figure.month), "share": percent(share),
            "part": count(number), "whole": count(figure.people),
        }  # fmt: skip
        return Value(figure.month, share, text, self._url(figure, group, part))

    def _url(self, figure: MonthFigure, group: str, part: Part) -> str:
        if not self.may_open or not figure.people:
            return ""
        return people_url(self.asked, "jobb", maned=figure.month, gruppe=group, **{"del": part.value})


class EmploymentPage(Page):
    """The page, and with ``?som=`` its files."""

    needs = (Resource.OUTCOME, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The picture first, the numbers beneath."""
        actor, today = self.request.actor, timezone.localdate()
        asked = read_question(actor, self.request.GET, today)
        view = EmploymentView(actor, asked)
        kind = self.request.GET.get("som", "")
        if kind:
            return _download(view, kind)
        context = {
            **frame_of(actor, asked, "integration:outcomes"),
            "chart": view.chart(),
            "chart_title": view.title,
            "headings": view.headings,
            "rows": view.rows(is_whole=False),
            "has_groups": bool(asked.question.split),
            "is_cut": view.is_cut,
            "may_open": view.may_open,
        }
        return show(self.request, "integration/outcomes/employment.html", context)


def _download(view: EmploymentView, kind: str) -> HttpResponse:
    if kind not in TABLES:
        return picture_file(view.chart(), view.title, kind, "i-jobb")
    rows = [[row["month"], *row["group"], *row["cells"]] for row in view.rows(is_whole=True)]
    return table_file(kind, "i-jobb", [view.title, *about(view.asked)], view.headings, rows)


def _largest_first(series: Sequence[Series]) -> list[Series]:
    series_of = {each.group: each for each in series}
    sizes = ((each.group, figure.people) for each in series for figure in each.months)
    return [series_of[group] for group in largest_first(sizes)]
