"""Two results of a check that must be one and the same."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.check import CheckResult

FRAMES = ("findings", "hits", "slivers", "sites")


def assert_same(got: CheckResult, wanted: CheckResult) -> None:
    """Every frame equal with its types and order, every geometry equal byte by byte."""
    for name in FRAMES:
        one, other = getattr(got, name), getattr(wanted, name)
        if isinstance(other, gpd.GeoDataFrame):
            assert one.crs == other.crs
            assert [w and w.hex() for w in shapely.to_wkb(np.asarray(one.geometry.array))] == [
                w and w.hex() for w in shapely.to_wkb(np.asarray(other.geometry.array))
            ]
            one, other = (pd.DataFrame(frame.drop(columns="geometry")) for frame in (one, other))
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert got.rules == wanted.rules
    assert got.issues == wanted.issues
    facts = ("as_of", "operation", "footprints_m")
    assert [getattr(got, fact) for fact in facts] == [getattr(wanted, fact) for fact in facts]
    for use, other_use in zip(got.layers_used, wanted.layers_used, strict=True):
        assert (use.layer, use.problem_en, use.problem_vi) == (
            other_use.layer,
            other_use.problem_en,
            other_use.problem_vi,
        )
        assert (use.data is None) == (other_use.data is None)
        if use.data is not None and other_use.data is not None:
            assert (use.data.sha256, use.data.content) == (other_use.data.sha256, other_use.data.content)
    assert set(got.kept.cells) == set(wanted.kept.cells)
    assert got.kept.near_keys == wanted.kept.near_keys
