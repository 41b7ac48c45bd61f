"""The examples in the docstrings of the web side hold."""

import doctest
import importlib

import pytest

MODULES = [
    "administration.drawn",
    "administration.trail_part",
    "cases.said",
    "columns",
    "corridors.chosen",
    "corridors.html_table",
    "corridors.own_lines",
    "corridors.sides",
    "handing",
    "import_source",
    "import_tables",
    "import_target",
    "login",
    "numbers",
    "offline",
    "own_names",
    "palette",
    "plain",
    "printing.paper",
    "printing.route",
    "search_coordinates",
    "search_index",
    "slivers",
    "terminal",
    "text",
    "themes",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    outcome = doctest.testmod(importlib.import_module(f"views.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
