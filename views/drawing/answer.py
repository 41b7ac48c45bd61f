"""An answer about a drawing as the panel beside the map shows it: texts in one language, and shapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from layers.model import Verdict
from layers.trial.footprint import to_lon_lat
from office.rights import Act, may
from views import numbers
from views.drawing.place import DECIMALS_M, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.trial.lands import Land
    from layers.trial.ready import Ready
    from layers.trial.trial import Trial
    from layers.trial.verdicts import Found
    from office.people import Person
    from views.text import Text

Json = dict[str, Any]
LANDUSE = "landuse"


def answer_of(trial: Trial, ready: Ready, person: Person, text: Text) -> Json:
    """Return everything that is told of a footprint."""
    told = [found for found in trial.found if found.rule.layer not in ready.withheld.families]
    return {
        "verdict": str(trial.worst),
        "heads": _heads(trial, told, ready, text),
        "area": text("draw.area", area=numbers.area_ha(trial.area_ha, text.language)),
        "warning": text("draw.touches_hidden") if trial.touches_hidden else "",
        "sealed": _sealed(ready, person, text),
        "groups": [_group(verdict, told, text) for verdict in Verdict],
        "lands": [*(_land(land, trial, ready, text) for land in trial.lands), *_unread(ready, text)],
        "no_lands": text("draw.no_lands"),
        "place": place_of(trial, ready, text),
        "can_suggest": any(found.verdict is Verdict.CONFLICT for found in told),
        "shape": geojson_of(trial.shape, ready),
        "marks": [
            {"verdict": str(found.verdict), "shape": geojson_of(found.row["geometry"], ready)}
            for found in told
            if found.row["geometry"] is not None and found.verdict is Verdict.CONFLICT
        ],
        "words": {"lands": text("draw.lands"), "place": text("draw.surroundings")},
    }


def geojson_of(shape: shapely.Geometry, ready: Ready) -> Json:
    """Return a shape in the province's CRS as GeoJSON, in longitude and latitude with all their digits."""
    told: Json = json.loads(shapely.to_geojson(to_lon_lat(shape, ready.province)))
    return told


def _heads(trial: Trial, told: Iterable[Found], ready: Ready, text: Text) -> list[Json]:
    """Return the lines at the top: what was not checked stands as large as a conflict."""
    count = dict.fromkeys(Verdict, 0)
    for found in told:
        count[found.verdict] += 1
    heads = []
    if count[Verdict.CONFLICT]:
        heads.append((Verdict.CONFLICT, text("draw.head_conflict", conflicts=count[Verdict.CONFLICT])))
    if not trial.found:
        heads.append((Verdict.NOT_CHECKED, text("draw.head_no_rule")))
    if count[Verdict.NOT_CHECKED]:
        heads.append((Verdict.NOT_CHECKED, text("draw.head_open", open=count[Verdict.NOT_CHECKED])))
    if not heads and count[Verdict.NEAR]:
        heads.append((Verdict.NEAR, text("draw.head_near", near=count[Verdict.NEAR])))
    # Where all rules are about withheld families nothing was checked here, and nothing is clear.
    if not heads and count[Verdict.CLEAR]:
        heads.append((Verdict.CLEAR, text("draw.head_clear")))
    if ready.withheld.families:
        heads.append((Verdict.NOT_CHECKED, text("draw.head_sealed")))
    return [{"verdict": str(verdict), "text": said} for verdict, said in heads]


def _sealed(ready: Ready, person: Person, text: Text) -> Json:
    """Return what is said of defence and security land, and whether it may be asked about here."""
    if ready.is_exact:
        return {"title": text("draw.sealed"), "text": text("draw.sealed_exact"), "may_ask": False}
    if not ready.withheld.families:
        return {"title": "", "text": "", "may_ask": False}
    may_ask = may(person, Act.PACK_DOSSIER, person.communes)
    has_cover = ready.province.cover is not None
    key = "sealed_told" if may_ask else "sealed_no_right"
    return {
        "title": text("draw.sealed"),
        "text": text("draw." + (key if has_cover else "sealed_no_cover")),
        "may_ask": may_ask and has_cover,
    }


def _group(verdict: Verdict, told: Iterable[Found], text: Text) -> Json:
    own = [found for found in told if found.verdict is verdict]
    title = text("verdict." + verdict)
    if verdict is Verdict.CLEAR:
        title = text("draw.clear", count=len(own))
    return {"verdict": str(verdict), "title": title, "rows": [_rule_row(found, text) for found in own]}


def _rule_row(found: Found, text: Text) -> Json:
    row, language = found.row, text.language
    consultee = row[f"consultee_{language}"]
    asks = found.verdict is not Verdict.CLEAR and consultee
    return {
        "rule": found.rule.id,
        "text": row[f"reason_{language}"] or row[f"sentence_{language}"],
        "measures": _measures(found, text),
        "citation": row["citation"],
        "consultee": text("draw.ask_whom", name=consultee) if asks else "",
    }


def _measures(found: Found, text: Text) -> list[str]:
    if found.verdict not in {Verdict.CONFLICT, Verdict.NEAR}:
        return []
    row, language, measures = found.row, text.language, []
    if row["overlap_area_ha"] and row["overlap_area_ha"] > 0:
        area = numbers.area_ha(row["overlap_area_ha"], language)
        measures.append(text("draw.overlap", area=area))
    elif row["distance_m"] is not None and row["distance_m"] == row["distance_m"]:
        distance = numbers.number(row["distance_m"], language, DECIMALS_M)
        measures.append(text("draw.distance", distance=distance))
    if found.setback is not None:
        unsure = found.setback.unresolved
        area = numbers.area_ha(found.setback.area_m2 / 1e4, language)
        measures.append(text("draw.setback_unsure") if unsure else text("draw.setback", area=area))
    return measures


def _land(land: Land, trial: Trial, ready: Ready, text: Text) -> Json:
    def row(label: str, area_ha: float, colour: str = "") -> Json:
        share = numbers.percent(area_ha / trial.area_ha, text.language)
        return {
            "label": label,
            "area": numbers.area_ha(area_ha, text.language),
            "share": share,
            "colour": colour,
        }

    rows = [
        row(_code_name(code, ready, text), area, _colour(code, ready)) for code, area in land.area_ha.items()
    ]
    least_ha = 1e-9 * trial.area_ha
    for key in ("hidden", "uncovered", "doubled"):
        area = getattr(land, f"{key}_ha")
        if area > least_ha:
            rows.append(row(text("draw." + key), area))
    notes = [] if land.in_force else [text("draw.not_in_force")]
    notes += [] if land.is_sure else [text("draw.land_unsure")]
    notes += [] if land.is_whole else [text("draw.land_lacks")]
    return {"title": text.of(land.layer, "name"), "notes": notes, "in_force": land.in_force, "rows": rows}


def _unread(ready: Ready, text: Text) -> list[Json]:
    """Return the land-use layers that could not be read, in their place among the others."""
    layers = [use.layer for use in ready.uses if use.layer.group == LANDUSE and use.data is None]
    return [
        {
            "title": text.of(layer, "name"),
            "notes": [text("draw.unread")],
            "in_force": layer.in_force(ready.as_of),
            "rows": [],
        }
        for layer in layers
    ]


def _colour(code: str, ready: Ready) -> str:
    entry = ready.codes.get(code)
    return entry.hex if entry else ""


def _code_name(code: str, ready: Ready, text: Text) -> str:
    entry = ready.codes.get(code)
    if entry is None:
        return code or text("draw.no_code")
    return f"{code} · {text.of(entry, 'name')}"
