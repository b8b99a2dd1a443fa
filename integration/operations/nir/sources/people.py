"""Whose facts are told at all."""

from typing import Any
from uuid import UUID

from django.db.models import Q


def of(municipality_id: UUID, person: str = "participant") -> Q:
    """A condition: of a case of the municipality that stands (neither an error nor merged into another)."""
    facts: dict[str, Any] = {
        f"{person}__registered_in_error_on__isnull": True,
        f"{person}__merged_into__isnull": True,
        "municipality_id": municipality_id,
    }
    return Q(**facts)
