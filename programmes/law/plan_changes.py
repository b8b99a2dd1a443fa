"""Whether a change of a plan is material, and so an individual decision (Act § 46 second paragraph c; law.md 3.1)."""

from collections.abc import Iterable
from typing import Final

from programmes.law.plan_elements import group_of
from programmes.law.plan_words import ElementGroup, ElementKind

MATERIAL_PARAGRAPH: Final = "integreringsloven § 46 annet ledd bokstav c"

MATERIAL_FIELDS: Final = frozenset(
    {
        "programme.goal",
        "programme.months",
        "programme.extension_months",
        "norwegian_listening",
        "norwegian_reading",
        "norwegian_writing",
        "norwegian_oral",
        "norwegian_hours",
        "social_studies_hours",
    }
)
"""Goal, duration, Norwegian goal and scope: what the participant is entitled to."""


def is_material(fields: Iterable[str], added_or_removed: Iterable[ElementKind]) -> bool:
    """Whether the rules take the change for material: one of the fields above, or a main element more or less."""
    if MATERIAL_FIELDS.intersection(fields):
        return True
    return any(group_of(kind) is not ElementGroup.OTHER for kind in added_or_removed)
