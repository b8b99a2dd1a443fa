"""What each floor hands up to the frame: places, panels on the case, marks on the timeline, acts, counters, search.

The frame (``participants.web``) knows none of the apps above it. An app registers its parts when the project starts
(``<app>/registrations.py``, imported by its ``AppConfig.ready``); the frame asks each part with the actor, and a part
answers only with what the actor may see.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.utils.functional import Promise

from agencies.access import Action, Actor, FieldGroup, Resource, may
from participants.models import Participant
from participants.models.participant import ParticipantQuerySet

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the top bar, shown to those who may view ``resource`` and for whom it has something.

    ``rows``: what there must be one of for the actor; without it the place needs nothing. What ``is_own`` is for one
    person alone, and stands in the menu behind the own name.
    """

    label: Text
    url_name: str
    resource: Resource
    order: int
    is_for: Callable[[Actor], bool] = lambda _actor: True
    rows: Callable[[Actor], QuerySet[Any]] | None = None
    is_own: bool = False


class PanelSpot(StrEnum):
    """Where on the case page a panel stands: in the head, or under a tab of its own."""

    HEAD = "head"
    OVERVIEW = "overview"
    TAB = "tab"


@dataclass(frozen=True, slots=True)
class CasePanel:
    """A part of the case page. ``context`` makes what ``template`` needs; ``None`` leaves the panel out.

    ``fields`` is the field group that the panel shows; who may not see it gets no panel (law.md 7.2).
    """

    code: str
    title: Text
    spot: PanelSpot
    order: int
    template: str
    fields: FieldGroup
    context: Callable[[Actor, Participant, dt.date], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """A day or a period (inclusive; open when ``last_day`` is None and ``is_period``) in the life of the case.

    ``responsible`` says whose stage it is: immigration authorities, municipality, NAV, county.
    """

    lane: Text
    label: Text
    first_day: dt.date
    last_day: dt.date | None = None
    is_period: bool = False
    is_planned: bool = False
    responsible: Text = ""
    detail: Text = ""


TimelineProvider = Callable[[Actor, Participant, dt.date], Iterable[TimelineItem]]


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of «Registrer»: a page (url name with the participant's id) for those whom the table allows the act."""

    label: Text
    url_name: str
    resource: Resource
    action: Action
    order: int
    is_possible: Callable[[Participant], bool] = lambda _participant: True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the portfolio; ``values`` answers for a whole page of people with a constant number of queries."""

    code: str
    title: Text
    order: int
    fields: FieldGroup
    values: Callable[[Actor, Sequence[UUID], dt.date], Mapping[UUID, Any]]
    template: str = ""
    is_for: Callable[[Actor], bool] = lambda _actor: True


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """A filter of the portfolio: the choices (value, label), and how one of them narrows the people on a day."""

    code: str
    title: Text
    order: int
    fields: FieldGroup
    choices: Sequence[tuple[str, Text]]
    narrow: Callable[[ParticipantQuerySet, str, dt.date], ParticipantQuerySet]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something found, and why it matches."""

    title: str
    url: str
    detail: str
    why: Text
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A kind of thing that the search box finds."""

    title: Text
    order: int
    find: Callable[[Actor, str], Sequence[SearchHit]]


@dataclass(frozen=True, slots=True)
class WorkCounter:
    """A counter of «Mitt arbeid» that leads to a page of its own.

    ``count`` answers for the actor, for the own people only or for all, with one query; ``None`` leaves it out.
    """

    label: Text
    url_name: str
    order: int
    count: Callable[[Actor, bool, dt.date], int | None]
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class WorkPanel:
    """A panel beside «Mitt arbeid»; ``context`` makes what ``template`` needs, ``None`` leaves it out."""

    order: int
    template: str
    context: Callable[[Actor, dt.date], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class PortfolioCounter:
    """A counter above the portfolio that is a filter of it.

    ``where`` answers, for the actor on a day, which people count: a condition on the person. All counters together
    are one query.
    """

    code: str
    label: Text
    order: int
    fields: FieldGroup
    where: Callable[[Actor, dt.date], Q]
    tone: str = "info"
    is_for: Callable[[Actor], bool] = lambda _actor: True


_places: list[Place] = []
_panels: list[CasePanel] = []
_timelines: list[TimelineProvider] = []
_acts: list[Act] = []
_columns: list[Column] = []
_filters: list[CaseFilter] = []
_searches: list[SearchSource] = []
_work_counters: list[WorkCounter] = []
_work_panels: list[WorkPanel] = []
_portfolio_counters: list[PortfolioCounter] = []


def register_place(place: Place) -> None:
    """Add an entry to the top bar."""
    _places.append(place)


def register_panel(panel: CasePanel) -> None:
    """Add a panel to the case page."""
    _panels.append(panel)


def register_timeline(provider: TimelineProvider) -> None:
    """Add what one app knows to the timeline."""
    _timelines.append(provider)


def register_act(act: Act) -> None:
    """Add an entry to «Registrer» on the case page."""
    _acts.append(act)


def register_column(column: Column) -> None:
    """Add a column to the portfolio."""
    _columns.append(column)


def register_filter(case_filter: CaseFilter) -> None:
    """Add a filter to the portfolio."""
    _filters.append(case_filter)


def register_search(source: SearchSource) -> None:
    """Add a kind of thing to the search."""
    _searches.append(source)


def register_work_counter(counter: WorkCounter) -> None:
    """Add a counter to «Mitt arbeid»."""
    _work_counters.append(counter)


def register_portfolio_counter(counter: PortfolioCounter) -> None:
    """Add a counter to the portfolio."""
    _portfolio_counters.append(counter)


def portfolio_counters() -> list[PortfolioCounter]:
    """Counters of the portfolio, in order."""
    return sorted(_portfolio_counters, key=lambda counter: counter.order)


def work_counters() -> list[WorkCounter]:
    """Counters of «Mitt arbeid» besides those of duties, in order."""
    return sorted(_work_counters, key=lambda counter: counter.order)


def register_work_panel(panel: WorkPanel) -> None:
    """Add a panel beside «Mitt arbeid»."""
    _work_panels.append(panel)


def work_panels() -> list[WorkPanel]:
    """Panels beside «Mitt arbeid», in order."""
    return sorted(_work_panels, key=lambda panel: panel.order)


def places_open_to(actor: Actor) -> list[Place]:
    """The actor's entries of the top bar, in order. One question to the database finds which have something."""
    allowed = [place for place in _places if may(actor, place.resource, Action.VIEW) and place.is_for(actor)]
    asked = [_one_of(place.rows(actor), place) for place in allowed if place.rows]
    found = set(asked[0].union(*asked[1:], all=True)) if asked else set()
    shown = [place for place in allowed if place.rows is None or place.url_name in found]
    return sorted(shown, key=lambda place: place.order)


def _one_of(rows: QuerySet[Any], place: Place) -> QuerySet[Any, str]:
    named: QuerySet[Any, str] = rows.order_by().annotate(place=Value(place.url_name)).values_list("place", flat=True)
    return named[:1]


def panels() -> list[CasePanel]:
    """Panels of the case page, in order."""
    return sorted(_panels, key=lambda panel: panel.order)


def timeline_of(actor: Actor, participant: Participant, today: dt.date) -> list[TimelineItem]:
    """Everything that all apps know of the case's life, by first day."""
    items = [item for provider in _timelines for item in provider(actor, participant, today)]
    return sorted(items, key=lambda item: (item.first_day, str(item.lane)))


def acts() -> list[Act]:
    """Entries of «Registrer», in order."""
    return sorted(_acts, key=lambda act: act.order)


def columns() -> list[Column]:
    """Columns of the portfolio, in order."""
    return sorted(_columns, key=lambda column: column.order)


def case_filters() -> list[CaseFilter]:
    """Filters of the portfolio, in order."""
    return sorted(_filters, key=lambda case_filter: case_filter.order)


def search_sources() -> list[SearchSource]:
    """Kinds of things that can be found, in order."""
    return sorted(_searches, key=lambda source: source.order)
