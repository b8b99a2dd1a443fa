"""The law in words, in the language of the request: steps, notices, refusals and the names of the rule sets."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from django.utils.translation import get_language

from programmes.law import RULE_SETS
from programmes.law.explanations import Notice, Step
from programmes.law.rules import RuleSet
from programmes.law.texts import Catalogue
from programmes.law.texts_en import ENGLISH
from programmes.law.texts_nb import BOKMAAL


class StepInWords(TypedDict):
    """One line of a computation as a page shows it."""

    date: date
    text: str
    paragraph: str


def is_english() -> bool:
    """Whether the request is answered in English."""
    return (get_language() or "").startswith("en")


def law_catalogue() -> Catalogue:
    """The words of the law in the language of the request."""
    return ENGLISH if is_english() else BOKMAAL


def steps_in_words(steps: Iterable[Step]) -> list[StepInWords]:
    """The steps of a computed date."""
    words = law_catalogue()
    return [{"date": step.date, "text": step.text(words), "paragraph": step.paragraph} for step in steps]


def notices_in_words(notices: Iterable[Notice]) -> list[dict[str, str]]:
    """What a caseworker must look at."""
    words = law_catalogue()
    return [{"text": notice.text(words), "paragraph": notice.paragraph} for notice in notices]


def rule_set_title(rule_set: RuleSet) -> str:
    """What a rule set is called."""
    return rule_set.title_en if is_english() else rule_set.title


def title_of_code(code: str) -> str:
    """What the rule set with this code is called; the code itself where there is none."""
    return next((rule_set_title(each) for each in RULE_SETS if each.code == code), code)
