"""What the log may hold: no identity numbers and no secrets, wherever in a line or a traceback they stand.

The whole line is looked through after it has been put together, so that the message, its arguments and the exception
are all covered, those of libraries too. What is written to the log is meant to be safe already; this is the last wall.
"""

import logging
import re

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
# Eleven digits (also written 6 + 5) and the twelve of a DUF number; ids of ours are left as they are.
_NUMBER = re.compile(rf"(?P<id>{_UUID})|(?<![0-9])(?:[0-9]{{6}}[ .-]?[0-9]{{5}}|[0-9]{{12}})(?![0-9])", re.IGNORECASE)
_SECRETS = (
    (re.compile(r"\b(Bearer|Basic)\s+[^\s'\",;]+", re.IGNORECASE), r"\1 [secret]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]*\.?[\w-]*"), "[secret]"),
    (
        re.compile(
            r"(?P<name>\b\w*(?:password|passord|secret|api_?key|access_token|csrf\w*|sessionid|__Host-session)\w*"
            r"[\"']?\s*[:=]\s*)(?:\"[^\"]*\"|'[^']*'|[^\s,;&})\]]+)",
            re.IGNORECASE,
        ),
        r"\g<name>[secret]",
    ),
    (re.compile(r"(\w+://[^\s:/@]*:)[^\s@/]+@"), r"\1[secret]@"),
    # PostgreSQL says what stood in the row that it refused.
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: [left out]"),
)


def redacted(text: str) -> str:
    """The text without identity numbers, secrets and the contents of database rows."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return _NUMBER.sub(lambda found: found["id"] or "[number]", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and takes out what must not be kept."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished text."""
        return redacted(super().format(record))
