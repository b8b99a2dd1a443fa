"""Chance that can be repeated: the same demonstration on the same day."""

import random
from collections.abc import Hashable, Mapping
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

SEED = 46010301


def new_chance() -> random.Random:
    """The source of chance of one load."""
    return random.Random(SEED)  # noqa: S311 - it draws a picture, not a secret


def spread(chance: random.Random, shares: Mapping[T, float], count: int) -> list[T]:
    """``count`` values in exactly these shares, in a drawn order; what is left over goes to the largest remainders."""
    total = sum(shares.values())
    exact = {value: count * share / total for value, share in shares.items()}
    counts = {value: int(number) for value, number in exact.items()}
    by_remainder = sorted(exact, key=lambda value: exact[value] - counts[value], reverse=True)
    for value in by_remainder[: count - sum(counts.values())]:
        counts[value] += 1
    drawn = [value for value, number in counts.items() for _time in range(number)]
    chance.shuffle(drawn)
    return drawn


def weighted(chance: random.Random, shares: Mapping[T, float]) -> T:
    """One value, drawn by its share."""
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def happens(chance: random.Random, share: float) -> bool:
    """Whether something that happens to this share of people (0-1) happens now."""
    return chance.random() < share
