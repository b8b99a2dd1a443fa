"""Where higher floors hang in what must happen together with an act on this floor."""

import datetime as dt
from collections.abc import Callable, Sequence

from agencies.access import Actor
from participants.models import Participant

EnrolmentHook = Callable[[Actor, Sequence[Participant]], None]
MergeHook = Callable[[Actor, Participant, Participant], None]
CorrectionHook = Callable[[Actor, Participant, frozenset[str]], None]
PartingHook = Callable[[Actor, Participant, Participant, dt.datetime | None], None]
HouseholdHook = Callable[[Actor, Sequence[Participant]], None]

_after_enrolment: list[EnrolmentHook] = []
_on_merge: list[MergeHook] = []
_on_parting: list[PartingHook] = []
_after_correction: list[CorrectionHook] = []
_after_household_change: list[HouseholdHook] = []


def after_enrolment(hook: EnrolmentHook) -> EnrolmentHook:
    """Register what else must be written when people are enrolled, in the same transaction."""
    _after_enrolment.append(hook)
    return hook


def on_merge(hook: MergeHook) -> MergeHook:
    """Register how an app moves its rows when ``(actor, kept, merged)`` become one person."""
    _on_merge.append(hook)
    return hook


def on_parting(hook: PartingHook) -> PartingHook:
    """Register what an app takes back when what was one case becomes two, of ``(actor, person, other, since)``."""
    _on_parting.append(hook)
    return hook


def after_correction(hook: CorrectionHook) -> CorrectionHook:
    """Register what must follow when facts of a person (named by field) are corrected, in the same transaction."""
    _after_correction.append(hook)
    return hook


def after_household_change(hook: HouseholdHook) -> HouseholdHook:
    """Register what must follow when people's households change, in the same transaction."""
    _after_household_change.append(hook)
    return hook


def people_enrolled(actor: Actor, people: Sequence[Participant]) -> None:
    """Tell the higher floors that these people now are cases of the municipality."""
    for hook in _after_enrolment:
        hook(actor, people)


def people_merged(actor: Actor, kept: Participant, merged: Participant) -> None:
    """Tell the higher floors that ``merged`` now is ``kept``."""
    for hook in _on_merge:
        hook(actor, kept, merged)


def people_parted(actor: Actor, person: Participant, other: Participant, since: dt.datetime | None) -> None:
    """Tell the higher floors that what stood on ``person`` (``since`` a moment, or always) was about two people."""
    for hook in _on_parting:
        hook(actor, person, other, since)


def person_corrected(actor: Actor, person: Participant, fields: frozenset[str]) -> None:
    """Tell the higher floors that these facts of the person now are others."""
    for hook in _after_correction:
        hook(actor, person, fields)


def household_changed(actor: Actor, people: Sequence[Participant]) -> None:
    """Tell all floors that these people now live otherwise."""
    for hook in _after_household_change:
        hook(actor, people)
