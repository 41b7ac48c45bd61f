"""Through the real door, the gate bypassed: 0 foreign bytes, 0 calls, and each way to end has its sentence."""

import contextlib
import json
import logging
import socket
import sqlite3
import sys
import threading
import warnings
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.fenced import reading
from layers.intake.fenced.fence import ESSENTIAL, Fence
from layers.intake.fenced.reading import read_source, where
from layers.intake.formats.features import read_features
from layers.intake.formats.table import geometry_of
from layers.intake.limits import LIMITS, MIB
from layers.intake.model import Dataset, Kind, Source

MARKER = "marker-7731"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these fences")


class Host:
    """A host on this machine that counts who calls it and answers nobody."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            call, _ = self._socket.accept()
            with contextlib.closing(call):
                if call.recv(4) == b"stop":
                    return
                self.calls += 1

    def stop(self) -> None:
        """Call it one last time and wait until it has heard."""
        with contextlib.closing(socket.create_connection(self._socket.getsockname())) as call:
            call.sendall(b"stop")
        self._thread.join()
        self._socket.close()


@pytest.fixture
def host():
    found = Host()
    yield found
    found.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a dataset's staging folder; what it must not reach lies above it."""
    (tmp_path / "secret.csv").write_text(f"name,x,y\n{MARKER},103,22\n", encoding="utf-8")
    made = tmp_path / "0"
    made.mkdir(mode=0o700)
    return made


def dataset(kind: Kind, path: Path) -> Dataset:
    return Dataset(kind=kind, name="Ranh giới Tân Phong", path=path)


def squares(count: int) -> str:
    """Return GeoJSON of that many squares near the province, with names."""
    features = [
        {
            "type": "Feature",
            "properties": {"tên": f"Thửa {n}", "số": n},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[103, 22], [103.1, 22], [103.1, 22.1], [103, 22.1], [103, 22]]],
            },
        }
        for n in range(count)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def geojson(folder: Path, count: int = 3) -> Dataset:
    path = folder / "data.geojson"
    path.write_text(squares(count), encoding="utf-8")
    return dataset(Kind.GEOJSON, path)


def everything(source: Source) -> str:
    """Return all that a source says, cells, names and notes."""
    cells = [str(layer.table.to_pydict()) for layer in source.layers]
    return " ".join([repr(replace(layer, table=None)) for layer in source.layers] + cells)


@linux
def test_a_small_file_arrives_as_its_reader_gave_it_and_nothing_is_left(folder: Path) -> None:
    given = geojson(folder)
    source = read_source(given)
    (direct,) = read_features(given.path)
    (layer,) = source.layers
    assert layer.table.equals(direct.table)
    assert layer.table["tên"].to_pylist() == ["Thửa 0", "Thửa 1", "Thửa 2"]
    assert (layer.declared_rows, layer.crs_wkt) == (3, direct.crs_wkt)
    assert shapely.from_wkb(layer.table["geometry"][0].as_py()).bounds == (103, 22, 103.1, 22.1)
    assert source.dataset == given
    assert [path.name for path in folder.iterdir()] == ["data.geojson"]


@linux
def test_the_source_says_which_fences_held_and_what_read_it(folder: Path) -> None:
    source = read_source(geojson(folder))
    assert set(source.fences) == set(Fence)
    assert all(source.fences[fence] for fence in ESSENTIAL)
    assert source.fences[Fence.DRIVERS] == "no GDAL"
    assert source.versions["pyarrow"] == pa.__version__
    assert source.versions["GEOS"] == shapely.geos_version_string
    assert "fiona" not in source.versions


def test_other_languages_of_the_machine_do_not_reach_the_child(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("PYTHONPATH", str(folder)),
        ("PYTHONSTARTUP", str(folder / "x.py")),
        ("GDAL_SKIP", ""),
        ("LC_ALL", "C"),
        ("LD_PRELOAD", ""),
    ):
        monkeypatch.setenv(name, value)
    (folder / "pyarrow.py").write_text("raise SystemExit('taken over')", encoding="utf-8")
    assert read_source(geojson(folder)).layers[0].rows_read == 3


def write_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["STT", "X (m)"])
    book.active.append([1, 2445000.5])
    book.save(path)


def write_layer(path: Path, driver: str) -> None:
    lines, degrees = driver == "DGN", driver == "KML"
    west, south, side = (103.3, 22.1, 0.1) if degrees else (560000, 2445000, 100)
    shapes = [shapely.box(x, south, x + side, south + side) for x in (west, west + 2 * side)]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4326 if degrees else 9205)
    if driver == "MapInfo File":
        frame["ma"] = ["LUC", "RPH"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (frame.boundary.to_frame("geometry") if lines else frame).to_file(path, driver=driver)


WRITERS = {
    Kind.GEOPACKAGE: ("data.gpkg", lambda path: write_layer(path, "GPKG")),
    Kind.SHAPEFILE: ("data.shp", lambda path: write_layer(path, "ESRI Shapefile")),
    Kind.FLATGEOBUF: ("data.fgb", lambda path: write_layer(path, "FlatGeobuf")),
    Kind.GEOPARQUET: (
        "data.parquet",
        lambda path: gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)] * 2, crs=9205).to_parquet(path),
    ),
    Kind.KML: ("data.kml", lambda path: write_layer(path, "KML")),
    Kind.TAB: ("data.tab", lambda path: write_layer(path, "MapInfo File")),
    Kind.MIF: ("data.mif", lambda path: write_layer(path, "MapInfo File")),
    Kind.DXF: ("data.dxf", lambda path: write_layer(path, "DXF")),
    Kind.DGN: ("data.dgn", lambda path: write_layer(path, "DGN")),
    Kind.CSV: ("data.csv", lambda path: path.write_text("STT;X\n1;2445000,5\n", encoding="utf-8")),
    Kind.XLSX: ("data.xlsx", write_workbook),
    Kind.TEXT: ("data.txt", lambda path: path.write_text("1 2445000 560000\n2 2445100 560100\n")),
}
GDAL_KINDS = {Kind.SHAPEFILE, Kind.FLATGEOBUF, Kind.TAB, Kind.MIF, Kind.DXF, Kind.DGN}


@linux
@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_is_read_inside_the_fence(folder: Path, kind: Kind) -> None:
    name, write = WRITERS[kind]
    write(folder / name)
    source = read_source(dataset(kind, folder / name))
    (layer,) = source.layers
    assert (layer.rows_read, layer.is_reconciled) == (2, True)
    assert kind.is_table or all(shapely.area(shapely.envelope(geometry_of(layer.table))) > 0)
    assert source.fences[Fence.DRIVERS] == ("GDAL_SKIP" if kind in GDAL_KINDS else "no GDAL")
    assert all(source.fences.values())


def virtual(secret: Path, source: str) -> str:
    return (
        f"<OGRVRTDataSource><OGRVRTLayer name='{secret.stem}'><SrcDataSource>{source}</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def hostile_text(trick: str, secret: Path, url: str) -> str:
    """Return a text that makes GDAL, with all its drivers, open another file or call a host."""
    return {
        "vrt file": virtual(secret, str(secret)),
        "vrt host": virtual(secret, f"/vsicurl/{url}/secret.csv"),
        "wfs": f"<OGRWFSDataSource><URL>{url}/wfs?SERVICE=WFS</URL></OGRWFSDataSource>",
        "gdalg": json.dumps(
            {
                "type": "gdal_streamed_alg",
                "command_line": f"gdal vector convert {secret} --output-format stream streamed",
            }
        ),
        "crs link": squares(1)[:-1]
        + f', "crs": {{"type": "link", "properties": {{"href": "{url}/crs", "type": "ogcwkt"}}}}}}',
        "network link": "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><NetworkLink><Link>"
        f"<href>{url}/a.kml</href></Link></NetworkLink></Document></kml>",
        "entity": f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark><name>&x;</name>"
        "<Point><coordinates>103,22</coordinates></Point></Placemark></Document></kml>",
        "tab": '!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset "Neutral"\n'
        f'  File "{secret}"\n  Fields 1\n    name Char (20) ;\n',
        "seamless tab": '!table\n!version 300\n!charset Neutral\nDefinition Table\n  Type LINKED Charset "Neutral"\n'
        f'  Fields 1\n    name Char (20) ;\nbegin_metadata\n"\\IsSeamless" = "TRUE"\n"\\DATALINK" = "{url}"\nend_metadata\n',
    }[trick]


@pytest.mark.parametrize(
    ("kind", "ending", "trick"),
    [
        (Kind.SHAPEFILE, ".shp", "vrt file"),
        (Kind.SHAPEFILE, ".shp", "wfs"),
        (Kind.FLATGEOBUF, ".fgb", "gdalg"),
        (Kind.FLATGEOBUF, ".fgb", "vrt host"),
        (Kind.TAB, ".tab", "vrt file"),
        (Kind.TAB, ".tab", "tab"),
        (Kind.TAB, ".tab", "seamless tab"),
        (Kind.MIF, ".mif", "vrt host"),
        (Kind.DXF, ".dxf", "vrt file"),
        (Kind.DGN, ".dgn", "wfs"),
        (Kind.GEOJSON, ".geojson", "crs link"),
        (Kind.GEOJSON, ".geojson", "vrt file"),
        (Kind.KML, ".kml", "network link"),
        (Kind.KML, ".kml", "entity"),
    ],
)
def test_no_trick_reads_another_file_or_calls_a_host(
    folder: Path, host: Host, kind: Kind, ending: str, trick: str
) -> None:
    path = folder / f"data{ending}"
    path.write_text(hostile_text(trick, folder.parent / "secret.csv", host.url), encoding="utf-8")
    for part in (".shx", ".dbf", ".dat", ".map", ".id", ".mid"):
        path.with_suffix(part).write_bytes(b"")
    try:
        said = everything(read_source(dataset(kind, path)))
    except IntakeError as error:
        said = f"{error.en} {error.vi}"
    assert MARKER not in said
    assert host.calls == 0


@pytest.mark.parametrize("kind", [Kind.GEOJSON, Kind.CSV])
def test_a_link_in_place_of_the_file_is_not_followed(folder: Path, kind: Kind) -> None:
    path = folder / "data.csv"
    path.symlink_to(folder.parent / "secret.csv")
    with pytest.raises(IntakeError) as caught:
        read_source(dataset(kind, path))
    assert MARKER not in caught.value.en


def test_a_virtual_table_in_a_geopackage_reads_nothing(folder: Path) -> None:
    path, secret = folder / "data.gpkg", folder.parent / "secret.csv"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript(
            "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;"
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT, srs_id INTEGER);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT,"
            " organization_coordsys_id INTEGER, definition TEXT);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,"
            " srs_id INTEGER, z INTEGER, m INTEGER);"
            "INSERT INTO gpkg_contents VALUES ('t', 'attributes', 't', 0);"
            "PRAGMA writable_schema = ON;"
        )
        virtual_table = f"CREATE VIRTUAL TABLE t USING VirtualText('{secret}', UTF8, 1, POINT, NONE)"
        database.execute("INSERT INTO sqlite_master VALUES ('table', 't', 't', 0, ?)", [virtual_table])
        database.commit()
    with pytest.raises(IntakeError) as caught:
        read_source(dataset(Kind.GEOPACKAGE, path))
    assert MARKER not in caught.value.en
    assert caught.value.code.startswith("gpkg")


def refusal(given: Dataset, **limits: float) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_source(given, limits=replace(LIMITS, **limits))
    assert caught.value.en
    assert caught.value.vi
    assert list(given.path.parent.glob("read-*")) == []
    return caught.value


@linux
def test_a_file_that_needs_more_memory_is_named(folder: Path) -> None:
    error = refusal(geojson(folder, 12_000), memory_bytes=4 * MIB)
    assert error.code == "child-memory"
    assert error.en.startswith("Reading Ranh giới Tân Phong needs more than 4 MB of memory: split it")
    assert error.vi.startswith("Đọc Ranh giới Tân Phong cần hơn 4 MB bộ nhớ: hãy chia nhỏ")


def test_a_file_that_takes_too_long_is_named(folder: Path) -> None:
    error = refusal(geojson(folder, 1000), wall_s=0.01)
    assert error.code == "child-timeout"
    assert error.vi == (
        "Đã dừng đọc Ranh giới Tân Phong sau 0.01 giây: hãy chia nhỏ, đơn giản hóa, hoặc lưu sang định dạng khác."
    )


@linux
def test_a_file_that_grows_too_large_is_named(folder: Path) -> None:
    assert refusal(geojson(folder), output_bytes=100).code == "child-output"


@linux
def test_a_file_that_keeps_the_processor_busy_is_named(folder: Path) -> None:
    assert refusal(geojson(folder, 30_000), cpu_s=1).code == "child-cpu"


def test_a_refusal_of_the_reader_arrives_with_its_code_and_the_name_that_the_person_knows(
    folder: Path,
) -> None:
    path = folder / "data.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [}', encoding="utf-8")
    error = refusal(dataset(Kind.GEOJSON, path))
    assert not error.code.startswith("child-")
    assert "data.geojson" not in error.en + error.vi


OPENING = json.dumps(
    {"fences": dict.fromkeys(map(str, Fence), "held"), "foreign_drivers": [], "versions": {}}
).encode()


def pretend(monkeypatch: pytest.MonkeyPatch, answer: bytes = b"", more: str = "") -> None:
    """Put a child in the place of the real one that says what it likes: one that a file has taken over."""
    code = f"import json, os, signal, sys; job = json.load(sys.stdin); sys.stdout.buffer.write({answer!r}); {more}"
    monkeypatch.setattr(reading, "COMMAND", (sys.executable, "-I", "-c", code))


def child_layer(**changes: object) -> bytes:
    column = {"name": "row_number", "type": "int64", "chunks": [{"rows": 1, "buffers": [None, [0, 8]]}]}
    shape = {
        "name": "geometry",
        "type": "binary",
        "chunks": [{"rows": 1, "buffers": [None, [8, 8], [16, 4]]}],
    }
    layer = {
        "name": "x",
        "declared_rows": 1,
        "crs_wkt": "",
        "crs_name": "",
        "encoding": "",
        "layer_field": "",
        "notes": [],
        "columns": [column, shape],
    }
    return OPENING + b"\n" + json.dumps({"layers": [layer | changes]}).encode()


CELLS = (
    "file = open(job['cells'], 'wb');"
    "file.write((1).to_bytes(8, 'little') + (4 << 32).to_bytes(8, 'little') + b'none'); file.close()"
)


def test_a_child_of_the_same_protocol_is_understood(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, child_layer(), CELLS)
    (layer,) = read_source(geojson(folder)).layers
    assert layer.table.to_pydict() == {"row_number": [1], "geometry": [b"none"]}


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        (b"", ""),
        (b"\x80\x04K\x01.", ""),
        (OPENING, ""),
        (OPENING + b"\n{}", CELLS),
        (OPENING + b'\n{"layers": []}', CELLS),
        (OPENING + b"\n" + b"[" * 100_000, CELLS),
        (OPENING + b'\n{"refusal": {"code": "../x", "en": "a", "vi": "b"}}', ""),
        (OPENING + b'\n{"refusal": {"code": "x", "en": "' + b"a" * 3000 + b'", "vi": "b"}}', ""),
        (child_layer(), ""),
        (child_layer(), "open(job['cells'], 'wb').close()"),
        (child_layer(layer_field="none"), CELLS),
        (child_layer(columns=[]), CELLS),
        (child_layer(), "os.unlink(job['cells']); os.symlink('/etc/passwd', job['cells'])"),
        (child_layer(), "os.unlink(job['cells']); os.mkfifo(job['cells'])"),
        (child_layer(), "os.unlink(job['cells']); os.mkdir(job['cells'])"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
def test_a_child_that_was_taken_over_is_not_believed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes, more: str
) -> None:
    pretend(monkeypatch, answer, more)
    assert refusal(geojson(folder)).code == "child-answer"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "child-crashed"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "child-killed"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "child-cpu"),
        (
            "signal.signal(signal.SIGXFSZ, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGXFSZ)",
            "child-output",
        ),
        ("sys.stderr.write('std::bad_alloc'); sys.stderr.flush(); os.abort()", "child-memory"),
        ("raise ValueError", "child-crashed"),
        ("sys.stdout.write('x' * (65 << 20))", "child-output"),
        ("sys.stdout.write('{\"out_of_memory\": true}')", "child-memory"),
    ],
)
@linux
def test_each_way_to_die_has_its_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: str, code: str
) -> None:
    pretend(monkeypatch, OPENING + b"\n", more)
    assert refusal(geojson(folder)).code == code


@pytest.mark.parametrize("fence", sorted(ESSENTIAL))
def test_without_a_fence_nothing_is_taken_until_a_person_allows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fence: Fence
) -> None:
    weak = json.loads(OPENING)
    weak["fences"][fence] = ""
    pretend(monkeypatch, child_layer().replace(OPENING, json.dumps(weak).encode()), CELLS)
    given = geojson(folder)
    monkeypatch.setenv("RANH_ALLOW_WEAK_FENCE", "0")
    error = refusal(given)
    assert error.code == "child-unfenced"
    assert f"({fence})" in error.en
    monkeypatch.setenv("RANH_ALLOW_WEAK_FENCE", "1")
    assert read_source(given).fences[fence] == ""


def test_a_driver_that_is_not_known_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = json.loads(OPENING) | {"foreign_drivers": ["NEWDRIVER"]}
    pretend(monkeypatch, json.dumps(opening).encode() + b"\n")
    error = refusal(geojson(folder))
    assert (error.code, "(NEWDRIVER)" in error.en) == ("child-drivers", True)


def test_a_machine_that_starts_no_process_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "COMMAND", (str(folder / "no python"),))
    assert refusal(geojson(folder)).code == "child-start"


def test_the_log_holds_places_in_code_and_nothing_of_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pretend(monkeypatch, OPENING + b"\n", "raise ValueError('Trận địa 103.3412, 22.1187')")
    with caplog.at_level(logging.WARNING, logger="ranh.intake"):
        error = refusal(geojson(folder))
    assert "ValueError" in caplog.text
    for text in (caplog.text, error.en, error.vi):
        assert "103.3412" not in text
        assert "Trận địa" not in text


def test_of_complaints_only_places_and_names_of_errors_are_kept() -> None:
    said = b'  File "/x/cad.py", line 12, in read_dxf\n    layer = 103.25\nfiona.errors.DriverError: 103.25\nERROR 1: 22.1'
    assert where(said) == ["cad.py:12 read_dxf", "DriverError"]
    assert where(b"Fatal Python error: Segmentation fault\n") == ["Fatal Python error"]
    assert where(b"\xff" * 1000) == []
