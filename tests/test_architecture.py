"""The import direction is a rule, not a habit; and so are the other rules that a machine can see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PICTURES = {"streamlit", "folium", "streamlit_folium", "starlette", "branca"}
FORBIDDEN = {
    "geo": {
        "layers",
        "office",
        "views",
        "demo",
        "app",
        "cli",
        "commands",
        "pyogrio",
        "fiona",
        "sqlite3",
        *PICTURES,
    },
    "layers": {"office", "views", "demo", "app", "cli", "commands", *PICTURES},
    "office": {"views", "demo", "app", "cli", "commands", "pyogrio", "fiona", *PICTURES},
    "views": {"sqlalchemy", "demo", "app", "cli", "commands", "pyogrio", "fiona", "sqlite3"},
    "demo": {"views", "app", "cli", "commands", *PICTURES},
    "commands": {"sqlalchemy", "demo", "app", "cli", "pyogrio", "fiona", "sqlite3", *PICTURES},
}
MODULES = [(package, path) for package in FORBIDDEN for path in sorted((ROOT / package).rglob("*.py"))]
CODE = [*(path for _, path in MODULES), *ROOT.glob("*.py")]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(("package", "path"), MODULES, ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_packages_import_only_downwards(package: str, path: Path) -> None:
    assert not imported(path) & FORBIDDEN[package]


FORMAT_LIBRARIES = {"pyogrio", "fiona"}
FENCED = {"drivers", "dxf_arcs", "ogr"}
"""Modules of the intake that only its fenced process loads; `drivers` asks for their names alone."""


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_format_libraries_are_loaded_in_the_fenced_process_alone(path: Path) -> None:
    """An uploaded file is somebody else's program: GDAL may not read it in ours."""
    if imported(path) & FORMAT_LIBRARIES and "demo" not in path.parts:
        assert "intake" in path.parts
        assert path.stem in FENCED


def test_run_py_needs_nothing_but_python() -> None:
    own = {
        "layers",
        "geo",
        "office",
        "views",
        "demo",
        "app",
        "cli",
        "numpy",
        "shapely",
        "typer",
        "rich",
        "streamlit",
    }
    assert not imported(ROOT / "run.py") & own


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_errors_are_never_swallowed(path: Path) -> None:
    """A broad except stands only at the doors; input is not judged by assert; nothing prints."""
    door = path.name in {"app.py", "cli.py", "run.py"} or path == ROOT / "views" / "errors.py"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler) and not door:
            name = node.type.id if isinstance(node.type, ast.Name) else node.type
            assert name not in {None, "Exception", "BaseException"}
        assert not isinstance(node, ast.Assert)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and path.name != "run.py":
            assert node.func.id != "print"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_place_transforms_coordinates(path: Path) -> None:
    if path == ROOT / "geo" / "crs.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"to_crs", "from_crs", "from_pipeline", "to_proj4"}
            zero = bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
            assert not (node.func.attr == "buffer" and zero)


def test_no_vague_names() -> None:
    vague = {"utils", "helpers", "common", "core", "manager", "base", "misc"}
    assert not vague & {path.stem for path in CODE}


BANNED_IN_PAGES = {
    "download_button": "its file has an address that needs no session of its own",
    "image": "the same address without a session",
    "audio": "the same",
    "video": "the same",
    "pydeck_chart": "it asks another host for its ground",
    "map": "the same",
}
"""Calls of Streamlit that no page may make; files go through `views.handing`."""


@pytest.mark.parametrize("path", sorted((ROOT / "views").rglob("*.py")), ids=lambda path: str(path.name))
def test_pages_hand_out_nothing_through_streamlit(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # Columns and containers have the same calls; `map` is one of tables and series too.
            on_st = isinstance(node.func.value, ast.Name) and node.func.value.id == "st"
            assert not ((on_st or node.func.attr != "map") and node.func.attr in BANNED_IN_PAGES), (
                BANNED_IN_PAGES[node.func.attr]
            )
            assert not any((word.arg or "").startswith("unsafe_allow") for word in node.keywords)
