"""How alike two names are, from 0 to 1, and why; swapped order and transliteration do not count against them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from participants.names.search import plain_name
from participants.names.skeletons import consonants, leaves_vowels_out, name_variants, vowels_alike

POSSIBLE_DUPLICATE_THRESHOLD = 0.85
"""From here on two names *with the same birth date* are a possible duplicate, for a person to decide.

Never use it alone: it lets a letter in six differ, and a namesake is not a duplicate. On the arrival list of 4601 every
swapped or transliterated pair scores above 0.95, and two people who only share a birth date below 0.6. One part of a
name that is plainly another (a sister, a namesake: below ``PART_FLOOR``) keeps the whole below the threshold.
"""
PART_FLOOR = 0.72
_UNMATCHED_PART_COST = 0.04
_VOWELLESS_COST = 0.05


class LikenessReason(StrEnum):
    """Why two names are alike."""

    IDENTICAL = "identical"
    SWAPPED = "swapped"
    TRANSLITERATION = "transliteration"
    SPELLING = "spelling"
    PART_MISSING = "part_missing"


@dataclass(frozen=True, slots=True)
class Name:
    """Given and family name; either may be empty, for many people have one name."""

    given: str
    family: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 (nothing in common) to 1 (the same name) and the reasons for it."""

    score: float
    reasons: tuple[LikenessReason, ...]

    @property
    def is_possible_duplicate(self) -> bool:
        """Whether a person should look, given that the birth dates are the same."""
        return self.score >= POSSIBLE_DUPLICATE_THRESHOLD


def likeness(a: Name, b: Name) -> Likeness:
    """Compare two names. Symmetric; 1.0 for the same name in either order, whatever the transliteration."""
    if _is_identical(a, b):
        return Likeness(1.0, (LikenessReason.IDENTICAL,))
    score = _score(_whole(a), _whole(b))
    return Likeness(score, _reasons(a, b, score))


def _is_identical(a: Name, b: Name) -> bool:
    return plain_name(a.given) == plain_name(b.given) and plain_name(a.family) == plain_name(b.family)


def _whole(name: Name) -> str:
    return f"{name.given} {name.family}".strip()


def _score(a: str, b: str) -> float:
    shorter, longer = sorted((name_variants(a), name_variants(b)), key=lambda parts: (len(parts), parts))
    if not shorter:
        return 0.0
    vowelless = leaves_vowels_out(a) or leaves_vowels_out(b)
    score = _score_parts(shorter, longer, vowelless=vowelless)
    if len(shorter) != len(longer):
        score = max(score, _score_joined(shorter, longer))
    return round(score, 4)


def _score_parts(
    shorter: tuple[tuple[str, ...], ...], longer: tuple[tuple[str, ...], ...], *, vowelless: bool
) -> float:
    """Pair each part of the shorter name with its best part of the longer, the best pairs first."""
    pairs = sorted(
        (
            (_part_score(mine, theirs, vowelless=vowelless), i, j)
            for i, mine in enumerate(shorter)
            for j, theirs in enumerate(longer)
        ),
        reverse=True,
    )
    taken: dict[int, tuple[int, float]] = {}
    for score, i, j in pairs:
        if i not in taken and all(j != other for other, _ in taken.values()):
            taken[i] = (j, score)
    weights = {i: len(shorter[i][0]) + len(longer[j][0]) for i, (j, _) in taken.items()}
    mean = sum(taken[i][1] * weight for i, weight in weights.items()) / sum(weights.values())
    weakest = min(score for _, score in taken.values())
    whole = mean - _UNMATCHED_PART_COST * (len(longer) - len(shorter))
    return max(0.0, whole if weakest >= PART_FLOOR else min(whole, weakest))


def _score_joined(shorter: tuple[tuple[str, ...], ...], longer: tuple[tuple[str, ...], ...]) -> float:
    """Written apart or together: «Tesfa Mariam» and «Tesfamariam», «Abdul Rahman» and «Abdulrahman»."""
    mine = "".join(sorted(part[0] for part in shorter))
    orders = ("".join(part[0] for part in longer), "".join(part[0] for part in reversed(longer)))
    forward = "".join(part[0] for part in shorter)
    backward = "".join(part[0] for part in reversed(shorter))
    return max(_alike(text, order) for text in (mine, forward, backward) for order in orders)


@lru_cache(maxsize=65_536)
def _part_score(mine: tuple[str, ...], theirs: tuple[str, ...], *, vowelless: bool) -> float:
    best = max(_alike(a, b) for a in mine for b in theirs)
    if vowelless:
        best = max(best, *(_same_consonants(a, b) for a in mine for b in theirs))
    return best


def _alike(a: str, b: str) -> float:
    """Half of the weight on the letters, half on the letters with all vowels alike: vowels vary most."""
    exact = OSA.normalized_similarity(a, b)
    return (exact + OSA.normalized_similarity(vowels_alike(a), vowels_alike(b))) / 2


def _same_consonants(a: str, b: str) -> float:
    score = OSA.normalized_similarity(consonants(a), consonants(b))
    return max(0.0, score - _VOWELLESS_COST) if consonants(a) and consonants(b) else 0.0


def _reasons(a: Name, b: Name, score: float) -> tuple[LikenessReason, ...]:
    """Why the score is what it is; nothing below the threshold."""
    if score < POSSIBLE_DUPLICATE_THRESHOLD:
        return ()
    reasons: list[LikenessReason] = []
    if _is_swapped(a, b):
        reasons.append(LikenessReason.SWAPPED)
    if len(name_variants(_whole(a))) != len(name_variants(_whole(b))):
        reasons.append(LikenessReason.PART_MISSING)
    if not (_words(a) <= _words(b) or _words(b) <= _words(a)):
        reasons.append(LikenessReason.TRANSLITERATION if score == 1.0 else LikenessReason.SPELLING)
    return tuple(reasons) or (LikenessReason.SPELLING,)


def _is_swapped(a: Name, b: Name) -> bool:
    crossed = _score(a.given, b.family) + _score(a.family, b.given)
    return crossed > _score(a.given, b.given) + _score(a.family, b.family)


def _words(name: Name) -> set[str]:
    return set(plain_name(_whole(name)).split())
