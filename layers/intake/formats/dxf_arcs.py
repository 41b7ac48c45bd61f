"""Have GDAL draw the arcs of a DXF drawing within 1 cm, the large ones in a second, finer reading."""

from __future__ import annotations

import math
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyogrio

from layers.intake.formats.chords import SAGITTA_M

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.intake.formats.dxf_drawing import DxfScan
    from layers.intake.formats.findings import Findings
    from layers.intake.formats.ogr import Drawn, Reader

STEP_DEGREES = 1.6
"""Of the first reading: within 1 cm up to a radius of 102 m."""
FINEST_RADIUS_M = 50_000.0
"""Corners of arcs larger than this are no denser; the flat ones need none."""
MOST_NAMED = 500
"""Entities that are read again by name; more of them mean the whole drawing."""
HEX = re.compile(r"[0-9A-F]{1,16}")


def read_with_arcs(reader: Reader, scan: DxfScan, unit_m: float, findings: Findings) -> tuple[Drawn, int]:
    """
    Return the rows of a drawing, and how many entities have arcs larger than can be drawn within 1 cm.

    Parameters
    ----------
    unit_m
        Metres in one drawing unit.
    """
    with _step(STEP_DEGREES):
        drawn = reader.read(findings)
    first_m = SAGITTA_M / (1 - math.cos(math.radians(STEP_DEGREES) / 2))
    large = {e.handle: r for e in scan.entities if (r := scan.radius_of(e) * unit_m) > first_m}
    if not large:
        return drawn, 0
    radius_m = min(max(large.values()), FINEST_RADIUS_M)
    with _step(math.degrees(2 * math.acos(1 - SAGITTA_M / radius_m))):
        again = reader.read(findings, where=_named(large))
    wkb = dict(zip(again.fids.to_pylist(), again.geometry.to_pylist(), strict=True))
    raw = again.columns[again.names.index("EntityHandle")].cast(pa.binary()).to_pylist()
    handles = [(value or b"").decode("ascii", "replace").upper() for value in raw]
    finer = {fid: wkb[fid] for fid, handle in zip(wkb, handles, strict=True) if handle in large}
    fids, geometry = drawn.fids.to_pylist(), drawn.geometry.to_pylist()
    shapes = [finer.get(fid, old) for fid, old in zip(fids, geometry, strict=True)]
    coarse = sum(radius > FINEST_RADIUS_M for radius in large.values())
    return replace(drawn, geometry=pa.chunked_array([pa.array(shapes, pa.binary())])), coarse


def _named(handles: dict[str, float]) -> str:
    """Return the condition that picks entities by handle; "" for all, also where a handle is none."""
    if len(handles) > MOST_NAMED or not all(map(HEX.fullmatch, handles)):
        return ""
    return "EntityHandle IN ({})".format(", ".join(f"'{handle}'" for handle in handles))


@contextmanager
def _step(degrees: float) -> Iterator[None]:
    """Tell GDAL how finely to draw arcs; it has no option of a single file for this."""
    pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": f"{degrees!r}", "OGR_ARC_MAX_GAP": "0"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": None, "OGR_ARC_MAX_GAP": None})
