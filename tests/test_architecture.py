"""The import direction is a rule, not a habit; and so are the other rules that a machine can see."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = {"streamlit", "folium", "starlette", "branca"}
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


JUDGED = (ast.Import, ast.ImportFrom, ast.ExceptHandler, ast.Assert, ast.Call)
"""What a rule may look at; the rest of a file is not kept."""


@cache
def tree(path: Path) -> tuple[ast.AST, ...]:
    """Return the judged nodes of a file; each file is read once for all rules."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return tuple(node for node in nodes if isinstance(node, JUDGED))


@cache
def imported(path: Path) -> frozenset[str]:
    found = set()
    for node in tree(path):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def at(path: Path, node: ast.AST, fault: str) -> str:
    """Return a fault with its place, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{node.lineno}: {fault}"


def test_the_rules_look_at_every_package() -> None:
    assert {package for package, _ in MODULES} == set(FORBIDDEN)
    assert {"app.py", "cli.py", "run.py"} <= {path.name for path in CODE}


def test_packages_import_only_downwards() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package, path in MODULES
        for name in sorted(imported(path) & FORBIDDEN[package])
    ]
    assert wrong == []


FORMAT_LIBRARIES = {"pyogrio", "fiona"}
FENCED = {"drivers", "dxf_arcs", "ogr"}
"""Modules of the intake that only its fenced process loads; `drivers` asks for their names alone."""


def test_format_libraries_are_loaded_in_the_fenced_process_alone() -> None:
    """An uploaded file is somebody else's program: GDAL may not read it in ours."""
    loading = [path for path in CODE if imported(path) & FORMAT_LIBRARIES and "demo" not in path.parts]
    assert [path for path in loading if "intake" not in path.parts or path.stem not in FENCED] == []
    assert {path.stem for path in loading} == FENCED


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


def is_broad(node: ast.AST) -> bool:
    name = getattr(node, "type", None)
    name = name.id if isinstance(name, ast.Name) else name
    return isinstance(node, ast.ExceptHandler) and name in {None, "Exception", "BaseException"}


def is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def test_errors_are_never_swallowed() -> None:
    """A broad except stands only at the doors; input is not judged by assert; nothing prints."""
    doors = {*(ROOT / name for name in ("app.py", "cli.py", "run.py")), ROOT / "views" / "errors.py"}
    wrong = [
        at(path, node, "broad except")
        for path in CODE
        for node in tree(path)
        if is_broad(node) and path not in doors
    ]
    wrong += [
        at(path, node, "assert") for path in CODE for node in tree(path) if isinstance(node, ast.Assert)
    ]
    wrong += [
        at(path, node, "print")
        for path in CODE
        for node in tree(path)
        if is_call_of(node, "print") and path.name != "run.py"
    ]
    assert wrong == []
    assert is_broad(ast.parse("try: a\nexcept Exception: b").body[0].handlers[0])
    assert is_broad(ast.parse("try: a\nexcept: b").body[0].handlers[0])


TRANSFORMING = {"to_crs", "from_crs", "from_pipeline", "to_proj4"}


def moves_coordinates(node: ast.AST) -> bool:
    """Tell a call that transforms, and a buffer of zero, which quietly drops parts of a shape."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    zero = bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
    return node.func.attr in TRANSFORMING or (node.func.attr == "buffer" and zero)


def test_one_place_transforms_coordinates() -> None:
    own = ROOT / "geo" / "crs.py"
    wrong = [
        at(path, node, "transforms")
        for path in CODE
        for node in tree(path)
        if moves_coordinates(node) and path != own
    ]
    assert wrong == []
    assert any(moves_coordinates(node) for node in tree(own)), (
        "the rule sees a transformation where there is one"
    )


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


def fault_of_page(node: ast.AST) -> str | None:
    """Return why a page may not make this call, if it may not."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    # Columns and containers have the same calls; `map` is one of tables and series too.
    on_st = isinstance(node.func.value, ast.Name) and node.func.value.id == "st"
    if (on_st or node.func.attr != "map") and node.func.attr in BANNED_IN_PAGES:
        return f"{node.func.attr}: {BANNED_IN_PAGES[node.func.attr]}"
    if any((word.arg or "").startswith("unsafe_allow") for word in node.keywords):
        return "unsafe_allow"
    return None


def test_pages_hand_out_nothing_through_streamlit() -> None:
    wrong = [
        at(path, node, fault)
        for path in sorted((ROOT / "views").rglob("*.py"))
        for node in tree(path)
        if (fault := fault_of_page(node))
    ]
    assert wrong == []
    for banned in (
        "st.image(a)",
        "column.download_button(a)",
        "st.map(a)",
        "st.write(a, unsafe_allow_html=True)",
    ):
        assert fault_of_page(ast.parse(banned, mode="eval").body)
    assert fault_of_page(ast.parse("table.map(f)", mode="eval").body) is None
