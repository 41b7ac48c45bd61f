"""The tables of lines that were found: length, cost and stability of each, and what each meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from layers.routing.decimals import with_comma
from views import numbers
from views.corridors.html_table import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.routing.causes import Cause
    from layers.routing.model import Route, Routes
    from views.corridors.html_table import Cell
    from views.text import Text


WHOLE = ("line", "ask", "line_length", "cost", "dearer", "shared", "staying", "line_band")
BRIEF = ("line", "ask", "line_length", "cost")
"""Columns of the table below the map, and of the one beside it."""


def lines_table(found: Routes, text: Text, columns: Sequence[str] = WHOLE) -> Rows:
    """Return a row for each line, the best first."""
    told = [_told(route, found, text) for route in found.routes]
    return Rows(
        headings=[text(f"corridor.{name}") for name in columns],
        rows=[[row[name] for name in columns] for row in told],
        words=2,
        loud=frozenset(place for place, route in enumerate(found.routes) if route.ask or found.unasked),
    )


def _told(route: Route, found: Routes, text: Text) -> dict[str, Cell]:
    language, is_first = text.language, route.number == 1
    return {
        "line": number_mark(route.number),
        "ask": ask_words(route, found, text),
        "line_length": numbers.number(route.length_m / 1000, language, 1),
        "cost": numbers.number(route.cost_m / 1000, language, 1),
        "dearer": numbers.NOTHING if is_first else numbers.percent(route.dearer_share, language),
        "shared": numbers.NOTHING if is_first else numbers.percent(route.shared_share, language),
        "staying": numbers.percent(route.staying_share, language),
        "line_band": numbers.number(float(route.band.area) / 10_000, language, 0),
    }


def ask_words(route: Route, found: Routes, text: Text) -> str:
    """Return whether somebody has to be asked; where something could not be checked that is never a no."""
    if route.ask:
        return text("corridor.ask_yes")
    return text("corridor.ask_not_checked") if found.unasked else text("corridor.ask_none_known")


def causes_table(found: Routes, text: Text) -> Rows:
    """Return a row for each kind of land that a line meets, with its length and cost on every line."""
    met = {cause.class_id: cause for route in found.routes for cause in route.causes}
    most = {
        class_id: max(
            cause.cost_m for route in found.routes for cause in route.causes if cause.class_id == class_id
        )
        for class_id in met
    }
    ordered = sorted(met, key=lambda class_id: (-most[class_id], class_id))
    rows = []
    for class_id in ordered:
        cause = met[class_id]
        ask = text("corridor.ask_yes") if cause.ask else ""
        rows.append(
            [text.of(cause, "name"), _treated(cause, text), ask]
            + [_met(route, class_id, text) for route in found.routes]
        )
    heads = [number_mark(route.number) for route in found.routes]
    return Rows(
        headings=[text("corridor.class"), text("corridor.treatment"), text("corridor.ask"), *heads],
        rows=rows,
        words=3,
        loud=frozenset(place for place, class_id in enumerate(ordered) if met[class_id].ask),
    )


def _treated(cause: Cause, text: Text) -> str:
    """Return how a kind of land is weighed; a factor of 1 goes without saying."""
    words = text("corridor.treat_" + cause.treatment)
    if cause.factor == 1:
        return words
    factor = f"{cause.factor:g}"
    return f"{words} × {with_comma(factor) if text.language == 'vi' else factor}"


def _met(route: Route, class_id: str, text: Text) -> Markup | str:
    cause = next((one for one in route.causes if one.class_id == class_id), None)
    if cause is None:
        return numbers.NOTHING
    sign = "+" if cause.cost_m >= 0 else "−"
    return Markup("{} km<br><small>{}{}</small>").format(
        numbers.number(cause.length_m / 1000, text.language, 2),
        sign,
        numbers.number(abs(cause.cost_m) / 1000, text.language, 2),
    )


def number_mark(number: int) -> Markup:
    """Return the number of a line in its colour."""
    return Markup('<i class="number-{0}">{0}</i>').format(number)
