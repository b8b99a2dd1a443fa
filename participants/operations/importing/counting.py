"""How many rows of which kind a list has; protected ones are in the counts and nowhere else."""

from dataclasses import dataclass

from django.db.models import Count, Q

from agencies.access import Actor
from participants.models import ImportBatch, ImportRow, RowCategory, RowDecision

COMPARED = (RowCategory.NEW, RowCategory.KNOWN, RowCategory.POSSIBLE_DUPLICATE)
"""The categories whose rows may become somebody."""


def count_rows(batch: ImportBatch) -> dict[str, int]:
    """Rows by category, and beside each how many of them are protected; run as the system."""
    counts = {"total": 0, "protected": 0}
    for category in RowCategory.values:
        if category != RowCategory.PROTECTED:
            counts[category] = counts[f"protected_{category}"] = 0
    found = ImportRow.objects.filter(batch=batch).order_by().values_list("category", "is_protected")
    for category, is_protected, n in found.annotate(n=Count("pk")):
        counts["total"] += n
        counts[category] += n
        if is_protected:
            counts["protected"] += n
            counts[f"protected_{category}"] += n
    return counts


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What a commit of the list would do with the rows that the actor sees."""

    decided_same: int
    decided_new: int
    undecided: int


def outstanding(actor: Actor, batch: ImportBatch) -> Outstanding:
    """The possible duplicates that are not linked to anybody yet, by decision."""
    rows = ImportRow.objects.listed_for(actor).filter(
        batch=batch, category=RowCategory.POSSIBLE_DUPLICATE, participant__isnull=True
    )
    counts = rows.aggregate(
        same=Count("pk", filter=Q(decision=RowDecision.SAME_PERSON)),
        new=Count("pk", filter=Q(decision=RowDecision.NEW_PERSON)),
        undecided=Count("pk", filter=Q(decision=RowDecision.NONE)),
    )
    return Outstanding(counts["same"], counts["new"], counts["undecided"])
