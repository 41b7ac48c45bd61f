"""A list of projects, without any shape, becomes the projects in force as it changes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from layers.errors import IntakeError
from layers.intake.answers import Option, Question
from layers.intake.lists.projects import province_reference, read_projects
from layers.intake.steps.columns import NAME, SITE_ID, Named
from layers.intake.steps.sites import merged, require_ids
from layers.intake.text.column_roles import Roles

if TYPE_CHECKING:
    from layers.intake.draft import Draft
    from layers.intake.lists.projects import ProjectList


def listed_sites(draft: Draft) -> Draft:
    """
    Return the draft with the projects in force as a list of projects changes them.

    Raises
    ------
    IntakeError
        If the layer holds no projects, or the sheet is no list of them.
    """
    given, text, layer = draft.given, draft.text, draft.layer
    if text is None or layer is None:
        return draft
    if not given.target.is_sites:
        raise IntakeError(
            "list-for-zones",
            "A list of projects becomes a version of the layer of projects (sites) alone: choose that layer.",
            "Danh mục dự án chỉ nhập được vào lớp dự án (sites): hãy chọn lớp đó.",
        )
    if not given.province.communes:
        raise IntakeError(
            "list-without-communes",
            "This province names no table of communes, which a list of projects needs: add communes = to its"
            " province.toml.",
            "Tỉnh này chưa khai báo bảng xã, phường nên chưa đọc được danh mục dự án: hãy thêm communes = vào"
            " province.toml.",
        )
    said = given.target.layer
    reference = replace(
        province_reference(given.province, said.decision_date or said.effective_from),
        said_units=given.answers.units,
        said_codes=given.answers.codes,
        typed_numbers=given.source.dataset.kind == "xlsx",
    )
    listed = read_projects(replace(layer, table=text.table), reference)
    records = pd.DataFrame([project.record() for project in listed.projects]).drop(columns="row_number")
    nothing = gpd.GeoSeries([None] * len(records), crs=given.province.crs)
    frame = gpd.GeoDataFrame(records, geometry=nothing, crs=given.province.crs)
    require_ids(frame)
    named = Named(frame=frame, roles=Roles(id_field=SITE_ID, name_field=NAME), issues=(), changes=())
    draft = replace(draft, projects=listed, suggestions=(*draft.suggestions, *_suggestions(listed)))
    return merged(draft, frame, named, ())


def _suggestions(listed: ProjectList) -> list[Question]:
    found: dict[str, Question] = {}
    for project in listed.projects:
        for match in project.communes:
            if match.commune_code or not match.candidates or match.text in found:
                continue
            options = tuple(
                Option(value=unit.commune_code, en=unit.full_name, vi=unit.full_name)
                for unit in (candidate.unit for candidate in match.candidates)
            )
            found[match.text] = Question(
                field="units",
                item=match.text,
                en=f"Which commune of today is meant by “{match.text}”?",
                vi=f"“{match.text}” là xã, phường nào hiện nay?",
                options=options,
                flag=f'--unit "{match.text}={{}}"',
            )
    return list(found.values())
