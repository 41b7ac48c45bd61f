"""
200,000 parcels on the map of a real server in Chromium, beside a plain `folium.GeoJson` page of the same.

    python -m bench.map_size [--parcels N] [--chromium PATH] [--no-folium] [--longest-s S]

A made-up province of parcels without gaps (25 vertices each), one land-use layer, one project, an
account. The browser may reach no host but 127.0.0.1, and every address it asks for is noted. Cold:
the page is opened the moment that the day is checked, no tile painted, nothing kept on disk, an empty
browser. Warm server: another one, with what the first left on disk, an empty browser. Warm: the page
opened once more in that browser. "Painted" is counted from opening the page until the land-use layer
has loaded all its tiles; the list of findings beside it comes later and has its own column. The plain
page holds the same parcels as `folium.GeoJson`, drawn on a canvas, and is given up after `--longest-s`
seconds: then its row says so.

Memory is the JavaScript heap after a collection, and the resident size of the tab's own process.
The worst frame is the longest time between two animation frames while the map is dragged for 4 s.
A click is counted from the mouse button until the answer stands on the page.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil
from playwright.sync_api import Error, sync_playwright

from bench.clock import machine, table
from bench.map_pages import PAINTED, plain_page, worst_frame
from bench.map_province import make_map_province
from bench.map_server import served
from views.person import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, BrowserContext, Frame, Page

PARCELS = 200_000
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-precise-memory-info", "--js-flags=--expose-gc",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
LIST = '.st-key-warnings [data-testid="stDataFrame"] canvas'
LONGEST_S = 240
CLICKS = 12
HEADING = (
    "page",
    "received MB",
    "painted s",
    "list s",
    "JS heap MB",
    "tab MB",
    "worst frame ms",
    "click s",
    "other hosts",
)


@dataclass(kw_only=True)
class Measured:
    """What one page took; None: not reached."""

    received_bytes: int = 0
    painted_s: float | None = None
    listed_s: float | None = None
    heap_mb: float | None = None
    tab_mb: float | None = None
    worst_frame_ms: float | None = None
    clicks_s: list[float] = field(default_factory=list)
    outside: int = 0
    failure: str = ""

    def row(self, name: str) -> list[str]:
        """Return the row of the table."""
        clicks = "-"
        if self.clicks_s:
            clicks = f"{statistics.median(self.clicks_s):.2f}, worst {max(self.clicks_s):.2f}"
        numbers = (self.painted_s, self.listed_s, self.heap_mb, self.tab_mb, self.worst_frame_ms)
        shown = ["-" if value is None else f"{value:,.1f}" for value in numbers]
        return [name + self.failure, f"{self.received_bytes / 1e6:,.2f}", *shown, clicks, str(self.outside)]


def visitor(browser: Browser, address: str, token: str) -> BrowserContext:
    """Return a browser that has kept nothing, with somebody signed in where there is a token."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address, "httpOnly": True}])
    return context


@contextmanager
def tab(context: BrowserContext, address: str, done: Measured) -> Iterator[Page]:
    """Give a tab whose traffic is counted."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def received(event: dict[str, float]) -> None:
        done.received_bytes += int(event["encodedDataLength"])

    def frame(event: dict[str, dict[str, str]]) -> None:
        done.received_bytes += len(event["response"]["payloadData"])

    network.on("Network.loadingFinished", received)
    network.on("Network.webSocketFrameReceived", frame)

    def asked(url: str) -> None:
        done.outside += not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))

    page.on("request", lambda request: asked(request.url))
    page.on("websocket", lambda socket: asked(socket.url))
    try:
        yield page
    finally:
        with suppress(Error):
            page.close()


def map_frame(page: Page, longest_s: float) -> Frame:
    """
    Return the frame whose map has been painted.

    Raises
    ------
    TimeoutError
        If that takes longer.
    """
    end = time.monotonic() + longest_s
    while time.monotonic() < end:
        for frame in page.frames:
            with suppress(Error):
                if frame.evaluate(PAINTED):
                    return frame
        page.wait_for_timeout(20)
    raise TimeoutError(f"not painted within {longest_s:.0f} s")


def measure(context: BrowserContext, address: str, longest_s: float, *, clicks: bool) -> Measured:
    """Open a page and measure it until it is used."""
    done = Measured()
    before = renderers()
    with tab(context, address, done) as page:
        page.set_default_timeout(longest_s * 1000)
        start = time.perf_counter()
        try:
            page.goto(address, wait_until="commit")
            frame = map_frame(page, longest_s)
            done.painted_s = time.perf_counter() - start
            if context.cookies():
                page.locator(LIST).first.wait_for()
                done.listed_s = time.perf_counter() - start
            done.worst_frame_ms = worst_frame(page, frame)
            if clicks:
                done.clicks_s = [click(page, frame, place) for place in range(CLICKS)]
            done.heap_mb = frame.evaluate("(window.gc && gc(), performance.memory.usedJSHeapSize / 1e6)")
            done.tab_mb = max((size for pid, size in renderers().items() if pid not in before), default=None)
        except (Error, TimeoutError) as error:
            done.failure = f": FAILED ({str(error).splitlines()[0][:60]})"
    return done


def click(page: Page, frame: Frame, place: int) -> float:
    """Click one place after the other; return the seconds until its parcel is told."""
    frame.evaluate("void (map.closePopup(), map.setZoom(14, {animate: false}))")
    page.wait_for_timeout(600)
    box = page.locator(".st-key-mapside iframe").bounding_box()
    if box is None:
        raise TimeoutError("no map")
    x = box["x"] + box["width"] * (0.45 + 0.01 * place)
    start = time.perf_counter()
    page.mouse.click(x, box["y"] + box["height"] * 0.72)
    frame.locator(".ranh-at").wait_for()
    return time.perf_counter() - start


def renderers() -> dict[int, float]:
    """Return the resident size, MB, of each tab process that this program started."""
    found = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "--type=renderer" in process.cmdline():
                found[process.pid] = process.memory_info().rss / 1e6
    return found


class Pulse:
    """How long the server takes to say that it lives, asked all the time from a thread."""

    def __init__(self, address: str) -> None:
        self.longest_s = 0.0
        self._stop = threading.Event()
        self._address = f"{address}/_stcore/health"
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._stop.wait(0.02):
            start = time.perf_counter()
            with urllib.request.urlopen(self._address, timeout=30) as answer:  # noqa: S310 - this machine
                answer.read()
            self.longest_s = max(self.longest_s, time.perf_counter() - start)


def own_pages(browser: Browser, folder: Path, longest_s: float) -> list[list[str]]:
    """Return the rows of this program: cold, and twice warm in another server."""
    rows = []
    for name, again in (("cold", ""), ("warm server", "warm")):
        with served(folder, folder.parent / "office") as server:
            context = visitor(browser, server.address, server.token)
            with Pulse(server.address) as pulse:
                done = measure(context, server.address, longest_s, clicks=True)
            rows.append(done.row(f"ranh, {name}"))
            print(
                f"{name}: layers read and day checked {server.ready_s:.1f} s after the start; slowest"
                f" /_stcore/health while the page was used {pulse.longest_s * 1000:.0f} ms; server process"
                f" {server.memory_mb():,.0f} MB",
                flush=True,
            )
            if again:
                rows.append(measure(context, server.address, longest_s, clicks=True).row(f"ranh, {again}"))
            context.close()
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 if one of this program's own pages failed."""
    chosen = options(argv)
    print(machine(("folium", "streamlit", "numba")), flush=True)
    with tempfile.TemporaryDirectory(prefix="ranh-map-") as held, sync_playwright() as playwright:
        folder = Path(held) / "province"
        frame = make_map_province(folder, chosen.parcels)
        vertices = int(frame.geometry.count_coordinates().sum())
        print(f"{len(frame):,} parcels, {vertices:,} vertices", flush=True)
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=list(ARGUMENTS))
        rows = own_pages(browser, folder, chosen.longest_s)
        failed = any("FAILED" in row[0] for row in rows)
        if not chosen.no_folium:
            start = time.perf_counter()
            with plain_page(frame, Path(held)) as address:
                made_s = time.perf_counter() - start
                done = measure(visitor(browser, address, ""), address, chosen.longest_s, clicks=False)
            rows.append(done.row("folium.GeoJson"))
            print(f"folium.GeoJson: page written in {made_s:.1f} s", flush=True)
        with suppress(Error):
            browser.close()
    print(table(HEADING, rows))
    return int(failed)


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.map_size",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--parcels", type=int, default=PARCELS)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--no-folium", action="store_true", help="leave the plain page out")
    parser.add_argument(
        "--longest-s", type=float, default=LONGEST_S, help="a page that takes longer is given up"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
