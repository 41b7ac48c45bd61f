"""What the README says is there, and what it tells to type works."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block_after(heading: str) -> list[str]:
    return README.split(f"## {heading}")[1].split("```")[1].strip().splitlines()


def test_the_tree_is_the_tree() -> None:
    named = {line.split()[0].rstrip("/") for line in block_after("The tree")}
    assert all((ROOT / name).exists() for name in named)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= named


def test_links_and_pictures_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).is_file()


def test_the_two_commands_are_what_ci_runs() -> None:
    assert block_after("Start") == ["python3 run.py", "python3 run.py test"]
    assert "python3 run.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", block_after("The command line"))
def test_every_command_and_option_exists(line: str) -> None:
    _, command, *rest = line.split()
    group = getattr(typer.main.get_command(cli.app).commands[command], "commands", {})
    names = [command, *(word for word in rest[:1] if word in group)]
    shown = CliRunner().invoke(cli.app, [*names, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert shown.exit_code == 0
    for option in (word for word in rest if word.startswith("-")):
        assert option in shown.output


def test_every_package_is_installed_and_every_lock_is_hashed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    top = {path.parent for path in ROOT.glob("*/__init__.py")}
    made = {path.parent.relative_to(ROOT) for folder in top for path in folder.rglob("__init__.py")}
    packages = {".".join(folder.parts) for folder in made}
    assert set(project["tool"]["setuptools"]["packages"]) == packages
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        pinned = re.findall(r"^([a-z0-9][\w.-]*)==", text, flags=re.MULTILINE)
        assert len(pinned) > 5 or lock.stem == "demo"
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
