"""The verbs of the household: who comes, how people live together from a day on, who leaves, what was wrong."""

from participants.operations.household.changing import Living, change_living, end_tie, undo_last_change
from participants.operations.household.correcting import correct_member, link_member, remove_member
from participants.operations.household.joining import NewMember, add_member

__all__ = [
    "Living",
    "NewMember",
    "add_member",
    "change_living",
    "correct_member",
    "end_tie",
    "link_member",
    "remove_member",
    "undo_last_change",
]
