"""What a package holds: the unit's part, and no trace of defence land beyond its cover."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.crs import to_crs
from layers.check import CheckResult, check_province
from layers.codes import read_codes
from layers.corridor.seen import FolderSeen
from layers.cover import SQUARE_M, area_of, grown, restricted_land, restricted_rows, squares_of
from layers.errors import ReadError, ShareError
from layers.exposed import exposed
from layers.files import read_file
from layers.packages.gathering import content_of
from layers.packages.geopackage_file import write_geopackage
from layers.packages.model import Content
from layers.packages.placing import places_of, write_files
from layers.packages.readme import readme_bytes
from layers.packages.units import one_unit
from layers.province import open_province
from layers.share import shareable
from layers.told import told_check
from layers.units import find_unit
from squares import rule_text, square, write

DAY = date(2026, 11, 23)


@pytest.fixture
def result(folder: Path) -> CheckResult:
    odd = square(1010, 1010, 333.3).union(square(1343.3, 1010, 222.2))
    write(folder / "defence.gpkg", {"zone": ["secret-zone"]}, [odd])
    around = square(0, 0, 5000).difference(odd)
    rows = {"parcel_id": ["p1", "p2"], "code": ["RPH", "CQP"], "area_ha": [around.area / 1e4, odd.area / 1e4]}
    write(folder / "landuse.gpkg", rows, [around, odd])
    return check_province(open_province(folder), DAY)


def package(result: CheckResult, folder: Path, out: Path, name: str = "Xã Tây") -> Content:
    """Write everything of a package but its zip; the files of one table lie beside each other."""
    province = open_province(folder)
    seen = FolderSeen(whole=province, is_exact=False)
    checked = told_check(result, province)
    content = content_of(seen, one_unit(seen, name, "commune", DAY), DAY, checked)
    places = places_of(content)
    out.mkdir()
    write_files(content, places, out)
    (out / "readme.txt").write_bytes(readme_bytes(content, places))
    for path in [*out.glob("*/*")]:
        path.rename(out / path.name)
    return content


def told_database(result: CheckResult, folder: Path, target: Path) -> bytes:
    """Return the tables of a told package, from which every other file is made, as bytes."""
    province = open_province(folder)
    seen = FolderSeen(whole=province, is_exact=False)
    unit = one_unit(seen, "01", "commune", DAY)
    write_geopackage(target, content_of(seen, unit, DAY, told_check(result, province)))
    return target.read_bytes()


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_everything_is_cut_to_the_unit(result: CheckResult, folder: Path, tmp_path: Path) -> None:
    package(result, folder, tmp_path / "out")
    sites = read_file(tmp_path / "out" / "sites.geojson")
    assert sites["site_id"].tolist() == ["S1", "S2"]
    box = shapely.box(*to_crs(read_file(tmp_path / "out" / "landuse.geojson"), "EPSG:9205").total_bounds)
    assert square(0, 0, 5000).buffer(0.05).covers(box)


def test_nothing_of_defence_land_leaves(result: CheckResult, folder: Path, tmp_path: Path) -> None:
    package(result, folder, tmp_path / "out")
    assert not (tmp_path / "out" / "defence.geojson").exists()
    everything = b"".join(files_of(tmp_path / "out").values())
    assert b"secret-zone" not in everything
    assert b"CQP" not in everything
    land = shapely.union_all([square(1010, 1010, 333.3), square(1343.3, 1010, 222.2)])
    for path in (tmp_path / "out").glob("*.geojson"):
        if path.stem in {"sites", "communes", "findings", "withheld"}:
            continue
        frame = to_crs(read_file(path), "EPSG:9205")
        assert frame.geometry.distance(land).min() > 5


def test_a_neighbour_shows_only_the_squares(result: CheckResult, folder: Path, tmp_path: Path) -> None:
    package(result, folder, tmp_path / "out")
    left = to_crs(read_file(tmp_path / "out" / "landuse.geojson"), "EPSG:9205").geometry.iloc[0]
    hole = square(0, 0, 5000).difference(left)
    squares = shapely.box(501000, 2451000, 502000, 2451500)
    assert hole.symmetric_difference(squares).area < 50


def test_findings_depend_on_the_squares_alone(result: CheckResult, folder: Path) -> None:
    told = exposed(result, open_province(folder)).findings.set_index("finding_id")
    assert told.loc["S2/DEF-01", "verdict"] == "not_checked"
    assert told.loc["S1/DEF-01", "verdict"] == "clear"
    assert told.loc["S2/DEF-01", "geometry"] is None
    assert told.loc["S2/DEF-01", ["overlap_area_ha", "site_share", "distance_m"]].isna().all()
    assert told.loc["S2/DEF-01", "zone_ids"] == ""
    assert told.loc["S3/DEF-01", "sentence_vi"].startswith("Khu đất không chạm ô lưới")


def test_two_shapes_in_the_same_squares_give_the_same_package(
    result: CheckResult, folder: Path, tmp_path: Path
) -> None:
    """Whatever is told must follow from the squares: swap the land in them, and no byte may differ."""
    package(result, folder, tmp_path / "a")
    other = square(1001, 1001, 400, 480).union(square(1300, 1001, 650, 100))
    write(folder / "defence.gpkg", {"zone": ["another"]}, [other])
    around = square(0, 0, 5000).difference(other)
    rows = {
        "parcel_id": ["p1", "p2"],
        "code": ["RPH", "CQP"],
        "area_ha": [around.area / 1e4, other.area / 1e4],
    }
    write(folder / "landuse.gpkg", rows, [around, other])
    package(check_province(open_province(folder), DAY), folder, tmp_path / "b")
    first, second = files_of(tmp_path / "a"), files_of(tmp_path / "b")
    assert first.keys() == second.keys()
    assert [name for name, body in first.items() if second[name] != body] == []


def test_the_cover_is_a_superset_on_fixed_squares(result: CheckResult, folder: Path) -> None:
    land = restricted_land(result.layers_used, read_codes(folder / "codes.csv"))
    squares = squares_of(land)
    area = area_of(squares)
    assert all(area.covers(shape) for shape in land)
    assert {value % SQUARE_M for value in shapely.get_coordinates(area).ravel()} == {0.0}
    assert area_of(grown(squares, 700.0)).covers(area.buffer(699.9))


def test_restricted_codes_are_known_in_any_writing(folder: Path) -> None:
    secret = ["CQP", "cqp", " CQP ", "CQP+ODT", "CQP (QH)", "CQP;LUC"]
    secret += ["cqp+odt", "Cqp, Luc", "odt cqp", "cqp 0,5ha; odt 120 m²"]
    written = [*secret, "LUC", "NẬM CẦN", "xã cqp", "", None, "XYZ"]
    shapes = [square(200 * n, 0) for n in range(len(written))]
    frame = gpd.GeoDataFrame({"note": written, "code": written}, geometry=shapes, crs="EPSG:9205")
    codes = read_codes(folder / "codes.csv")
    assert restricted_rows(frame, codes).tolist() == [True] * len(secret) + [False] * 6
    assert restricted_rows(frame, codes, coded=True).tolist()[-1]


@pytest.mark.parametrize("fault", ["unreadable", "no place"])
def test_nothing_is_handed_on_when_what_to_leave_out_is_not_known(
    folder: Path, tmp_path: Path, fault: str
) -> None:
    if fault == "unreadable":
        (folder / "defence.gpkg").write_bytes(b"SQLite format 3\x00 and nothing more")
    else:
        write(folder / "defence.gpkg", {"zone": ["a", "b"]}, [square(0, 0), None])
    broken = check_province(open_province(folder), DAY)
    with pytest.raises(ShareError, match="What has to be withheld is not known in full") as told:
        package(broken, folder, tmp_path / "out")
    assert not any(
        layer.name_en in str(told.value) for layer in open_province(folder).layers if layer.restricted
    )
    assert not (tmp_path / "out").exists()


def test_projects_for_defence_stay_at_home(folder: Path, tmp_path: Path) -> None:
    rows = {"site_id": ["A", "B"], "name": ["A", "B"], "planned_code": ["ODT", "CQP"]}
    write(folder / "sites.gpkg", rows, [square(100, 100), square(300, 100)])
    package(check_province(open_province(folder), DAY), folder, tmp_path / "out")
    for name in ("sites.geojson", "findings.geojson"):
        assert set(read_file(tmp_path / "out" / name)["site_id"]) == {"A"}


def test_a_province_of_defence_projects_alone_gives_no_projects(folder: Path, tmp_path: Path) -> None:
    write(
        folder / "sites.gpkg", {"site_id": ["B"], "name": ["B"], "planned_code": ["cqp"]}, [square(300, 100)]
    )
    content = package(check_province(open_province(folder), DAY), folder, tmp_path / "out")
    assert {table.id for table in content.empty} >= {"sites", "findings"}
    assert "B" not in {path.stem for path in (tmp_path / "out").glob("*.geojson")}


def test_distances_to_defence_parcels_and_their_neighbours_are_not_told(folder: Path, tmp_path: Path) -> None:
    """Rules that reach: a code among open parcels, the nearest forest, the distance from a defence zone."""
    rules = [
        rule_text("A", "landuse", more='codes = ["CQP"]\nnear_m = 900.0'),
        rule_text("B", "landuse", "distance", more='codes = ["RPH"]\ndistance_m = 300.0\nnear_m = 900.0'),
        rule_text("C", "defence", "distance", more="distance_m = 700.0"),
        rule_text("D", "landuse", "inside", more='codes = ["RPH"]'),
    ]
    (folder / "rules.toml").write_text("".join(rules), encoding="utf-8")
    around = [square(x, y, 80) for x in range(200, 3200, 350) for y in range(200, 3200, 350)]
    ids = [f"S{n}" for n in range(len(around))]
    write(folder / "sites.gpkg", {"site_id": ids, "name": ids}, around)
    told = []
    for number, land in enumerate(
        (square(1501, 1501, 490), square(1501, 1501, 30).union(square(1960, 1501, 20, 480)))
    ):
        write(folder / "defence.gpkg", {"zone": ["d"], "belt": [10.0 + number]}, [land])
        forest = square(1000, 1000, 1500).difference(land)
        parcels = {"parcel_id": ["f", "d", "o"], "code": ["RPH", "CQP", "ODT"]}
        rest = square(0, 0, 5000).difference(square(1000, 1000, 1500))
        write(folder / "landuse.gpkg", parcels, [forest, land, rest])
        checked = check_province(open_province(folder), DAY)
        told.append(told_database(checked, folder, tmp_path / f"{number}.gpkg"))
    assert told[0] == told[1]


def state_accuracy(folder: Path) -> None:
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    for layer, metres in (("landuse", 30.0), ("defence", 40.0), ("sites", 5.0), ("communes", 10.0)):
        text = text.replace(f'id = "{layer}"\n', f'id = "{layer}"\naccuracy_m = {metres}\n', 1)
    path.write_text(text, encoding="utf-8")


def test_certainty_and_slivers_tell_no_more_than_the_squares(folder: Path, tmp_path: Path) -> None:
    """Two pieces of land in the same squares whose edges make other slivers, certainties and near findings."""
    state_accuracy(folder)
    rules = [
        rule_text("A", "landuse", more='codes = ["RPH"]'),
        rule_text("B", "landuse", more='codes = ["CQP"]'),
        rule_text("C", "defence"),
        rule_text("D", "landuse", "inside", more='codes = ["RPH"]'),
        rule_text("E", "landuse", "distance", more='codes = ["RPH"]\ndistance_m = 60.0'),
    ]
    (folder / "rules.toml").write_text("".join(rules), encoding="utf-8")
    around = [square(x, y, 80) for x in range(200, 3200, 175) for y in range(200, 3200, 175)]
    ids = [f"S{n}" for n in range(len(around))]
    write(folder / "sites.gpkg", {"site_id": ids, "name": ids}, around)
    packages, slivers, true = [], [], []
    for number, land in enumerate(
        (square(1501, 1501, 490), square(1501, 1501, 30).union(square(1960, 1501, 20, 480)))
    ):
        write(folder / "defence.gpkg", {"zone": ["secret-zone"]}, [land])
        forest = square(1000, 1000, 1500).difference(land)
        parcels = {"parcel_id": ["f", "d", "o"], "code": ["RPH", "CQP", "ODT"]}
        rest = square(0, 0, 5000).difference(square(1000, 1000, 1500))
        write(folder / "landuse.gpkg", parcels, [forest, land, rest])
        checked = check_province(open_province(folder), DAY)
        packages.append(told_database(checked, folder, tmp_path / f"{number}.gpkg"))
        shared = shareable(checked, open_province(folder))
        slivers.append(shared.slivers.to_csv())
        true.append(checked.slivers.to_csv())
        assert not shared.slivers["restricted"].any()
        assert set(shared.slivers["rule_id"]) <= {"A", "D"}
        assert "secret-zone" not in shared.slivers.to_csv()
    assert true[0] != true[1]
    assert "secret-zone" in true[0] + true[1]
    assert packages[0] == packages[1]
    assert slivers[0] == slivers[1]
    assert slivers[0].count("\n") > 1


def test_what_is_said_of_a_restricted_layer_has_no_certainty(folder: Path) -> None:
    state_accuracy(folder)
    checked = check_province(open_province(folder), DAY)
    told = exposed(checked, open_province(folder))
    sealed = told.findings[told.findings["rule_id"] == "DEF-01"]
    assert set(checked.findings.set_index("finding_id").loc[sealed["finding_id"], "certainty"]) != {""}
    assert set(sealed["certainty"]) == {""}
    assert sealed["tolerance_m"].isna().all()
    opened = told.findings.set_index("finding_id").loc["S1/RICE-01"]
    assert (opened["certainty"], opened["tolerance_m"]) == ("certain", pytest.approx(925**0.5))


def test_a_site_nearer_to_the_squares_than_the_map_is_accurate_is_not_clear(folder: Path) -> None:
    state_accuracy(folder)
    write(folder / "defence.gpkg", {"zone": ["d"]}, [square(1500, 1500, 499.9)])
    write(folder / "landuse.gpkg", {"parcel_id": ["p"], "code": ["LUC"]}, [square(0, 0, 5000)])
    shapes = [square(2020, 1600), square(2600, 1600)]
    write(folder / "sites.gpkg", {"site_id": ["A", "B"], "name": ["A", "B"]}, shapes)
    checked = check_province(open_province(folder), DAY)
    assert checked.findings.set_index("finding_id").loc["A/DEF-01", "verdict"] == "near"
    told = exposed(checked, open_province(folder)).findings.set_index("finding_id")
    assert told.loc[["A/DEF-01", "B/DEF-01"], "verdict"].tolist() == ["not_checked", "clear"]


@pytest.mark.parametrize("text", ["01", "Xã Tây", "xa tay", "TÂY"])
def test_units_are_found_by_code_or_name(result: CheckResult, text: str) -> None:
    assert find_unit(text, "commune", result.layers_used, DAY).code == "01"


def test_an_unknown_unit_lists_the_known_ones(result: CheckResult) -> None:
    with pytest.raises(ReadError, match=r"Xã Tây \(01\), Phường Đông \(02\)"):
        find_unit("Bắc", "commune", result.layers_used, DAY)


def exact_content(folder: Path, *, is_exact: bool) -> Content:
    seen = FolderSeen(whole=open_province(folder), is_exact=is_exact)
    return content_of(seen, one_unit(seen, "01", "commune", DAY), DAY)


def test_restricted_land_is_in_the_exact_package_alone(folder: Path) -> None:
    told, exact = (exact_content(folder, is_exact=is_exact) for is_exact in (False, True))
    assert [table.id for table in exact.tables if table.id not in {one.id for one in told.tables}] == [
        "defence"
    ]
    assert (told.squares, exact.squares) == (9, 0)
    assert "withheld" in {table.id for table in told.tables}
    said = readme_bytes(exact, places_of(exact)).decode()
    assert "GÓI NÀY CÓ ĐẤT QUỐC PHÒNG" in said


def test_findings_of_the_whole_province_are_not_taken_into_a_told_package(
    result: CheckResult, folder: Path
) -> None:
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    with pytest.raises(ShareError, match="what may not be told"):
        content_of(seen, one_unit(seen, "01", "commune", DAY), DAY, result)


def test_findings_of_another_day_or_of_what_may_be_told_are_not_taken_beside_exact_layers(
    result: CheckResult, folder: Path
) -> None:
    province = open_province(folder)
    seen = FolderSeen(whole=province, is_exact=True)
    unit = one_unit(seen, "01", "commune", DAY)
    with pytest.raises(ShareError, match="takes the whole check"):
        content_of(seen, unit, DAY, told_check(result, province))
    with pytest.raises(ShareError, match="check that day first"):
        content_of(seen, unit, DAY + timedelta(days=1), result)


def test_every_file_of_a_told_package_keeps_clear_of_the_land(
    result: CheckResult, folder: Path, tmp_path: Path
) -> None:
    """Not one corner of the land stands in any format, as text or as the bytes of a number."""
    package(result, folder, tmp_path / "out")
    land = [square(1010, 1010, 333.3), square(1343.3, 1010, 222.2)]
    numbers = set(shapely.get_coordinates(land).ravel().tolist())
    assert len(numbers) == 6
    for name, body in files_of(tmp_path / "out").items():
        assert [n for n in numbers if struct.pack("<d", n) in body or f"{n:.1f}".encode() in body] == [], name
    with closing(sqlite3.connect(next((tmp_path / "out").glob("*.gpkg")))) as database:
        tables = {name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")}
    assert "defence" not in tables


def test_projects_without_a_footprint_and_rows_that_were_not_read_are_said(
    folder: Path, tmp_path: Path
) -> None:
    text = (folder / "province.toml").read_text(encoding="utf-8")
    short = text.replace('id = "landuse"', 'id = "landuse"\nmissing_rows = 7')
    assert short != text
    (folder / "province.toml").write_text(short, encoding="utf-8")
    codes = ["", "01; 02", "02", None]  # of several communes, of another one, of nobody knows which
    rows = {"site_id": ["A", "B", "OTHER", "C"], "name": ["A", "B", "O", "C"], "commune_code": codes}
    write(folder / "sites.gpkg", rows, [square(100, 100), None, None, None])
    content = package(check_province(open_province(folder), DAY), folder, tmp_path / "out")
    told = " ".join(problem.en for problem in content.problems)
    assert "Projects without a usable footprint: B, C." in told
    assert "7 rows of the source could not be read" in told
    assert "CHƯA KIỂM TRA ĐƯỢC" in (tmp_path / "out" / "readme.txt").read_text(encoding="utf-8-sig")
