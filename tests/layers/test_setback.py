"""The part inside a setback: squares by head, per-zone distances, and nothing of defence land."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import cli
import layers.measure
import layers.setback
from geo.crs import transform_xy
from geo.distance import Distances, find_within
from geo.setback import NOTHING, UNRESOLVED, Setback
from layers.check import CheckResult, check_province
from layers.model import Verdict
from layers.province import Province, open_province
from layers.setback import setback_of, with_setbacks
from layers.share import findings_geojson, shareable
from squares import EAST, NORTH, rule_text, square, write

DAY = date(2026, 11, 23)
MM = 1e-3


def checked(
    folder: Path, *rules: str, sites: list | None = None, **columns: list
) -> tuple[CheckResult, Province]:
    (folder / "rules.toml").write_text("".join(rules), encoding="utf-8")
    if sites is not None:
        ids = [f"S{n}" for n in range(1, len(sites) + 1)]
        write(folder / "sites.gpkg", {"site_id": ids, "name": ids, **columns}, sites)
    province = open_province(folder)
    return check_province(province, DAY), province


def part(found: tuple[CheckResult, Province], finding_id: str) -> Setback:
    setback = setback_of(*found, finding_id)
    assert setback is not None
    assert not setback.unresolved
    return setback


def test_one_distance_for_all_zones(folder: Path) -> None:
    # The rice field p1 ends at 1000 m; the site begins 4 m behind it and 10 m are asked for.
    found = checked(
        folder, rule_text("D-01", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
        sites=[square(1004, 100)],
    )  # fmt: skip
    setback = part(found, "S1/D-01")
    assert 600 <= setback.area_m2 <= 600 + 100 * MM
    assert setback.shape.bounds == pytest.approx((EAST + 1004, NORTH + 100, EAST + 1010, NORTH + 200), abs=MM)


def test_each_zone_keeps_the_distance_that_it_carries(folder: Path) -> None:
    belts = {"parcel_id": ["a", "b", "c"], "code": ["RPH"] * 3, "belt_m": [20.0, 5.0, np.nan]}
    write(folder / "landuse.gpkg", belts, [square(90, 0, 5), square(300, 0, 6, 100), square(150, 200, 5)])
    rule = rule_text("D-02", "landuse", "distance", more='distance_field = "belt_m"\nunknown_reach_m = 0.0')
    found = checked(folder, rule, sites=[square(100, 0), square(307, 0)])
    assert part(found, "S2/D-02").area_m2 == pytest.approx(400, abs=100 * MM)
    # Right of x = 100, around a square that ends at x = 95.
    exact = shapely.intersection(square(100, 0), square(90, 0, 5).buffer(20, quad_segs=2000)).area
    assert part(found, "S1/D-02").area_m2 == pytest.approx(exact, abs=60 * MM)


def test_a_distance_by_class(folder: Path) -> None:
    dams = {"parcel_id": ["a", "b"], "code": ["RPH"] * 2, "dam": ["I", "IV"]}
    write(folder / "landuse.gpkg", dams, [square(0, 0, 50, 1000), square(150, 0, 50, 1000)])
    by = 'distance_by = { field = "dam", metres = { I = 15.0, IV = 30.0 } }'
    found = checked(
        folder, rule_text("D-03", "landuse", "distance", more=by), sites=[square(60, 100, 80, 100)]
    )
    assert part(found, "S1/D-03").area_m2 == pytest.approx(5 * 100 + 20 * 100, abs=200 * MM)


def test_other_projects_count_but_not_the_own_parts(folder: Path) -> None:
    found = checked(
        folder,
        rule_text("D-04", "sites", "distance", more="distance_m = 10.0"),
        sites=[square(0, 0), square(0, 100), square(106, 0)],
        part_of=["", "S1", ""],
    )
    # 4 m along the whole edge, measured from S1; S2 is its part.
    assert part(found, "S1/D-04").area_m2 == pytest.approx(4 * 100, abs=100 * MM)


def test_what_is_no_distance_conflict_has_none(folder: Path) -> None:
    found = checked(
        folder,
        rule_text("D-05", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
        rule_text("R-05", "landuse", more='codes = ["LUC"]'),
        sites=[square(950, 100), square(3000, 100)],
    )
    assert setback_of(*found, "S1/R-05") is None
    assert setback_of(*found, "S2/D-05") is None
    assert setback_of(*found, "no such finding") is None
    # Over the field and beside it: 50 m of overlap, and 10 m of setback beyond.
    assert part(found, "S1/D-05").area_m2 == pytest.approx(6000, abs=100 * MM)


def test_the_findings_carry_shape_and_area(folder: Path) -> None:
    result, province = checked(
        folder, rule_text("D-06", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
        sites=[square(1004, 100), square(3000, 100)],
    )  # fmt: skip
    told = with_setbacks(result, province).set_index("finding_id")
    assert told.loc["S1/D-06", "setback_area_ha"] == pytest.approx(0.06, abs=1e-5)
    assert told.loc["S1/D-06"].geometry.area == pytest.approx(600, abs=0.1)
    assert pd.isna(told.loc["S2/D-06", "setback_area_ha"])
    assert told["setback_unresolved"].tolist() == [False, False]
    assert result.findings.geometry.isna().all()


@pytest.mark.parametrize(
    "suffix",
    [
        ".gpkg",
        pytest.param(".geojson", marks=pytest.mark.heavy),
        pytest.param(".parquet", marks=pytest.mark.heavy),
        ".xlsx",
    ],
)
def test_the_command_writes_them(folder: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(
        folder, rule_text("D-07", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
        sites=[square(1004, 100), square(3000, 100)],
    )  # fmt: skip
    out = folder / f"found{suffix}"
    for more in ([], ["--without-defence"]):
        command = ["ranh", "--province", str(folder), "check", "--setbacks", "-o", str(out), *more]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as stopped:
            cli.run()
        assert stopped.value.code == 1
        read = {".parquet": gpd.read_parquet, ".xlsx": pd.read_excel}.get(suffix, gpd.read_file)
        rows = read(out).set_index("finding_id")
        assert rows.loc["S1/D-07", "geometry_is"] == "setback"
        assert rows.loc["S1/D-07", "setback_area_ha"] == pytest.approx(0.06, abs=1e-4)
        assert rows.loc["S2/D-07", "geometry_is"] == "site"


def test_setbacks_need_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["ranh", "--province", str(folder), "check", "--setbacks"])
    with pytest.raises(SystemExit) as stopped:
        cli.run()
    assert stopped.value.code == 2


def test_a_part_that_cannot_be_computed_is_told_and_the_site_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, province = checked(
        folder, rule_text("D-08", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
        sites=[square(1004, 100)],
    )  # fmt: skip
    monkeypatch.setattr(layers.setback, "inside_setback", lambda *_: UNRESOLVED)
    told = with_setbacks(result, province)
    assert told["setback_unresolved"].tolist() == [True]
    feature = json.loads(findings_geojson(told, result, province, with_restricted=True))["features"][0]
    assert feature["properties"]["geometry_is"] == "site"
    assert feature["properties"]["setback_area_ha"] is None
    monkeypatch.setattr(layers.setback, "inside_setback", lambda *_: NOTHING)
    assert with_setbacks(result, province)["setback_area_ha"].tolist() == [0.0]


def test_the_command_tells_how_many_parts_are_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(
        folder, rule_text("D-08", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
        sites=[square(1004, 100)],
    )  # fmt: skip
    monkeypatch.setattr(layers.setback, "inside_setback", lambda *_: UNRESOLVED)
    command = [
        "ranh",
        "--lang",
        "en",
        "--province",
        str(folder),
        "check",
        "--setbacks",
        "-o",
        str(folder / "a.csv"),
    ]
    monkeypatch.setattr(sys, "argv", command)
    monkeypatch.setattr(cli.err, "_width", 400)
    with pytest.raises(SystemExit):
        cli.run()
    assert "Parts inside a distance not computed for sure: 1." in capsys.readouterr().err


def test_a_setback_around_defence_land_never_leaves_without_it(folder: Path) -> None:
    secret = square(1100, 1100, 77)
    write(folder / "defence.gpkg", {"zone": ["d"]}, [secret])
    write(
        folder / "landuse.gpkg",
        {"parcel_id": ["p", "q"], "code": ["LUC", "CQP"]},
        [square(0, 0, 100), secret],
    )
    result, province = checked(
        folder,
        rule_text("D-09", "defence", "distance", more="distance_m = 50.0"),
        rule_text("D-10", "landuse", "distance", more="distance_m = 60.0"),
        sites=[square(1190, 1100)],
    )
    everything = with_setbacks(result, province)
    assert (everything["setback_area_ha"] > 0).tolist() == [True, True]
    told = shareable(result, province, setbacks=True).findings
    assert told["finding_id"].tolist() == ["S1/D-10"]
    assert told["verdict"].tolist() == [Verdict.NOT_CHECKED]
    assert told["setback_area_ha"].isna().all()
    assert told.geometry.isna().all()


def test_a_setback_of_open_land_beside_defence_land_depends_on_the_cover_alone(folder: Path) -> None:
    shapes = []
    for secret in (square(1100, 1100, 77), square(1300, 1200, 60)):
        write(folder / "defence.gpkg", {"zone": ["d"]}, [secret])
        around = square(900, 900, 1000).difference(secret)
        write(folder / "landuse.gpkg", {"parcel_id": ["p", "q"], "code": ["LUC", "CQP"]}, [around, secret])
        result, province = checked(
            folder,
            rule_text("D-11", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0'),
            sites=[square(850, 850, 1200)],
        )
        told = shareable(result, province, setbacks=True).findings
        assert told["setback_area_ha"].notna().all()
        body = findings_geojson(told, result, province, with_restricted=False)
        shapes.append(shapely.from_geojson(json.dumps(json.loads(body)["features"][0]["geometry"])))
        corners = shapely.points(transform_xy(shapely.get_coordinates(shapes[-1]), "EPSG:4326", "EPSG:9205"))
        # Square (1000, 1000) to (1500, 1500) is the cover: 10 m inside it nothing is told.
        assert shapely.distance(square(1011, 1011, 478), corners).min() > 0
    assert shapes[0].equals_exact(shapes[1], 0.0)


def test_a_distance_that_could_not_be_measured_is_not_clear(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*given: object) -> Distances:
        found = find_within(*given)
        lost = np.full(len(found.site), fill_value=True)
        return Distances(
            site=found.site, zone=found.zone, distance_m=np.full(len(lost), np.nan), unresolved=lost
        )

    monkeypatch.setattr(layers.measure, "find_within", failing)
    rule = rule_text("D-12", "landuse", "distance", more='codes = ["LUC"]\ndistance_m = 10.0')
    result, _ = checked(folder, rule, sites=[square(1004, 100), square(3000, 100)])
    told = result.findings.set_index("site_id")
    assert told["verdict"].to_dict() == {"S1": Verdict.NOT_CHECKED, "S2": Verdict.CLEAR}
    assert told.loc["S1", "reason_en"].startswith("The distance to a zone could not be measured")
