"""The charts of an evaluation report drawn: bars with their numbers beside them, as SVG."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from markupsafe import escape

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from office.reports.blocks import Key, Picture, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.evaluation.model import Bar, Chart

WIDTH_MM, LABEL_MM, TOLD_MM = 165.0, 50.0, 46.0
TRACK_MM = WIDTH_MM - LABEL_MM - TOLD_MM
ROW_MM, BAR_MM, LINE_MM = 6.4, 3.6, 2.9
LETTERS = 30
"""Of a line of a label."""
LINES = 2
FONT = "Libertinus Serif"
LOUD = VERDICT_COLOURS[Verdict.CONFLICT]


def picture_of(chart: Chart) -> Picture:
    """Return a chart as a picture with its legend; nothing in it is told by colour or length alone."""
    keys = [Key(words=plain(one.name), fill=one.colour, stroke="#606060") for one in chart.series]
    if chart.mark:
        keys.append(Key(words=plain(chart.mark), stroke="#000000", is_line=True))
    caption = ". ".join(filter(None, (plain(chart.title), plain(chart.note))))
    return Picture(svg=svg_of(chart), caption=caption, legend=tuple(keys))


def svg_of(chart: Chart) -> str:
    """
    Return a chart as SVG: all bars have one scale, from 0.

    Examples
    --------
    >>> from office.evaluation.model import Bar, Chart, Series
    >>> bars = (Bar(label="<a>", values=(2.0,), mark=4.0, told="2"), Bar(label="b", values=(None,), told="?"))
    >>> svg = svg_of(Chart(title="T", series=(Series(name="A", colour="#000000"),), bars=bars))
    >>> svg.count("<rect"), f'width="{TRACK_MM / 2:.3f}"' in svg, "<a>" in svg, "&lt;a&gt;" in svg
    (1, True, False, True)
    """
    high = ROW_MM * len(chart.bars) + 1.0
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" height="{high:.2f}mm" '
        f'viewBox="0 0 {WIDTH_MM} {high:.2f}" font-family="{FONT}" font-size="2.8">'
    )
    most = max(most_of(bar) for bar in chart.bars) or 1.0
    rows = [part for place, bar in enumerate(chart.bars) for part in _row(bar, place, chart, TRACK_MM / most)]
    axis = f'<path d="M{LABEL_MM} 0V{high:.2f}" fill="none" stroke="#000000" stroke-width="0.25"/>'
    return "".join([head, *rows, axis, "</svg>"])


def most_of(bar: Bar) -> float:
    """Return how far a bar reaches, its mark included."""
    return max(sum(value or 0.0 for value in bar.values), bar.mark or 0.0)


def _row(bar: Bar, place: int, chart: Chart, per_unit: float) -> Iterator[str]:
    top = place * ROW_MM
    middle = top + ROW_MM / 2 + 1.0
    colour = LOUD if bar.is_loud else "#000000"
    lines = lines_of(plain(bar.label))
    first = middle - LINE_MM * (len(lines) - 1) / 2
    for number, words in enumerate(lines):
        at = f'x="{LABEL_MM - 1.5}" y="{first + number * LINE_MM:.2f}" text-anchor="end"'
        yield f'<text {at} fill="{colour}">{escape(words)}</text>'
    known = [(value or 0.0) * per_unit for value in bar.values]
    starts = [0.0, *accumulate(known)]
    for series, wide, start in zip(chart.series, known, starts, strict=False):
        if wide > 0:
            yield (
                f'<rect x="{LABEL_MM + start:.3f}" y="{top + (ROW_MM - BAR_MM) / 2:.3f}" width="{wide:.3f}" '
                f'height="{BAR_MM}" fill="{series.colour}" stroke="#404040" stroke-width="0.1"/>'
            )
    if bar.mark is not None:
        x = LABEL_MM + bar.mark * per_unit
        yield f'<path d="M{x:.3f} {top + 0.6:.3f}v{ROW_MM - 1.2:.3f}" stroke="#000000" stroke-width="0.6"/>'
    told = escape(plain(bar.told))
    x = LABEL_MM + TRACK_MM + 2.0
    yield f'<text x="{x}" y="{middle:.2f}" fill="{colour}">{told}</text>'


def lines_of(words: str) -> list[str]:
    """
    Return a label in at most two lines; what does not fit ends in dots.

    Examples
    --------
    >>> lines_of("Hạ tầng giao thông"), len(lines_of("một " * 40)), lines_of("một " * 40)[1][-1]
    (['Hạ tầng giao thông'], 2, '…')
    """
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]}…"]
    return lines
