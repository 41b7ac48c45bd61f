"""Projects of a file or a list, added to those that are there: nothing is taken away unasked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import IntakeError
from layers.intake.answers import Option, Question
from layers.intake.lists.areas import compare_areas
from layers.intake.notes import issue_of
from layers.intake.steps.columns import NAME, SITE_ID, Named
from layers.intake.steps.merging import merge_sites
from layers.version_record import Change

if TYPE_CHECKING:
    from collections.abc import Collection

    from layers.intake.answers import Answers
    from layers.intake.draft import Draft
    from layers.intake.steps.finish import Finished
    from layers.version_record import RowIssue

DECLARED_HA = "declared_area_ha"
M2_PER_HA = 10_000.0
GEOMETRY = "geometry"


def into_sites(draft: Draft) -> Draft:
    """
    Return the draft with the projects in force as the file's shapes change them.

    Raises
    ------
    IntakeError
        If a project is there twice, or several shapes have one id.
    """
    named, finished = draft.named, draft.finished
    if named is None or finished is None:
        return draft
    answers = draft.given.answers
    frame, changes = named.frame, list(named.changes)
    if answers.site_id:
        _require_whole(finished)
        frame, said = _one_project(frame, answers.site_id, answers.site_name)
        changes += said
    elif id_field := _id_field(frame, named.roles.id_field, answers):
        frame = _with_own_names(frame, id_field, named.roles.name_field)
    else:
        return replace(draft, questions=(*draft.questions, _which_id(frame)))
    require_ids(frame)
    issues = [*named.issues, *_areas(frame)]
    # A new shape that cannot be used takes the old one away: a check of that would be of another site.
    broken = frame[SITE_ID].astype(str)[finished.unusable].tolist() if not answers.site_id else []
    named = replace(named, issues=tuple(issues), changes=tuple(changes))
    return merged(draft, frame, named, broken)


def _require_whole(finished: Finished) -> None:
    """Refuse to make a footprint of some of its parts: it could be called clear for the rest."""
    lost = finished.numbers[shapely.is_missing(np.asarray(finished.frame.geometry.array, dtype=object))]
    if len(lost):
        raise IntakeError(
            "site-part-lost",
            f"Row {lost[0]} has no usable shape, and without it the footprint would be another: correct it.",
            f"Dòng {lost[0]} không có hình dùng được, thiếu phần này thì khu đất sẽ khác: hãy sửa lại tệp.",
        )


def _id_field(frame: gpd.GeoDataFrame, proposed: str, answers: Answers) -> str:
    """Return the column of project ids: as said or so called. A mere number of the row is none."""
    if answers.id_field:
        return proposed
    return SITE_ID if SITE_ID in frame else ""


def _with_own_names(frame: gpd.GeoDataFrame, id_field: str, name_field: str) -> gpd.GeoDataFrame:
    """Call id and name as the program does; a column that has the word already gets another one."""
    wanted = {id_field: SITE_ID} | ({name_field: NAME} if name_field else {})
    aside = {new: f"{new}_of_file" for old, new in wanted.items() if old != new and new in frame}
    return frame.rename(columns=aside).rename(columns=wanted)


def _one_project(frame: gpd.GeoDataFrame, site_id: str, name: str) -> tuple[gpd.GeoDataFrame, list[Change]]:
    """Take all shapes as the footprint of one project."""
    shape = shapely.union_all(np.asarray(frame.geometry.array, dtype=object))
    record = {SITE_ID: [site_id]} | ({NAME: [name]} if name else {})
    joined = gpd.GeoDataFrame(record, geometry=[shape], crs=frame.crs)
    if len(frame) == 1:
        return joined, []
    told = Change(
        en=f"The {len(frame)} shapes of the file are together the footprint of {site_id}.",
        vi=f"{len(frame)} hình trong tệp được gộp thành khu đất của dự án {site_id}.",
    )
    return joined, [told]


def _which_id(frame: gpd.GeoDataFrame) -> Question:
    if len(frame) == 1:
        return Question(
            field="site_id",
            en="Of which project is this the footprint? Give its id, of a new project a new one.",
            vi="Đây là khu đất của dự án nào? Hãy nêu mã dự án, dự án mới thì đặt mã mới.",
            flag="--site {}",
        )
    options = [
        Option(value=str(name), en=str(name), vi=str(name))
        for name in frame.columns
        if name != GEOMETRY and frame[name].notna().all() and frame[name].is_unique
    ]
    return Question(
        field="id_field",
        en="Which column holds the id of the project?",
        vi="Cột nào chứa mã dự án?",
        options=tuple(options),
        flag='--id "{}"',
    )


def require_ids(frame: gpd.GeoDataFrame) -> None:
    """Refuse a project that is there twice."""
    twice = frame[SITE_ID].astype(str).duplicated()
    if twice.any():
        site_id = frame[SITE_ID][twice].iloc[0]
        raise IntakeError(
            "site-twice",
            f"The project {site_id!r} is there twice: give each project one row.",
            f"Dự án {site_id!r} có hai dòng: mỗi dự án chỉ được một dòng.",
        )


def _require_told(frame: gpd.GeoDataFrame, unseen: Collection[str]) -> None:
    """Refuse the id of a project that may not be told, with no word about what it is."""
    taken = next((site_id for site_id in frame[SITE_ID].astype(str) if site_id in unseen), None)
    if taken is not None:
        raise IntakeError(
            "site-id-unusable",
            f"The id {taken!r} cannot be used; ask the defence steward.",
            f"Không dùng được mã {taken!r}; hãy hỏi cán bộ phụ trách đất quốc phòng, an ninh.",
        )


def _areas(frame: gpd.GeoDataFrame) -> list[RowIssue]:
    """Compare declared with drawn areas."""
    if DECLARED_HA not in frame:
        return []
    declared = pd.to_numeric(frame[DECLARED_HA], errors="coerce")
    drawn = frame.geometry.area / M2_PER_HA
    pairs = enumerate(zip(declared, drawn, strict=True), start=1)
    notes = (
        compare_areas(float(said), float(shape), row=row)
        for row, (said, shape) in pairs
        if pd.notna(said) and shape > 0
    )
    return [issue_of(note) for note in notes if note is not None]


def merged(draft: Draft, frame: gpd.GeoDataFrame, named: Named, broken: Collection[str]) -> Draft:
    """Return the draft with projects put over those in force; of `broken` ones the new shape is none."""
    given = draft.given
    before = given.sites
    told: tuple[Change, ...] = ()
    _require_told(frame, given.unseen)
    if before is not None:
        frame, told = merge_sites(
            before, frame, keep_others=not given.answers.replace, broken=broken, unseen=given.unseen
        )
    if NAME not in frame:
        frame[NAME] = ""
    layer = given.target.layer.model_copy(
        update={"geometry": "polygon", "id_field": SITE_ID, "name_field": NAME, "code_field": ""}
    )
    return replace(
        draft,
        named=replace(named, changes=(*named.changes, *told)),
        frame=frame,
        target=replace(given.target, layer=layer),
    )
