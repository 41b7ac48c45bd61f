"""
Valid polygon pairs with known true areas, through the engine and through GEOS alone.

    python -m bench.wrong_pairs FILE.jsonl

Each line holds {"id", "a", "b", "true_area"}: two WKT polygons and the area they have in
common in square metres. Exit status 1 if a true overlap comes out as none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps

TOLERANCE = 1e-2


def main(path: Path) -> int:
    """Print one line a pair and direction; return 1 if one is a false clear."""
    false_clear = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        first, second = shapely.from_wkt(pair["a"]), shapely.from_wkt(pair["b"])
        for site, zone in ((first, second), (second, first)):
            found = find_overlaps(np.array([site]), ZoneIndex.build(np.array([zone])))
            area, open_ = float(found.area_m2.sum()), bool(found.unresolved.any())
            right = abs(area - pair["true_area"]) <= TOLERANCE * max(pair["true_area"], 1e-3)
            said = "not checked" if open_ else "right" if right else "WRONG"
            false_clear += said == "WRONG" and area < pair["true_area"]
            geos = shapely.intersection(site, zone).area
            true = pair["true_area"]
            print(f"{pair['id']:28} true {true:<12.6g} GEOS {geos:<12.6g} ranh {area:<12.6g} {said}")
    print(f"false clears: {false_clear}")
    return int(false_clear > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) if len(sys.argv) == 2 else __doc__)
