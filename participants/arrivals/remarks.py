"""Children named in a remark: something to propose to whoever registers the person, never to store (law.md 7.4)."""

import re
from dataclasses import dataclass

_RELATIONS = {
    "sønn": "sønn", "datter": "datter", "barn": "barn", "son": "sønn", "daughter": "datter", "child": "barn",
}  # fmt: skip
_CHILD = re.compile(
    r"\b(?P<relation>(?i:sønn|datter|barn|son|daughter|child))\b[:\s]*"
    r"(?:[\"«“'](?P<quoted>[^\"»”'\n]{1,60})[\"»”']"
    r"|(?P<name>(?!(?i:født|born)\b)[A-ZÆØÅ][\w'’-]+(?:\s(?!(?i:født|born)\b)[A-ZÆØÅ][\w'’-]+)?))?"
    r"(?:[\s;,(]*(?i:født|f\.|born)\s*(?P<born>\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{4}))?"
)


@dataclass(frozen=True, slots=True)
class ChildMention:
    """A child that a remark speaks of; ``name`` and ``born`` (a year or a date, as written) may be empty."""

    relation: str
    name: str
    born: str

    def __str__(self) -> str:
        name = f" {self.name}" if self.name else ""
        born = f" (født {self.born})" if self.born else ""
        return f"{self.relation}{name}{born}"


def find_children(remark: str) -> tuple[ChildMention, ...]:
    """The children a remark names or gives a birth year for; a bare «barn» says too little and is left alone."""
    mentions = (_mention(match) for match in _CHILD.finditer(remark))
    return tuple(mention for mention in mentions if mention.name or mention.born)


def _mention(match: re.Match[str]) -> ChildMention:
    name = match["quoted"] or match["name"] or ""
    return ChildMention(_RELATIONS[match["relation"].casefold()], name.strip(), match["born"] or "")
