"""Results of tests that a school system tells become results of the participant (law.md 4.1)."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from integration.models import SchoolRecord, SchoolResult, SchoolSource
from programmes.models.classes import Skill, TestResult, TestSubject

_SKILLS = (
    (re.compile(r"muntlig|snakke|oral|speaking", re.IGNORECASE), Skill.ORAL),
    (re.compile(r"lytte|listening", re.IGNORECASE), Skill.LISTENING),
    (re.compile(r"lese|reading", re.IGNORECASE), Skill.READING),
    (re.compile(r"skrift|skrive|writing", re.IGNORECASE), Skill.WRITING),
)
_LEVELS = {"A1": "A1", "A2": "A2", "B1": "B1", "B2": "B2", "C1": "C1", "UNDER A1": "below_a1", "<A1": "below_a1"}
_PASSED = {"bestått": "passed", "passed": "passed", "ikke bestått": "not_passed", "not passed": "not_passed"}
_FINAL = ("fully graded",)


def bind_results(actor: Actor, source: SchoolSource) -> None:
    """Register results that are new; one that the school has corrected is taken back and registered anew."""
    titles = {
        record.sourced_id: str(record.values.get("title", ""))
        for record in SchoolRecord.objects.filter(source=source, kind="lineItems")
    }
    bound = SchoolResult.objects.filter(source=source, score_status__in=_FINAL, scored_on__isnull=False)
    kept = TestResult.objects.in_bulk([row.object_id for row in bound if row.object_id])
    for row in bound:
        meaning = meaning_of(titles.get(row.line_item_sourced_id, ""), row.text_score)
        before = kept.get(row.object_id) if row.object_id else None
        if meaning is None and before is None:
            continue
        _bind(actor, source, row, None if row.is_deleted else meaning, before)


def meaning_of(title: str, text_score: str) -> tuple[str, str, str] | None:
    """Subject, skill and outcome of a result; none where it is no test that Fotfeste keeps."""
    if "samfunn" in title.casefold():
        outcome = _PASSED.get(text_score.casefold())
        return (TestSubject.SOCIAL_STUDIES, "", outcome) if outcome else None
    skill = next((skill for pattern, skill in _SKILLS if pattern.search(title)), None)
    level = _LEVELS.get(text_score.upper())
    return (TestSubject.NORWEGIAN, skill, level) if skill and level else None


def _bind(
    actor: Actor,
    source: SchoolSource,
    row: SchoolResult,
    meaning: tuple[str, str, str] | None,
    before: TestResult | None,
) -> None:
    if before and before.voided_at is None:
        if meaning == (before.subject, before.skill, before.outcome) and before.taken_on == row.scored_on:
            return
        before.voided_at, before.void_reason = timezone.now(), _("Rettet av skolen.")
        before.save()
    if meaning is None or row.scored_on is None:
        return
    subject, skill, outcome = meaning
    same_test = TestResult.objects.standing().filter(
        participant=row.participant_id, subject=subject, skill=skill, taken_on=row.scored_on
    )
    # What somebody has registered for this test on this day stands, also where the school says otherwise.
    result = same_test.first() or TestResult.objects.create(
        participant_id=row.participant_id, municipality_id=row.municipality_id, subject=subject, skill=skill,
        outcome=outcome, taken_on=row.scored_on, registered_by_id=actor.user_id, system=source.name[:60],
    )  # fmt: skip
    if row.object_id != result.pk:
        SchoolResult.objects.filter(pk=row.pk).update(object_id=result.pk)
