"""The feed of advertisements, against a real HTTP server that answers in the recorded format, and on bad days."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Municipality
from employers.models import Employer, OfferedPlace, Suggestion
from integration.models import JobFeedCursor
from integration.operations.job_feed import read_feed
from tests.world import make_person

pytestmark = pytest.mark.django_db
ONE, TWO = UUID(int=1), UUID(int=2)
ENTRY = "/api/v1/feedentry/"


class Feed:
    """The server: answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any, str]] = {}
        self.asked: list[tuple[str, str]] = []

    def page(self, path: str, *items: dict[str, Any], next_url: str | None = None, etag: str = '"1"') -> None:
        """A page of items."""
        self.answers[path] = (200, {"version": "1.0", "items": list(items), "next_url": next_url}, etag)

    def ad(self, pk: UUID, **ad: Any) -> None:
        """An advertisement that stands."""
        known = {
            "title": "Baker", "employer": {"name": "Fjord Bakeri", "orgnr": "310000018"}, "positioncount": "3",
            "description": "<p>Vi baker &amp; steker</p>", "applicationDue": "Snarest",
            "expires": "2099-01-31T00:00:00",
            "workLocations": [{"municipal": "BERGEN", "county": "VESTLAND"}],
            "categoryList": [{"categoryType": "STYRK08", "code": "7512"}], "contactList": [{"name": "Kari"}],
            "link": "https://arbeidsplassen.example/1",
        }  # fmt: skip
        self.answers[f"{ENTRY}{pk}"] = (200, {"uuid": str(pk), "ad_content": known | ad, "status": "ACTIVE"}, "")


def _item(pk: UUID, status: str = "ACTIVE", minute: int = 0) -> dict[str, Any]:
    return {
        "id": str(pk), "url": f"{ENTRY}{pk}", "title": "Baker", "date_modified": f"2026-11-25T07:{minute:02}:08.935Z",
        "_feed_entry": {"uuid": str(pk), "status": status},
    }  # fmt: skip


@pytest.fixture
def feed(settings: Any) -> Iterator[Feed]:
    """A feed that runs, and is the one that is read."""
    known = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append((self.path, self.headers.get("If-None-Match", "")))
            status, body, etag = known.answers.get(self.path, (404, {}, ""))
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, ""
            text = b"" if status == 304 else body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            if etag:
                self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        settings.JOB_FEED_URL, settings.JOB_FEED_TOKEN = f"http://127.0.0.1:{server.server_port}", "public"
        yield known
        server.shutdown()
        thread.join()


def _read() -> int:
    return read_feed(timezone.now())


def test_pages_are_read_to_the_end_and_a_page_that_is_as_it_was_costs_one_question(feed: Feed) -> None:
    feed.ad(ONE)
    feed.ad(TWO, title="Kokk", employer={"name": "Kro"}, categoryList=[])
    feed.page("/api/v1/feed", _item(ONE), next_url="/api/v1/feed/2")
    feed.page("/api/v1/feed/2", _item(TWO), etag='"end"')
    assert _read() == 2
    place = OfferedPlace.objects.get(feed_id=ONE)
    assert (place.at, place.number, place.occupation_id) == ("Fjord Bakeri", 3, "7512")
    assert (place.description, place.apply_by) == ("Vi baker & steker", dt.date(2099, 1, 31))
    assert place.work_in == Municipality.objects.filter(name__iexact="Bergen").first()
    feed.asked.clear()
    assert _read() == 0
    assert feed.asked == [("/api/v1/feed/2", '"end"')]


def test_an_advertisement_of_a_merged_employer_stands_at_the_kept(feed: Feed) -> None:
    kept = Employer.objects.create(organisation_number="310000019", name="Fjord Bakeri")
    Employer.objects.create(organisation_number="310000018", name="Fjord Bakeri, før", merged_into=kept)
    feed.ad(ONE)
    feed.page("/api/v1/feed", _item(ONE))
    assert _read() == 1
    assert OfferedPlace.objects.get(feed_id=ONE).employer_id == kept.pk


def test_a_stopped_or_masked_advertisement_goes_and_the_decision_about_it_stays(
    feed: Feed, municipality: Agency
) -> None:
    feed.ad(ONE)
    feed.ad(TWO)
    feed.page("/api/v1/feed", _item(ONE), _item(TWO))
    _read()
    person = make_person(municipality)
    with acting_as(system_actor(municipality.pk)):
        Suggestion.objects.create(
            participant=person, municipality=municipality, place=OfferedPlace.objects.get(feed_id=ONE),
            place_title="Baker", place_employer="Fjord Bakeri", verdict="suggested", decided_on=dt.date(2026, 11, 25),
        )  # fmt: skip
    feed.answers[f"{ENTRY}{TWO}"] = (200, {"uuid": str(TWO), "ad_content": None, "status": "ACTIVE"}, "")
    feed.page("/api/v1/feed", _item(ONE, "INACTIVE", 5), _item(TWO, minute=5), etag='"2"')
    assert _read() == 2
    assert not OfferedPlace.objects.exists()
    with acting_as(system_actor(municipality.pk)):
        assert Suggestion.objects.get().place is None


@pytest.mark.parametrize(
    "answer",
    [(500, {}, ""), (200, b"<html>", ""), (200, {"items": "none"}, ""), (200, [], ""), (302, {}, ""),
     (200, {"items": [], "next_url": "https://elsewhere.example/"}, "")],
    ids=["fault", "no JSON", "no items", "a list", "redirect", "leads elsewhere"],
)  # fmt: skip
def test_a_bad_day_leaves_the_cursor_and_says_why(feed: Feed, answer: tuple[int, Any, str]) -> None:
    feed.ad(ONE)
    feed.page("/api/v1/feed", _item(ONE), next_url="/api/v1/feed/2")
    feed.answers["/api/v1/feed/2"] = answer
    assert _read() == 1
    cursor = JobFeedCursor.objects.get()
    assert (cursor.page, bool(cursor.fault)) == ("/api/v1/feed/2", True)
    feed.page("/api/v1/feed/2")
    assert _read() == 0
    assert not JobFeedCursor.objects.get().fault


def test_a_detail_that_fails_leaves_the_whole_page_for_the_next_run(feed: Feed) -> None:
    feed.ad(ONE)
    feed.answers[f"{ENTRY}{TWO}"] = (503, {}, "")
    feed.page("/api/v1/feed", _item(ONE), _item(TWO))
    assert _read() == 0
    assert not OfferedPlace.objects.exists()
    feed.ad(TWO)
    assert _read() == 2


def test_without_an_address_nobody_is_asked(settings: Any) -> None:
    settings.JOB_FEED_URL = ""
    assert _read() == 0
    assert not JobFeedCursor.objects.exists()
