"""Skeletons: what is left of a name when the choices of whoever transliterated it are taken away.

Rules, in the order they are applied to a token in Latin letters (anyascii for other scripts):

- Ukrainian and Russian: shch, sch, sh, ş -> s; kh, gh, g, ch, initial x -> h (Galagan/Halahan, Khoma/Homa); zh -> z;
  ts, tz, cz -> s; w -> v; y, j, i and their runs -> i (Mykhailyna/Mihailina, Iurii/Yuriy/Jurij); ie -> e
  (Ievhen/Yevgen); soft signs and apostrophes go.
- Arabic, Dari: the article al-/el- goes (also as-, ar- … before its own letter); ou, oo, o -> u (Khoury/Xuri, Yousef);
  q, ck -> k; doubled letters single; h after a vowel at the end goes (Sarah/Sara).
- Turkish: ğ -> g, ı -> i, ş -> s, ç as c. Tigrinya: Ghebre/Gebre, Yonas/Jonas fall out of the rules above.

Letters with two readings (j: i or zh; c: k, s or ch) give variants; two tokens are compared by their best pair.
The rules are broad on purpose: a skeleton is only ever compared between people with the same birth date.
"""

import re
from functools import lru_cache
from itertools import product

from anyascii import anyascii

from participants.names.search import APOSTROPHES

ARTICLES = frozenset({"al", "el", "ul", "il"})
ASSIMILATED_ARTICLES = frozenset({"ad", "an", "ar", "as", "ash", "at", "az", "er", "es"})
_SHORTEST_WITH_ARTICLE = 6
_AMBIGUOUS = {"j": ("i", "z"), "c": ("k", "s", "h")}

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"shch|sch|sh", "s"),
        (r"tch|ch|kh|gh|g", "h"),
        (r"ck|q", "k"),
        (r"dzh|zh|dj", "j"),
        (r"ts|tz|cz", "s"),
        (r"^x", "h"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"w", "v"),
        (r"ou|oo|o", "u"),
    )
)
_I_RUN = re.compile(r"[iy]+")
_VOWELS = re.compile(r"[aeiou]+")
_DOUBLED = re.compile(r"(.)\1+")
_SPLIT = re.compile(r"[^a-z]+")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
_ARABIC_VOWELS = str.maketrans("وؤيیىئاآأإ", "uuiiiiaaaa")
_VOWELLESS_SCRIPTS = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def match_tokens(given: str, family: str) -> tuple[str, ...]:
    """The skeletons of all parts of a name, sorted: the same whichever way given and family name were put."""
    return tuple(sorted(variants[0] for variants in name_variants(f"{given} {family}")))


@lru_cache(maxsize=65_536)
def name_variants(name: str) -> tuple[tuple[str, ...], ...]:
    """For each part of the name, the skeletons it may have; articles and empty parts are left out."""
    words = [word for word in _SPLIT.split(_latin(name)) if word]
    kept = [word for index, word in enumerate(words) if not _is_article(words, index)]
    return tuple(skeletons_of(word) for word in kept or words)


@lru_cache(maxsize=65_536)
def skeletons_of(word: str) -> tuple[str, ...]:
    """All skeletons of one word of Latin letters, the most likely first."""
    variants = [_read(word, choice) for choice in product(*(_readings(letter, word) for letter in _AMBIGUOUS))]
    if len(word) >= _SHORTEST_WITH_ARTICLE and word[:2] in ("al", "el"):
        variants.append(skeletons_of(word[2:])[0])
    return tuple(dict.fromkeys(variants))


@lru_cache(maxsize=65_536)
def vowels_alike(skeleton: str) -> str:
    """The skeleton with every run of vowels as one sign: Yousef and Yusuf become the same."""
    return _VOWELS.sub("a", skeleton)


def consonants(skeleton: str) -> str:
    """The skeleton without vowels, for scripts that do not write them."""
    return _VOWELS.sub("", skeleton)


def leaves_vowels_out(text: str) -> bool:
    """Whether the text holds letters of a script without (all) vowels: Arabic, Hebrew, Syriac."""
    return _VOWELLESS_SCRIPTS.search(text) is not None


def _latin(name: str) -> str:
    """The name in lower-case Latin letters; Arabic waw and ya are taken as the vowels they mostly are."""
    name = _ARABIC_ARTICLE.sub("", name).translate(_ARABIC_VOWELS)
    without_apostrophes = name.translate(str.maketrans("", "", APOSTROPHES)).replace("ş", "sh").replace("Ş", "sh")
    return anyascii(without_apostrophes).translate(str.maketrans("", "", APOSTROPHES)).lower()


def _is_article(words: list[str], index: int) -> bool:
    if index + 1 >= len(words):
        return False
    word, following = words[index], words[index + 1]
    return word in ARTICLES or (word in ASSIMILATED_ARTICLES and following[0] == word[1])


def _readings(letter: str, word: str) -> tuple[str, ...]:
    """The sounds an ambiguous letter may stand for in this word; one (itself) where it does not occur."""
    return _AMBIGUOUS[letter] if letter in _apply_rules(word) else (letter,)


def _read(word: str, choice: tuple[str, ...]) -> str:
    text = _apply_rules(word)
    for letter, sound in zip(_AMBIGUOUS, choice, strict=True):
        text = text.replace(letter, sound)
    text = re.sub(r"ie", "e", _I_RUN.sub("i", text))
    text = _DOUBLED.sub(r"\1", text)
    return re.sub(r"(?<=[aeiu])h$", "", text)


@lru_cache(maxsize=65_536)
def _apply_rules(word: str) -> str:
    text = _DOUBLED.sub(r"\1", word)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
