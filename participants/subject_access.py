"""Which tables tell about a person, and what of each goes into the copy that the person may ask for (GDPR art. 15).

Each floor says it of its own tables when the project starts: which columns are copied, which are kept back and why, or
why the whole table is left out. A table or a column without a rule fails ``tests/integration/privacy``, which
reads the catalogue of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Model, Q

OTHERS: Final = "Opplysninger om andre personer (personvernforordningen artikkel 15 nr. 4)."
INTERNAL: Final = (
    "Notater og utkast til bruk i den interne saksforberedelsen (personopplysningsloven § 16 første ledd bokstav e)."
)
SECRET: Final = "Hemmelige nøkler som gir tilgang. De sier ikke noe om deg."  # noqa: S105 - a reason, no secret
DERIVED: Final = "Regnet ut av opplysninger som står andre steder i kopien."
TECHNICAL_REASON: Final = "Systemets egne nøkler og merker. De sier ikke noe om deg."

# What every table may have and nobody is told by: keys, versions, and where in the case a row hangs.
TECHNICAL: Final = frozenset(
    {
        "id", "version", "changed_at", "participant", "municipality", "participation", "decision", "measure", "plan",
        "plan_version", "replaces", "appointment", "entry", "member", "deadline", "placement", "batch", "run", "source",
        "client", "person", "sequence", "position", "number",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """A table that is copied. ``path`` leads from its rows to the person.

    ``withheld`` are the columns that are not copied, each with its reason; ``kept_back`` are the rows that the law
    lets withhold, which whoever makes the copy may include all the same.
    """

    model: type[Model]
    columns: tuple[str, ...]
    withheld: Mapping[str, str] = field(default_factory=dict)
    path: str = "participant"
    kept_back: Q | None = None


_copied: dict[type[Model], CopiedTable] = {}
_left_out: dict[type[Model], str] = {}


def copy_table(
    model: type[Model],
    columns: str,
    withheld: Mapping[str, str] | None = None,
    *,
    path: str = "participant",
    kept_back: Q | None = None,
) -> None:
    """Say which columns of a table are copied; names stand with a space between, also in the keys of ``withheld``."""
    reasons = {name: reason for names, reason in (withheld or {}).items() for name in names.split()}
    _copied[model] = CopiedTable(
        model=model, columns=tuple(columns.split()), withheld=reasons, path=path, kept_back=kept_back
    )


def leave_out(model: type[Model], reason: str) -> None:
    """Say why a table that points at people is not in the copy."""
    _left_out[model] = reason


def copied_tables() -> list[CopiedTable]:
    """The tables that are copied, in the order of the floors and of their registration."""
    return list(_copied.values())


def left_out_tables() -> Mapping[type[Model], str]:
    """The tables that are not copied, with the reasons."""
    return _left_out
