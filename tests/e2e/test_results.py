"""The programme and qualification in figures, in a browser."""

import pytest

from agencies.models import Role
from tests.e2e.conftest import Receive
from tests.integration.outcomes.test_shares import invented, town_of_truth
from tests.world import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.exhaustive,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_shares_are_shown_as_picture_and_table(receive: Receive) -> None:
    town = town_of_truth(invented(260, seed=11))
    visitor = receive(make_user(town, Role.LEADER))
    visitor.go("/resultater/programmet/")
    visitor.sees("Saker per rådgiver")
    visitor.inspect("results-programme")
    visitor.go("/resultater/programmet/?inndeling=kjonn&tall=attendance")
    visitor.inspect("results-programme-split")
    visitor.go("/resultater/kvalifisering/")
    visitor.sees("Hva tallene ikke sier")
    visitor.inspect("results-qualification")
