"""What every language must have words for."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """The words of one language; ``weekdays`` begin with Monday."""

    code: str
    own_name: str
    is_rtl: bool
    texts: Mapping[str, str]
    kinds: Mapping[str, str]
    goals: Mapping[str, str]
    providers: Mapping[str, str]
    weekdays: tuple[str, ...]
