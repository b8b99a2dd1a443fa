"""Registration for the Norwegian test: teacher, adviser and participant say what they think (Regulations § 38)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.operations.cases import lock_case, note_event, refuse_anothers_among
from programmes.models.classes import Pupil, Skill, TestEntry, View

PARAGRAPH = "integreringsforskriften § 38"


@operation
def advise_entries(
    actor: Actor, class_id: UUID, *, test_on: dt.date, views: Mapping[UUID, str], skills: Sequence[str] = ()
) -> int:
    """The teacher's advice for pupils of an own class, for a test on a day; answers how many were written."""
    require(actor, Action.CREATE, Resource.TEST_ENTRY)
    _check_day(test_on)
    pupils = Pupil.objects.visible_to(actor).filter(school_class=class_id).in_class_on(timezone.localdate())
    homes = {pupil.participant_id: pupil.municipality_id for pupil in pupils}
    if not set(views) <= set(homes):
        raise Pupil.DoesNotExist
    refuse_anothers_among(actor, views)
    for pk, view in views.items():
        row = _entry(pk, homes[pk], test_on, skills)
        row.school_class_id, row.teacher_view = class_id, view
        row.save()
    return len(views)


@operation
def settle_entry(
    actor: Actor,
    participant_id: UUID,
    *,
    test_on: dt.date,
    participant_view: str,
    adviser_view: str = "",
    skills: Sequence[str] = (),
    level: str = "",
) -> TestEntry:
    """Note the adviser's advice and the participant's wish; where they disagree, the participant decides."""
    require(actor, Action.CHANGE, Resource.TEST_ENTRY)
    person = lock_case(actor, participant_id)
    _check_day(test_on)
    if participant_view not in View.values:
        text = _("Skriv hva deltakeren ønsker. Ved uenighet bestemmer deltakeren.")
        raise RuleRefused(Refusal("wish_missing", text, "participant_view", PARAGRAPH))
    row = _entry(person.pk, person.municipality_id, test_on, skills)
    row.adviser_view, row.participant_view = adviser_view, participant_view
    row.level = level or row.level
    row.skills = list(skills) or row.skills
    # All agree, or the participant decides: either way it is what the participant wants.
    row.is_entered = participant_view == View.YES
    row.save()
    note_event(actor, person, "test_entry", test_on, is_entered="yes" if row.is_entered else "no")
    return row


def _entry(participant_id: UUID, municipality_id: UUID, test_on: dt.date, skills: Sequence[str]) -> TestEntry:
    found: Any = TestEntry.objects.select_for_update(of=("self",)).filter(participant=participant_id, test_on=test_on)
    return found.first() or TestEntry(
        participant_id=participant_id, municipality_id=municipality_id, test_on=test_on,
        skills=list(skills) or list(Skill.values),
    )  # fmt: skip


def _check_day(test_on: dt.date) -> None:
    if test_on < timezone.localdate():
        raise RuleRefused(Refusal("test_is_past", _("Prøven er allerede holdt."), "test_on", PARAGRAPH))
