"""A replay as rows: for a workbook, for JSON, and as shapes that a map shows side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from layers.model import Verdict
from layers.writer import with_shown_geometry
from office.cases.changes import joined
from office.replay.model import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from layers.check import CheckResult
    from office.cases.changes import Sentence
    from office.replay.model import CaseMove, FindingChange, Lapse, Replay

BEFORE, AFTER = "before", "after"

FIGURES = ("certainty", "severity", "overlap_area_ha", "site_share", "distance_m", "zone_ids")
"""Columns of a finding that stand beside its shape, as they are on that side."""


def tables_of(replay: Replay) -> dict[str, pd.DataFrame]:
    """Return the tables of a replay by name; what was not compared has none."""
    found = {"findings": pd.DataFrame(list(map(finding_row, replay.findings.changes)), columns=_FINDING)}
    if replay.cases is not None:
        rows = [*map(case_row, replay.cases.moves), *_opened(replay)]
        found["cases"] = pd.DataFrame(rows, columns=_CASE)
    if replay.reports is not None:
        found["reports"] = pd.DataFrame(list(map(report_row, replay.reports.lapses)), columns=_REPORT)
    rows = [
        {
            "kind": str(one.kind),
            "id": one.id,
            "name_vi": one.name_vi,
            "name_en": one.name_en,
            "decision_number": one.decision_number,
            "decision_date": one.decision_date,
            "ended_on": one.ended_on,
            "vi": one.vi,
            "en": one.en,
        }
        for one in replay.superseded
    ]
    return found | {"superseded": pd.DataFrame(rows, columns=_SUPERSEDED)}


_FINDING = ["turn", "finding_id", "site_id", "site_name", "rule_id", "severity", "before", "after"]
_FINDING += ["said_vi", "said_en", "changes_vi", "changes_en"]
_CASE = [
    "turn",
    "number",
    "subject",
    "site_id",
    "site_name",
    "rule_id",
    "theme",
    "state",
    "to_state",
    "without",
]
_CASE += ["changes_vi", "changes_en"]
_REPORT = ["number", "kind", "object_id", "valid_until", "expired", "changes_vi", "changes_en"]
_SUPERSEDED = ["kind", "id", "name_vi", "name_en", "decision_number", "decision_date", "ended_on", "vi", "en"]


def finding_row(change: FindingChange) -> dict[str, Any]:
    """Return a finding that changes as one row."""
    names = ("finding_id", "site_id", "site_name", "rule_id", "severity", "before", "after")
    said = {"said_vi": change.sentence[1], "said_en": change.sentence[0]}
    row = {"turn": str(change.turn)} | {name: getattr(change, name) for name in names}
    return row | said | _told(change.sentences)


def case_row(move: CaseMove) -> dict[str, Any]:
    """Return what a sync would do to a case as one row; `without`: it would reopen in any case."""
    names = ("number", "subject", "site_id", "site_name", "rule_id", "theme", "without")
    row = {"turn": "reopened" if move.reopens else str(move.kind)}
    row |= {name: getattr(move, name) for name in names}
    return row | {"state": str(move.state), "to_state": str(move.to_state)} | _told(move.sentences)


def report_row(lapse: Lapse) -> dict[str, Any]:
    """Return a report that lapses as one row."""
    one = lapse.report
    return {
        "number": one.number,
        "kind": str(one.kind),
        "object_id": one.object_id,
        "valid_until": one.valid_until,
        "expired": lapse.is_expired,
    } | _told([(change.en, change.vi) for change in lapse.changes])


def shapes_of(replay: Replay, shown: Sequence[CheckResult]) -> gpd.GeoDataFrame:
    """
    Return the findings that appear, change or vanish as shapes in the province's CRS.

    One that changes stands there twice: `side` tells where it is to be drawn.

    Parameters
    ----------
    shown
        Both checks as the person may see them: those that were compared.
    """
    turns = {change.finding_id: change for change in replay.findings.changes if change.turn in SHOWN}
    frames = [_side(name, result, turns) for name, result in zip((BEFORE, AFTER), shown, strict=True)]
    frame = pd.concat(frames, ignore_index=True)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=shown[1].findings.crs)


def _side(name: str, result: CheckResult, turns: dict[str, FindingChange]) -> gpd.GeoDataFrame:
    found = result.findings
    rows = found[found["finding_id"].isin(list(turns)) & (found["verdict"] != Verdict.CLEAR)]
    drawn = with_shown_geometry(rows.reset_index(drop=True), result.sites)
    told = [finding_row(turns[finding_id]) for finding_id in drawn["finding_id"]]
    table = pd.DataFrame(told, columns=_FINDING).drop(columns="severity")
    figures = drawn[["verdict", *FIGURES, "geometry_is"]]
    table = pd.concat([table, figures], axis=1).assign(side=name)
    return gpd.GeoDataFrame(table, geometry=drawn.geometry, crs=drawn.crs)


def _opened(replay: Replay) -> Iterator[dict[str, Any]]:
    for new in replay.cases.opened if replay.cases is not None else ():
        yield {
            "turn": "opened",
            "number": "",
            "subject": new.subject,
            "site_id": new.site_id,
            "site_name": new.site_name,
            "rule_id": new.rule_id,
            "theme": new.theme,
            "state": "",
            "to_state": "new",
            "without": new.without,
        } | _told([new.sentence])


def _told(sentences: Iterable[Sentence]) -> dict[str, str]:
    en, vi = joined(sentences)
    return {"changes_vi": "; ".join(vi), "changes_en": "; ".join(en)}
