"""The cases behind a point of a picture, for those who may open them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.operations.access_log import log_list
from agencies.operations.base import require
from agencies.web.pages import Page, show
from agencies.web.paging import page_of
from integration.operations.outcomes.after_programme import EndPart, cases_after
from integration.operations.outcomes.behind import Part, people_behind
from integration.operations.outcomes.lasting import people_begun
from integration.operations.outcomes.programme_figures import programme_cases
from integration.operations.outcomes.qualification import qualification_cases
from integration.operations.outcomes.questions import EVERYBODY
from integration.web.outcomes.asking import Asked, municipality_names, read_question
from integration.web.outcomes.shares import PROGRAMME_WORDS, QUALIFICATION_WORDS
from integration.web.outcomes.words import group_name, month_name
from participants.models.participant import ParticipantQuerySet

PAGE = 50
_POINT = ("hva", "maned", "gruppe", "del", "aar", "tall")
Found = tuple[ParticipantQuerySet, list[str], str]
"""The cases, the point in words, and the page that it is of."""


class OutcomePeoplePage(Page):
    """The cases behind a point, for those who may open them."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """A list of names; reading it is logged."""
        actor, given = self.request.actor, self.request.GET
        point = people_of_point(actor, given, timezone.localdate())
        page = page_of(point.people, ("sort_key", "id"), given.get("etter", ""), PAGE)
        log_list(actor, Resource.PARTICIPANT, [person.pk for person in page.rows])
        address = {name: given[name] for name in _POINT if name in given}
        context = {
            "people": page.rows,
            "summary": point.summary,
            "back_url": reverse(point.url_name) + point.asked.address(),
            "next_url": point.asked.address(**address, etter=page.cursor) if page.cursor else "",
        }
        return show(self.request, "integration/outcomes/people.html", context)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a picture: what was asked, the point in words, the page that it is of, and the cases behind it."""

    asked: Asked
    summary: str
    url_name: str
    people: ParticipantQuerySet


def people_of_point(actor: Actor, given: QueryDict, today: dt.date) -> Point:
    """The point that an address names, for those who may see figures; ``Http404`` when it names none."""
    require(actor, Action.VIEW, Resource.OUTCOME)
    source = _SOURCES.get(given.get("hva", "jobb"))
    if source is None:
        raise Http404
    asked = read_question(actor, given, today, has_sectors=source is _qualification)
    try:
        people, words, url_name = source(actor, asked, given)
    except ValueError as fault:
        raise Http404 from fault
    group = group_name(asked.question.split, _group(given), municipality_names(actor))
    summary = ", ".join([words[0], group, *words[1:]])
    return Point(asked, summary, url_name, people.select_related("municipality"))


def _group(given: QueryDict) -> str:
    return given.get("gruppe", EVERYBODY)[:60]


def _in_work(actor: Actor, asked: Asked, given: QueryDict) -> Found:
    month, part = int(given.get("maned", "")[:6]), Part(given.get("del", Part.IN_WORK))
    people = people_behind(actor, asked.question, asked.axis, month=month, part=part, group=_group(given))
    return people, [_PART_WORDS[part](), month_name(asked.axis, month)], "integration:outcomes"


def _begun(actor: Actor, asked: Asked, given: QueryDict) -> Found:
    months = int(given.get("maned", "")[:6])
    people = people_begun(actor, asked.question, months=months, group=_group(given))
    return people, [_("Har begynt i jobb"), _("%(months)d mnd.") % {"months": months}], "integration:outcomes-lasting"


def _after(actor: Actor, asked: Asked, given: QueryDict) -> Found:
    year, part = int(given.get("aar", "")[:4]), EndPart(given.get("del", EndPart.ALL))
    people = cases_after(actor, asked.question, year=year, group=_group(given), part=part)
    return people, [_END_WORDS[part](), str(year)], "integration:outcomes-after"


def _programme(actor: Actor, asked: Asked, given: QueryDict) -> Found:
    year, figure = int(given.get("aar", "")[:4]), given.get("tall", "")
    people = programme_cases(actor, asked.question, year=year, group=_group(given), figure=figure)
    return people, [str(PROGRAMME_WORDS.get(figure) or _("Alle")), str(year)], "integration:outcomes-programme"


def _qualification(actor: Actor, asked: Asked, given: QueryDict) -> Found:
    year, figure = int(given.get("aar", "")[:4]), given.get("tall", "")
    people = qualification_cases(actor, asked.question, year=year, group=_group(given), figure=figure)
    return people, [str(QUALIFICATION_WORDS.get(figure) or _("Alle")), str(year)], "integration:outcomes-qualification"


_SOURCES: Mapping[str, Callable[[Actor, Asked, QueryDict], Found]] = {
    "jobb": _in_work,
    "varig": _begun,
    "etter": _after,
    "programmet": _programme,
    "kvalifisering": _qualification,
}
_END_WORDS: Mapping[EndPart, Callable[[], Any]] = {
    EndPart.ALL: lambda: _("Sluttet"),
    EndPart.DIRECT: lambda: _("Direkte til arbeid eller utdanning"),
    EndPart.NOT_REGISTERED: lambda: _("Ikke registrert"),
    EndPart.IN_WORK: lambda: _("I jobb året etter"),
}
_PART_WORDS: Mapping[Part, Callable[[], Any]] = {
    Part.PEOPLE: lambda: _("Alle som er med"),
    Part.IN_WORK: lambda: _("I jobb"),
    Part.FULL_TIME: lambda: _("Heltid"),
    Part.PART_TIME: lambda: _("Deltid"),
    Part.ON_MEASURE: lambda: _("På tiltak"),
}
