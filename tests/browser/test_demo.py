"""The page as an officer uses it, on the demonstration province, without a network."""

import io
import json
import re

import pytest
from PIL import Image

from office.people import Role

pytestmark = pytest.mark.browser

WAIT_MS = 60_000


@pytest.fixture(scope="module")
def only(visit_once, demo):
    """Return one tab for the first tests, in this order: opening the page is what takes long."""
    opened = visit_once(demo, Role.PROVINCIAL_OFFICER)
    opened.page.set_default_timeout(120_000)  # the first check of a server
    assert opened.map
    opened.page.set_default_timeout(WAIT_MS)
    opened.settle()
    return opened


@pytest.fixture
def tab(visit, demo):
    """Return a tab of the steward with restricted land open."""
    opened = visit(demo)
    assert opened.map
    opened.settle()
    return opened


def colours_of_map(tab):
    """Return colour -> number of pixels of the map, once its tiles are there."""
    tab.until(
        tab.map,
        "(t => t.length > 3 && t.every(i => i.complete))([...document.querySelectorAll('img.leaflet-tile')])",
    )
    tab.settle()
    picture = Image.open(io.BytesIO(tab.page.locator(".st-key-mapside iframe").screenshot())).convert("RGB")
    return {colour: count for count, colour in picture.getcolors(1 << 20)}


def test_the_map_is_painted_in_official_colours_and_nothing_leaves_the_machine(only):
    colours = colours_of_map(only)
    assert colours.get((0xBE, 0xFF, 0x1E), 0) > 5000  # RPH
    assert colours.get((0xB4, 0xFF, 0xB4), 0) > 5000  # RSX
    assert len([url for url in only.requests if "/tiles/" in url]) >= 4
    assert only.outside == []
    assert only.faults == []


def test_a_click_tells_every_period_and_place_and_outlines_the_parcel(only):
    only.map.evaluate("void map.setView([22.39, 103.46], 15, {animate: false})")
    only.settle()
    only.map.evaluate("void map.fire('click', {latlng: L.latLng(22.39, 103.46)})")
    told = only.page.frame_locator(".st-key-mapside iframe").locator(".ranh-at")
    told.wait_for()
    words = told.inner_text()
    assert len(re.findall(r"[A-Z]{3} · Đất", words)) == 3
    assert "VN-2000 / TM-3 103-00 (EPSG:9205)" in words
    assert re.search(r"Xã, phường \(từ 01/7/2025\): \w+", words)
    assert only.map.evaluate("document.querySelectorAll('.leaflet-chosen-pane path').length") == 2
    only.map.evaluate("void map.closePopup()")
    assert only.map.evaluate("document.querySelectorAll('.leaflet-chosen-pane path').length") == 0
    frame = only.page.frame_locator(".st-key-mapside iframe")
    frame.locator('[data-tool="measure"]').click()
    frame.locator(".ranh-close").click()
    only.settle()
    assert told.count() == 0  # closing a window is no click on the map under it


def test_choosing_a_warning_opens_its_card_and_moves_the_map_without_loading_it_again(only):
    frame = only.map
    frame.evaluate("void map.setZoom(9, {animate: false})")
    only.settle()
    before = only.view()
    only.click_row(3)
    card = only.page.locator(".ranh-card")
    card.wait_for()
    only.settle()
    words = card.inner_text()
    assert "XUNG ĐỘT" in words
    for title in ("Diện tích chồng", "Tỷ lệ khu đất", "Phải làm gì", "Lấy ý kiến", "Căn cứ"):
        assert title in words
    assert re.search(r"\d,\d\d ha", words)
    assert only.map == frame
    only.until(frame, f"map.getZoom() > {before[2]}")
    assert only.faults == []


def test_unknown_is_on_the_page_whatever_is_filtered(only):
    group = only.page.locator(".ranh-group").first
    assert "chưa kiểm tra được" in group.inner_text()
    only.page.get_by_role("button", name=re.compile("Chưa kiểm tra được")).click()
    only.settle()
    assert "chưa kiểm tra được" in only.page.locator(".ranh-group").first.inner_text()
    only.page.get_by_role("button", name=re.compile("Chưa kiểm tra được")).click()
    only.settle()


def test_moving_the_map_runs_nothing_and_keeps_the_place(visit, demo):
    tab = visit(demo, Role.PROVINCIAL_OFFICER)
    assert tab.map
    tab.settle()
    tab.click_row(3)
    tab.page.locator(".ranh-card").wait_for()
    tab.settle(2500)
    told = len(tab.told)
    tab.page.evaluate("window.runs = 0")
    tab.page.evaluate(
        "new MutationObserver(() => window.runs++).observe(document.querySelector('.st-key-warnings'),"
        " {childList: true, subtree: true, characterData: true})"
    )
    box = tab.page.locator(".st-key-mapside iframe").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    here = tab.view()
    tab.page.mouse.move(*middle)
    tab.page.mouse.down()
    tab.page.mouse.move(middle[0] - 150, middle[1] - 60, steps=6)
    tab.page.mouse.up()
    tab.settle()
    moved = tab.view()
    assert moved[:2] != here[:2]
    tab.settle()
    assert tab.view() == moved
    assert tab.page.evaluate("window.runs") == 0
    assert len(tab.told) == told > 0
    tab.page.get_by_text("Theo dự án", exact=True).click()
    tab.page.get_by_text("Bấm vào một dự án").wait_for()
    tab.settle()
    assert tab.view() == moved


@pytest.mark.heavy
def test_demonstration_data_says_that_it_is_no_legal_source(tab):
    assert "Không có giá trị pháp lý" in tab.page.locator(".ranh-demo").inner_text()
    assert "Lai Châu" in tab.page.locator(".ranh-title").inner_text()


@pytest.mark.heavy
def test_a_click_on_a_site_opens_its_worst_finding(tab):
    site = tab.map.evaluate(
        "(f => [f.properties.id, f.properties.at])"
        "(ranh.layers.sites._all.find(f => f.properties.id === 'P022'))"
    )
    tab.click_map(site[1][1], site[1][0])
    tab.page.locator(".ranh-card").wait_for()
    assert site[0] in tab.page.locator(".ranh-card h3").inner_text()
    tab.until(tab.map, "map.getZoom() > 12")


@pytest.mark.heavy  # lighter: views/test_text.py (nothing is left in the other language), test_ground.py (the place is kept)
def test_english_by_a_switch_keeps_the_place(tab):
    tab.click_row(0)
    tab.page.locator(".ranh-card").wait_for()
    tab.settle()
    here = tab.view()
    tab.page.get_by_text("English", exact=True).click()
    tab.page.get_by_text("What has to be done").wait_for()
    tab.settle()
    assert tab.view() == pytest.approx(here, abs=2e-5)  # the address keeps five decimals: a metre
    words = tab.page.locator("body").inner_text()
    assert "Demonstration data" in words
    assert not re.search("Xung đột|Bộ lọc|Chú giải|Chưa kiểm tra được", words)
    assert tab.outside == []
    assert tab.faults == []


def downloaded(tab):
    tab.page.get_by_text("Tải về", exact=True).click()
    link = tab.page.get_by_role("link", name="Tải GeoJSON")
    with tab.page.expect_download() as caught:
        link.click()
    content = json.loads(caught.value.path().read_text(encoding="utf-8"))
    tab.page.get_by_text(f"{len(content['features'])} kết quả trong tệp", exact=False).wait_for()
    assert "không có giá trị pháp lý" in content["notice_vi"].lower()
    return content, tab.address.rstrip("/") + link.get_attribute("href")


@pytest.mark.heavy
def test_the_download_of_an_open_view_holds_defence_land_and_is_for_nobody_else(visit, tab, demo):
    content, address = downloaded(tab)
    assert content["defence_and_security"] == "included"
    assert tab.page.locator(".ranh-exact").count() == 1
    assert tab.context.request.get(address).status == 200
    assert visit(demo, Role.CHIEF).context.request.get(address).status == 404
    tab.page.get_by_role("button", name="Thôi xem").click()
    tab.page.locator(".ranh-exact").wait_for(state="detached")
    assert tab.context.request.get(address).status == 404


@pytest.mark.heavy  # lighter: leaks/test_exits.py, the exit "download"
def test_the_download_of_an_officer_tells_no_more_than_to_ask(visit, demo):
    tab = visit(demo, Role.PROVINCIAL_OFFICER)
    assert tab.map
    content, _ = downloaded(tab)
    assert content["defence_and_security"] == "withheld"
    secret = [row["properties"] for row in content["features"] if row["properties"]["restricted"]]
    assert {row["verdict"] for row in secret} <= {"not_checked", "clear"}
    assert not any(row["overlap_area_ha"] or row["zone_ids"] for row in secret)
    assert not any("/layers/defence" in url for url in tab.requests)
    assert "defence_2020" not in tab.page.content()
    assert tab.faults == []


@pytest.mark.heavy  # lighter: leaks/test_exits.py, the public page
def test_a_public_viewer_sees_projects_without_any_verdict(visit, demo):
    tab = visit(demo, Role.PUBLIC_VIEWER)
    tab.page.get_by_text("không xem kết quả kiểm tra").wait_for()
    frame = tab.page.frame_locator(".st-key-mapside iframe")
    frame.locator(".leaflet-container").wait_for()
    assert tab.page.get_by_test_id("stDataFrame").count() == 0
    assert not any("/features/overlaps/" in url for url in tab.requests)
    assert tab.faults == []


@pytest.mark.heavy
def test_a_card_can_be_closed_and_all_overlaps_come_back(tab):
    def until_drawn(count):
        tab.until(tab.map, f"ranh.layers.overlaps.getLayers().length === {count}")

    before = tab.map.evaluate("ranh.layers.overlaps.getLayers().length")
    assert before > 1
    tab.click_row(0)
    tab.page.locator(".ranh-card").wait_for()
    until_drawn(1)
    tab.page.get_by_text("Đóng thẻ").click()
    tab.page.locator(".ranh-card").wait_for(state="detached")
    until_drawn(before)


@pytest.mark.heavy
def test_a_filter_narrows_list_and_overlaps_together(tab):
    def drawn():
        return tab.map.evaluate("ranh.layers.overlaps.getLayers().length")

    before = drawn()
    project = tab.map.evaluate("ranh.layers.overlaps._all[0].properties.id.split('/')[0]")
    tab.page.get_by_text("Bộ lọc", exact=True).click()
    tab.page.get_by_placeholder("Tên hoặc mã dự án").fill(project)
    tab.page.keyboard.press("Enter")
    tab.page.get_by_text("Bộ lọc (1)").wait_for()
    tab.settle()
    assert 0 < drawn() < before


@pytest.mark.heavy
def test_nothing_found_is_said(tab):
    tab.page.get_by_text("Bộ lọc", exact=True).click()
    tab.page.get_by_placeholder("Tên hoặc mã dự án").fill("không có dự án này")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_text("Không có kết quả nào khớp").wait_for()


@pytest.mark.heavy
def test_the_tools_of_the_map_speak_vietnamese(tab):
    frame = tab.page.frame_locator(".st-key-mapside iframe")
    titles = [
        frame.locator(selector).get_attribute("title")
        for selector in (
            ".leaflet-control-zoom-in",
            ".leaflet-control-zoom-fullscreen",
            ".leaflet-control-layers-toggle",
            '[data-tool="measure"]',
        )
    ]
    assert titles == ["Phóng to", "Toàn màn hình", "Các lớp bản đồ", "Đo khoảng cách và diện tích"]
    assert frame.locator(".leaflet-control-attribution").inner_text().strip() == "Leaflet"
    assert frame.locator(".leaflet-control-attribution svg").count() == 0


@pytest.mark.heavy
def test_layers_come_when_they_are_shown_and_name_their_origin(tab):
    frame = tab.page.frame_locator(".st-key-mapside iframe")
    asked = [url for url in tab.requests if "/features/layers/" in url]
    frame.locator(".leaflet-control-layers-toggle").click()
    words = frame.locator(".leaflet-control-layers-list").text_content()
    assert "mô phỏng" in words
    assert "sơ đồ" in words
    frame.get_by_text("Quốc phòng, an ninh", exact=True).click()
    frame.get_by_text(re.compile("^ ?Đất quốc phòng")).first.click()
    tab.settle()
    now = [url for url in tab.requests if "/features/layers/" in url]
    assert len(now) == len(asked) + 1
    assert "defence" in now[-1]
    assert tab.faults == []


@pytest.mark.heavy
def test_another_day_is_another_check(tab):
    before = tab.page.locator(".st-key-verdicts").inner_text()
    tab.page.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    tab.page.keyboard.type("01062024", delay=80)
    tab.page.locator(".ranh-demo").click()
    tab.until(
        tab.page,
        "before => { const now = document.querySelector('.st-key-verdicts');"
        " return now && now.innerText && now.innerText !== before; }",
        arg=before,
    )
    assert tab.map
    assert tab.outside == []


@pytest.mark.heavy
def test_the_part_inside_a_distance_is_drawn_when_it_is_asked_for(tab):
    inside = "document.querySelectorAll('.leaflet-chosen-pane path[fill=\"#F9AB00\"]').length"
    tab.page.get_by_text("Bộ lọc", exact=True).click()
    tab.page.get_by_label("Quy tắc").click()
    tab.page.keyboard.type("PWR-03")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_text("Bộ lọc (1)").wait_for()
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Escape")
    tab.settle()
    tab.click_row(0)
    tab.page.locator(".ranh-card").wait_for()
    assert "PWR-03" in tab.page.locator(".ranh-card").inner_text()
    tab.settle()
    frame = tab.map
    assert frame.evaluate(inside) == 0
    tab.page.get_by_text("Hiện phần nằm trong khoảng cách").click()
    words = tab.page.get_by_text("Phần khu đất nằm trong khoảng cách phải giữ")
    words.wait_for()
    assert re.search(r"\d,\d\d ha", words.inner_text())
    tab.settle()
    assert tab.map == frame
    assert frame.evaluate(inside) >= 1
    tab.page.get_by_text("Hiện phần nằm trong khoảng cách").click()
    words.wait_for(state="detached")
    tab.settle()
    assert frame.evaluate(inside) == 0
    assert tab.faults == []
    assert tab.outside == []


@pytest.mark.heavy
def test_the_drawer_of_slivers_stands_under_the_list_in_both_languages(tab):
    drawer = tab.page.get_by_test_id("stExpander")
    assert "phần chồng nhỏ hoặc mỏng dọc ranh giới" in drawer.inner_text()
    tab.page.get_by_text("English", exact=True).click()
    tab.page.get_by_text("small or shallow overlaps along boundaries").click()
    tab.page.get_by_text("They are listed here so that none is lost").wait_for()
    drawer.get_by_test_id("stDataFrame").wait_for()
    assert tab.outside == []
    assert tab.faults == []
