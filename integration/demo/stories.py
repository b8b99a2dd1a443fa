"""What has happened to each person of the demonstration, up to today."""

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from integration.demo.chance import happens, spread, weighted
from integration.demo.endings import Ending, draw_ending
from integration.demo.jobs import Job, jobs_of
from integration.demo.numbers import NumberMaker
from integration.demo.permits import Permits, draw_permits
from integration.demo.population import Newcomer
from integration.demo.programmes import Wanted, award_beginning, award_ending, offer_date
from integration.demo.stages import BEFORE_AWARD, COUNTS, LIMIT_THRESHOLDS, SHARES, Stage
from participants.identity.numbers import IdentityKind
from participants.models import Confidentiality, Education, Intake, Sex
from participants.operations.enrolment import Enrolment
from programmes.law.deadlines import start_deadline
from programmes.operations.awarding import Award

_DAY = dt.timedelta(days=1)
_PLAN_LATER, _NO_PLAN = "later", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case: what was enrolled, and what was decided and logged since."""

    municipality: str
    stage: Stage
    newcomer: Newcomer
    enrolment: Enrolment
    permits: Permits
    award: Award | None = None
    plan_registered_on: dt.date | None = None
    ending: Ending | None = None
    jobs: tuple[Job, ...] = ()
    is_assigned: bool = True
    had_another_adviser: bool = False
    has_nav_contact: bool = False


def tell_stories(chance: Random, numbers: NumberMaker, people: list[Newcomer], today: dt.date) -> list[Story]:
    """A story for each person, in the numbers of ``COUNTS``."""
    stages = spread(chance, {stage: float(count) for stage, count in COUNTS.items()}, len(people))
    municipalities = [number for number, count in SHARES.items() for _person in range(count)]
    limits = iter(LIMIT_THRESHOLDS * len(people))
    return [
        _tell(chance, numbers, person, municipality, stage, today, next(limits) if stage is Stage.LIMIT_TODAY else 0)
        for person, municipality, stage in zip(people, municipalities, stages, strict=True)
    ]


def _tell(
    chance: Random,
    numbers: NumberMaker,
    person: Newcomer,
    municipality: str,
    stage: Stage,
    today: dt.date,
    days_left: int,
) -> Story:
    award, person = _award(chance, person, stage, today, days_left)
    settled_on = _settled_on(chance, stage, award, today)
    ending = draw_ending(chance, person, award, today) if stage is Stage.ENDED and award else None
    permits = draw_permits(chance, person.basis, settled_on, today, is_watched=stage is not Stage.ENDED)
    plan = _plan(chance, stage) if award else ""
    return Story(
        municipality=municipality,
        stage=stage,
        newcomer=person,
        enrolment=_enrolment(chance, numbers, person, stage, settled_on, permits),
        permits=permits,
        award=replace(award, plan_made_on=award.awarded_on if not plan else None) if award else None,
        plan_registered_on=min(today, award.awarded_on + 20 * _DAY) if award and plan == _PLAN_LATER else None,
        ending=ending,
        jobs=jobs_of(chance, municipality, award, ending, today) if award else (),
        is_assigned=stage not in BEFORE_AWARD or happens(chance, 0.6),
        had_another_adviser=stage not in BEFORE_AWARD and happens(chance, 0.12),
        has_nav_contact=stage not in BEFORE_AWARD and happens(chance, 0.45),
    )


def _award(
    chance: Random, person: Newcomer, stage: Stage, today: dt.date, days_left: int
) -> tuple[Award | None, Newcomer]:
    """The award, and the person, whose education gives way where no lawful programme would fit the stage."""
    if stage in BEFORE_AWARD:
        return None, person
    if stage is Stage.AWARDED:
        return award_beginning(chance, person, today + chance.randint(3, 11) * _DAY), person
    if stage is Stage.RUNNING_EARLY:
        return award_beginning(chance, person, today - chance.randint(0, 85) * _DAY), person
    last_day = today + _last_day_offset(chance, stage, days_left) * _DAY
    latest = last_day - 60 * _DAY if stage is Stage.ENDED else today - 60 * _DAY
    wanted = Wanted(last_day, last_day - 1500 * _DAY, latest)
    award = award_ending(chance, person, wanted)
    if award is None:
        person = replace(person, education=Education.PRIMARY, age=max(person.age, 26))
        award = award_ending(chance, person, wanted)
    if award is None:
        raise LookupError(f"no rule set has a programme that ends on {last_day}")
    return award, person


def _last_day_offset(chance: Random, stage: Stage, days_left: int) -> int:
    if stage is Stage.LIMIT_TODAY:
        return days_left
    low, high = {
        Stage.RUNNING: (95, 330),
        Stage.LIMIT_NEAR: (1, 88),
        Stage.PAST_LIMIT: (-35, -1),
        Stage.ENDED: (-420, 40),
    }[stage]
    return chance.randint(low, high)


def _settled_on(chance: Random, stage: Stage, award: Award | None, today: dt.date) -> dt.date:
    if award is not None:
        return offer_date(award.first_day) - chance.randint(8, 70) * _DAY
    if stage is Stage.START_NEAR:
        return _settled_for_start_due(today + chance.choice((0, 1, 5, 9, 15, 15, 21, 30, 30)) * _DAY)
    if stage is Stage.START_OVERDUE:
        return _settled_for_start_due(today - chance.randint(1, 40) * _DAY)
    if stage is Stage.ARRIVED:
        return today - chance.randint(1, 50) * _DAY
    return today - chance.randint(120, 420) * _DAY


def _settled_for_start_due(due_on: dt.date) -> dt.date:
    """The settlement from which the start is due on ``due_on``, or just before where the calendar has no such day."""
    settled_on = due_on - 93 * _DAY
    while start_deadline(settled_on + _DAY, None).due_on <= due_on:
        settled_on += _DAY
    return settled_on


def _plan(chance: Random, stage: Stage) -> str:
    """Empty when the plan was made with the decision, as the law has it."""
    if stage in {Stage.ENDED, Stage.PAST_LIMIT, Stage.LIMIT_TODAY, Stage.LIMIT_NEAR}:
        return ""
    later, missing = (0.10, 0.03) if stage is Stage.RUNNING else (0.10, 0.15)
    return weighted(chance, {"": 1 - later - missing, _PLAN_LATER: later, _NO_PLAN: missing})


def _enrolment(
    chance: Random, numbers: NumberMaker, person: Newcomer, stage: Stage, settled_on: dt.date, permits: Permits
) -> Enrolment:
    birth_date = settled_on.replace(day=1) - (person.age * 365.25 * _DAY) - chance.randint(0, 360) * _DAY
    is_mapped = stage not in BEFORE_AWARD or happens(chance, 0.5)
    return Enrolment(
        given_name=person.given_name,
        family_name=person.family_name,
        birth_date=birth_date,
        sex=Sex.WOMAN if person.is_woman else Sex.MAN,
        citizenship=person.citizenship,
        mother_tongue=person.mother_tongue,
        interpreter_language=person.mother_tongue if happens(chance, 0.8) else "",
        education=person.education if is_mapped else Education.UNKNOWN,
        phone=numbers.phone() if happens(chance, 0.85) else "",
        email=_email(person) if happens(chance, 0.7) else "",
        confidentiality=Confidentiality.OPEN,
        arrived_on=permits.arrived_on,
        settled_on=settled_on,
        claimed_on=_claimed_on(chance, stage, settled_on),
        intake=_INTAKES.get(stage, Intake.NEW),
        numbers=_numbers(chance, numbers, birth_date, is_woman=person.is_woman),
        basis=person.basis,
        permit_granted_on=permits.granted_on,
        permit_valid_until=permits.valid_until,
    )


_INTAKES = {Stage.UNDECIDED: Intake.UNDECIDED, Stage.ELSEWHERE: Intake.IN_PROGRAMME_ELSEWHERE}


def _claimed_on(chance: Random, stage: Stage, settled_on: dt.date) -> dt.date | None:
    """Few claim a programme themselves; their three months run from the claim."""
    if stage in BEFORE_AWARD or not happens(chance, 0.06):
        return None
    return settled_on + chance.randint(1, 7) * _DAY


def _numbers(
    chance: Random, numbers: NumberMaker, birth_date: dt.date, *, is_woman: bool
) -> tuple[tuple[str, str], ...]:
    kind = IdentityKind.NATIONAL_ID if happens(chance, 0.8) else IdentityKind.D_NUMBER
    own = (str(kind), numbers.birth_number(kind, birth_date, is_woman=is_woman))
    return ((str(IdentityKind.DUF), numbers.duf()), own)


def _email(person: Newcomer) -> str:
    letters = f"{person.given_name}.{person.family_name}".lower().translate(_ASCII)
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter in ".-")) + (
        "@example.test"
    )


_ASCII = str.maketrans("çéèêëáàâíîóôöøúûüğışñåä", "ceeeeaaaiiooo" + "ouuugisnaa")
