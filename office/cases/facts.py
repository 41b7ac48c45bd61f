"""
The facts that a case rests on, and what stands for them when they are compared.

`found` is what the check says, `said` its words, `rests_on` what it was found on. Decisions
stand as long as `found`, the rule and the footprint do; other data with the same answer is a
new basis and nothing else.
"""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.overlap import M2_PER_HA
from office.database.types import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.catalogue import LayerUse
    from layers.rules import Rule
    from layers.targets.rule import TargetRule

WORDS_OF_RULE = {
    "citation_status",
    "citation_note_vi",
    "citation_note_en",
    "source",
    "consultee_vi",
    "consultee_en",
    "consequence_vi",
    "consequence_en",
    "when_conflict_vi",
    "when_conflict_en",
    "when_clear_vi",
    "when_clear_en",
    "when_granted_vi",
    "when_granted_en",
    "when_blocked_vi",
    "when_blocked_en",
}
"""Fields of a rule that decide on nothing; every other one is in its fingerprint."""

SAID = (
    "sentence_vi",
    "sentence_en",
    "consequence_vi",
    "consequence_en",
    "consultee_vi",
    "consultee_en",
    "citation",
    "citation_status",
    "citation_note_vi",
    "citation_note_en",
)

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MM = 3
"""Decimals of a coordinate that count in a footprint: millimetres."""


def found_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what a finding says: area to 1 m2, distance to 0.1 m; None where it says nothing.

    `rules` names those that a joint finding stands for, "" for any other. Only what breaks a target has
    `targets`: with a key more, the facts of every other case would be others than they were.
    """
    targets = row.get("targets", "")
    area_ha = _number(row["overlap_area_ha"])
    share, distance_m, count = (_number(row[name]) for name in ("site_share", "distance_m", "zone_count"))
    return {
        "verdict": row["verdict"],
        "severity": row["severity"],
        "certainty": row["certainty"],
        "overlap_area_m2": None if area_ha is None else round(area_ha * M2_PER_HA),
        "site_share": None if share is None else round(share, 4),
        "distance_m": None if distance_m is None else round(distance_m, 1),
        "zone_ids": row["zone_ids"] or "",
        "zone_count": None if count is None else int(count),
        "rules": row.get("rules", ""),
        "reason_vi": row["reason_vi"] or "",
        "reason_en": row["reason_en"] or "",
    } | ({"targets": targets} if targets else {})


def _number(value: Any) -> float | None:  # noqa: ANN401 - any cell
    return None if value is None or not math.isfinite(value) else float(value)


def facts_of(
    row: Mapping[str, Any],
    rule: Rule | TargetRule | None,
    uses: Mapping[str, LayerUse],
    footprint: str,
    cover: str = "",
) -> dict[str, Any]:
    """
    Return the facts of a finding.

    Of restricted layers neither version nor hash is kept: they would date changes that nobody
    may know of.

    Parameters
    ----------
    rule
        None where all rules wait for the same.
    uses
        Layer id -> layer.
    footprint
        Of `footprint_of`.
    cover
        Version of the approved cover, which alone answers about restricted land; "" without one.
    """
    named = [uses[name] for name in row["layer_id"].split("; ") if name in uses]
    open_ones = [] if row["restricted"] else [use for use in named if not use.layer.restricted]
    return {
        "found": found_of(row),
        "said": {name: row[name] or "" for name in SAID},
        "rests_on": {
            "layers": [layer_record(use) for use in open_ones],
            "zones_named": bool(open_ones) and all(use.layer.id_field for use in open_ones),
            "rule": None if rule is None else rule_record(rule),
            "footprint": footprint,
            "cover": cover if row["restricted"] else "",
        },
    }


def key_of(facts: Mapping[str, Any]) -> str:
    """
    Return what stands for the facts that a decision rests on.

    Zone ids count only where the layer has some of its own: else they are row numbers, which
    change with every version. The day in a reason does not count: it changes every night.
    """
    found, rests_on = dict(facts["found"]), facts["rests_on"]
    if not rests_on["zones_named"]:
        del found["zone_ids"]
    for name in ("reason_vi", "reason_en"):
        found[name] = undated(found[name])
    rule = rests_on["rule"] or {}
    told = [found, rule.get("fingerprint", ""), rests_on["footprint"]]
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def undated(text: str) -> str:
    """
    Return a text without days: "not in force on 2026-11-26" is no other reason the day after.

    Examples
    --------
    >>> undated("No version is in force on 2026-11-26.")
    'No version is in force on .'
    """
    return DAY.sub("", text)


def layer_record(use: LayerUse) -> dict[str, Any]:
    """Return which version of a layer was used: what a decision can be traced back to."""
    layer = use.layer
    return {
        "id": layer.id,
        "family": layer.family,
        "name_vi": layer.name_vi,
        "name_en": layer.name_en,
        "version": layer.version,
        "decision_number": layer.decision_number,
        "sha256": "" if use.data is None else use.data.sha256,
    }


def rule_record(rule: Rule | TargetRule) -> dict[str, Any]:
    """Return what identifies a rule as it decided: its fingerprint leaves out what is only said."""
    decides = rule.model_dump(mode="json", exclude=WORDS_OF_RULE)
    return {
        "id": rule.id,
        "kind": rule.kind,
        "fingerprint": hashlib.sha256(canonical(decides).encode()).hexdigest(),
        "citation": rule.citation,
    }


def footprint_of(shape: shapely.Geometry | None) -> str:
    """Return the fingerprint of a footprint, "" where there is none: equal land, equal fingerprint."""
    if shape is None:
        return ""
    # Rounded without GEOS's precision model: that one refuses shapes that are not valid.
    rounded = shapely.transform(shape, lambda corners: np.round(corners, MM) + 0.0)
    return hashlib.sha256(shapely.to_wkb(shapely.normalize(rounded), output_dimension=2)).hexdigest()


def footprints_of(site_ids: Sequence[str], shapes: Sequence[shapely.Geometry | None]) -> dict[str, str]:
    """Return site id -> fingerprint of its footprint."""
    return {site_id: footprint_of(shape) for site_id, shape in zip(site_ids, shapes, strict=True)}
