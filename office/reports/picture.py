"""The map of a report: an SVG drawing in the province's own coordinates, true to scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from office.reports.blocks import Key, Picture, plain
from office.reports.cartography import dot, outlines, whole_map
from office.reports.frame import frame_of
from office.reports.ground import sheets_in
from office.reports.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import GeometryArray
    from layers.check import CheckResult
    from layers.province import Province
    from office.reports.frame import Frame
    from office.reports.ground import Sheet
    from office.reports.words import Words

RED = VERDICT_COLOURS[Verdict.CONFLICT]
SITE = "#0B57D0"
"""The outline of the site: like no land use, no layer and no verdict."""

HATCH = (
    '<pattern id="conflict" width="1.6" height="1.6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="0.4" height="1.6" fill="{RED}"/></pattern>'
)


def picture(
    result: CheckResult, province: Province, site_id: str, words: Words, rule_ids: Sequence[str] = ()
) -> Picture | None:
    """
    Return the map of a site with what lies around it; None where it has no footprint.

    Parameters
    ----------
    rule_ids
        Draw the overlaps of these rules alone; nothing: of all.
    """
    shapes = result.sites.loc[result.sites["site_id"] == site_id].geometry
    site = None if shapes.empty else shapes.iloc[0]
    if site is None or site.is_empty:
        return None
    frame = frame_of(site)
    sheets = sheets_in(result, province, frame, words)
    overlaps = _overlaps(result, site_id, rule_ids)
    drawn = [
        *(_sheet(sheet, frame) for sheet in sheets),
        _path(overlaps, frame, f'fill="url(#conflict)" stroke="{RED}" stroke-width="0.3"'),
        _path(np.array([site], dtype=object), frame, f'fill="none" stroke="{SITE}" stroke-width="0.6"'),
    ]
    legend = [Key(words=words("map.site"), stroke=SITE)]
    if len(overlaps):
        legend.append(Key(words=words("map.overlap"), fill="#F4C7C3", stroke=RED))
    legend += [
        Key(
            words=plain(sheet.words),
            fill=sheet.fill,
            stroke=sheet.stroke,
            is_line=not sheet.fill,
            is_dot=sheet.is_dot,
        )
        for sheet in sheets
    ]
    caption = words("map.caption", scale=number(frame.scale, words.language, 0), crs=result.sites.crs.name)
    svg = whole_map(frame, drawn, language=words.language, north=words("map.north"), patterns=HATCH)
    return Picture(svg=svg, caption=f"{caption} {words('map.withheld')}", legend=tuple(legend))


def _overlaps(result: CheckResult, site_id: str, rule_ids: Sequence[str]) -> GeometryArray:
    found = result.findings
    wanted = (found["site_id"] == site_id) & (found["verdict"] == Verdict.CONFLICT)
    if rule_ids:
        wanted &= found["rule_id"].isin(rule_ids)
    shapes = np.asarray(found.loc[wanted].geometry.array, dtype=object)
    kept: GeometryArray = shapes[~shapely.is_missing(shapes)]
    return kept


def _sheet(sheet: Sheet, frame: Frame) -> str:
    fill = f'fill="{sheet.fill}" fill-opacity="{sheet.opacity}"' if sheet.fill else 'fill="none"'
    dashes = ' stroke-dasharray="1.6 0.9"' if sheet.dashed else ""
    look = f'{fill} stroke="{sheet.stroke}" stroke-width="{sheet.width_mm}"{dashes}'
    return _path(sheet.shapes, frame, look)


def _path(shapes: GeometryArray, frame: Frame, look: str) -> str:
    """Return one path for areas, lines and points."""
    parts = shapely.get_parts(shapes)
    points = parts[shapely.get_dimensions(parts) == 0]
    text = outlines(parts, frame) + "".join(dot(point, frame) for point in points)
    return f'<path fill-rule="evenodd" stroke-linejoin="round" {look} d="{text}"/>' if text else ""
