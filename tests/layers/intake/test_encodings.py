"""Encodings proposed by column: every old table, mojibake, what must stay, what is taken over."""

import csv
import random
import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest

from bench.encodings import OTHER_TEXTS, changed_texts, names
from bench.legacy_text import ENCODERS, as_text, cp1258, tcvn3, vni
from layers.intake.text.code_tables import tcvn3_letters, vni_letters
from layers.intake.text.decoding import decode_text
from layers.intake.text.encodings import declared_encoding, propose_encodings
from layers.intake.text.syllables import is_syllable
from layers.intake.text.vietnamese import Encoding, reading

NAMES = names(300, 11)
VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0309\u0303\u0301\u0323"
LETTERS = "đ" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)
)
WRITTEN = {
    "tcvn3": Encoding.TCVN3,
    "vni": Encoding.VNI,
    "cp1258": Encoding.CP1258,
    "cp1258, all tones as marks": Encoding.CP1258,
    "utf-8": Encoding.UTF8,
    "utf-8-nfd": Encoding.UTF8_NFD,
}


def column(values):
    kind = pa.binary() if isinstance(next(v for v in values if v is not None), bytes) else pa.string()
    return pa.table({"ten": pa.array(values, kind)})


def decoded(table, **choices):
    chosen = choices or {one.column: one.encoding for one in propose_encodings(table)}
    return decode_text(table, chosen)


@pytest.mark.parametrize(("label", "encoding"), WRITTEN.items(), ids=WRITTEN)
def test_bytes_of_every_table_are_named_and_read_to_the_letter(label, encoding):
    table = column([ENCODERS[label](name) for name in NAMES])
    (found,) = propose_encodings(table)
    assert (found.encoding, found.is_sure, found.beyond_ascii) == (encoding, True, len(NAMES))
    assert decoded(table)[0]["ten"].to_pylist() == NAMES


@pytest.mark.parametrize(
    ("write", "encoding"),
    [
        (lambda name: as_text(tcvn3(name)), Encoding.TCVN3),
        (lambda name: as_text(vni(name)), Encoding.VNI),
        (lambda name: as_text(cp1258(name)), Encoding.CP1258),
        (lambda name: as_text(name.encode()), Encoding.UTF8_AS_CP1252),
        (lambda name: as_text(as_text(name.encode()).encode()), Encoding.UTF8_AS_CP1252),
        (lambda name: unicodedata.normalize("NFD", name), Encoding.UTF8_NFD),
        (lambda name: name, Encoding.UTF8),
    ],
    ids=["tcvn3", "vni", "cp1258", "utf-8 as cp1252", "twice", "nfd", "utf-8"],
)
def test_text_that_another_program_read_wrongly_is_read_back(write, encoding):
    table = column([write(name) for name in NAMES])
    (found,) = propose_encodings(table)
    assert (found.encoding, found.is_sure) == (encoding, True)
    assert decoded(table)[0]["ten"].to_pylist() == NAMES


def test_capitals_that_a_font_makes_come_back_where_the_word_shows_them():
    table = column([tcvn3(name, by_font=True) for name in ("XÃ TẢ LÈNG", "UỶ BAN NHÂN DÂN", "Pa Ủ", "Đất Ở")])
    assert decoded(table, ten=Encoding.TCVN3)[0]["ten"].to_pylist() == [
        "XÃ TẢ LÈNG",
        "UỶ BAN NHÂN DÂN",
        "Pa ủ",
        "Đất ở",
    ]


@pytest.mark.parametrize("letter", LETTERS + LETTERS.upper())
def test_each_letter_goes_through_each_table(letter):
    assert tcvn3_letters(tcvn3(letter)) == letter
    assert vni_letters(as_text(vni(letter))) == letter
    for ready in (True, False):
        assert reading(cp1258(letter, with_ready_letters=ready) + b"\xea", Encoding.CP1258) == letter + "ê"


def test_the_words_of_the_catalogue():
    assert reading("§Êt quèc phßng", Encoding.TCVN3) == "Đất quốc phòng"
    assert reading("Ñaát quoác phoøng", Encoding.VNI) == "Đất quốc phòng"
    assert reading("Ä\x90áº¥t", Encoding.UTF8_AS_CP1252) == "Đất"
    assert reading("ThÞ trÊn, 20°, 5 m²", Encoding.TCVN3) == "Thị trấn, 20°, 5 m²"


@pytest.mark.parametrize("size", [5, 20])
def test_small_columns_are_right_to_99_in_100(size):
    chosen = NAMES[:200]
    for write in (tcvn3, vni, cp1258, str.encode):
        right = 0
        for start in range(0, len(chosen), size):
            part = chosen[start : start + size]
            found = decoded(column([write(name) for name in part]))[0]["ten"].to_pylist()
            right += sum(name == text for name, text in zip(part, found, strict=True))
        assert right >= 0.99 * len(chosen)


def test_single_values_called_sure_are_right():
    for write in (
        tcvn3,
        vni,
        cp1258,
        str.encode,
        lambda name: as_text(tcvn3(name)),
        lambda name: as_text(vni(name)),
    ):
        for name in NAMES[:100]:
            table = column([write(name)])
            (found,) = propose_encodings(table)
            text = decode_text(table, {"ten": found.encoding})[0]["ten"][0].as_py()
            assert text == name or not found.is_sure


def test_texts_of_other_languages_codes_and_figures_stay():
    assert changed_texts() == []
    assert len(OTHER_TEXTS) > 30


def test_land_codes_are_not_touched_by_any_choice():
    with (Path(__file__).parents[3] / "data/reference/landuse_codes.csv").open(encoding="utf-8") as rows:
        known = [row["code"] for row in csv.DictReader(rows)]
    codes = [code for code in known if code.isascii()]
    assert {"LUK", "CQP", "CAN"} <= set(codes)
    for encoding in Encoding:
        for values in (codes, [code.encode() for code in codes]):
            texts, notes = decode_text(column(values), {"ten": encoding})
            assert (texts["ten"].to_pylist(), notes) == (codes, ())
    for write in (tcvn3, vni, cp1258, str.encode):
        table = column([write(code) for code in known])
        assert decoded(table)[0]["ten"].to_pylist() == known


def test_bytes_of_a_western_page_are_named_so():
    (found,) = propose_encodings(
        column(["Forêt protégée".encode("cp1252"), "Château fort élevé".encode("cp1252")])
    )
    assert (found.encoding, found.is_sure) == (Encoding.CP1252, True)


def test_bytes_of_no_known_table_are_unknown_and_kept():
    draw = random.Random(3)  # noqa: S311
    values = [bytes(draw.choices(range(0x80, 0x100), k=20)) for _ in range(30)]
    (found,) = propose_encodings(column(values))
    assert (found.encoding, found.is_sure) == (Encoding.UNKNOWN, False)
    texts, notes = decode_text(column(values), {"ten": found.encoding})
    assert texts["ten"].to_pylist() == [value.decode("ascii", "backslashreplace") for value in values]
    assert {note.kind for note in notes} == {"undecodable text"}


def test_a_short_column_takes_over_what_the_others_prove():
    table = pa.table(
        {"ten": [vni(name) for name in NAMES[:40]], "xa": [b"Ho\xe0 B\xecnh"] * 40, "ma": ["CQP"] * 40}
    )
    alone = propose_encodings(table.select(["xa"]))[0]
    assert not alone.is_sure
    ten, xa, ma = propose_encodings(table)
    assert (xa.encoding, xa.is_taken_over, xa.is_sure) == (Encoding.VNI, True, True)
    assert (ten.is_taken_over, ma.is_taken_over, ma.encoding) == (False, False, Encoding.ASCII)
    assert xa.samples == (("Hoà Bình", "Hồ Bình"),)


def test_columns_too_short_each_prove_it_together():
    words = ("Kan Hå", "Thu Lòm", "Pa TÇn", "Mï Sang", "Bum Të")
    for word in words:
        assert propose_encodings(column([word]))[0].encoding is Encoding.UTF8
    found = propose_encodings(pa.table({f"c{number}": [word] for number, word in enumerate(words)}))
    assert [one.samples[0][1] for one in found] == ["Kan Hồ", "Thu Lũm", "Pa Tần", "Mù Sang", "Bum Tở"]
    assert all(one.is_sure and one.is_taken_over for one in found)


def test_a_foreign_word_does_not_take_over_what_it_does_not_fit():
    table = pa.table({"ten": [as_text(tcvn3(name)) for name in NAMES[:20]], "chu": ["Café Forêt"] * 20})
    assert [one.encoding for one in propose_encodings(table)] == [Encoding.TCVN3, Encoding.UTF8]


def test_a_declaration_is_only_a_hint():
    table = column([tcvn3(name) for name in NAMES[:20]])
    (lying,) = propose_encodings(table, "UTF-8")
    assert lying.encoding is Encoding.TCVN3
    assert [note.kind for note in lying.notes] == ["declared encoding wrong"]
    assert lying.notes[0].en == 'The file says its text is "UTF-8", but column ten is TCVN3 (ABC).'
    (unicode,) = propose_encodings(column([name.encode() for name in NAMES[:20]]), "1258")
    assert unicode.encoding is Encoding.UTF8
    assert [note.kind for note in unicode.notes] == ["declared encoding wrong"]
    doubtful = column([b"Ho\xe0"])
    assert not propose_encodings(doubtful)[0].is_sure
    assert propose_encodings(doubtful, "VNI")[0].encoding is Encoding.VNI
    assert propose_encodings(doubtful, "windows-1258")[0].encoding is Encoding.CP1258


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("65001", Encoding.UTF8),
        ("CP1258", Encoding.CP1258),
        ("LDID/88", None),
        ("WindowsLatin1", Encoding.CP1252),
        ("TCVN5712-1", Encoding.TCVN3),
        ("", None),
    ],
)
def test_words_of_a_declaration(words, encoding):
    assert declared_encoding(words) is encoding


def test_samples_show_where_most_changes():
    values = ["CQP", "Lai Ch©u", "x· Pa Tçn", "§Êt quèc phßng ë x· T¶ LÌng", "§Êt an ninh", "b¶n Nµ", "§Êt ë"]
    (found,) = propose_encodings(column(values))
    assert len(found.samples) == 5
    assert found.samples[0] == ("§Êt quèc phßng ë x· T¶ LÌng", "Đất quốc phòng ở xã Tả Lèng")
    assert found.beyond_ascii == 6


def test_columns_without_text_are_left_out():
    table = pa.table({"geometry": [b"\xff\xff"], "so": [1], "rong": pa.nulls(1), "ten": ["a"]})
    assert [one.column for one in propose_encodings(table)] == ["ten"]
    assert propose_encodings(table.slice(0, 0))[0].encoding is Encoding.ASCII


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"ten": pa.array([tcvn3(n) for n in NAMES], pa.large_binary())}),
        pa.table({"ten": pa.array([as_text(tcvn3(n)) for n in NAMES], pa.large_string())}),
        pa.table({"ten": pa.array([as_text(tcvn3(n)) for n in NAMES]).dictionary_encode()}),
        pa.table(
            {"ten": pa.chunked_array([[tcvn3(n) for n in NAMES[:100]], [tcvn3(n) for n in NAMES[100:]]])}
        ),
        pa.concat_tables([pa.table({"ten": [b"x"]}), pa.table({"ten": [tcvn3(n) for n in NAMES]})]).slice(1),
    ],
    ids=["large binary", "large string", "dictionary", "chunks", "slice"],
)
def test_every_arrow_form_of_text(table):
    (found,) = propose_encodings(table)
    texts = decode_text(table, {"ten": found.encoding})[0]["ten"]
    assert (found.encoding, texts.to_pylist()) == (Encoding.TCVN3, NAMES)


def test_names_of_the_reference_tables_are_syllables():
    words = {
        word for name in NAMES for word in name.replace("(", " ").replace(")", " ").replace(",", " ").split()
    }
    beyond = {word for word in words if word.isalpha() and not word.isascii()}
    assert len(beyond) > 150
    assert {word for word in beyond if not is_syllable(word)} == set()


@pytest.mark.parametrize(
    "word", ["quòc", "Chõu", "đấT", "ngế", "cì", "aá", "lạch\u0301", "brrr", "é\u0323", "Đât1"]
)
def test_no_syllables(word):
    assert not is_syllable(word)
