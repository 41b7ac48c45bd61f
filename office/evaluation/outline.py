"""
What an evaluation report is made of, as data: its parts, criteria, citations, and the plan's objectives.

`evaluation.toml` holds what is the same in every province and comes with the program; a file of
that name in a province's folder takes its place. `evaluation_plan.toml` speaks of one plan and
stands in the province's folder, or beside its table of capital.
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeVar

import pydantic

from layers.dated import Dated, Text
from layers.errors import ProvinceError
from layers.province import HOME, reason

if TYPE_CHECKING:
    from pathlib import Path

    from layers.province import Province

FILE, PLAN_FILE = "evaluation.toml", "evaluation_plan.toml"
DEFAULT = HOME / "data" / "reference" / FILE
Status = Literal["confirmed", "partly", "unverified"]
"""How far a citation was compared with its text: the words of the rules."""


class TableName(StrEnum):
    """The tables that the program can make."""

    OBJECTIVES = "objectives"
    LAND = "land"
    OVERLAYS = "overlays"
    BREACHES = "breaches"
    SECTORS = "sectors"
    PROGRESS = "progress"
    LATE = "late"
    BLOCKED = "blocked"
    UNITS = "units"
    FRAME = "frame"
    CAPITAL = "capital"
    PLANS = "plans"
    CONFLICTS = "conflicts"
    THEMES = "themes"
    UNCHECKED = "unchecked"
    CASES = "cases"
    DECIDED = "decided"
    SUPERSEDED = "superseded"


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Citation(Dated):
    """A text that the report answers to."""

    id: Text
    vi: Text
    en: Text
    status: Status
    note_vi: str = ""
    note_en: str = ""
    source: str = ""

    @pydantic.model_validator(mode="after")
    def _noted(self) -> Citation:
        if self.status != "confirmed" and not (self.note_vi and self.note_en):
            raise ValueError("a citation that is not confirmed needs note_vi and note_en")
        return self


class Group(_Part):
    """A kind of objective that the criteria name."""

    id: Text
    vi: Text
    en: Text
    withheld: bool = False
    """Reported elsewhere, as a secret."""


class OtherPlan(_Part):
    """A plan that has to fit the provincial plan, and the families of layers that would hold it."""

    vi: Text
    en: Text
    families: tuple[Text, ...]


class Section(_Part):
    """One part of the report."""

    vi: Text
    en: Text
    criterion_vi: str = ""
    criterion_en: str = ""
    citation: str = ""
    """Id of the citation whose criterion it is."""
    status: Status = "unverified"
    """How far the criterion was compared with its text."""
    tables: tuple[TableName, ...] = ()
    nothing_vi: str = ""
    nothing_en: str = ""
    """Why it has no table."""
    write_vi: tuple[str, ...] = ()
    write_en: tuple[str, ...] = ()
    """What people have to write."""


class Outline(_Part):
    """Everything of a report that is the same in every province."""

    valid_days: int = pydantic.Field(gt=0)
    title_vi: Text
    title_en: Text
    citation: tuple[Citation, ...] = ()
    group: tuple[Group, ...] = ()
    plan: tuple[OtherPlan, ...] = ()
    section: tuple[Section, ...]

    @pydantic.model_validator(mode="after")
    def _consistent(self) -> Outline:
        known = {one.id for one in self.citation} | {""}
        if unknown := {one.citation for one in self.section} - known:
            raise ValueError(f"no citation has the id {min(unknown)!r}")
        tables = [name for one in self.section for name in one.tables]
        if len(set(tables)) < len(tables):
            raise ValueError(f"table {max(tables, key=tables.count)!s} stands in the report twice")
        return self


class Objective(_Part):
    """One objective of the plan with its target, and what came of it where that is known."""

    group: Text
    vi: Text
    en: Text
    unit_vi: str = ""
    unit_en: str = ""
    target_vi: str = ""
    target_en: str = ""
    citation: str = ""
    status: Status = "unverified"
    actual_vi: str = ""
    actual_en: str = ""
    actual_on: date | None = None
    actual_source: str = ""


class PlanOutline(_Part):
    """What the report has to know of one plan."""

    name_vi: Text
    name_en: Text
    citation: tuple[Citation, ...] = ()
    objective: tuple[Objective, ...] = ()


Read = TypeVar("Read", Outline, PlanOutline)


def read_outline(province: Province) -> Outline:
    """
    Return the parts of the report: the province's own file, else the program's.

    Raises
    ------
    ProvinceError
        If it cannot be read, has an unknown key, table or citation, or a bad value.
    """
    own = province.folder / FILE
    return _read(own if own.is_file() else DEFAULT, Outline)


def read_plan_outline(province: Province, outline: Outline) -> PlanOutline | None:
    """
    Return what is known of the province's plan; None where there is no file.

    Raises
    ------
    ProvinceError
        As `read_outline`; if an objective is of a group that the report does not have.
    """
    places = [province.folder / PLAN_FILE]
    if province.money:
        places.append(province.path(province.money).with_name(PLAN_FILE))
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        return None
    plan = _read(path, PlanOutline)
    if unknown := {one.group for one in plan.objective} - {one.id for one in outline.group}:
        raise ProvinceError(
            f"{path.name} has an objective of the group {min(unknown)!r}, which {FILE} does not name.",
            f"{path.name} có mục tiêu thuộc nhóm {min(unknown)!r} mà {FILE} không có.",
        )
    return plan


def _read(path: Path, kind: type[Read]) -> Read:
    try:
        return kind(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise ProvinceError(
            f"{path.name} of the evaluation report cannot be used: {reason(error)}.",
            f"Không dùng được tệp {path.name} của báo cáo đánh giá: {reason(error)}.",
        ) from error
