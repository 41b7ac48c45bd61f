"""How the shapes of a trial reach the engines: two Parquet files of well-known binary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

if TYPE_CHECKING:
    from pathlib import Path

    from bench.trial import Trial
    from geo.types import GeometryArray


def write_trial(trial: Trial, folder: Path) -> None:
    """
    Write `sites.parquet` and `zones.parquet` (id, wkb), the form in which every engine gets the shapes.

    The large blocks, last in the trial, are spread evenly among the parcels: engines deal rows out
    to their threads in batches, and a last batch with all blocks would leave one thread to do the work.
    """
    count = len(trial.zones)
    large = shapely.get_num_coordinates(trial.zones) > 1_000  # a parcel has 49, a block 24,001
    place = np.arange(count, dtype=float)
    place[large] = (np.arange(large.sum()) + 0.5) * count / max(large.sum(), 1)
    for name, shapes in (("sites", trial.sites), ("zones", trial.zones[np.argsort(place, kind="stable")])):
        wkb = pa.array(shapely.to_wkb(shapes), pa.binary())
        rows = pa.table({"id": pa.array(np.arange(len(shapes)), pa.int32()), "wkb": wkb})
        pq.write_table(rows, folder / f"{name}.parquet", compression="none")


def read_shapes(path: Path) -> GeometryArray:
    """Return the shapes of one file of `write_trial`, by id."""
    column = pq.read_table(path, columns=["wkb"])["wkb"]
    return np.asarray(shapely.from_wkb(column.to_numpy()), dtype=object)
