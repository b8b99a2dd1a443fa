"""How long the nightly flags take: `python -m tests.bench.bench_flagging [--people N] [--municipalities N]`.

Measures the first night after everything was brought in, an ordinary night, a night on which nothing is new, and a
night that catches up a month; one process, one municipality after another.
"""

import datetime as dt
from argparse import ArgumentParser
from functools import partial

from tests.bench.database import filled_database, say, seconds

FIRST_NIGHT = dt.date(2027, 1, 1)
NIGHTS = {
    "first night": FIRST_NIGHT,
    "next night": FIRST_NIGHT + dt.timedelta(days=1),
    "same night again": FIRST_NIGHT + dt.timedelta(days=1),
    "after 30 missed nights": FIRST_NIGHT + dt.timedelta(days=31),
}


def main() -> None:
    """Run and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--municipalities", type=int, default=357)
    chosen = parser.parse_args()

    with filled_database(chosen.people, chosen.municipalities):
        from participants.operations.flagging import municipalities_to_flag

        places = municipalities_to_flag()
        say(f"{chosen.people} people, {2 * chosen.people} deadlines, {len(places)} municipalities")
        for name, night in NIGHTS.items():
            raised: list[int] = []
            took = seconds(partial(_flag_all, night, raised))
            say(f"{name:24} {sum(raised):8} flags {took:8.2f} s {sum(raised) / took:10.0f} flags/s")


def _flag_all(night: dt.date, raised: list[int]) -> None:
    from participants.operations.flagging import flag_municipality, municipalities_to_flag

    raised += [flag_municipality(place, night) for place in municipalities_to_flag()]


if __name__ == "__main__":
    main()
