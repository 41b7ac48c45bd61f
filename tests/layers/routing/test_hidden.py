"""Restricted land that nobody without the right can see is never taken for absent."""

from __future__ import annotations

import pytest
from covers import cover_of, squares_at

from layers.approved_cover import CoverFamily
from layers.province import open_province
from routing_lands import WEIGHTS, at, route, with_park
from squares import square

CORNER = [square(9000, 9000, 50)]
ENDS = at(2000, 5250), at(8000, 5250)
DEFENCE = 'file = "defence.gpkg"\n'
UNSURE = "Where Defence lies on 2026-11-01 is not known in full"
UNNAMED = "The weights have no class for restricted land ('defence')"


def changed(folder, name, old, new):
    """Change a file of the province and open it anew."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return open_province(folder)


def without_defence():
    """Return weights without a class for defence land."""
    start = WEIGHTS.index('[[class]]\nid = "defence"')
    return WEIGHTS[:start] + WEIGHTS[WEIGHTS.index('[[class]]\nid = "rice"') :]


@pytest.mark.parametrize("said", ["effective_to = 2020-01-01\n", "missing_rows = 7\n"])
def test_a_restricted_layer_that_does_not_say_all_on_the_day_leaves_no_line_clear(folder, said):
    with_park(folder, CORNER, defence=square(5010, 9010, 20))
    province = changed(folder, "province.toml", DEFENCE, DEFENCE + said)
    ((en, vi),) = route(province, *ENDS).unasked
    assert en.startswith(UNSURE)
    assert "Ngày 2026-11-01 chưa rõ hết vị trí Đất quốc phòng" in vi


def test_rows_missing_of_a_version_of_another_day_are_no_doubt(folder):
    with_park(folder, CORNER, defence=square(5010, 9010, 20))
    old = DEFENCE + "missing_rows = 7\neffective_to = 2020-01-01\n"
    text = (folder / "province.toml").read_text(encoding="utf-8")
    layer = text[text.index('[[layer]]\nid = "defence"') : text.index('[[layer]]\nid = "park"')]
    new = layer.replace(DEFENCE, old).replace('id = "defence"', 'id = "defence_old"')
    province = changed(folder, "province.toml", layer, layer + "\n" + new)
    assert route(province, *ENDS).unasked == ()


def test_a_cover_that_is_of_another_day_leaves_no_line_clear(folder):
    province = with_park(folder, CORNER, defence=square(5010, 9010, 20))
    squares = squares_at((5010, 9010))
    period = {"effective_to": "2020-01-01"}
    old, always = (CoverFamily.model_validate({"squares": squares, "periods": p}) for p in ([period], []))
    for family, doubts in ((old, 1), (always, 0)):
        covered = province.model_copy(update={"cover": cover_of({"defence": family}), "needs_cover": True})
        assert [en[: len(UNSURE)] for en, _ in route(covered, *ENDS).unasked] == [UNSURE] * doubts


def test_a_distance_that_the_cover_does_not_know_leaves_no_line_clear(folder):
    with_park(folder, CORNER, defence=square(5010, 9010, 20))
    rule = '[[rule]]\nid = "DEF-99"\ntheme = "d"\nkind = "distance"\nlayer = "defence"\nseverity = "high"\n'
    rule += 'distance_field = "belt_m"\nnear_m = 500.0\ncitation = "x"\ncitation_status = "confirmed"\n'
    rule += "".join(f'when_{w}_{t} = "-"\n' for w in ("conflict", "clear") for t in ("vi", "en"))
    with (folder / "rules.toml").open("a", encoding="utf-8") as file:
        file.write(rule)
    province = changed(folder, "route_weights.toml", 'layer = "defence"', 'rule = "DEF-99"')
    squares = squares_at((5010, 9010))
    for reaches, doubts in (({}, 1), ({"belt_m": 500.0}, 0)):
        family = CoverFamily(squares=squares, reaches_m=reaches)
        covered = province.model_copy(update={"cover": cover_of({"defence": family}), "needs_cover": True})
        assert len(route(covered, *ENDS).unasked) == doubts


def test_weights_that_do_not_speak_of_defence_land_say_so_with_the_right_and_without(folder):
    province = with_park(folder, CORNER, defence=square(5010, 5010, 20))
    (folder / "route_weights.toml").write_text(without_defence(), encoding="utf-8")
    ((en, vi),) = route(province, at(2000, 5020), at(8000, 5020), exact=True).unasked
    assert en.startswith(UNNAMED)
    assert "không có nhóm nào cho đất hạn chế ('defence')" in vi
    # The squares say it to the others, except on a day on which they do not hold all.
    assert "Withheld squares are entered by line 1" in route(province, at(5200, 5200), ENDS[1]).unasked[0][0]
    province = changed(folder, "province.toml", DEFENCE, DEFENCE + "effective_to = 2020-01-01\n")
    assert route(province, *ENDS).unasked[0][0].startswith(UNNAMED)


def warned(folder, swap, at_m, *more):
    """Return what is said of a line so many metres north of the lower edge of the middle square."""
    changed(folder, "route_weights.toml", *swap)
    province = open_province(folder)
    cover = cover_of({"defence": CoverFamily(squares=squares_at((5010, 5010)), **dict(more))})
    for known in (province, province.model_copy(update={"cover": cover, "needs_cover": True})):
        found = route(known, at(2000, at_m), at(8000, at_m))
        yield found.routes[0].ask, [en for en, _ in found.unasked]


def test_a_distance_of_restricted_land_reaches_out_of_its_square(folder):
    with_park(folder, CORNER, defence=square(5010, 5010, 20))
    swap = 'layer = "defence"', 'layer = "defence"\nwithin_m = 700.0'
    for ask, (said,) in warned(folder, swap, 4100):
        assert ask
        # A step of the cover, not the distance itself: carried distances of sealed zones are not told.
        assert said.startswith("Withheld squares are within 1000 m of line 1")


def test_beyond_the_distance_of_restricted_land_there_is_no_doubt(folder):
    with_park(folder, CORNER, defence=square(5010, 5010, 20))
    swap = 'layer = "defence"', 'layer = "defence"\nwithin_m = 700.0'
    assert list(warned(folder, swap, 3900)) == [(False, []), (False, [])]


def test_the_maps_error_reaches_out_of_the_square(folder):
    with_park(folder, CORNER, defence=square(5010, 5010, 20))
    changed(folder, "province.toml", DEFENCE, DEFENCE + "accuracy_m = 80.0\n")
    same = 'id = "park"', 'id = "park"'
    for ask, (said,) in warned(folder, same, 4920, ("accuracy_m", 100.0)):
        assert ask
        assert said.startswith("Withheld squares are within 100 m of line 1")


def test_land_that_has_to_be_asked_about_may_lie_just_beyond_the_square(folder):
    # Rice is cut out under the square, so that what lies 500 m around it is not known there either.
    with_park(folder, CORNER, defence=square(5010, 5010, 20))
    swap = 'codes = ["LUA"]', 'codes = ["LUA"]\nwithin_m = 600.0'
    for ask, (said,) in warned(folder, swap, 4450):
        assert ask
        assert said.startswith("Withheld squares are within 600 m of line 1")


def test_an_open_layer_that_is_called_restricted_is_asked_all_the_same(folder):
    with_park(folder, [square(5000, 2000, 5, 6000)])
    province = changed(folder, "route_weights.toml", 'layer = "park"', 'layer = "park"\nrestricted = true')
    assert route(province, *ENDS).routes[0].length_m > 1.05 * 6000
