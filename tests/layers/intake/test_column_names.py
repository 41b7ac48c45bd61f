"""Columns recognised by cut, accentless or badly read names, and by what they hold."""

import pyarrow as pa
import pytest

from bench.legacy_text import as_text, cp1258, tcvn3, vni
from layers.errors import ProvinceError
from layers.intake.text.column_names import bare, propose_columns, read_meanings
from layers.intake.text.column_roles import Roles, roles

CODES = {"ONT", "ODT", "LUK", "LUC", "CLN", "CQP", "CAN", "BHK"}


@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("ma_loai_da", "code"),
        ("MALOAIDAT", "code"),
        ("maLoaiDat", "code"),
        ("Mã loại đất", "code"),
        ("dien_tich_", "declared_area"),
        ("Shape_Area", "declared_area"),
        ("Diện tích (ha)", "declared_area_ha"),
        ("DIENTICH_M2", "declared_area_m2"),
        ("diện tí", "declared_area"),
        ("ten_chu_su", "owner"),
        ("soHieuToBanDo", "map_sheet"),
        ("SOHIEUTOBA", "map_sheet"),
        ("ghi_chu", "note"),
        ("Ten_xa", "commune_name"),
        ("ma_xa", "commune_code"),
        ("so_quyet_d", "decision_number"),
        ("name", "name"),
        ("OBJECTID", "zone_id"),
        ("site_id", "site_id"),
        ("ma_loai_dat_qh", "planned_code"),
        ("ma_loai_dat_1", "code"),
    ],
)
def test_what_a_name_means(name, standard):
    assert propose_columns([name]) == {name: standard}


@pytest.mark.parametrize("name", ["abc", "", "x", "ma_loai__1", "column_2", "ma_loai_", "ten_c", "dien_c"])
def test_names_that_say_nothing_sure(name):
    assert propose_columns([name]) == {}


@pytest.mark.parametrize("write", [tcvn3, vni, cp1258, str.encode], ids=["tcvn3", "vni", "cp1258", "utf-8"])
def test_names_in_an_old_encoding(write):
    read_wrongly = [as_text(write(name)) for name in ("Diện tích", "Loại đất", "Chủ sử dụng")]
    assert list(propose_columns(read_wrongly).values()) == ["declared_area", "code", "owner"]


def test_a_name_cut_in_an_old_encoding():
    cut = as_text(tcvn3("Mã loại đất")[:10])
    assert propose_columns([cut]) == {cut: "code"}


def test_a_standard_column_is_given_once_and_to_the_better_name():
    names = ["ma_loai_da", "Mã loại đất", "ma_loai__1", "LOAIDAT"]
    assert propose_columns(names) == {"Mã loại đất": "code"}
    assert propose_columns(["DT", "dien_tich"]) == {"DT": "declared_area"}


def test_an_area_without_unit_gets_none():
    by_name = {meaning.name: meaning.role for meaning in read_meanings()}
    assert by_name[propose_columns(["dien_tich"])["dien_tich"]] == "area"
    assert by_name[propose_columns(["dt_ha"])["dt_ha"]] == "area ha"


def test_every_name_of_the_table_leads_to_its_column():
    for meaning in read_meanings():
        assert meaning.title_vi
        assert meaning.title_en
        for name in meaning.keys:
            assert propose_columns([name]) == {name: meaning.name}
    assert len(read_meanings()) > 25


def test_a_table_of_another_country(tmp_path):
    path = tmp_path / "columns.csv"
    path.write_text(
        "name,role,title_vi,title_en,synonyms\ncode,land code,Mã,Code,nutzung; art\n", encoding="utf-8"
    )
    assert propose_columns(["Nutzung", "loai_dat"], read_meanings(path)) == {"Nutzung": "code"}
    path = tmp_path / "twice.csv"
    path.write_text("name,role,title_vi,title_en,synonyms\na,x,,,c\nb,x,,,c\n", encoding="utf-8")
    with pytest.raises(ProvinceError, match="gives 'c' to two columns"):
        read_meanings(path)
    with pytest.raises(ProvinceError, match="cannot be read"):
        read_meanings(tmp_path / "none.csv")


def test_bare():
    assert bare("Đất_ở (đô thị)") == "datodothi"


def layer(**columns):
    size = len(next(iter(columns.values())))
    return pa.table({"row_number": list(range(1, size + 1)), "geometry": [b"\x01"] * size} | columns)


def test_roles_of_a_parcel_layer():
    table = layer(
        OBJECTID=[4, 5, 6],
        loai=["ONT+CLN", "LUK", None],
        dien_tich=[1.5, 2.0, 2.5],
        ten=["Bản Nà Tăm", "Bản Hon", "Bản Bo"],
    )
    assert roles(table, CODES) == Roles(id_field="OBJECTID", name_field="ten", code_field="loai")


def test_a_column_called_code_without_codes_is_none():
    table = layer(loai_dat=["đất ở", "đất lúa", "CQP"], x=["ont", "luk", "cqp"])
    assert roles(table, CODES).code_field == "x"


def test_of_two_columns_of_codes_the_named_one_is_taken():
    table = layer(cu=["ONT", "BHK"], ma_loai_dat=["ONT", "CLN"])
    assert roles(table, CODES).code_field == "ma_loai_dat"


@pytest.mark.parametrize(
    "values",
    [["a", "a", "b"], ["a", None, "b"], [0.5, 1.5, 2.5], [1, 1, 2]],
    ids=["twice", "missing", "not whole", "number twice"],
)
def test_an_id_is_whole_there_and_unique(values):
    assert roles(layer(id=values), CODES).id_field == ""


def test_a_unique_column_without_meaning_is_the_id_where_none_is_named():
    assert roles(layer(khoa=["k1", "k2"], so_to=[1, 2]), CODES).id_field == "khoa"
    assert roles(layer(so_to=[1, 2]), CODES).id_field == ""


def test_text_in_words_is_the_name_where_none_is_named():
    table = layer(id=[1, 2], mo_ta=["một hai", "ba bốn"], cot=["Trạm Pắc Ma", "Bản Chát"])
    assert roles(table, CODES) == Roles(id_field="id", name_field="cot")


def test_an_empty_layer_has_no_roles():
    assert roles(layer(id=pa.array([], pa.int64())), CODES) == Roles()
