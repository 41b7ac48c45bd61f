"""The map in a real browser: it stays put, never shows a former state, and is used without a mouse."""

import json
import re
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from geo.crs import transform_xy
from geo.grid import grid_of
from office.people import Role
from views.printing.paper import SCALES, frame_mm

pytestmark = pytest.mark.browser

PLACE = "?at=22.39,103.46,13"
PERIODS = ("landuse_2020", "landuse_plan_2026_2030")


@pytest.fixture(scope="module")
def only(visit_once, demo):
    """Return one tab for all tests: opening the page is what takes long."""
    tab = visit_once(f"{demo}/{PLACE}", Role.PROVINCIAL_OFFICER)
    tab.page.set_default_timeout(120_000)  # the first check of a server
    assert tab.map
    tab.page.set_default_timeout(20_000)
    return tab


@pytest.fixture
def tab(only):
    """Return the tab with nothing open, at the same place, with nothing noted."""
    only.page.unroute_all()
    tools = only.map.evaluate(
        "(() => { if (map.ranhBar) map.ranhBar.shut(); map.closePopup();"
        " document.querySelector('.ranh-layers').classList.remove('ranh-open');"
        " map.setView([22.39, 103.46], 13, {animate: false});"
        " document.querySelectorAll('.ranh-layer input[type=radio]')[2].click(); return true; })()"
    )
    assert tools
    only.faults.clear()
    only.settle(400)
    return only


def frame_of(tab):
    return tab.page.frame_locator(".st-key-mapside iframe")


def until_said(tab, part):
    """Wait until the address of the tab says something."""
    tab.until(tab.page, "part => decodeURIComponent(location.search).includes(part)", part)


def show(tab, period):
    """Choose a period of land use, counted from 0."""
    tab.map.evaluate(
        "place => document.querySelectorAll('.ranh-layer input[type=radio]')[place].click()", period
    )


def test_the_script_of_the_grid_agrees_with_the_engine(tab):
    """As tests/geo/test_grid.py does with Node; here where there is none."""
    rng = np.random.default_rng(9205)
    lon_lat = np.column_stack((rng.uniform(102, 104, 200), rng.uniform(21, 23, 200)))
    grid = json.dumps(asdict(grid_of("EPSG:9205")))
    told = tab.map.evaluate(
        f"points => {{ const grid = ranhGrid({grid}); return points.map(p => grid.toGrid(p[0], p[1])); }}",
        lon_lat.tolist(),
    )
    assert np.abs(np.array(told) - transform_xy(lon_lat, "EPSG:4326", "EPSG:9205")).max() < 1e-5


def test_a_late_answer_or_tile_of_a_former_state_is_dropped(tab):
    held = []

    def hold(route):
        held.append(route)

    tab.page.route("**/at?*lon=103.4*", hold)
    tab.map.evaluate("void map.fire('click', {latlng: L.latLng(22.39, 103.46)})")
    tab.settle(300)
    tab.map.evaluate("void map.fire('click', {latlng: L.latLng(22.40, 103.51)})")
    told = frame_of(tab).locator(".ranh-at-position")
    told.wait_for()
    after = told.inner_text()
    assert "103,51" in after
    (late,) = held
    late.continue_()
    tab.settle(800)
    assert told.inner_text() == after
    # The parcel of another period is another one: the outline goes with its layer.
    tiles = []
    tab.page.route(f"**/tiles/{PERIODS[0]}/**", lambda route: tiles.append(route))  # noqa: PLW0108 - it must be a function
    show(tab, 0)
    tab.settle(500)
    assert tiles
    show(tab, 2)
    for route in tiles:
        route.continue_()
    tab.settle(1000)
    shown = tab.map.evaluate("[...document.querySelectorAll('img.leaflet-tile')].map(i => i.src)")
    assert shown
    assert all(f"/tiles/{PERIODS[1]}/" in url for url in shown)
    assert told.inner_text() == after


def test_two_periods_stand_side_by_side(tab):
    frame = frame_of(tab)
    choice = frame.locator(".ranh-layers label", has_text="So sánh với").locator("select")
    choice.evaluate("(box, id) => { box.value = id; box.dispatchEvent(new Event('change')); }", PERIODS[0])
    tab.settle(300)
    look = """(() => {
      const line = document.querySelector('.ranh-line'), wide = map.getSize().x;
      const panes = [...document.querySelectorAll('.leaflet-tile-pane .leaflet-layer, .leaflet-beside-pane .leaflet-layer')];
      return [parseFloat(line.style.left) / wide, panes.filter(one => one.style.clipPath).length,
              document.querySelector('.ranh-left').textContent, document.querySelector('.ranh-right').textContent];
    })()"""
    share, clipped, left, right = tab.map.evaluate(look)
    assert share == pytest.approx(0.5)
    assert clipped == 2
    assert "2026-2030" in left
    assert "2020" in right
    frame.locator(".ranh-line").press("ArrowRight")
    assert tab.map.evaluate(look)[0] == pytest.approx(0.52)
    until_said(tab, "split=52")
    choice.evaluate("box => { box.value = ''; box.dispatchEvent(new Event('change')); }")
    assert tab.map.evaluate(look)[1] == 0


def test_a_popup_on_a_narrow_map_stands_beside_the_tools(tab):
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.settle()
    tab.map.evaluate("void map.fire('click', {latlng: map.getCenter()})")
    frame_of(tab).locator(".ranh-at").wait_for()
    tab.settle()
    popup, wide, covered = tab.map.evaluate("""(() => {
      const box = e => e.getBoundingClientRect(), p = box(document.querySelector('.leaflet-popup'));
      const others = [...document.querySelectorAll('.leaflet-top .leaflet-control, .ranh-search, .ranh-legend')];
      return [[p.left, p.right], innerWidth, others.filter(e => { const r = box(e);
        return r.width && r.left < p.right && r.right > p.left && r.top < p.bottom && r.bottom > p.top;
      }).map(e => e.className)];
    })()""")
    assert 0 <= popup[0] < popup[1] <= wide
    assert covered == []
    tab.page.set_viewport_size({"width": 1366, "height": 768})


NAMELESS = """[...document.querySelectorAll('button, input, select, a[href], summary, [role=button], [role=slider]')]
  .filter(one => one.getClientRects().length)
  .filter(one => !(one.getAttribute('aria-label') || (one.labels && one.labels[0] && one.labels[0].textContent.trim())
     || one.innerText.trim() || one.title))
  .map(one => one.outerHTML.slice(0, 120))"""

FAINT = """(() => {
  function rgba(text) { return (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number).concat(1).slice(0, 4); }
  function light(c) { const s = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    return 0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]; }
  function ground(one) { for (; one; one = one.parentElement) { const c = rgba(getComputedStyle(one).backgroundColor);
    if (c[3] > 0.5) return c.slice(0, 3).map(v => v * c[3] + 255 * (1 - c[3])); } return [255, 255, 255]; }
  const found = [];
  document.querySelectorAll('.leaflet-control *, .ranh-search *, .leaflet-popup *, .ranh-beside *').forEach(one => {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.getClientRects().length) return;
    const a = light(rgba(getComputedStyle(one).color).slice(0, 3)), b = light(ground(one));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push([ratio.toFixed(2), one.outerHTML.slice(0, 100)]);
  });
  return found;
})()"""


def test_every_control_has_a_name_and_every_text_can_be_read(tab):
    frame = frame_of(tab)
    frame.locator(".leaflet-control-layers-toggle").click()
    tab.map.evaluate("void map.fire('click', {latlng: map.getCenter()})")
    frame.locator(".ranh-at").wait_for()
    for tool in ("measure", "print", "link"):
        frame.locator(f"[data-tool={tool}]").click()
        assert tab.map.evaluate(NAMELESS) == []
        assert tab.map.evaluate(FAINT) == []
    assert tab.faults == []
    assert tab.outside == []


def test_every_tool_is_reached_by_the_tab_key_and_seen_to_be(tab):
    tab.map.evaluate("void document.querySelector('.leaflet-container').focus()")
    reached = []
    for _ in range(14):
        tab.page.keyboard.press("Tab")
        reached.append(
            tab.map.evaluate(
                "(e => [e.dataset.tool || e.className, getComputedStyle(e).outlineStyle,"
                " parseFloat(getComputedStyle(e).outlineWidth)])(document.activeElement)"
            )
        )
    names = " ".join(name for name, _, _ in reached)
    for tool in (
        "zoom-in",
        "zoom-out",
        "zoom-fullscreen",
        "measure",
        "print",
        "link",
        "draw-open",
        "layers-toggle",
    ):
        assert tool in names
    assert [name for name, style, width in reached if style == "none" or width < 2] == []
    frame = frame_of(tab)
    frame.locator("[data-tool=measure]").focus()
    tab.page.keyboard.press("Enter")
    frame.locator(".ranh-window").wait_for()
    tab.page.keyboard.press("Escape")
    frame.locator(".ranh-window").wait_for(state="hidden")
    assert tab.map.evaluate("document.activeElement.dataset.tool") == "measure"


def test_who_goes_from_sign_to_sign_by_keyboard_is_not_thrown_out_when_the_map_moves(tab):
    told = tab.map.evaluate(
        "(() => { const sign = document.querySelector('.ranh-mark'); sign.focus();"
        " const here = () => document.activeElement.ranhSite || '';"
        " const told = [sign.ranhSite]; map.panBy([3, 0], { animate: false }); told.push(here());"
        " told.push(document.activeElement === sign);"
        " ranh.view.fades.sites = 0.5; ranh.layers.sites.again(); told.push(here());"
        " told.push(document.activeElement === sign);"
        " delete ranh.view.fades.sites; ranh.layers.sites.again(); return told; })()"
    )
    assert told[0]
    assert told == [told[0], told[0], True, told[0], False]


def test_measuring_opens_neither_sites_nor_land(tab):
    frame = frame_of(tab)
    frame.locator("[data-tool=measure]").click()
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    places = tab.map.evaluate(
        "(() => { const s = ranh.layers.sites._all.map(f => f.properties.at).filter(p => p && "
        "map.getBounds().pad(-0.1).contains([p[1], p[0]]) && p[0] > map.getCenter().lng)[0], c = map.getCenter();"
        " return [[s[1], s[0]], [c.lat, c.lng + 0.02], [c.lat + 0.01, c.lng + 0.02]]; })()"
    )
    for lat, lon in places:
        tab.click_map(lat, lon)
        tab.settle(300)
    words = frame.locator(".ranh-measured").inner_text()
    at = transform_xy(np.array([[lon, lat] for lat, lon in places]), "EPSG:4326", "EPSG:9205")
    length = float(np.hypot(*(at[1:] - at[:-1]).T).sum())
    said = re.search(r"Chiều dài\s+([\d.,]+) m", words)[1].replace(".", "").replace(",", ".")
    assert float(said) == pytest.approx(length, abs=60)  # a click falls on a whole pixel
    assert not any("/at?" in url for url in asked)
    assert tab.page.locator(".ranh-card").count() == 0
    frame.locator(".ranh-close").click()
    tab.click_map(*places[1])
    frame.locator(".ranh-at").wait_for()


def test_two_tabs_of_one_person_do_not_disturb_each_other(tab):
    before = tab.view()
    other = tab.context.new_page()
    other.goto(tab.address + "/?at=22.1,103.1,11&lang=en")
    other.get_by_text("English", exact=True).wait_for()
    other.frame_locator(".st-key-mapside iframe").locator(".leaflet-container").wait_for()
    box = other.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    other.mouse.click(box["x"] + 200, box["y"] + 45)
    other.locator(".ranh-card").wait_for()
    tab.page.get_by_text("Theo dự án", exact=True).click()
    tab.page.get_by_text("Bấm vào một dự án").wait_for()
    tab.settle()
    assert tab.view() == before
    assert tab.page.locator(".ranh-card").count() == 0
    assert "lang=" not in tab.page.url
    assert "finding=" not in tab.page.url
    assert "lang=en" in other.url
    other.close()


@pytest.mark.parametrize(
    "day", ["", pytest.param("&day=2026-06-01", marks=pytest.mark.heavy)]
)  # another check
def test_a_reload_and_a_link_keep_place_layers_day_and_selection(tab, day):
    tab.page.goto(f"{tab.address}/{PLACE}{day}")
    tab.page.set_default_timeout(90_000)
    assert tab.map
    show(tab, 0)
    tab.click_row(2)
    tab.page.locator(".ranh-card").wait_for()
    until_said(tab, "finding=")
    tab.settle()
    card = tab.page.locator(".ranh-card h3").inner_text()
    view, link = tab.view(), tab.page.url
    assert PERIODS[0] in link
    assert day in link
    tab.page.reload()
    assert tab.map
    tab.page.locator(".ranh-card").wait_for()
    tab.settle()
    assert tab.view() == pytest.approx(view, abs=1e-4)  # a pixel
    assert tab.page.locator(".ranh-card h3").inner_text() == card
    assert tab.page.url == link
    shown = tab.map.evaluate("[...document.querySelectorAll('img.leaflet-tile')].map(i => i.src)")
    assert shown
    assert all(f"/tiles/{PERIODS[0]}/" in url for url in shown)
    assert tab.faults == []


EARLY = "document.getElementById('ranh-early').contentWindow"


def opened_early(tab, *, moves=True, picked=""):
    """Return a page whose own scripts came after its map was built, with what is then clicked on the map."""
    page, held = tab.context.new_page(), []
    page.set_default_timeout(60_000)
    if not moves:
        page.add_init_script("delete Element.prototype.moveBefore")
    page.route("**/static/js/index.*.js", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks it
    page.goto(f"{tab.address}/?at=22.25,103.14,9", wait_until="commit")
    tab.until(page, f"{EARLY} && {EARLY}.ranh && {EARLY}.ranh.isBuilt")
    assert "at=22.25,103.14,9" in page.url
    assert page.locator(".st-key-mapside").count() == 0
    page.evaluate(f"{EARLY}.mark = 1")
    if picked:
        page.evaluate(f"{EARLY}.ranh.pick('site', '{picked}')")
    for route in held:
        route.continue_()
    page.unroute_all()
    page.locator(".st-key-mapside iframe").wait_for()
    page.locator(".ranh-card" if picked else ".ranh-empty").wait_for()
    return page


@pytest.mark.parametrize(
    "moves", [True, pytest.param(False, marks=pytest.mark.heavy)], ids=["moved", "in a browser that cannot"]
)
def test_the_map_is_there_before_the_page_and_every_shape_stays_on_it(tab, moves):
    page = opened_early(tab, moves=moves)
    frame = page.locator(".st-key-mapside iframe")
    tab.until(
        page,
        "!!document.querySelector('.st-key-mapside iframe').contentWindow.ranh.layers.overlaps._only",
    )
    tab.settle()
    assert frame.evaluate("frame => frame.contentWindow.mark || 0") == int(moves)
    assert page.locator("iframe").count() == 1
    drawn, shapeless = frame.evaluate(
        "frame => (all => [all.length, all.filter(path => !path.getBoundingClientRect().width).length])"
        "([...frame.contentDocument.querySelectorAll('path.leaflet-interactive')]"
        ".filter(path => path.getAttribute('d').length > 200))"
    )
    assert (drawn > 50, shapeless) == (True, 0)
    page.close()


def test_a_click_on_the_map_before_the_page_is_there_is_not_lost(tab):
    page = opened_early(tab, picked="P022")
    assert "P022" in page.locator(".ranh-card h3").inner_text()
    page.close()


def test_the_sheet_offered_holds_what_is_seen_and_keeps_its_title_and_its_layers_faint(tab):
    frame = frame_of(tab)
    frame.locator("[data-tool=print]").click()
    window = frame.locator(".ranh-window")
    window.wait_for()
    scale = int(window.locator("select").first.input_value())
    seen = tab.map.evaluate(
        "(() => { const s = map.getSize(), m = map.containerPointToLatLng([s.x / 2, s.y / 2]); return ["
        "2 * m.distanceTo(map.containerPointToLatLng([s.x, s.y / 2])),"
        "2 * m.distanceTo(map.containerPointToLatLng([s.x / 2, 0]))]; })()"
    )
    holds = [
        all(one * side / 1000 >= far for side, far in zip(frame_mm("A4", "landscape"), seen, strict=True))
        for one in SCALES
    ]
    assert scale == SCALES[holds.index(True)]
    window.locator("input").fill("Bản trình thẩm định")
    frame.locator(".ranh-close").click()
    frame.locator("[data-tool=print]").click()
    assert window.locator("input").input_value() == "Bản trình thẩm định"
    asked = []
    tab.map.evaluate("void (ranh.view.fades = {communes: 0.4})")
    tab.page.route("**/in-ban-do?*", lambda route: (asked.append(route.request.url), route.abort()))
    window.locator("button.ranh-main").click()
    window.get_by_text("Không lập được bản in; hãy thử lại.").wait_for()  # not what the browser says
    tab.map.evaluate("void (ranh.view.fades = {})")
    assert parse_qs(urlsplit(asked[0]).query)["fade"] == ["communes:40"]
    tab.faults.clear()  # the refused request
