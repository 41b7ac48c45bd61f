"""The last check in a file: the same cells come back, and a file that does not fit is left aside."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from layers import kept_file
from layers.check import CheckResult, check_province
from layers.errors import WriteError
from layers.kept import Kept
from layers.kept_file import FILE, read_kept, require_kept_folder, write_kept
from layers.province import Province, open_province
from same import assert_same
from squares import rule_text, square, write

DAY = date(2026, 11, 23)


@pytest.fixture
def province(folder: Path) -> Province:
    """Return the small province whose defence layer says how far its lines may be off."""
    path = folder / "province.toml"
    path.write_text(path.read_text(encoding="utf-8") + "accuracy_m = 25.0\n", encoding="utf-8")
    return open_province(folder)


@pytest.fixture
def result(folder: Path, province: Province) -> CheckResult:
    """Return a check with every kind of cell: shapes and none, hits and none, a layer that is missing."""
    rules = (folder / "rules.toml").read_text(encoding="utf-8")
    more = rule_text("PRJ", "sites", more="near_m = 90") + rule_text("HERITAGE", "heritage")
    (folder / "rules.toml").write_text(rules + more, encoding="utf-8")
    shapes = [
        square(950, 100),
        square(950, 1100),
        square(1100, 1100),
        None,
        square(50_000, 0),
        square(905, 1500),
    ]
    names = ["Một", "", None, "=1", "\x07", "Sát ranh"]
    write(folder / "sites.gpkg", {"site_id": list("abcdef"), "name": names}, shapes)
    made = check_province(province, DAY)
    assert set(made.slivers["why"]) == {"map_error"}
    return made


def test_what_was_written_comes_back_to_the_last_bit(
    result: CheckResult, province: Province, tmp_path: Path
) -> None:
    path = write_kept(result.kept, tmp_path, province)
    recalled = read_kept(tmp_path, province)
    assert (recalled.why_en, recalled.why_vi) == ("", "")
    assert recalled.kept.near_keys == result.kept.near_keys
    assert recalled.kept.blocked == result.kept.blocked
    assert recalled.kept.communes == result.kept.communes
    assert list(recalled.kept.cells) == list(result.kept.cells)
    again = check_province(province, DAY, since=recalled.kept)
    assert again.rechecked.findings == frozenset()
    assert_same(again, result)
    assert path == tmp_path / FILE


def test_a_change_after_the_file_was_written_is_found(
    result: CheckResult, province: Province, folder: Path, tmp_path: Path
) -> None:
    write_kept(result.kept, tmp_path, province)
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(7000, 1000, 1000)])
    again = check_province(province, DAY, since=read_kept(tmp_path, province).kept)
    assert again.rechecked.findings == {"b/DEF-01", "c/DEF-01", "f/DEF-01"}
    assert_same(again, check_province(province, DAY))


def test_another_accuracy_of_the_sites_after_the_file_was_written_asks_all_again(
    result: CheckResult, province: Province, tmp_path: Path
) -> None:
    """The file holds no accuracy to be believed: the keys of its cells follow from it."""
    write_kept(result.kept, tmp_path, province)
    layers = [
        x.model_copy(update={"accuracy_m": 40.0} if x.family == "sites" else {}) for x in province.layers
    ]
    other = province.model_copy(update={"layers": tuple(layers)})
    again = check_province(other, DAY, since=read_kept(tmp_path, other).kept)
    assert len(again.rechecked.findings) == again.rechecked.cells
    assert again.footprints_m == 40.0
    assert_same(again, check_province(other, DAY))


def test_only_the_owner_may_read_it(result: CheckResult, province: Province, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        require_kept_folder(tmp_path / "new")
        path = write_kept(result.kept, tmp_path / "new", province)
        write_kept(result.kept, tmp_path / "new", province)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == [FILE]


def head_with(key: str, value: object) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        first, _, body = data.partition(b"\n")
        return json.dumps(json.loads(first) | {key: value}).encode() + b"\n" + body

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data[:-1], "is damaged or was changed"),
        (lambda data: data[:100], "is damaged or was changed"),
        (lambda _: b"", "is damaged or was changed"),
        (lambda _: b"SQLite format 3\x00", "is damaged or was changed"),
        (lambda _: b"[]\n", "is damaged or was changed"),
        (lambda _: b"{}\n", "is damaged or was changed"),
        (lambda data: data.replace(b"Vi", b"vi", 1) if b"Vi" in data else data + b" ", "is damaged or was changed"),
        (lambda data: data[:-200] + bytes([data[-200] ^ 1]) + data[-199:], "is damaged or was changed"),
        (head_with("ranh_last_check", 1), "is of another version of the program"),
        (head_with("program", "00"), "is of another version of the program"),
        (head_with("province", "elsewhere"), "is of another province"),
        (head_with("sha256", "00"), "is damaged or was changed"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_left_aside(
    result: CheckResult, province: Province, tmp_path: Path, change: Callable[[bytes], bytes], why: str
) -> None:
    path = write_kept(result.kept, tmp_path, province)
    path.write_bytes(change(path.read_bytes()))
    recalled = read_kept(tmp_path, province)
    assert recalled.kept == Kept()
    assert why in recalled.why_en
    assert recalled.why_vi.endswith("bỏ qua tệp này và kiểm tra lại toàn bộ.")


@pytest.mark.parametrize("body", [b"", b"PK", b"not a zip"])
def test_a_body_that_is_none_with_a_hash_that_fits_is_left_aside(
    result: CheckResult, province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr(kept_file, "_body", lambda _: body)
    write_kept(result.kept, tmp_path, province)
    assert "is damaged" in read_kept(tmp_path, province).why_en


def test_a_program_that_was_changed_leaves_the_file_aside(
    result: CheckResult, province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_kept(result.kept, tmp_path, province)
    monkeypatch.setattr(kept_file, "program", lambda: b"another")
    assert "another version of the program" in read_kept(tmp_path, province).why_en


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_file_that_others_may_write_is_left_aside(
    result: CheckResult, province: Province, tmp_path: Path
) -> None:
    write_kept(result.kept, tmp_path, province).chmod(0o622)
    assert "may be written by others" in read_kept(tmp_path, province).why_en


def test_where_there_is_none_nothing_is_said(province: Province, tmp_path: Path) -> None:
    assert read_kept(tmp_path, province) == kept_file.Recalled(kept=Kept())


def test_a_folder_that_cannot_be_is_refused(province: Province, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "not" / "there"):
        with pytest.raises(WriteError, match="Cannot keep the check"):
            require_kept_folder(folder)
    with pytest.raises(WriteError):
        write_kept(Kept(), tmp_path / "not", province)
