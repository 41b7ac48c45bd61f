"""The charts of an evaluation report in its workbook: native ones, of a table that stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter

from office.reports.blocks import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from office.evaluation.model import Chart

WIDTH_CM, ROW_CM, LEAST_CM = 20.0, 0.75, 6.0
ROWS_PER_CM = 2.1
"""Rows of a sheet that a centimetre takes."""
LABEL_LETTERS = 44
BESIDE = 2
"""Columns between a table and its chart."""


def write_charts(sheet: Worksheet, charts: Sequence[Chart], heading: str, safe: Callable[[str], str]) -> None:
    """
    Write each chart below the last, with its figures; what is not known has an empty cell, and no bar.

    Parameters
    ----------
    heading
        Of the column that names the bars.
    safe
        Defuses what a spreadsheet would take for a formula.
    """
    sheet.column_dimensions["A"].width = LABEL_LETTERS
    for chart in charts:
        sheet.append([])
        sheet.append([safe(plain(chart.title))])
        if chart.note:
            sheet.append([safe(plain(chart.note))])
        top = sheet.max_row + 1
        names = [*(one.name for one in chart.series), *([chart.mark] if chart.mark else [])]
        sheet.append([safe(heading), *(safe(plain(name)) for name in names)])
        for bar in chart.bars:
            marks = [bar.mark] if chart.mark else []
            sheet.append([safe(plain(bar.label)), *bar.values, *marks, safe(plain(bar.told))])
            for box in sheet[sheet.max_row][1 : len(names) + 1]:
                box.number_format = "0.0%" if chart.is_share else "#,##0"
        high_cm = _add(sheet, chart, top, len(names))
        for _ in range(max(0, round(high_cm * ROWS_PER_CM) - len(chart.bars))):
            sheet.append([])


def _add(sheet: Worksheet, chart: Chart, top: int, columns: int) -> float:
    """Add the native chart of a table; return how high it is, in centimetres."""
    last = top + len(chart.bars)
    drawn = BarChart()
    drawn.type, drawn.style = "bar", 10
    is_stacked = len(chart.series) > 1
    drawn.grouping, drawn.overlap = ("stacked", 100) if is_stacked else ("clustered", 0)
    drawn.title = plain(chart.title)
    data = Reference(sheet, min_col=2, max_col=columns + 1, min_row=top, max_row=last)
    drawn.add_data(data, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
    colours = [*(one.colour for one in chart.series), *(["#000000"] if chart.mark else [])]
    for series, colour in zip(drawn.series, colours, strict=True):
        series.graphicalProperties.solidFill = colour.removeprefix("#")
    # The first row of the table on top, and both axes shown: newer versions hide them unless told not to.
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.scaling.min = 0
    drawn.legend.position = "b"
    drawn.width, drawn.height = WIDTH_CM, max(LEAST_CM, ROW_CM * len(chart.bars) + 3.0)
    sheet.add_chart(drawn, f"{get_column_letter(columns + 2 + BESIDE)}{top}")
    return float(drawn.height)
