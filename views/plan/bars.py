"""
Bar charts of a few rows as plain HTML: read aloud, printed and seen without any script.

Every bar has its number beside it, so that nothing is told by length or colour alone; what is not known
has words in place of a bar, and never a bar of length 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, kw_only=True)
class Part:
    """One piece of a bar."""

    kind: str
    """Its class in the style sheet, and its key in the legend."""
    value: float
    """At least 0, in the unit of the chart."""
    told: str
    """Its number in words."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of a chart."""

    label: str
    more: str = ""
    parts: Sequence[Part] = ()
    """From left to right."""
    mark: float | None = None
    """Where a line stands across the bar: a target, a frame."""
    mark_told: str = ""
    told: str = ""
    """What stands behind the bar."""
    is_loud: bool = False


def bars_html(bars: Sequence[Bar], legend: Mapping[str, str], title: str, mark: str = "") -> Markup:
    """
    Return a chart; all bars have one scale, from 0.

    Parameters
    ----------
    legend
        Kind of part -> its words, in order.
    title
        What the chart is of, with its unit.
    mark
        Words for the line across the bars.

    Examples
    --------
    >>> bar = Bar(label="<b>", parts=[Part(kind="a", value=2.0, told="2 ha")], mark=4.0, told="2")
    >>> html = bars_html([bar], {"a": "A"}, "T")
    >>> 'style="width:50.00%"' in html, 'style="left:100.00%"' in html, "<b>" in html
    (True, True, False)
    """
    most = max((max(sum(part.value for part in bar.parts), bar.mark or 0.0) for bar in bars), default=0.0)
    rows = Markup().join(_bar(bar, most) for bar in bars)
    keys = Markup().join(
        Markup('<span><i class="bar {}"></i>{}</span>').format(kind, words) for kind, words in legend.items()
    )
    if mark:
        keys += Markup('<span><i class="mark"></i>{}</span>').format(mark)
    return Markup(
        '<figure class="ranh-bars" role="group" aria-label="{0}"><figcaption>{0}<div>{1}</div></figcaption>'
        "{2}</figure>"
    ).format(title, keys, rows)


def _bar(bar: Bar, most: float) -> Markup:
    parts = Markup().join(
        Markup('<i class="bar {}" style="width:{}" title="{}"></i>').format(
            part.kind, _share(part.value, most), part.told
        )
        for part in bar.parts
        if part.value > 0
    )
    line = Markup()
    if bar.mark is not None:
        line = Markup('<i class="mark" style="left:{}" title="{}"></i>').format(
            _share(bar.mark, most), bar.mark_told
        )
    return Markup(
        '<div class="row{}"><span class="label">{} <small>{}</small></span><span class="track">{}{}</span>'
        '<span class="told">{}</span></div>'
    ).format(" loud" if bar.is_loud else "", bar.label, bar.more, parts, line, bar.told)


def _share(value: float, most: float) -> str:
    return f"{100 * value / most if most else 0:.2f}%"
