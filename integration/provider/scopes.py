"""What a client may be given, and what each endpoint asks for. Kept without the address that they all begin with."""

PREFIXES = (
    "https://purl.imsglobal.org/spec/or/v1p2/scope/",
    "https://purl.imsglobal.org/spec/or/v1p1/scope/",
)
ROSTER_CORE = "roster-core.readonly"
ROSTER = "roster.readonly"
DEMOGRAPHICS = "roster-demographics.readonly"
GRADEBOOK_CORE = "gradebook-core.readonly"
GRADEBOOK = "gradebook.readonly"
CREATE_PUT = "gradebook.createput"
CREATE_POST = "gradebook.createpost"
DELETE = "gradebook.delete"

ALL = (ROSTER_CORE, ROSTER, DEMOGRAPHICS, GRADEBOOK_CORE, GRADEBOOK, CREATE_PUT, CREATE_POST, DELETE)
READ_ROSTER = frozenset({ROSTER_CORE, ROSTER})
READ_DEMOGRAPHICS = frozenset({DEMOGRAPHICS})
READ_GRADEBOOK = frozenset({GRADEBOOK_CORE, GRADEBOOK})


def short(scope: str) -> str:
    """The scope without the address before it."""
    for prefix in PREFIXES:
        scope = scope.removeprefix(prefix)
    return scope


def whole(scope: str) -> str:
    """The scope as the standard writes it."""
    return PREFIXES[0] + scope
