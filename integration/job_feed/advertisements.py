"""An advertisement of the feed, read into what we keep of a place. Contacts are not kept."""

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import strip_tags

_MOST_TEXT, _MOST_PLACES = 4000, 500
_ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What we keep; texts are cut to what their columns hold."""

    title: str
    employer_name: str
    organisation_number: str
    description: str
    occupation_code: str
    number: int
    municipality: str
    county: str
    starts_on: dt.date | None
    apply_by: dt.date | None
    link: str


def id_of(item: Mapping[str, Any]) -> UUID | None:
    """The id of an item of the feed; None when it has none that can be read."""
    try:
        return UUID(str(item.get("id")))
    except ValueError:
        return None


def changed_at(item: Mapping[str, Any]) -> dt.datetime | None:
    """When the advertisement was changed, as the feed says."""
    return parse_datetime(str(item.get("date_modified", "")))


def is_active(item: Mapping[str, Any]) -> bool:
    """Whether the item says that the advertisement stands."""
    entry = item.get("_feed_entry")
    return isinstance(entry, dict) and entry.get("status") == _ACTIVE


def read_entry(entry: Mapping[str, Any]) -> Advertisement | None:
    """What we keep of the newest state; None when it is stopped or masked, which means that our copy must go."""
    # The documentation calls the member «json»; what is served calls it «ad_content».
    ad = entry.get("ad_content") or entry.get("json")
    if entry.get("status") != _ACTIVE or not isinstance(ad, dict) or not ad.get("title"):
        return None
    employer = _mapping(ad.get("employer"))
    if not employer.get("name"):
        return None
    place = next((each for each in _mappings(ad.get("workLocations")) if each.get("municipal")), {})
    return Advertisement(
        title=str(ad["title"])[:200],
        employer_name=str(employer["name"])[:200],
        organisation_number=str(employer.get("orgnr") or "")[:9],
        description=html.unescape(strip_tags(str(ad.get("description") or "")))[:_MOST_TEXT].strip(),
        occupation_code=_occupation(ad),
        number=_count(ad.get("positioncount")),
        municipality=str(place.get("municipal", "")),
        county=str(place.get("county", "")),
        starts_on=_day(ad.get("starttime")),
        # «Snarest» is written where a date stands else; then it stands as long as the advertisement does.
        apply_by=_day(ad.get("applicationDue")) or _day(ad.get("expires")),
        link=_link(ad.get("link")),
    )


def _occupation(ad: Mapping[str, Any]) -> str:
    codes = [
        "".join(filter(str.isdigit, str(each.get("code", ""))))[:4]
        for each in _mappings(ad.get("categoryList"))
        if each.get("categoryType") == "STYRK08"
    ]
    return next((code for code in codes if len(code) == 4), "")  # noqa: PLR2004 - STYRK-08 at four digits


def _count(text: Any) -> int:
    return min(max(int(text), 1), _MOST_PLACES) if str(text).isdecimal() else 1


def _day(text: Any) -> dt.date | None:
    try:
        return parse_date(str(text or "")[:10])
    except ValueError:
        return None


def _link(address: Any) -> str:
    text = str(address or "")
    return text if text.startswith("https://") and len(text) <= 500 else ""  # noqa: PLR2004 - the column's length


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
