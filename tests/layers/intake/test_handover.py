"""What the reader had is what the parent gets; what contradicts itself is not taken."""

import copy
import json
import random
from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import ValidationError

from layers.intake.fenced.acceptance import Answer, LayerRecord, accept_layers, taken_cells
from layers.intake.fenced.handover import write_layers
from layers.intake.model import GEOMETRY, ROW, Note, SourceLayer

NOTE = Note(kind="row refused", en="Row 3 is lost.", vi="Mất dòng 3.", row=3, column="tên", refused=True)


def layer(name: str = "thửa đất", rows: int = 3) -> SourceLayer:
    """Return a layer with a column of each type that there is, with nulls."""
    some = [None, *range(rows)][:rows]
    columns = {
        ROW: pa.array(range(1, rows + 1), pa.int64()),
        GEOMETRY: pa.array([None if n is None else b"wkb" * (n % 7 + 1) for n in some], pa.binary()),
        "whole": pa.array(some, pa.int64()),
        "real": pa.array([None if n is None else n / 4 for n in some], pa.float64()),
        "yes": pa.array([None if n is None else n % 2 == 0 for n in some], pa.bool_()),
        "tên": pa.array([None if n is None else f"Tân Phong {n}" for n in some], pa.string()),
        "raw": pa.array([None if n is None else bytes([n % 256, 255]) for n in some], pa.binary()),
        "nothing": pa.nulls(rows, pa.string()),
    }
    return SourceLayer(
        name=name,
        table=pa.table(columns),
        declared_rows=rows + 1,
        crs_wkt="PROJCRS[]",
        crs_name="VN-2000",
        encoding="TCVN3",
        notes=(NOTE,),
        layer_field="tên",
    )


def handed_over(layers: list[SourceLayer], folder: Path) -> tuple[SourceLayer, ...]:
    with (folder / "cells").open("xb") as file:
        text = json.dumps({"layers": write_layers(layers, file)})
    answer = Answer.model_validate_json(text)
    return accept_layers(answer.layers, cells_of(folder), most_columns=255)


def cells_of(folder: Path) -> pa.Buffer:
    """Return the bytes of the file, which is removed while they are in use."""
    with (folder / "cells").open("rb") as file:
        (folder / "cells").unlink()
        return taken_cells(file)


def test_every_type_null_note_and_word_arrives(tmp_path: Path) -> None:
    sent = [layer(), layer("trống", rows=0), layer("lớn", rows=1000)]
    taken = handed_over(sent, tmp_path)
    assert len(taken) == 3
    for before, after in zip(sent, taken, strict=True):
        assert after.table.equals(before.table)
        assert (after.name, after.declared_rows, after.notes) == (before.name, before.declared_rows, (NOTE,))
        assert (after.crs_wkt, after.crs_name, after.encoding) == ("PROJCRS[]", "VN-2000", "TCVN3")
        assert after.layer_field == "tên"
    assert list(tmp_path.iterdir()) == []


def test_slices_and_chunks_arrive_as_the_rows_they_are(tmp_path: Path) -> None:
    whole = layer(rows=100)
    parts = pa.concat_tables([whole.table.slice(0, 9), whole.table.slice(9, 1), whole.table.slice(13, 50)])
    sliced = SourceLayer(name="s", table=parts, declared_rows=None)
    (taken,) = handed_over([sliced], tmp_path)
    assert taken.table.num_rows == 60
    assert taken.table.equals(parts)
    assert taken.declared_rows is None


def test_a_slice_does_not_carry_the_rows_that_it_leaves_out(tmp_path: Path) -> None:
    one = SourceLayer(name="s", table=layer(rows=100_000).table.slice(5, 1), declared_rows=1)
    with (tmp_path / "cells").open("xb") as file:
        write_layers([one], file)
    assert (tmp_path / "cells").stat().st_size < 4000


def test_half_a_character_in_a_name_becomes_a_question_mark(tmp_path: Path) -> None:
    (taken,) = handed_over([layer("tên \udcff")], tmp_path)
    assert taken.name == "tên ?"


def test_a_type_that_no_layer_may_have_is_a_fault_of_the_reader(tmp_path: Path) -> None:
    table = layer().table.append_column("day", pa.array([None, 1, 2], pa.date32()))
    with (tmp_path / "cells").open("xb") as file, pytest.raises(KeyError, match="day: date32"):
        write_layers([SourceLayer(name="s", table=table, declared_rows=3)], file)


@pytest.fixture
def sent(tmp_path: Path) -> tuple[list[dict], pa.Buffer]:
    """Return the records and cells of two layers as a child writes them."""
    with (tmp_path / "cells").open("xb") as file:
        records = write_layers([layer(rows=20), layer("b", rows=5)], file)
    return json.loads(json.dumps(records)), cells_of(tmp_path)


def accepted(records: list[dict], cells: pa.Buffer, most_columns: int = 255) -> tuple[SourceLayer, ...]:
    answer = Answer.model_validate_json(json.dumps({"layers": records}))
    return accept_layers(answer.layers, cells, most_columns=most_columns)


def change(records: list[dict], path: str, value: object) -> None:
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    at = records
    for step in steps:
        at = at[step]
    at[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("0/columns/0/name", "fid"),
        ("0/columns/1/name", "wkb"),
        ("0/columns/1/type", "string"),
        ("0/columns/0/type", "float64"),
        ("0/columns/2/name", "real"),
        ("0/columns/2/type", "dictionary"),
        ("0/columns/2/chunks/0/rows", 21),
        ("0/columns/2/chunks/0/rows", 10**9),
        ("0/columns/2/chunks/0/rows", -1),
        ("0/columns/2/chunks/0/rows", 2.0),
        ("0/columns/2/chunks", []),
        ("0/columns/2/chunks/0/buffers/1", [0, 10**12]),
        ("0/columns/2/chunks/0/buffers/1", [-8, 160]),
        ("0/columns/2/chunks/0/buffers/1", [4, 160]),
        ("0/columns/2/chunks/0/buffers/1", [10**12, 160]),
        ("0/columns/2/chunks/0/buffers/1", None),
        ("0/columns/2/chunks/0/buffers/0", [0, 1]),
        ("0/columns/5/chunks/0/buffers", [None, [0, 84], None]),
        ("0/columns/5/chunks/0/buffers/2", [0, 1]),
        ("0/columns/0/chunks/0/buffers/0", [0, 8]),
        ("0/layer_field", "no column"),
        ("0/declared_rows", -1),
        ("0/declared_rows", "20"),
        ("0/crs_wkt", "x" * 100_001),
        ("0/notes/0/en", ""),
        ("0/notes/0/refused", 1),
        ("0/notes/0/extra", 1),
        ("0/path", "/etc/passwd"),
        ("0/columns", []),
    ],
)
def test_a_record_that_contradicts_itself_or_the_bytes_is_not_taken(
    sent: tuple[list[dict], pa.Buffer], path: str, value: object
) -> None:
    records, cells = sent
    assert len(accepted(records, cells)) == 2
    change(records, path, value)
    with pytest.raises((ValidationError, ValueError)):
        accepted(records, cells)


def test_text_that_is_no_text_and_offsets_that_go_back_are_not_taken(tmp_path: Path) -> None:
    only = pa.table({ROW: pa.array([1], pa.int64()), GEOMETRY: pa.nulls(1, pa.binary()), "t": ["Tân"]})
    with (tmp_path / "cells").open("xb") as file:
        records = write_layers([SourceLayer(name="s", table=only, declared_rows=1)], file)
    begin = records[0]["columns"][2]["chunks"][0]["buffers"]
    for place, bad in ((begin[2][0], b"\xff"), (begin[1][0], b"\x09"), (begin[1][0] + 3, b"\xff")):
        damaged = bytearray((tmp_path / "cells").read_bytes())
        damaged[place : place + 1] = bad
        with pytest.raises(ValueError, match=r"UTF8|offset"):
            accepted(records, pa.py_buffer(bytes(damaged)))


def test_the_same_bytes_cannot_serve_a_hundred_columns(sent: tuple[list[dict], pa.Buffer]) -> None:
    records, cells = sent
    again = records[0]["columns"][6]
    records[0]["columns"] += [{**again, "name": f"c{n}"} for n in range(100)]
    with pytest.raises(ValueError, match="more cells than bytes"):
        accepted(records, cells)


def test_too_many_columns_or_no_layer_is_no_answer(sent: tuple[list[dict], pa.Buffer]) -> None:
    records, cells = sent
    assert len(accepted(records, cells, most_columns=6)) == 2
    with pytest.raises(ValueError, match="too many"):
        accepted(records, cells, most_columns=5)
    with pytest.raises(ValueError, match="without a layer"):
        accepted([], cells)


def numbers_in(value: object, path: tuple = ()) -> list[tuple]:
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in numbers_in(item, (*path, key))]
    if isinstance(value, list):
        return [found for key, item in enumerate(value) for found in numbers_in(item, (*path, key))]
    return [path] if isinstance(value, int) and not isinstance(value, bool) else []


def test_of_1000_damaged_answers_each_is_refused_or_sound(sent: tuple[list[dict], pa.Buffer]) -> None:
    records, cells = sent
    places, original, rng = numbers_in(records), cells.to_pybytes(), random.Random(2026)  # noqa: S311
    refused = 0
    for _ in range(1000):
        damaged, data = copy.deepcopy(records), bytearray(original)
        for _ in range(rng.randint(1, 2)):
            at = damaged
            *steps, last = rng.choice(places)
            for step in steps:
                at = at[step]
            at[last] = rng.choice([0, 1, 8, 64, 2**31 - 1, 2**62, at[last] + 1, at[last] - 1, at[last] + 64])
        for _ in range(rng.randint(0, 3)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            taken = accepted(damaged, pa.py_buffer(bytes(data)))
        except (ValidationError, ValueError):
            refused += 1
        else:
            for each in taken:
                each.table.validate(full=True)
                each.table.to_pylist()
    assert 500 < refused < 1000


def test_the_record_of_a_layer_allows_no_key_that_is_not_known(sent: tuple[list[dict], pa.Buffer]) -> None:
    records, _ = sent
    with pytest.raises(ValidationError, match="extra"):
        LayerRecord.model_validate_json(json.dumps({**records[0], "more": 1}))
