"""People whom two lists spelled differently, so that «possibly the same person» can be seen."""

from dataclasses import replace

from integration.demo.stages import Stage
from integration.demo.stories import Story

PAIRS = 2
"""Pairs in each municipality."""
_OTHER_SPELLING = (
    ("ii", "iy"), ("Yu", "Iu"), ("Ya", "Ia"), ("kh", "h"), ("zh", "j"), ("Ye", "Ie"), ("sh", "ch"), ("y", "i"),
    ("k", "c"),
)  # fmt: skip


def twins_of(stories: list[Story]) -> list[Story]:
    """The same number of stories, where the latest arrivals are spelled anew after people who came before them."""
    settled = [story for story in stories if story.stage is Stage.RUNNING][:PAIRS]
    arrived = [story for story in stories if story.stage is Stage.ARRIVED][:PAIRS]
    twins = {
        id(new): _twin(new, known, swaps=place % 2 == 1) for place, (new, known) in enumerate(_pairs(arrived, settled))
    }
    return [twins.get(id(story), story) for story in stories]


def _pairs(arrived: list[Story], settled: list[Story]) -> list[tuple[Story, Story]]:
    return list(zip(arrived, settled, strict=False))


def _twin(new: Story, known: Story, *, swaps: bool) -> Story:
    """The known person once more: swapped names or another transliteration, the same birth date, a new DUF number."""
    given, family = known.enrolment.given_name, known.enrolment.family_name
    if swaps:
        given, family = family, given
    else:
        family = _respelled(family)
    enrolment = replace(
        new.enrolment,
        given_name=given,
        family_name=family,
        birth_date=known.enrolment.birth_date,
        sex=known.enrolment.sex,
        citizenship=known.enrolment.citizenship,
        mother_tongue=known.enrolment.mother_tongue,
        interpreter_language=known.enrolment.interpreter_language,
        numbers=new.enrolment.numbers[:1],
    )
    return replace(new, enrolment=enrolment)


def _respelled(name: str) -> str:
    for usual, other in _OTHER_SPELLING:
        if usual in name:
            return name.replace(usual, other, 1)
    return name
