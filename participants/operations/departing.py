"""What follows when somebody has left Norway or died: nothing is owed any more, but what must still be finished.

The days are facts of the case, corrected as all others are; an event from the population register is written in the
same way.
"""

import datetime as dt

from participants.duties import outliving
from participants.models import Participant
from participants.operations.deadlines import close_all_deadlines, reopen_deadlines


def follow_departure(person: Participant, before: dt.date | None) -> None:
    """Close the duties from the day on which the person was gone, or let them stand again.

    ``before`` is the day that was known until now. The end of a programme, and the reports on it, are still to be
    registered.
    """
    if person.gone_from == before:
        return
    if before is not None:
        reopen_deadlines(person, before)
    if person.gone_from is not None:
        close_all_deadlines(person, person.gone_from, but=outliving())
