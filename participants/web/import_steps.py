"""How far a list has come, as the step line and as a mark."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participants.models import BatchState, ImportBatch

_STEP = {
    BatchState.FAILED: 1,
    BatchState.NEEDS_MAPPING: 2,
    BatchState.UPLOADED: 3,
    BatchState.CHECKING: 3,
    BatchState.PREVIEW: 4,
    BatchState.COMMITTING: 5,
    BatchState.COMMITTED: 6,
}
_TONE = {
    BatchState.FAILED: "danger",
    BatchState.NEEDS_MAPPING: "warning",
    BatchState.PREVIEW: "info",
    BatchState.COMMITTED: "success",
}


def steps_at(current: int) -> dict[str, Any]:
    """The step line at step ``current``, from 1; one past the last says that all is done."""
    return {"steps": [_("Fil"), _("Kolonner"), _("Kontroll"), _("Gjennomsyn"), _("Ferdig")], "step": current}


def steps_of(batch: ImportBatch) -> dict[str, Any]:
    """The step line of the list."""
    return steps_at(_STEP[BatchState(batch.state)])


def standing_of(batch: ImportBatch) -> dict[str, str]:
    """The state in a word, and its tone."""
    if batch.is_stuck:
        return {"label": _("stoppet"), "tone": "danger"}
    return {"label": capfirst(batch.get_state_display()), "tone": _TONE.get(BatchState(batch.state), "neutral")}
