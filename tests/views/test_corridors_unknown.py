"""Corridors: what is not known, not told or not whole is never 0 in calm colours."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from layers.corridor.compare import compare
from layers.corridor.drawn import drawn_axis
from layers.corridor.model import Note
from views.corridors import profile_part
from views.corridors.compare_table import comparison_table, measured_of
from views.corridors.figures import figures_html
from views.corridors.html_table import Rows, table_html
from views.corridors.made import Wanted, profile_for
from views.corridors.tables import consult_table, projects_table, zones_table
from views.store import store_for
from views.text import Text

DAY = date(2026, 11, 26)
WEST, SOUTH = 540_000.0, 2_470_000.0
VI = Text("vi")


@pytest.fixture
def made(store, officer):  # noqa: ARG001 - sets the province
    """Return the profile of a line through a corner that has neither project nor guarded zone."""
    own = store_for(officer)
    axis = drawn_axis(own, [(WEST + 500, SOUTH + 8500), (WEST + 3000, SOUTH + 8500)], crs=own.province.crs)
    return profile_for(own, Wanted(axis=axis, width_m=200.0, as_of=DAY), officer.person)


def without_rules(made):
    return replace(made, consult=made.consult.iloc[:0])


def lacking_rows(made, group):
    """Return the profile after an import that lost a row of a layer of that group."""
    first = next(one for one in made.basis if one.layer.family == "sites")
    layer = first.layer.model_copy(
        update={"id": "park", "family": "park", "group": group, "name_en": "Park", "missing_rows": 1}
    )
    return replace(made, basis=(*made.basis, replace(first, layer=layer)))


def figure(made, word):
    """Return the mark and the number of a headline."""
    html = str(figures_html(made, "landuse-plan", VI))
    found = re.search(rf'<div class="(\w*)"><span>{re.escape(VI(word))}</span><b>([^<]*)</b>', html)
    return found.groups()


def count(name, table, made):
    return profile_part._count(name, table, made)


def test_without_a_rule_in_force_nobody_knows_whom_to_ask(made):
    none = without_rules(made)
    assert figure(none, "corridor.must_ask") == ("unknown", "?")
    assert VI("corridor.no_rules") in str(figures_html(none, "", VI))
    assert count("consult", consult_table(none, VI), none) == "?"
    assert count("consult", consult_table(made, VI), made) != "?"


def test_zones_are_none_only_where_every_guarded_layer_is_whole(made):
    assert figure(made, "corridor.guarded") == ("", "0")
    short = lacking_rows(made, "protected")
    assert figure(short, "corridor.guarded") == ("unknown", "?")
    assert count("zones", zones_table(short, VI), short) == "?"
    assert figure(lacking_rows(made, "landuse"), "corridor.guarded") == ("", "0")


def test_a_zone_without_a_place_leaves_the_number_of_zones_open(made):
    whole = lacking_rows(made, "protected")
    layer = whole.basis[-1].layer.model_copy(update={"missing_rows": 0})
    basis = (*made.basis, replace(whole.basis[-1], layer=layer))
    broken = Note(kind="broken", en="Park: 1 cannot be used and may lie in the band: Z1.", vi="x")
    assert figure(replace(made, basis=basis), "corridor.guarded") == ("", "0")
    assert figure(replace(made, basis=basis, notes=(broken,)), "corridor.guarded") == ("unknown", "?")


def test_a_tab_of_projects_counts_none_only_where_all_have_a_place(made):
    # P3 of the tiny province has no footprint yet.
    assert count("projects", projects_table(made, VI), made) == "?"
    placed = replace(made, notes=())
    assert count("projects", projects_table(placed, VI), placed) == "0"
    one = Rows(headings=["x"], rows=[["x"]], words=1)
    assert count("land", one, lacking_rows(made, "landuse")) == "≥ 1"


def test_a_comparison_without_rules_says_so_in_its_place(made):
    both = compare([without_rules(made), without_rules(made)])
    sections = measured_of(both, "landuse-plan", everything=False)
    asked = [part for part in sections if part[0] == "asked"]
    table = comparison_table(both, asked, {}, VI)
    assert table.loud == {1, 2}
    html = str(table_html(table, "x"))
    assert VI("corridor.section_asked") in html
    assert html.count(">?</b>") == 4


def test_zones_are_compared_layer_by_layer_and_protected_ones_first(made):
    whole = lacking_rows(made, "protected")
    zones = pd.DataFrame(
        [
            {"layer_id": layer, "group": group, "restricted": False, "zone_id": "Z", "name": "", "code": ""}
            | {"from_km": 0.0, "to_km": 1.0, "length_km": 1.0, "area_ha": area}
            for layer, group, area in (("landuse-plan", "water", 5.0), ("park", "protected", 3.0))
        ]
    )
    both = compare([whole, replace(whole, zones=zones)])
    sections = [part for part in measured_of(both, "landuse-plan", everything=False) if part[0] == "zones"]
    order = [row.layer_id for row in sections[0][1]]
    assert order == sorted(order, key=lambda layer: layer != "park")
    assert order.count("park") > 1
    html = str(table_html(comparison_table(both, sections, {}, VI), "x"))
    assert html.index(whole.basis[-1].layer.name_vi) < html.index(VI.known("corridor.measure", "zones_count"))
