"""How certain a finding is, on squares; what is within the map's error never reads as clear."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.check import CheckResult, check_province
from layers.evaluate import evaluate
from layers.layer import Layer
from layers.measure import Measured, measure
from layers.province import open_province
from layers.reader import LayerData
from layers.rules import Rule
from layers.schema import SLIVER_COLUMNS
from squares import rule_text, square, write

DAY = date(2026, 11, 23)
ZONE = square(1000, 1000, 1000)
"""The defence zone of the small province."""


def state(folder: Path, layer: str, accuracy_m: float) -> None:
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f'id = "{layer}"\n', f'id = "{layer}"\naccuracy_m = {accuracy_m}\n', 1), encoding="utf-8"
    )


def ask(folder: Path, site: shapely.Geometry, rule: str | None = None, **columns: list) -> pd.Series:
    write(folder / "sites.gpkg", {"site_id": ["S"], "name": ["S"], **columns}, [site])
    (folder / "rules.toml").write_text(rule or rule_text("R", "defence"), encoding="utf-8")
    return run(folder).findings.iloc[0]


def run(folder: Path) -> CheckResult:
    return check_province(open_province(folder), DAY)


def told(found: pd.Series) -> tuple[str, str]:
    return str(found["verdict"]), str(found["certainty"])


@pytest.fixture
def ten(folder: Path) -> Path:
    """Return the small province with defence land to 10 m, sites as surveyed."""
    state(folder, "defence", 10.0)
    return folder


@pytest.mark.parametrize(
    ("site", "wanted"),
    [
        (square(800, 1100, 300, 100), ("conflict", "certain")),
        (square(800, 1100, 212, 100), ("conflict", "certain")),  # 2 m x 80 m deeper than 10 m
        (square(800, 1100, 209, 100), ("conflict", "within_map_error")),
        (square(900, 1100, 99.999, 100), ("near", "possible")),
        (square(800, 1100, 195, 100), ("near", "possible")),
        (square(800, 1100, 189, 100), ("clear", "certain")),
        (square(1990.02, 1500, 100, 100), ("conflict", "within_map_error")),
    ],
)
def test_overlaps_by_depth(ten: Path, site: shapely.Geometry, wanted: tuple[str, str]) -> None:
    assert told(ask(ten, site)) == wanted


def test_a_tip_that_is_deep_by_less_than_noise_is_possible(ten: Path) -> None:
    tip = shapely.Polygon([(500_900, 2_451_400), (500_900, 2_451_600), (501_010.5, 2_451_500)])
    assert told(ask(ten, tip)) == ("conflict", "possible")


def test_without_an_accuracy_nothing_is_certain(folder: Path) -> None:
    assert told(ask(folder, square(1500, 1500))) == ("conflict", "not_stated")
    far = ask(folder, square(8000, 8000))
    assert told(far) == ("clear", "not_stated")
    assert np.isnan(far["tolerance_m"])


def test_the_sites_accuracy_counts_as_well(ten: Path) -> None:
    state(ten, "sites", 10.0)
    found = ask(ten, square(800, 1100, 213, 100))
    assert told(found) == ("conflict", "within_map_error")
    assert found["tolerance_m"] == pytest.approx(math.sqrt(200))


def test_an_exact_map_is_certain(folder: Path) -> None:
    state(folder, "defence", 0.0)
    assert told(ask(folder, square(800, 1100, 201, 100))) == ("conflict", "certain")
    assert told(ask(folder, square(800, 1100, 199, 100))) == ("clear", "certain")


def test_a_narrow_zone_through_the_middle_of_a_site_is_certain(ten: Path) -> None:
    write(ten / "defence.gpkg", {"zone": ["road"]}, [square(0, 500, 4000, 6)])
    assert told(ask(ten, square(1000, 400, 200, 200))) == ("conflict", "certain")


def test_a_narrow_zone_just_behind_the_edge_of_a_site_is_within_the_error(ten: Path) -> None:
    write(ten / "defence.gpkg", {"zone": ["strip"]}, [square(1006, 430, 3, 100)])
    assert told(ask(ten, square(1000, 400, 200, 200))) == ("conflict", "within_map_error")


def test_two_narrow_things_that_cross_are_possible_and_no_sliver(ten: Path) -> None:
    write(ten / "defence.gpkg", {"zone": ["road"]}, [square(0, 500, 4000, 6)])
    assert told(ask(ten, square(1000, 400, 8, 200))) == ("conflict", "possible")
    assert run(ten).slivers.empty


def test_the_sentence_names_it_in_both_languages(ten: Path) -> None:
    near = ask(ten, square(800, 1100, 192, 100))
    assert near["sentence_en"] == (
        "No overlap as drawn, but only 8.0 m away. A conflict is possible: the maps may be 10.0 m off."
    )
    assert near["sentence_vi"] == (
        "Trên bản đồ không chồng lấn nhưng chỉ cách 8,0 m. Có thể xung đột: bản đồ có thể sai lệch 10,0 m."
    )
    within = ask(ten, square(800, 1100, 203, 100))
    assert within["sentence_vi"].startswith("Vướng defence. Trong sai số bản đồ: ")
    assert within["sentence_en"].startswith("Conflicts with defence. Within map error: ")


def test_a_corridor_upon_another_is_possible_and_no_sliver(ten: Path) -> None:
    write(ten / "defence.gpkg", {"zone": ["line"]}, [square(0, 500, 4000, 14)])
    assert told(ask(ten, square(1000, 500, 2000, 14))) == ("conflict", "possible")
    assert run(ten).slivers.empty
    rule = rule_text("R", "defence", "distance", more="distance_m = 1.0")
    assert told(ask(ten, square(1000, 500, 2000, 14), rule)) == ("conflict", "possible")


def test_adjacent_zones_count_together(folder: Path) -> None:
    """A strip site along the line between two matched parcels lies deep inside both together."""
    state(folder, "landuse", 10.0)
    write(folder / "landuse.gpkg", {"parcel_id": ["a", "b"], "code": ["LUC", "LUC"]},
          [square(0, 0, 1000), square(1000, 0, 1000)])  # fmt: skip
    strip = square(995, 200, 10, 500)
    assert told(ask(folder, strip, rule_text("R", "landuse", more='codes = ["LUA"]'))) == (
        "conflict",
        "certain",
    )
    assert run(folder).slivers.empty


def test_a_share_of_the_site_has_to_lie_deep(folder: Path) -> None:
    state(folder, "defence", 10.0)
    rule = rule_text("R", "defence", more="min_site_share = 0.5")
    assert told(ask(folder, square(900, 1100, 205, 100), rule)) == ("conflict", "possible")
    assert told(ask(folder, square(880, 1100, 400, 200), rule)) == ("conflict", "certain")


@pytest.mark.parametrize(
    ("gap_m", "wanted"),
    [
        (19.9, ("conflict", "certain")),
        (20.1, ("conflict", "within_map_error")),
        (29.9, ("conflict", "within_map_error")),
        (30.1, ("near", "possible")),
        (39.9, ("near", "possible")),
        (40.1, ("clear", "certain")),
        (-5.0, ("conflict", "certain")),
    ],
)
def test_distances(ten: Path, gap_m: float, wanted: tuple[str, str]) -> None:
    rule = rule_text("R", "defence", "distance", more="distance_m = 30.0")
    assert told(ask(ten, square(900 - gap_m, 1100), rule)) == wanted


@pytest.mark.parametrize(
    ("depth_m", "wanted"), [(7.1, "certain"), (5.0, "within_map_error"), (-2.0, "within_map_error")]
)
def test_a_distance_smaller_than_the_error_needs_an_overlap_of_the_rest(
    ten: Path, depth_m: float, wanted: str
) -> None:
    rule = rule_text("R", "defence", "distance", more="distance_m = 3.0")
    assert told(ask(ten, square(900 + depth_m, 1100), rule)) == ("conflict", wanted)


def test_a_line_through_a_site_is_certain_and_along_its_edge_is_not(folder: Path) -> None:
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8").replace('id = "defence"\n', 'id = "defence"\ngeometry = "line"\n')
    path.write_text(text, encoding="utf-8")
    state(folder, "defence", 10.0)
    rule = rule_text("R", "defence", "distance", more="distance_m = 3.0")
    line = shapely.LineString([(500_000, 2_450_500), (504_000, 2_450_500)])
    write(folder / "defence.gpkg", {"zone": ["line"]}, [line])
    assert told(ask(folder, square(1000, 450), rule)) == ("conflict", "certain")
    assert told(ask(folder, square(1000, 496), rule)) == ("conflict", "within_map_error")


def test_a_band_that_only_warns_is_no_possible_conflict(ten: Path) -> None:
    rule = rule_text("R", "defence", "distance", more="near_m = 50.0")
    assert told(ask(ten, square(895, 1100), rule)) == ("near", "certain")


@pytest.mark.parametrize(
    ("x", "wanted"),
    [
        (9850.0, ("clear", "certain")),
        (9895.0, ("near", "possible")),
        (9905.0, ("conflict", "within_map_error")),
        (9912.0, ("conflict", "certain")),
        (4950.0, ("clear", "certain")),  # across the line between two communes
    ],
)
def test_containment(folder: Path, x: float, wanted: tuple[str, str]) -> None:
    state(folder, "communes", 10.0)
    found = ask(folder, square(x, 4000), rule_text("R", "communes", "inside"))
    assert told(found) == wanted
    if wanted[0] == "near":
        assert found["distance_m"] == pytest.approx(5.0, abs=1e-6)
        assert found["sentence_en"].startswith("Inside as drawn, but only 5.0 m from the edge.")


def test_conformity_with_the_plan_stays_clear_beside_its_neighbours(folder: Path) -> None:
    state(folder, "landuse", 10.0)
    rule = rule_text("R", "landuse", more="except_planned_code = true")
    on_its_parcel = ask(folder, square(0, 1000, 1000), rule, planned_code=["ODT"])
    assert told(on_its_parcel) == ("clear", "possible")
    assert told(ask(folder, square(400, 1400), rule, planned_code=["ODT"])) == ("clear", "certain")


def test_what_cannot_be_checked_has_no_certainty(ten: Path) -> None:
    found = ask(ten, square(1500, 1500), rule_text("R", "heritage"))
    assert told(found) == ("not_checked", "")
    assert np.isnan(found["tolerance_m"])


def test_an_unknown_attribute_within_the_error_is_not_clear(ten: Path) -> None:
    write(ten / "defence.gpkg", {"zone": ["d"], "kind": [None]}, [ZONE])
    rule = rule_text("R", "defence", more='where = { kind = ["work"] }')
    assert told(ask(ten, square(895, 1100), rule))[0] == "not_checked"
    assert told(ask(ten, square(889, 1100), rule)) == ("clear", "certain")


def test_projects_without_an_accuracy_are_not_certain_of_each_other(folder: Path) -> None:
    write(folder / "sites.gpkg", {"site_id": ["A", "B"], "name": ["A", "B"]}, [square(0, 0), square(50, 0)])
    (folder / "rules.toml").write_text(rule_text("R", "sites"), encoding="utf-8")
    assert set(run(folder).findings["certainty"]) == {"not_stated"}
    state(folder, "sites", 3.0)
    findings = run(folder).findings
    assert set(findings["certainty"]) == {"certain"}
    assert findings["tolerance_m"].tolist() == pytest.approx([math.sqrt(18)] * 2)


def test_the_surest_conflict_comes_first_and_the_surest_clear_last(ten: Path) -> None:
    shapes = [square(900, 1100, 109, 800), square(1400, 1400, 20), square(8000, 0), square(800, 2500)]
    ids = list("ABCD")
    write(ten / "sites.gpkg", {"site_id": ids, "name": ids}, shapes)
    (ten / "rules.toml").write_text(rule_text("R", "defence"), encoding="utf-8")
    found = run(ten).findings
    assert found["site_id"].tolist()[:2] == ["B", "A"]  # A overlaps more, but only along the line
    assert found["certainty"].tolist()[:2] == ["certain", "within_map_error"]


shapes = st.lists(
    st.tuples(st.floats(-60, 60), st.floats(-60, 60), st.floats(3, 90), st.floats(3, 90), st.floats(0, 90)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(zones=shapes, tolerance_m=st.floats(1, 20))
def test_whatever_way_the_map_is_off_a_certain_verdict_stays(
    zones: list[tuple[float, ...]], tolerance_m: float
) -> None:
    """Move all zones by the tolerance, 16 ways: a certain conflict stays one, certainly none stays none."""
    turned = [
        shapely.affinity.rotate(shapely.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2), angle)
        for x, y, w, h, angle in zones
    ]
    site = shapely.box(-40, -25, 40, 25)
    rule = Rule(**(RULE_FIELDS | {"id": "R", "kind": "overlap", "layer": "a"}))
    outcome = evaluate(rule, measured(site, turned, tolerance_m), {})[0]
    assert outcome.certainty is not None
    if outcome.certainty != "certain":
        return
    for turn in np.linspace(0, 2 * np.pi, 16, endpoint=False):
        off = [
            shapely.affinity.translate(z, tolerance_m * np.cos(turn), tolerance_m * np.sin(turn))
            for z in turned
        ]
        common = site.intersection(shapely.union_all(off)).area
        assert (common > 1.0) == (outcome.verdict == "conflict")


RULE_FIELDS = {
    "theme": "a", "severity": "high", "citation": "-", "citation_status": "confirmed",
    "when_conflict_vi": "a", "when_conflict_en": "a", "when_clear_vi": "a", "when_clear_en": "a",
}  # fmt: skip


def measured(site: shapely.Geometry, zones: list[shapely.Geometry], tolerance_m: float) -> Measured:
    layer = Layer(id="a", family="a", name_vi="a", name_en="a", file="-")
    ids = [str(number) for number in range(len(zones))]
    frame = gpd.GeoDataFrame({"zone_id": ids, "name": ids, "code": ""}, geometry=zones, crs="EPSG:9205")
    data = LayerData(layer=layer, zones=frame, broken=frame.iloc[:0], issues=(), sha256="")
    sites = gpd.GeoDataFrame({"site_id": ["S"], "name": ["S"]}, geometry=[site], crs="EPSG:9205")
    return measure(sites, [data], 0.001, tolerance_m=tolerance_m)


def test_slivers_are_listed_with_their_reason(ten: Path) -> None:
    write(ten / "defence.gpkg", {"zone": ["a", "b", "c", "d"], "name": list("ABCD")},
          [square(0, 0, 50, 100), square(95, 0, 50, 50), square(99.99, 50, 50, 50), square(0, 100)])  # fmt: skip
    ask(ten, square(0, 0))
    slivers = run(ten).slivers
    assert tuple(slivers.columns) == SLIVER_COLUMNS
    assert slivers[["zone_id", "why"]].to_numpy().tolist() == [
        ["b", "map_error"],
        ["c", "noise"],
        ["d", "contact"],
    ]
    assert slivers["overlap_area_m2"].tolist() == pytest.approx([250.0, 0.5, 0.0], abs=1e-6)
    assert slivers["tolerance_m"].tolist() == [10.0] * 3
    assert slivers["restricted"].all()
    assert run(ten).findings.iloc[0]["certainty"] == "certain"


def test_a_sliver_outside_the_zones_is_listed_without_a_zone(folder: Path) -> None:
    state(folder, "communes", 10.0)
    ask(folder, square(9905, 4000), rule_text("R", "communes", "inside"))
    slivers = run(folder).slivers
    assert slivers[["zone_id", "why"]].to_numpy().tolist() == [["", "map_error"]]
    assert slivers["overlap_area_m2"].tolist() == pytest.approx([500.0])


def test_slivers_without_an_accuracy_are_noise_and_contacts(folder: Path) -> None:
    ask(folder, square(900.005, 1100))
    assert run(folder).slivers["why"].tolist() == ["noise"]
    assert np.isnan(run(folder).slivers["tolerance_m"]).all()
