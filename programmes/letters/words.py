"""What letters say, by language. Wordings name their values in braces; the law's own words are in its catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass

from programmes.law.procedure import DecisionType
from programmes.law.texts import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """The words of one language.

    ``types`` say what is decided, ``facts`` label the contents of decisions, ``names`` say the codes that stand in
    them, ``law`` is the law's own catalogue in the language. ``number_signs`` stand between thousands and before
    decimals.
    """

    code: str
    law: Catalogue
    types: Mapping[DecisionType, str]
    facts: Mapping[str, str]
    names: Mapping[str, str]
    texts: Mapping[str, str]
    step_labels: tuple[str, str, str]
    appeal: tuple[str, ...]
    number_signs: tuple[str, str]
