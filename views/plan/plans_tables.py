"""Comparisons as tables to look at, each row with the way onto the map."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from layers.rfc7946 import plain_value
from views import numbers
from views.corridors.html_table import Cell, Rows
from views.plan.drawn import decision_html, told_day

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    import pandas as pd

    from views.text import Text

    Links = Callable[[Hashable], str]
    """Row -> address of its place on the map, "" where it has none."""

TWO_LINES = Markup("{}<br><small>{}</small>")
STATE = Markup('<b class="state {}">{}</b>')
LOUD = frozenset({"misfit", "conflict", "successive"})
ASK = "ask"


def plan_rows(pairs: pd.DataFrame, zones: pd.DataFrame, text: Text) -> Rows:
    """Return pairs of plans with their hectares; below them where the office must be asked."""
    records = _records(pairs)
    rows: list[list[Cell]] = [
        [
            _plan(row, "lower", text),
            _plan(row, "upper", text),
            _days(row["common_from"], row["common_to"], text),
            _area(row["fits_ha"], text, is_sure=row["is_sure"]),
            _area(row["misfit_ha"], text, is_sure=row["is_sure"]),
            _area(row["unclear_ha"], text, is_sure=row["is_sure"]),
            str(row["misfits"] + row["unclear"] + row["unresolved"]),
            str(row["noise"]),
        ]
        for row in records
    ]
    loud = frozenset(at for at, row in enumerate(records) if row["misfits"])
    asks = zones[zones["state"] == ASK]
    for _, of_plan in asks.groupby("lower_layer_id", sort=False):
        first = _records(of_plan.head(1))[0]
        told = text(
            "plan.plans_ask", area=numbers.area_ha(float(of_plan["lower_zone_ha"].sum()), text.language)
        )
        must = TWO_LINES.format(STATE.format(ASK, text.known("plans.state", ASK)), told)
        rows.append(
            [_plan(first, "lower", text), must, numbers.NOTHING, "?", "?", "?", str(len(of_plan)), ""]
        )
    names = ("lower", "upper", "common", "fits", "misfit", "unclear", "zones", "noise")
    return Rows(headings=_headings(names, text), rows=rows, words=3, loud=loud)


def zone_rows(table: pd.DataFrame, links: Links, text: Text) -> Rows:
    """Return pairs of zones that do not fit, or of which that is not known."""
    rows: list[list[Cell]] = [
        [
            STATE.format(_mark(row["state"]), text.known("plans.state", row["state"])),
            _zone(row, "lower", text),
            _zone(row, "upper", text) if row["upper_layer_id"] else numbers.NOTHING,
            _linked(row["commune_names"] or "?", links(at), text),
            _why(row, text),
            _sure(row, text),
            numbers.area_ha(row["area_ha"], text.language) if row["area_ha"] is not None else "?",
        ]
        for at, row in zip(table.index, _records(table), strict=True)
    ]
    names = ("state", "lower_zone", "upper_zone", "place", "why", "certainty", "area")
    return Rows(headings=_headings(names, text), rows=rows, words=6)


def pair_rows(table: pd.DataFrame, links: Links, text: Text) -> Rows:
    """Return pairs of projects in one place."""
    rows: list[list[Cell]] = [
        [
            STATE.format(_mark(row["state"]), text.known("plans.pair", row["state"])),
            _project(row, "one", text),
            _project(row, "other", text),
            _linked(row["commune_names"] or "?", links(at), text),
            TWO_LINES.format(text.known("plans.years", row["years"]), _years(row)),
            _sure(row, text),
            _metres(row, text) if row["place"] == "near" else _area(row["area_ha"], text),
        ]
        for at, row in zip(table.index, _records(table), strict=True)
    ]
    names = ("state", "project", "other_project", "place", "years", "certainty", "area")
    return Rows(headings=_headings(names, text), rows=rows, words=6)


def use_rows(table: pd.DataFrame, land: pd.DataFrame, links: Links, text: Text) -> Rows:
    """Return projects by part of a period with the land that is planned under them."""
    under: defaultdict[tuple[str, str], list[Markup]] = defaultdict(list)
    for row in _records(land):
        words = text.known("plans.fit", row["fit"])
        told = numbers.area_ha(row["area_ha"], text.language)
        under[row["id"], row["days_from"]].append(
            Markup('<span class="fit {}" title="{}">{} {}</span>').format(
                row["fit"], words, row["code"] or "?", told
            )
        )
    rows: list[list[Cell]] = [
        [
            STATE.format(_mark(row["state"]), _use(row, text)),
            _linked(row["id"], links(at), text, row["name"]),
            row["planned_code"] or "?",
            TWO_LINES.format(row["period"], _days(row["days_from"], row["days_to"], text)),
            Markup("; ").join(under[row["id"], row["days_from"]]) or numbers.NOTHING,
            _said(row, text),
            _sure(row, text),
            _area(row["outside_ha"], text),
        ]
        for at, row in zip(table.index, _records(table), strict=True)
    ]
    names = ("state", "project", "purpose", "period", "planned_land", "why", "certainty", "outside")
    return Rows(headings=_headings(names, text), rows=rows, words=7)


def gap_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return what was not compared, all of it."""
    rows = [[text.known("plans.gap", row["why"]), row["what"], row[text.language]] for row in _records(table)]
    return Rows(
        headings=_headings(("gap", "what", "why"), text), rows=rows, words=3, loud=frozenset(range(len(rows)))
    )


def _headings(names: Iterable[str], text: Text) -> list[str]:
    return [text("plan.plans_col_" + name) for name in names]


def _mark(state: str) -> str:
    return "loud" if state in LOUD else "" if state in {"fits", "near", "stopped"} else ASK


def _plan(row: dict[str, Any], side: str, text: Text) -> Markup:
    level = text.known("plans.level", row[f"{side}_level"])
    number, dated = (row[f"{side}_decision_{name}"] for name in ("number", "date"))
    decided = decision_html(number, told_day(dated, text) if dated else "", text)
    return Markup("{} ({})<br><small>{}</small>").format(row[f"{side}_name_{text.language}"], level, decided)


def _zone(row: dict[str, Any], side: str, text: Text) -> Markup:
    told = f"{row[f'{side}_zone_id']} {row[f'{side}_zone_name']}".strip()
    name = row[f"{side}_name_{text.language}"]
    return Markup("<b>{}</b> {}<br><small>{}</small>").format(row[f"{side}_code"] or "?", told, name)


def _project(row: dict[str, Any], side: str, text: Text) -> Markup:
    sector = row[f"{side}_sector_{text.language}"] or "?"
    stage = text.known("money.stage", row[f"{side}_stage"])
    capital = row[f"{side}_capital_bn_vnd"]
    money = "?" if capital is None else numbers.number(capital, text.language, 1)
    told = text(
        "plan.plans_project", sector=sector, phase=row[f"{side}_phase"] or "?", stage=stage, capital=money
    )
    return Markup("<b>{}</b> {}<br><small>{}</small>").format(row[f"{side}_id"], row[f"{side}_name"], told)


def _linked(words: str, address: str, text: Text, more: str = "") -> Markup:
    shown = TWO_LINES.format(words, more) if more else Markup("{}").format(words)
    if not address:
        return shown
    return Markup('<a href="{}" target="_blank" title="{}">{}</a>').format(
        address, text("plan.to_map"), shown
    )


def _why(row: dict[str, Any], text: Text) -> Markup:
    sure = row["confidence"]
    said = row[f"why_{text.language}"]
    return TWO_LINES.format(said, text.known("plan.plans_sure", sure)) if sure else Markup("{}").format(said)


def _use(row: dict[str, Any], text: Text) -> str:
    said = text.known("plans.use", row["state"])
    return said if row["stands"] else f"{said} ({text('plan.plans_later')})"


def _said(row: dict[str, Any], text: Text) -> Markup:
    said = row[f"why_{text.language}"]
    return TWO_LINES.format(said, row["citation"]) if row["citation"] else Markup("{}").format(said)


def _years(row: dict[str, Any]) -> str:
    return "" if row["common_from"] is None else f"{row['common_from']}-{row['common_to']}"


def _sure(row: dict[str, Any], text: Text) -> Cell:
    if not row["certainty"]:
        return numbers.NOTHING
    off_m = "?" if row["tolerance_m"] is None else numbers.number(row["tolerance_m"], text.language, 1)
    return TWO_LINES.format(text.known("certainty", row["certainty"]), f"± {off_m} m")


def _area(area_ha: float | None, text: Text, *, is_sure: bool = True) -> str:
    told = "?" if area_ha is None else numbers.area_ha(area_ha, text.language)
    return told if is_sure else f"{told} ?"


def _metres(row: dict[str, Any], text: Text) -> str:
    return "?" if row["distance_m"] is None else f"{numbers.number(row['distance_m'], text.language, 1)} m"


def _days(first: str, last: str, text: Text) -> str:
    unknown = text("plan.plans_not_stated")
    return f"{told_day(first, text) or unknown} - {told_day(last, text) or unknown}"


def _records(table: pd.DataFrame) -> Sequence[dict[str, Any]]:
    return [{str(k): plain_value(v) for k, v in row.items()} for row in table.to_dict("records")]
