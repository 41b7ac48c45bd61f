"""What `bench.map_size` runs in a page, and the plain folium page that it measures beside this program."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import folium

from geo.crs import to_display
from views.offline import LIBRARY, VENDOR_FILES, local_links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from playwright.sync_api import Frame, Page

PAINTED = """
(() => {
  if (window.plainPainted) return true;
  if (!window.map || !window.ranh || !map._loaded) return false;
  var grounds = Object.values(map._layers).filter(layer => layer instanceof L.TileLayer);
  return grounds.length > 0 && grounds.every(layer => {
    var tiles = Object.values(layer._tiles);
    return tiles.length > 0 && tiles.every(tile => tile.loaded);
  });
})()
"""
"""Whether the map has all that it shows at first: every tile, or every polygon drawn once."""

RECORD = """
(() => {
  var last = performance.now();
  window.worst = 0;
  window.recording = true;
  (function next(now) {
    window.worst = Math.max(window.worst, now - last);
    last = now;
    if (window.recording) requestAnimationFrame(next);
  })(last);
})()
"""
DRAGGED_S, STEP_MS, STEP_PX = 4, 16, 6
READY = """
<script>
  window.addEventListener("load", function () {
    requestAnimationFrame(function () {
      requestAnimationFrame(function () { window.plainPainted = true; });
    });
  });
</script>
"""


def worst_frame(page: Page, frame: Frame) -> float:
    """Drag the map to and fro; return the longest time between two frames, in milliseconds."""
    if frame == page.main_frame:
        box = {"x": 0.0, "y": 0.0, "width": 1366.0, "height": 768.0}
    else:
        found = page.locator(".st-key-mapside iframe").bounding_box()
        box = dict(found) if found else {"x": 0.0, "y": 0.0, "width": 1.0, "height": 1.0}
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
    frame.evaluate(RECORD)
    page.mouse.move(x, y)
    page.mouse.down()
    steps = DRAGGED_S * 1000 // STEP_MS
    for step in range(steps):
        # There and back, twice.
        away = STEP_PX * (
            step % (steps // 2) if step % (steps // 2) < steps // 4 else steps // 2 - step % (steps // 2)
        )
        page.mouse.move(x - away, y - away / 4)
        page.wait_for_timeout(STEP_MS)
    page.mouse.up()
    page.wait_for_timeout(500)
    return float(frame.evaluate("(window.recording = false, window.worst)"))


@contextmanager
def plain_page(frame: gpd.GeoDataFrame, folder: Path) -> Iterator[str]:
    """Give the address of a page that holds the parcels as `folium.GeoJson`, on a canvas."""
    shown = to_display(frame)
    west, south, east, north = shown.total_bounds.tolist()
    ground = folium.Map(
        location=((south + north) / 2, (west + east) / 2), zoom_start=9, tiles=None, prefer_canvas=True
    )
    ground.options["maxZoom"] = 19
    folium.GeoJson(shown, smooth_factor=1).add_to(ground)
    page = folder / "plain"
    page.mkdir()
    (page / "index.html").write_text(_local(ground.get_root().render()) + READY, encoding="utf-8")
    (page / LIBRARY.strip("/")).symlink_to(VENDOR_FILES)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(page))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _local(html: str) -> str:
    """Let a page take its libraries from this machine: the network is closed."""

    def replaced(link: re.Match[str]) -> str:
        found = local_links([link[2]])
        return f'{link[1]}="{found[0] if found else "data:,"}"'

    return re.sub(r'(src|href)="(https://[^"]+)"', replaced, html)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""
