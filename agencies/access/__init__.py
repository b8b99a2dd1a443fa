"""Who acts, and what the actor may see and do."""

from agencies.access.actor import NOBODY, Actor, Channel
from agencies.access.binding import acting_as, bound_actor
from agencies.access.rules import CaseFacts, Verdict, decide
from agencies.access.table import (
    Action,
    Confidentiality,
    FieldGroup,
    Resource,
    fields_for,
    may,
    may_meet_people,
)

__all__ = [
    "NOBODY",
    "Action",
    "Actor",
    "CaseFacts",
    "Channel",
    "Confidentiality",
    "FieldGroup",
    "Resource",
    "Verdict",
    "acting_as",
    "bound_actor",
    "decide",
    "fields_for",
    "may",
    "may_meet_people",
]
