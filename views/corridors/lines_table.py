"""The tables of lines that were found: length, cost and stability of each, and what each meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from views import numbers
from views.corridors.html_table import Rows

if TYPE_CHECKING:
    from layers.routing.model import Route, Routes
    from views.text import Text


def lines_table(found: Routes, text: Text) -> Rows:
    """Return a row for each line, the best first."""
    language = text.language
    rows = [
        [
            number_mark(route.number),
            ask_words(route, found, text),
            numbers.number(route.length_m / 1000, language, 1),
            numbers.number(route.cost_m / 1000, language, 1),
            numbers.percent(route.dearer_share, language) if route.number > 1 else numbers.NOTHING,
            numbers.percent(route.shared_share, language) if route.number > 1 else numbers.NOTHING,
            numbers.percent(route.staying_share, language),
            numbers.number(float(route.band.area) / 10_000, language, 0),
        ]
        for route in found.routes
    ]
    names = ("line", "ask", "line_length", "cost", "dearer", "shared", "staying", "line_band")
    return Rows(
        headings=[text(f"corridor.{name}") for name in names],
        rows=rows,
        words=2,
        loud=frozenset(place for place, route in enumerate(found.routes) if route.ask or found.unasked),
    )


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
        treated = text("corridor.treat_" + cause.treatment)
        factor = numbers.number(cause.factor, text.language, 2)
        rows.append(
            [text.of(cause, "name"), f"{treated} × {factor}", ask]
            + [_met(route, class_id, text) for route in found.routes]
        )
    heads = [number_mark(route.number) for route in found.routes]
    return Rows(
        headings=[text("corridor.class"), text("corridor.treatment"), text("corridor.ask"), *heads],
        rows=rows,
        words=3,
        loud=frozenset(place for place, class_id in enumerate(ordered) if met[class_id].ask),
    )


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
