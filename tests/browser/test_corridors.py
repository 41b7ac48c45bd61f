"""The chart along an axis and the map are one: what is pointed at on one shows on the other."""

import numpy as np
import pytest

from geo.crs import DISPLAY_CRS, VN2000_TO_WGS84, transform_xy
from office.people import Role
from squares import EAST, NORTH, lay_out

pytestmark = pytest.mark.browser

FIRST_MS = 180_000
"""A fresh server checks the province before the first page."""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """Return the address of a profile: 1 km of rice, then 1 km of forest."""
    server = serve(lay_out(tmp_path_factory.mktemp("corridor")))
    ends = np.array([(EAST, NORTH + 500), (EAST + 2000, NORTH + 500)])
    degrees = transform_xy(ends, "EPSG:9205", DISPLAY_CRS, VN2000_TO_WGS84)
    line = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in degrees)
    return f"{server}/corridors?truc=ve:{line}&rong=200&buoc=500"


def frame_of(tab):
    """Return the frame of map and chart once the profile is drawn."""
    tab.page.frame_locator(".st-key-corridor-mapside iframe").locator(
        ".ranh-chart path[data-code]"
    ).first.wait_for(timeout=FIRST_MS)
    return next(frame for frame in tab.page.frames if "/ban-do/" in frame.url)


def test_a_place_on_the_chart_is_one_on_the_map_and_the_other_way(visit, address):
    tab = visit(address, Role.PLANNER)
    frame = frame_of(tab)
    tab.settle()
    chart, tip = frame.locator(".ranh-chart svg"), frame.locator(".ranh-chart-tip")
    box = chart.bounding_box()
    at = frame.evaluate(
        "km => { const bars = document.querySelector('.ranh-chart svg > rect').getBBox();"
        " return bars.x + bars.width * km / 2; }",
        1.5,
    )
    tab.page.mouse.move(box["x"] + at, box["y"] + 40)
    assert frame.evaluate("ranh.corridor.here.km") == pytest.approx(1.5, abs=0.02)
    # The interval and the place itself, on the map.
    assert frame.evaluate("ranh.corridor.here.marked.getLayers().length") == 2
    assert "RPH" in tip.inner_text()
    assert "LUC" not in tip.inner_text()
    x, y = frame.evaluate(
        "(() => { const p = map.latLngToContainerPoint(ranh.corridor.placeAt(ranh.corridor.here.data, 0.5));"
        " return [p.x, p.y]; })()"
    )
    ground = tab.page.locator(".st-key-corridor-mapside iframe").bounding_box()
    tab.page.mouse.move(ground["x"] + 1 + x, ground["y"] + 1 + y)
    tip.get_by_text("km 0,5").wait_for()
    assert "LUC" in tip.inner_text()
    chart.focus()
    tab.page.keyboard.press("End")
    assert float(chart.get_attribute("aria-valuenow")) > 1.7
    assert "RPH" in chart.get_attribute("aria-valuetext")
    assert tab.outside == []
    # The numbers of two widths of one axis stand apart, however few corners it has.
    spots = frame.evaluate(
        "[0.25, 0.5].map(share => ranh.corridor.lines.placeAt([[0, 0], [4, 0], [4, 4]], share))"
    )
    assert spots == [[2, 0], [4, 0]]
    # What cannot be fetched leaves no chart of something else behind.
    frame.evaluate("ranh.corridor.show(ranh.corridor.here.map, L.layerGroup(), {chart: '/hanh-lang/x.json'})")
    frame.locator(".ranh-chart path[data-code]").first.wait_for(state="detached")
    assert frame.evaluate("ranh.corridor.here.data") is None
