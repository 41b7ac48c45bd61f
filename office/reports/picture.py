"""The map of a report: an SVG drawing in the province's own coordinates, true to scale."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from office.reports.blocks import Key, Picture, plain
from office.reports.frame import EDGE_MM, HEIGHT_MM, WIDTH_MM, frame_of
from office.reports.ground import sheets_in
from office.reports.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.types import GeometryArray
    from layers.check import CheckResult
    from layers.province import Province
    from office.reports.frame import Frame
    from office.reports.ground import Sheet
    from office.reports.words import Words

FONT = "Libertinus Serif"
RED = VERDICT_COLOURS[Verdict.CONFLICT]
SITE = "#0B57D0"
"""The outline of the site: like no land use, no layer and no verdict."""

WHOLE_MM = (WIDTH_MM + 2 * EDGE_MM, HEIGHT_MM + 2 * EDGE_MM)
M_PER_KM = 1000


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
        Key(words=plain(sheet.words), fill=sheet.fill, stroke=sheet.stroke, is_line=not sheet.fill)
        for sheet in sheets
    ]
    caption = words("map.caption", scale=number(frame.scale, words.language, 0), crs=result.sites.crs.name)
    return Picture(
        svg=_svg(drawn, frame, words), caption=f"{caption} {words('map.withheld')}", legend=tuple(legend)
    )


def _overlaps(result: CheckResult, site_id: str, rule_ids: Sequence[str]) -> GeometryArray:
    found = result.findings
    wanted = (found["site_id"] == site_id) & (found["verdict"] == Verdict.CONFLICT)
    if rule_ids:
        wanted &= found["rule_id"].isin(rule_ids)
    shapes = np.asarray(found.loc[wanted].geometry.array, dtype=object)
    kept: GeometryArray = shapes[~shapely.is_missing(shapes)]
    return kept


def _svg(drawn: Iterable[str], frame: Frame, words: Words) -> str:
    width, height = WHOLE_MM
    inside = f'x="{EDGE_MM}" y="{EDGE_MM}" width="{WIDTH_MM}" height="{HEIGHT_MM}"'
    return "".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
                f'viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="2.6">'
            ),
            f'<defs><clipPath id="frame"><rect {inside}/></clipPath>',
            (
                '<pattern id="conflict" width="1.6" height="1.6" patternUnits="userSpaceOnUse" '
                f'patternTransform="rotate(45)"><rect width="0.4" height="1.6" fill="{RED}"/>'
                "</pattern></defs>"
            ),
            f'<rect {inside} fill="#fff"/><g clip-path="url(#frame)">',
            *drawn,
            _grid(frame),
            "</g>",
            f'<rect {inside} fill="none" stroke="#000" stroke-width="0.4"/>',
            _labels(frame, words.language),
            _north(words("map.north")),
            _bar(frame, words.language),
            "</svg>",
        ]
    )


def _sheet(sheet: Sheet, frame: Frame) -> str:
    fill = f'fill="{sheet.fill}" fill-opacity="{sheet.opacity}"' if sheet.fill else 'fill="none"'
    dashes = ' stroke-dasharray="1.6 0.9"' if sheet.dashed else ""
    look = f'{fill} stroke="{sheet.stroke}" stroke-width="{sheet.width_mm}"{dashes}'
    return _path(sheet.shapes, frame, look)


def _path(shapes: GeometryArray, frame: Frame, look: str) -> str:
    """Return one path for areas, lines and points."""
    areas = shapely.get_parts(shapes)
    rings = shapely.get_rings(areas[shapely.get_dimensions(areas) == 2])  # noqa: PLR2004 - polygons
    lines = areas[shapely.get_dimensions(areas) == 1]
    text = "".join(
        [*(_trace(ring, frame, "Z") for ring in rings), *(_trace(one, frame, "") for one in lines)]
    )
    return f'<path fill-rule="evenodd" stroke-linejoin="round" {look} d="{text}"/>' if text else ""


def _trace(ring: shapely.Geometry, frame: Frame, end: str) -> str:
    xy = frame.mm(shapely.get_coordinates(ring))
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in xy.tolist()) + end


def _grid(frame: Frame) -> str:
    """Return a small cross wherever two grid lines meet: the ground stays visible."""
    points = [(x, y) for x in frame.eastings() for y in frame.northings()]
    at = frame.mm(np.array(points, dtype=float).reshape(-1, 2)).tolist()
    crosses = "".join(f"M{x - 1.2:.2f} {y:.2f}h2.4M{x:.2f} {y - 1.2:.2f}v2.4" for x, y in at)
    return f'<path d="{crosses}" fill="none" stroke="#000" stroke-width="0.15"/>'


def _labels(frame: Frame, language: str) -> str:
    """Return eastings above and below the frame, northings left and right of it, with a tick at each."""
    low, right = EDGE_MM + HEIGHT_MM, EDGE_MM + WIDTH_MM
    parts = []
    for easting in frame.eastings():
        x = float(frame.mm(np.array([[easting, frame.south]]))[0, 0])
        told = number(easting, language, 0)
        for y, tick in ((EDGE_MM - 1.6, EDGE_MM), (low + 3.4, low)):
            parts.append(f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="middle">{told}</text>')
            parts.append(f'<path d="M{x:.2f} {tick - 1:.2f}v2" stroke="#000" stroke-width="0.25"/>')
    for northing in frame.northings():
        y = float(frame.mm(np.array([[frame.west, northing]]))[0, 1])
        told = number(northing, language, 0)
        for x, tick in ((EDGE_MM - 1.6, EDGE_MM), (right + 3.4, right)):
            parts.append(
                f'<text transform="translate({x:.2f} {y:.2f}) rotate(-90)" text-anchor="middle">{told}</text>'
            )
            parts.append(f'<path d="M{tick - 1:.2f} {y:.2f}h2" stroke="#000" stroke-width="0.25"/>')
    return "".join(parts)


def _north(letter: str) -> str:
    x, y = EDGE_MM + WIDTH_MM - 7, EDGE_MM + 3

    def half_arrow(aside: float) -> str:
        return f"M{x} {y + 3.2}L{x + aside} {y + 12}L{x} {y + 10}Z"

    return (
        f'<rect x="{x - 4}" y="{y - 1}" width="8" height="14" fill="#fff" fill-opacity="0.85"/>'
        f'<text x="{x}" y="{y + 2.4}" text-anchor="middle" font-weight="bold" font-size="3.4">'
        f"{escape(letter)}</text>"
        f'<path d="{half_arrow(2.2)}" fill="#000"/>'
        f'<path d="{half_arrow(-2.2)}" fill="#fff" stroke="#000" stroke-width="0.2"/>'
    )


def _bar(frame: Frame, language: str) -> str:
    metres = frame.bar_m()
    long = metres / frame.scale * 1000
    x, y = EDGE_MM + 4, EDGE_MM + HEIGHT_MM - 5
    in_km = metres >= M_PER_KM
    told = number(metres / M_PER_KM if in_km else metres, language, 0) + (" km" if in_km else " m")
    return (
        f'<rect x="{x - 2}" y="{y - 4}" width="{long + 16:.2f}" height="7.4" fill="#fff" '
        'fill-opacity="0.85"/>'
        f'<rect x="{x}" y="{y}" width="{long / 2:.2f}" height="1.4" fill="#000"/>'
        f'<rect x="{x}" y="{y}" width="{long:.2f}" height="1.4" fill="none" stroke="#000" '
        'stroke-width="0.2"/>'
        f'<text x="{x}" y="{y - 1}" text-anchor="middle">0</text>'
        f'<text x="{x + long:.2f}" y="{y - 1}" text-anchor="middle">{told}</text>'
    )
