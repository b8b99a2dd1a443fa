"""Changes how a member belongs to the household, from a day on: moving in or out, marriage, custody, divorce, death."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.hooks import household_changed
from participants.models import Custody, EndReason, FamilyMember, FamilyPeriod, Kinship, Participant, Tie
from participants.operations.cases import note_event
from participants.operations.household.counterparts import (
    OTHER_PARENTS,
    lock_member,
    mirror_of,
    rows_of_other_parent,
)
from participants.operations.plausible import day_faults

_FURTHEST = 366
"""How many days ahead a change may be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """How somebody belongs to the household from ``first_day`` (inclusive) on."""

    first_day: dt.date
    lives_here: bool = True
    tie: str = ""
    custody: str = ""


@operation
def change_living(
    actor: Actor,
    member_id: UUID,
    *,
    living: Living,
    also_other_parent: bool = False,
    expected_version: int | None = None,
) -> FamilyMember:
    """Write that the member belongs otherwise from a day on; the period before ends the day before.

    On the first day of the newest period the period itself is corrected. The member's own case follows, and with
    ``also_other_parent`` the child's other parent: what is care alone for the one is the other parent's for the other.
    """
    require(actor, Action.CHANGE, Resource.HOUSEHOLD)
    member, people = lock_member(actor, member_id)
    require_version(member, expected_version)
    if faults := living_faults(Kinship(member.kinship), living):
        raise RuleRefused(*faults)
    touched = [member]
    _write_change(member, living)
    mirror = mirror_of(actor, member)
    standing = _newest(mirror) if mirror else None
    if mirror and standing and not standing.end_reason:
        _write_change(mirror, replace(living, custody=standing.custody))
        touched.append(mirror)
    if also_other_parent:
        touched.extend(_change_for_other_parents(actor, member, living))
    _tell(actor, touched, people, "household_changed", living.first_day)
    return member


@operation
def end_tie(
    actor: Actor, member_id: UUID, *, last_day: dt.date, reason: str, expected_version: int | None = None
) -> FamilyMember:
    """Write that the tie itself ended (divorce, death); ``last_day`` is the last day of it. The other case follows."""
    require(actor, Action.CHANGE, Resource.HOUSEHOLD)
    member, people = lock_member(actor, member_id)
    require_version(member, expected_version)
    if faults := _end_faults(member, last_day, reason):
        raise RuleRefused(*faults)
    touched = [member]
    if mirror := mirror_of(actor, member):
        touched.append(mirror)
    if reason == EndReason.DEATH:
        touched.extend(rows_of_other_parent(actor, member))
    for row in touched:
        period = _newest(row)
        if period and period.first_day <= last_day:
            period.last_day, period.end_reason = last_day, reason
            period.save()
            row.save()
    _tell(actor, touched, people, "household_ended", last_day, reason=reason)
    return member


@operation
def undo_last_change(actor: Actor, member_id: UUID, *, expected_version: int | None = None) -> FamilyMember:
    """Take back the newest change of a member, on this case and the member's own; the period before is open again."""
    require(actor, Action.CHANGE, Resource.HOUSEHOLD)
    member, people = lock_member(actor, member_id)
    require_version(member, expected_version)
    undone_on = _undo(member)
    if undone_on is None:
        text = _("Det er ingen endring å angre. Er personen ført feil, fjern den fra familien.")
        raise RuleRefused(Refusal("nothing_to_undo", text))
    touched = [member]
    mirror = mirror_of(actor, member)
    if mirror and _undo(mirror, undone_on):
        touched.append(mirror)
    _tell(actor, touched, people, "household_change_undone", timezone.localdate())
    return member


def living_faults(kinship: Kinship, living: Living) -> list[Refusal]:
    """What cannot be said of how this kin lives, each with its field."""
    faults = day_faults({"first_day": living.first_day})
    if living.first_day > timezone.localdate() + dt.timedelta(days=_FURTHEST):
        faults.append(Refusal("too_far_ahead", _("Dagen er mer enn ett år fram i tid."), "first_day"))
    if kinship is Kinship.PARTNER and living.tie not in Tie.values:
        faults.append(Refusal("tie_missing", _("Velg om de er gift eller samboere."), "tie"))
    if kinship is not Kinship.PARTNER and living.tie:
        faults.append(Refusal("tie_of_other", _("Sivilstand gjelder bare ektefelle og samboer."), "tie"))
    if kinship is Kinship.PARTNER and living.tie == Tie.COHABITANT and not living.lives_here:
        text = _("Samboere bor sammen. Registrer at samboerforholdet tok slutt.")
        faults.append(Refusal("cohabitant_lives_here", text, "lives_here"))
    if living.custody and (kinship is not Kinship.CHILD or living.custody not in Custody.values):
        faults.append(Refusal("custody_of_other", _("Omsorg gjelder bare barn."), "custody"))
    if living.custody == Custody.OTHERS and living.lives_here:
        text = _("Barnet kan ikke bo her når andre har omsorgen.")
        faults.append(Refusal("lives_with_others", text, "lives_here"))
    return faults


def _write_change(member: FamilyMember, living: Living) -> None:
    newest = _newest(member)
    facts = {"tie": living.tie, "lives_here": living.lives_here, "custody": living.custody}
    if newest is None or (newest.last_day is not None and newest.end_reason):
        text = _("Forholdet er registrert som slutt. Angre slutten først, eller legg personen til på nytt.")
        raise RuleRefused(Refusal("tie_ended", text, "first_day"))
    if living.first_day < newest.first_day:
        text = _("Det finnes en nyere endring fra %(day)s. Angre den først.") % {"day": f"{newest.first_day:%d.%m.%Y}"}
        raise RuleRefused(Refusal("later_change", text, "first_day"))
    try:
        with transaction.atomic():
            if living.first_day == newest.first_day:
                for name, value in facts.items():
                    setattr(newest, name, value)
                newest.save()
            else:
                newest.last_day = living.first_day - dt.timedelta(days=1)
                newest.save()
                FamilyPeriod.objects.create(
                    participant_id=member.participant_id,
                    municipality_id=member.municipality_id,
                    member=member,
                    first_day=living.first_day,
                    is_partner=newest.is_partner,
                    **facts,
                )
    except IntegrityError as error:
        if "one_partner_at_a_time" not in str(error):
            raise
        text = _("Personen har en annen ektefelle eller samboer i perioden.")
        raise RuleRefused(Refusal("has_partner", text, "first_day")) from error
    # The member's version is what readers hold; a change of its periods is a change of it.
    member.save()


def _change_for_other_parents(actor: Actor, member: FamilyMember, living: Living) -> list[FamilyMember]:
    changed = []
    for row in rows_of_other_parent(actor, member):
        custody, lives_here = OTHER_PARENTS[Custody(living.custody or Custody.TOGETHER)]
        _write_change(row, replace(living, custody=custody if living.custody else "", lives_here=lives_here))
        changed.append(row)
    return changed


def _end_faults(member: FamilyMember, last_day: dt.date, reason: str) -> list[Refusal]:
    faults = day_faults({"last_day": last_day})
    if reason not in EndReason.values:
        faults.append(Refusal("unknown_reason", _("Velg hvorfor det tok slutt."), "reason"))
    if member.kinship == Kinship.CHILD and reason in {EndReason.DIVORCE, EndReason.SEPARATION}:
        faults.append(Refusal("reason_of_partners", _("Et barn kan ikke skilles fra forelderen."), "reason"))
    if last_day > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "last_day"))
    newest = _newest(member)
    if newest is None or newest.end_reason:
        faults.append(Refusal("tie_ended", _("Forholdet er allerede registrert som slutt."), "last_day"))
    elif last_day < newest.first_day:
        text = _("Siste dag er før endringen fra %(day)s. Angre den først.") % {"day": f"{newest.first_day:%d.%m.%Y}"}
        faults.append(Refusal("later_change", text, "last_day"))
    return faults


def _undo(member: FamilyMember, only_of: dt.date | None = None) -> dt.date | None:
    """Take back the newest change; answers its day, ``None`` when there was none (or none of ``only_of``)."""
    periods = list(FamilyPeriod.objects.filter(member=member).order_by("-first_day")[:2])
    if not periods:
        return None
    newest = periods[0]
    day = newest.last_day if newest.end_reason else newest.first_day
    if only_of and day != only_of:
        return None
    if newest.end_reason:
        newest.last_day, newest.end_reason = None, ""
        _save_reopened(newest)
    elif len(periods) == 1:
        return None
    else:
        newest.delete()
        periods[1].last_day = None
        _save_reopened(periods[1])
    member.save()
    return day


def _save_reopened(period: FamilyPeriod) -> None:
    try:
        with transaction.atomic():
            period.save()
    except IntegrityError as error:
        if "one_partner_at_a_time" not in str(error):
            raise
        text = _("Personen har fått en ny ektefelle eller samboer etterpå. Fjern eller avslutt det først.")
        raise RuleRefused(Refusal("has_partner", text)) from error


def _newest(member: FamilyMember) -> FamilyPeriod | None:
    return FamilyPeriod.objects.filter(member=member).order_by("-first_day").first()


def _tell(
    actor: Actor,
    rows: Sequence[FamilyMember],
    people: dict[UUID, Participant],
    kind: str,
    day: dt.date,
    **facts: str,
) -> None:
    told = {row.participant_id: row for row in rows if row.participant_id in people}
    for pk, row in told.items():
        note_event(actor, people[pk], kind, day, kinship=str(row.kinship), **facts)
    household_changed(actor, [people[pk] for pk in told])
