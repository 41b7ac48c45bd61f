"""A file of zones, read and judged as any layer, and written as partitions."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from layers.codes import read_codes
from layers.cover import restricted_rows
from layers.inputs import layers_from_paths, plain_file_layer
from layers.partition_writer import ZONES_PER_PART, Source, require_new_folder, write_partitions
from layers.partitions import is_partitioned
from layers.reader import read_layer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from layers.partitions import Manifest
    from layers.province import Province

ROWS_PER_BATCH = 50_000


def partition_file(  # noqa: PLR0913 - each is a thing that a person may say of the file
    path: Path,
    folder: Path,
    province: Province,
    *,
    crs: str = "",
    id_field: str = "",
    restricted: bool = False,
    zones_per_part: int = ZONES_PER_PART,
) -> Manifest:
    """
    Write the zones of a file as partitions, in the province's CRS.

    The file itself is read as a whole; a layer beyond memory goes to `write_partitions` in batches.

    Parameters
    ----------
    restricted
        The zones are defence or security land, even where neither the file's name nor any code
        in it says so.

    Raises
    ------
    RanhError
        If the file cannot be used (see `read_layer`) or the folder cannot be written.
    """
    require_new_folder(folder)
    data = read_layer(plain_file_layer(path, crs, id_field), province, anywhere=True)
    source = Source(
        layer_id=data.layer.id,
        file=path.name,
        sha256=data.sha256,
        restricted=restricted or is_restricted(path, data.zones, province, crs),
        issues=data.issues,
    )
    starts = range(0, len(data.zones), ROWS_PER_BATCH)
    batches = (data.zones.iloc[start : start + ROWS_PER_BATCH] for start in starts)
    return write_partitions(batches, folder, source, zones_per_part)


def is_restricted(path: Path, rows: gpd.GeoDataFrame, province: Province, crs: str = "") -> bool:
    """Tell whether a file's name or any code in its rows says that it holds defence or security land."""
    named = any(layer.restricted for layer in layers_from_paths([path], province, crs))
    return named or bool(restricted_rows(rows, read_codes(province.path(province.codes))).any())


@contextmanager
def partitioned(path: Path, province: Province, crs: str, id_field: str) -> Iterator[Path]:
    """Give `path` if it is a folder of partitions, else one made of the file: private, gone at the end."""
    if is_partitioned(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="ranh-") as held:
        folder = Path(held) / "partitions"
        partition_file(path, folder, province, crs=crs, id_field=id_field)
        yield folder
