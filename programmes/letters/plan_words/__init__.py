"""The words of the plan that the participant takes home: plain headings in the five languages of the demonstration.

What the caseworker has written stands as it was written; headings, kinds, goals, weekdays and the text on appeal follow
the language. Each language has every word; a test holds them against each other, and against the fonts.
"""

from collections.abc import Mapping
from typing import Final

from programmes.letters.plan_words.ar import ARABIC
from programmes.letters.plan_words.en import ENGLISH
from programmes.letters.plan_words.nb import BOKMAAL
from programmes.letters.plan_words.shape import PlanWords
from programmes.letters.plan_words.ti import TIGRINYA
from programmes.letters.plan_words.uk import UKRAINIAN

__all__ = ["BOKMAAL", "PLAN_WORDS", "PlanWords"]

PLAN_WORDS: Final[Mapping[str, PlanWords]] = {
    words.code: words for words in (BOKMAAL, ENGLISH, UKRAINIAN, ARABIC, TIGRINYA)
}
"""By the code of the language, in the order in which they are offered."""
