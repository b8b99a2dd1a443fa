"""Every dependency is one version with its hash, and a list that says less is found out."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.dependencies import faults

HASH = f"--hash=sha256:{'a' * 64}"
LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
GOOD_LOCK: dict[str, Any] = {
    "packages": {
        "": {"name": "fotfeste"},
        "node_modules/htmx.org": {"integrity": "sha512-x"},
    }
}


def test_the_lists_of_this_installation_have_no_fault() -> None:
    assert faults(settings.BASE_DIR) == []


def _folder(path: Path, entry: str, lock: dict[str, Any] | None = None) -> Path:
    for name in LISTS:
        (path / name).write_text(f"# made by uv\n{entry}\n" if name == LISTS[2] else "")
    (path / "package-lock.json").write_text(json.dumps(lock or GOOD_LOCK))
    return path


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (f"django==5.2.19 \\\n    {HASH}\n    # via x", ""),
        (f"colorama==0.4.6 ; sys_platform == 'win32' \\\n    {HASH}", ""),
        ("django==5.2.19\n    # via x", "has no hash"),
        ("django==5.2.19 \\\n    --hash=md5:abc", "has no hash"),
        (f"django>=5.2 \\\n    {HASH}", "is not one version"),
        (f"django @ https://evil.example/django.zip \\\n    {HASH}", "is not one version"),
    ],
)
def test_a_package_that_is_not_pinned_with_its_hash_is_a_fault(tmp_path: Path, entry: str, fault: str) -> None:
    found = faults(_folder(tmp_path, entry))
    assert [fault in text for text in found] == ([True] if fault else [])


def test_a_version_that_is_not_the_one_installed_is_a_fault(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "")
    (folder / "requirements.txt").write_text(f"django==1.0 \\\n    {HASH}\nno-such-package==1.0 \\\n    {HASH}\n")
    assert len(faults(folder)) == 2


@pytest.mark.parametrize("facts", [{"integrity": "sha1-x"}, {"resolved": "https://evil.example/h.tgz"}])
def test_a_package_of_npm_without_hash_or_bound_to_an_address_is_a_fault(tmp_path: Path, facts: dict[str, str]) -> None:
    good = GOOD_LOCK["packages"]["node_modules/htmx.org"]
    lock = {"packages": {"node_modules/htmx.org": good | facts}}
    assert len(faults(_folder(tmp_path, "", lock))) == 1
