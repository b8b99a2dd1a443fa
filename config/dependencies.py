"""The audit of what we depend on: every package is one version, known by its hash, and that version is installed.

It needs no network. ``config.advisories`` asks for known holes, where it can.
"""

import json
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

_INSTALLED = ("requirements.txt", "requirements-dev.txt")
_LISTS = (*_INSTALLED, "requirements-node.txt")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_ENTRY = re.compile(r"^(?P<what>[A-Za-z0-9][^\\\n]*?)\s*\\?\n(?P<rest>(?:[ \t]+.*\n)*)", re.MULTILINE)


def faults(base: Path) -> list[str]:
    """What is wrong with the lists of ``base`` and with what is installed, as sentences."""
    return [fault for name in _LISTS for fault in _faults_of_list(base / name)] + _faults_of_lock(
        json.loads((base / "package-lock.json").read_text())
    )


def _faults_of_list(path: Path) -> list[str]:
    found = []
    for entry in _ENTRY.finditer(path.read_text()):
        wanted = Requirement(entry["what"])
        pins = [pin.version for pin in wanted.specifier if pin.operator == "=="]
        if wanted.url or len(pins) != 1 or len(wanted.specifier) != 1:
            found.append(f"{path.name}: {wanted.name} is not one version.")
        elif not _HASH.search(entry["rest"]):
            found.append(f"{path.name}: {wanted.name} has no hash.")
        elif path.name in _INSTALLED and _is_wanted_here(wanted) and _installed(wanted.name) != Version(pins[0]):
            found.append(f"{path.name}: {wanted.name} {pins[0]} is listed, but not installed.")
    return found


def _is_wanted_here(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate()


def _installed(name: str) -> Version | None:
    try:
        return Version(version(name))
    except PackageNotFoundError:
        return None


def _faults_of_lock(lock: dict[str, Any]) -> list[str]:
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    unknown = [name for name, facts in packages.items() if not facts.get("integrity", "").startswith("sha512-")]
    # Where a package is fetched is the machine's business; the hash says that it is the right one.
    bound = [name for name, facts in packages.items() if "resolved" in facts]
    return [f"package-lock.json: {name} has no hash." for name in unknown] + [
        f"package-lock.json: {name} is bound to an address." for name in bound
    ]
