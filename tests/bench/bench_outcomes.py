"""How fast the nation's figures answer: `python -m tests.bench.bench_outcomes [--people N]`.

A population of ten years with jobs; the nightly refresh of all municipalities, and questions as a directorate asks
them, beside one plain count of the same spans in the same run. On a machine with neighbours read how long a question is
at work and its ratio to the count, not when it answers.
"""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.bench.database import become, filled_database, milliseconds, say, seconds, worked_milliseconds

TODAY = dt.date(2026, 1, 1)
_TWO = {"sex": "man", "education": "higher"}
_THREE = {**_TWO, "age": "25-34"}
_FILLED = ("participants_participant", "employers_placement", "programmes_participation")
_SPREAD = """
UPDATE participants_participant SET settled_on = date '2016-01-01' + (abs(hashtext(id::text)) % 3600),
    birth_date = date '1960-01-01' + (abs(hashtext(id::text || 'b')) % 13000),
    sex = CASE WHEN abs(hashtext(id::text || 's')) % 2 = 0 THEN 'woman' ELSE 'man' END,
    education = (ARRAY['none', 'primary', 'upper_secondary', 'higher'])[1 + abs(hashtext(id::text || 'e')) % 4]
"""
_JOBS = """
INSERT INTO employers_placement (participant_id, municipality_id, employer_id, occupation_id, form, percent, first_day,
    last_day, how_found, family_tie, end_reason, version, created_at, changed_at)
SELECT p.id, p.municipality_id, (SELECT id FROM employers_employer LIMIT 1),
       (SELECT code FROM employers_occupation LIMIT 1),
       (ARRAY['permanent', 'temporary', 'work_training'])[1 + n % 3], 50 + 50 * (n % 2),
       p.settled_on + n * 200 + abs(hashtext(p.id::text || n)) % 300,
       CASE WHEN n % 4 <> 3 THEN p.settled_on + n * 200 + 400 + abs(hashtext(p.id::text || n || 'x')) % 300 END,
       '', false, '', 1, now(), now()
FROM participants_participant p CROSS JOIN generate_series(0, 2) n
"""
_PROGRAMMES = """
INSERT INTO programmes_participation (participant_id, municipality_id, offer_date, protection, education, goal,
    first_day, months, extension_months, decided_end_stands, rule_set, base_last_day, last_day, counted_working_days,
    reason, limit_reason, limits_passed, awarded_on, ended_on, end_reason, main_activity, version, created_at,
    changed_at)
SELECT p.id, p.municipality_id, p.settled_on + 60, 'collective', 'below', 'work', p.settled_on + 60, 24, 0, false,
       'INT_2026', p.settled_on + 790, p.settled_on + 790, 0, '', '', '[]', p.settled_on + 60,
       CASE WHEN p.settled_on < date '2034-01-01' THEN p.settled_on + 500 END,
       CASE WHEN p.settled_on < date '2034-01-01' THEN 'goal_reached' ELSE '' END,
       CASE WHEN p.settled_on < date '2034-01-01' THEN 'full_time_work' ELSE '' END, 1, now(), now()
FROM participants_participant p
WHERE NOT EXISTS (SELECT FROM programmes_participation n WHERE n.participant_id = p.id)
"""


def main() -> None:
    """Run and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--municipalities", type=int, default=357)
    chosen = parser.parse_args()
    with filled_database(chosen.people, chosen.municipalities):
        _fill()
        from agencies.access import acting_as
        from integration.operations.outcomes.after_programme import after_programme
        from integration.operations.outcomes.employment import Axis, employment
        from integration.operations.outcomes.lasting import lasting
        from integration.operations.outcomes.programme_figures import programme_figures
        from integration.operations.outcomes.qualification import qualification_figures
        from integration.operations.outcomes.questions import Question
        from integration.operations.outcomes.refreshing import refresh_everywhere
        from integration.operations.outcomes.traits import refresh_traits_everywhere

        say(f"{chosen.people} people, {3 * chosen.people} jobs, {chosen.municipalities} municipalities")
        say(f"first refresh {seconds(lambda: refresh_everywhere(TODAY)):8.1f} s")
        say(f"refresh again {seconds(lambda: refresh_everywhere(TODAY)):8.1f} s")
        say(f"first refresh of programmes and jobs {seconds(lambda: refresh_traits_everywhere(TODAY)):8.1f} s")
        say(f"refresh again {seconds(lambda: refresh_traits_everywhere(TODAY)):8.1f} s")
        _analyze()
        leader = _leader()

        def count_plainly() -> object:
            with acting_as(leader.as_system()):
                return _count()

        say(f"{'':44} {'answers':>11} {'works':>11} {'ratio':>8}")
        plain = worked_milliseconds(count_plainly)
        _say("plain count of the spans", count_plainly, plain)
        for text, question in (
            ("everybody", Question(TODAY, TODAY)),
            ("by arrival year", Question(TODAY, TODAY, split="arrival_year")),
            ("by municipality", Question(TODAY, TODAY, split="municipality")),
            ("three filters", Question(TODAY, TODAY, filters=_THREE)),
            ("by municipality in two filters", Question(TODAY, TODAY, split="municipality", filters=_TWO)),
            ("by municipality in three filters", Question(TODAY, TODAY, split="municipality", filters=_THREE)),
        ):
            for axis in Axis:
                _say(f"{text}, {axis}", partial(employment, leader, question, axis), plain)
            for figures in (lasting, after_programme, programme_figures, qualification_figures):
                _say(f"{text}, {figures.__name__}", partial(figures, leader, question), plain)


def _say(name: str, ask: Callable[[], object], plain: float) -> None:
    """How long a caller waits now, how long it would be with nobody else on the machine, and that against the count."""
    works = worked_milliseconds(ask, 9)
    say(f"{name:44} {milliseconds(ask, 5):8.0f} ms {works:8.0f} ms {works / plain:8.1f}")


def _fill() -> None:
    from django.db import connection

    from employers.models import Employer

    become(None)
    with connection.cursor() as cursor:
        for table in _FILLED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        Employer.objects.create(organisation_number="312345676", name="Kafé AS")
        for statement in (_SPREAD, _JOBS, _PROGRAMMES):
            cursor.execute(statement)
        for table in _FILLED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")
    from config.embedded.roles import APP_ROLE

    become(APP_ROLE)


def _analyze() -> None:
    from django.db import connection

    from config.embedded.roles import APP_ROLE

    become(None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    become(APP_ROLE)


def _leader() -> Any:
    from agencies.models import Agency, Role
    from tests.world import make_actor

    return make_actor(Agency.objects.create(kind="directorate", number="1", name="Direktoratet"), Role.LEADER)


def _count() -> object:
    from integration.models import OutcomeSpan

    return OutcomeSpan.objects.count()


if __name__ == "__main__":
    main()
