"""How near to the withheld squares a rule may be about what they hide: asked alike by checks, bands, drawings."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from layers.catalogue import LayerUse
from layers.layer import Layer
from layers.reach import hidden_within_m
from layers.rules import Rule

DAY = date(2026, 11, 26)


def rule(layer, **more):
    words = ("theme", "citation", "when_conflict_vi", "when_conflict_en", "when_clear_vi", "when_clear_en")
    values = {"id": "R", "layer": layer, "severity": "high", "citation_status": "confirmed"}
    return Rule.model_validate(values | dict.fromkeys(words, "-") | more)


def use(family, group, *, belt_m=0.0, accuracy_m=None):
    layer = Layer(
        id=family, family=family, name_vi="-", name_en="-", file="-", group=group, accuracy_m=accuracy_m
    )
    zones = gpd.GeoDataFrame({"belt_m": [belt_m]}, geometry=[shapely.Point(0, 0)])
    return LayerUse(layer=layer, data=SimpleNamespace(zones=zones))


@pytest.mark.parametrize(
    ("asked", "used", "expected"),
    [
        (rule("park", kind="overlap"), use("park", "protected"), 0.0),
        (rule("park", kind="overlap", near_m=50.0), use("park", "protected", accuracy_m=5.0), 55.0),
        (
            rule("park", kind="distance", distance_field="belt_m", near_m=10.0),
            use("park", "protected", belt_m=70.0),
            70.0,
        ),
        # Their shapes owe nothing to restricted land: the squares hide nothing of them.
        (rule("roads", kind="overlap", near_m=50.0), use("roads", "corridor"), None),
        (rule("sites", kind="overlap", near_m=50.0), use("sites", "protected"), None),
        # Of a layer that is not there nothing can be hidden: the rule says so itself.
        (rule("park", kind="overlap"), use("lakes", "water"), None),
    ],
)
def test_as_far_as_the_rule_looks_and_lines_are_off(asked, used, expected):
    others = use("forest", "protected", belt_m=900.0, accuracy_m=900.0)
    assert hidden_within_m(asked, [used, others], DAY, None) == expected


def test_the_error_of_footprints_counts_as_well():
    uses = [use("park", "protected", accuracy_m=3.0)]
    assert hidden_within_m(rule("park", kind="overlap"), uses, DAY, 4.0) == 5.0
