"""Columns of any mix become one Arrow type without losing a digit, and no two have one name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.formats import names, table
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.table import batch, build_table, geometry_of, join_batches


def one(values: object) -> tuple[str, list]:
    column = build_table(range(1, len(values) + 1), [None] * len(values), {"a": values})["a"]
    return str(column.type), column.to_pylist()


@pytest.mark.parametrize(
    ("values", "kind", "kept"),
    [
        ([1, None], "int64", [1, None]),
        ([True, None], "bool", [True, None]),
        ([True, 1], "string", ["true", "1"]),
        ([1, 0.5], "double", [1.0, 0.5]),
        ([2**53 + 1, 0.5], "string", ["9007199254740993", "0.5"]),
        ([2**63, None], "string", ["9223372036854775808", None]),
        ([2**63, 0.5], "string", ["9223372036854775808", "0.5"]),
        ([10**400, 0.5], "string", [str(10**400), "0.5"]),
        (["Ấp 1", None], "string", ["Ấp 1", None]),
        (["a", 1.5, [1, {"b": "ấ"}]], "string", ["a", "1.5", '[1, {"b": "ấ"}]']),
        ([b"\xca\xea", "a", None, 1], "binary", [b"\xca\xea", b"a", None, b"1"]),
        ([date(2026, 2, 1), datetime(2026, 2, 1, 5, tzinfo=UTC)], "string", ["2026-02-01", "2026-02-01T05:00:00+00:00"]),
        ([np.int32(4), np.float32(0.5)], "double", [4.0, 0.5]),
        ([None, None], "string", [None, None]),
        ([], "string", []),
        (pa.array([1, 2], pa.uint8()), "int64", [1, 2]),
        (pa.array([2**64 - 1], pa.uint64()), "string", ["18446744073709551615"]),
        (pa.array(["a", "a"]).dictionary_encode(), "string", ["a", "a"]),
        (pa.array([date(2026, 2, 1)]), "string", ["2026-02-01"]),
        (pa.array([[1, 2]]), "string", ["[1, 2]"]),
    ],
)  # fmt: skip
def test_every_mix_has_one_type_and_keeps_its_values(values: object, kind: str, kept: list) -> None:
    assert one(values) == (kind, kept)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(IntakeError, match="half a character") as caught:
        one(["a\ud800"])
    assert caught.value.code == "text-surrogate"


def test_geometry_comes_back_as_it_went_in() -> None:
    shapes = [shapely.Point(1, 2), None, shapely.box(0, 0, 1, 1)]
    made = build_table([4, 5, 9], shapes, {})
    assert made["row_number"].to_pylist() == [4, 5, 9]
    back = geometry_of(made)
    assert [back[0].wkt, back[1], back[2].equals(shapes[2])] == ["POINT (1 2)", None, True]
    assert build_table([1], [shapely.to_wkb(shapes[0])], {})["geometry"].to_pylist() == [
        shapely.to_wkb(shapes[0])
    ]
    assert geometry_of(build_table([], [], {"a": []})).tolist() == []


def test_batches_with_other_columns_and_types_are_joined() -> None:
    parts = [
        batch([1], [None], {"a": [1], "b": ["x"], "f": [2**53 + 1]}),
        batch([2], [None], {"a": [0.5], "c": [None], "f": [0.5]}),
        batch([3], [None], {"a": [None], "b": [True], "c": [b"\xff"]}),
    ]
    made = join_batches(parts).to_pydict()
    assert made == {
        "row_number": [1, 2, 3],
        "geometry": [None] * 3,
        "a": [1.0, 0.5, None],
        "b": ["x", None, "true"],
        "f": ["9007199254740993", "0.5", None],
        "c": [None, None, b"\xff"],
    }
    assert join_batches([]).column_names == ["row_number", "geometry"]


def test_cells_and_columns_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_CELLS", 8)
    with pytest.raises(IntakeError) as cells:
        build_table([1, 2, 3], [None] * 3, {"a": [1, 2, 3]})
    assert cells.value.code == "too-many-cells"
    with pytest.raises(IntakeError, match="more than 255 columns") as columns:
        ColumnNames(f"c{n}" for n in range(256))
    assert columns.value.code == "too-many-columns"


def test_clashing_names_are_numbered_and_told() -> None:
    given = ["fid", "FID", "row_number", "Geometry", "", " a", "a", "b" * 201]
    columns = ColumnNames(given)
    assert [columns.of(name) for name in given] == [
        "fid", "FID_2", "row_number_2", "Geometry_2", "column_2", "a", "a_2", "b" * 200,
    ]  # fmt: skip
    assert [note.column for note in columns.notes] == [
        "FID_2", "row_number_2", "Geometry_2", "column_2", "a", "a_2", "b" * names.LONGEST_NAME,
    ]  # fmt: skip
    made = build_table([1], [None], {"a": [1], "A": [2]})
    assert made.column_names[2:] == ["a", "A_2"]
