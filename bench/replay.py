"""
What a replay costs on the demonstration province, and whether it says what two full checks say.

    python -m bench.replay

For each change both sides are checked in full, and the later one once more from what the earlier
one kept. Findings, hits, slivers and shapes must be the same to the last bit, as they are and as
they may be told, and so must be what is said to appear, change or vanish. Times are of the processor.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench.recheck import parcel_changed, rule_changed, same, site_moved
from layers import files
from layers.province import default_province_folder, open_province
from layers.replay import Side, check_side
from office.replay.compare import compare
from office.replay.model import SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.province import Province
    from layers.replay import Checked

PLAN_TURNS = date(2025, 12, 31), date(2026, 1, 1)
"""The last day of the plan of 2021-2025 and the first of that of 2026-2030."""
DAY = date(2026, 11, 26)


def main() -> None:
    """Print one line a change; end with status 1 if a replay is not what two full checks say."""
    province = open_province(default_province_folder())
    print(f"{'change':28}{'before s':>9}{'after s':>9}{'replay s':>9}  appear change vanish  as full")
    with tempfile.TemporaryDirectory() as folder:
        changes: dict[str, Callable[[Province, Path], Province]] = {
            "one site moved": site_moved,
            "one parcel, other code": parcel_changed,
            "one rule, other limit": rule_changed,
        }
        first, second = (Side(province=province, as_of=day) for day in PLAN_TURNS)
        wrong = report("plan 2021-2025 -> 2026-2030", *timed(first), second)
        now, seconds = timed(Side(province=province, as_of=DAY))
        for name, change in changes.items():
            place = Path(folder) / name.replace(" ", "-")
            place.mkdir()
            wrong |= report(name, now, seconds, Side(province=change(province, place), as_of=DAY))
    sys.exit(int(wrong))


def report(name: str, before: Checked, before_s: float, after: Side) -> bool:
    """Replay a change both ways and print how long each took; return whether they differ."""
    full, full_s = timed(after)
    quick, quick_s = timed(after, before)
    told = [compare(before.told, side.told) for side in (full, quick)]
    alike = same(full.whole, quick.whole) and same(full.told, quick.told) and told[0] == told[1]
    counts = "".join(f"{len(told[1].of(turn)):7}" for turn in SHOWN)
    print(f"{name:28}{before_s:9.2f}{full_s:9.2f}{quick_s:9.2f} {counts}  {'yes' if alike else 'NO'}")
    sys.stdout.flush()
    return not alike


def timed(side: Side, since: Checked | None = None) -> tuple[Checked, float]:
    """Return a checked side, and the seconds of the processor that it took, reading included."""
    files._read_cached.cache_clear()  # noqa: SLF001 - reading is a part of both
    start = time.process_time()
    checked = check_side(side, since)
    return checked, time.process_time() - start


if __name__ == "__main__":
    main()
