"""Profiles of a province of squares: every figure can be done in the head."""

from __future__ import annotations

import io
import json
import math
from datetime import date

import pytest
import shapely
from covers import cover_of, squares_at
from openpyxl import load_workbook

from layers.approved_cover import CoverFamily
from layers.corridor.axes import axes, find_axis
from layers.corridor.compare import compare
from layers.corridor.drawn import drawn_axis
from layers.corridor.errors import CorridorError
from layers.corridor.measures import measures_of
from layers.corridor.profile import profile
from layers.corridor.seen import FolderSeen
from layers.corridor.writer import geojson_bytes, plain_profile, profile_xlsx
from layers.cover_writer import write_cover
from layers.province import open_province
from office.corridors import told_to
from office.people import Person, Role
from office.reports.blocks import Heading, Paragraph
from office.reports.corridor import profile_pdf
from office.reports.corridor_chart import chart_of
from office.reports.corridor_tables import Tables
from squares import EAST, NORTH, ROADS, write

DAY = date(2026, 11, 1)
TABLE = """axis_id,name_vi,name_en,source,feature,against,note_vi,note_en
TWO,Trục đôi,Double axis,roads,R1,,,
TWO,Trục đôi,Double axis,roads,R2,yes,Gần đúng.,Approximate.
GONE,Trục mất,Lost axis,roads,R1,,,
GONE,Trục mất,Lost axis,defence,d1,,,
"""


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def at(*points):
    return [(EAST + x, NORTH + y) for x, y in points]


@pytest.fixture
def seen(province):
    return FolderSeen(whole=province, is_exact=True)


@pytest.fixture
def told(province):
    return FolderSeen(whole=province, is_exact=False)


def west_to_east(seen, y=500):
    return drawn_axis(seen, at((0, y), (3000, y)), crs="EPSG:9205")


def land(made, column="area_ha"):
    rows = made.land.groupby(["kind", "code"])[column].sum()
    return {key: round(value, 6) for key, value in rows.items()}


def test_land_adds_up_to_the_band_and_blank_land_is_named(seen):
    made = profile(seen, west_to_east(seen), 200, DAY)
    assert made.intervals["area_ha"].round(6).tolist() == [20, 20, 20]
    assert land(made) == {("land", "LUC"): 20, ("land", "RPH"): 20, ("blank", ""): 20}
    assert land(made, "length_km") == {("land", "LUC"): 1, ("land", "RPH"): 1, ("blank", ""): 1}
    by_interval = made.land.groupby("interval")["area_ha"].sum()
    assert by_interval.tolist() == pytest.approx(made.intervals["area_ha"].tolist(), abs=1e-9)


def test_width_nothing_tells_lengths(seen):
    made = profile(seen, west_to_east(seen), 0, DAY, 500)
    assert len(made.intervals) == 6
    assert land(made, "length_km") == {("land", "LUC"): 1, ("land", "RPH"): 1, ("blank", ""): 1}
    assert land(made) == {("land", "LUC"): 0, ("land", "RPH"): 0, ("blank", ""): 0}


def test_communes_and_projects_are_told_from_kilometre_to_kilometre(seen):
    axis = drawn_axis(seen, at((900, 150), (9000, 150)), crs="EPSG:9205")
    made = profile(seen, axis, 40, DAY)
    told = made.units[["unit_id", "from_km", "to_km", "length_km"]].round(3).to_numpy().tolist()
    assert told == [["01", 0, 4.1, 4.1], ["02", 4.1, 8.1, 4.0]]
    project = made.projects.iloc[0]
    assert (project["site_id"], round(project["from_km"], 3), round(project["to_km"], 3)) == (
        "S1",
        0.05,
        0.15,
    )
    assert round(project["area_ha"], 6) == 0.4
    assert "Population is not in the data." in [note.en for note in made.notes]


def test_a_zone_that_the_axis_meets_twice_has_two_stretches(seen):
    axis = drawn_axis(
        seen, at((500, 1500), (2500, 1500), (2500, 2500), (500, 2500), (500, 1900), (2500, 1900)),
        crs="EPSG:9205",
    )  # fmt: skip
    made = profile(seen, axis, 0, DAY)
    zone = made.zones[made.zones["layer_id"] == "defence"]
    assert zone[["from_km", "to_km"]].round(3).to_numpy().tolist() == [[0.5, 1.5], [6.1, 7.1]]
    assert zone["restricted"].all()


def test_rules_tell_whom_to_ask(seen):
    made = profile(seen, west_to_east(seen, 1500), 200, DAY)
    verdicts = made.consult.set_index("rule_id")["verdict"].to_dict()
    assert verdicts == {"DEF-01": "conflict", "RICE-01": "clear", "PLACE-01": "clear"}
    assert made.consult.iloc[0]["consultee_en"] == "Test office"


def test_restricted_land_is_told_as_blank_and_to_be_asked(told, seen):
    made = profile(told, west_to_east(told, 1500), 200, DAY)
    assert "CQP" not in set(made.land["code"])
    assert set(made.zones["layer_id"]) == set()
    assert land(made) == {("land", "ODT"): 20, ("withheld", ""): 30, ("blank", ""): 10}
    verdicts = made.consult.set_index("rule_id")["verdict"].to_dict()
    assert (verdicts["DEF-01"], verdicts["RICE-01"]) == ("not_checked", "not_checked")
    assert not made.is_exact
    assert "defence" not in json.dumps(plain_profile(made)["versions"])
    assert profile(seen, west_to_east(seen, 1500), 200, DAY).is_exact


def test_moving_sealed_land_changes_nothing_told(folder, told):
    """Anything but squares that are withheld may not depend on where in a square the land lies."""
    before = plain_profile(profile(told, west_to_east(told, 1500), 200, DAY))
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [box(1010, 1010, 1990, 1990)])
    anew = FolderSeen(whole=open_province(folder), is_exact=False)
    after = plain_profile(profile(anew, west_to_east(anew, 1500), 200, DAY))
    assert before == after


def test_what_lies_outside_the_communes_is_named(seen):
    axis = drawn_axis(seen, at((-1000, 500), (1000, 500)), crs="EPSG:9205")
    notes = [note.en for note in profile(seen, axis, 100, DAY).notes if note.kind == "outside"]
    assert notes == [
        "1.00 km of the axis and 10.00 ha of the band lie outside the communes: nothing is known there."
    ]


def test_a_layer_that_cannot_be_read_is_named(folder):
    (folder / "communes.gpkg").write_bytes(b"nothing")
    seen = FolderSeen(whole=open_province(folder), is_exact=True)
    made = profile(seen, west_to_east(seen), 100, DAY)
    assert [note.kind for note in made.notes if "communes.gpkg" in note.en] == ["unread"]
    assert made.consult.set_index("rule_id")["verdict"]["PLACE-01"] == "not_checked"


def test_a_declared_axis_follows_its_parts_from_meeting_place_to_meeting_place(folder):
    lines = [
        shapely.LineString(at((0, 500), (5000, 500))),
        shapely.LineString(at((3000, 4500), (3000, 500), (3000, 100))),
    ]
    write(folder / "roads.gpkg", {"id": ["R1", "R2"], "name": ["Một", "Một"]}, lines)
    text = (
        (folder / "province.toml")
        .read_text(encoding="utf-8")
        .replace('codes = "codes.csv"', 'codes = "codes.csv"\naxes = "axes.csv"')
    )
    (folder / "province.toml").write_text(text + ROADS, encoding="utf-8")
    (folder / "axes.csv").write_text(TABLE, encoding="utf-8")
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    found = axes(seen, DAY)
    assert [one.id for one in found.axes] == [
        "axes/TWO", "axes/GONE", "roads/R1", "roads/R2", "roads/name:Một",
    ]  # fmt: skip
    two = find_axis(seen, "axes/TWO", DAY)
    assert two.line.length_m == pytest.approx(3000 + 4000)
    assert [note.en for note in two.notes] == ["Approximate."]
    (lost,) = find_axis(seen, "axes/GONE", DAY).notes
    assert lost.kind == "unread"
    assert "defence" not in lost.en + lost.vi
    with pytest.raises(CorridorError, match="no axis 'roads/R9'"):
        find_axis(seen, "roads/R9", DAY)


def test_differences_are_marked_against_the_first(seen):
    axis = west_to_east(seen)
    made = compare([profile(seen, axis, width, DAY) for width in (200, 400, 0)])
    area = made.table[made.table["measure"] == "area"]
    assert area["value"].round(6).tolist()[:2] == [60, 120]
    assert area["differs"].tolist() == [False, True, True]
    assert area["share"].round(6).tolist()[1] == 1
    length = made.table[made.table["measure"] == "length"]
    assert (length["value"].tolist(), length["differs"].any()) == ([3, 3, 3], False)


def test_one_or_six_are_not_compared(seen):
    one = profile(seen, west_to_east(seen), 0, DAY)
    for count in (1, 6):
        with pytest.raises(CorridorError):
            compare([one] * count)


def test_profiles_of_two_days_are_not_compared(seen):
    axis = west_to_east(seen)
    with pytest.raises(CorridorError, match="one day"):
        compare([profile(seen, axis, 0, day) for day in (DAY, date(2026, 11, 2))])


@pytest.mark.parametrize("points", [[], [(0, 0)], [(1, 1), (1, 1)], [(0, 0), (float("nan"), 1)]])
def test_a_drawn_line_of_nothing_is_refused(seen, points):
    with pytest.raises(CorridorError, match="different points"):
        drawn_axis(seen, points, crs="EPSG:9205")


def test_a_line_elsewhere_is_refused(seen):
    with pytest.raises(CorridorError, match="nowhere in the province"):
        drawn_axis(seen, [(100.0, 10.0), (100.5, 10.0)])


def test_geojson_has_axis_intervals_and_what_it_is(seen, province):
    body = json.loads(geojson_bytes(profile(seen, west_to_east(seen), 200, DAY), province.datum_operation))
    assert [one["properties"]["feature"] for one in body["features"]] == ["axis"] + ["interval"] * 3
    assert body["features"][1]["properties"]["land"] == {"landuse": {"LUC": pytest.approx(20)}}
    assert "crs" not in body
    about = body["corridor"]
    assert (about["as_of"], about["width_m"]) == ("2026-11-01", 200)
    assert "no decision" in about["no_decision_en"]
    assert about["label_en"] == "demonstration data"
    ring = body["features"][1]["geometry"]["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw
    assert 102 < ring[0][0] < 105


def test_workbook_runs_nothing_and_tells_its_versions(folder):
    write(
        folder / "sites.gpkg",
        {"site_id": ["S1"], "name": ['=HYPERLINK("http://x")']},
        [box(0, 400, 500, 600)],
    )
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    book = load_workbook(io.BytesIO(profile_xlsx(profile(seen, west_to_east(seen), 200, DAY), "en")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert '\'=HYPERLINK("http://x")' in [cell.value for cell in cells]
    assert {"About", "Land", "Consult", "Notes", "Data versions"} <= set(book.sheetnames)
    assert [cell.value for cell in book["Data versions"]["A"]] == ["layer_id", "sites", "communes", "landuse"]


ZONE = squares_at((1100, 1100), (1600, 1100), (1100, 1600), (1600, 1600))


def covered(folder):
    """Return the province as an ordinary machine has it: an approved cover, no defence layer."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    rows = {"parcel_id": ["p1", "p2", "p3"], "code": ["LUC", "RPH", "ODT"]}
    write(
        folder / "landuse.gpkg",
        rows,
        [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(0, 1000, 1000, 2000)],
    )
    write_cover(folder, cover_of({"defence": CoverFamily(squares=ZONE, consultee_en="Command")}))
    return FolderSeen(whole=open_province(folder), is_exact=False)


def test_under_the_approved_cover_land_is_withheld_and_the_rest_blank(folder):
    seen = covered(folder)
    made = profile(seen, west_to_east(seen, 1500), 200, DAY)
    assert land(made) == {("land", "ODT"): 20, ("withheld", ""): 20, ("blank", ""): 20}
    assert land(made, "length_km") == {("land", "ODT"): 1, ("withheld", ""): 1, ("blank", ""): 1}
    assert made.intervals["withheld_ha"].round(6).tolist() == [0, 20, 0]
    verdicts = made.consult.set_index("rule_id")["verdict"].to_dict()
    assert (verdicts["DEF-01"], verdicts["RICE-01"]) == ("not_checked", "not_checked")


def test_withheld_land_has_a_colour_of_its_own_on_paper(told):
    """Blank land is not known, withheld land is to be asked about: one must not be taken for the other."""
    chart = chart_of(profile(told, west_to_east(told, 1500), 200, DAY), told.codes, "en")
    keys = {key.words: key.fill for key in chart.legend}
    assert keys["No data"] == "#FFFFFF"
    assert keys["Withheld: ask"] not in {keys["No data"], told.codes["CQP"].hex}


def test_away_from_the_approved_cover_there_is_no_need_to_ask(folder):
    seen = covered(folder)
    axis = drawn_axis(seen, at((6000, 6000), (8000, 6000)), crs="EPSG:9205")
    verdicts = profile(seen, axis, 200, DAY).consult.set_index("rule_id")["verdict"].to_dict()
    assert verdicts == {"DEF-01": "clear", "RICE-01": "clear", "PLACE-01": "clear"}


def test_who_may_see_no_findings_is_told_nothing_of_rules(seen):
    made = profile(seen, west_to_east(seen), 200, DAY)
    viewer = Person(id=1, name="an", full_name="", role=Role.PUBLIC_VIEWER)
    elsewhere = Person(id=2, name="bo", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"02"}))
    here = Person(id=3, name="cu", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"01"}))
    assert [len(told_to(made, one).consult) for one in (viewer, elsewhere, here)] == [0, 0, 3]
    told = told_to(made, viewer)
    assert "no_right" in [note.kind for note in told.notes]
    table = compare([told, told]).wide
    assert not table["measure"].isin(["must_ask", "not_checked"]).any()


def texts(made, seen, language):
    """Return every line of the tables by heading, rows of tables left out."""
    lines, heading = {}, ""
    for block in Tables(profile=made, codes=seen.codes, language=language).blocks():
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph):
            lines.setdefault(heading, []).extend(line.text for line in block.lines)
    return lines


def test_paper_says_why_a_list_is_empty(folder):
    (folder / "sites.gpkg").write_bytes(b"nothing")
    (folder / "communes.gpkg").write_bytes(b"nothing")
    seen = FolderSeen(whole=open_province(folder), is_exact=True)
    made = profile(seen, west_to_east(seen, 1500), 200, DAY)
    viewer = Person(id=1, name="an", full_name="", role=Role.PUBLIC_VIEWER)
    en, vi = (texts(told_to(made, viewer), seen, language) for language in ("en", "vi"))
    assert en["Who must be consulted"] == [
        "Your account may not see what the rules say: this list was not made."
    ]
    assert en["Projects in the band"] == [
        "Could not be read, or is not in force, and is missing here: Sites."
    ]
    assert en["Communes crossed"] == ["Could not be read, or is not in force, and is missing here: Communes."]
    assert not {"None.", "Không có."} & {line for lines in (*en.values(), *vi.values()) for line in lines}
    measures = measures_of(made).set_index("measure")["value"]
    assert measures[["projects", "capital"]].isna().all()
    about = plain_profile(told_to(made, viewer))
    assert (about["rules_told"], about["missing_layers"]) == (False, "sites, communes")
    assert json.dumps(plain_profile(made), allow_nan=False)


def test_without_the_right_no_restricted_zone_is_no_statement(told):
    lines = texts(profile(told, west_to_east(told), 200, DAY), told, "en")
    assert lines["Protected and restricted zones, works crossed"] == [
        "None in the data that may be shown; defence and security land is never listed here."
    ]


def test_capital_is_the_sum_of_what_is_known_and_says_of_how_many_it_is_not(folder):
    names = {"site_id": ["S1", "S2", "S3"], "name": ["Một", "Hai", "Ba"]}
    shapes = [box(0, 400, 500, 600), box(600, 400, 900, 600), box(6000, 400, 6100, 600)]
    write(folder / "sites.gpkg", names | {"capital_bn_vnd": [1500.0, None, None]}, shapes)
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    far = drawn_axis(seen, at((6000, 500), (9000, 500)), crs="EPSG:9205")
    none = drawn_axis(seen, at((8000, 500), (9000, 500)), crs="EPSG:9205")
    made = [profile(seen, axis, 200, DAY) for axis in (west_to_east(seen), far, none)]
    wide = compare(made).wide.set_index("measure")
    assert wide.loc["capital_unknown", ["value_0", "value_1", "value_2"]].tolist() == [1, 1, 0]
    assert wide.loc["capital", ["value_0", "value_2"]].tolist() == [1500, 0]
    assert math.isnan(wide.loc["capital", "value_1"])
    assert texts(made[0], seen, "en")["Projects in the band"] == [
        "Known capital: 1,500.0 billion VND, without 1 of 2 projects of unknown capital."
    ]


def test_rows_that_could_not_be_read_are_noted(folder):
    text = (folder / "province.toml").read_text(encoding="utf-8")
    lacking = text.replace('id_field = "commune_code"', 'id_field = "commune_code"\nmissing_rows = 2')
    (folder / "province.toml").write_text(lacking, encoding="utf-8")
    seen = FolderSeen(whole=open_province(folder), is_exact=False)
    notes = [note.vi for note in profile(seen, west_to_east(seen), 0, DAY).notes if note.kind == "unread"]
    assert notes == ["Xã: 2 dòng của tệp gốc không đọc được, có thể nằm ở đây."]


def test_the_hash_of_a_file_of_lines_is_that_of_what_may_be_told(folder):
    text = (folder / "province.toml").read_text(encoding="utf-8")
    named = text.replace('codes = "codes.csv"', 'codes = "codes.csv"\naxes = "axes.csv"')
    (folder / "province.toml").write_text(named, encoding="utf-8")
    head = TABLE.splitlines()[0]
    (folder / "axes.csv").write_text(f"{head}\nA,Trục,Axis,lines.geojson,R1,,,\n", encoding="utf-8")
    hashes = {}
    for is_exact in (False, True):
        hashes[is_exact] = []
        for secret in (2000, 3000):
            lines = [
                shapely.LineString([(103.0, 22.1), (103.01, 22.1)]),
                shapely.LineString([(103.0, 22.1), (103.0, 22.1 + secret / 1e5)]),
            ]
            write(folder / "lines.geojson", {"id": ["R1", "R2"], "code": ["", "CQP"]}, lines, "EPSG:4326")
            seen = FolderSeen(whole=open_province(folder), is_exact=is_exact)
            hashes[is_exact].append(find_axis(seen, "axes/A", DAY).basis[0].sha256)
    assert hashes[False][0] == hashes[False][1]
    assert len({*hashes[True], *hashes[False]}) == 3


def test_zones_over_one_another_are_named_and_the_blank_stays_right(folder):
    rows = {"parcel_id": ["p1", "p2"], "code": ["LUC", "RPH"]}
    boxes = [box(0, 0, 1000, 1000), box(500, 0, 1500, 1000)]
    write(folder / "landuse.gpkg", rows, boxes)
    seen = FolderSeen(whole=open_province(folder), is_exact=True)
    made = profile(seen, west_to_east(seen), 200, DAY)
    assert land(made) == {("land", "LUC"): 20, ("land", "RPH"): 20, ("blank", ""): 30}
    assert [note.en for note in made.notes if note.kind == "double"] == [
        "Land use: 10.00 ha lie under several zones and count in each code."
    ]


def test_a_pdf_is_the_same_each_time_and_tells_its_tables(seen, province):
    made = profile(seen, west_to_east(seen, 1500), 200, DAY)
    for language in ("vi", "en"):
        body = profile_pdf(made, province, seen.codes, language)
        assert body.startswith(b"%PDF")
        assert body == profile_pdf(made, province, seen.codes, language)
    heading, first, *_ = Tables(profile=made, codes=seen.codes, language="vi").blocks()
    assert heading.text == "Đất theo mã và thời kỳ"
    assert [row[0][0].text for row in first.rows if row[0]] == ["CQP", "ODT"]
    assert first.headings == ("Mã", "Loại đất", "Đất, ha")
