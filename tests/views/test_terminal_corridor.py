"""Corridors in a terminal: what is not known or not told is no number and no empty table."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from layers.corridor.compare import compare
from layers.corridor.drawn import drawn_axis
from layers.corridor.profile import profile
from layers.corridor.seen import FolderSeen
from layers.province import open_province
from office.corridors import told_to
from office.people import Person, Role
from squares import EAST, NORTH, square, write
from views.terminal_corridor import show_comparison, show_profile

VIEWER = Person(id=1, name="an", full_name="", role=Role.PUBLIC_VIEWER)


@pytest.fixture
def made(folder):
    """Return two profiles: two projects, of which one has a known capital, and one without."""
    names = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"], "capital_bn_vnd": [1500.0, None]}
    write(folder / "sites.gpkg", names, [square(0, 400), square(600, 400)])
    seen = FolderSeen(whole=open_province(folder), is_exact=False)

    def of(west, east):
        points = [(EAST + west, NORTH + 450), (EAST + east, NORTH + 450)]
        return profile(seen, drawn_axis(seen, points, crs="EPSG:9205"), 50, date(2026, 11, 1))

    return of(0, 900), of(500, 900)


def printed(show, *what, language="en"):
    out, err = (Console(file=io.StringIO(), width=200) for _ in range(2))
    show(out, err, *what, language)
    return out.file.getvalue(), err.file.getvalue()


def test_a_capital_that_is_not_known_is_no_number(made):
    out, _ = printed(show_comparison, compare(made))
    (line,) = [line for line in out.splitlines() if line.strip().startswith("Known capital")]
    assert line.split()[-2:] == ["1,500.00", "–"]


def test_who_may_not_see_rules_gets_no_empty_table(made):
    assert "Consult" in printed(show_profile, made[0])[0]
    out, err = printed(show_profile, told_to(made[0], VIEWER))
    assert "Consult" not in out
    assert "Your account may not see what the rules say" in err


def test_without_a_rule_in_force_a_sentence_stands_in_place_of_a_table(made):
    none = [replace(one, consult=one.consult.iloc[:0]) for one in made]
    out, _ = printed(show_profile, none[0])
    assert "Consult" not in out
    assert "No rule is in force on this day." in out
    assert "No rule is in force on this day." in printed(show_comparison, compare(none))[0]


def test_a_capital_is_written_as_the_language_writes_numbers(made):
    out, _ = printed(show_profile, made[0], language="vi")
    assert "1.500" in out
    assert "1500.0" not in out
