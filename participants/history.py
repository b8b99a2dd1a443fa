"""How the events of a case are said. Each floor brings the sentences of its own events; nothing here knows them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

Facts = Mapping[str, Any]
Sentence = Callable[[Facts], str | Promise]

_sentences: dict[str, Sentence] = {}


def register_event(kind: str, sentence: Sentence) -> None:
    """Say how an event of this kind reads, from the facts that the operation noted."""
    _sentences[kind] = sentence


def sentence_of(kind: str, facts: Facts) -> str:
    """The event as a sentence; a kind that no app has registered is shown by its code."""
    say = _sentences.get(kind)
    if say is None:
        return kind.replace("_", " ").capitalize()
    return str(say(facts))
