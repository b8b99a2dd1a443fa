"""How many rows of a file somebody who has access to the case must register; which rows, nobody is told."""

from agencies.access import Actor, acting_as
from programmes.models import CaseloadImport, CaseloadRow, RowState


def rows_by_hand(actor: Actor, batch: CaseloadImport) -> int:
    """The protected rows of a file that the actor sees, as a number: the rows themselves are the system's alone."""
    with acting_as(actor.as_system()):
        return CaseloadRow.objects.filter(batch=batch, is_protected=True, state=RowState.FAULTY).count()
