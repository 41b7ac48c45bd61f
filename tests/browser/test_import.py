"""A file becomes a version in the browser: asked, shown, confirmed, listed, and then on the map."""

import socket
import struct
import zipfile
from urllib.parse import urlsplit

import geopandas as gpd
import pytest
import shapely

from bench.legacy_text import tcvn3
from layers.versions import read_records

pytestmark = pytest.mark.browser

CROSSED = [(1, 2471000, 541000), (2, 2471200, 541200), (3, 2471200, 541000), (4, 2471000, 541200)]
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`"


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory):
    return tiny.make_province(tmp_path_factory.mktemp("import"))


@pytest.fixture(scope="module")
def address(folder, serve):
    return serve(folder)


@pytest.fixture
def tab(visit, address):
    return open_import(visit, address)


def open_import(visit, address):
    opened = visit(f"{address}/import")
    opened.address = address
    opened.page.locator(".st-key-steps").wait_for()
    return opened


def upload(tab, *paths):
    tab.page.locator("input[type=file]").set_input_files([str(path) for path in paths])


def choose_layer(tab, name):
    tab.page.get_by_role("combobox", name="Lớp dữ liệu").click()
    tab.page.keyboard.type(name)
    tab.page.keyboard.press("Enter")
    tab.page.get_by_text("phiên bản trước").wait_for()


def paste(tab, rows):
    lines = ["Điểm\tX\tY", *("\t".join(map(str, row)) for row in rows)]
    tab.page.get_by_text("Dán bảng toạ độ", exact=True).click()
    tab.page.get_by_role("textbox", name="Bảng toạ độ").fill("\n".join(lines))
    tab.page.get_by_role("button", name="Đọc bảng toạ độ").click()


def import_map(tab):
    """Return the frame of the map once the shapes of the file are on it."""
    for _ in range(200):
        for frame in tab.page.frames:
            if "/ban-do/" in frame.url and frame.evaluate("!!(window.ranhImport && ranhImport.fitted)"):
                return frame
        tab.page.wait_for_timeout(100)
    raise AssertionError("The map never drew the file.")


def faults_of(tab):
    """Return what a tab asked other hosts for, what failed in it and what it asked to be confirmed."""
    # Under an address with a path, Streamlit first asks whether the server stands below it.
    faults = [fault for fault in tab.faults if f"404 {tab.address}/import/_stcore/" not in fault]
    return [*tab.outside, *faults, *tab.dialogs]


def dbf(fields, rows):
    """Return a dBASE table of text cells, which are bytes."""
    width = 1 + sum(size for _, size in fields)
    head = struct.pack("<4BIHH20x", 3, 126, 1, 1, len(rows), 33 + 32 * len(fields), width)
    for name, size in fields:
        head += name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([size, 0]) + bytes(14)
    lines = (b" " + b"".join(c.ljust(f[1]) for c, f in zip(row, fields, strict=True)) for row in rows)
    return head + b"\r" + b"".join(lines) + b"\x1a"


def test_a_file_is_confirmed_listed_and_on_the_map_of_warnings(tab, tiny, folder, tmp_path):
    page = tab.page
    shapes = [tiny.square(4, 0), tiny.square(2, 5), shapely.Polygon([(545000, 2476000), (545400, 2476400), (545400, 2476000), (545000, 2476400)])]  # fmt: skip
    path = tmp_path / "quoc phong.gpkg"
    names = {"name": ["Khu A", "Khu mới", HOSTILE], "category": ["work"] * 3, "belt_m": [75.0] * 3}
    gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:9205").to_file(path)
    upload(tab, path)
    page.get_by_text("Không mất dòng nào.").wait_for()
    assert "quoc phong.gpkg" in page.locator(".ranh-file").inner_text()
    choose_layer(tab, "defence")
    assert "bí mật nhà nước" in page.locator(".ranh-secret").inner_text()
    assert "Hiện 3/3 hình" in page.locator(".ranh-mapnote").inner_text()
    assert "hình đã sửa" in page.locator(".ranh-mapnote").inner_text()
    colours = []
    for _ in range(100):  # the shapes are fetched after the map is there
        colours = import_map(tab).evaluate(
            "(() => { const found = []; map.eachLayer(l => { if (l.feature && l.feature.properties.state)"
            " found.push(l.feature.properties.state); }); return found.sort(); })()"
        )
        if colours:
            break
        tab.settle(100)
    assert colours == ["good", "good", "repaired"]
    button = page.locator(".st-key-confirm-import button")
    page.get_by_role("textbox", name="Số quyết định").fill("12/QĐ-UBND")
    page.keyboard.press("Tab")
    page.locator(".ranh-missing").wait_for(state="detached")
    button.dblclick()
    done = page.locator(".ranh-done")
    done.wait_for()
    tab.settle()
    (record,) = read_records(folder)
    assert record.layer.id in done.inner_text()
    assert record.zones_sha256 in done.inner_text()
    assert (record.imported_by, record.layer.decision_number) == ("Cán bộ defence_steward", "12/QĐ-UBND")
    page.get_by_role("tab", name="Phiên bản đã nhập").click()
    listed = page.get_by_role("tabpanel").get_by_test_id("stDataFrame").locator("table")
    listed.wait_for(state="attached")
    assert "Cán bộ defence_steward" in listed.text_content()
    page.get_by_text("Xem cảnh báo với dữ liệu mới").click()
    tab.settle()
    assert tab.map.evaluate("ranh.layers.overlaps._all.map(f => f.properties.rule).sort()") == [
        "COM-01",
        "COM-01",
        "DEF-01",
        "DEF-01",
    ]
    assert faults_of(tab) == []


@pytest.mark.heavy
def test_a_zipped_shapefile_is_asked_for_its_system_and_its_names_are_read(tab, tiny, tmp_path):
    page = tab.page
    words = ["Rừng phòng hộ Tả Lèng", "Đất quốc phòng", "Khu dân cư số 5", "Uỷ ban nhân dân xã", "Đất ở nông thôn"]  # fmt: skip
    shapes = [tiny.square(place, place) for place in range(5)]
    gpd.GeoDataFrame({"n": range(5)}, geometry=shapes, crs="EPSG:9205").to_file(tmp_path / "rung.shp")
    codes = (b"RPH", b"CQP", b"CAN", b"CQP", b"LUC")
    rows = [[tcvn3(name), code] for name, code in zip(words, codes, strict=True)]
    (tmp_path / "rung.dbf").write_bytes(dbf([(b"TEN", 60), (b"LOAI", 5)], rows))
    with zipfile.ZipFile(tmp_path / "rung.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"rung.{ending}", f"rung.{ending}")
    upload(tab, tmp_path / "rung.zip")
    page.get_by_text("Tệp không khai báo hệ toạ độ.").first.wait_for()
    read = page.locator(".st-key-steps").get_by_test_id("stDataFrame").locator("table").text_content()
    assert "TCVN3" in read
    assert "Rừng phòng hộ Tả Lèng" in read
    assert import_map(tab).evaluate("document.querySelectorAll('.ranh-mark.place').length") >= 2
    assert "chưa xác nhận hệ toạ độ" in page.locator(".ranh-mapnote").inner_text()
    frame = import_map(tab)
    page.get_by_role("radio", name="VN-2000 / TM-3 103-00 (EPSG:9205)").first.check(force=True)
    page.get_by_text("Không mất dòng nào.").wait_for()
    assert import_map(tab) == frame
    # An answer stays to be seen and changed, in the other language too.
    page.get_by_text("English", exact=True).click()
    page.get_by_text("No row is lost.").wait_for()
    assert page.get_by_role("radio", name="EPSG:9205").first.is_checked()
    assert page.get_by_role("radio", name="New version of a layer").is_checked()
    assert faults_of(tab) == []


@pytest.mark.heavy
def test_parts_uploaded_one_after_another_are_put_together(tab, tiny, tmp_path):
    gpd.GeoDataFrame({"ten": ["A"]}, geometry=[tiny.square(1, 1)], crs="EPSG:9205").to_file(
        tmp_path / "a.shp"
    )
    upload(tab, tmp_path / "a.shp")
    refusal = tab.page.locator(".ranh-warning")
    refusal.wait_for()
    assert "thiếu phần .shx và .dbf" in refusal.inner_text()
    upload(tab, *(tmp_path / f"a.{ending}" for ending in ("shx", "dbf", "prj")))
    tab.page.get_by_text("Không mất dòng nào.").wait_for()
    assert "a.shp" in tab.page.locator(".ranh-file").inner_text()


@pytest.mark.heavy  # lighter: views/test_import_desk.py, a pasted table that crosses
def test_a_pasted_list_that_crosses_itself_is_marked_and_corrected(tab):
    page = tab.page
    paste(tab, CROSSED)
    warning = page.locator(".ranh-warning")
    warning.wait_for()
    assert "1-2 × 3-4" in warning.inner_text()
    marks = import_map(tab).evaluate("[...document.querySelectorAll('.ranh-mark')].map(e => e.innerText)")
    assert {"1", "2", "3", "4", "1-2 × 3-4"} <= set(marks)
    page.get_by_role("tab", name="Cạnh, diện tích").click()
    edges = page.get_by_role("tabpanel").get_by_test_id("stDataFrame").locator("table")
    edges.wait_for(state="attached")
    assert "282,84" in edges.text_content()
    page.get_by_text("Sửa bảng đã dán").click()
    box = page.get_by_role("textbox", name="Bảng toạ độ")
    box.wait_for()
    assert "541000" in box.input_value()
    paste(tab, [CROSSED[0], CROSSED[2], CROSSED[1], CROSSED[3]])
    page.locator(".ranh-warning").wait_for(state="detached")
    page.get_by_role("radio", name="EPSG:9205").first.check(force=True)
    page.get_by_text("Không mất dòng nào.").wait_for()
    page.get_by_role("tab", name="Cạnh, diện tích").click()
    page.get_by_text("Diện tích theo toạ độ: 4,00 ha").wait_for()
    assert faults_of(tab) == []


@pytest.mark.heavy  # lighter: bad_inputs/test_hostile_files.py and views/test_import_desk.py refuse, test_payloads.py runs nothing
def test_a_hostile_file_is_refused_in_its_place_and_runs_nothing(tab, folder, tmp_path):
    page = tab.page
    path = tmp_path / "a<img src=x onerror=alert(1)>.gpkg"
    path.write_bytes(b"<html><script>alert(1)</script></html>")
    before = read_records(folder)
    upload(tab, path)
    refusal = page.locator(".ranh-warning")
    refusal.wait_for()
    assert "trang web (HTML)" in refusal.inner_text()
    assert "onerror" in refusal.inner_text()
    tab.settle()
    assert page.locator("img[src='x']").count() == 0
    assert page.locator(".st-key-confirm-import button").is_disabled()
    assert read_records(folder) == before
    assert faults_of(tab) == []


def test_an_upload_that_is_cut_is_no_upload(tab, tmp_path):
    (tmp_path / "a.txt").write_text("no table")
    with tab.page.expect_request(lambda request: "/upload_file/" in request.url) as caught:
        upload(tab, tmp_path / "a.txt")
    request, parts = caught.value, urlsplit(caught.value.url)
    headers = request.all_headers()
    kept = {name: headers[name] for name in ("cookie", "x-xsrftoken") if name in headers}
    body = b'--cut\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n' + b"1;2\n" * 500
    own = {"Host": parts.netloc, "Origin": f"http://{parts.netloc}"}
    told = own | {"Content-Type": "multipart/form-data; boundary=cut"} | kept

    def answer(length, sent):
        head = f"PUT {parts.path}x HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in told.items())
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
            line.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + sent)
            if len(sent) < length:
                line.shutdown(socket.SHUT_WR)
            return line.recv(200)

    whole = body + b"\r\n--cut--\r\n"
    assert b" 204 " in answer(len(whole), whole)
    assert b" 204 " not in answer(len(whole), body)
    assert b" 204 " not in answer(len(body), body)


def test_two_tabs_and_the_way_back_keep_what_belongs_to_each(tab, visit, address, tiny, tmp_path):
    page = tab.page
    path = tmp_path / "mine.gpkg"
    gpd.GeoDataFrame({"ten": ["A"]}, geometry=[tiny.square(1, 1)], crs="EPSG:9205").to_file(path)
    upload(tab, path)
    page.get_by_text("Không mất dòng nào.").wait_for()
    other = open_import(visit, address)
    other.page.get_by_text("Bản đồ sẽ hiện các hình").wait_for()
    assert other.page.locator(".ranh-file").count() == 0
    page.get_by_text("Cảnh báo", exact=True).click()
    assert tab.map
    page.get_by_text("Nhập dữ liệu", exact=True).click()
    page.get_by_text("Không mất dòng nào.").wait_for()
    assert "mine.gpkg" in page.locator(".ranh-file").inner_text()
    assert import_map(tab)
    assert faults_of(tab) == []
