"""The audit finds a hole, is not taken in by a service that knows nothing, and says when nobody was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from config import advisories, check
from config.advisories import Audit, audit, findings

HOLE = {"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"], "aliases": [], "description": "x"}
UNMENDED = HOLE | {"fix_versions": []}
CLEAN = {"name": "django", "version": "5.2", "vulns": []}
HOLED = {"name": "sqlparse", "version": "0.5", "vulns": [HOLE]}
UNKNOWN = {"name": "amqp", "skip_reason": "Dependency not found on PyPI and could not be audited: amqp (5.4.2)"}


def _said(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (_said(CLEAN), Audit(1, [])),
        (_said(CLEAN, HOLED), Audit(2, ["sqlparse 0.5: PYSEC-1, mended in 2.1, 3.0."])),
        (_said(HOLED | {"vulns": [UNMENDED]}), Audit(1, ["sqlparse 0.5: PYSEC-1, mended in no version."])),
        (_said(CLEAN, UNKNOWN), Audit(2, ["amqp: the service does not know this version."])),
        (_said(UNKNOWN), None),
        (_said(), None),
        ("", None),
        ("[]", None),
        ("Traceback (most recent call last):", None),
    ],
)
def test_what_is_written_is_understood(said: str, found: Audit | None) -> None:
    assert findings(said) == found


@contextmanager
def _service(answer: Callable[[str], dict[str, Any] | None]) -> Iterator[str]:
    """A service of advisories that speaks as OSV does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = answer(asked["package"]["name"])
            body = json.dumps(found).encode()
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()


def _asked_at(address: str) -> tuple[str, ...]:
    return ("--vulnerability-service", "osv", "--osv-url", address)


@pytest.fixture
def listed(tmp_path: Path) -> list[Path]:
    lines = [f"{name}==1.0 \\\n    --hash=sha256:{'a' * 64}\n" for name in ("good", "holed")]
    (tmp_path / "requirements.txt").write_text("".join(lines))
    return [tmp_path / "requirements.txt"]


def _osv(name: str) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}]
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}]
    hole = {"id": "PYSEC-2026-1", "published": "2026-01-01T00:00:00Z", "summary": "x", "affected": affected}
    return {"vulns": [hole]} if name == "holed" else {}


def test_a_real_run_names_the_hole(listed: list[Path]) -> None:
    with _service(_osv) as address:
        found = audit(listed, [_asked_at("http://127.0.0.1:9/v1/query"), _asked_at(address)])
    assert found == Audit(2, ["holed 1.0: PYSEC-2026-1, mended in 1.1."])


@pytest.mark.exhaustive
def test_a_real_run_finds_nothing_where_nothing_is_known(listed: list[Path]) -> None:
    with _service(lambda _name: {}) as address:
        assert audit(listed, [_asked_at(address)]) == Audit(2, [])


@pytest.mark.exhaustive
@pytest.mark.parametrize("answers", [False, True])
def test_a_service_that_is_silent_or_is_none_was_not_asked(listed: list[Path], answers: bool) -> None:
    with _service(lambda _name: None) as address:
        assert audit(listed, [_asked_at(address if answers else "http://127.0.0.1:9/v1/query")]) is None


@pytest.mark.parametrize(
    ("found", "passes", "said"),
    [
        (Audit(9, []), True, "pip-audit asked about 9 packages: no faults."),
        (Audit(9, ["x 1.0: PYSEC-1, mended in 2.0."]), False, "x 1.0: PYSEC-1, mended in 2.0."),
        (None, True, "ONLY THE HASHES"),
    ],
)
def test_the_check_says_which_of_the_two_was_done_and_fails_for_a_hole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: Audit | None, passes: bool, said: str
) -> None:
    monkeypatch.setattr(advisories, "audit", lambda _lists: found)
    assert check._no_known_holes() is passes
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("is_whole", [False, True])
def test_only_the_whole_run_asks(is_whole: bool) -> None:
    names = [each.name for each in check._checks(with_tests=False, is_whole=is_whole)]
    assert ("advisories (pip-audit)" in names) is is_whole
    assert "dependencies" in names
