"""What this floor knows of the life of a case: arrival, permits, settlement, claim, deadlines."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor, FieldGroup, fields_for
from participants.duties import duty
from participants.models import Deadline, Participant, ResidencePermit
from participants.panels import TimelineItem

IMMIGRATION = gettext_lazy("Utlendingsmyndighetene")
MUNICIPALITY = gettext_lazy("Kommunen")
NAV = gettext_lazy("NAV")
COUNTY = gettext_lazy("Fylkeskommunen")
LANES = (IMMIGRATION, MUNICIPALITY, NAV, COUNTY)
"""Whose stage it is, from above; other floors hang their items into the same lanes."""


def life_of(actor: Actor, participant: Participant, today: dt.date) -> Iterable[TimelineItem]:
    """The items; the facts of settlement only for those who may see them (law.md 7.2)."""
    if FieldGroup.SETTLEMENT in fields_for(actor):
        yield from _settlement(participant)
        yield from _permits(actor, participant, today)
    yield from _deadlines(actor, participant)


def _settlement(person: Participant) -> Iterator[TimelineItem]:
    if person.arrived_on:
        yield TimelineItem(IMMIGRATION, _("Kom til Norge"), person.arrived_on, responsible=IMMIGRATION)
    if person.settled_on:
        yield TimelineItem(MUNICIPALITY, _("Bosatt"), person.settled_on, responsible=MUNICIPALITY)
    if person.claimed_on:
        yield TimelineItem(
            MUNICIPALITY, _("Krevde program"), person.claimed_on, responsible=MUNICIPALITY, detail=_("§ 12")
        )
    if person.left_norway_on:
        yield TimelineItem(IMMIGRATION, _("Flyttet fra Norge"), person.left_norway_on, responsible=IMMIGRATION)
    if person.died_on:
        yield TimelineItem(IMMIGRATION, _("Død"), person.died_on, responsible=IMMIGRATION)


def _permits(actor: Actor, person: Participant, today: dt.date) -> Iterator[TimelineItem]:
    permits = ResidencePermit.objects.visible_to(actor).filter(participant=person).order_by("granted_on", "id")
    for permit in permits:
        granted = permit.granted_on or person.arrived_on or person.settled_on
        if granted is None:
            continue
        yield TimelineItem(
            IMMIGRATION,
            _("Oppholdstillatelse"),
            granted,
            permit.valid_until,
            is_period=True,
            is_planned=granted > today,
            responsible=IMMIGRATION,
            detail=permit.get_basis_display(),
        )


def _deadlines(actor: Actor, person: Participant) -> Iterator[TimelineItem]:
    rows = Deadline.objects.visible_to(actor).open().filter(participant=person).select_related("responsible_agency")
    for row in rows.order_by("due_on", "id"):
        yield TimelineItem(
            MUNICIPALITY,
            _("Frist: %(what)s") % {"what": duty(row.kind).label},
            row.due_on,
            is_planned=True,
            responsible=row.responsible_agency.name,
            detail=row.paragraph,
        )
