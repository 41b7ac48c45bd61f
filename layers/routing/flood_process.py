"""A process of a crew: it searches until its input ends (`python -m layers.routing.flood_process`)."""

from __future__ import annotations

import sys

from layers.routing.floods import Layout
from layers.routing.wire import send_sought, take_asked


def main() -> None:
    """Answer errands from standard input on standard output."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    layouts: dict[tuple[tuple[int, int], float], Layout] = {}
    while (asked := take_asked(source)) is not None:
        key = (asked.shape, asked.cell_m)
        layout = layouts.get(key) or Layout(*key)
        layouts[key] = layout
        if asked.costs is not None:
            layout.put(asked.costs)
        if asked.errand is not None:
            send_sought(sink, layout.seek(asked.errand))


if __name__ == "__main__":
    main()
