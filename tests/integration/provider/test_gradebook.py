"""The client's own part of the gradebook: what it writes there, and what it may not."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest

from agencies.models import Agency
from tests.integration.provider.world import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(municipality: Agency) -> Town:
    return Town(municipality)


def test_a_gradebook_is_written_read_changed_and_cleared(town: Town) -> None:
    school_class, pupil = str(town.classes[0].pk), str(town.pupils[0].pk)
    category, item, result = (str(uuid4()) for _ in range(3))
    assert town.send("put", f"categories/{category}", {"category": {"title": "Innlevering"}}).status_code == 201
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line_item: dict[str, Any] = {
        "sourcedId": item, "title": "Oppgave", "description": "", "resultValueMin": 0, "resultValueMax": 100,
        "assignDate": now, "dueDate": now, "class": {"sourcedId": school_class}, "category": {"sourcedId": category},
    }  # fmt: skip
    assert town.send("put", f"lineItems/{item}", {"lineItem": line_item}).status_code == 201
    assert town.send("put", f"lineItems/{item}", {"lineItem": line_item | {"title": "Ny"}}).status_code == 200
    rows = town.grades(f"classes/{school_class}/lineItems").json()["lineItems"]
    assert "Ny" in {row["title"] for row in rows if row["sourcedId"] == item}
    score: dict[str, Any] = {
        "sourcedId": result, "score": 300, "comment": "", "scoreStatus": "fully graded", "scoreDate": now,
        "lineItem": {"sourcedId": item}, "student": {"sourcedId": pupil},
    }  # fmt: skip
    assert town.send("put", f"results/{result}", {"result": score}).status_code == 201
    path = f"classes/{school_class}/lineItems/{item}/results"
    (row,) = town.grades(path).json()["results"]
    assert (row["score"], row["scoreStatus"], row["scoreDate"]) == (300, "fully graded", now[:10])
    assert town.send("put", f"results/{result}", {"result": score | {"scoreStatus": "exempt"}}).status_code == 200
    posted = town.send("post", f"lineItems/{item}/results", {"result": score | {"score": 5}})
    assert posted.json()["sourcedIdPairs"][0]["suppliedSourcedId"] == result
    assert len(town.grades(path).json()["results"]) == 2
    assert town.send("delete", f"results/{result}").status_code == 204
    assert town.send("delete", f"results/{result}").status_code == 404
    assert town.send("delete", f"lineItems/{item}").status_code == 204
    assert item not in {row["sourcedId"] for row in town.grades("lineItems").json()["lineItems"]}


def test_what_may_not_be_written_is_refused(town: Town) -> None:
    item = {"title": "A", "class": {"sourcedId": str(town.classes[0].pk)}}
    refused = [
        ("lineItems/a", {"lineItem": item | {"class": {"sourcedId": str(uuid4())}}}, 422),
        ("lineItems/a", {"lineItem": item | {"title": ""}}, 422),
        ("lineItems/a", {"tull": {}}, 400),
        ("results/a", {"result": {"lineItem": {"sourcedId": "x"}, "scoreStatus": "submitted"}}, 422),
    ]
    for path, body, status in refused:
        assert town.send("put", path, body).status_code == status, path
    assert town.send("put", "lineItems/a", {"lineItem": item}, town.scope("gradebook.readonly")).status_code == 403
    town.send("put", "lineItems/a", {"lineItem": item})
    hidden = {"lineItem": {"sourcedId": "a"}, "student": {"sourcedId": str(town.hidden.pk)}, "scoreStatus": "submitted"}
    assert town.send("put", "results/b", {"result": hidden}).status_code == 422
    kept = town.grades("results").json()["results"][0]["sourcedId"]
    mine = hidden | {"student": {"sourcedId": str(town.pupils[0].pk)}}
    assert town.send("put", f"results/{kept}", {"result": mine}).status_code == 403
