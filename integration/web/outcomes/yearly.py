"""The yearly report of a municipality as PDF: the figures of the pages, of one year, with the same silence."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.web.pages import Page
from integration.operations.outcomes.after_programme import after_programme
from integration.operations.outcomes.counting import CategoryYear, FigureYear
from integration.operations.outcomes.employment import Axis, employment
from integration.operations.outcomes.lasting import STILL_AFTER, lasting
from integration.operations.outcomes.programme_figures import (
    caseload,
    end_reasons,
    main_activities,
    programme_figures,
)
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import Question
from integration.outcomes.months import month_index
from integration.web.outcomes.asking import municipality_names
from integration.web.outcomes.downloads import as_file
from integration.web.outcomes.shares import PROGRAMME_WORDS, QUALIFICATION_WORDS, Words, share_of
from integration.web.outcomes.words import HIDDEN, SECTOR_WORDS, count, month_name, percent
from programmes.letters.typesetting import typeset
from programmes.models import EndReason, MainActivity

FIRST_YEAR = 2015
_EVERY_MONTHS = 3
Section = dict[str, Any]


class YearlyReportPage(Page):
    """The report of ``?aar=``, the year before this one unless another is asked for."""

    needs = (Resource.OUTCOME, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The PDF; 404 for a year that there is no report of."""
        today = timezone.localdate()
        asked = self.request.GET.get("aar", str(today.year - 1))
        if not asked.isdigit() or not FIRST_YEAR <= int(asked) <= today.year:
            raise Http404
        sheet = report_sheet(self.request.actor, int(asked), today, self._place())
        return as_file(typeset("yearly_report", sheet), f"arsrapport-{asked}.pdf", "application/pdf")

    def _place(self) -> str:
        """The municipality of ``?kommune=``, for those who see several; 404 for one that they do not see."""
        wanted = self.request.GET.get("kommune", "")
        if wanted and wanted not in municipality_names(self.request.actor):
            raise Http404
        return wanted if len(self.request.actor.municipality_ids) > 1 else ""


def report_sheet(actor: Actor, year: int, today: dt.date, place: str = "") -> dict[str, Any]:
    """The data of ``yearly_report.typ``: the year as it was known on its last day, or today while it lasts.

    ``place`` is the municipality, of those that the actor sees; "" for all of them.
    """
    until = min(dt.date(year, 12, 31), today)
    # A filter, so that what is hidden of one municipality among all is hidden in its report too.
    question = Question(until=until, known_on=until, filters={"municipality": place} if place else {})
    name = municipality_names(actor)[place] if place else actor.agency_name
    return {
        "title": _("Årsrapport %(year)d for introduksjonsprogrammet") % {"year": year},
        "subtitle": _("%(name)s. Tallene er slik de var kjent %(day)s.")
        % {"name": name, "day": date_format(until, "d.m.Y")},
        "municipality": name,
        "page_word": _("Side"),
        "language": "en" if (get_language() or "").startswith("en") else "nb",
        "nothing": _("Det er ingen tall for året."),
        "sections": [
            _work(actor, question, year),
            _lasting(actor, question),
            _after(actor, question, year),
            _shares(
                _("Programmer som begynte i året"), _begun(actor, question, year), _("Programmer"), PROGRAMME_WORDS
            ),
            _categories(_("Sluttårsaker"), end_reasons(actor, question), year, dict(EndReason.choices)),
            _categories(
                _("Hovedaktivitet ved slutten"), main_activities(actor, question), year, dict(MainActivity.choices)
            ),
            _shares(
                _("Kvalifisering blant dem som ble bosatt i året"), _settled(actor, question, year), _("Personer"),
                QUALIFICATION_WORDS,
            ),
            _categories(_("Næringen der den nyeste jobben er"), sectors(actor, question), year, dict(SECTOR_WORDS)),
            *([] if place else [_load(actor, question)]),
        ],
    }  # fmt: skip


def _work(actor: Actor, question: Question, year: int) -> Section:
    first, last = month_index(dt.date(year, 1, 1)), month_index(dt.date(year, 12, 1))
    rows = [
        [
            month_name(Axis.CALENDAR, figure.month), count(figure.people), count(figure.in_work),
            percent(figure.share), count(figure.full_time), count(figure.part_time), count(figure.on_measure),
        ]
        for series in employment(actor, question, Axis.CALENDAR)
        for figure in series.months
        if first <= figure.month <= last and (figure.month + 1) % _EVERY_MONTHS == 0
    ]  # fmt: skip
    headings = [_("Måned"), _("Personer"), _("I jobb"), _("Andel"), _("Heltid"), _("Deltid"), _("På tiltak")]
    note = _(
        "Siste dag i måneden. I jobb: vanlig jobb, lærling, lønnstilskudd eller sommerjobb, minst én time i uka; heltid"
        " er 30 timer eller mer. Personer: bosatt, lever, ikke flyttet. Personer med adressesperre er ikke med."
    )
    return _section(_("I jobb, 20–66 år"), headings, rows, note)


def _lasting(actor: Actor, question: Question) -> Section:
    rows = [
        [
            count(one.people), "–" if one.half_begun_months is None else str(one.half_begun_months),
            percent(one.time_in_work),
            *(percent(each.in_work / each.followed) if each.in_work is not None and each.followed else
              HIDDEN if each.followed is None else "–" for each in one.still),
        ]
        for one in lasting(actor, question)
    ]  # fmt: skip
    headings = [
        _("Personer"), _("Halvparten begynt (mnd.)"), _("Tid i jobb"),
        *(_("I jobb etter %(months)d måneder") % {"months": months} for months in STILL_AFTER),
    ]  # fmt: skip
    note = _("Alle som er bosatt til og med året, 20–66 år. Måneder etter bosetting, og etter første dag i jobb.")
    return _section(_("Varig i jobb"), headings, rows, note)


def _after(actor: Actor, question: Question, year: int) -> Section:
    rows = [
        [
            str(one.year), count(one.ended), count(one.direct), percent(one.direct_share), count(one.not_registered),
            *([count(one.in_work), percent(one.work_share)] if one.is_due else ["–", "–"]),
        ]
        for one in after_programme(actor, question)
        if one.year in (year, year - 1)
    ]  # fmt: skip
    headings = [
        _("Sluttet i"), _("Sluttet i alt"), _("Direkte til arbeid eller utdanning"), _("Andel"),
        _("Ikke registrert"), _("I jobb året etter"), _("Andel"),
    ]  # fmt: skip
    note = _(
        "Direkte: hovedaktiviteten ved slutten er arbeid, videregående eller høyere utdanning, av alle som sluttet."
        " I jobb året etter: 16. november året etter; utdanning er ikke kjent her."
    )
    return _section(_("Etter programmet"), headings, rows, note)


def _begun(actor: Actor, question: Question, year: int) -> FigureYear | None:
    return next((one for one in programme_figures(actor, question) if one.year == year), None)


def _settled(actor: Actor, question: Question, year: int) -> FigureYear | None:
    return next((one for one in qualification_figures(actor, question) if one.year == year), None)


def _shares(heading: str, mine: FigureYear | None, counted: str, words: Words) -> Section:
    rows = [[str(title), share_of(mine.figures[name])] for name, title in words.items()] if mine else []
    return _section(heading, ["", _("Andel")], [[counted, count(mine.people)], *rows] if mine else [])


def _categories(heading: str, years: Sequence[CategoryYear], year: int, words: dict[str, str | Promise]) -> Section:
    mine = next((one for one in years if one.year == year), None)
    rows = [[str(words[name]), count(number)] for name, number in mine.counts.items() if name in words] if mine else []
    return _section(heading, ["", _("Personer")], [*rows, [_("I alt"), count(mine.total)]] if mine else [])


def _load(actor: Actor, question: Question) -> Section:
    load = caseload(actor, question)
    rows = [
        [_("Rådgivere med saker"), count(load.advisers)],
        [_("Deltakere i program"), count(load.people)],
        [_("Flest saker hos én"), count(load.most)],
    ]
    note = _("«%(sign)s» betyr at tallet ikke vises, fordi så få personer kan kjennes igjen.") % {"sign": HIDDEN}
    return _section(_("Saker per rådgiver"), ["", _("Antall")], rows, note)


def _section(heading: str, headings: list[str], rows: list[list[str]], *notes: str) -> Section:
    return {"heading": heading, "headings": headings, "rows": rows, "notes": list(notes)}
