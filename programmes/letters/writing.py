"""Puts letters together from facts: sections of plain text that the templates set. Pure; nothing is looked up here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from programmes.law.enums import AbsenceKind, Goal
from programmes.law.procedure import DecisionType
from programmes.law.texts import Months
from programmes.letters.words import LetterWords
from programmes.letters.words_en import ENGLISH
from programmes.letters.words_nb import NORWEGIAN

WORDS: Final[Mapping[str, LetterWords]] = {words.code: words for words in (NORWEGIAN, ENGLISH)}
_MONTHS: Final = frozenset({"months", "extension_months", "taken_back_months"})
_KINDS: Final = frozenset({"absence_kind", "leave_kind"})
_NAMED: Final = frozenset({"end_reason", "refusal_reason"})
_AMOUNTS: Final = frozenset({"deduction_nok", "payment_nok"})
_TITLES: Final = {"granted": "title", "refused": "refusal_title", "taken_back": "taken_back_title"}
Section = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Who writes to whom, when, in which language."""

    language: str
    issued_on: date
    sender: str
    organisation_number: str
    recipient: str
    born_on: date
    signed_by: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionText:
    """What a decision letter tells. ``content`` has the codes and ISO dates of the stored decision.

    ``taken_back`` is what it takes back, where it does: the number and the day of that decision.
    """

    decision_type: DecisionType
    is_refusal: bool
    number: int
    content: Mapping[str, Any]
    reasons: str
    paragraphs: Sequence[str]
    steps: Sequence[Mapping[str, str]] = ()
    answer: str = ""
    requested_on: date | None = None
    notice_given_on: date | None = None
    taken_back: tuple[int, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """What an advance notice tells.

    ``content`` is what the decision would come to if it were made on ``foretold_on``; ``taken_back`` as in a letter.
    """

    decision_type: DecisionType
    number: int
    reasons: str
    due_on: date
    content: Mapping[str, Any] = field(default_factory=dict)
    foretold_on: date | None = None
    taken_back: tuple[int, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateText:
    """What a participation certificate tells."""

    first_day: date
    last_day: date
    goal: str


def decision_letter(sheet: Sheet, text: DecisionText) -> dict[str, Any]:
    """The data of a decision letter: facts, computed dates, reasons, rules and how to appeal."""
    words = WORDS[sheet.language]
    what = words.types[text.decision_type]
    say = words.texts
    kind = "taken_back" if text.taken_back else "refused" if text.is_refusal else "granted"
    opening = say[kind].format(what=what, **_earlier(words, text.taken_back))
    said = str(text.content.get("text", ""))
    sections = [
        _section(say["decided"], [opening, *_lines(said)], _facts(words, text)),
        _section(say["steps"], steps=_steps(words, text.steps)),
        _section(say["reasons"], [*_lines(text.reasons), *_answered(words, text.answer)]),
        _section(say["rules"], [say["rules_text"].format(paragraphs=", ".join(text.paragraphs))]),
        _section(say["appeal"], words.appeal),
    ]
    title = say[_TITLES[kind]].format(what=what)
    return _letter(sheet, title, sections, text.number)


def advance_notice(sheet: Sheet, text: NoticeText) -> dict[str, Any]:
    """The data of an advance notice (Public Administration Act § 16)."""
    words = WORDS[sheet.language]
    what, say = words.types[text.decision_type], words.texts
    due_on = words.law.written(text.due_on)
    before = "taken_back_notice" if text.taken_back else "notice"
    asked = [
        say[f"{before}_text"].format(what=what, **_earlier(words, text.taken_back)),
        say["notice_answer"].format(due_on=due_on),
    ]
    means = []
    if text.foretold_on is not None and "foretold_last_day" in text.content:
        means.append(say["taken_back_means"].format(day=words.law.written(text.foretold_on)))
    sections = [
        _section("", asked),
        _section(say["notice_means"], means, fact_rows(words, text.content)),
        _section(say["notice_why"], _lines(text.reasons)),
    ]
    return _letter(sheet, say[f"{before}_title"].format(what=what), sections, text.number)


def certificate(sheet: Sheet, text: CertificateText) -> dict[str, Any]:
    """The data of a participation certificate; it tells what was done, never why it ended."""
    words = WORDS[sheet.language]
    born = [[words.texts["born"], words.law.written(sheet.born_on)]]
    facts = [
        [words.facts["first_day"], words.law.written(text.first_day)],
        [words.facts["last_day"], words.law.written(text.last_day)],
        [words.facts["goal"], words.law.names[Goal(text.goal)]],
    ]
    sections = [_section("", [words.texts["certified"]], born), _section(words.texts["certified_period"], (), facts)]
    data = _letter(sheet, words.texts["certificate_title"], sections, None)
    return data | {"recipient": sheet.recipient}


def _letter(sheet: Sheet, title: str, sections: Sequence[Section], number: int | None) -> dict[str, Any]:
    words = WORDS[sheet.language]
    say = words.texts
    reference = say["decision_reference"].format(number=number) if number else sheet.reference
    lines = [say["organisation"].format(number=sheet.organisation_number)] if sheet.organisation_number else []
    head = [
        [say["to"], sheet.recipient],
        [say["born"], words.law.written(sheet.born_on)],
        [say["date"], words.law.written(sheet.issued_on)],
    ]
    return {
        "title": title,
        "language": sheet.language,
        "issued_on": sheet.issued_on.isoformat(),
        "reference": reference,
        "sender": {"name": sheet.sender, "lines": lines},
        "labels": {"page": say["page"], "steps": list(words.step_labels)},
        "head": head + ([[say["reference"], reference]] if reference else []),
        "sections": [section for section in sections if _says_something(section)],
        "signature": {"greeting": say["greeting"], "name": sheet.signed_by, "agency": sheet.sender},
    }


def _section(
    heading: str,
    paragraphs: Sequence[str] = (),
    facts: Sequence[Sequence[str]] = (),
    steps: Sequence[Sequence[str]] = (),
) -> Section:
    return {
        "heading": heading,
        "paragraphs": list(paragraphs),
        "facts": [list(fact) for fact in facts],
        "steps": [list(step) for step in steps],
    }


def _earlier(words: LetterWords, taken_back: tuple[int, date] | None) -> dict[str, str]:
    """The number and the day of the decision that is taken back, as they are written."""
    return {"number": str(taken_back[0]), "day": words.law.written(taken_back[1])} if taken_back else {}


def _says_something(section: Section) -> bool:
    return bool(section["paragraphs"] or section["facts"] or section["steps"])


def fact_rows(words: LetterWords, content: Mapping[str, Any]) -> list[list[str]]:
    """The contents of a decision as label and value, in the order of the language's labels."""
    known = [key for key in words.facts if content.get(key) not in (None, "")]
    return [[words.facts[key], _value(words, key, content[key])] for key in known]


def _facts(words: LetterWords, text: DecisionText) -> list[list[str]]:
    dated = {"requested_on": text.requested_on, "notice_given_on": text.notice_given_on}
    return fact_rows(words, {**text.content, **{key: day.isoformat() for key, day in dated.items() if day}})


def _value(words: LetterWords, key: str, value: Any) -> str:
    if key in _MONTHS:
        return words.law.written(Months(value))
    if key == "goal":
        return words.law.names[Goal(value)]
    if key in _AMOUNTS:
        return _amount(words, Decimal(value))
    if key in _KINDS:
        name = words.law.names[AbsenceKind(value)]
        return name[:1].upper() + name[1:]
    if key in _NAMED:
        return words.names[value]
    return words.law.written(date.fromisoformat(value))


def _amount(words: LetterWords, amount: Decimal) -> str:
    thousands, decimals = words.number_signs
    return f"{amount:,.2f}".translate({ord(","): thousands, ord("."): decimals})


def _steps(words: LetterWords, steps: Sequence[Mapping[str, str]]) -> list[list[str]]:
    return [[words.law.written(date.fromisoformat(step["date"])), step["text"], step["paragraph"]] for step in steps]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _answered(words: LetterWords, answer: str) -> list[str]:
    return [words.texts["answer"].format(answer=answer)] if answer else []
