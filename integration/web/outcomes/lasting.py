"""«Hvor lenge tar det, og varer det?»: time to first work as curves with limits, and who stays in work."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, may
from agencies.web.pages import Page, show
from integration.operations.outcomes.lasting import EVERY_MONTHS, STILL_AFTER, Lasting, Point, lasting
from integration.outcomes.chart import MOST_LINES, Chart, Value, Wanted, lay_out
from integration.web.outcomes.asking import Asked, municipality_names, read_question
from integration.web.outcomes.downloads import TABLES, Row, table_file
from integration.web.outcomes.frame import about, frame_of, people_url, picture_file
from integration.web.outcomes.words import HIDDEN, count, group_name, percent

_RISK_EVERY = 2 * EVERY_MONTHS


class LastingView:
    """The curves of a question in the shapes that page and files need."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.asked = asked
        self.places = municipality_names(actor)
        self.may_open = may(actor, Resource.PARTICIPANT, Action.VIEW)
        self.groups = sorted(lasting(actor, asked.question), key=lambda one: (-(one.people or 0), one.group))

    @property
    def title(self) -> str:
        """What the picture shows."""
        return _("Andel som har begynt i jobb, etter måneder siden bosetting")

    def chart(self) -> Chart | None:
        """The share that has begun to work, as stairs."""
        wanted = [
            Wanted(self._name(one), [self._value(one, point) for point in one.points], is_stepped=True)
            for one in self.groups
        ]
        return lay_out(
            wanted,
            x_title=_("måneder siden bosetting"),
            x_label=str,
            y_label=lambda share: percent(share, 0 if round(share * 1000) % 10 == 0 else 1),
        )

    @property
    def headings(self) -> list[str]:
        """Of the table of the curves."""
        return [_("Gruppe"), _("Måneder"), _("Har begynt i jobb"), _("Usikkerhet (95 %)"), _("Uten jobb ennå")]

    def rows(self) -> list[Row]:
        """The curves as a table."""
        return [
            Row(
                [self._name(one), str(point.months), percent(point.begun), limits_of(point), count(point.at_risk)],
                self._url(one, point),
            )
            for one in self.groups
            for point in one.points
        ]

    def risk(self) -> dict[str, Any]:
        """The numbers at risk beneath the picture."""
        months = sorted({p.months for one in self.groups for p in one.points if p.months % _RISK_EVERY == 0})
        rows = []
        for one in self.groups[:MOST_LINES]:
            known = {point.months: count(point.at_risk) for point in one.points}
            rows.append({"name": self._name(one), "cells": [known.get(month, "") for month in months]})
        return {"months": months, "rows": rows}

    def still(self) -> list[dict[str, Any]]:
        """Who is in work later."""
        return [
            {
                "name": self._name(one),
                "people": count(one.people),
                "cells": [
                    _("%(share)s (%(part)s av %(whole)s)")
                    % {
                        "share": percent(each.in_work / each.followed),
                        "part": count(each.in_work),
                        "whole": count(each.followed),
                    }
                    if each.followed and each.in_work is not None
                    else HIDDEN
                    if each.followed is None
                    else "–"
                    for each in one.still
                ],
                "time": percent(one.time_in_work),
                "half": "–" if one.half_begun_months is None else str(one.half_begun_months),
            }
            for one in self.groups
        ]

    def stays(self) -> list[list[str]]:
        """Who is in work later, as lines of a file beneath the curves."""
        headings = [_("Gruppe"), _("Personer"), *(_("Etter %(months)d måneder") % {"months": m} for m in STILL_AFTER)]
        return [
            [_("Fortsatt i jobb, og tid i jobb")],
            [*headings, _("Halvparten begynt (mnd.)"), _("Tid i jobb")],
            *([row["name"], row["people"], *row["cells"], row["half"], row["time"]] for row in self.still()),
        ]

    def _name(self, one: Lasting) -> str:
        return group_name(self.asked.question.split, one.group, self.places)

    def _value(self, one: Lasting, point: Point) -> Value:
        text = _("%(name)s, %(months)d måneder: %(share)s") % {
            "name": self._name(one), "months": point.months, "share": percent(point.begun),
        }  # fmt: skip
        limits = (point.lower, point.upper) if point.lower is not None and point.upper is not None else None
        return Value(point.months, point.begun, text, self._url(one, point), limits)

    def _url(self, one: Lasting, point: Point) -> str:
        if not self.may_open or not point.events:
            return ""
        return people_url(self.asked, "varig", maned=point.months, gruppe=one.group)


class LastingPage(Page):
    """The page, and with ``?som=`` its files."""

    needs = (Resource.OUTCOME, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The curves first, numbers at risk beneath, then the tables."""
        actor = self.request.actor
        asked = read_question(actor, self.request.GET, timezone.localdate(), has_axis=False)
        view = LastingView(actor, asked)
        kind = self.request.GET.get("som", "")
        if kind in TABLES:
            rows = [*(row.cells for row in view.rows()), *view.stays()]
            return table_file(kind, "varig", [view.title, *about(asked)], view.headings, rows)
        if kind:
            return picture_file(view.chart(), view.title, kind, "varig")
        context = {
            **frame_of(actor, asked, "integration:outcomes-lasting"),
            "chart": view.chart(),
            "chart_title": view.title,
            "headings": view.headings,
            "rows": view.rows(),
            "risk": view.risk(),
            "still": view.still(),
            "is_cut": len(view.groups) > MOST_LINES,
            "may_open": view.may_open,
        }
        return show(self.request, "integration/outcomes/lasting.html", context)


def limits_of(point: Point) -> str:
    """The confidence limits in words."""
    if point.begun is None:
        return HIDDEN
    if point.lower is None or point.upper is None:
        return "–"
    return f"{percent(point.lower)} – {percent(point.upper)}"
