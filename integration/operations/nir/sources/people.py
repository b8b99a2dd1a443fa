"""Whose facts are told at all, and what the person says about their use."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate

from integration.nir.facts import NirFact, nir_source
from integration.nir.kinds import NirKind
from participants.models import CaseEvent, Participant


def of(municipality_id: UUID, person: str = "participant") -> Q:
    """A condition: of a case of the municipality that stands (neither an error nor merged into another)."""
    facts: dict[str, Any] = {
        f"{person}__registered_in_error_on__isnull": True,
        f"{person}__merged_into__isnull": True,
        "municipality_id": municipality_id,
    }
    return Q(**facts)


@nir_source
def reservations(municipality_id: UUID, _day: date) -> Iterator[NirFact]:
    """Who has reserved against research (Regulations § 46 k), since when; one that is taken back is withdrawn.

    It is told by itself also when nothing else happens in the case, for the register must honour it (§ 62).
    """
    said = CaseEvent.objects.filter(participant=OuterRef("pk"), kind="research_reservation", facts__is_reserved=True)
    rows = Participant.objects.current().filter(municipality=municipality_id, is_reserved_against_research=True)
    since = Coalesce(Subquery(said.order_by("-id").values("happened_on")[:1]), TruncDate("created_at"))
    for pk, day in rows.annotate(since=since).values_list("pk", "since"):
        yield NirFact(NirKind.RESERVATION, pk, pk, day)
