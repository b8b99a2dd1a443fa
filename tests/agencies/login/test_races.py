"""What is good once is good once, also for two who come at the same moment."""

from collections.abc import Callable

import pytest

from agencies.errors import RuleRefused
from agencies.models import Proof, Role, User
from agencies.operations.second_factor import check_code
from tests.agencies.login.apps import code_of, user_with_app
from tests.threads import at_once
from tests.world import make_municipality, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("choose", [lambda secret, _codes: code_of(secret), lambda _secret, codes: codes[0]])
def test_a_code_that_is_sent_twice_at_once_is_taken_once(choose: Callable[[str, list[str]], str]) -> None:
    user = make_user(make_municipality(), Role.PROGRAMME_ADVISER)
    code = choose(*user_with_app(user))

    answers = at_once(*[lambda: check_code(User.objects.get(pk=user.pk), code)] * 4)
    assert sum(isinstance(answer, Proof) for answer in answers) == 1
    assert sum(isinstance(answer, RuleRefused) for answer in answers) == 3
