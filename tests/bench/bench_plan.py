"""Server time of a plan page with 40 elements and 60 versions: `python -m tests.bench.bench_plan`."""

from tests.bench.database import filled_database, milliseconds, processor_milliseconds, say

_PROMISE_MS = 100


def main() -> None:
    """Print the median time of the page and of the live checks, and the number of queries."""
    with filled_database(people=2000, municipalities=20):
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from django.urls import reverse

        from agencies.models import Role
        from tests.programmes.plan.plans import grow, make_case, make_plan
        from tests.world import make_user

        actor, programme = make_case()
        plan = make_plan(actor, programme)
        grow(actor, plan)
        client = Client(SERVER_NAME="localhost")
        client.force_login(make_user(programme.municipality, Role.PROGRAMME_ADVISER))
        address = reverse("programmes:plan", args=[programme.pk])
        assert client.get(address).status_code == 200
        took = milliseconds(lambda: client.get(address))
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        say(f"plan page, 40 elements, 60 versions: {took:.0f} ms, {len(captured)} queries (promise: {_PROMISE_MS} ms)")
        say(f"of which this process works: {processor_milliseconds(lambda: client.get(address)):.0f} ms")
        posted = {"base": "60", "is_study_heavy": "1"}
        live = milliseconds(lambda: client.post(reverse("programmes:plan-checks", args=[programme.pk]), posted))
        say(f"live checks: {live:.0f} ms")


if __name__ == "__main__":
    main()
