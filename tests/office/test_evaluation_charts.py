"""The charts of an evaluation report: what is broken has its bar, whatever its target is."""

import pytest

from layers.targets.bounds import Bound
from layers.targets.figure import Basis, Figure
from layers.targets.row import Moved, Present, Row
from layers.targets.units import Level, UnitKey
from office.evaluation.charts import WIDEST, land_chart
from office.evaluation.words import PlanWords


def row(code, target_ha, present_ha):
    return Row(
        unit=UnitKey(level=Level.PROVINCE, code="x"), code=code, year=2030, is_overlay=False,
        bound=Bound.AT_MOST, bound_confidence="", target=Figure(area_ha=target_ha, basis=Basis.LOADED),
        present=Present(area_ha=present_ha), decided=Moved(), pending=Moved(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target_ha", "present_ha", "length", "told"),
    [
        (0.0, 5.0, WIDEST, "5,00 / 0,00 ha"),
        (0.0, 0.0, 0.0, "0,00 / 0,00 ha"),
        (10.0, 5.0, 0.5, "5,00 / 10,00 ha (50"),
    ],
)
def test_a_target_of_nothing_has_a_bar_and_no_share(target_ha, present_ha, length, told):
    (bar,) = land_chart([row("ODT", target_ha, present_ha)], PlanWords("vi")).bars
    assert (bar.values, bar.is_loud) == ((length,), present_ha > target_ha)
    assert bar.told.startswith(told)
    assert ("%" in bar.told) == bool(target_ha)


def test_what_has_no_target_has_no_bar():
    assert land_chart([row("ODT", None, 5.0)], PlanWords("vi")) is None
