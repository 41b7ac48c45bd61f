"""Ids of projects: their own code, else made of what they are."""

from __future__ import annotations

from layers.intake.lists.list_fields import Field
from layers.intake.lists.list_rows import ListRow, RowKind
from layers.intake.lists.project_ids import identify


def row(number: int, name: str, **cells: str) -> ListRow:
    fields = {Field[field]: text for field, text in cells.items()}
    return ListRow(number=number, kind=RowKind.PROJECT, cells={Field.NAME: name, **fields})


def test_a_code_of_the_list_is_the_id() -> None:
    found = identify([row(2, "A", CODE=" P01 "), row(3, "B", CODE="P02")], "1")
    assert found.ids == {0: "P01", 1: "P02"}
    assert not found.notes


def test_a_code_that_stands_twice_is_refused_with_all_its_rows() -> None:
    found = identify([row(2, "A", CODE="P01"), row(3, "B", CODE="p01"), row(4, "C", CODE="P02")], "1")
    assert found.ids == {2: "P02"}
    assert [(note.row, note.refused, note.column) for note in found.notes] == [(2, True, "1"), (3, True, "1")]
    assert found.notes[0].vi == 'Dòng 2: mã "P01" cũng có ở dòng 3: mỗi dự án cần có mã riêng.'


def test_a_made_id_follows_name_and_place_and_nothing_else() -> None:
    first = identify([row(2, "Đường A", LOCATION="xã Bình Lư", AREA="1")], "").ids[0]
    assert first == identify([row(9, "ĐƯỜNG  A", LOCATION="Xã Bình Lư", AREA="2")], "").ids[0]
    assert first.startswith("R-")
    others = identify(
        [row(2, "Đường B", LOCATION="xã Bình Lư"), row(3, "Đường A", LOCATION="xã Bản Bo")], ""
    ).ids
    assert len({first, *others.values()}) == 3
    assert identify([row(2, "Trường Á")], "").ids != identify([row(2, "Trường A")], "").ids


def test_the_same_name_and_place_are_told_apart_by_the_rest_and_a_repeated_row_is_refused() -> None:
    rows = [row(2, "A", LOCATION="x", AREA="1,5"), row(3, "A", LOCATION="x", AREA="2"), row(4, "A", LOCATION="x", AREA="1,5")]  # fmt: skip
    found = identify(rows, "")
    assert set(found.ids) == {0, 1}
    assert found.ids[0] != found.ids[1]
    assert [(note.row, note.kind, note.refused) for note in found.notes] == [
        (2, "same name and place", False),
        (3, "same name and place", False),
        (4, "row repeated", True),
    ]
