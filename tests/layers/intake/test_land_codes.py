"""Land codes: what a text means, what it only may mean, and what counts as to be checked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from layers.codes import read_codes
from layers.errors import ProvinceError
from layers.intake.lists.code_book import CodeBook, Relation, build_code_book, read_code_book, read_former
from layers.intake.lists.land_codes import How, normalise, normalise_column

REFERENCE = Path(__file__).parents[3] / "data" / "reference"
CODES = REFERENCE / "landuse_codes.csv"


@pytest.fixture(scope="module")
def book() -> CodeBook:
    return read_code_book(CODES)


SIXTY = [
    "NNP",
    "CHN",
    "LUA",
    "LUC",
    "LUK",
    "HNK",
    "CLN",
    "LNP",
    "RDD",
    "RPH",
    "RSX",
    "RSN",
    "NTS",
    "CNT",
    "LMU",
    "NKH",
    "PNN",
    "OTC",
    "ONT",
    "ODT",
    "TSC",
    "CQP",
    "CAN",
    "DSN",
    "DVH",
    "DXH",
    "DYT",
    "DGD",
    "DTT",
    "DKH",
    "DMT",
    "DKT",
    "DNG",
    "DSK",
    "CSK",
    "SKK",
    "SKN",
    "SCT",
    "TMD",
    "SKC",
    "SKS",
    "CCC",
    "DGT",
    "DTL",
    "DCT",
    "DPC",
    "DDD",
    "DRA",
    "DNL",
    "DBV",
    "DCH",
    "DKV",
    "TON",
    "TIN",
    "NTD",
    "TVC",
    "MNC",
    "SON",
    "PNK",
    "CSD",
]

TYPOS = {
    "CPQ": "CQP", "QCP": "CQP", "CQR": "CQP", "CQO": "CQP", "CQPP": "CQP", "CQ": "CQP", "CAM": "CAN",
    "CNA": "CAN", "CAH": "CAN", "RPJ": "RPH", "RHP": "RPH", "RXS": "RSX", "RDDD": "RDD", "LUCC": "LUC",
    "OTN": "ONT", "OCT": "OTC", "DTG": "DGT", "SKKK": "SKK", "NTSS": "NTS", "quốc phòg": "CQP",
}  # fmt: skip


def test_sixty_codes_are_read_as_they_are(book: CodeBook) -> None:
    assert len(set(SIXTY)) == 60
    for code in SIXTY:
        assert (normalise(code, book).code, normalise(code, book).how) == (code, How.EXACT)
        for spelt in (code.lower(), f" {code[0]} {code[1:]}. ", f"{code}\u200b", ".".join(code)):
            match = normalise(spelt, book)
            assert match.code == match.current == code
        name = normalise(book.codes[code].name_vi.upper(), book)
        assert (name.code, name.how) == (code, How.NAME)
        assert normalise(f"{code} - {book.codes[code].name_vi}", book).code == code
        assert normalise(f"{book.codes[code].name_vi} ({code})", book).code == code


@pytest.mark.parametrize(("typo", "meant"), TYPOS.items())
def test_twenty_typos_are_proposed_and_never_applied(book: CodeBook, typo: str, meant: str) -> None:
    match = normalise(typo, book)
    assert (match.code, match.current, match.how) == ("", "", How.UNKNOWN)
    assert match.proposals[0] == meant
    assert len(TYPOS) == 20


def test_whatever_one_slip_away_from_defence_land_is_proposed_first(book: CodeBook) -> None:
    letters = "ABCDEGHIKLMNOPQRSTUVXY"
    slips = {f"C{a}P" for a in letters} | {f"CQ{a}" for a in letters} | {f"{a}QP" for a in letters}
    for slip in slips - set(book.codes):
        match = normalise(slip, book)
        assert not match.code
        assert match.proposals[0] in {"CQP", "CAN"}
        assert "CQP" in match.proposals


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Đất quốc phòng", "CQP"), ("QUỐC PHÒNG", "CQP"), ("quoc phong", "CQP"), ("Quo\u0302\u0301c pho\u0300ng", "CQP"),
        ("National defense land", "CQP"), ("đất an ninh", "CAN"), ("AN NINH", "CAN"), ("СQР", "CQP"), ("САN", "CAN"),
        ("ΟΝΤ", "ONT"), ("0NT", "ONT"), ("ÐGT", "DGT"), ("KDD", "KĐD"), ("ＣＱＰ", "CQP"),
        ("Đất giao thông", "DGT"), ("đất thuỷ lợi", "DTL"), ("Đất cơ sở tôn giáo", "TON"), ("Đất chợ", "DCH"),
        ("Đất ở nông thôn", "ONT"), ("Đất ở", "OTC"), ("Đất chuyên trồng lúa nước", "LUC"), ("Nhóm đất nông nghiệp", "NNP"),
    ],
)  # fmt: skip
def test_spellings_and_names(book: CodeBook, text: str, code: str) -> None:
    assert normalise(text, book).code == code


@pytest.mark.parametrize("text", [None, "", "  ", "NULL", "<Null>", "null", "None", "NaN", "-", "N/A", "Chưa xác định", "\u200b", "?"])  # fmt: skip
def test_nothing_said_is_unknown_and_missing(book: CodeBook, text: str | None) -> None:
    match = normalise(text, book)
    assert (match.code, match.how, match.proposals, match.is_missing) == ("", How.UNKNOWN, (), True)


@pytest.mark.parametrize(
    ("text", "proposals"),
    [
        ("ONT+CLN", ("ONT", "CLN")),
        ("CQP - đất an ninh", ("CQP", "CAN")),
        ("Đất rừng phòng hộ và đất quốc phòng", ("RPH", "CQP")),
        ("Đất QP", ("CQP",)),
        ("đất quốc phòng, an ninh", ("CQP", "CAN")),
        ("đất vườn", ("CLN", "HNK")),
        ("đất rừng", ("RSX", "RPH", "RDD")),
        ("LNQ", ("CLN",)),
        ("CQP 01", ("CQP",)),
        ("nhà của ông Ba", ()),
    ],
)
def test_what_may_mean_several_is_proposed_only(
    book: CodeBook, text: str, proposals: tuple[str, ...]
) -> None:
    match = normalise(text, book)
    assert (match.code, match.proposals) == ("", proposals)


@pytest.mark.parametrize(
    ("text", "current", "proposals"),
    [
        ("BHK", "HNK", ()), ("nhk", "HNK", ()), ("DDT", "DDD", ()), ("DDL", "DDD", ()), ("DSH", "DKV", ()),
        ("RPN", "RPH", ()), ("LUN", "", ("LUK", "HNK")), ("SKX", "", ("SKC", "SKS")), ("SKT", "", ("SKK",)),
        ("Đất bằng trồng cây hàng năm khác", "HNK", ()),
    ],
)  # fmt: skip
def test_former_codes_are_kept_and_only_the_sure_ones_have_a_current_code(
    book: CodeBook, text: str, current: str, proposals: tuple[str, ...]
) -> None:
    match = normalise(text, book)
    assert match.how is How.LEGACY
    assert match.code in book.codes
    assert (match.current, match.proposals) == (current, proposals)


def test_functional_areas_are_overlays(book: CodeBook) -> None:
    assert {normalise(code, book).how for code in ("KKT", "kkt", "Đất khu kinh tế", "KĐD")} == {How.OVERLAY}


def test_an_answer_of_the_person_decides_but_only_within_the_list(book: CodeBook) -> None:
    match = normalise(" CQR ", book, {"CQR": "CQP", "XYZ": "ZZZ"})
    assert (match.code, match.how) == ("CQP", How.SAID)
    assert normalise("XYZ", book, {"XYZ": "ZZZ"}).how is How.UNKNOWN


def test_a_column_has_a_code_or_nothing_and_one_note_for_each_text(book: CodeBook) -> None:
    values = ["LUC", None, "NULL", "cqp", "CQR", "CQR", "BHK", "CDG", "PNN", "KKT", "LUC"]
    codes, notes = normalise_column(values, book, column="ma_dat", rows=range(11, 22))
    assert codes == ["LUC", "", "", "CQP", "", "", "BHK", "", "", "KKT", "LUC"]
    assert [(note.kind, note.row, note.column) for note in notes] == [
        ("land code missing", 12, "ma_dat"),
        ("land code read", 14, "ma_dat"),
        ("land code unknown", 15, "ma_dat"),
        ("land code former", 17, "ma_dat"),
        ("land code unclear", 18, "ma_dat"),
        ("land code unclear", 19, "ma_dat"),
        ("land code overlay", 20, "ma_dat"),
    ]
    assert notes[2].en == (
        'Rows 15, 16: "CQR" is no land code of the list (perhaps CQP), so it counts as to be checked.'
    )
    assert notes[2].vi == (
        'Dòng 15, 16: "CQR" không có trong danh mục mã loại đất (có thể là CQP), nên được coi là cần kiểm tra.'
    )
    assert notes[3].en == 'Row 17: "BHK" is the former code BHK (today HNK); it was kept.'


def test_land_under_which_defence_may_lie_is_only_taken_when_the_person_says_so(book: CodeBook) -> None:
    assert book.may_be_restricted == {"CDG", "PNN"}
    assert normalise_column(["CDG"], book, said={"CDG": "CQP"})[0] == ["CQP"]
    assert normalise_column(["CDG"], book, said={"CDG": "CDG"})[0] == ["CDG"]


def test_the_table_of_former_codes_agrees_with_the_table_of_codes() -> None:
    codes = read_codes(CODES)
    former = read_former(REFERENCE / "legacy_land_codes.csv")
    assert len(former) == 66
    for row in former:
        assert set(row.current) <= set(codes)
        assert row.current
        assert row.relation is Relation.SPLIT or row.relation is Relation.UNSURE or len(row.current) == 1
        assert bool(row.code) or row.relation is Relation.UNSURE
    named = {row.code for row in former if row.code}
    assert {code.code for code in codes.values() if code.status.startswith("legacy")} <= named
    with (REFERENCE / "legacy_land_codes.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["source"] and row["confidence"] for row in csv.DictReader(file))


def test_no_two_codes_or_names_are_alike_to_the_normaliser(book: CodeBook) -> None:
    assert len(book.by_code) == len(book.codes) == 97
    for code in book.codes.values():
        assert normalise(code.name_vi, book).code == code.code


def test_a_province_without_former_codes_and_one_with_a_broken_table(tmp_path: Path) -> None:
    codes = tmp_path / "codes.csv"
    codes.write_bytes(CODES.read_bytes())
    assert read_code_book(codes).former == {}
    assert build_code_book({}).codes == {}
    (tmp_path / "legacy_land_codes.csv").write_text("old_code,name_vi,current_codes,relation\nA,b,C,odd\n")
    with pytest.raises(ProvinceError, match=r"legacy_land_codes\.csv"):
        read_code_book(codes)
