"""What may be taken away: nothing tells more of defence land than its cover."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.crs import transform_xy
from layers.check import CheckResult, check_province
from layers.province import Province, open_province
from layers.share import findings_geojson, shareable, shareable_findings
from layers.told import told_check
from squares import square, write


@pytest.fixture
def result(province: Province) -> CheckResult:
    return check_province(province, date(2026, 11, 23))


def test_defence_is_withheld_unless_asked_for(result: CheckResult, province: Province) -> None:
    told = json.loads(
        findings_geojson(shareable_findings(result, province), result, province, with_restricted=False)
    )
    assert {feature["properties"]["rule_id"] for feature in told["features"]} == {"RICE-01", "PLACE-01"}
    assert told["defence_and_security"] == "withheld"
    assert told["notice_vi"] == "Dữ liệu thử."
    everything = json.loads(findings_geojson(result.findings, result, province, with_restricted=True))
    assert len(everything["features"]) == len(result.findings)


def test_a_forest_beside_defence_land_does_not_draw_its_boundary(folder: Path) -> None:
    secret = square(1100, 1100, 77)
    write(folder / "defence.gpkg", {"zone": ["d"]}, [secret])
    around = square(0, 0, 3000).difference(secret)
    write(folder / "landuse.gpkg", {"parcel_id": ["p", "q"], "code": ["LUC", "CQP"]}, [around, secret])
    write(folder / "sites.gpkg", {"site_id": ["S"], "name": ["S"]}, [square(900, 900, 1200)])
    opened = open_province(folder)
    found = check_province(opened, date(2026, 11, 23))
    shared = shareable_findings(found, opened)
    shared = shared[shared["finding_id"] == "S/RICE-01"]
    told = json.loads(findings_geojson(shared, found, opened, with_restricted=False))
    properties, geometry = told["features"][0]["properties"], told["features"][0]["geometry"]
    assert properties["partial"]
    assert properties["overlap_area_ha"] == pytest.approx((1200**2 - 500**2) / 1e4)
    corners = shapely.get_coordinates(shapely.from_geojson(json.dumps(geometry)))
    metres = transform_xy(corners, "EPSG:4326", "EPSG:9205")
    assert shapely.distance(secret, shapely.points(metres)).min() > 20


def test_what_is_told_twice_is_not_called_clear(result: CheckResult, province: Province) -> None:
    once = shareable(result, province, setbacks=True)
    twice = shareable(told_check(result, province), province, setbacks=True)
    before, after = (told.findings.set_index("finding_id")["verdict"].to_dict() for told in (once, twice))
    assert after == before
    assert after["S2/RICE-01"] == "not_checked"
    assert set(once.findings.columns) == set(twice.findings.columns)
