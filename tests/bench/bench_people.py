"""What row-level security costs: `python -m tests.bench.bench_people [--people N] [--municipalities N]`.

Each question is asked by the application's role under the policies, and in the same run by the owner, whom no policy
holds, with the same conditions written out.
"""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Callable

from config.embedded.roles import APP_ROLE
from tests.bench.database import become, filled_database, say, worked_milliseconds

TODAY = dt.date(2027, 3, 1)
WORDS = "enko"
RARE = "nenko"
ROUNDS = 12
RUNS = 5


def main() -> None:
    """Run and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--municipalities", type=int, default=357)
    chosen = parser.parse_args()
    with filled_database(chosen.people, chosen.municipalities):
        questions = _questions()
        # Time at work, in many short turns and the least of each, so that other work on the machine counts for neither.
        rounds = [(_times(questions, APP_ROLE), _times(questions, None)) for _ in range(ROUNDS)]
        guarded = {name: min(first[name] for first, _second in rounds) for name in questions}
        bare = {name: min(second[name] for _first, second in rounds) for name in questions}
        say(f"{chosen.people} people; a tenth of them in the municipality that asks")
        say(f"{f'at work, least of {ROUNDS * RUNS}, ms':36} {'application':>12} {'owner':>8} {'ratio':>6}")
        for name, took in guarded.items():
            say(f"{name:36} {took:12.2f} {bare[name]:8.2f} {took / bare[name]:6.2f}")


def _times(questions: dict[str, Callable[[], object]], role: str | None) -> dict[str, float]:
    become(role)
    return {name: min(worked_milliseconds(ask, 1) for _ in range(RUNS)) for name, ask in questions.items()}


def _questions() -> dict[str, Callable[[], object]]:
    from django.db import connection
    from django.http import QueryDict

    from agencies.access import Actor, acting_as
    from agencies.actors import system_actor
    from agencies.models import Agency, Role, User
    from participants.models import Deadline, Participant
    from participants.web.portfolio import chosen_portfolio, filters_of

    place = Agency.objects.get(number="0001")
    user = User.objects.create_user("bench@example.test", name="Bench")
    actor = Actor(
        user_id=user.pk,
        agency_id=place.pk,
        roles=frozenset({Role.PROGRAMME_ADVISER}),
        municipality_ids=frozenset({place.pk}),
    )
    people = Participant.objects.visible_to(actor).current()
    deadlines = Deadline.objects.visible_to(actor).due_by(TODAY + dt.timedelta(days=30)).select_related("participant")

    def portfolio() -> object:
        page = list(people.by_name()[:50])
        return page, list(deadlines.filter(participant__in=page))

    def search(words: str) -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM fot_search_people(%s, 30)", [words])
            return list(people.in_bulk([row[0] for row in cursor.fetchall()]))

    questions: dict[str, Callable[[], object]] = {
        "list of people, first page": lambda: list(people.by_name()[:50]),
        "first page of the portfolio": portfolio,
        "count of the portfolio": people.count,
        "what is due first": lambda: list(deadlines.order_by("due_on", "id")[:50]),
        "count of what is due": deadlines.count,
        "name search, many hits": lambda: search(WORDS),
        "name search, few hits": lambda: search(RARE),
        "name filter of the portfolio": lambda: list(
            chosen_portfolio(actor, filters_of(actor, QueryDict("navn=tak")), TODAY).by_name()[:51]
        ),
        "name search by the index alone": lambda: list(people.filter(search_key__contains="abcdenko")[:30]),
    }

    def as_actor(ask: Callable[[], object], who: Actor) -> Callable[[], object]:
        def run() -> object:
            with acting_as(who):
                return ask()

        return run

    found = {name: as_actor(ask, actor) for name, ask in questions.items()}
    found["all people of a municipality, system"] = as_actor(
        lambda: list(Participant.objects.filter(municipality=place).values_list("pk", flat=True)),
        system_actor(place.pk),
    )
    return found


if __name__ == "__main__":
    main()
