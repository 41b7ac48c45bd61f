"""What goes into the package of a unit: every layer in force, projects, findings, and what is blank."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from layers.colours import colour_of
from layers.errors import ShareError
from layers.packages import own_tables
from layers.packages.cells import columns_of
from layers.packages.clipping import Part, part_of
from layers.packages.model import Content, Problem, Shape, Style, Table
from layers.packages.names import told_apart
from layers.packages.units import UNREADABLE, relatives_of, units_of
from layers.rfc7946 import plain_value
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import shapely

    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.corridor.seen import Seen
    from layers.layer import Layer
    from layers.reader import LayerData
    from layers.units import Unit

LAYER_FACTS = (
    "family", "version", "name_vi", "name_en", "origin", "source", "source_vi", "licence", "decision_number",
    "decision_date", "effective_from", "effective_to", "scale_denominator", "accuracy_m",
)  # fmt: skip
LONGEST_ID = 40
NO_NAMES = ("con", "prn", "aux", "nul")
"""No file may be called so on Windows."""


def content_of(seen: Seen, unit: Unit, as_of: date, checked: CheckResult | None = None) -> Content:
    """
    Return what goes into the package of a unit.

    Parameters
    ----------
    seen
        The province as its reader may see it; what is withheld from them is in no table.
    unit
        Everything is cut to its boundary; of the whole province nothing is cut.
    checked
        A check of that day by the same person; None leaves findings out.

    Raises
    ------
    ShareError
        If restricted land is not fully known, so that it cannot be left out; if the check is of another
        day, or of the whole province and the package is not, or the other way round.
    """
    if checked is not None:
        _require_fits(checked, as_of, is_exact=seen.is_exact)
    squares = seen.withheld().squares
    bound = None if unit.kind == "province" else unit.shape
    tables, problems = _layers(seen, bound, as_of)
    problems += _unplaced(seen, checked, unit, as_of)
    sites = own_tables.sites_of(seen, as_of, checked)
    if sites is not None:
        part = part_of(sites, bound)
        tables.append(own_tables.own_table("sites", own_tables.SITES_TITLE, part, own_tables.SITES_STYLE))
        if checked is not None:
            tables.append(own_tables.findings_table(checked, part.rows, bound))
    blank = own_tables.blank_part(squares, bound, seen.province.crs)
    if len(blank.rows):
        tables.append(own_tables.own_table("withheld", own_tables.BLANK_TITLE, blank, own_tables.BLANK_STYLE))
    named = _named(tables)
    return Content(
        province=seen.province,
        unit=unit,
        as_of=as_of,
        exact=seen.is_exact,
        tables=tuple(table for table in named if table.count),
        empty=tuple(table for table in named if not table.count),
        problems=tuple(problems),
        squares=own_tables.squares_in(squares, bound),
        relatives=relatives_of(seen.province, unit),
    )


def _require_fits(checked: CheckResult, as_of: date, *, is_exact: bool) -> None:
    """Refuse findings that would be read as those of the layers beside them and are not."""
    if checked.as_of != as_of:
        raise ShareError(
            f"The check is of {checked.as_of} and the package of {as_of}: check that day first.",
            f"Kết quả kiểm tra là của ngày {checked.as_of:%d/%m/%Y}, còn gói là của ngày {as_of:%d/%m/%Y}: "
            "hãy kiểm tra lại theo đúng ngày.",
        )
    is_told = "partial" in checked.findings
    if is_told and is_exact:
        raise ShareError(
            "The check is of what may be told: a package with restricted land takes the whole check.",
            "Kết quả kiểm tra chỉ gồm phần được phép nêu: gói có đất hạn chế cần kết quả kiểm tra đầy đủ.",
        )
    if not is_told and not is_exact:
        raise ShareError(
            "The check is of what may not be told: make the package of what may be told of it.",
            "Kết quả kiểm tra gồm cả phần không được công bố: hãy lập gói từ kết quả được phép nêu.",
        )


def _layers(seen: Seen, bound: shapely.Geometry | None, as_of: date) -> tuple[list[Table], list[Problem]]:
    tables: list[Table] = []
    problems: list[Problem] = []
    for layer in seen.province.layers:
        if not layer.in_force(as_of) or (layer.restricted and not seen.is_exact):
            continue
        try:
            data = seen.layer(layer.id)
        except UNREADABLE as error:
            problems.append(Problem(layer_id=layer.id, title_vi=layer.name_vi, vi=error.vi, en=error.en))
            continue
        problems += _unusable(data)
        if layer.family == SITES:
            continue  # its rows come from the check, with what was found
        tables.append(_table(layer, part_of(data.zones, bound, _kept(layer)), seen.codes))
    return tables, problems


def _unusable(data: LayerData) -> Iterator[Problem]:
    """Say that rows have no shape that could be packed: what is not there must not read as none."""
    layer, count = data.layer, len(data.broken)
    if count:
        yield Problem(
            layer_id=layer.id,
            title_vi=layer.name_vi,
            vi=f"{count} đối tượng có hình học hỏng nên không có trong gói.",
            en=f"{count} rows have broken shapes and are not in the package.",
        )
    if layer.missing_rows:
        yield Problem(
            layer_id=layer.id,
            title_vi=layer.name_vi,
            vi=f"{layer.missing_rows} dòng của tệp gốc không đọc được nên không có trong gói, "
            "chưa rõ nằm ở đâu.",
            en=f"{layer.missing_rows} rows of the source could not be read: not in the package, and nobody "
            "knows where they lie.",
        )


def _unplaced(seen: Seen, checked: CheckResult | None, unit: Unit, as_of: date) -> Iterator[Problem]:
    """Say which projects have no footprint: nothing of them is in the package, and they are not clear."""
    if checked is None:
        return
    sites = checked.sites[checked.sites.geometry.isna()]
    if len(sites) and unit.kind == "commune" and "commune_code" in sites:
        # A cell that names no one commune of the day does not say which: it may be this one.
        others = {one.code for one in units_of(seen, "commune", as_of)} - {unit.code}
        sites = sites[~sites["commune_code"].isin(others)]
    if len(sites):
        rows = checked.findings[checked.findings["site_id"].isin(sites["site_id"])]
        count, names = len(rows), ", ".join(sorted(map(str, sites["site_id"])))
        yield Problem(
            layer_id="sites",
            title_vi=own_tables.SITES_TITLE[0],
            vi=f"Dự án chưa có ranh giới dùng được: {names}. {count} nội dung CHƯA KIỂM TRA ĐƯỢC, không có "
            "trong gói.",
            en=f"Projects without a usable footprint: {names}. {count} findings are NOT CHECKED and not in "
            "the package.",
        )


def _table(layer: Layer, part: Part, codes: Mapping[str, LandCode]) -> Table:
    classes = {}
    if layer.group == "landuse":
        occurring = set(part.rows["code"])
        classes = {code: land for code, land in codes.items() if code in occurring}
    return Table(
        id=layer.id,
        title_vi=layer.name_vi,
        title_en=layer.name_en,
        shape=Shape(layer.geometry),
        shapes=np.asarray(part.rows.geometry.array, dtype=object),
        columns=columns_of(part.rows),
        style=Style(colour=colour_of(layer), classes=classes),
        facts={name: plain_value(getattr(layer, name)) for name in LAYER_FACTS},
        slivers=part.slivers,
        slivers_m2=part.slivers_m2,
    )


def _kept(layer: Layer) -> tuple[str, ...]:
    """Name the columns that a row may keep when it was cut by the cover."""
    return ("zone_id", "name", "code", layer.id_field, layer.name_field, layer.code_field)


def _named(tables: list[Table]) -> list[Table]:
    """Give each table a name that no other has, whatever the capitals."""
    ids = told_apart([table.id for table in tables], LONGEST_ID, NO_NAMES)
    return [replace(table, id=name) for table, name in zip(tables, ids, strict=True)]
