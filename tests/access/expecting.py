"""What an answer must be, told by the decision table and by what the world says of the case."""

from enum import StrEnum

from agencies.access import decide, may
from agencies.models import Role
from tests.access.rows import AGENCYS, EVERYBODYS, Pair
from tests.access.world import GUARDED, Onlooker, Situation, World

_OF_SCHOOLS = (Role.TEACHER, Role.SCHOOL_SYSTEM)


class Expected(StrEnum):
    """The kinds of answers."""

    OPEN = "open"
    CLOSED = "closed to the role"
    HIDDEN = "hidden"
    ANOTHERS = "a colleague's, with a way past"
    READ_ONLY = "moved away"


def expected(world: World, who: Onlooker, pair: Pair, situation: Situation, model: str) -> Expected:
    """The kind of answer to the act on the case's row of the model."""
    if not may(world.actor(who), *pair):
        return Expected.CLOSED
    if model in EVERYBODYS:
        return Expected.OPEN
    if model == "SamePersonNotice" and (situation in GUARDED or who.role is Role.PRIVACY_OFFICER):
        # Of an open case casework answers; of a protected one the privacy officer alone, without the name.
        is_theirs = situation in GUARDED and who.role is Role.PRIVACY_OFFICER and not who.is_stranger
        return Expected.OPEN if is_theirs else Expected.HIDDEN
    if who.role in _OF_SCHOOLS:
        # A teacher has the class of the own case and no other; the system has delivered nothing here, and sees only
        # which municipality it teaches for.
        is_theirs = situation is Situation.OWN and (who.role is Role.TEACHER or model == "Agency")
        return Expected.OPEN if is_theirs else Expected.HIDDEN
    if model in AGENCYS:
        is_theirs = (situation is Situation.ELSEWHERE) == who.is_stranger
        return Expected.OPEN if is_theirs else Expected.HIDDEN
    return _of_case(world, who, pair, situation)


def _of_case(world: World, who: Onlooker, pair: Pair, situation: Situation) -> Expected:
    verdict = decide(world.actor(who), *pair, world.facts(situation, who))
    if situation in world.hidden_from(who):
        assert not verdict.allowed
        return Expected.HIDDEN
    if verdict.allowed:
        return Expected.OPEN
    return Expected.ANOTHERS if verdict.can_be_overridden else Expected.READ_ONLY


def situations(world: World, who: Onlooker, pair: Pair, model: str) -> tuple[Situation, ...]:
    """The situations between which the answer can differ; a role that may not at all is refused before the row."""
    is_told_apart = may(world.actor(who), *pair) and model not in AGENCYS | EVERYBODYS
    return tuple(Situation) if is_told_apart else (Situation.OWN, Situation.ELSEWHERE)
