"""A browser window of somebody who is logged in already."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agencies.models import User

_CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@contextmanager
def window_of(user: User, live_server: LiveServer) -> Iterator[Page]:
    """At a desk, in Norwegian. Django must be told (``DJANGO_ALLOW_ASYNC_UNSAFE``) that the loop is not its own."""
    client = Client()
    client.force_login(user)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="nb-NO")
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        yield page
        browser.close()
        connections.close_all()
