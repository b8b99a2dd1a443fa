"""Where the events come from. Each module registers its sources; ``integration.nir.facts`` asks them all.

A source reads as the system, for one municipality, and leaves out who was registered in error or merged away.
"""

from integration.operations.nir.sources import (  # noqa: F401 - each registers its sources
    absences,
    decisions,
    people,
    programme,
    training,
)
