"""What follows for classes when absence or leave of a person changes; called under the lock of the case."""

from participants.models import Participant
from programmes.operations.classes.covering import cover_sessions
from programmes.operations.classes.deciding_duties import follow_reports
from programmes.operations.classes.training import follow_leave


def follow_classes(person: Participant) -> None:
    """Cover and uncover the person's sessions, and move the last days of training by the leave that now stands."""
    if cover_sessions([person.pk]):
        follow_reports([person.pk])
    follow_leave(person)
