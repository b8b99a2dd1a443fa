"""A member of staff whose own case, or whose close family's, is moved there: a colleague answers (core rules)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from agencies.access import Actor, acting_as
from participants.models import TransferRequest
from participants.operations.declaring_kin import declare_kin
from participants.operations.transferring import accept_transfer, decline_transfer, package_of
from tests.agencies.api.calling import Api
from tests.participants.identity_numbers import a_duf_number
from tests.participants.transfers.moves import DUF, Town, ask, make_mover, make_town, user_of
from tests.world import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Town:
    return make_town("Bergen")


@pytest.fixture
def voss() -> Town:
    return make_town("Voss")


def _met(actor: Actor) -> tuple[int, int]:
    """How many requests the actor meets in Django, and in the table itself."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM participants_transferrequest")
        return TransferRequest.objects.visible_to(actor).count(), int(cursor.fetchone()[0])


@pytest.mark.parametrize("kind", ["own", "family"])
@pytest.mark.parametrize("who", ["leader", "officer"])
def test_the_request_is_not_there_for_them_and_a_colleague_answers(
    bergen: Town, voss: Town, who: str, kind: str
) -> None:
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    me: Actor = getattr(voss, who)
    colleague = voss.officer if who == "leader" else voss.leader
    assert _met(me) == (1, 1)
    declare_kin(me, kind, [DUF])
    assert (_met(me), _met(colleague)) == ((0, 0), (1, 1))
    acts: list[Callable[[], object]] = [
        lambda: package_of(me, transfer.pk),
        lambda: accept_transfer(me, transfer.pk, settled_on=transfer.requested_on),
        lambda: decline_transfer(me, transfer.pk, reason="Nei."),
    ]
    for act in acts:
        with pytest.raises(TransferRequest.DoesNotExist):
            act()
    assert accept_transfer(colleague, transfer.pk, settled_on=transfer.requested_on).received_as is not None
    assert (_met(me), _met(colleague)) == ((0, 0), (1, 1))


def test_it_stands_on_no_page_and_at_no_address(bergen: Town, voss: Town) -> None:
    person, _programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    me = user_of(voss.leader)
    client, api = Client(), Api(me)
    client.force_login(me)
    assert client.get(f"/flytting/{transfer.pk}/").status_code == 200
    assert len(api.get("/api/v1/transfers/").json()["results"]) == 1
    declare_kin(voss.leader, "family", [DUF])
    assert client.get("/flytting/").context["to_us"] == []
    assert 'href="/flytting/"' not in client.get("/").content.decode()
    assert client.get(f"/flytting/{transfer.pk}/").status_code == 404
    assert client.post(f"/flytting/{transfer.pk}/avsla/", {"reason": "Nei."}).status_code == 404
    assert api.get("/api/v1/transfers/").json()["results"] == []
    assert api.get(f"/api/v1/transfers/{transfer.pk}/package/").status_code == 404


def test_nor_does_whoever_is_named_in_the_request_meet_it(bergen: Town, voss: Town) -> None:
    person, _programme = make_mover(bergen)
    ask(bergen, voss, person, contact_email=voss.adviser_user.email)
    assert _met(voss.adviser) == (1, 1)
    declare_kin(voss.adviser, "family", [DUF])
    assert _met(voss.adviser) == (0, 0)


def test_a_number_that_only_the_new_case_has_closes_the_request_too(bergen: Town, voss: Town) -> None:
    person, _programme = make_mover(bergen)
    later = a_duf_number(12)
    make_person(voss.home, numbers=(("duf", DUF), ("duf", later)))
    transfer = ask(bergen, voss, person)
    accept_transfer(voss.officer, transfer.pk, settled_on=transfer.requested_on)
    declare_kin(voss.leader, "family", [later])
    assert (_met(voss.leader), _met(voss.officer)) == ((0, 0), (1, 1))


def test_what_the_system_does_in_their_name_meets_it(bergen: Town, voss: Town) -> None:
    person, _programme = make_mover(bergen)
    ask(bergen, voss, person)
    declare_kin(voss.leader, "family", [DUF])
    assert _met(voss.leader.as_system()) == (1, 1)
