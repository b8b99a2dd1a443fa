"""Arranges the portfolio for the one who looks: which columns, and filters kept under a name."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models.portfolio import PortfolioColumns, SavedFilter
from participants.panels import columns

MOST_FILTERS = 20


@operation
def choose_columns(actor: Actor, shown: Iterable[str]) -> PortfolioColumns:
    """Show these columns and hide the other ones that there are."""
    user_id, agency_id = _own(actor)
    chosen = set(shown)
    hidden = [column.code for column in columns() if column.code not in chosen]
    row, _is_new = PortfolioColumns.objects.update_or_create(
        user_id=user_id, agency_id=agency_id, defaults={"hidden": hidden}
    )
    return row


@operation
def save_filter(actor: Actor, name: str, query: str) -> SavedFilter:
    """Keep a filter last in the row; the same name again is the same filter, changed."""
    user_id, agency_id = _own(actor)
    called = name.strip()
    if not called:
        raise RuleRefused(Refusal("name_missing", _("Skriv hva filteret skal hete."), "name"))
    if not query:
        raise RuleRefused(Refusal("filter_empty", _("Velg minst ett filter før du lagrer."), "name"))
    mine = SavedFilter.objects.own(actor)
    found: SavedFilter | None = mine.filter(name=called).first()
    if found is not None:
        found.query = query
        found.save(update_fields=["query"])
        return found
    last = mine.order_by("-position").values_list("position", flat=True)
    if len(last) >= MOST_FILTERS:
        text = _("Du kan ha %(n)d lagrede filtre. Fjern ett først.") % {"n": MOST_FILTERS}
        raise RuleRefused(Refusal("too_many_filters", text, "name"))
    position = last[0] + 1 if last else 0
    return SavedFilter.objects.create(user_id=user_id, agency_id=agency_id, name=called, query=query, position=position)


@operation
def remove_filter(actor: Actor, filter_id: UUID) -> None:
    """Forget a filter; ``DoesNotExist`` when it is not the actor's own."""
    _own(actor)
    SavedFilter.objects.own(actor).get(pk=filter_id).delete()


@operation
def move_filter_up(actor: Actor, filter_id: UUID) -> None:
    """Put a filter before the one that stands before it; the first one stays."""
    _own(actor)
    mine = list(SavedFilter.objects.own(actor).select_for_update().order_by("position", "id"))
    at = next((place for place, row in enumerate(mine) if row.pk == filter_id), None)
    if at is None:
        raise SavedFilter.DoesNotExist
    mine.insert(max(at - 1, 0), mine.pop(at))
    for position, row in enumerate(mine):
        row.position = position
    SavedFilter.objects.bulk_update(mine, ["position"])


def hidden_columns(actor: Actor) -> frozenset[str]:
    """The codes of the columns that the actor has left out."""
    row = PortfolioColumns.objects.own(actor).first()
    return frozenset(row.hidden) if row is not None else frozenset()


def _own(actor: Actor) -> tuple[UUID, UUID]:
    """The user and the agency whose portfolio is arranged."""
    require(actor, Action.VIEW, Resource.PARTICIPANT)
    if actor.user_id is None or actor.agency_id is None:
        raise NotPermitted("person")
    return actor.user_id, actor.agency_id
