"""Text of a layer decoded: nothing lost, nothing changed in silence."""

import pyarrow as pa
import pytest

from bench.encodings import names
from bench.legacy_text import as_text, tcvn3, vni
from layers.intake.text.cleaning import clean
from layers.intake.text.decoding import decode_text
from layers.intake.text.vietnamese import Encoding

TCVN3, UTF8 = Encoding.TCVN3, Encoding.UTF8
NAMES = names(60, 5)


def decode(values, encoding, rows=None):
    kind = pa.binary() if isinstance(next(v for v in values if v is not None), bytes) else pa.string()
    table = pa.table({"row_number": rows or list(range(1, len(values) + 1)), "ten": pa.array(values, kind)})
    found, notes = decode_text(table, {"ten": encoding})
    assert found["ten"].type == pa.string()
    return found["ten"].to_pylist(), notes


def kinds(notes):
    return [note.kind for note in notes]


@pytest.mark.parametrize(
    "nothing", ["NULL", "<Null>", "(null)", "", "   ", "\x00\x00", "\u200b", "\u00a0", None]
)
def test_words_for_a_missing_value_are_null(nothing):
    texts, notes = decode(["Đất ở", nothing], UTF8)
    assert texts == ["Đất ở", None]
    assert ("missing value" in kinds(notes)) == (nothing is not None)


@pytest.mark.parametrize("word", ["none", "-", "N/A", "Nan", "0", "nullable"])
def test_words_that_people_write_stay(word):
    assert decode([word], UTF8) == ([word], ())


@pytest.mark.parametrize(
    ("text", "becomes", "kind"),
    [
        ("Pa\u200b Ủ", "Pa Ủ", "control letters removed"),
        ("Pa \u202eỦ\u202c", "Pa Ủ", "control letters removed"),
        ("\ufeffPa Ủ", "Pa Ủ", "control letters removed"),
        ("Pa\x07 Ủ", "Pa Ủ", "control letters removed"),
        ("Pa\tỦ", "Pa Ủ", "control letters removed"),
        ("Pa\u2028Ủ", "Pa Ủ", "control letters removed"),
        ("  Pa Ủ ", "Pa Ủ", "blanks removed"),
        ("Pa\x00Ủ", "Pa Ủ", "NUL in text"),
        ("Pa U\u0309", "Pa Ủ", "letters composed"),
        ("Ðất ở", "Đất ở", "letter replaced"),
        ("ðất ở", "đất ở", "letter replaced"),
        ("Хã Pa Ủ", "Хã Pa Ủ", "look-alike letters"),
    ],
)
def test_each_repair_is_noted(text, becomes, kind):
    for value in (text, text.encode()):
        texts, notes = decode([value], UTF8)
        assert texts == [becomes]
        assert kinds(notes) == [kind]
        assert notes[0].column == "ten"


def test_padding_of_a_field_is_no_nul_in_the_text():
    assert decode([b"CQP\x00\x00"], UTF8)[0] == ["CQP"]
    assert "NUL in text" not in kinds(decode([b"CQP\x00\x00"], UTF8)[1])


def test_an_icelandic_word_keeps_its_letter():
    assert clean("Ðrangajökull") == ("Ðrangajökull", [])


def test_bytes_that_cannot_be_read_are_kept_and_named_by_row():
    texts, notes = decode([b"Nam", b"Ch\xff\xfe"], UTF8, rows=[7, 9])
    assert texts == ["Nam", "Ch\\xff\\xfe"]
    (note,) = notes
    assert (note.kind, note.row, note.refused) == ("undecodable text", 9, False)
    assert (
        note.en
        == "Row 9, column ten: the text cannot be read in UTF-8 and is kept with its bytes written out."
    )
    assert (
        note.vi == "Dòng 9, cột ten: nội dung không đọc được theo bảng mã UTF-8, giữ lại dưới dạng mã byte."
    )


def test_an_accident_in_one_word_is_not_enough_for_another_encoding():
    assert decode([b"T\xd8nh"], UTF8)[0] == ["T\\xd8nh"]
    assert decode([b"T\xd8nh Lai Ch\xa9u"], UTF8)[0] == ["Tỉnh Lai Châu"]


def test_a_letter_cut_off_by_the_field_is_noted():
    texts, notes = decode(["Đất quốc phò".encode()[:-1]], UTF8)
    assert texts == ["Đất quốc ph"]
    assert kinds(notes) == ["text cut in the file"]


@pytest.mark.parametrize("as_bytes", [True, False])
def test_rows_in_another_encoding_are_read_in_it_and_named(as_bytes):
    odd = "Đất quốc phòng xã Tả Lèng"
    many = [tcvn3(name) for name in NAMES]
    values = [*many, odd.encode()] if as_bytes else [*map(as_text, many), odd]
    texts, notes = decode(values, TCVN3)
    assert texts == [*NAMES, odd]
    (other,) = [note for note in notes if note.kind == "text of another encoding"]
    assert other.row == len(NAMES) + 1
    assert other.en.endswith("the text is not TCVN3 (ABC) as the rest of the column and was read as UTF-8.")


@pytest.mark.parametrize("write", [tcvn3, vni])
def test_old_rows_in_a_unicode_column(write):
    odd = "Đất quốc phòng xã Tả Lèng"
    for values in ([*NAMES, as_text(write(odd))], [*(name.encode() for name in NAMES), write(odd)]):
        texts, notes = decode(values, UTF8)
        assert texts == [*NAMES, odd]
        assert [(note.kind, note.row) for note in notes] == [("text of another encoding", len(NAMES) + 1)]


def test_a_row_that_fits_nothing_stays_and_is_named():
    texts, notes = decode([as_text(tcvn3("Đất quốc phòng")), "Straße Müßig"], TCVN3)
    assert texts[0] == "Đất quốc phòng"
    assert [(note.kind, note.row) for note in notes if note.row] == [("text does not fit", 2)]


def test_a_soft_hyphen_stays_where_it_may_be_a_letter():
    assert decode(["Tr\xad\xeang"], UTF8)[0] == ["Tr\xad\xeang"]
    assert decode(["Lai\xad Châu"], UTF8)[0] == ["Lai Châu"]
    assert decode(["Tr\xad\xeang"], TCVN3)[0] == ["Trường"]


def test_many_rows_are_counted_and_the_first_hundred_named():
    texts, notes = decode([b"\xff\xfe%d" % number for number in range(150)], UTF8)
    assert len(set(texts)) == 150
    assert [note.row for note in notes] == [*range(1, 101), 0]
    assert notes[-1].en == (
        "Column ten: 150 rows have this finding (undecodable text), the first 100 are listed."
    )


def test_a_column_without_choice_is_read_as_unicode():
    table = pa.table({"a": ["Đất"], "b": [b"\xc4\x90\xe1\xba\xa5t"], "geometry": [b"\x00\x01"], "n": [1]})
    found, notes = decode_text(table, {})
    assert (found["a"].to_pylist(), found["b"].to_pylist(), notes) == (["Đất"], ["Đất"], ())
    assert found["geometry"].to_pylist() == [b"\x00\x01"]
    assert found.column_names == table.column_names


def test_no_rows():
    found, notes = decode_text(pa.table({"a": pa.array([], pa.binary())}), {"a": TCVN3})
    assert (found["a"].to_pylist(), found["a"].type, notes) == ([], pa.string(), ())


def test_notes_say_how_many_rows_and_which():
    _, notes = decode([tcvn3(name) for name in NAMES], TCVN3, rows=list(range(11, 11 + len(NAMES))))
    assert notes[0].en == "Column ten: in 60 rows (11, 12, 13, ...) the text was read as TCVN3 (ABC)."
    assert notes[0].vi == "Cột ten: ở 60 dòng (11, 12, 13, ...) nội dung được đọc theo bảng mã TCVN3 (ABC)."
