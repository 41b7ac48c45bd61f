"""What charts of an evaluation report show: capital against the frame, projects by stage, land by target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from layers.targets.row import State
from office.evaluation.model import Bar, Chart, Series
from office.reports.numbers import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from layers.targets.row import Row
    from office.evaluation.words import PlanWords

BLUE, GREEN, DARK, GREY = "#0b57d0", "#1e6b2e", "#3c4043", "#8d9196"
LIGHT_BLUE = "#8ab4f8"
UNKNOWN = VERDICT_COLOURS[Verdict.NOT_CHECKED]
STAGES = {
    "done": GREEN, "decided": BLUE, "pending": LIGHT_BLUE, "stopped": DARK, "stage_unknown": UNKNOWN,
}  # fmt: skip
"""Column of a sum -> its colour; what nobody knows stands last and is drawn."""
BROKEN = frozenset({State.BROKEN, State.BROKEN_IF_GRANTED})
MOST_BARS = 24
"""Of a chart on a page; the table beside it has all rows."""
WIDEST = 2.0
"""Share of a target at which a bar is cut: its number says how much it is."""


def frame_chart(rows: Sequence[Mapping[str, Any]], words: PlanWords) -> Chart | None:
    """Return stated capital against the frame of each owner and period; None without a frame."""
    told = [row for row in rows if not math.isnan(row["frame_bn_vnd"])]
    if not told:
        return None
    bars = [_framed(row, words) for row in told]
    return Chart(
        title=words("chart.frame"),
        series=(Series(name=words("chart.capital"), colour=BLUE),),
        bars=tuple(bars),
        mark=words("chart.frame_mark"),
        note=words("chart.least"),
    )


def stage_chart(rows: Sequence[Mapping[str, Any]], words: PlanWords) -> Chart | None:
    """Return projects of each sector by their stage; None without a project."""
    told = [row for row in rows if row["projects"]]
    if not told:
        return None
    return Chart(
        title=words("chart.stages"),
        series=tuple(Series(name=words(f"chart.{name}"), colour=colour) for name, colour in STAGES.items()),
        bars=tuple(
            Bar(
                label=words.of(row, "name"),
                values=tuple(float(row[name]) for name in STAGES),
                told=number(row["projects"], words.language, 0),
            )
            for row in told
        ),
    )


def land_chart(rows: Sequence[Row], words: PlanWords) -> Chart | None:
    """
    Return what there is of each land type against its target, each against its own; None without any.

    What cannot be compared has no bar, and its number is told: it is not 0.
    """
    told = [row for row in rows if not row.withheld]
    known = [row for row in told if row.target.area_ha is not None and row.present.area_ha is not None]
    if not known:
        return None
    # What is broken is never what a long chart leaves out.
    known.sort(key=lambda row: row.state not in BROKEN)
    left_out = len(rows) - min(len(known), MOST_BARS)
    return Chart(
        title=words("chart.land"),
        series=(Series(name=words("chart.present"), colour=GREY),),
        bars=tuple(_against(row, words) for row in known[:MOST_BARS]),
        mark=words("chart.target_mark"),
        note=words("chart.left_out", count=left_out) if left_out else "",
        is_share=True,
    )


def _framed(row: Mapping[str, Any], words: PlanWords) -> Bar:
    """Return one owner in one period; without a project that states its capital there is no bar."""
    frame, capital = float(row["frame_bn_vnd"]), row["capital_bn_vnd"]
    is_known = bool(row["projects"]) and capital is not None and not math.isnan(capital)
    limit = number(frame, words.language, 0)
    stated = f"≥ {number(capital, words.language, 0)}" if is_known else words("lack.no_project")
    return Bar(
        label=f"{words('owner.' + str(row['owner']))}, {row['period']}",
        values=(float(capital) if is_known else None,),
        mark=frame,
        told=f"{stated} / {limit}",
    )


def _against(row: Row, words: PlanWords) -> Bar:
    target, present = row.target.area_ha or 0.0, row.present.area_ha or 0.0
    areas = " / ".join(number(area, words.language) for area in (present, target))
    # Of a target of nothing no share can be told: any land is beyond it.
    share = present / target if target else WIDEST * (present > 0)
    told = f" ({percent(share, words.language)})" if target else ""
    return Bar(
        label=row.code,
        values=(min(share, WIDEST),),
        mark=1.0,
        told=f"{areas} ha{told}",
        is_loud=row.state in BROKEN,
    )
