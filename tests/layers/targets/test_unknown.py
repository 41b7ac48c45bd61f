"""What nobody knows is no clear: every balance here would read as kept if something counted as nothing."""

import math
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
from target_squares import lay_out_targets

from layers.codes import LandCode
from layers.corridor.seen import FolderSeen
from layers.intake.lists.code_book import CodeBook, FormerCode, Relation, build_code_book
from layers.province import open_province
from layers.targets.figure import Basis
from layers.targets.gathering import balancing_of
from layers.targets.kinship import Kin, Kinship
from layers.targets.measured import Measured, extent_of
from layers.targets.row import State
from layers.targets.units import Level, UnitKey
from squares import square, write

DAY = date(2026, 11, 1)
BY = "QĐ 7/QĐ-TTg,2024-11-29,,confirmed"
INVENTORY = "LUA,,2024,actual,100,,,,confirmed\nRPH,,2024,actual,100,,,,confirmed\nODT,,2024,actual,10,,,,\n"
PNN = "PNN,,2024,actual,110,,,,confirmed\n"
TARGETS = f"LUA,,2030,planned,50,{BY}\nRPH,,2030,planned,50,{BY}\nODT,,2030,planned,500,{BY}\n"
TARGETS += f"PNN,,2030,planned,500,{BY}\n"


def sites(folder, shapes=None, **columns):
    """S1 and S2 of one hectare each, half rice and half forest; further columns as given."""
    rows = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"], "planned_code": ["ODT"] * 2}
    rows |= {"status": ["approved"] * 2, "phase": ["2026-2030"] * 2, "part_of": [""] * 2}
    rows |= {"declared_area_ha": [1.0, 1.0], **columns}
    write(folder / "sites.gpkg", rows, shapes or [square(950, 100), square(950, 300)])


def changed(folder, layer, more):
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'file = "{layer}.gpkg"\n', f'file = "{layer}.gpkg"\n{more}\n', 1), "utf-8")


def row(folder, code, unit=None, day=DAY):
    balancing = balancing_of(FolderSeen(whole=open_province(folder), is_exact=True), day)
    return balancing.row(unit or balancing.units.province, code, 2030)


@pytest.fixture
def land(folder):
    sites(folder)
    return lay_out_targets(folder, TARGETS + INVENTORY + PNN)


def test_what_is_known_in_full_is_kept(land):
    assert {row(land, code).state for code in ("LUA", "RPH", "ODT", "PNN")} == {State.KEPT}


@pytest.mark.parametrize("status", ["approved", "planned"])
def test_a_project_of_unknown_area_leaves_nothing_kept(land, status):
    sites(land, declared_area_ha=[1.0, float("nan")], status=["approved", status])
    changed(land, "sites", 'origin = "synthetic"')
    found = row(land, "ODT")
    assert (found.state, found.is_most, found.is_most_if_granted) == (
        State.NOT_SURE,
        status == "approved",
        True,
    )


@pytest.mark.parametrize(("planned", "code"), [("", "PNN"), ("PNN", "ODT"), ("đất khác", "ODT")])
def test_land_that_becomes_nobody_knows_what_may_take_up_a_target(land, planned, code):
    sites(land, planned_code=["ODT", planned])
    found = row(land, code)
    assert (found.state, found.decided.unclear_ha) == (State.NOT_SURE, pytest.approx(1))


def test_land_of_a_larger_class_may_be_what_has_to_be_kept(land):
    rows = gpd.read_file(land / "landuse.gpkg").replace({"code": {"LUC": "NNP", "LUA": "NNP"}})
    (land / "landuse.gpkg").unlink()
    rows.to_file(land / "landuse.gpkg")
    found = row(land, "LUA")
    assert (found.state, found.decided.unclear_ha) == (State.NOT_SURE, pytest.approx(1))
    assert row(land, "NNP").decided.taken_ha == pytest.approx(2)


def test_a_layer_that_does_not_tell_of_all_land_holds_at_least_so_much(folder):
    sites(folder)
    land = lay_out_targets(folder, TARGETS)
    found = row(land, "ODT")
    assert (found.present.basis, found.present.is_least, found.state) == ("layer", True, State.NOT_SURE)


def test_zones_over_one_another_hold_at_most_so_much(folder):
    sites(folder)
    land = lay_out_targets(folder, TARGETS)
    assert row(land, "RPH").state is State.KEPT
    rows = gpd.read_file(land / "landuse.gpkg")
    forest = rows[rows["code"] == "RPH"].assign(parcel_id="again")
    (land / "landuse.gpkg").unlink()
    gpd.pd.concat([rows, forest]).to_file(land / "landuse.gpkg")
    found = row(land, "RPH")
    assert (found.present.is_most, found.state) == (True, State.NOT_SURE)


def test_rows_that_the_layers_lack_may_be_anything(folder):
    sites(folder)
    land = lay_out_targets(folder, TARGETS + INVENTORY)
    changed(land, "sites", "missing_rows = 1")
    found = row(land, "RPH")
    assert (found.state, found.missing_projects) == (State.NOT_SURE, 1)


def test_a_land_layer_in_parts_is_measured_whole(folder):
    sites(folder)
    land = lay_out_targets(folder, TARGETS)
    whole = row(land, "RPH")
    rows = gpd.read_file(land / "landuse.gpkg")
    (land / "landuse.gpkg").unlink()
    rows[rows["code"] != "RPH"].to_file(land / "landuse.gpkg")
    rows[rows["code"] == "RPH"].to_file(land / "forest.gpkg")
    path = land / "province.toml"
    text = path.read_text(encoding="utf-8")
    part = text[text.index('[[layer]]\nid = "landuse"') :].split("\n\n")[0]
    part = part.replace('id = "landuse"', 'id = "part"', 1).replace("landuse.gpkg", "forest.gpkg")
    path.write_text(f"{text}\n{part}\n", encoding="utf-8")
    found = row(land, "RPH")
    assert found.present.area_ha == pytest.approx(whole.present.area_ha)
    assert found.decided.taken_ha == pytest.approx(whole.decided.taken_ha)
    assert whole.decided.taken_ha == pytest.approx(1)


@pytest.mark.parametrize(("since", "taken"), [("2025-01-01", 1.0), ("2025-12-01", 0.0), ("", 0.0)])
def test_what_was_finished_after_the_land_was_drawn_is_not_in_it(folder, since, taken):
    sites(folder, status=["approved", ""])
    done = "S2,done,2025-06-30,,,,biên bản,,confirmed\nS1,stopped,2025-06-30,,,,,,\n"
    land = lay_out_targets(folder, TARGETS, history=done)
    if since:
        changed(land, "landuse", f"effective_from = {since}")
    found = row(land, "LUA")
    # 0.5 ha of rice; without a day nobody knows, and the project is named.
    assert found.decided.taken_ha == pytest.approx(taken / 2)
    assert found.decided.unknown == (() if since else ("S2",))


def test_a_decision_binds_from_its_day_and_two_of_one_day_bind_to_neither(folder):
    sites(folder)
    rows = f"RPH,,2030,planned,99,QĐ 8,2025-09-05,,\nRPH,,2030,planned,90,{BY}\n"
    land = lay_out_targets(folder, rows + INVENTORY)
    assert row(land, "RPH").target.area_ha == 99
    assert row(land, "RPH", day=date(2025, 9, 4)).target.area_ha == 90
    with (land / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("RPH,,2030,planned,50,QĐ 9,2025-09-05,,\n")
    found = row(land, "RPH")
    assert (found.target.area_ha, found.target.basis) == (None, Basis.CONTESTED)
    assert (found.state, found.target.first.decision_number) == (State.NOT_SURE, "QĐ 8")


def test_a_part_is_counted_once_with_its_whole(land):
    sites(land, shapes=[square(950, 100), square(950, 100, 100, 50)], declared_area_ha=[1.0, 0.5],
          part_of=["", "S1"])  # fmt: skip
    assert row(land, "ODT").decided.gained_ha == pytest.approx(1)
    # The whole is only asked for: its part, decided, may not count in both.
    sites(land, status=["planned", "approved"], part_of=["", "S1"])
    found = row(land, "ODT")
    assert (found.decided.gained_ha, found.pending.unknown) == (pytest.approx(1), ("S2",))
    # A whole of unknown area, one that is given up and one that is its own part leave nothing out.
    for status, part_of in (("stopped", ["", "S1"]), ("approved", ["S2", "S1"])):
        sites(land, status=[status, "approved"], part_of=part_of)
        words = land / "money.toml"
        if "stopped" not in words.read_text(encoding="utf-8"):
            words.write_text(
                words.read_text("utf-8") + '\n[[stage]]\nstage = "stopped"\nwords = ["stopped"]\n'
            )
        assert row(land, "ODT").decided.gained_ha == pytest.approx(2 if status == "approved" else 1)


@pytest.mark.parametrize("communes", ["01; 02", "99"])
def test_a_project_of_several_communes_is_missing_in_none(land, communes):
    sites(land, shapes=[square(950, 100), None], commune_code=["01", communes])
    for code in ("01", "02"):
        found = row(land, "ODT", UnitKey(level=Level.COMMUNE, code=code))
        assert "S2" in found.decided.unknown


def test_a_figure_that_is_no_number_is_not_kept(land):
    found = row(land, "RPH")
    broken = replace(found, present=replace(found.present, area_ha=math.nan))
    assert (found.state, broken.state) == (State.KEPT, State.NOT_SURE)


def code_book() -> CodeBook:
    rows = [
        ("NNP", "", "NNP"),
        ("LUA", "NNP", "NNP"),
        ("RPH", "NNP", "NNP"),
        ("ODT", "", "PNN"),
        ("KKT", "", ""),
    ]
    codes = [
        LandCode(code=code, name_vi="", name_en="", parent=parent, group=group, status="", hex="")
        for code, parent, group in rows
    ]
    former = FormerCode(code="LUN", name="Lúa nương", current=("LUA", "RPH"), relation=Relation.UNSURE)
    return build_code_book({one.code: one for one in codes}, [former])


@pytest.mark.parametrize(
    ("code", "asked", "kin"),
    [
        ("LUN", "LUA", Kin.MAY), ("LUN", "NNP", Kin.YES), ("LUN", "ODT", Kin.NO), ("KKT", "ODT", Kin.MAY),
        ("LUC+ONT", "LUA", Kin.MAY), ("NNP", "LUA", Kin.MAY), ("LUA", "NNP", Kin.YES), ("RPH", "LUA", Kin.NO),
    ],
)  # fmt: skip
def test_which_land_is_of_which_type(code, asked, kin):
    assert Kinship(book=code_book()).of(code, asked) is kin


def test_land_that_may_be_of_a_type_makes_its_extent_a_least():
    part = Measured(by_code=(("LUA", 3.0), ("NNP", 2.0)), is_least=False, is_most=False)
    found = extent_of([part], "LUA", Kinship(book=code_book()))
    assert (found.area_ha, found.is_least) == (3.0, True)
    assert extent_of([part], "NNP", Kinship(book=code_book())).is_least is False
