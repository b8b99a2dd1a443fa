"""Arranges cover for somebody who is away, and calls it off."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import AssignmentKind, Cover
from participants.operations.assignment import contacts_available


@operation
def arrange_cover(
    actor: Actor, municipality_id: UUID, *, absent_id: UUID, substitute_id: UUID, first_day: dt.date, last_day: dt.date
) -> Cover:
    """Let ``substitute`` have the work of ``absent`` through ``last_day``; it ends by itself.

    Raises ``RuleRefused`` when the two are one, not both advisers here, the period is over or already covered.
    """
    require(actor, Action.CHANGE, Resource.TEAM)
    if municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")
    refusals = _faults(municipality_id, absent_id, substitute_id, first_day, last_day)
    if refusals:
        raise RuleRefused(*refusals)
    try:
        with transaction.atomic():
            return Cover.objects.create(
                municipality_id=municipality_id,
                absent_id=absent_id,
                substitute_id=substitute_id,
                first_day=first_day,
                last_day=last_day,
                arranged_by_id=actor.user_id,
            )
    except IntegrityError as error:
        if "one_cover_at_a_time" not in str(error):
            raise
        text = _("Noen er allerede vikar i perioden. Avlys det vikariatet først.")
        raise RuleRefused(Refusal("cover_overlaps", text, "first_day")) from error


@operation
def end_cover(actor: Actor, cover_id: UUID, *, expected_version: int | None = None) -> Cover:
    """The absent one is back: a cover that has begun ends yesterday, one that has not is called off."""
    require(actor, Action.CHANGE, Resource.TEAM)
    rows = Cover.objects.visible_to(actor).standing().select_related("absent", "substitute")
    cover = rows.select_for_update(of=("self",)).get(pk=cover_id)
    require_version(cover, expected_version)
    today = timezone.localdate()
    if cover.first_day < today <= cover.last_day:
        cover.last_day = today - dt.timedelta(days=1)
    elif cover.last_day >= today:
        cover.cancelled_at = timezone.now()
    cover.save()
    return cover


def _faults(
    municipality_id: UUID, absent_id: UUID, substitute_id: UUID, first_day: dt.date, last_day: dt.date
) -> list[Refusal]:
    advisers = {user.pk for user in contacts_available(municipality_id, AssignmentKind.ADVISER, first_day)}
    faults = []
    for field, user_id in (("absent", absent_id), ("substitute", substitute_id)):
        if user_id not in advisers:
            faults.append(Refusal("not_available", _("Velg en programrådgiver i kommunen."), field))
    if absent_id == substitute_id:
        faults.append(Refusal("same_person", _("Velg en annen enn den som er borte."), "substitute"))
    if last_day < first_day:
        faults.append(Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day"))
    if last_day < timezone.localdate():
        faults.append(Refusal("in_the_past", _("Perioden er over. Velg en dag som kommer."), "last_day"))
    return faults
