"""
A balance as bars: what there is, what decided projects and pending ones change, against the target.

Each bar is measured against its own target, for a class of 600 000 ha and one of 6 ha are equally
near to being broken. Without a target for the year, the hectares that projects take up are drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from views import numbers
from views.plan.bars import Bar, Part, bars_html
from views.plan.drawn import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from views.text import Text

MOST_BARS = 40
BROKEN = frozenset({"broken", "broken_if_granted"})
WIDEST = 2.0
"""Share of the target at which a bar is cut: its number says how much it is."""


def chart_html(table: pd.DataFrame, text: Text) -> Markup | None:
    """Return the chart of a balance with the columns of `balance_frame`; None without anything to draw."""
    records = rows_of(table)
    several = len({(row["unit_level"], row["unit_code"]) for row in records}) > 1
    drawn = _targets_html if any(row["target_ha"] is not None for row in records) else _moves_html
    charts = [
        drawn([row for row in records if bool(row["is_overlay"]) is is_overlay], text, several=several)
        for is_overlay in (False, True)
    ]
    return Markup().join(chart for chart in charts if chart is not None) or None


def _targets_html(records: Sequence[dict[str, Any]], text: Text, *, several: bool) -> Markup | None:
    # What is broken is never what a long chart leaves out.
    stated = (row for row in records if row["target_ha"] is not None)
    ordered = sorted(stated, key=lambda row: row["state"] not in BROKEN)
    bars = [_against(row, text, several=several) for row in ordered]
    legend = {name: text("plan.bar_" + name) for name in ("present", "decided", "pending", "lost")}
    title = _title("plan.chart_targets", records, text)
    return bars_html(bars[:MOST_BARS], legend, title, text("plan.bar_target")) if bars else None


def _moves_html(records: Sequence[dict[str, Any]], text: Text, *, several: bool) -> Markup | None:
    def moved_ha(row: dict[str, Any]) -> float:
        return sum(row[f"{stage}_{what}_ha"] or 0.0 for stage, what in _MOVES)

    moved = sorted((row for row in records if moved_ha(row)), key=lambda row: -moved_ha(row))
    bars = [_moves(row, text, several=several) for row in moved[:MOST_BARS]]
    legend = {f"{stage}-{what}": text(f"plan.bar_{stage}_{what}") for stage, what in _MOVES}
    return bars_html(bars, legend, _title("plan.chart_moves", records, text)) if bars else None


def _title(key: str, records: Sequence[dict[str, Any]], text: Text) -> str:
    """Return the title of a chart; functional areas are in no total, and so in a chart of their own."""
    is_overlay = any(row["is_overlay"] for row in records)
    return f"{text(key)} · {text('plan.overlays')}" if is_overlay else text(key)


_MOVES = (("decided", "gain"), ("decided", "take"), ("pending", "gain"), ("pending", "take"))


def _against(row: dict[str, Any], text: Text, *, several: bool) -> Bar:
    target = row["target_ha"]
    label, more = _names(row, text, several=several)
    limit = f"{numbers.area_ha(target, text.language)} ha"
    if row["present_ha"] is None:
        return Bar(label=label, more=more, mark=1.0, mark_told=limit, told=text("plan.no_present"))
    net = {stage: row[f"{stage}_gain_ha"] - row[f"{stage}_take_ha"] for stage in ("decided", "pending")}
    lost = -sum(min(0.0, change) for change in net.values())
    amounts = {
        "present": max(0.0, row["present_ha"] - lost),
        "lost": min(lost, row["present_ha"]),
        **{stage: max(0.0, change) for stage, change in net.items()},
    }
    room, parts = WIDEST, []
    for kind, area_ha in amounts.items():
        # Of a target of nothing no share can be told: any land is beyond it.
        share = min(area_ha / target if target else WIDEST * (area_ha > 0), room)
        room -= share
        told = f"{text('plan.bar_' + kind)}: {numbers.area_ha(area_ha, text.language)} ha"
        parts.append(Part(kind=kind, value=share, told=told))
    after = row["present_ha"] + sum(net.values())
    share = f" ({numbers.percent(after / target, text.language)})" if target else ""
    told = f"{numbers.area_ha(after, text.language)} / {limit}{share}"
    loud = row["state"] in {"broken", "broken_if_granted"}
    return Bar(label=label, more=more, parts=parts, mark=1.0, mark_told=limit, told=told, is_loud=loud)


def _moves(row: dict[str, Any], text: Text, *, several: bool) -> Bar:
    label, more = _names(row, text, several=several)
    parts, told = [], []
    for stage in _STAGES:
        shown = []
        for what, sign in (("gain", "+"), ("take", "−")):
            area_ha = row[f"{stage}_{what}_ha"] or 0.0
            said = f"{sign}{numbers.area_ha(area_ha, text.language)}"
            words = f"{text(f'plan.bar_{stage}_{what}')}: {said} ha"
            parts.append(Part(kind=f"{stage}-{what}", value=area_ha, told=words))
            shown += [said] if area_ha else []
        if shown:
            told.append(f"{text.known('money.stage', stage)} {' '.join(shown)}")
    unknown = sum(len([one for one in row[f"{stage}_unknown"].split("; ") if one]) for stage in _STAGES)
    if unknown:
        told.append(text("plan.area_unknown", count=unknown))
    return Bar(label=label, more=more, parts=parts, told="; ".join(told))


_STAGES = ("decided", "pending")


def _names(row: dict[str, Any], text: Text, *, several: bool) -> tuple[str, str]:
    label = f"{row['code']}{'*' if row['is_overlay'] else ''}"
    return (f"{row['unit_name']} · {label}", "") if several else (label, text.of(row, "name"))
