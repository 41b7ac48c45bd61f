"""From a file to a version: what is asked, what is changed, and that nothing is half imported."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from openpyxl import Workbook

from geo.crs import to_display
from layers.check import check_province
from layers.errors import IntakeError
from layers.intake.answers import Answers, Declaration, Question
from layers.intake.draft import Draft
from layers.intake.importing import WORK_FOLDER, Opened, draft_of, open_file, publish_draft
from layers.province import Province, open_province
from layers.reader import read_layer
from squares import EAST, NORTH, square

TODAY = date(2026, 11, 25)


def draft(path: Path, province: Province, name: str, **answers: object) -> Draft:
    given = Answers(**answers)
    opened = open_file(path, province, given)
    assert isinstance(opened, Opened)
    return draft_of(opened, given, Declaration(name=name), province, TODAY)


def zones(**columns: list) -> gpd.GeoDataFrame:
    shapes = [square(950, 100), square(7000, 7000)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:9205")


def asked(found: Draft) -> list[str]:
    return [question.field for question in found.questions]


def packed(path: Path, *members: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.write(member, member.name)
    return path


def test_a_sound_file_needs_no_answer_and_rules_see_it(folder: Path, province: Province) -> None:
    path = folder / "new.gpkg"
    pyogrio.write_dataframe(zones(zone=["a", "b"]), path)
    found = draft(path, province, "defence")
    assert asked(found) == []
    assert found.place is not None
    assert (found.place.chosen.key, found.place.asked) == ("EPSG:9205", False)
    published = publish_draft(found, by="tester")
    assert published.record.account.reconciliation.model_dump() == {
        "declared": 2,
        "read": 2,
        "refused": 0,
        "set_aside": 0,
        "missing": 0,
        "written": 2,
        "signed": False,
    }
    result = check_province(open_province(folder), TODAY).findings
    of_rule = result[result["rule_id"] == "DEF-01"]
    assert dict(zip(of_rule["site_id"], of_rule["verdict"], strict=True)) == {
        "S1": "conflict",
        "S2": "clear",
        "S3": "conflict",
    }


def test_nothing_of_the_file_stays_in_the_working_folder(folder: Path, province: Province) -> None:
    path = folder / "new.gpkg"
    pyogrio.write_dataframe(zones(zone=["a", "b"]), path)
    publish_draft(draft(path, province, "defence"), by="tester")
    assert list((folder / WORK_FOLDER).glob("intake-*")) == []
    assert not list((folder / "versions").glob(".new-*"))


def test_a_missing_coordinate_system_is_asked_and_each_answer_says_where_it_leads(
    folder: Path, province: Province
) -> None:
    shp = folder / "x.shp"
    pyogrio.write_dataframe(zones(zone=["a", "b"]), shp, encoding="UTF-8")
    shp.with_suffix(".prj").unlink()
    path = packed(folder / "x.zip", *folder.glob("x.*"))
    found = draft(path, province, "forest")
    assert asked(found) == ["crs"]
    (question,) = found.questions
    assert question.options[0].value == "EPSG:9205"
    assert "ở xã Tây" in question.options[0].vi
    with pytest.raises(IntakeError, match="Nothing was imported"):
        publish_draft(found, by="tester")
    done = publish_draft(draft(path, province, "forest", crs="EPSG:9205"), by="tester")
    assert done.record.account.place.asked
    assert done.record.account.place.operation.startswith("EPSG:6960")


def test_names_in_tcvn3_and_codes_in_any_spelling_come_in_right(folder: Path, province: Province) -> None:
    rows = 40
    names = [f"§Êt quèc phßng sè {n}" for n in range(rows)]
    shapes = [square(100 * n, 0) for n in range(rows)]
    frame = gpd.GeoDataFrame(
        {"ma": [f"t{n}" for n in range(rows)], "ten": names, "loai": ["luc", "Đất quốc phòng"] * (rows // 2)},
        geometry=shapes,
        crs="EPSG:9205",
    )
    frame["loai"] = ["luc", "CQP"] * (rows // 2)
    shp = folder / "y.shp"
    pyogrio.write_dataframe(frame, shp, encoding="ISO-8859-1")
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    path = packed(folder / "y.zip", *folder.glob("y.*"))
    found = draft(path, province, "parcels")
    assert asked(found) == []
    assert (found.named.roles.id_field, found.named.roles.name_field, found.named.roles.code_field) == (
        "ma",
        "ten",
        "loai",
    )
    record = publish_draft(found, by="tester").record
    read = read_layer(record.layer, open_province(folder)).zones
    assert read["name"].tolist()[:2] == ["Đất quốc phòng số 0", "Đất quốc phòng số 1"]
    assert read["code"].tolist()[:2] == ["LUC", "CQP"]
    assert read["code_as_written"].tolist()[:2] == ["luc", "CQP"]
    assert any("TCVN3" in change.vi for change in record.account.changes)


def test_a_repair_is_told_with_its_areas_and_what_cannot_be_repaired_stays_loud(
    folder: Path, province: Province
) -> None:
    bow_tie = shapely.Polygon(
        [(EAST, NORTH), (EAST + 200, NORTH + 200), (EAST + 200, NORTH), (EAST, NORTH + 200)]
    )
    spiked = shapely.Polygon([(10, 60), (100, 50), (50, 0), (0, 80), (50, 0), (80, 70)])
    spiked = shapely.affinity.translate(spiked, EAST + 3000, NORTH)
    frame = gpd.GeoDataFrame(
        {"zone": ["a", "b", "c"]}, geometry=[bow_tie, spiked, square(7000, 7000)], crs="EPSG:9205"
    )
    path = folder / "r.gpkg"
    pyogrio.write_dataframe(frame, path)
    found = draft(path, province, "defence")
    issues = {issue.row: issue for issue in found.account.issues if issue.row}
    assert (issues[1].kind, issues[1].area_before_m2, issues[1].area_after_m2) == ("repaired", 0.0, 20_000.0)
    assert (issues[2].kind, issues[2].blocks) == ("ambiguous", True)
    record = publish_draft(found, by="tester").record
    data = read_layer(record.layer, open_province(folder))
    assert (len(data.zones), len(data.broken)) == (2, 1)


def test_rows_that_are_lost_have_to_be_signed_for(folder: Path, province: Province) -> None:
    frame = zones(zone=["a", "b"])
    path = folder / "g.geojson"
    text = to_display(frame).to_json(drop_id=True)
    broken = '{"type": "Feature", "properties": {"zone": "c"}, "geometry": {"type": "Polygon", "coordinates": [[[103, "x"]]]}}'
    path.write_text(text.replace('"features": [', '"features": [' + broken + ", "), encoding="utf-8")
    found = draft(path, province, "forest")
    assert asked(found) == ["accept_gap"]
    counts = found.account.reconciliation
    assert (counts.declared, counts.read, counts.refused, counts.written, counts.gap) == (3, 2, 1, 2, 1)
    record = publish_draft(draft(path, province, "forest", accept_gap=True), by="tester").record
    assert record.account.reconciliation.signed
    assert [issue.row for issue in record.account.issues if issue.blocks] == [1]
    told = read_layer(record.layer, open_province(folder)).issues
    assert [(issue.kind, "1 dòng" in issue.vi) for issue in told] == [("rows missing", True)]


def test_a_zone_without_a_place_is_a_gap_and_a_project_without_one_is_not(
    folder: Path, province: Province
) -> None:
    frame = zones(site_id=["S1", "S9"])
    frame.loc[1, "geometry"] = None
    path = folder / "n.gpkg"
    pyogrio.write_dataframe(frame, path)
    assert asked(draft(path, province, "forest")) == ["accept_gap"]
    found = draft(path, province, "sites")
    assert asked(found) == []
    assert found.frame["site_id"].tolist() == ["S1", "S2", "S3", "S9"]
    assert found.frame.geometry.isna().tolist() == [False, False, False, True]


def test_drawings_ask_for_layers_and_outlines(folder: Path, province: Province) -> None:
    ring = [shape.exterior for shape in zones(a=[1, 2]).geometry]
    frame = gpd.GeoDataFrame(
        {"Layer": ["RANH", "KHUNG"]},
        geometry=[shapely.LineString(r.coords) for r in ring],
        crs="EPSG:9205",
    )
    path = folder / "d.dxf"
    pyogrio.write_dataframe(frame, path, driver="DXF")
    found = draft(path, province, "forest", crs="EPSG:9205")
    assert asked(found)[:2] == ["drawing_layers", "closed_as_area"]
    assert {option.value for option in found.questions[0].options} == {"RANH", "KHUNG", "*"}
    done = draft(
        path, province, "forest", crs="EPSG:9205", drawing_layers=("RANH",), closed_as_area=True, id_field=""
    )
    assert asked(done) == []
    assert done.account.reconciliation.set_aside == 1
    assert done.frame.geometry.iloc[0].equals(square(950, 100))


def test_a_list_of_projects_keeps_shapes_and_other_projects(folder: Path, province: Province) -> None:
    book = Workbook()
    book.active.append(["STT", "Mã dự án", "Tên dự án", "Diện tích (ha)", "Tổng vốn (tỷ đồng)"])
    book.active.append([1, "S1", "Một mới", "1,25", "300"])
    book.active.append([2, "S7", "Bảy", "2,5", ""])
    path = folder / "ds.xlsx"
    book.save(path)
    (folder / "communes.csv").write_text(
        "code,name,type,formed_from\n01,Xã Tây,Xã,\n02,Phường Đông,Phường,\n"
    )
    toml = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(
        toml.replace('codes = "codes.csv"', 'codes = "codes.csv"\ncommunes = "communes.csv"')
    )
    province = open_province(folder)
    found = draft(path, province, "sites", read_as="projects")
    assert asked(found) == []
    sites = found.frame.set_index("site_id")
    assert sites.index.tolist() == ["S1", "S2", "S3", "S7"]
    assert sites.loc["S1", "name"] == "Một mới"
    assert sites.loc["S1", "declared_area_ha"] == 1.25
    assert sites.loc["S1", "geometry"].equals(square(950, 100))
    assert sites.loc["S2", "name"] == "Hai"
    assert sites.loc["S7", "geometry"] is None
    publish_draft(found, by="tester")
    result = check_province(open_province(folder), TODAY)
    verdicts = result.findings[result.findings["site_id"] == "S7"]["verdict"]
    assert set(verdicts) == {"not_checked"}
    with pytest.raises(IntakeError, match="layer of projects"):
        draft(path, province, "forest", read_as="projects")


def test_points_draw_the_footprint_of_one_project(folder: Path, province: Province) -> None:
    corners = shapely.get_coordinates(square(950, 100))[:-1]
    lines = [f"{n};{y:.2f};{x:.2f}".replace(".", ",") for n, (x, y) in enumerate(corners, 1)]
    path = folder / "p.txt"
    path.write_text("Điểm;X (m);Y (m)\n" + "\n".join(lines), encoding="utf-8")
    assert asked(draft(path, province, "sites")) == ["read_as"]
    found = draft(path, province, "sites", read_as="points")
    assert set(asked(found)) == {"crs", "site_id"} or asked(found) == ["crs"]
    found = draft(path, province, "sites", read_as="points", crs="EPSG:9205", site_id="S2")
    assert asked(found) == []
    assert found.frame.set_index("site_id").loc["S2", "geometry"].equals(square(950, 100))


def test_points_that_cross_are_shown_and_never_an_area(folder: Path, province: Province) -> None:
    corners = shapely.get_coordinates(square(950, 100))[[0, 2, 1, 3]]
    path = folder / "p.txt"
    path.write_text("\n".join(f"{n}\t{y}\t{x}" for n, (x, y) in enumerate(corners, 1)), encoding="utf-8")
    with pytest.raises(IntakeError, match="cross"):
        draft(path, province, "sites", read_as="points", crs="EPSG:9205", site_id="S2")


def test_archives_with_several_data_sets_ask_which(folder: Path, province: Province) -> None:
    paths = []
    for name in ("a", "b"):
        path = folder / f"{name}.geojson"
        path.write_text(to_display(zones(zone=["1", "2"])).to_json(drop_id=True))
        paths.append(path)
    both = packed(folder / "both.zip", *paths)
    question = open_file(both, province, Answers())
    assert isinstance(question, Question)
    assert [option.value for option in question.options] == ["a.geojson", "b.geojson"]
    assert isinstance(open_file(both, province, Answers(dataset="b.geojson")), Opened)
    with pytest.raises(IntakeError, match="holds no"):
        open_file(both, province, Answers(dataset="c"))


def test_rows_that_another_column_needs_are_named(folder: Path, province: Province) -> None:
    rules = (folder / "rules.toml").read_text(encoding="utf-8")
    (folder / "rules.toml").write_text(
        rules.replace('layer = "defence"', 'layer = "defence"\nwhere = { kind = ["work"] }')
    )
    path = folder / "new.gpkg"
    pyogrio.write_dataframe(zones(zone=["a", "b"]), path)
    found = draft(path, province, "defence")
    assert [issue.column for issue in found.account.issues] == ["kind"]
    renamed = draft(path, province, "defence", columns={"zone": "kind"})
    assert [issue.column for issue in renamed.account.issues] == []
    with pytest.raises(IntakeError, match="no column 'kin'"):
        draft(path, province, "defence", columns={"kin": "kind"})


def test_a_layer_of_another_kind_is_refused(folder: Path, province: Province) -> None:
    path = folder / "l.geojson"
    lines = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.LineString([(103.1, 22.1), (103.2, 22.2)])])
    path.write_text(lines.to_json(drop_id=True))
    with pytest.raises(IntakeError, match="holds polygons"):
        draft(path, province, "defence")


def test_every_row_is_counted_once_whatever_the_file_holds(folder: Path, province: Province) -> None:
    """Declared = read + refused, read = written + set aside + missing, for files of every mix."""
    kinds = [
        square(0, 0),
        None,
        shapely.Point(EAST, NORTH),
        shapely.LineString([(EAST, NORTH), (EAST + 9, NORTH)]),
    ]
    for seed in range(12):
        chosen = np.random.default_rng(seed).integers(0, len(kinds), 9)
        shapes = [square(0, 0), *(kinds[k] for k in chosen)]
        frame = gpd.GeoDataFrame({"a": [str(n) for n in range(10)]}, geometry=shapes, crs="EPSG:9205")
        path = folder / f"m{seed}.gpkg"
        pyogrio.write_dataframe(frame, path, geometry_type="Unknown")
        found = draft(path, province, "forest", geometry="polygon", accept_gap=True, closed_as_area=False)
        counts = found.account.reconciliation
        assert counts.declared == counts.read + counts.refused == 10
        assert counts.read == counts.written + counts.set_aside + counts.missing
        assert counts.written == 1 + int((chosen == 0).sum()) == len(found.frame)


SPIKED = shapely.affinity.translate(
    shapely.Polygon([(10, 60), (100, 50), (50, 0), (0, 80), (50, 0), (80, 70)]), EAST + 950, NORTH + 100
)


def test_a_new_footprint_that_cannot_be_used_does_not_leave_the_old_one(
    folder: Path, province: Province
) -> None:
    """The old one would be checked, and perhaps clear, for a site that is another now."""
    frame = gpd.GeoDataFrame({"site_id": ["S1", "S2", "S3"]}, geometry=[SPIKED, None, square(0, 0)], crs=9205)
    path = folder / "b.gpkg"
    pyogrio.write_dataframe(frame, path)
    found = draft(path, province, "sites")
    sites = found.frame.set_index("site_id").geometry
    assert sites["S1"] is None
    assert sites["S2"] is not None, "a row that says nothing of its place changes none"
    publish_draft(found, by="tester")
    result = check_province(open_province(folder), TODAY).findings
    assert set(result[result["site_id"] == "S1"]["verdict"]) == {"not_checked"}


def test_a_footprint_is_not_made_of_some_of_its_parts(folder: Path, province: Province) -> None:
    frame = gpd.GeoDataFrame({"part": ["1", "2"]}, geometry=[square(0, 0), SPIKED], crs="EPSG:9205")
    path = folder / "b.gpkg"
    pyogrio.write_dataframe(frame, path)
    with pytest.raises(IntakeError, match="would be another"):
        draft(path, province, "sites", site_id="S1")


def test_a_layer_of_the_drawing_that_is_not_there_is_refused(folder: Path, province: Province) -> None:
    lines = [shapely.LineString(shape.exterior.coords) for shape in zones(a=[1, 2]).geometry]
    path = folder / "d.dxf"
    frame = gpd.GeoDataFrame({"Layer": ["RANH", "RANH2"]}, geometry=lines, crs="EPSG:9205")
    pyogrio.write_dataframe(frame, path, driver="DXF")
    with pytest.raises(IntakeError, match="no layer 'RANHH'"):
        draft(path, province, "forest", crs="EPSG:9205", drawing_layers=("RANH", "RANHH"))


def with_defence_project(folder: Path) -> Path:
    """Make S2 a project for defence; return a file in which S3 moves and S9 is new."""
    sites = gpd.read_file(folder / "sites.gpkg")
    sites.loc[sites["site_id"] == "S2", "planned_code"] = "CQP"
    pyogrio.write_dataframe(sites, folder / "sites.gpkg", layer="sites")
    path = folder / "projects.gpkg"
    pyogrio.write_dataframe(zones(site_id=["S9", "S3"], name=["Chín", "Ba"]), path)
    return path


def of_officer(path: Path, province: Province, **answers: object) -> Draft:
    """Return the draft of somebody who may not know of restricted projects."""
    given = Answers(**answers)
    opened = open_file(path, province, given)
    assert isinstance(opened, Opened)
    return draft_of(opened, given, Declaration(name="sites"), province, TODAY, knows_restricted=False)


def told_of(found: Draft) -> str:
    assert found.account is not None
    return found.account.changes[-1].en


def test_a_project_that_may_not_be_told_is_not_counted_and_stays(folder: Path, province: Province) -> None:
    path = with_defence_project(folder)
    before = read_layer(province.layer("sites"), province).zones
    found = of_officer(path, province)
    assert told_of(found) == "Projects: 1 new, 1 changed, 1 as before, 0 left out."
    assert told_of(draft(path, province, "sites")) == "Projects: 1 new, 1 changed, 2 as before, 0 left out."
    record = publish_draft(found, by="tester").record
    after = read_layer(record.layer, open_province(folder)).zones.set_index("site_id")
    assert set(after.index) == {"S1", "S2", "S3", "S9"}
    assert after.loc["S2", "planned_code"] == "CQP"
    assert after.loc["S2", "geometry"].equals(before.set_index("site_id").loc["S2", "geometry"])
    assert "S2" not in record.account.model_dump_json()


def test_replacing_all_projects_keeps_those_that_may_not_be_told(folder: Path, province: Province) -> None:
    path = with_defence_project(folder)
    found = of_officer(path, province, replace=True)
    assert told_of(found) == "Projects: 1 new, 1 changed, 0 as before, 1 left out."
    assert found.frame is not None
    assert found.frame["site_id"].tolist() == ["S2", "S3", "S9"]
    whole = draft(path, province, "sites", replace=True)
    assert whole.frame is not None
    assert whole.frame["site_id"].tolist() == ["S3", "S9"]


@pytest.mark.parametrize("by", ["column", "answer"])
def test_the_id_of_a_project_that_may_not_be_told_is_refused_without_a_reason(
    folder: Path, province: Province, by: str
) -> None:
    with_defence_project(folder)
    path = folder / "taken.gpkg"
    pyogrio.write_dataframe(zones(site_id=["S9", "S2" if by == "column" else "S8"]), path)
    answers = {} if by == "column" else {"site_id": "S2"}
    with pytest.raises(IntakeError) as error:
        of_officer(path, province, **answers)
    assert str(error.value.en) == "The id 'S2' cannot be used; ask the defence steward."
    assert draft(path, province, "sites", **answers).is_ready
