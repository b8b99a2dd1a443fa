"""What became of programmes and of qualification, and who has how many cases: made anew every night.

One statement a table makes all of a municipality anew; a row that has changed is closed on the day and followed by
another. Facts carry their days, so that a figure is cut at its own last day and not at that of the refresh.
"""

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from agencies.access import acting_as
from agencies.actors import system_actor
from integration.operations.outcomes import jobs, programmes
from integration.operations.outcomes.loads import write_loads
from integration.operations.outcomes.moves import find_cases, municipalities
from integration.operations.outcomes.refreshing import one_run_at_a_time
from programmes.planned_hours import planned_hours


def refresh_traits(municipality_id: UUID, day: dt.date) -> int:
    """Make the facts as known at the end of ``day``; answers how many programmes and people had others than before."""
    facts = {"municipality": municipality_id, "day": day}
    with transaction.atomic(), acting_as(system_actor(municipality_id)), connection.cursor() as cursor:
        one_run_at_a_time(municipality_id)
        find_cases(cursor, municipality_id)
        programmes.write_hours(cursor, planned_hours(municipality_id))
        programmes.PROGRAMMES.make_fresh(cursor, programmes.FRESH_PROGRAMMES, facts | programmes.PARAMETERS)
        changed = programmes.PROGRAMMES.keep(cursor, municipality_id, day)
        jobs.TRAITS.make_fresh(cursor, jobs.FRESH_TRAITS, facts | jobs.PARAMETERS)
        changed += jobs.TRAITS.keep(cursor, municipality_id, day)
        write_loads(cursor, municipality_id, day)
    return changed


def refresh_traits_everywhere(day: dt.date) -> int:
    """Refresh all municipalities, one after another; answers how many programmes and people had other facts."""
    return sum(refresh_traits(municipality_id, day) for municipality_id in municipalities())
