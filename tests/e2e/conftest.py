"""A browser, the site, and a real worker behind it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agencies.models import User
from tests import browsing
from tests.e2e.visitor import Visitor
from tests.workers import running_worker

Receive = Callable[..., Visitor]


@dataclass(frozen=True)
class LiveStack:
    """The site's address, and the log of the worker that does its background work."""

    url: str
    worker_log: Path


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One for all stories."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with browsing.chromium() as browser:
            yield browser


@pytest.fixture(scope="package")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: ``E2E_SHOTS``, or pytest's own folder."""
    folder = Path(os.environ.get("E2E_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def receive(chromium: Browser, live_server: LiveServer, shots: Path) -> Iterator[Receive]:
    """Opens windows: ``receive()`` for a stranger, ``receive(user)`` for somebody logged in; all must be content."""
    visitors: list[Visitor] = []

    def open_window(user: User | None = None, *, locale: str = "nb-NO") -> Visitor:
        visitor = Visitor(chromium, live_server.url, shots, locale=locale)
        visitors.append(visitor)
        if user:
            visitor.log_in(user)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        visitor.must_be_content()


@pytest.fixture
def live_stack(
    live_server: LiveServer,
    process_environment: dict[str, str],
    redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Iterator[LiveStack]:
    """The site with a real Celery worker on the same database, queue and documents."""
    queue = redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    monkeypatch.setattr(current_app.conf, "broker_write_url", queue)
    log = tmp_path / "worker.log"
    with running_worker(process_environment | {"DOCUMENT_DIR": str(settings.DOCUMENT_DIR)}, log):
        yield LiveStack(live_server.url, log)
