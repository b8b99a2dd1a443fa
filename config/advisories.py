"""Asks what is known of holes in the packages that we depend on, by pip-audit, where a service can be reached."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVICES: tuple[tuple[str, ...], ...] = (("--vulnerability-service", "pypi"), ("--vulnerability-service", "osv"))
_SECONDS_AN_ANSWER = 10
_SECONDS_IN_ALL = 300


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found: how many packages a service was asked about, and what is wrong with them, as sentences."""

    asked: int
    faults: list[str]


def audit(lists: Sequence[Path], services: Sequence[Sequence[str]] = SERVICES) -> Audit | None:
    """Ask the first service that answers about every package of ``lists``; None where none of them does."""
    for service in services:
        found = findings(_said(lists, service))
        if found is not None:
            return found
    return None


def findings(said: str) -> Audit | None:
    """What pip-audit wrote as JSON, understood; None when no service was asked, whatever it says itself.

    It finds «no known vulnerabilities» in packages of which the service knew nothing, and leaves them out of its
    verdict: so an index without advisories looks like a clean bill. A single package that was left out is a fault.
    """
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    skipped = [package for package in packages if "vulns" not in package]
    if len(skipped) == len(packages):
        return None
    faults = [f"{each['name']}: the service does not know this version." for each in skipped]
    faults += [
        f"{each['name']} {each['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}."
        for each in packages
        for hole in each.get("vulns", [])
    ]
    return Audit(len(packages), faults)


def _said(lists: Sequence[Path], service: Sequence[str]) -> str:
    options = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    named = [part for path in lists for part in ("--requirement", str(path))]
    command = [sys.executable, "-m", "pip_audit", *options, "--timeout", str(_SECONDS_AN_ANSWER), *service, *named]
    try:
        # It ends with 1 both for a hole and for a service that is silent; what it writes tells them apart.
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS_IN_ALL).stdout
    except subprocess.TimeoutExpired:
        return ""
