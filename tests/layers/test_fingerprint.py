"""Whatever can make a finding differ makes another fingerprint."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.fingerprint import columns_of, digest, program, row_digests

LONG = list(range(3000))


def frame(*cells: object, shape: str = "POINT (1 2)") -> gpd.GeoDataFrame:
    shapes = [shapely.from_wkt(shape) if shape else None] * len(cells)
    column = pd.Series(list(cells), dtype=object)
    return gpd.GeoDataFrame({"c": column}, geometry=gpd.GeoSeries(shapes, crs="EPSG:9205"))


def test_cells_that_differ_in_value_or_type_have_other_fingerprints() -> None:
    cells = [1, 1.0, True, "1", "True", None, "", " ", "None", float("nan"), 0.0, -0.0, np.nextafter(1, 2)]
    cells += [(1,), ["1"], pd.NaT, pd.Timestamp("2026-01-01"), "đ", "d\u0335", np.array(LONG)]
    cells += [np.array([*LONG[:1500], -1, *LONG[1501:]]), b"1"]
    assert len(set(row_digests(frame(*cells)))) == len(cells)


def test_equal_rows_have_equal_fingerprints_wherever_they_stand() -> None:
    digests = row_digests(frame("a", float("nan"), "a", float("nan")))
    assert digests[:2] == digests[2:]


@pytest.mark.parametrize("other", ["", "POINT (1 2.0000000000000004)", "POINT EMPTY", "MULTIPOINT (1 2)"])
def test_the_last_bit_of_a_coordinate_counts(other: str) -> None:
    assert row_digests(frame("a", shape=other)) != row_digests(frame("a"))


def test_where_a_column_ends_counts() -> None:
    one, other = frame("a").assign(d="bc"), frame("ab").assign(d="c")
    assert row_digests(one) != row_digests(other)


def test_names_types_order_and_crs_of_columns_count() -> None:
    base = frame("a").assign(d=1)
    others = [base.rename(columns={"d": "e"}), base.astype({"d": float}), base[["d", "c", "geometry"]]]
    others.append(base.set_crs("EPSG:3405", allow_override=True))
    assert len({columns_of(base), *map(columns_of, others)}) == 5


def test_parts_cannot_flow_into_one_another() -> None:
    assert len({digest(), digest(""), digest("", ""), digest("ab"), digest("a", "b"), digest("b", "a")}) == 6


def test_the_program_is_its_code(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    now = program()
    assert now == program.__wrapped__()
    (tmp_path / "evaluate.py").write_text("NOISE = 1", encoding="utf-8")
    monkeypatch.setattr("layers.fingerprint.OWN", (tmp_path,))
    one = program.__wrapped__()
    (tmp_path / "evaluate.py").write_text("NOISE = 2", encoding="utf-8")
    two = program.__wrapped__()
    (tmp_path / "evaluate.py").rename(tmp_path / "other.py")
    assert len({now, one, two, program.__wrapped__()}) == 4
