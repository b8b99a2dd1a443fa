"""Moves happen on one known day, whatever day the tests run."""

import datetime as dt

import pytest
from django.utils import timezone

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)
