"""The command as a stranger runs it: a process of its own, without a database or a broker."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.programmes.law.documents import Document, absence, document

ROOT = Path(__file__).resolve().parents[3]
NOWHERE = {
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/nowhere",
    "DATABASE_OWNER_URL": "postgres://nobody:nothing@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def clock(*lines: str) -> list[Document]:
    answer = subprocess.run(
        [sys.executable, "manage.py", "programme_clock"],
        cwd=ROOT,
        env=os.environ | NOWHERE,
        input="\n".join(lines).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [json.loads(line) for line in answer.stdout.decode().splitlines()]


def test_it_answers_line_by_line_without_a_database_and_survives_a_bad_line() -> None:
    parental = absence("parental", "2026-06-01", "2027-03-31")
    answers = clock(json.dumps(document(parental)), "not json", "", json.dumps(document(id="second", months=0)))
    assert [answer["id"] for answer in answers] == ["case-1", None, "second"]
    assert (answers[0]["last_day"], answers[0]["counted_working_days"]) == ("2027-12-02", 213)
    assert "error" in answers[1]
    assert answers[2]["refused"][0]["code"] == "invalid_dates"


def test_nothing_in_gives_nothing_out() -> None:
    assert clock() == []
