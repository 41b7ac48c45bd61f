"""Property: whatever differs between two sides, a quick replay is the full one to the last bit."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.province import open_province
from layers.replay import Side, check_side
from office.replay.compare import compare
from same import assert_same
from squares import lay_out, rule_text, square

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EXAMPLES = int(os.environ.get("RANH_REPLAY_EXAMPLES", "6"))
DAYS = (date(2026, 11, 26), date(2027, 1, 1), date(2024, 1, 1))
CODES = ("LUC", "RPH", "ODT", "CQP", "")
FILES = ("sites.gpkg", "landuse.gpkg", "defence.gpkg")
N = st.integers(0, 30)
DECLARED = ("missing_rows = 2", "accuracy_m = 30.0", 'version = "2"', 'origin = "synthetic"')
TABLED = (
    ("LUC,Đất chuyên trồng lúa,Wet rice land,LUA", "LUC,Đất lúa,Wet,NNP"),
    ("Protection forest,NNP", "F,PNN"),
)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(FILES), N, N),
        st.tuples(st.just("code"), st.just("landuse.gpkg"), N, N),
        st.tuples(st.just("drop"), st.sampled_from(FILES), N, N),
        st.tuples(st.just("rule"), st.just("rules.toml"), N, N),
        st.tuples(st.just("end"), st.just("province.toml"), N, N),
        st.tuples(st.just("declare"), st.just("province.toml"), N, N),
        st.tuples(st.just("table"), st.just("codes.csv"), N, N),
    ),
    min_size=1,
    max_size=4,
)


def rewritten(path: Path, what: str, row: int, much: int) -> None:
    rows = gpd.read_file(path)
    row %= len(rows)
    if what == "move":
        width = 1000 if path.name != "sites.gpkg" else 100
        rows.loc[row, "geometry"] = square(50 * much, 40 * row + 30 * much, width)
    elif what == "code":
        rows.loc[row, "code"] = CODES[much % len(CODES)]
    elif len(rows) > 1:
        rows = rows.drop(index=row)
    path.unlink()
    rows.to_file(path)


def apply(folder: Path, change: tuple[str, str, int, int]) -> None:
    what, name, row, much = change
    path = folder / name
    if what == "rule":
        more = (f"distance_m = {10.0 * much + 1}", "distance", "defence")
        more = more if row % 2 else ('codes = ["RPH"]', "overlap", "landuse")
        text = rule_text(f"NEW-{row}-{much}", more[2], more[1], more=more[0])
        if text not in path.read_text(encoding="utf-8"):
            path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    elif what == "end":
        layer = ("landuse", "defence")[row % 2]
        text = path.read_text(encoding="utf-8").replace(
            f'id = "{layer}"\nfamily', f'id = "{layer}"\neffective_to = 2026-12-31\nfamily', 1
        )
        path.write_text(text, encoding="utf-8")
    elif what == "declare":
        layer = ("landuse", "defence", "sites", "communes")[row % 4]
        said = DECLARED[much % len(DECLARED)]
        text = path.read_text(encoding="utf-8")
        if f'file = "{layer}.gpkg"\n{said.split()[0]}' not in text:
            text = text.replace(f'file = "{layer}.gpkg"\n', f'file = "{layer}.gpkg"\n{said}\n', 1)
        path.write_text(text, encoding="utf-8")
    elif what == "table":
        old, new = TABLED[row % len(TABLED)]
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    else:
        rewritten(path, what, row, much)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES, days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)))
def test_a_quick_replay_is_the_full_one(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[str, str, int, int]],
    days: tuple[date, date],
) -> None:
    folder = lay_out(tmp_path_factory.mktemp("before"))
    other = shutil.copytree(folder, tmp_path_factory.mktemp("after") / "p")
    for change in changes:
        apply(other, change)
    before = check_side(Side(province=open_province(folder), as_of=days[0]))
    after = Side(province=open_province(other), as_of=days[1])
    quick, full = check_side(after, before), check_side(after)
    assert_same(quick.whole, full.whole)
    assert_same(quick.told, full.told)
    assert compare(before.told, quick.told) == compare(before.told, full.told)
    assert len(compare(before.whole, before.whole).changes) == 0
