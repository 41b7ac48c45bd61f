"""What an office really has comes in whole; what does not agree with its name does not."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import unicodedata
import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from bad_inputs import plain_files as plain

from layers.errors import IntakeError
from layers.intake.entrance.gate import admit
from layers.intake.entrance.staging import Staging
from layers.intake.limits import Limits
from layers.intake.model import Kind

FILES = {
    Kind.GEOJSON: (".geojson", {".geojson": plain.GEOJSON}),
    Kind.GEOPACKAGE: (".gpkg", {".gpkg": plain.geopackage()}),
    Kind.SHAPEFILE: (".shp", plain.shapefile()),
    Kind.FLATGEOBUF: (".fgb", {".fgb": plain.FGB}),
    Kind.GEOPARQUET: (".parquet", {".parquet": plain.PARQUET}),
    Kind.KML: (".kml", {".kml": plain.KML}),
    Kind.TAB: (".tab", plain.tab()),
    Kind.MIF: (".mif", {".mif": plain.MIF, ".mid": b"1\n"}),
    Kind.DXF: (".dxf", {".dxf": plain.DXF}),
    Kind.DGN: (".dgn", {".dgn": plain.DGN}),
    Kind.CSV: (".csv", {".csv": plain.CSV}),
    Kind.TEXT: (".txt", {".txt": plain.CSV}),
    Kind.XLSX: (".xlsx", {".xlsx": plain.zipped(plain.xlsx())}),
}


@pytest.fixture
def staging(tmp_path):
    folder = tmp_path / "staging"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def put(tmp_path):
    """Write the parts of a dataset into a folder of the person's."""

    def write(contents, stem="Ranh giới"):
        folder = tmp_path / "given"
        folder.mkdir(exist_ok=True)
        for ending, content in contents.items():
            (folder / (stem + ending)).write_bytes(content)
        return folder / (stem + next(iter(contents)))

    return write


def code_of(path, staging, **more):
    with pytest.raises(IntakeError) as refused:
        admit(path, staging, **more)
    assert list(staging.iterdir()) == []
    return refused.value.code


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_comes_in_under_a_name_of_our_own(kind, put, staging):
    ending, contents = FILES[kind]
    path = put({ending: contents[ending], **contents})
    incoming = admit(path, staging)
    (dataset,) = incoming.datasets
    assert (dataset.kind, dataset.name) == (kind, f"Ranh giới{ending}")
    assert dataset.path == staging / "0" / f"data{ending}"
    assert {p.name: p.read_bytes() for p in dataset.path.parent.iterdir()} == {
        f"data{part}": content for part, content in contents.items()
    }
    assert incoming.size_bytes == sum(map(len, contents.values()))
    assert incoming.left_out == ()


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_comes_in_zipped(kind, put, staging):
    """In a folder, in capitals, with the remains of macOS."""
    ending, contents = FILES[kind]
    members = {f"Bản đồ/RANH GIỚI{part.upper()}": content for part, content in contents.items()}
    rubbish = {"__MACOSX/Bản đồ/._RANH GIỚI.SHP": b"x", "Bản đồ/.DS_Store": b"x", "Bản đồ/Thumbs.db": b"x"}
    path = put({".zip": plain.zipped(members | rubbish)})
    incoming = admit(path, staging)
    (dataset,) = incoming.datasets
    assert (dataset.kind, dataset.name) == (kind, f"RANH GIỚI{ending.upper()}")
    assert {p.name for p in dataset.path.parent.iterdir()} == {f"data{part}" for part in contents}
    assert incoming.left_out == tuple(rubbish)
    assert [p.parent for p in staging.rglob("data.*")] == [staging / "1"] * len(contents)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("other", FILES)
def test_content_and_ending_must_agree(kind, other, put, staging):
    ending, contents = FILES[kind]
    wrong = FILES[other][0]
    path = put({wrong: contents[ending]}, stem="x")
    if kind is other:
        put(contents, stem="x")
        assert admit(path, staging).datasets[0].kind is kind
    elif {kind, other} == {Kind.CSV, Kind.TEXT}:
        assert admit(path, staging).datasets[0].kind is other
    else:
        with pytest.raises(IntakeError) as refused:
            admit(path, staging)
        assert refused.value.code == "ending-content"
        assert wrong in refused.value.en


def test_hash_is_that_of_the_file(put, staging):
    path = put({".geojson": plain.GEOJSON})
    assert admit(path, staging).sha256 == hashlib.sha256(plain.GEOJSON).hexdigest()
    assert admit(put({".zip": plain.zipped({"a.geojson": plain.GEOJSON})}), staging).sha256 == (
        hashlib.sha256(path.with_suffix(".zip").read_bytes()).hexdigest()
    )


def test_hash_of_parts_changes_with_each_part(put, staging):
    parts = plain.shapefile()
    seen = {admit(put(parts), staging).sha256}
    for ending, content in (
        (".dbf", parts[".dbf"].replace(b"a", b"b")),
        (".prj", b"PROJCS"),
        (".cpg", b"1258"),
    ):
        seen.add(admit(put(parts | {ending: content}), staging).sha256)
    assert len(seen) == 4


def test_parts_are_found_in_capitals_and_others_stay_where_they_are(put, staging):
    parts = {ending.upper(): content for ending, content in plain.shapefile().items()}
    path = put(
        parts
        | {".QIX": b"x", ".shp.xml": b"<x/>", ".sbn": b"x", ".qmd": b"x", ".lyr": b"x", ".aux.xml": b"x"}
    )
    put({".dbf": b"of another"}, stem="Ranh giới 2")
    admit(path, staging)
    assert sorted(p.name for p in (staging / "0").iterdir()) == [
        f"data.{e}" for e in ("cpg", "dbf", "prj", "shp", "shx")
    ]


def test_part_twice(put, staging):
    path = put(plain.shapefile())
    path.with_suffix(".DBF").write_bytes(b"x")
    if len(list(path.parent.iterdir())) == len(plain.shapefile()):
        pytest.skip("this disk takes capitals for small letters")
    assert code_of(path, staging) == "part-twice"


def test_uploaded_shp_alone_is_refused_though_parts_lie_beside_its_temporary_file(put, staging):
    path = put({".tmp": plain.shapefile()[".shp"], ".shx": b"", ".dbf": b""})
    assert code_of(path, staging, name="ranh.shp") == "shapefile-part-missing"


def test_wide_tables_of_blanks_come_in_though_they_pack_like_a_bomb(put, staging):
    """A .dbf of text columns packs far more than 200 to 1; a .csv that does so is none."""
    rows = 20_000
    shp, shx = plain.shapes(rows)
    table = plain.dbf(0, told=rows)
    table = table[:10] + (250).to_bytes(2, "little") + table[12:16] + table[16:-1] + b" " * (250 * rows)
    members = {"a.shp": shp, "a.shx": shx, "a.dbf": table}
    packed = plain.zipped(members)
    assert len(table) > 200 * len(zlib.compress(table))
    assert admit(put({".zip": packed}), staging).datasets[0].kind is Kind.SHAPEFILE
    with pytest.raises(IntakeError) as refused:
        admit(put({".zip": plain.zipped({"a.csv": table[100:]})}), staging)
    assert refused.value.code == "zip-ratio"


def test_several_datasets_of_one_zip(put, staging):
    members = {
        "2024/RANH.SHP": b"", "2025/Ranh.shp": b"", "tram.geojson": plain.GEOJSON,
        "readme.txt": b"x", "2024/ranh.qix": b"x", "anh/1.jpg": b"x", "2024/RANH.shp.xml": b"x", "2025/khac.dbf": b"x",
    }  # fmt: skip
    members = {name: content for name, content in members.items() if content}
    for folder in ("2024/RANH", "2025/Ranh"):
        members |= {folder + ending: content for ending, content in plain.shapefile().items()}
    incoming = admit(put({".zip": plain.zipped(members)}), staging)
    assert [(d.kind, d.name) for d in incoming.datasets] == [
        (Kind.SHAPEFILE, "2024 > RANH.shp"),
        (Kind.SHAPEFILE, "2025 > Ranh.shp"),
        (Kind.GEOJSON, "tram.geojson"),
    ]
    assert incoming.left_out == (
        "readme.txt",
        "2024/ranh.qix",
        "anh/1.jpg",
        "2024/RANH.shp.xml",
        "2025/khac.dbf",
    )


def test_text_in_a_zip_counts_only_where_nothing_else_is(put, staging):
    incoming = admit(put({".zip": plain.zipped({"a.txt": plain.CSV, "b.png": b"x"})}), staging)
    assert [d.kind for d in incoming.datasets] == [Kind.TEXT]


def test_kmz_lists_every_kml(put, staging):
    members = {"doc.kml": plain.KML, "files/lop2.kml": plain.KML, "files/anh.png": b"x"}
    incoming = admit(put({".kmz": plain.zipped(members)}), staging)
    assert [(d.kind, d.name) for d in incoming.datasets] == [(Kind.KML, "doc.kml"), (Kind.KML, "lop2.kml")]
    assert incoming.left_out == ("files/anh.png",)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("Đất quốc phòng".encode(), "Đất quốc phòng", id="UTF-8 without the flag"),
        pytest.param("Đất quốc phòng".encode("cp1258", "replace"), "Đất quốc phòng", id="CP1258"),
        pytest.param(b"\xa7\xcat qu\xe8c ph\xdfng", "Đất quốc phòng", id="TCVN3"),
        pytest.param(b"Dat quoc phong", "Dat quoc phong", id="ASCII"),
        pytest.param(unicodedata.normalize("NFD", "Đất quốc phòng").encode(), "Đất quốc phòng", id="NFD"),
    ],
)
def test_names_in_old_encodings_are_only_shown(raw, shown, put, staging):
    if b"?" in raw:
        raw = unicodedata.normalize("NFC", "Đất quốc phòng").translate(CP1258).encode("cp1258")
    name = b"N" * len(raw)
    content = plain.zipped({(name + b".geojson").decode(): plain.GEOJSON}).replace(name, raw)
    incoming = admit(put({".zip": content}), staging)
    assert incoming.datasets[0].name == f"{shown}.geojson"
    assert incoming.datasets[0].path.relative_to(staging).as_posix() == "1/data.geojson"


CP1258 = {ord("ấ"): "â\u0301", ord("ố"): "ô\u0301", ord("ò"): "o\u0300"}


def test_name_of_info_zip_field(put, staging):
    info = zipfile.ZipInfo("Dat.geojson")
    name = "Đất.geojson".encode()
    info.extra = b"\x75\x70" + (len(name) + 5).to_bytes(2, "little") + b"\1\0\0\0\0" + name
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(info, plain.GEOJSON)
    assert admit(put({".zip": made.getvalue()}), staging).datasets[0].name == "Đất.geojson"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/ranh.geojson", "ranh.geojson"),
        ("C:\\Users\\a\\ranh.geojson", "ranh.geojson"),
        ("ra\nnh\r.geojson", "ra nh .geojson"),
        ('<img src=x onerror=alert(1)> ".geojson', '<img src=x onerror=alert(1)> ".geojson'),
        ("a\u202egnp.geojson", "a gnp.geojson"),
        (unicodedata.normalize("NFD", "Đất ở.geojson"), "Đất ở.geojson"),
        ("a" * 300 + ".geojson", "a" * 191 + "….geojson"),
        ("\udcff.geojson", "?.geojson"),
    ],
)
def test_name_is_text_and_never_a_path(name, shown, put, staging):
    incoming = admit(put({".tmp": plain.GEOJSON}), staging, name=name)
    assert incoming.name == shown
    assert len(incoming.name) <= 200
    assert incoming.datasets[0].path == staging / "0" / "data.geojson"


def test_geojson_in_other_unicode(put, staging):
    text = plain.GEOJSON.decode()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        path = put({".geojson": text.encode(encoding)})
        assert admit(path, staging).datasets[0].kind is Kind.GEOJSON
        assert admit(path, staging).datasets[0].path.read_bytes() == text.encode(encoding)


def test_tables_in_old_encodings(put, staging):
    for content in (
        b"\xa7\xcat;X;Y\n1;2;3\n",
        "Đất;X\n".encode("utf-16"),
        b"Import Export Co.\n",
        b"class A: rung\n",
    ):
        assert admit(put({".csv": content}), staging).datasets[0].kind is Kind.CSV


def test_files_as_gdal_and_excel_write_them(tmp_path, staging):
    frame = gpd.GeoDataFrame(
        {"ma": ["CQP", "RSX"]},
        geometry=[shapely.box(5e5, 24e5, 6e5, 25e5), shapely.box(0, 0, 1, 1)],
        crs=9205,
    )
    given = tmp_path / "given"
    given.mkdir()
    frame.to_file(given / "a.gpkg", layer='Đất "QP"')
    frame.to_file(given / "a.shp", encoding="utf-8")
    frame.to_file(given / "a.fgb")
    frame.to_file(given / "a.tab", driver="MapInfo File")
    frame.to_file(given / "b.mif", driver="MapInfo File")
    frame.to_file(given / "a.kml", driver="KML")
    frame[["geometry"]].to_file(given / "a.dxf")
    frame[["geometry"]].to_file(given / "a.dgn", driver="DGN")
    frame.to_parquet(given / "a.parquet")
    book = openpyxl.Workbook()
    book.active.append(["Điểm", "X", "Y"])
    book.save(given / "a.xlsx")
    for path in sorted(given.iterdir()):
        if path.suffix in {".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".mid"}:
            assert code_of(path, staging) == "part-alone"
            continue
        incoming = admit(path, staging)
        assert [d.name for d in incoming.datasets] == [path.name]
        for made in staging.iterdir():
            for part in made.iterdir():
                part.unlink()
            made.rmdir()


def test_limits_of_size(put, staging):
    path = put(plain.shapefile())
    size = sum(map(len, plain.shapefile().values()))
    assert admit(path, staging, limits=Limits(file_bytes=size)).size_bytes == size
    used = sum(p.stat().st_size for p in staging.rglob("*.*"))
    with pytest.raises(IntakeError) as refused:
        admit(path, staging, limits=Limits(file_bytes=size - 1))
    assert refused.value.code == "file-size"
    with pytest.raises(IntakeError) as refused:
        admit(path, staging, limits=Limits(staging_bytes=used + size - 1))
    assert refused.value.code == "staging-quota"
    assert (
        admit(path, staging, limits=Limits(staging_bytes=used + size)).datasets[0].path.parent
        == staging / "1"
    )


def test_limits_of_an_archive(put, staging):
    content = plain.zipped({"a.csv": b"1;2\n" * 1000})
    path = put({".zip": content})
    assert admit(path, staging, limits=Limits(unpacked_bytes=4000)).datasets
    with pytest.raises(IntakeError) as refused:
        admit(path, staging, limits=Limits(unpacked_bytes=3999))
    assert refused.value.code == "zip-total"
    with pytest.raises(IntakeError) as refused:
        admit(path, staging, limits=Limits(ratio=2, ratio_floor_bytes=100))
    assert refused.value.code == "zip-ratio"


def test_workbooks_in_a_zip_share_what_may_be_unpacked(put, staging):
    book = plain.zipped(plain.xlsx() | {"xl/worksheets/sheet1.xml": os.urandom(3000)})
    path = put({".zip": plain.zipped({"a.xlsx": book, "b.xlsx": book})})
    assert len(admit(path, staging, limits=Limits(unpacked_bytes=14_000)).datasets) == 2
    with pytest.raises(IntakeError) as refused:
        admit(path, staging, limits=Limits(unpacked_bytes=10_000))
    assert refused.value.code == "zip-total"


def test_file_that_changes_while_it_is_read(put, staging, monkeypatch):
    path = put({".geojson": plain.GEOJSON})
    real = os.fdopen

    def fdopen(handle, mode):
        if mode == "rb":
            with path.open("ab") as file:
                file.write(b" ")
        return real(handle, mode)

    states = iter([path.stat(), path.stat()])
    real_fstat = os.fstat
    monkeypatch.setattr(
        "layers.intake.entrance.staging.os.fstat", lambda handle: next(states, None) or real_fstat(handle)
    )
    monkeypatch.setattr("layers.intake.entrance.staging.os.fdopen", fdopen)
    assert code_of(path, staging) == "file-changed"


def test_full_disk(staging):
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    desk = Staging(staging, Limits())
    folder = desk.new_folder()
    real_open = os.open
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "layers.intake.entrance.staging.os.open", lambda *_: real_open("/dev/full", os.O_WRONLY)
        )
        with pytest.raises(IntakeError) as refused:
            desk.write([b"x" * 100_000], folder / "data.bin")
    assert refused.value.code == "staging-full"


@pytest.mark.skipif(sys.platform == "win32", reason="other rights")
def test_staging_that_others_may_enter(put, staging):
    staging.chmod(0o755)
    assert code_of(put({".geojson": plain.GEOJSON}), staging) == "staging-open"


@pytest.mark.skipif(sys.platform == "win32", reason="other rights")
def test_what_is_staged_is_for_its_owner_alone(put, staging):
    admit(put({".zip": plain.zipped({"a.geojson": plain.GEOJSON})}), staging)
    assert {oct(p.stat().st_mode & 0o777) for p in staging.rglob("*") if p.is_file()} == {"0o600"}
    assert {oct(p.stat().st_mode & 0o777) for p in staging.iterdir()} == {"0o700"}


def test_what_was_there_before_stays_after_a_refusal(put, staging):
    first = admit(put({".geojson": plain.GEOJSON}), staging).datasets[0].path
    with pytest.raises(IntakeError):
        admit(put({".kml": b"<gml/>"}), staging)
    assert [p for p in staging.rglob("*") if p.is_file()] == [first]
