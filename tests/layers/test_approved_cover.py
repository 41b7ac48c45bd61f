"""The approved cover: two answers on a machine without restricted land, and no way around a missing cover."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from covers import cover_of, squares_at

from layers.approved_cover import CURRENT, FOLDER, CoverFamily, Period, parse_cover, read_cover
from layers.check import CheckResult, check_province
from layers.consult import ASK, NO_NEED
from layers.cover_writer import write_cover
from layers.errors import ProvinceError, ShareError
from layers.exposed import exposed
from layers.province import open_province
from layers.share import shareable
from squares import rule_text, square, write

DAY = date(2026, 11, 23)


AROUND = squares_at((1000, 1000), (1500, 1000), (1000, 1500), (1500, 1500))
ZONE = squares_at(*((x, y) for x in (500, 1000, 1500, 2000) for y in (500, 1000, 1500, 2000)))


@pytest.fixture
def ordinary(folder: Path) -> Path:
    """Return the folder of the small province without defence land, but with its cover."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    (folder / "defence.gpkg").unlink()
    rows = {"parcel_id": ["p1", "p2", "p3"], "code": ["LUC", "RPH", "ODT"]}
    write(folder / "landuse.gpkg", rows, [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000)])
    write_cover(folder, cover_of({"defence": CoverFamily(squares=ZONE, consultee_en="Command")}))
    return folder


def run(folder: Path, as_of: date = DAY) -> CheckResult:
    return check_province(open_province(folder), as_of)


def test_the_cover_answers_for_a_layer_that_is_not_there(ordinary: Path) -> None:
    result = run(ordinary)
    found = result.findings.set_index("finding_id")
    assert found.loc[["S1/DEF-01", "S2/DEF-01", "S3/DEF-01"], "verdict"].tolist() == [
        "clear",
        "not_checked",
        "clear",
    ]
    asked, free = found.loc["S2/DEF-01"], found.loc["S3/DEF-01"]
    assert (asked["sentence_en"], asked["sentence_vi"]) == ASK
    assert (free["sentence_en"], free["sentence_vi"]) == NO_NEED
    assert "xin ý kiến" in asked["sentence_vi"]
    assert asked["consultee_en"] == "Test office"
    assert found.loc["S1/RICE-01", "verdict"] == "conflict"


def test_nothing_else_is_told_of_what_the_cover_answers(ordinary: Path) -> None:
    result = run(ordinary)
    rows = result.findings[result.findings["rule_id"] == "DEF-01"]
    assert rows["restricted"].all()
    for column in ("overlap_area_ha", "site_share", "distance_m", "tolerance_m"):
        assert rows[column].isna().all()
    assert set(rows["zone_count"]) == {0}
    assert set(rows["certainty"]) | set(rows["zone_ids"]) == {""}
    assert rows.geometry.isna().all()
    assert "DEF-01" not in set(result.hits["rule_id"]) | set(result.slivers["rule_id"])


def test_what_is_exposed_is_what_the_cover_said(ordinary: Path) -> None:
    result = run(ordinary)
    told = exposed(result, open_province(ordinary)).findings.set_index("finding_id")
    found = result.findings.set_index("finding_id")
    for finding_id in ("S1/DEF-01", "S2/DEF-01", "S3/DEF-01"):
        for column in ("verdict", "sentence_vi", "reason_vi", "consultee_vi", "severity", "layer_id"):
            assert told.loc[finding_id, column] == found.loc[finding_id, column]
    assert told.loc["S2/RICE-01", "verdict"] == "not_checked"
    assert told.loc["S2/RICE-01", "partial"]
    assert "DEF-01" not in set(shareable(result, open_province(ordinary)).findings["rule_id"])


def test_the_exact_layer_and_the_cover_expose_the_same(folder: Path, ordinary: Path) -> None:
    """On the machine that holds the layer nothing else is told than on the one with the cover alone."""
    without = exposed(run(ordinary), open_province(ordinary)).findings
    text = (folder / "province.toml").read_text(encoding="utf-8")
    more = '[[layer]]\nid = "defence"\nfamily = "defence"\nname_vi = "QP"\nname_en = "Defence"\n'
    more += 'file = "defence.gpkg"\nid_field = "zone"\ngroup = "restricted"\nrestricted = true\n'
    (folder / "province.toml").write_text(text + more, encoding="utf-8")
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(1000, 1000, 1000)])
    result = run(folder)
    assert result.findings.set_index("finding_id").loc["S2/DEF-01", "verdict"] == "conflict"
    told = exposed(result, open_province(folder)).findings
    columns = ["finding_id", "verdict", "sentence_vi", "sentence_en", "reason_vi", "zone_ids", "partial"]
    assert told[columns].to_dict("records") == without[columns].to_dict("records")


def test_rows_missing_of_a_layer_at_hand_leave_no_site_clear_under_a_cover_either(folder: Path) -> None:
    write_cover(folder, cover_of({"defence": CoverFamily(squares=ZONE)}))
    text = (folder / "province.toml").read_text(encoding="utf-8")
    short = text.replace('file = "defence.gpkg"', 'file = "defence.gpkg"\nmissing_rows = 1')
    verdicts = []
    for declared in (text, short):
        (folder / "province.toml").write_text(declared, encoding="utf-8")
        told = exposed(run(folder), open_province(folder)).findings.set_index("finding_id")
        verdicts.append(told.loc["S3/DEF-01", "verdict"])
    assert verdicts == ["clear", "not_checked"]


def test_without_a_cover_the_answer_is_not_checked_and_nothing_is_handed_on(ordinary: Path) -> None:
    for path in (ordinary / FOLDER).iterdir():
        path.unlink()
    (ordinary / FOLDER).rmdir()
    text = (ordinary / "province.toml").read_text(encoding="utf-8")
    (ordinary / "province.toml").write_text(
        text.replace('id = "squares"', 'id = "squares"\nneeds_cover = true'), encoding="utf-8"
    )
    result = run(ordinary)
    found = result.findings.set_index("finding_id")
    assert set(found.loc[["S1/DEF-01", "S2/DEF-01", "S3/DEF-01"], "verdict"]) == {"not_checked"}
    with pytest.raises(ShareError, match="needs an approved cover"):
        exposed(result, open_province(ordinary))


def test_a_cover_that_is_older_than_a_layer_is_refused(folder: Path) -> None:
    write_cover(folder, cover_of({"defence": CoverFamily(squares=AROUND)}))
    with pytest.raises(ShareError, match="older than layer"):
        exposed(run(folder), open_province(folder))
    write_cover(folder, cover_of({"security": CoverFamily(squares=ZONE)}))
    with pytest.raises(ShareError, match="older than layer"):
        exposed(run(folder), open_province(folder))
    write_cover(folder, cover_of({"defence": CoverFamily(squares=ZONE)}))
    told = exposed(run(folder), open_province(folder)).findings.set_index("finding_id")
    assert told.loc["S2/DEF-01", "verdict"] == "not_checked"


def test_distances_are_looked_at_from_the_squares(ordinary: Path) -> None:
    rules = [
        rule_text("A", "defence", "distance", more='distance_field = "belt_m"\nnear_m = 10.0'),
        rule_text("B", "defence", "distance", more='distance_field = "unheard_m"\nnear_m = 10.0'),
        rule_text("C", "defence", "inside"),
    ]
    (ordinary / "rules.toml").write_text("".join(rules), encoding="utf-8")
    shapes = [square(3300, 1000), square(4100, 1000)]
    write(ordinary / "sites.gpkg", {"site_id": ["near", "far"], "name": ["a", "b"]}, shapes)
    write_cover(ordinary, cover_of({"defence": CoverFamily(squares=ZONE, reaches_m={"belt_m": 1000.0})}))
    found = run(ordinary).findings.set_index("finding_id")["verdict"]
    assert found[["near/A", "far/A"]].tolist() == ["not_checked", "clear"]
    assert set(found[["near/B", "far/B", "near/C", "far/C"]]) == {"not_checked"}


def test_on_a_day_without_any_version_in_force_nothing_is_clear(ordinary: Path) -> None:
    period = Period(effective_from=date(2024, 5, 9))
    write_cover(ordinary, cover_of({"defence": CoverFamily(squares=ZONE, periods=(period,))}))
    before = run(ordinary, date(2024, 5, 8)).findings.set_index("finding_id")["verdict"]
    after = run(ordinary, date(2024, 5, 9)).findings.set_index("finding_id")["verdict"]
    assert (before["S3/DEF-01"], after["S3/DEF-01"]) == ("not_checked", "clear")


def test_a_site_without_footprint_or_outside_the_province_is_not_clear(ordinary: Path) -> None:
    write(ordinary / "sites.gpkg", {"site_id": ["A", "B"], "name": ["a", "b"]}, [None, square(9950, 0)])
    found = run(ordinary).findings.set_index("finding_id")
    assert set(found.loc[["A/DEF-01", "B/DEF-01"], "verdict"]) == {"not_checked"}
    assert (
        found.loc["A/DEF-01", "sentence_en"]
        == "The project has no footprint yet, so nothing could be checked."
    )


def test_kept_answers_are_the_same_as_fresh_ones(ordinary: Path) -> None:
    first = run(ordinary)
    again = check_province(open_province(ordinary), DAY, since=first.kept)
    assert again.findings.drop(columns="geometry").equals(first.findings.drop(columns="geometry"))
    assert not again.rechecked.findings
    write_cover(ordinary, cover_of({"defence": CoverFamily(squares=squares_at((7000, 7000)))}))
    changed = check_province(open_province(ordinary), DAY, since=first.kept)
    assert {"S2/DEF-01", "S3/DEF-01"} <= changed.rechecked.findings
    found = changed.findings.set_index("finding_id")["verdict"]
    assert found[["S2/DEF-01", "S3/DEF-01"]].tolist() == ["clear", "not_checked"]


def test_a_damaged_or_vanished_cover_stops_the_province(ordinary: Path) -> None:
    place = ordinary / FOLDER
    (file,) = place.glob("*.json")
    good = file.read_bytes()
    for position in np.random.default_rng(1).integers(0, len(good), 60):
        bad = bytearray(good)
        bad[position] ^= 1
        file.write_bytes(bytes(bad))
        with pytest.raises(ProvinceError, match="cannot be used"):
            open_province(ordinary)
    file.unlink()
    with pytest.raises(ProvinceError, match="not there"):
        open_province(ordinary)
    file.write_bytes(good)
    (place / CURRENT).unlink()
    with pytest.raises(ProvinceError, match="not there"):
        open_province(ordinary)


def test_a_cover_of_another_province_is_refused(ordinary: Path) -> None:
    write_cover(ordinary, cover_of({"defence": CoverFamily(squares=ZONE)}, crs="EPSG:9206"))
    with pytest.raises(ProvinceError, match="EPSG:9206"):
        open_province(ordinary)


def test_the_version_follows_from_the_content_alone(ordinary: Path) -> None:
    cover = read_cover(ordinary)
    assert parse_cover(cover.to_bytes(), "x") == cover
    assert cover.version == cover_of(cover.families).version
    assert cover.version != cover_of(cover.families, decoy_share=0.1).version
    with pytest.raises(ValueError, match="sorted and different"):
        CoverFamily(squares=((2, 1), (1, 1)))


def test_a_cover_cannot_be_declared(ordinary: Path) -> None:
    text = (ordinary / "province.toml").read_text(encoding="utf-8")
    (ordinary / "province.toml").write_text(
        text.replace('id = "squares"', 'id = "squares"\ncover = "x"'), encoding="utf-8"
    )
    with pytest.raises(ProvinceError, match="installed, not declared"):
        open_province(ordinary)
