"""A sheet of the map: true to scale, in official colours, for whom it was made, and with nothing withheld."""

import io
import re
import zlib
from datetime import date

import numpy as np
import pytest
import shapely
import tifffile
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.crs import transform_xy
from office.reports.frame import Frame
from office.rights import Act
from views import backdrop, handing
from views.printing import route
from views.printing.content import gather
from views.printing.gathered import Content
from views.printing.ground import paint_ground
from views.printing.land import PX_PER_MM, paint_land
from views.printing.make import Asked, make, told_of
from views.printing.paper import PAPERS, SCALES, TURNED, frame_mm, page_mm, window_around
from views.store import store_for
from views.text import Text

WEST, SOUTH = 540_000.0, 2_470_000.0  # of the tiny province
DAY = date(2026, 11, 23)
VI = Text("vi")
EVERYTHING = ("landuse-plan", "defence", "communes", "sites", "overlaps")


@pytest.fixture
def told(province_folder, monkeypatch, officer):
    monkeypatch.setenv("RANH_PROVINCE", str(province_folder))
    store = store_for(officer)
    store.result(DAY)
    return store


def framed(**told):
    """Return a frame with the grid and bar of a sheet."""
    return Frame(**told, most_mm=(60.0, 60.0), bar_mm=50.0)


def middle(store):
    west, south, east, north = store.layer("landuse-plan").zones.total_bounds
    return (west + east) / 2, (south + north) / 2


def gathered(store, scale=50_000):
    window = window_around(middle(store), scale, "A4", "landscape")
    return gather(store, window, wanted=EVERYTHING, colour="verdict", as_of=DAY, text=VI)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("turned", TURNED)
def test_frame_legend_and_sources_fit_on_the_page(paper, turned):
    width, height = page_mm(paper, turned)
    frame_width, frame_height = frame_mm(paper, turned)
    assert 100 < frame_width <= width - 26
    assert 100 < frame_height < height - 26


@pytest.mark.parametrize("scale", SCALES)
def test_a_millimetre_on_the_sheet_is_so_many_metres(scale):
    window = window_around((500_000.0, 2_450_000.0), scale, "A4", "portrait")
    at = window.mm(np.array([[500_000.0, 2_450_000.0], [500_000.0 + scale / 100, 2_450_000.0 + scale / 50]]))
    assert (at[1] - at[0]).tolist() == pytest.approx([10.0, -20.0])
    assert 20 <= window.bar_m() / scale * 1000 <= 50
    assert 2 <= len(window.eastings()) <= 12


def test_land_is_painted_in_its_colour_where_it_lies_and_nowhere_else(store):
    zones = store.layer("landuse-plan").zones
    hole = shapely.Polygon(zones.geometry.iloc[0].interiors[0]).centroid
    centre = (hole.x, hole.y)
    window = framed(west=centre[0] - 2500, south=centre[1] - 2500, scale=50_000, width_mm=100, height_mm=100)
    body, seen = paint_land(zones, store.codes, window)
    image = Image.open(io.BytesIO(body)).convert("RGBA")
    assert image.size == (100 * PX_PER_MM, 100 * PX_PER_MM)
    assert seen[0] == "RPH"
    assert image.getpixel((500, 500))[3] == 0
    for x, y in ((300, 500), (650, 500), (500, 650)):
        place = shapely.Point(window.west + x * 5, window.south + 5000 - y * 5)
        under = zones[zones.intersects(place)]
        if len(under) == 1 and under.iloc[0]["code"] == "RPH":
            assert image.getpixel((x, y)) == (0xBE, 0xFF, 0x1E, 255)


def test_the_legend_has_what_is_on_the_sheet_and_no_more(store):
    store.result(DAY)
    words = [key["words"] for key in gathered(store).legend]
    assert any(word.startswith("RPH ") for word in words)
    assert any(word.startswith("CQP ") for word in words)
    assert "Xung đột" in words
    assert not any(word.startswith("LUC") for word in words)


def test_the_sheet_of_an_officer_has_nothing_of_defence_land(told, store):
    store.result(DAY)
    shown, officers = gathered(store), gathered(told)
    assert any("Lớp defence" in key["words"] for key in shown.legend)
    assert not any("defence" in key["words"] for key in officers.legend)
    assert not any(key["words"].startswith("CQP") for key in officers.legend)
    assert len(officers.sources) < len(shown.sources)


def test_the_text_of_a_name_is_text(store):
    store.result(DAY)
    pieces = "".join(gathered(store).pieces)
    assert "<img" not in pieces
    asked = Asked(
        centre=middle(store), scale=100_000, paper="A4", turned="landscape", form="png",
        layers=EVERYTHING, colour="sector", as_of=DAY,
    )  # fmt: skip
    body = make(store, asked, '<b>"#tên\\', VI)
    assert Image.open(io.BytesIO(body)).size[0] == pytest.approx(297 / 25.4 * 220, abs=2)


@pytest.fixture
def client(told, officer, monkeypatch):
    monkeypatch.setattr(route, "session_of", lambda _: officer)
    monkeypatch.setattr(route, "store_for", lambda _: told)
    monkeypatch.setattr(handing, "session_of", lambda _: officer)
    return TestClient(Starlette(routes=[*route.ROUTES, *handing.ROUTES]), "http://127.0.0.1")


def question(**more):
    wanted = {"lon": 103.45, "lat": 22.38, "scale": 50_000, "paper": "A4", "turned": "landscape"}
    wanted |= {"form": "pdf", "layers": ",".join(EVERYTHING), "day": DAY.isoformat(), "lang": "vi"}
    return wanted | more


def test_the_route_makes_a_file_for_this_session(client):
    made = client.get(route.PLACE, params=question()).json()
    assert made["name"].endswith("-50000-2026-11-23.pdf")
    answer = client.get(made["url"])
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale": 1}, {"scale": "x"}, {"paper": "A0"}, {"turned": "up"}, {"form": "svg"}, {"lon": "nan"},
        {"lon": 10, "lat": 50}, {"day": "never"}, {"lang": "xx"}, {"fade": "landuse-plan:10"}, {"fade": "x"},
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused(client, wrong):
    assert client.get(route.PLACE, params=question(**wrong)).status_code == 400


def test_a_day_that_is_not_checked_starts_no_check(client):
    assert client.get(route.PLACE, params=question(day="1999-01-01")).status_code == 404


def test_nobody_gets_no_sheet(client, monkeypatch):
    monkeypatch.setattr(route, "session_of", lambda _: None)
    assert client.get(route.PLACE, params=question()).status_code == 404


def test_whoever_waits_too_long_for_the_sheet_of_another_is_told(client, monkeypatch):
    monkeypatch.setattr(route, "WAIT_S", 0.01)
    with route._one_at_a_time:
        answer = client.get(route.PLACE, params=question())
    assert answer.status_code == 503
    assert answer.json() == {"said": "Máy chủ đang lập bản in khác: hãy thử lại sau một phút."}
    monkeypatch.setattr(route, "make", lambda *_: b"%PDF")
    assert client.get(route.PLACE, params=question()).status_code == 200


def test_each_layer_is_as_faint_as_on_the_screen(told, client, monkeypatch):
    asked = []
    monkeypatch.setattr(route, "make", lambda _, sheet, *__: asked.append(sheet) or b"%PDF")
    assert client.get(route.PLACE, params=question(fade="landuse-plan:50,communes:20")).status_code == 200
    assert asked[0].fades == {"landuse-plan": 0.5, "communes": 0.2}
    window = window_around(middle(told), 50_000, "A4", "landscape")
    content = gather(
        told, window, wanted=EVERYTHING, colour="verdict", as_of=DAY, text=VI,
        fades={"landuse-plan": 0.5, "communes": 0.2, "sites": 0.4},
    )  # fmt: skip
    assert [opacity for _, opacity in content.pictures] == [0.5]
    assert content.pieces[0].startswith('<g opacity="0.20"><path')
    assert any(piece.startswith('<g opacity="0.40"><path') for piece in content.pieces)
    keys = {one["words"]: one["opacity"] for one in content.legend}
    assert keys["RPH Rừng phòng hộ"] == 0.5
    assert keys["Lớp communes"] == 0.2


def test_a_sheet_with_restricted_land_goes_only_where_that_is_open(officer, steward):
    assert route.act_of(steward.person, is_exact=True) is Act.SEE_EXACT
    assert route.act_of(officer.person, is_exact=False) is Act.DOWNLOAD


def segments(pdf):
    """Yield the straight lines that a PDF draws, in mm of the page."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            content = zlib.decompress(stream).decode("latin1")
        except zlib.error:
            continue
        if " cm" in content and "BT" in content:  # of the page: no font, no picture
            yield from lines_of(re.findall(r"/\w+|-?\d*\.?\d+|[A-Za-z]+", re.sub(r"\[.*?\]", " ", content)))


def lines_of(words):
    at, kept, numbers, here = np.eye(3), [], [], None
    for word in words:
        if word == "q":
            kept.append(at)
        elif word == "Q":
            at = kept.pop()
        elif word == "cm":
            a, b, c, d, e, f = numbers[-6:]
            at = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ at
        elif word in {"m", "l"}:
            there = (np.array([*numbers[-2:], 1.0]) @ at)[:2] * 25.4 / 72
            if word == "l":
                yield here, there
            here = there
        try:
            numbers.append(float(word))
        except ValueError:
            numbers.clear()


@pytest.mark.parametrize(("paper", "scale"), [("A4", 10_000), ("A3", 50_000)])
def test_a_kilometre_on_the_ground_has_its_length_on_paper(store, paper, scale):
    asked = Asked(
        centre=(WEST + 5000.0, SOUTH + 500.0), scale=scale, paper=paper, turned="landscape", form="pdf",
        layers=("sites",), colour="sector", as_of=DAY,
    )  # fmt: skip
    store.result(DAY)
    pdf = make(store, asked, "Cán bộ", VI)
    drawn = [(abs(b - a), a) for a, b in segments(pdf)]
    site = 1000 * 1000 / scale  # a site is a square of a kilometre: so many mm
    upright = [size for size, _ in drawn if size[0] < 0.01 and size[1] == pytest.approx(site, abs=0.05)]
    level = [size for size, _ in drawn if size[1] < 0.01 and size[0] == pytest.approx(site, abs=0.05)]
    assert len(upright) >= 2
    assert len(level) >= 2
    width, height = frame_mm(paper, "landscape")
    assert any(size == pytest.approx((width, 0), abs=0.05) for size, _ in drawn)
    assert any(size == pytest.approx((0, height), abs=0.05) for size, _ in drawn)
    page = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [float(side) * 25.4 / 72 for side in page.groups()] == pytest.approx(
        page_mm(paper, "landscape"), abs=0.1
    )


def test_an_exact_sheet_says_on_every_part_who_made_it_and_when(store, told):
    asked = Asked(
        centre=middle(store), scale=100_000, paper="A4", turned="portrait", form="pdf", layers=EVERYTHING,
        colour="verdict", as_of=DAY,
    )  # fmt: skip
    content = Content()
    marks = [told_of(face, asked, content, "Người In", VI)["watermark"] for face in (store, told)]
    assert marks[0].startswith("Người In · ")
    assert re.search(r"\d\d/\d\d/\d{4} \d\d:\d\d$", marks[0])
    assert marks[1] == ""


def test_the_picture_of_the_ground_lies_where_it_belongs_and_is_blank_where_land_is_withheld(
    own_province, officer, steward, monkeypatch
):
    """A GeoTIFF, red but for its eastern half, on the sheet in the province CRS."""
    picture = np.zeros((100, 100, 3), dtype=np.uint8)
    picture[..., 0] = 255
    picture[:, 50:] = (0, 0, 255)
    tags = [
        (33550, "d", 3, (100.0, 100.0, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, WEST, SOUTH + 10_000.0, 0.0), True),
    ]
    tifffile.imwrite(own_province / "a.tif", picture, photometric="rgb", extratags=tags)
    table = (
        '[background]\nfile = "a.tif"\ncrs = "EPSG:9205"\nname_vi = "Ảnh"\nname_en = "Photo"\nsource = "Sở"\n'
    )
    with (own_province / "province.toml").open("a", encoding="utf-8") as file:
        file.write(table)
    store = store_for(officer)
    window = framed(west=WEST + 4000, south=SOUTH + 4000, scale=20_000, width_mm=100, height_mm=100)
    content = gather(store, window, wanted=("background",), colour="", as_of=DAY, text=VI)
    ((body, opacity),) = content.pictures
    image = Image.open(io.BytesIO(body))
    row = [image.getpixel((round(x * 6), 300))[:3] for x in (1, 49, 51, 99)]
    assert row == [(255, 0, 0), (255, 0, 0), (0, 0, 255), (0, 0, 255)]
    exact = store_for(steward)
    for face, seen in ((store, 0), (exact, 255)):
        near = framed(west=WEST + 4000, south=SOUTH, scale=20_000, width_mm=50, height_mm=50)
        body, _ = paint_ground(store.province.background, store.province, near, face.withheld().squares)
        assert Image.open(io.BytesIO(body)).getpixel((150, 150))[3] == seen  # the middle of defence land
    assert opacity == 1
    assert content.sources == ["Ảnh: Sở"]
    told = backdrop.version(store)
    assert told != backdrop.version(exact)
    client = TestClient(Starlette(routes=backdrop.ROUTES), "http://127.0.0.1")
    lon, lat = transform_xy(np.array([[WEST + 4500, SOUTH + 500]]), "EPSG:9205", "EPSG:4326")[0]
    x, y = (lon + 180) / 360 * 2**15, (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**15
    for session, face, seen in ((officer, store, 0), (steward, exact, 255)):
        monkeypatch.setattr(backdrop, "store_of", lambda _, session=session: store_for(session))
        url = f"{backdrop.PLACE}/{backdrop.version(face)}/15/{int(x)}/{int(y)}"
        answer = client.get(url)
        tile = Image.open(io.BytesIO(answer.content)).convert("RGBA")
        assert tile.getpixel((int(x % 1 * 256), int(y % 1 * 256)))[3] == seen
        assert ("no-store" in answer.headers["cache-control"]) is (seen == 255)
    assert client.get(f"{backdrop.PLACE}/{told}/15/{int(x)}/{int(y)}").status_code == 404
