"""A command sees what the page of the same person sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import shapely

from geo.errors import RanhError
from layers.corridor.seen import FolderSeen
from layers.errors import ProvinceError
from layers.province import open_province
from layers.withheld import NOTHING
from squares import EAST, NORTH, square, write
from views.faces import ExactStore, OfficerStore, PublicStore
from views.store import Whole


def told(province):
    return FolderSeen(whole=province, is_exact=False)


def test_the_told_face_has_no_restricted_layer(province):
    seen = told(province)
    assert "defence" not in [layer.id for layer in seen.province.layers]
    with pytest.raises(ProvinceError):
        seen.layer("defence")


def test_the_exact_face_has_all(province):
    seen = FolderSeen(whole=province, is_exact=True)
    assert len(seen.layer("defence").zones) == 1
    assert seen.layer("landuse").zones["code"].tolist() == ["LUC", "RPH", "ODT", "CQP"]


def test_command_and_page_see_the_same_layers(province):
    page, command = Whole(province, "state").told, told(province)
    assert page.province.layers == command.province.layers
    for layer in command.province.layers:
        ours, theirs = command.layer(layer.id), page.layer(layer.id)
        assert ours.sha256 == theirs.sha256, layer.id
        assert ours.zones.drop(columns="geometry").equals(theirs.zones.drop(columns="geometry"))
        assert ours.zones.geometry.geom_equals_exact(theirs.zones.geometry, 0).all()
    assert (page.is_exact, command.is_exact) == (False, False)


def test_every_face_knows_what_is_withheld_and_the_exact_one_that_nothing_is(province):
    whole = Whole(province, "state")
    ours = told(province).withheld()
    assert ours.area.bounds == (501_000, 2_451_000, 502_500, 2_452_500)
    assert ours.families == {"defence"}
    officer, public = OfficerStore(whole.told, frozenset({"01"})), PublicStore(whole.told)
    assert [face.withheld() for face in (whole.told, officer, public)] == [ours] * 3
    exact = [FolderSeen(whole=province, is_exact=True), ExactStore(whole, (), "session")]
    assert [face.withheld() for face in exact] == [NOTHING] * 2


def test_whether_a_place_is_withheld_is_asked_by_many_at_once(province):
    """A prepared area that threads share ends the process: GEOS builds its index at the first question."""
    points = [
        shapely.Point(EAST + x, NORTH + y) for x in range(500, 3000, 250) for y in range(500, 3000, 250)
    ]
    area = told(province).withheld().area
    expected = [bool(shapely.dwithin(area, point, 100.0)) for point in points]
    assert {True, False} == set(expected)
    for _ in range(5):
        withheld = told(province).withheld()
        assert withheld.area is not withheld.area
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(lambda w=withheld: [w.is_near(p, 100.0) for p in points]) for _ in range(4)]
        assert [one.result() for one in asked] == [expected] * 4
    assert not NOTHING.is_near(points[0], 1e6)


def test_what_cannot_be_told_in_full_names_no_layer(folder):
    write(folder / "defence.gpkg", {"zone": ["d1", "d2"]}, [square(1000, 1000), None])
    province = open_province(folder)
    for face in (told(province), Whole(province, "state").told):
        with pytest.raises(RanhError) as refused:
            face.withheld()
        assert "efence land" not in refused.value.en
