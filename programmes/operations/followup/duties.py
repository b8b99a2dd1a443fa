"""The deadlines of follow-up: planned reviews of the plan, and notes that are to be followed up."""

from django.utils import timezone

from participants.operations.deadlines import Duty, close_deadlines, write_deadlines
from programmes.models.followup import JournalEntry, Review

PLAN_REVIEW = "plan_review"
NOTE_FOLLOW_UP = "note_follow_up"
REVIEW_PARAGRAPH = "integreringsloven § 15"
NOTE_PARAGRAPH = "avtalt i notat"


def owe_review(review: Review) -> None:
    """Write or move the deadline of a planned review (Integration Act § 15)."""
    write_deadlines([Duty(PLAN_REVIEW, review.participant, review.pk, review.planned_on, REVIEW_PARAGRAPH)])


def owe_follow_up(entry: JournalEntry) -> None:
    """Write the deadline that a note names; nothing is due when it names none."""
    if entry.follow_up_on:
        write_deadlines([Duty(NOTE_FOLLOW_UP, entry.participant, entry.pk, entry.follow_up_on, NOTE_PARAGRAPH)])


def forget_follow_up(entry: JournalEntry) -> None:
    """Close the deadline of a note that was taken back."""
    close_deadlines([NOTE_FOLLOW_UP], [entry.pk], timezone.localdate())
