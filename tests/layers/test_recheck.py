"""A re-check after any change is the full check, to the last bit, and evaluates only what the change can affect."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.check import CheckResult, check, check_province
from layers.errors import ReadError
from layers.family import SAYS_NOTHING
from layers.kept import Kept
from layers.layer import Layer
from layers.model import Verdict
from layers.province import open_province
from same import assert_same
from squares import rule_text, square, write

DAY = date(2026, 11, 23)


def run(folder: Path, as_of: date = DAY, since: Kept | None = None) -> CheckResult:
    return check_province(open_province(folder), as_of, since=since)


def recheck(folder: Path, before: CheckResult, as_of: date = DAY) -> CheckResult:
    """Check again after a change, and compare with a check from nothing."""
    after = run(folder, as_of, before.kept)
    assert_same(after, run(folder, as_of))
    return after


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def set_rules(folder: Path, *rules: str) -> None:
    (folder / "rules.toml").write_text("".join(rules), encoding="utf-8")


def changed(folder: Path, name: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    frame = change(gpd.read_file(folder / name))
    (folder / name).unlink()
    frame.to_file(folder / name)


def moved_site(row: int, x: float) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = frame.geometry.to_list()
        shapes[row] = shapely.affinity.translate(shapes[row], x)
        return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))

    return change


# What is evaluated ------------------------------------------------------------------------------


def test_nothing_changed_nothing_evaluated(folder: Path) -> None:
    before = run(folder)
    assert len(before.rechecked.findings) == before.rechecked.cells == 9
    after = recheck(folder, before)
    assert (after.rechecked.findings, after.rechecked.sites, after.rechecked.families) == (frozenset(), 0, ())


def test_layers_whose_files_are_the_same_are_not_read_again(folder: Path) -> None:
    before = run(folder)
    changed(folder, "defence.gpkg", lambda frame: frame.assign(zone="d9"))
    after = run(folder, since=before.kept)
    same = {
        now.layer.id
        for now, then in zip(after.layers_used, before.layers_used, strict=True)
        if now.data is then.data
    }
    assert same == {"communes", "landuse"}


def test_a_moved_site_is_evaluated_alone(folder: Path) -> None:
    before = run(folder)
    changed(folder, "sites.gpkg", moved_site(0, 60.0))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S1/DEF-01", "S1/RICE-01", "S1/PLACE-01"}


def test_a_moved_site_concerns_the_sites_that_it_left_and_came_to(folder: Path) -> None:
    shapes = [square(0, 0), square(50, 0), square(3000, 0), square(3050, 50), square(7000, 0)]
    write(folder / "sites.gpkg", {"site_id": list("abcde")}, shapes)
    set_rules(folder, rule_text("PRJ", "sites"), rule_text("DEF-01", "defence"))
    before = run(folder)
    changed(folder, "sites.gpkg", moved_site(0, 3000.0))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"a/PRJ", "a/DEF-01", "b/PRJ", "c/PRJ", "d/PRJ"}
    verdicts = after.findings[after.findings["rule_id"] == "PRJ"].set_index("site_id")["verdict"]
    assert verdicts["b"] == Verdict.CLEAR
    assert verdicts["c"] == Verdict.CONFLICT


def test_becoming_a_part_of_another_concerns_both(folder: Path) -> None:
    shapes = [square(0, 0, 400), square(0, 0, 200), square(7000, 0)]
    write(folder / "sites.gpkg", {"site_id": list("abc"), "part_of": ["", "", ""]}, shapes)
    set_rules(folder, rule_text("PRJ", "sites"))
    before = run(folder)
    assert before.findings["verdict"].tolist().count(Verdict.CONFLICT) == 2
    changed(folder, "sites.gpkg", lambda frame: frame.assign(part_of=["", "a", ""]))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"a/PRJ", "b/PRJ"}
    assert set(after.findings["verdict"]) == {Verdict.CLEAR}


def test_a_changed_rule_is_evaluated_alone(folder: Path) -> None:
    before = run(folder)
    edit(folder, "rules.toml", 'codes = ["LUA"]', 'codes = ["RPH"]')
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S1/RICE-01", "S2/RICE-01", "S3/RICE-01"}
    assert after.rechecked.families == ("landuse",)


def test_a_changed_rule_beside_a_moved_site(folder: Path) -> None:
    """One rule is asked of all sites and the other of the last but one alone, on the same measurements."""
    rice, forest = (
        rule_text(name, "landuse", more=f'codes = ["{code}"]') for name, code in (("R", "LUA"), ("F", "RPH"))
    )
    set_rules(folder, rice, forest)
    before = run(folder)
    set_rules(folder, rice, forest.replace("high", "low"))
    shapes = [square(950, 100), square(300, 300), square(7000, 7000)]
    changed(folder, "sites.gpkg", lambda frame: frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs)))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S1/F", "S2/F", "S3/F", "S2/R"}
    assert after.findings.set_index("finding_id").loc["S2/R", "verdict"] == Verdict.CONFLICT


def test_a_changed_parcel_concerns_the_sites_beside_it(folder: Path) -> None:
    before = run(folder)
    changed(folder, "landuse.gpkg", lambda frame: frame.assign(code=["LUC", "RPH", "LUC", "CQP"]))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S2/RICE-01"}
    found = after.findings.set_index("finding_id")
    assert found.loc["S2/RICE-01", "verdict"] == Verdict.CONFLICT


def test_a_new_version_that_differs_in_one_zone_concerns_the_sites_beside_it(folder: Path) -> None:
    before = run(folder)
    shutil.copy(folder / "landuse.gpkg", folder / "next.gpkg")
    changed(folder, "next.gpkg", lambda frame: frame.iloc[[0, 1, 3]])
    text = (folder / "province.toml").read_text(encoding="utf-8")
    block = text[text.index('[[layer]]\nid = "landuse"') : text.index('[[layer]]\nid = "defence"')]
    newer = block.replace('id = "landuse"', 'id = "landuse-2"\neffective_from = 2026-01-01').replace(
        "landuse.gpkg", "next.gpkg"
    )
    older = block.replace('id = "landuse"', 'id = "landuse"\neffective_to = 2025-12-31')
    (folder / "province.toml").write_text(text.replace(block, older + newer), encoding="utf-8")
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S2/RICE-01"}
    rice = after.findings[after.findings["rule_id"] == "RICE-01"]
    assert set(rice["layer_id"]) == {"landuse-2"}
    assert recheck(folder, after, date(2025, 12, 31)).rechecked.findings == {"S2/RICE-01"}


def test_another_day_with_the_same_versions_and_rules_costs_nothing(folder: Path) -> None:
    after = recheck(folder, run(folder), date(2024, 5, 1))
    assert after.rechecked.findings == frozenset()


def test_a_site_taken_away_and_one_that_came(folder: Path) -> None:
    before = run(folder)
    changed(folder, "sites.gpkg", lambda frame: frame.iloc[[2, 0]].assign(site_id=["S3", "S9"]))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S9/DEF-01", "S9/RICE-01", "S9/PLACE-01"}


# What a change can reach ------------------------------------------------------------------------


def test_the_reach_of_one_rule_is_the_reach_of_its_family(folder: Path) -> None:
    near = rule_text("A", "defence", "distance", more="distance_m = 10.0")
    far = rule_text("B", "defence", "distance", more="distance_m = 900.0")
    write(folder / "sites.gpkg", {"site_id": ["a"]}, [square(400, 1000)])
    set_rules(folder, near)
    before = run(folder)
    assert np.isnan(before.findings["distance_m"].iloc[0])
    set_rules(folder, near, far)
    after = recheck(folder, before)
    assert after.rechecked.findings == {"a/A", "a/B"}
    assert after.findings["distance_m"].tolist() == [500.0, 500.0]


def test_a_distance_that_a_far_zone_carries_is_a_reach_for_all(folder: Path) -> None:
    set_rules(folder, rule_text("B", "defence", "distance", more='distance_field = "belt_m"\nnear_m = 1.0'))
    zones = [square(1000, 1000, 100), square(9000, 9000, 100)]
    write(folder / "defence.gpkg", {"zone": ["a", "b"], "belt_m": [10.0, 10.0]}, zones)
    write(folder / "sites.gpkg", {"site_id": ["s"]}, [square(1200, 1000)])
    before = run(folder)
    changed(folder, "defence.gpkg", lambda frame: frame.assign(belt_m=[10.0, 500.0]))
    after = recheck(folder, before)
    assert after.rechecked.findings == {"s/B"}
    assert after.findings["distance_m"].tolist() == [100.0]


def test_a_distance_that_a_far_zone_carries_asks_around_a_broken_one_nearby(folder: Path) -> None:
    """The family is measured up to 1,000 m all along; what changes is how far this rule asks."""
    belt = rule_text("B", "defence", "distance", more='distance_field = "belt_m"\nnear_m = 1.0')
    set_rules(folder, belt, rule_text("FAR", "defence", "distance", more="distance_m = 1000.0"))
    flat = shapely.from_wkt("POLYGON ((503300 2453000, 503350 2453000, 503320 2453000, 503300 2453000))")
    zones = [square(9000, 9000, 100), flat]
    write(folder / "defence.gpkg", {"zone": ["a", "flat"], "belt_m": [10.0, 10.0]}, zones)
    write(folder / "sites.gpkg", {"site_id": ["s"]}, [square(3000, 3000)])
    before = run(folder)
    write(folder / "defence.gpkg", {"zone": ["a", "flat"], "belt_m": [300.0, 10.0]}, zones)
    after = recheck(folder, before)
    verdicts = [result.findings.set_index("rule_id").loc["B", "verdict"] for result in (before, after)]
    assert verdicts == [Verdict.CLEAR, Verdict.NOT_CHECKED]


def test_a_zone_that_breaks_and_one_that_loses_its_place(folder: Path) -> None:
    zones = [square(1000, 1000, 1000), square(7000, 7000, 50)]
    write(folder / "defence.gpkg", {"zone": ["a", "b"]}, zones)
    before = run(folder)
    flat = shapely.from_wkt("POLYGON ((507000 2457000, 507050 2457000, 507020 2457000, 507000 2457000))")
    write(folder / "defence.gpkg", {"zone": ["a", "b"]}, [zones[0], flat])
    broken = recheck(folder, before)
    assert broken.rechecked.findings == {"S3/DEF-01"}
    assert broken.findings.set_index("finding_id").loc["S3/DEF-01", "verdict"] == Verdict.NOT_CHECKED
    write(folder / "defence.gpkg", {"zone": ["a", "b"]}, [zones[0], None])
    lost = recheck(folder, broken)
    assert lost.rechecked.findings == {"S1/DEF-01", "S2/DEF-01", "S3/DEF-01"}


def test_a_vocabulary_a_code_and_a_value_in_another_writing(folder: Path) -> None:
    zones = [square(900, 0), square(7000, 7000)]
    write(folder / "defence.gpkg", {"zone": ["a", "b"], "kind": ["work", "zone"]}, zones)
    rule = rule_text("W", "defence", more='where = { kind = ["work"] }')
    set_rules(folder, '[vocabulary.defence]\nkind = ["work", "zone"]\n', rule)
    before = run(folder)
    set_rules(folder, '[vocabulary.defence]\nkind = ["work"]\n', rule)
    after = recheck(folder, before)
    assert after.findings.set_index("finding_id").loc["S3/W", "verdict"] == Verdict.NOT_CHECKED
    changed(folder, "defence.gpkg", lambda frame: frame.assign(kind=["work", "Work "]))
    assert recheck(folder, after).rechecked.findings == {"S3/W"}


def test_a_code_that_becomes_defence_land(folder: Path) -> None:
    before = run(folder)
    assert not before.findings.set_index("finding_id").loc["S1/RICE-01", "restricted"]
    edit(
        folder,
        "codes.csv",
        "LUC,Đất chuyên trồng lúa,Wet rice land,LUA,NNP,current,",
        "LUC,Lúa,Rice,LUA,NNP,RESTRICTED,",
    )
    after = recheck(folder, before)
    assert after.findings.set_index("finding_id").loc["S1/RICE-01", "restricted"]


def test_a_column_that_comes_and_goes(folder: Path) -> None:
    set_rules(
        folder,
        rule_text("PLAN", "landuse", more="except_planned_code = true"),
        rule_text("S", "landuse", more='sectors = ["x"]'),
    )
    before = run(folder)
    changed(
        folder, "sites.gpkg", lambda frame: frame.drop(columns="planned_code").assign(sector=["x", "y", ""])
    )
    after = recheck(folder, before)
    assert len(after.findings) == 5
    set_rules(folder, rule_text("W", "landuse", more='where = { kind = ["work"] }'))
    missing = recheck(folder, after)
    assert set(missing.findings["verdict"]) == {Verdict.NOT_CHECKED}
    changed(folder, "landuse.gpkg", lambda frame: frame.assign(kind="work"))
    assert set(recheck(folder, missing).findings["verdict"]) != {Verdict.NOT_CHECKED}


def test_a_column_under_another_name_is_another_column(folder: Path) -> None:
    set_rules(
        folder,
        rule_text("PLAN", "landuse", more="except_planned_code = true"),
        rule_text("W", "defence", more='where = { kind = ["work"] }'),
    )
    changed(folder, "defence.gpkg", lambda frame: frame.assign(kind="work"))
    before = run(folder)
    changed(folder, "sites.gpkg", lambda frame: frame.rename(columns={"planned_code": "purpose"}))
    sites = recheck(folder, before)
    plan = sites.findings[sites.findings["rule_id"] == "PLAN"]
    assert set(plan["verdict"]) == {Verdict.NOT_CHECKED}
    changed(folder, "defence.gpkg", lambda frame: frame.rename(columns={"kind": "sort"}))
    assert set(recheck(folder, sites).findings["verdict"]) == {Verdict.NOT_CHECKED}


def test_a_layer_that_cannot_be_read_any_more_and_comes_back(folder: Path) -> None:
    good = (folder / "defence.gpkg").read_bytes()
    before = run(folder)
    (folder / "defence.gpkg").write_bytes(b"SQLite format 3\x00 and then nothing of use")
    broken = recheck(folder, before)
    assert broken.rechecked.findings == {"S1/DEF-01", "S2/DEF-01", "S3/DEF-01"}
    assert broken.findings.set_index("finding_id").loc["S2/DEF-01", "verdict"] == Verdict.NOT_CHECKED
    (folder / "defence.gpkg").unlink()
    gone = recheck(folder, broken)
    assert len(gone.rechecked.findings) == 3
    (folder / "defence.gpkg").write_bytes(good)
    assert len(recheck(folder, gone).rechecked.findings) == 3


def test_changes_that_another_program_has_not_written_yet(folder: Path) -> None:
    before = run(folder)
    (folder / "defence.gpkg-wal").write_bytes(b"pages")
    after = recheck(folder, before)
    assert "unsaved changes" in after.findings.set_index("finding_id").loc["S2/DEF-01", "reason_en"]


def test_the_bounds_and_the_extent(folder: Path) -> None:
    before = run(folder)
    halves = [square(0, 0, 5000, 10000), square(5000, 0, 1000, 10000)]
    write(folder / "communes.gpkg", {"commune_code": ["01", "02"], "name": ["Xã Tây", "Phường Đông"]}, halves)
    after = recheck(folder, before)
    assert after.rechecked.findings == {"S3/DEF-01", "S3/RICE-01", "S3/PLACE-01"}
    assert after.findings.set_index("finding_id").loc["S3/DEF-01", "verdict"] == Verdict.NOT_CHECKED
    edit(
        folder,
        "province.toml",
        "[490000.0, 2440000.0, 510000.0, 2460000.0]",
        "[490000.0, 2440000.0, 501040.0, 2460000.0]",
    )
    assert {name.split("/")[0] for name in recheck(folder, after).rechecked.findings} == {"S1", "S2"}


def test_a_commune_that_is_called_otherwise_is_called_so(folder: Path) -> None:
    before = run(folder)
    changed(folder, "communes.gpkg", lambda frame: frame.assign(name=["Xã Mới", "Phường Đông"]))
    assert recheck(folder, before).sites["commune_name"].tolist()[0] == "Xã Mới"


def test_a_site_on_the_line_between_two_communes_is_in_one_whatever_else_there_is(folder: Path) -> None:
    halves_m = [100 * (1 + row * 7 % 5) for row in range(40)]
    shapes = [square(5000 - half, 100 * row, 2 * half, 100) for row, half in enumerate(halves_m)]
    write(folder / "sites.gpkg", {"site_id": [str(row) for row in range(40)]}, shapes)
    before = run(folder)
    assert set(before.sites["commune_code"]) == {"02"}
    changed(folder, "sites.gpkg", lambda frame: frame.iloc[[7, 3]])
    recheck(folder, before)


def test_zones_in_another_order_are_named_in_that_order(folder: Path) -> None:
    write(folder / "defence.gpkg", {"zone": ["a", "b"]}, [square(0, 0, 80, 100), square(20, 0, 80, 100)])
    write(folder / "sites.gpkg", {"site_id": ["s", "far"]}, [square(0, 0), square(7000, 0)])
    before = run(folder)
    changed(folder, "defence.gpkg", lambda frame: frame.iloc[::-1])
    after = recheck(folder, before)
    assert after.rechecked.findings == {"s/DEF-01"}
    assert after.findings.set_index("finding_id").loc["s/DEF-01", "zone_ids"] == "b; a"


def test_a_zone_of_many_vertices_stays_to_the_last_bit_when_others_come(folder: Path) -> None:
    angle = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    radius = 900 + 60 * np.cos(13 * angle) + 20 * np.cos(211 * angle)
    big = shapely.Polygon(
        np.column_stack([502_000 + radius * np.cos(angle), 2_452_000 + radius * np.sin(angle)])
    )
    far = [square(4000 + 29.3 * n, 9000 - 41.1 * n, 30) for n in range(200)]
    turned = [shapely.affinity.rotate(square(1200 + 90 * n, 1300 + 70 * n, 700), 7 * n) for n in range(12)]
    write(folder / "sites.gpkg", {"site_id": [str(n) for n in range(12)]}, turned)
    write(folder / "defence.gpkg", {"zone": ["big"]}, [big])
    before = run(folder)
    write(folder / "defence.gpkg", {"zone": ["big", *(f"z{n}" for n in range(200))]}, [big, *far])
    assert recheck(folder, before).rechecked.findings == frozenset()


DECLARED = {
    "id": "other", "version": "2", "name_vi": "Tên", "name_en": "Name", "table": "landuse", "group": "protected",
    "name_field": "parcel_id", "id_field": "code", "code_field": "parcel_id", "restricted": True,
    "origin": "synthetic", "source": "x", "source_vi": "x", "licence": "x", "decision_number": "1",
    "decision_date": date(2020, 1, 1), "scale_denominator": 5000, "crs": "EPSG:9205", "colour": "#000000",
    "show": True, "accuracy_m": 4.0, "effective_from": date(2020, 1, 1), "effective_to": date(2030, 1, 1), "file": "copy.gpkg",
    "geometry": "line", "family": "other", "missing_rows": 3,
}  # fmt: skip


def test_whatever_is_declared_of_a_layer_may_change(folder: Path) -> None:
    before = run(folder)
    shutil.copy(folder / "landuse.gpkg", folder / "copy.gpkg")
    province = open_province(folder)
    for field in Layer.model_fields:
        layers = [
            Layer(**(layer.model_dump() | {field: DECLARED[field]})) if layer.id == "landuse" else layer
            for layer in province.layers
        ]
        other = province.model_copy(update={"layers": tuple(layers)})
        again, full = check_province(other, DAY, since=before.kept), check_province(other, DAY)
        assert_same(again, full)
        assert (field in SAYS_NOTHING - {"table"}) <= (not again.rechecked.findings), field


def test_what_is_kept_is_found_by_content_and_not_by_name(folder: Path) -> None:
    """The same ids in another province take over nothing."""
    before = run(folder)
    shapes = [square(2000, 100), square(2000, 1100), square(8000, 7000)]
    changed(folder, "sites.gpkg", lambda frame: frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs)))
    assert len(recheck(folder, before).rechecked.findings) == 9


def test_another_program_takes_over_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(folder)
    for module in ("cell_keys", "places", "catalogue"):
        monkeypatch.setattr(f"layers.{module}.program", lambda: b"another")
    after = run(folder, since=before.kept)
    assert len(after.rechecked.findings) == 9
    assert all(
        now.data is not then.data for now, then in zip(after.layers_used, before.layers_used, strict=True)
    )


def test_a_site_that_is_there_twice_is_refused(folder: Path) -> None:
    province = open_province(folder)
    result = run(folder)
    sites = gpd.GeoDataFrame(pd.concat([result.sites, result.sites]), crs=result.sites.crs)
    with pytest.raises(ReadError, match="Site 'S1' is there twice"):
        check(sites, result.layers_used, result.rules, province, DAY, since=result.kept)


def test_a_zone_that_moves_to_the_other_version_counts_as_changed(folder: Path) -> None:
    """Both versions are in force: the rows of the family stay the same, the layer of one does not."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    block = text[text.index('[[layer]]\nid = "defence"') :]
    second = block.replace('id = "defence"', 'id = "second"').replace("defence.gpkg", "second.gpkg")
    (folder / "province.toml").write_text(text + second, encoding="utf-8")
    zones = [square(1000, 1000, 1000), square(7000, 7050), square(1500, 1500)]
    write(folder / "defence.gpkg", {"zone": ["a", "b"]}, zones[:2])
    write(folder / "second.gpkg", {"zone": ["c"]}, zones[2:])
    before = run(folder)
    write(folder / "defence.gpkg", {"zone": ["a"]}, zones[:1])
    write(folder / "second.gpkg", {"zone": ["b", "c"]}, zones[1:])
    assert recheck(folder, before).rechecked.findings == {"S3/DEF-01"}


# How far lines may be off ------------------------------------------------------------------------


def stated(folder: Path, layer_id: str, what: str) -> None:
    """Write into the declaration of a layer how far its lines may be off."""
    edit(folder, "province.toml", f'id = "{layer_id}"\n', f'id = "{layer_id}"\n{what}\n')


def test_a_layer_that_states_its_accuracy_concerns_all_sites_of_its_family_alone(folder: Path) -> None:
    write(
        folder / "sites.gpkg",
        {"site_id": ["a", "b", "c"]},
        [square(880, 1500), square(995, 100), square(7000, 0)],
    )
    before = run(folder)
    found = before.findings.set_index("finding_id")
    assert found.loc["a/DEF-01", "verdict"] == Verdict.CLEAR
    stated(folder, "defence", "accuracy_m = 25.0")
    after = recheck(folder, before)
    assert after.rechecked.findings == {"a/DEF-01", "b/DEF-01", "c/DEF-01"}
    found = after.findings.set_index("finding_id")
    assert (found.loc["a/DEF-01", "verdict"], found.loc["a/DEF-01", "distance_m"]) == (Verdict.NEAR, 20.0)
    edit(folder, "province.toml", "accuracy_m = 25.0", "scale_denominator = 30000")
    scaled = recheck(folder, after)
    assert scaled.rechecked.families == ("defence",)
    assert scaled.findings.set_index("finding_id").loc["a/DEF-01", "verdict"] == Verdict.CLEAR


def test_the_accuracy_of_the_sites_alone_asks_all_again(folder: Path) -> None:
    write(folder / "sites.gpkg", {"site_id": ["a"]}, [square(880, 1500)])
    stated(folder, "defence", "accuracy_m = 15.0")
    province, before = open_province(folder), run(folder)

    def checked(footprints_m: float, since: Kept | None = None) -> CheckResult:
        sites = gpd.read_file(folder / "sites.gpkg").assign(name="")
        return check(
            sites, before.layers_used, before.rules, province, DAY, footprints_m=footprints_m, since=since
        )

    first = checked(0.0)
    assert first.findings.set_index("finding_id").loc["a/DEF-01", "verdict"] == Verdict.CLEAR
    second = checked(20.0, first.kept)
    assert_same(second, checked(20.0))
    assert second.findings.set_index("finding_id").loc["a/DEF-01", "verdict"] == Verdict.NEAR
    assert second.findings.set_index("finding_id").loc["a/DEF-01", "tolerance_m"] == 25.0


def test_a_zone_that_moves_within_the_error_of_the_map_concerns_the_site(folder: Path) -> None:
    """The rule looks no farther than where they touch; what else lies within 25 m may be a conflict."""
    stated(folder, "defence", "accuracy_m = 25.0")
    write(folder / "sites.gpkg", {"site_id": ["a"]}, [square(900, 1500)])
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(1030, 1000, 1000)])
    before = run(folder)
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(1020, 1000, 1000)])
    nearer = recheck(folder, before)
    assert nearer.rechecked.findings == {"a/DEF-01"}
    assert nearer.findings.set_index("finding_id").loc["a/DEF-01", "distance_m"] == 20.0
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(1040, 1000, 1000)])
    assert (
        recheck(folder, nearer).findings.set_index("finding_id").loc["a/DEF-01", "verdict"] == Verdict.CLEAR
    )


def test_a_zone_that_breaks_within_the_error_of_the_map_concerns_the_site(folder: Path) -> None:
    stated(folder, "defence", "accuracy_m = 25.0")
    write(folder / "sites.gpkg", {"site_id": ["a", "b"]}, [square(880, 1500), square(7000, 0)])
    far = square(7000, 7000)
    spike = shapely.Polygon([(501_000, 2_451_000), (501_000, 2_452_000), (501_000, 2_451_000)])
    write(folder / "defence.gpkg", {"zone": ["far"]}, [far])
    before = run(folder)
    write(folder / "defence.gpkg", {"zone": ["far", "spike"]}, [far, spike])
    after = recheck(folder, before)
    assert after.rechecked.findings == {"a/DEF-01"}
    assert after.findings.set_index("finding_id").loc["a/DEF-01", "verdict"] == Verdict.NOT_CHECKED


def test_a_far_parcel_that_becomes_defence_land_seals_the_slivers_outside_a_plan(folder: Path) -> None:
    """What lies outside all parcels may follow the edge of any of them."""
    set_rules(folder, rule_text("IN", "landuse", "inside"))
    stated(folder, "landuse", "accuracy_m = 25.0")
    changed(folder, "landuse.gpkg", lambda frame: frame.assign(code="LUC"))
    write(folder / "sites.gpkg", {"site_id": ["a"]}, [square(-3, 100)])
    before = run(folder)
    assert before.slivers["restricted"].tolist() == [False]
    changed(folder, "landuse.gpkg", lambda frame: frame.assign(code=["LUC", "LUC", "LUC", "CQP"]))
    assert recheck(folder, before).slivers["restricted"].tolist() == [True]


def test_slivers_are_kept_and_told_of_the_sites_that_a_rule_is_asked_of(folder: Path) -> None:
    stated(folder, "defence", "accuracy_m = 25.0")
    set_rules(folder, rule_text("DEF-01", "defence", more='sectors = ["mining"]'))
    shapes = [square(903, 1500), square(905, 1700)]
    write(folder / "sites.gpkg", {"site_id": ["a", "b"], "sector": ["mining", "urban"]}, shapes)
    before = run(folder)
    assert before.slivers[["site_id", "overlap_area_m2"]].to_numpy().tolist() == [["a", 300.0]]
    again = recheck(folder, before)
    assert again.rechecked.findings == frozenset()
    assert again.slivers["why"].tolist() == ["map_error"]
