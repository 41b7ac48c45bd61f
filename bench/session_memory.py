"""
Does the map grow in memory? A session of an officer in Chromium, acting faster than a person can.

    python -m bench.session_memory [--rounds N] [--warm-up N] [--chromium PATH]

The demonstration province, a real server, one tab, no other host. A round drags the map, asks what is
at a place, searches and goes there, switches the period, opens and closes each tool, turns a layer off
and on; every tenth also opens a finding and comes back, every twentieth changes the language and back.
Eight acts in a round: an officer who acts every six seconds has done 300 in half an hour, which is
38 rounds. The first rounds fill what is kept on purpose and are not compared. Told is the JavaScript
heap after a forced collection, the number of nodes and listeners of the page, and the resident
size of the server. Exit status 1: the heap has grown by more than a quarter, or by ten megabytes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

from bench.clock import machine, table
from bench.map_pages import PAINTED
from bench.map_server import served
from bench.map_size import ARGUMENTS, visitor
from layers.province import HOME

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Frame, Page

    from bench.map_server import Served

ROUNDS, WARM_UP, MEASURED = 40, 10, 6
MOST_GROWN, MOST_GROWN_MB = 1.25, 10.0
LONGEST_MS = 180_000
SETTLED_MS = 3000
SEARCHED = ("Tân Phong", "P022", "thuy dien", "LUC", "22.39 103.46", "Nậm Xe")
HEADING = ("after rounds", "acts", "JS heap MB", "nodes", "listeners", "server MB")
ACTS = 8
MAP = ".st-key-mapside iframe"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What there is in memory at one moment."""

    rounds: int
    heap_mb: float
    nodes: int
    listeners: int
    server_mb: float

    def row(self) -> list[str]:
        """Return the row of the table."""
        numbers = [f"{value:,}" for value in (self.nodes, self.listeners)]
        return [
            str(self.rounds),
            str(self.rounds * ACTS),
            f"{self.heap_mb:.1f}",
            *numbers,
            f"{self.server_mb:,.0f}",
        ]


def read(inside: CDPSession, server: Served, rounds: int) -> Reading:
    """Return the memory after a collection of garbage."""
    for _ in range(3):
        inside.send("HeapProfiler.collectGarbage")
    counted = inside.send("Memory.getDOMCounters")
    return Reading(
        rounds=rounds,
        heap_mb=float(inside.send("Runtime.getHeapUsage")["usedSize"]) / 1e6,
        nodes=int(counted["nodes"]),
        listeners=int(counted["jsEventListeners"]),
        server_mb=server.memory_mb(),
    )


def map_of(page: Page) -> Frame:
    """Return the frame of the map once it is painted."""
    for _ in range(LONGEST_MS // 100):
        # While a map takes the place of another there are two.
        for frame in page.frames if page.locator(MAP).count() == 1 else []:
            with suppress(Error):  # the frame is just being replaced
                if "/ban-do/" in frame.url and frame.evaluate(PAINTED):
                    return frame
        page.wait_for_timeout(100)
    raise TimeoutError(page.url)


def act(page: Page, chance: random.Random) -> None:
    """Do what an officer does with the map: eight things."""
    frame, inside = map_of(page), page.frame_locator(MAP)
    page.locator(MAP).wait_for(state="visible")
    box = page.locator(MAP).bounding_box()
    if box is None:
        raise TimeoutError(page.url)
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + chance.uniform(-200, 200), y + chance.uniform(-150, 150), steps=5)
    page.mouse.up()
    frame.evaluate("void map.fire('click', {latlng: map.getCenter()})")
    inside.locator(".ranh-at").wait_for()
    frame.evaluate("void map.closePopup()")
    inside.locator(".ranh-search input").fill(chance.choice(SEARCHED))
    inside.locator("#ranh-found li").first.wait_for()
    inside.locator(".ranh-search input").press("Escape")
    frame.evaluate("at => void map.setView(at, 13, {animate: false})", [22.39, 103.46])
    periods = "document.querySelectorAll('.ranh-layer input[type=radio]')"
    frame.evaluate(f"place => {periods}[place].click()", chance.randrange(3))
    for tool in ("measure", "print"):
        inside.locator(f"[data-tool={tool}]").click()
        inside.locator(".ranh-close").click()
    boxes = "document.querySelectorAll('.ranh-layer input[type=checkbox]')"
    frame.evaluate(f"place => {{ {boxes}[place].click(); {boxes}[place].click(); }}", chance.randrange(4))


def turn(page: Page, number: int) -> None:
    """Do what makes the page run: open a finding and close it, change the language and back."""
    if number % 10 == 5:
        sites = "ranh.layers.sites._all"
        map_of(page).evaluate(f"at => ranh.pick('site', {sites}[at % {sites}.length].properties.id)", number)
        page.locator(".ranh-card").wait_for()
        page.get_by_text("Đóng thẻ").click()
        page.locator(".ranh-card").wait_for(state="detached")
    if number % 20 == 9:
        for language, told in (("English", "Map"), ("Tiếng Việt", "Bản đồ")):
            page.get_by_text(language, exact=True).click()
            # The map of the other language stands there for a while.
            page.frame_locator(MAP).last.locator(f'#map_div[aria-label^="{told}"]').last.wait_for()
            page.wait_for_timeout(SETTLED_MS)


def session(server: Served, chromium: str, rounds: int, warm_up: int) -> tuple[list[Reading], int]:
    """Return the readings, and how many addresses of other hosts were asked for."""
    readings: list[Reading] = []
    outside = []
    chance = random.Random(6)  # noqa: S311 - no secret
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = visitor(browser, server.address, server.token).new_page()
        page.set_default_timeout(LONGEST_MS)
        own = (server.address, server.address.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else outside.append(asked.url))
        page.goto(server.address)
        inside = page.context.new_cdp_session(page)
        for number in range(1, rounds + 1):
            act(page, chance)
            turn(page, number)
            if number == warm_up or (number > warm_up and number % max(1, rounds // MEASURED) == 0):
                map_of(page)
                readings.append(read(inside, server, number))
                sys.stderr.write(" ".join(readings[-1].row()) + "\n")
        browser.close()
    return readings, len(outside)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--warm-up", type=int, default=WARM_UP)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        shutil.copytree(HOME / "data", folder)
        with served(folder / "demo", Path(name) / "office") as server:
            readings, outside = session(
                server, asked.chromium, max(asked.rounds, asked.warm_up + 2), asked.warm_up
            )
    first, last = readings[0], readings[-1]
    lines = [machine(), "", table(HEADING, [reading.row() for reading in readings])]
    lines += ["", f"heap {last.heap_mb / first.heap_mb:.2f} times, other hosts asked: {outside}"]
    sys.stdout.write("\n".join(lines) + "\n")
    grown = last.heap_mb > first.heap_mb * MOST_GROWN or last.heap_mb > first.heap_mb + MOST_GROWN_MB
    return int(grown or outside > 0)


if __name__ == "__main__":
    sys.exit(main())
