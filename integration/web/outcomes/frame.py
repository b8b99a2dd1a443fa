"""What the pages of results have in common: tabs, the form, how fresh the figures are, the files."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from integration.operations.outcomes.freshness import freshness
from integration.outcomes.chart import Chart
from integration.web.outcomes.asking import Asked
from integration.web.outcomes.downloads import as_file, as_png, as_svg

_PAGES: tuple[tuple[str, str | Promise], ...] = (
    ("integration:outcomes", gettext_lazy("Hvor mange er i jobb?")),
    ("integration:outcomes-lasting", gettext_lazy("Hvor lenge tar det, og varer det?")),
    ("integration:outcomes-after", gettext_lazy("Hva skjer etter programmet?")),
    ("integration:outcomes-programme", gettext_lazy("Programmet")),
    ("integration:outcomes-qualification", gettext_lazy("Kvalifisering")),
)


def outcome_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """One tab for each question, and one for what the national register is told of the answers."""
    pages = [*_PAGES, ("integration:nir", _("NIR"))] if may(actor, Resource.NIR, Action.VIEW) else _PAGES
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]


def frame_of(actor: Actor, asked: Asked, url_name: str, **shown: str) -> dict[str, Any]:
    """What every page of results has: tabs, the form with its chips, how fresh the figures are, the files.

    ``shown`` is what else the address must say for a file to be of the same picture.
    """
    here = reverse(url_name)
    fresh = freshness(actor)
    return {
        "tabs": outcome_tabs(actor, url_name),
        "asked": asked,
        "per": date_format(asked.until, "d.m.Y"),
        "chips": [
            {"label": choice.title, "value": choice.shown, "url": here + asked.address(**{choice.code: ""})}
            for choice in asked.filters
            if choice.value
        ],
        "clear_url": here,
        "fresh": fresh,
        "nothing_before": fresh.first_day if fresh.first_day and asked.question.known_on < fresh.first_day else None,
        "known": about(asked)[-1],
        "files": [(kind.upper(), here + asked.address(**shown, som=kind)) for kind in ("svg", "png", "csv", "xlsx")],
    }


def people_url(asked: Asked, which: str, **point: str | int) -> str:
    """The cases behind a point of the page that ``which`` names."""
    more = {name: str(value) for name, value in point.items()}
    return reverse("integration:outcome-people") + asked.address(hva=which, **more)


def about(asked: Asked) -> list[str]:
    """What was asked, as lines of text."""
    lines = [f"{choice.title}: {choice.shown}" for choice in asked.filters if choice.value]
    lines += [f"{choice.title}: {dict(choice.choices)[choice.value]}" for choice in asked.switches]
    day, known = (date_format(each, "d.m.Y") for each in (asked.until, asked.question.known_on))
    text = (
        _("Til og med %(day)s, rettet til og med %(known)s.")
        if asked.is_corrected
        else _("Til og med %(day)s, slik det var kjent den dagen.")
    )
    return [*lines, text % {"day": day, "known": known}]


def picture_file(chart: Chart | None, title: str, kind: str, name: str) -> HttpResponse:
    """The picture to save; 404 when there is none, or for a kind of file that there is not."""
    if chart is None or kind not in {"svg", "png"}:
        raise Http404
    if kind == "svg":
        return as_file(as_svg(chart, title), f"{name}.svg", "image/svg+xml")
    return as_file(as_png(chart, title), f"{name}.png", "image/png")
