"""Rules about a family that this machine holds no layer of, answered from the approved cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from layers.consult import of_cover, said, words
from layers.fingerprint import digest
from layers.kept import Cell, as_cell
from layers.model import Verdict
from layers.recheck import Answer
from layers.schema import FINDING_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.approved_cover import Cover, CoverFamily
    from layers.catalogue import LayerUse
    from layers.cell_keys import Question
    from layers.consult import Consultation
    from layers.kept import Kept, Reason
    from layers.rules import Rule


def covering(name: str, uses: Sequence[LayerUse], cover: Cover | None) -> CoverFamily | None:
    """Return what the cover holds of a family that no layer speaks of; None where a layer does."""
    if cover is None or any(use.layer.family == name for use in uses):
        return None
    return cover.families.get(name)


def covered_answers(
    family: CoverFamily,
    rules: Sequence[Rule],
    question: Question,
    as_of: date,
    *,
    footprints_m: float | None,
    kept: Kept,
) -> list[Answer]:
    """
    Return "ask" or "no need" for every site and rule, as `recheck.answers` returns measured cells.

    Nothing else is told: no area, share, distance, zone or certainty.
    """
    declared = digest("cover", repr(family), as_of.isoformat(), repr(footprints_m))
    asked = of_cover(family, rules, as_of, footprints_m)
    answers = []
    for consulted in asked:
        rule = consulted.rule
        shared = digest(declared, question.shared, repr(rule.model_dump()))
        keys = [digest(shared, row) for row in question.rows]
        todo = [site for site, key in enumerate(keys) if key not in kept.cells]
        cells = dict(zip(todo, _cells(consulted, question, todo), strict=True))
        answers.append(
            Answer(
                rule=rule,
                cells=[cells.get(site) or kept.cells[key] for site, key in enumerate(keys)],
                keys=keys,
                whole=keys,
                layer_id=rule.layer,
                evaluated=np.array(todo, dtype=np.intp),
            )
        )
    return answers


def _cells(consulted: Consultation, question: Question, todo: Sequence[int]) -> list[Cell]:
    sites = question.sites.iloc[list(todo)]
    needed = consulted.must_ask(np.asarray(sites.geometry.array, dtype=object))
    told = (
        told_row(consulted.rule, site_id, name, needed=bool(ask), why=question.blocked[site])
        for site, site_id, name, ask in zip(todo, sites["site_id"], sites["name"], needed, strict=True)
    )
    return [as_cell({"findings": [row], "hits": [], "slivers": []}) for row in told]


def told_row(rule: Rule, site_id: str, site_name: str, *, needed: bool, why: Reason) -> dict[str, Any]:
    """
    Return the finding of one site under one rule about restricted land.

    Parameters
    ----------
    why
        Why nothing can be called clear at the site, if there is a reason: it overrules the squares.
    """
    untold = dict.fromkeys(("overlap_area_ha", "site_share", "distance_m", "tolerance_m"), np.nan)
    declared = {name: getattr(rule, name) for name in FINDING_COLUMNS if name in type(rule).model_fields}
    return (
        declared
        | said(needed=needed)
        | ({} if why is None else words(Verdict.NOT_CHECKED, why))
        | {
            "finding_id": f"{site_id}/{rule.id}",
            "site_id": site_id,
            "site_name": site_name,
            "rule_id": rule.id,
            "severity": str(rule.severity),
            "restricted": True,
            "layer_id": rule.layer,
            "zone_count": 0,
        }
        | untold
    )
