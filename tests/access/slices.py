"""Which cells of a whole matrix a run asks for: every one of them, or a part in which each pair still meets.

Everything with everything takes more than an hour. ``./bin/test --all`` asks for one part: each address as each role,
in some of the situations, and in each situation as some of the roles. ``./bin/test --cells`` asks for all parts.
"""

import os

_PART = os.environ.get("FOTFESTE_TEST_PART", "0")
"""The number of the part, from nought; ``every`` for all of them."""


def is_asked(*places: int, parts: int) -> bool:
    """Whether a cell belongs to the part that is asked for, by its place along each side of the matrix.

    Along a side of at least ``parts`` places every line of the matrix has a cell in every part.
    """
    return _PART == "every" or sum(places) % parts == int(_PART) % parts
