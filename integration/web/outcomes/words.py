"""The figures in words: groups, months, shares."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.matching.sectors import Sector
from employers.seed_tracks import seed_track_names
from integration.operations.outcomes.employment import Axis
from integration.operations.outcomes.questions import EVERYBODY, SECTOR
from integration.outcomes.months import month_end
from participants.models.participant import Education, Sex
from programmes.models import Protection
from programmes.models.plan import Strategy

HIDDEN = ":"
"""What stands for a figure that is not shown, as Statistics Norway and IMDi write it."""
_AGES = ("0-17", "18-24", "25-34", "35-44", "45-54", "55-66", "67+")
_NO_STRATEGY = gettext_lazy("ingen strategi i planen")
_TRACKS: dict[str, str | Promise] = {
    **seed_track_names(),
    "own": gettext_lazy("kommunens egne løp"),
    "none": gettext_lazy("ikke i noe løp"),
}


SECTOR_WORDS: Mapping[str, str | Promise] = {
    Sector.HEALTH_AND_CARE: gettext_lazy("helse og omsorg"),
    Sector.CONSTRUCTION: gettext_lazy("bygg og anlegg"),
    Sector.INDUSTRY: gettext_lazy("industri"),
    Sector.TRANSPORT: gettext_lazy("transport"),
    Sector.IT: gettext_lazy("IT"),
    "other": gettext_lazy("andre"),
}


def part_words() -> dict[str, dict[str, str | Promise]]:
    """The parts of the splits whose parts are known beforehand, by the split's name."""
    return {
        "sex": dict(Sex.choices),
        "age": {code: _("%(ages)s år") % {"ages": code.replace("-", "–")} for code in _AGES},
        "education": dict(Education.choices),
        "protection": dict(Protection.choices),
        "strategy": {**dict(Strategy.choices), "none": _NO_STRATEGY},
        "track": _TRACKS,
        SECTOR: {**SECTOR_WORDS, "none": gettext_lazy("har ikke hatt jobb")},
    }


def group_name(split: str, group: str, places: Mapping[str, str]) -> str:
    """A group of a split in words."""
    if group == EVERYBODY:
        return _("Alle")
    if split == "municipality":
        return places.get(group, _("annen kommune"))
    if split == "arrival_quarter":
        return _("%(quarter)s. kvartal %(year)s") % {"quarter": group[-1], "year": group[:4]}
    return str(part_words().get(split, {}).get(group, group))


def month_name(axis: Axis, month: int) -> str:
    """A calendar month, or the months since settlement."""
    if axis is Axis.CALENDAR:
        return date_format(month_end(month), "M Y")
    return _("%(months)d mnd.") % {"months": month}


def percent(share: float | None, decimals: int = 1) -> str:
    """A share, 0 to 1, in percent."""
    # ``number_format`` cuts off what is beyond the decimals; a share is rounded.
    return HIDDEN if share is None else f"{number_format(Decimal(f'{share * 100:.{decimals}f}'), decimals)} %"


def count(number: int | None) -> str:
    """A number of people."""
    return HIDDEN if number is None else number_format(number, 0, use_l10n=True, force_grouping=True)
