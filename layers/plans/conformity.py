"""The rule of conformity asked of projects on some days of a period, with the land that is planned there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import RanhError
from geo.overlap import M2_PER_HA
from layers.accuracy import accuracy_m
from layers.catalogue import LayerUse
from layers.check import check
from layers.consult import ASK
from layers.corridor.reading import layer_or_error
from layers.model import Verdict
from layers.outcome import NOISE_SHARE
from layers.plans.gap import Gap, Missing
from layers.plans.land import Under, under
from layers.plans.opened import gaps_of
from layers.plans.sureness import NOISE_M2
from layers.plans.use import BLANK, NO_LAYER, NO_RULE, UNSURE, State, Use
from layers.sentences import NO_FOOTPRINT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import shapely

    from layers.corridor.seen import Seen
    from layers.layer import Layer
    from layers.missing import Sentence
    from layers.plans.own import Own
    from layers.plans.periods import Stretch
    from layers.plans.project import Project, Projects
    from layers.reader import LayerData
    from layers.rules import Rule


@dataclass(frozen=True, kw_only=True)
class Conformity:
    """The rule of conformity about one family of plans, asked of the projects."""

    seen: Seen
    every: Projects
    asked: Sequence[Project]
    rules: Sequence[Rule]
    as_of: date

    def of(self, stretch: Stretch, family: str, own: Own | None) -> tuple[list[Use], list[Gap]]:
        """Return what is said of all projects in some days of a period, and what is missing for it."""
        if not stretch.layers:
            return [self._untold(one, stretch, State.NO_LAYER, NO_LAYER) for one in self.asked], [
                _no_layer(stretch, family)
            ]
        read = [layer_or_error(self.seen, layer.id) for layer in stretch.layers]
        failed = next((one for one in read if isinstance(one, RanhError)), None)
        if failed is not None:
            why = failed.en, failed.vi
            gap = Gap(why=Missing.UNREAD, what=stretch.layers[0].id, en=why[0], vi=why[1])
            return [self._untold(one, stretch, State.NOT_CHECKED, why) for one in self.asked], [gap]
        layers = [one for one in read if not isinstance(one, RanhError)]
        area = None if own is None else own.area
        return self._measured(stretch, layers), [gap for data in layers for gap in gaps_of(data, area)]

    def _untold(self, project: Project, stretch: Stretch, state: State, why: Sentence) -> Use:
        return Use(project=project, stretch=stretch, state=state, why=why, stands=_stands(project, stretch))

    def _measured(self, stretch: Stretch, layers: Sequence[LayerData]) -> list[Use]:
        told = self._findings(stretch, layers)
        placed = [one for one in self.asked if one.shape is not None]
        shapes = np.array([None, *(one.shape for one in placed)], dtype=object)[1:]
        planned = [one.planned_code for one in placed]
        land = under(shapes, planned, layers, self.seen.codes, self.seen.withheld())
        by_id = dict(zip([one.id for one in placed], land, strict=True))
        return [self._use(one, stretch, by_id.get(one.id), told.get(one.id)) for one in self.asked]

    def _findings(self, stretch: Stretch, layers: Sequence[LayerData]) -> dict[str, dict[str, Any]]:
        """Return the worst finding of each project under the rules in force on the nearest day."""
        province, day = self.seen.province, stretch.days.nearest(self.as_of)
        extents = [layer for layer in province.versions(province.extent) if layer not in stretch.layers]
        looked_at = [(layer, layer_or_error(self.seen, layer.id)) for layer in extents]
        used = [LayerUse(layer=data.layer, data=data) for data in layers]
        used += [_use_of(layer, data) for layer, data in looked_at]
        ids = {one.id for one in self.asked}
        sites = self.every.sites[self.every.sites["site_id"].isin(ids)].reset_index(drop=True)
        result = check(sites, used, self.rules, province, day, footprints_m=accuracy_m(self.every.data.layer))
        rows = result.findings.drop(columns="geometry").to_dict("records")
        return {str(row["site_id"]): row for row in reversed(rows)}

    def _use(self, project: Project, stretch: Stretch, land: Under | None, row: dict[str, Any] | None) -> Use:
        state, why = self._judged(project, land, row)
        told = row or {}
        off_m = float(told.get("tolerance_m", np.nan))
        is_measured = state in {State.MISFIT, State.FITS}
        return Use(
            project=project,
            stretch=stretch,
            state=state,
            why=why,
            stands=_stands(project, stretch),
            under=land,
            outside_ha=float(told["overlap_area_ha"]) if is_measured else None,
            certainty=str(told["certainty"]) if is_measured else "",
            tolerance_m=off_m if is_measured and not np.isnan(off_m) else None,
            rule_id=str(told.get("rule_id", "")),
            citation=str(told.get("citation", "")),
            restricted=project.restricted or self._is_secret(land),
        )

    def _is_secret(self, land: Under | None) -> bool:
        codes = self.seen.codes
        found = [] if land is None else [codes[one.code] for one in land.land if one.code in codes]
        return any(one.restricted for one in found)

    def _judged(
        self, project: Project, land: Under | None, row: dict[str, Any] | None
    ) -> tuple[State, Sentence]:
        """Return the state; what the rule calls clear is not, where something could not be looked at."""
        if land is None or project.shape is None or row is None:
            return State.NOT_CHECKED, NO_FOOTPRINT if land is None else NO_RULE
        told = row["sentence_en"], row["sentence_vi"]
        if row["verdict"] == Verdict.CONFLICT:
            return State.MISFIT, told
        if row["verdict"] == Verdict.NOT_CHECKED:
            return State.NOT_CHECKED, (row["reason_en"], row["reason_vi"])
        near_m = float(np.nan_to_num(row["tolerance_m"]))
        doubt = ASK if self.seen.withheld().is_near(project.shape, near_m) else _doubt(project.shape, land)
        return (State.FITS, told) if doubt is None else (State.NOT_CHECKED, doubt)


def _doubt(shape: shapely.Geometry, land: Under) -> Sentence | None:
    """Return why the land under a footprint is not known in full, if there is a reason."""
    if not land.is_sure:
        return UNSURE
    return BLANK if land.blank_ha * M2_PER_HA > min(NOISE_M2, NOISE_SHARE * shape.area) else None


def _use_of(layer: Layer, data: LayerData | RanhError) -> LayerUse:
    if isinstance(data, RanhError):
        return LayerUse(layer=layer, data=None, problem_en=data.en, problem_vi=data.vi)
    return LayerUse(layer=layer, data=data)


def _stands(project: Project, stretch: Stretch) -> bool:
    """Tell whether a project may stand in these days: what is built stays."""
    return project.span.first <= stretch.days.last.year


def _no_layer(stretch: Stretch, family: str) -> Gap:
    first, last = stretch.days.first, stretch.days.last
    return Gap(
        why=Missing.NO_LAYER,
        what=stretch.period.name,
        en=f"{stretch.period.name}: no layer of {family} from {first} to {last}: not checked.",
        vi=f"{stretch.period.name}: chưa có lớp {family} từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}, chưa kiểm"
        " tra.",
    )
