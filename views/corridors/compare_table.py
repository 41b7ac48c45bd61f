"""The table of a comparison: measures side by side, the largest and smallest marked, differences told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from layers.corridor.compare import SAME
from views import numbers
from views.corridors.html_table import Rows
from views.corridors.tables import WHAT_STANDS_IN_THE_WAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from layers.codes import LandCode
    from layers.corridor.compare import Comparison
    from views.text import Text

SECTIONS = {
    "whole": ("length", "area", "communes", "intervals"),
    "asked": ("must_ask", "not_checked"),
    "zones": ("zones_count", "zones_area", "zones_length"),
    "projects": ("projects", "project_area", "project_length", "capital", "capital_unknown"),
    "unknown": ("blank", "blank_length"),
    "land": ("land", "land_length"),
}
"""Section -> its measures; the first that a planner asks for stand first."""

ASKED = frozenset(SECTIONS["asked"])
OF_PERIOD = frozenset({"land", "land_length", "blank", "blank_length"})
LOUD = frozenset({"must_ask", "not_checked", "blank", "blank_length"})
MOST, LEAST = "▲", "▼"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One row of a comparison."""

    measure: str
    layer_id: str
    item: str
    unit: str
    amounts: tuple[float, ...]

    @property
    def differs(self) -> bool:
        """Whether the values are not all the same."""
        known = [value for value in self.amounts if not math.isnan(value)]
        return len(known) < len(self.amounts) or max(known) - min(known) > SAME


def measured_of(made: Comparison, period: str, *, everything: bool) -> list[tuple[str, list[Measured]]]:
    """
    Return the sections with their rows.

    Parameters
    ----------
    period
        Id of the layer of land that is told.
    everything
        Also what is the same for all, and land of other periods.
    """
    wide = made.wide
    columns = [f"value_{number}" for number in range(len(made.profiles))]
    found = []
    for section, measures in SECTIONS.items():
        rows = [row for measure in measures for row in _rows(wide[wide["measure"] == measure], columns)]
        if not everything:
            rows = [row for row in rows if row.measure not in OF_PERIOD or row.layer_id == period]
            rows = [row for row in rows if row.differs or section in {"whole", "asked"}]
        if section == "zones":  # what is asked of one layer stands together, the gravest layers first
            rows.sort(key=_rank_of(made))
        if section == "asked" and not rows:  # no rule is in force, or none may be told: never left out
            unknown = (math.nan,) * len(columns)
            rows = [Measured(measure=one, layer_id="", item="", unit="", amounts=unknown) for one in measures]
        if rows:
            found.append((section, rows))
    return found


def _rank_of(made: Comparison) -> Callable[[Measured], tuple[bool, int]]:
    """Return how rows about zones are sorted: the grave ones, then as the province has them."""
    layers = {one.layer.id: one.layer for profile in made.profiles for one in profile.basis}
    places = {layer_id: place for place, layer_id in enumerate(layers)}
    grave = {layer_id for layer_id, layer in layers.items() if layer.group in WHAT_STANDS_IN_THE_WAY}
    return lambda row: (row.layer_id not in grave, places.get(row.layer_id, len(places)))


def _rows(part: pd.DataFrame, columns: Sequence[str]) -> Iterator[Measured]:
    for row in part.to_dict("records"):
        yield Measured(
            measure=str(row["measure"]),
            layer_id=str(row["layer_id"]),
            item=str(row["item"]),
            unit=str(row["unit"]),
            amounts=tuple(float(row[column]) for column in columns),
        )


def comparison_table(
    made: Comparison,
    sections: Sequence[tuple[str, Sequence[Measured]]],
    codes: Mapping[str, LandCode],
    text: Text,
) -> Rows:
    """Return the table; its rows have a heading for each section."""
    layers = {one.layer.id: text.of(one.layer, "name") for profile in made.profiles for one in profile.basis}
    rows: list[list[str | Markup]] = []
    sums, loud = set(), set()
    for section, measured in sections:
        sums.add(len(rows))
        rows.append([text("corridor.section_" + section), *[""] * (len(made.profiles) + 1)])
        for row in measured:
            unknown = row.measure in ASKED and any(map(math.isnan, row.amounts))
            if unknown or (row.measure in LOUD and any(value > 0 for value in row.amounts)):
                loud.add(len(rows))
            unit = text.known("corridor.unit", row.unit)
            rows.append([_words(row, layers, codes, text), unit, *_cells(row, text)])
    heads = [
        Markup('<i class="number-{0}">{0}</i> {1}<br><small>{2}</small>').format(
            number + 1, profile.axis.name(text.language), _width(profile.width_m, text)
        )
        for number, profile in enumerate(made.profiles)
    ]
    return Rows(
        headings=[text("corridor.measure"), text("corridor.unit"), *heads],
        rows=rows,
        words=2,
        sums=frozenset(sums),
        loud=frozenset(loud),
    )


def _width(width_m: float, text: Text) -> str:
    if not width_m:
        return text("corridor.no_width")
    return text("corridor.wide", width=numbers.number(width_m, text.language, 0))


def _words(row: Measured, layers: Mapping[str, str], codes: Mapping[str, LandCode], text: Text) -> Markup:
    layer = layers.get(row.layer_id, row.layer_id)
    measure = text.known("corridor.measure", row.measure)
    if row.item in codes:  # the code is what tells one row from the next
        head, more = f"{row.item} {text.of(codes[row.item], 'name')}".strip(), [measure, layer]
    elif row.item:
        head, more = measure, [text.known("corridor.kind", row.item), layer]
    elif row.measure in SECTIONS["zones"] and layer:
        head, more = layer, [measure]
    else:
        head, more = measure, [layer]
    return Markup("{} <small>{}</small>").format(head, " · ".join(part for part in more if part))


def _cells(row: Measured, text: Text) -> list[Markup]:
    known = [value for value in row.amounts if not math.isnan(value)]
    differs = len(known) > 1 and max(known) - min(known) > SAME
    cells = []
    for number, value in enumerate(row.amounts):
        mark = ""
        if differs and not math.isnan(value):
            mark = MOST if max(known) - value <= SAME else LEAST if value - min(known) <= SAME else ""
        shown = Markup('<b class="{}">{}</b>{}').format(
            {MOST: "most", LEAST: "least"}.get(mark, ""), f"{mark} {_told(value, row, text)}".strip(),
            _difference(value, row, text) if number else "",
        )  # fmt: skip
        cells.append(shown)
    return cells


def _told(value: float, row: Measured, text: Text) -> str:
    if math.isnan(value) and row.measure in ASKED:
        return "?"
    return _amount(value, row.unit, text)


def _amount(value: float, unit: str, text: Text) -> str:
    if unit == "ha":
        return numbers.area_ha(value, text.language)
    return numbers.number(value, text.language, 2 if unit == "km" else 0)


def _difference(value: float, row: Measured, text: Text) -> Markup:
    """Return the difference to the first one, with its share where that is not 0."""
    first = row.amounts[0]
    difference = value - first
    if math.isnan(difference):
        return Markup("<small>{}</small>").format(text("corridor.cannot_compare"))
    if abs(difference) <= SAME:
        return Markup("<small>=</small>")
    sign = "+" if difference > 0 else "−"
    told = f"{sign}{_amount(abs(difference), row.unit, text)}"
    if first > 0:
        told += f" ({sign}{numbers.percent(abs(difference) / first, text.language)})"
    return Markup("<small>{}</small>").format(told)
