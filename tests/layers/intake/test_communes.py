"""Administrative units by any spelling, of before and of today; what is open is asked."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from layers.errors import ProvinceError
from layers.intake.lists.communes import match_cell, match_units
from layers.intake.lists.unit_match import Reason, UnitHow
from layers.intake.lists.unit_notes import unit_note
from layers.intake.lists.unit_table import Unit, UnitReference, province_units, read_units
from layers.intake.lists.unit_words import Level, split_cell
from layers.intake.text.letters import key
from layers.province import open_province

DATA = Path(__file__).parents[3] / "data"
BEFORE, CHANGE, AFTER = date(2021, 12, 10), date(2025, 7, 1), date(2026, 3, 1)
SHORT = {"Xã": "X.", "Phường": "P.", "Thị trấn": "TT."}


@pytest.fixture(scope="module")
def units() -> UnitReference:
    return province_units(open_province(DATA / "demo"))


def spellings(unit: Unit) -> list[str]:
    full = f"{unit.kind} {unit.name}"
    return [
        full,
        full.upper(),
        full.lower(),
        unicodedata.normalize("NFD", full),
        f"  {unit.kind}\u00a0{unit.name} ",
        f"{SHORT[unit.kind]}{unit.name}",
        f"{SHORT[unit.kind]} {unit.name}",
        f"{unit.kind}\u200b {unit.name}",
    ]


def test_the_reference_has_the_units_of_both_times(units: UnitReference) -> None:
    assert len(units.units) == 106 + 38
    assert units.changed_on == CHANGE
    assert {u.name for u in units.units if u.is_current and u.code in units.unchanged} == {"Mù Cả", "Tà Tổng"}
    assert len(units.districts) == 8


def test_every_former_unit_is_found_with_its_district_in_any_spelling(units: UnitReference) -> None:
    count = 0
    for unit in (unit for unit in units.units if not unit.is_current):
        for text in spellings(unit):
            (match,) = match_cell(f"{text}, {unit.district}", units)
            assert (match.how, match.unit, match.commune_code) == (UnitHow.MATCHED, unit, unit.commune_code)
            count += 1
        (bare,) = match_cell(f"{key(unit.kind)} {key(unit.name)}, {key(unit.district)}", units)
        assert bare.unit == unit
    assert count == 848


def test_every_unit_is_found_by_the_day_of_the_text(units: UnitReference) -> None:
    for unit in units.units:
        for text in spellings(unit):
            (match,) = match_cell(text, units, as_of=AFTER if unit.is_current else BEFORE)
            assert (match.how, match.unit) == (UnitHow.MATCHED, unit)


def test_the_first_day_of_the_new_units_is_theirs(units: UnitReference) -> None:
    old, new = (match_cell("xã Mường Than", units, as_of=day)[0] for day in (date(2025, 6, 30), CHANGE))
    assert (old.commune_code, new.commune_code) == ("03595", "03618")


@pytest.mark.parametrize(
    ("text", "as_of", "how", "reason", "commune_code"),
    [
        ("xã Mường Than", None, UnitHow.ASKS, Reason.PERIOD, ""),
        ("Xã Mường Tè", None, UnitHow.ASKS, Reason.PERIOD, "03445"),
        ("Mường Tè", BEFORE, UnitHow.ASKS, Reason.SEVERAL, ""),
        ("Nam Cha", None, UnitHow.ASKS, Reason.SEVERAL, ""),
        ("Sơn Bình", None, UnitHow.MATCHED, Reason.NONE, "03390"),
        ("Mù Cả", None, UnitHow.MATCHED, Reason.NONE, "03451"),
        ("thị trấn Tân Uyên", None, UnitHow.MATCHED, Reason.NONE, "03598"),
        ("xã Tân Uyên", None, UnitHow.MATCHED, Reason.NONE, "03598"),
        ("xã Tân Uyên", BEFORE, UnitHow.ASKS, Reason.DAY, "03598"),
        ("xã Phúc Than", AFTER, UnitHow.MATCHED, Reason.FORMER_NAME, "03618"),
        ("xã Bình Lư, huyện Tam Đường", AFTER, UnitHow.ASKS, Reason.DAY, "03390"),
        ("xã Phúc Than, huyện Tân Uyên", None, UnitHow.ASKS, Reason.DISTRICT, ""),
        ("phường San Thàng", None, UnitHow.PROPOSED, Reason.KIND, ""),
        ("Tam Đường", BEFORE, UnitHow.ASKS, Reason.DISTRICT_NAME, "03390"),
        ("Bản Hôn", BEFORE, UnitHow.MATCHED, Reason.SPELLING, "03430"),
        ("Pusamcap", BEFORE, UnitHow.MATCHED, Reason.SPELLING, "03532"),
        ("03388", None, UnitHow.ASKS, Reason.PERIOD, "03388"),
        ("03618", BEFORE, UnitHow.MATCHED, Reason.NONE, "03618"),
        ("huyện Sìn Hồ", None, UnitHow.DISTRICT, Reason.NONE, ""),
        ("TP. Lai Châu", None, UnitHow.DISTRICT, Reason.NONE, ""),
        ("Lai Châu", None, UnitHow.DISTRICT, Reason.NONE, ""),
        ("xã Keo Lôm, huyện Điện Biên Đông", None, UnitHow.UNKNOWN, Reason.NONE, ""),
        ("dọc quốc lộ", None, UnitHow.UNKNOWN, Reason.NONE, ""),
    ],
)  # fmt: skip
def test_what_a_name_means(units: UnitReference, text: str, as_of: date | None, how: UnitHow, reason: Reason, commune_code: str) -> None:  # fmt: skip
    (match,) = match_cell(text, units, as_of=as_of)
    assert (match.how, match.reason, match.commune_code) == (how, reason, commune_code)
    assert (match.unit is None) is (how is not UnitHow.MATCHED)


def test_a_code_that_was_given_anew_means_another_unit_on_each_day(units: UnitReference) -> None:
    before, after = (match_cell("03618", units, as_of=day)[0].unit for day in (BEFORE, AFTER))
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Phúc Than", "Mường Than")


def test_slips_are_proposed_with_a_score_and_never_applied(units: UnitReference) -> None:
    """Every name with a letter left out: never a unit of another name, mostly the right one first."""
    names = {key(unit.name) for unit in units.units}
    slips = first = 0
    for unit in units.units:
        bare = key(unit.name)
        for place in range(1, len(bare)):
            slip = bare[:place] + bare[place + 1 :]
            if slip.replace(" ", "") in {name.replace(" ", "") for name in names} or "  " in slip:
                continue
            slips += 1
            (match,) = match_cell(f"{unit.kind} {slip}", units)
            assert match.unit is None
            assert match.how in {UnitHow.PROPOSED, UnitHow.UNKNOWN, UnitHow.DISTRICT}
            assert not match.commune_code
            first += bool(match.candidates) and key(match.candidates[0].unit.name) == bare
    assert slips == 824
    assert first / slips > 0.95, first
    (match,) = match_cell("xã Bn Lang", units)
    assert (match.candidates[0].unit.name, match.candidates[0].score) == ("Bản Lang", 93.3)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("xã Bình Lư, Sơn Bình và TT. Tam Đường, huyện Tam Đường", ["Bình Lư", "Sơn Bình", "Tam Đường"]),
        ("Xã Mường So huyện Phong Thổ", ["Mường So"]),
        ("X.Phúc Than, H.Than Uyên", ["Phúc Than"]),
        ("Sơn Bình (Tam Đường)", ["Sơn Bình"]),
        ("Huyện Tam Đường: xã Bình Lư, Bản Bo; huyện Phong Thổ: xã Mường So", ["Bình Lư", "Bản Bo", "Mường So"]),
        ("P.Tân Phong - TP Lai Châu", ["Tân Phong"]),
        ("02 xã: Khổng Lào, Bản Lang, huyện Phong Thổ", ["Khổng Lào", "Bản Lang"]),
        ("TT Than Uyên\nxã Mường Cang", ["Than Uyên", "Mường Cang"]),
        ("bản Nà Luồng xã Nà Tăm, huyện Tam Đường", ["Nà Tăm"]),
        ("bản Bo, xã Bản Bo, huyện Tam Đường", ["Bản Bo"]),
        ("Tổ 5, phường Đoàn Kết, thành phố Lai Châu", ["Đoàn Kết"]),
        ("xa Binh Lu huyen Tam Duong", ["Bình Lư"]),
        ("Binh Lu commune, Tam Duong district", ["Bình Lư"]),
        ("trên địa bàn các xã Pa Tần và Nậm Tăm, huyện Sìn Hồ", ["Pa Tần", "Nậm Tăm"]),
        ("", []), ("NULL", []), ("-", []),
    ],
)  # fmt: skip
def test_several_communes_in_one_cell(units: UnitReference, text: str, names: list[str]) -> None:
    matches = match_cell(text, units, as_of=BEFORE)
    assert [match.unit and match.unit.name for match in matches] == names


def test_kind_and_district_of_the_text_are_kept(units: UnitReference) -> None:
    match, second = match_units(["xã Pa Ủ", None, "TT. Sìn Hồ, H. Sìn Hồ"], units, as_of=BEFORE)
    assert (match.cell, match.text, match.kind, match.district) == (0, "xã Pa Ủ", "xa", "")
    assert (second.cell, second.text, second.kind, second.district) == (
        2,
        "TT. Sìn Hồ",
        "thi tran",
        "H. Sìn Hồ",
    )


def test_a_district_from_another_column_counts_like_one_in_the_cell(units: UnitReference) -> None:
    (match,) = match_cell("Mường Tè", units, district="Huyện Mường Tè")
    assert match.reason is Reason.SEVERAL
    (match,) = match_cell("xã Mường Than", units, district="huyện Than Uyên")
    assert match.commune_code == "03595"


def test_what_the_person_said_decides(units: UnitReference) -> None:
    said = {"xã Bn Lang": "03583", "Mường Tè": "99999"}
    match, open_ = match_units(["xã Bn Lang", "Mường Tè"], units, said=said)
    assert (match.how, match.commune_code) == (UnitHow.SAID, "03583")
    assert unit_note(match, 1, "3") is None
    assert open_.how is UnitHow.ASKS


def test_words_beside_named_communes_are_no_units_unless_nearly(units: UnitReference) -> None:
    assert len(match_cell("xã Bình Lư, dọc đường vành đai, huyện Tam Đường", units)) == 1
    match, slip = match_cell("xã Bình Lư, Sơn Bnh, huyện Tam Đường", units)
    assert (match.how, slip.how) == (UnitHow.MATCHED, UnitHow.PROPOSED)


def test_the_sentences_name_row_units_and_codes(units: UnitReference) -> None:
    note = unit_note(match_cell("xã Mường Than", units)[0], 12, "3")
    assert note is not None
    assert (note.kind, note.row, note.column) == ("unit open", 12, "3")
    assert note.en == (
        'Row 12: "xã Mường Than" was the name of another area before the units changed; which is meant:'
        " Xã Mường Than [today 03618] / Xã Mường Than (Huyện Than Uyên) [former 03619]?"
    )
    assert note.vi == (
        'Dòng 12: "xã Mường Than" là tên của địa bàn khác trước khi sắp xếp đơn vị hành chính; cần biết ý nói đơn vị nào:'
        " Xã Mường Than [nay 03618] / Xã Mường Than (Huyện Than Uyên) [cũ 03619]?"
    )
    kinds = {}
    for text in ("huyện Sìn Hồ", "xã Bn Lang", "đâu đó", "Bản Hôn", "Sơn Bình"):
        said = unit_note(match_cell(text, units, as_of=BEFORE)[0], 1, "3")
        kinds[text] = said.kind if said else None
    assert kinds == {
        "huyện Sìn Hồ": "unit is a district",
        "xã Bn Lang": "unit proposed",
        "đâu đó": "unit unknown",
        "Bản Hôn": "unit read",
        "Sơn Bình": None,
    }


def test_another_province_with_tables_of_the_same_columns(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(
        "code,name,type\n11,Phường 1,Phường\n12,Xã Phan Rang-Tháp Chàm,Xã\n", encoding="utf-8"
    )
    (tmp_path / "old.csv").write_text(
        "code_old,name,type,district,new_code_2026\n1,Phường 1,Phường,Quận 3,11\n2,Phường 1,Phường,Quận 5,11\n",
        encoding="utf-8",
    )
    units = read_units(tmp_path / "new.csv", tmp_path / "old.csv", changed_on=date(2026, 1, 1))
    (match,) = match_cell("P.1, Q.3", units)
    assert match.unit is not None
    assert match.unit.code == "1"
    assert match_cell("Phường 1", units, as_of=AFTER)[0].commune_code == "11"
    assert match_cell("xã Phan Rang-Tháp Chàm", units)[0].commune_code == "12"
    alone = read_units(tmp_path / "new.csv")
    assert match_cell("phường 1", alone)[0].commune_code == "11"
    assert match_cell("phường 1", alone, as_of=BEFORE)[0].commune_code == "11"


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("code,name\n1,Xã A\n", "code_old,name,type,district,new_code\n1,Xã A,Xã,Huyện B,1\n"),
        ("code,name,type\n1,Xã A,Xã\n", "code_old,name,type,district,new_code\n1,Xã A,Xã,Huyện B,7\n"),
        ("code,name,type\n", "code_old,name,type,district,new_code\n1,Xã A,Xã,Huyện B,1\n"),
    ],
)
def test_tables_that_do_not_fit_are_refused(tmp_path: Path, new: str, old: str) -> None:
    (tmp_path / "new.csv").write_text(new, encoding="utf-8")
    (tmp_path / "old.csv").write_text(old, encoding="utf-8")
    with pytest.raises(ProvinceError):
        read_units(tmp_path / "new.csv", tmp_path / "old.csv")


def test_pieces_of_a_cell() -> None:
    found = split_cell("Thị xã Phú Thọ; thôn 3, xã Xa Dung; tỉnh Lai Châu")
    assert [(unit.level, unit.name) for unit in found] == [
        (Level.DISTRICT, "Phú Thọ"),
        (Level.VILLAGE, "3"),
        (Level.COMMUNE, "Xa Dung"),
        (Level.PROVINCE, "Lai Châu"),
    ]
