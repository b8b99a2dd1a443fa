"""What a system puts into the gradebook about somebody who is hidden is answered as if nobody were there."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from integration.provider.scopes import CREATE_POST, CREATE_PUT, DELETE
from tests.integration.provider.matrix.test_reading import ADDRESSES, CELLS
from tests.integration.provider.matrix.world import SEES, Caller, Child, Pupil, Town

pytestmark = pytest.mark.xdist_group("oneroster-matrix")
BASE = "/ims/oneroster/gradebook/v1p2"
WRITES = {
    ("PUT", "gradebook/v1p2/categories/<str:sourced_id>"),
    ("DELETE", "gradebook/v1p2/categories/<str:sourced_id>"),
    ("PUT", "gradebook/v1p2/lineItems/<str:sourced_id>"),
    ("DELETE", "gradebook/v1p2/lineItems/<str:sourced_id>"),
    ("PUT", "gradebook/v1p2/results/<str:sourced_id>"),
    ("DELETE", "gradebook/v1p2/results/<str:sourced_id>"),
    ("POST", "gradebook/v1p2/classes/<str:class_id>/lineItems"),
    ("POST", "gradebook/v1p2/lineItems/<str:line_item_id>/results"),
}
"""What can be written, each of which is below."""


class Written(NamedTuple):
    """What a writing was answered."""

    status: int
    text: str
    queries: int


def _write(town: Town, caller: Caller, method: str, path: str, body: Any = None) -> Written:
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            response = town.ask(
                caller, method, f"{BASE}/{path}", body, scopes=frozenset({CREATE_PUT, CREATE_POST, DELETE})
            )
        transaction.set_rollback(True)
    return Written(response.status_code, response.content.decode(), len(asked))


def _acts(town: Town, caller: Caller, child: Child) -> Iterator[tuple[str, int, Written, Written]]:
    """Each act about the pupil, what is answered where the pupil is seen, what is answered, and to a missing one."""
    own = town.children[min(SEES.get(caller, {Pupil.OWN}), key=list(Pupil).index)]
    ids = [(str(child.person.pk), str(child.test.pk), str(child.school_class.pk))]
    ids.append((str(uuid4()), str(uuid4()), str(uuid4())))

    def result(student: str, item: str) -> dict[str, Any]:
        told = {"scoreStatus": "submitted", "student": {"sourcedId": student}, "lineItem": {"sourcedId": item}}
        return {"result": told}

    item, new = f"oppgave-{own.school_class.pk}", str(uuid4())
    acts = {
        "a new result": (201, "put", lambda who, _test, _class: (f"results/{new}", result(who, item))),
        "a posted result": (201, "post", lambda who, _test, _class: (f"lineItems/{item}/results", result(who, item))),
        "over a result of ours": (
            403, "put", lambda _who, test, _class: (f"results/{test}", result(str(own.person.pk), item)),
        ),
        "a result of ours taken away": (404, "delete", lambda _who, test, _class: (f"results/{test}", None)),
        "an item in the class": (
            201, "put",
            lambda _who, _test, one: (f"lineItems/{new}", {"lineItem": {"title": "Ny", "class": {"sourcedId": one}}}),
        ),
        "an item posted to the class": (
            201, "post", lambda _who, _test, one: (f"classes/{one}/lineItems", {"lineItem": {"title": "Ny"}}),
        ),
    }  # fmt: skip
    for name, (wanted, method, call) in acts.items():
        answers = [_write(town, caller, method, *call(*one)) for one in ids]
        yield name, wanted, answers[0], answers[1]


def _faults(town: Town, caller: Caller, pupil: Pupil) -> Iterator[str]:
    child = town.children[pupil]
    for name, wanted, answer, missing in _acts(town, caller, child):
        refused = {Caller.NONE: 401, Caller.EXPIRED: 401, Caller.FEW: 403}.get(caller)
        is_there = not refused and (pupil in SEES[caller] or ("item" in name and town.may_know(caller, "class", pupil)))
        if refused and answer.status != refused:
            yield f"{name}: {answer.status}, not {refused}"
        elif is_there and answer.status != wanted:
            yield f"{name}: {answer.status}, not {wanted}"
        elif not is_there and answer != missing:
            yield f"{name}: {answer} / {missing}"


def test_every_writing_of_the_resolver_is_met() -> None:
    assert {(method, str(one)) for one in ADDRESSES for method in one.route.writes} >= WRITES
    named = {(method, one.template) for one in ADDRESSES for method in one.route.writes if _takes(one, method)}
    assert named == WRITES


def _takes(address: Any, method: str) -> bool:
    """PUT and DELETE are of one entity, POST of a collection."""
    return bool(address.is_single) is (method != "POST")


@pytest.mark.parametrize(("caller", "pupil"), CELLS)
def test_what_is_answered_to_a_writing_about_a_pupil(town: Town, caller: Caller, pupil: Pupil) -> None:
    assert "\n".join(_faults(town, caller, pupil)) == ""


@pytest.mark.parametrize("caller", list(SEES), ids=str)
def test_another_systems_results_are_not_there(town: Town, caller: Caller) -> None:
    missing = _write(town, caller, "delete", "results/eget-finnes-ikke")
    assert missing.status == 404
    for child in town.children.values():
        if not town.teaches(caller, child):
            assert _write(town, caller, "delete", f"results/{child.own_result}") == missing


def test_a_result_of_somebody_who_is_hidden_by_now_is_not_written_over(town: Town) -> None:
    """The id stays taken; the system is told that it cannot be used, whoever it is about."""
    own = town.children[Pupil.OWN]
    body = {
        "result": {
            "scoreStatus": "submitted", "student": {"sourcedId": str(own.person.pk)},
            "lineItem": {"sourcedId": f"oppgave-{own.school_class.pk}"},
        }
    }  # fmt: skip
    answers = {
        pupil: _write(town, Caller.OWN, "put", f"results/{town.children[pupil].own_result}", body)
        for pupil in (Pupil.STRICT, Pupil.SHOWN_BEFORE, Pupil.SHIELDED)
    }
    assert {answer.status for answer in answers.values()} == {422}
