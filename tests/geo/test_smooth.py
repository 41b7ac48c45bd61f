"""Points that are only looked at: as near to their true images as was asked for, or transformed one by one."""

import numpy as np
import pytest

from geo import smooth
from geo.crs import DISPLAY_CRS, VN2000_TO_WGS84, transform_xy
from geo.errors import CRSError
from geo.smooth import transform_smoothly

PROVINCE = (400_000.0, 2_300_000.0, 640_000.0, 2_560_000.0)
WITHIN = 1e-4


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(smooth, "FEW", 100)


def points(count, bounds=PROVINCE, seed=1):
    west, south, east, north = bounds
    return np.random.default_rng(seed).uniform((west, south), (east, north), (count, 2))


def counting(transform):
    asked = []

    def counted(xy):
        asked.append(len(xy))
        return transform(xy)

    return counted, asked


def degrees_as_metres(xy):
    return transform_xy(xy, "EPSG:9205", DISPLAY_CRS, VN2000_TO_WGS84) * 111_320.0


@pytest.mark.parametrize("crs", ["EPSG:9205", "EPSG:3405"])
def test_a_province_is_followed_to_a_micrometre(crs):
    def transform(xy):
        return transform_xy(xy, crs, DISPLAY_CRS, VN2000_TO_WGS84) * 111_320.0

    xy = np.vstack((points(40_000), [PROVINCE[:2], PROVINCE[2:]]))
    counted, asked = counting(transform)
    found = transform_smoothly(xy, counted, WITHIN)
    assert np.abs(found - transform(xy)).max() < 1e-6
    assert sum(asked) < 12_000


def test_what_has_kinks_is_transformed_point_by_point():
    def kinked(xy):
        return xy + 0.01 * np.abs(np.sin(xy / 700.0))

    xy = points(5_000)
    counted, asked = counting(kinked)
    np.testing.assert_array_equal(transform_smoothly(xy, counted, WITHIN), kinked(xy))
    assert asked[-1] == len(xy)


def test_a_jump_between_two_halves_is_seen():
    def broken(xy):
        return xy + np.where(xy[:, :1] > 520_000, 0.5, 0.0)

    xy = points(5_000)
    np.testing.assert_array_equal(transform_smoothly(xy, broken, WITHIN), broken(xy))


@pytest.mark.parametrize(
    "xy",
    [
        pytest.param(points(50), id="few"),
        pytest.param(np.full((500, 2), 550_000.0), id="all in one place"),
        pytest.param(np.column_stack((points(500)[:, 0], np.full(500, 2_400_000.0))), id="all in one row"),
    ],
)
def test_points_of_no_extent_have_their_images(xy):
    xy = xy if len(xy) == 50 else xy * (1, 1)
    found = transform_smoothly(xy, lambda some: some * 2 + 1, WITHIN)
    np.testing.assert_allclose(found, xy * 2 + 1, atol=WITHIN)


def test_where_a_point_of_the_grid_alone_has_no_image_the_points_themselves_decide():
    def bounded(xy):
        if (xy[:, 0] < PROVINCE[0]).any():
            raise CRSError("ngoài", "outside")
        return xy * 2

    xy = points(5_000)
    np.testing.assert_array_equal(transform_smoothly(xy, bounded, WITHIN), xy * 2)


def test_a_point_without_an_image_is_an_error_as_ever():
    xy = points(500)
    xy[17] = np.nan
    with pytest.raises(CRSError):
        transform_smoothly(xy, degrees_as_metres, WITHIN)
