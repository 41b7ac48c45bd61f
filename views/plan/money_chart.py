"""Bars of capital and of stages by sector, period or commune; the frame beside what projects state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from views import numbers
from views.plan.bars import Bar, Part, bars_html
from views.plan.drawn import rows_of

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup

    from views.text import Text

STAGES = ("pending", "decided", "done", "stopped", "stage_unknown")


def sums_html(table: pd.DataFrame, amount: str, heading: str, text: Text) -> Markup:
    """
    Return a chart of a table of sums.

    Parameters
    ----------
    amount
        "capital" (billion đồng that projects state), or "stages" (number of projects by stage).
    heading
        What the rows are, in words.
    """
    records = rows_of(table)
    if amount == "stages":
        bars = [_stages(row, text) for row in records]
        legend = {name: text("plan.col_" + name) for name in STAGES}
        return bars_html(bars, legend, f"{text('plan.of_stages')}, {heading}")
    bars = [_capital(row, text) for row in records]
    return bars_html(bars, {"capital": text("plan.bar_capital")}, f"{text('plan.of_capital')}, {heading}")


def frame_html(table: pd.DataFrame, text: Text) -> Markup:
    """Return what projects state against the frame, by owner and period."""
    bars = [_framed(row, text) for row in rows_of(table)]
    legend = {"capital": text("plan.bar_capital")}
    return bars_html(bars, legend, text("plan.chart_frame"), text("plan.bar_frame"))


def _stages(row: dict[str, Any], text: Text) -> Bar:
    parts = [
        Part(
            kind=name.replace("_", "-"),
            value=float(row[name]),
            told=f"{text('plan.col_' + name)}: {row[name]}",
        )
        for name in STAGES
    ]
    late = text("plan.late_of", count=row["late"]) if row["late"] else ""
    blocked = text("plan.blocked_of", count=row["blocked"]) if row["blocked"] else ""
    told = " · ".join(part for part in (str(row["projects"]), late, blocked) if part)
    return Bar(label=text.of(row, "name"), parts=parts, told=told)


def _capital(row: dict[str, Any], text: Text) -> Bar:
    value = row["capital_bn_vnd"]
    if not row["projects"]:
        return Bar(label=text.of(row, "name"), told=text("plan.no_projects_here"))
    known = text("plan.capital_of", known=row["capital_known"], count=row["projects"])
    if value is None:
        return Bar(label=text.of(row, "name"), told=f"{text('plan.not_known')} ({known})")
    shown = f"{'≥ ' if row['capital_unknown'] else ''}{numbers.number(value, text.language, 0)}"
    part = Part(kind="capital", value=float(value), told=shown)
    return Bar(label=text.of(row, "name"), parts=[part], told=f"{shown} ({known})")


def _framed(row: dict[str, Any], text: Text) -> Bar:
    label = f"{text.known('money.owner', row['owner'])}, {text.known('money.period', row['period'])}"
    frame, value = row["frame_bn_vnd"], row["capital_bn_vnd"]
    parts = [Part(kind="capital", value=float(value), told=label)] if value is not None else []
    shown = text("plan.not_known") if value is None else f"≥ {numbers.number(value, text.language, 0)}"
    limit = text("plan.no_frame_cell") if frame is None else numbers.number(frame, text.language, 0)
    return Bar(label=label, parts=parts, mark=frame, mark_told=limit, told=f"{shown} / {limit}")
