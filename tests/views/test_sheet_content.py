"""A sheet shows every layer that its legend names, and says what it lacks."""

import io
import re
import sqlite3
from contextlib import closing
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import say_to_browser
from geo.crs import transform_xy
from geo.errors import RanhError
from office.reports.frame import Frame
from views import backdrop, layer_words
from views.printing import ground
from views.printing.content import gather
from views.printing.drawing import path
from views.printing.gathered import Content
from views.printing.make import Asked, told_of
from views.printing.names import names_inside
from views.printing.room import Room
from views.printing.signs import signs
from views.store import store_for
from views.text import Text

WEST, SOUTH, CRS = 540_000.0, 2_470_000.0, "EPSG:9205"  # of the tiny province
DAY = date(2026, 11, 23)
VI = Text("vi")
POINTS = """
[[layer]]
id = "wells"
family = "wells"
name_vi = "Giếng"
name_en = "Wells"
file = "wells.gpkg"
geometry = "point"
group = "infrastructure"
origin = "synthetic"
effective_to = 2020-01-01

[[layer]]
id = "lost"
family = "lost"
name_vi = "Lớp mất"
name_en = "Lost layer"
file = "lost.gpkg"
geometry = "line"
group = "infrastructure"
origin = "synthetic"
"""


def frame():
    return Frame(
        west=WEST, south=SOUTH, scale=50_000, width_mm=100, height_mm=100, most_mm=(60.0, 60.0), bar_mm=50.0
    )


@pytest.fixture
def _wells(own_province):
    with (own_province / "province.toml").open("a", encoding="utf-8") as file:
        file.write(POINTS)
    at = [shapely.Point(WEST + 1000, SOUTH + 1000), shapely.MultiPoint([(WEST + 2500, SOUTH + 2500)])]
    gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=at, crs=CRS).to_file(own_province / "wells.gpkg")


@pytest.mark.usefixtures("_wells")
def test_a_layer_of_points_is_drawn_as_dots_where_they_lie(officer):
    content = gather(store_for(officer), frame(), wanted=("wells",), colour="", as_of=DAY, text=VI)
    drawn = "".join(content.pieces)
    assert "M24.10 85.00a0.9 0.9" in drawn  # 20 mm across, 20 mm up, in a frame 5 mm from the edge
    assert "M54.10 55.00a0.9 0.9" in drawn
    (key,) = content.legend
    assert (key["words"], key["mark"]) == ("Giếng (không có hiệu lực ngày này)", " ")
    (source,) = content.sources
    assert "không có hiệu lực ngày này" in source


def test_points_lines_and_areas_of_one_layer_are_all_drawn():
    shapes = [
        shapely.Point(WEST + 1000, SOUTH + 1000),
        shapely.LineString([(WEST, SOUTH), (WEST + 500, SOUTH)]),
        shapely.box(WEST, SOUTH, WEST + 100, SOUTH + 100),
    ]
    drawn = path(np.array(shapes, dtype=object), frame(), {"color": "#123456"})
    assert drawn.count("M") == 3
    assert '<path fill="#123456" stroke="#fff"' in drawn


def asked():
    return Asked(
        centre=(WEST + 5000, SOUTH + 5000), scale=100_000, paper="A4", turned="portrait", form="pdf",
        layers=(), colour="", as_of=DAY,
    )  # fmt: skip


@pytest.mark.usefixtures("_wells")
def test_a_sheet_says_what_is_missing_as_the_page_does(officer, steward):
    for session in (officer, steward):
        store = store_for(session)
        store.result(DAY)
        told = told_of(store, asked(), Content(), "x", VI)
        assert VI("print.missing_layers", count=1, layers="Lớp mất") in told["missing"]
        assert "lost.gpkg" not in told["missing"]  # a sheet leaves the office
        assert "lost.gpkg" in " ".join(layer_words.not_drawn(store, store.result(DAY), VI))


@pytest.mark.usefixtures("own_province")
def test_an_exact_sheet_says_that_blank_is_not_clear_too(steward, officer):
    for session, words in (
        (steward, "BẢN IN NÀY CÓ ĐẤT QUỐC PHÒNG"),
        (officer, "không thể hiện đất quốc phòng"),
    ):
        told = told_of(store_for(session), asked(), Content(), "x", VI)["withheld"]
        assert words in told
        assert "chỗ trống không có nghĩa là không vướng" in told


BACKGROUND = '[background]\nfile = "a.mbtiles"\nname_vi = "Ảnh"\nname_en = "Photo"\n'


def test_the_address_of_the_picture_changes_with_whatever_makes_it(own_province, officer, monkeypatch):
    province = own_province / "province.toml"
    before = province.read_text(encoding="utf-8")
    file = own_province / "a.mbtiles"
    file.write_bytes(b"1")

    def version(declared, crs="EPSG:9205"):
        province.write_text(before.replace("EPSG:9205", crs) + declared, encoding="utf-8")
        return backdrop.version(store_for(officer))

    found = [version(BACKGROUND), version(BACKGROUND + 'crs = "EPSG:9205"\n')]
    monkeypatch.setattr(backdrop, "_painter", lambda: "another program")
    found.append(version(BACKGROUND))
    assert len(set(found)) == 3
    assert "" not in found


def test_another_file_of_the_picture_makes_another_store(own_province, officer):
    with (own_province / "province.toml").open("a", encoding="utf-8") as file:
        file.write(BACKGROUND)
    picture = own_province / "a.mbtiles"
    picture.write_bytes(b"1")
    store = store_for(officer)
    assert store_for(officer) is store
    picture.write_bytes(b"another")
    assert store_for(officer).state != store.state
    with pytest.raises(RanhError):
        raise backdrop.problem(store)


@pytest.fixture
def tiles(own_province):
    """Declare MBTiles of one zoom around the middle of the province, all of them red but one, which is cut."""
    with (own_province / "province.toml").open("a", encoding="utf-8") as file:
        file.write(BACKGROUND)
    lon, lat = transform_xy(np.array([[WEST + 5000, SOUTH + 5000]]), CRS, "EPSG:4326")[0]
    down = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2
    column, row = int((lon + 180) / 360 * 2**14), int(down * 2**14)
    file = io.BytesIO()
    Image.new("RGB", (256, 256), (255, 0, 0)).save(file, "PNG")
    whole = file.getvalue()
    with closing(sqlite3.connect(own_province / "a.mbtiles")) as database, database:
        database.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        for x in range(column - 4, column + 5):
            for y in range(row - 4, row + 5):
                body = whole[:40] if (x, y) == (column, row) else whole
                database.execute("INSERT INTO tiles VALUES (14, ?, ?, ?)", (x, 2**14 - 1 - y, body))
    return column, row


def test_a_damaged_tile_is_left_blank_and_said_on_the_sheet(tiles, officer):
    assert tiles
    store = store_for(officer)
    window = Frame(
        west=WEST + 2500, south=SOUTH + 2500, scale=50_000, width_mm=100, height_mm=100,
        most_mm=(60.0, 60.0), bar_mm=50.0,
    )  # fmt: skip
    content = gather(store, window, wanted=("background",), colour="", as_of=DAY, text=VI)
    ((body, _),) = content.pictures
    image = Image.open(io.BytesIO(body))
    assert image.getpixel((300, 300))[3] == 0  # the middle of the sheet lies in the damaged tile
    assert image.getpixel((10, 10)) == (255, 0, 0, 255)
    said = VI("print.damaged_ground", count=1)
    assert content.lacking == [said]
    assert said in told_of(store, asked(), content, "x", VI)["missing"]


def test_a_damaged_tile_is_no_answer_to_keep_and_the_others_are_served(tiles, officer, monkeypatch):
    monkeypatch.setattr(backdrop, "store_of", lambda _: store_for(officer))
    app = Starlette(routes=backdrop.ROUTES, exception_handlers={RanhError: say_to_browser})
    client = TestClient(app, "http://127.0.0.1")
    url = f"{backdrop.PLACE}/{backdrop.version(store_for(officer))}/14"
    damaged = client.get(f"{url}/{tiles[0]}/{tiles[1]}")
    assert (damaged.status_code, damaged.headers.get("cache-control")) == (503, None)
    assert client.get(f"{url}/{tiles[0] + 1}/{tiles[1]}").headers["content-type"] == "image/png"


def test_a_picture_replaced_while_a_tile_is_read_is_not_kept_under_the_old_address(
    tiles, officer, own_province, monkeypatch
):
    monkeypatch.setattr(backdrop, "store_of", lambda _: store_for(officer))
    client = TestClient(Starlette(routes=backdrop.ROUTES), "http://127.0.0.1")
    url = f"{backdrop.PLACE}/{backdrop.version(store_for(officer))}/14/{tiles[0] + 1}/{tiles[1]}"
    read = backdrop.raster_of

    def replaced(*place, **more):
        found = read(*place, **more)
        (own_province / "a.mbtiles").write_bytes(b"another")
        return found

    assert client.get(url).status_code == 200
    monkeypatch.setattr(backdrop, "raster_of", replaced)
    assert client.get(url).status_code == 404


def test_a_sheet_of_a_picture_without_its_scale_leaves_it_out_and_says_why(tiles, officer, monkeypatch):
    assert tiles
    monkeypatch.setattr(ground, "MOST_TILES", 9)
    content = gather(store_for(officer), frame(), wanted=("background",), colour="", as_of=DAY, text=VI)
    assert content.pictures == []
    assert [said.split(":")[0] for said in content.lacking] == ["Ảnh nền không có mức thu nhỏ cho tỷ lệ này"]


def test_pixels_are_found_by_tile_each_once():
    columns, rows = np.array([5, 4, 5, 4, 9]), np.array([1, 2, 1, 1, 9])
    known = np.array([True, True, True, True, False])
    found = {tile: here.tolist() for tile, here in ground._by_tile(columns, rows, known)}
    assert found == {(5, 1): [0, 2], (4, 2): [1], (4, 1): [3]}
    assert list(ground._by_tile(columns, rows, known & False)) == []


def boxes_of(svg):
    """Return the boxes of the ids of a drawing, measured as they are set, from their anchors."""
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)" [^>]*fill="#1a1a1a">(\w+)<', svg)
    boxes = {}
    for x, y, anchor, words in found:
        wide = len(words) * 2.6 * 0.62
        left = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        boxes[words] = shapely.box(left, float(y) - 2.2, left + wide, float(y) + 0.3)
    return boxes


def test_no_id_stands_on_another_or_under_a_sign():
    at = np.array([(WEST + 2000 + 150 * step, SOUTH + 2000 + 60 * step) for step in range(6)])
    drawn, left_out = signs(at, [("#ff0000", "x", f"P00{step}") for step in range(6)], frame(), Room())
    ids = boxes_of(drawn)
    circles = [shapely.Point(x, y).buffer(1.8) for x, y in frame().mm(at).tolist()]
    assert "P005" in ids  # the most important
    assert 2 <= len(ids) < 6
    assert left_out == 6 - len(ids)
    for words, box in ids.items():
        others = [*circles, *(other for name, other in ids.items() if name != words)]
        assert not any(box.intersection(other).area > 0.01 for other in others)
    far = np.array([(WEST + 1000, SOUTH + 1000), (WEST + 4000, SOUTH + 4000)])
    assert set(
        boxes_of(signs(far, [("#ff0000", "x", "A1"), ("#ff0000", "x", "A2")], frame(), Room())[0])
    ) == {
        "A1",
        "A2",
    }
    assert drawn.count("<circle") == 6
    edge = np.array([(WEST + 4990, SOUTH + 2000)])  # half a millimetre from the right of the frame
    (box,) = boxes_of(signs(edge, [("#ff0000", "x", "A1")], frame(), Room())[0]).values()
    assert box.bounds[2] < 5 + 100


def test_blank_ground_is_explained_first_in_the_legend(own_province, officer, tiles):
    assert own_province
    assert tiles
    for wanted in (("background",), ("landuse-plan",), ("background", "landuse-plan")):
        content = gather(store_for(officer), frame(), wanted=wanted, colour="", as_of=DAY, text=VI)
        words = [key["words"] for key in content.legend]
        assert words.count("Để trống: không có nghĩa là không vướng") == 1
        assert words[0] == "Để trống: không có nghĩa là không vướng"


def test_a_decision_is_told_with_its_day_in_the_wording_of_the_language(own_province, officer):
    store = store_for(officer)
    assert own_province
    layer = store.province.layers[0].model_copy(
        update={"decision_number": "12/QĐ-UBND", "decision_date": date(2024, 11, 29)}
    )
    assert layer_words.provenance(layer, DAY, VI)[0] == "12/QĐ-UBND ngày 29/11/2024"
    assert layer_words.provenance(layer, DAY, Text("en"))[0] == "12/QĐ-UBND of 29 November 2024"


def test_a_name_makes_way_for_what_stands_there_and_is_left_out_where_nothing_is_free():
    areas = gpd.GeoDataFrame(
        {"name": ["Xã A"]}, geometry=[shapely.box(WEST, SOUTH, WEST + 5000, SOUTH + 5000)], crs=CRS
    )
    ((x, y),) = frame().mm(np.array([[WEST + 2500, SOUTH + 2500]])).tolist()

    def written(*taken):
        return names_inside(areas, "name", frame(), Room(taken=list(taken)), size_mm=3.0)

    (free,) = written()
    assert f'y="{y + 1.05:.2f}"' in free  # the middle of the letters lies in the middle of the area
    (moved,) = written((x - 1, y - 1, x + 1, y + 1))
    assert f'y="{y - 4.8 + 1.05:.2f}"' in moved
    assert written((x - 1, y - 30, x + 1, y + 30)) == []
