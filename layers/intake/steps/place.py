"""Find out in which coordinate system the shapes are; ask unless the file states it without a rival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.crs import operation_name
from layers.intake.answers import Option, Question
from layers.intake.whereabouts.place import propose, read_as
from layers.intake.whereabouts.place_words import where
from layers.version_record import PlacedBy

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.types import GeometryArray
    from layers.intake.answers import Answers
    from layers.intake.model import SourceLayer
    from layers.intake.whereabouts.candidates import Candidate
    from layers.intake.whereabouts.place import Placement
    from layers.province import Province

OFFERED = 6
"""Candidates in a question; the likeliest stand first."""


@dataclass(frozen=True, kw_only=True)
class PlaceStep:
    """The readings of the coordinates, the one that holds, and what has to be asked."""

    placement: Placement
    chosen: Candidate | None
    asked: bool
    """Whether a person chose."""
    questions: tuple[Question, ...]


def find_place(
    shapes: GeometryArray,
    layer: SourceLayer,
    answers: Answers,
    province: Province,
    communes: gpd.GeoDataFrame | None,
) -> PlaceStep:
    """
    Return where the shapes lie.

    Raises
    ------
    IntakeError
        If the file is on a datum that is not known here, or the answer names no system.
    """
    placement = propose(
        shapes,
        crs_wkt=layer.crs_wkt,
        crs_name=layer.crs_name,
        province=province,
        communes=communes,
        expected_communes=answers.communes,
    )
    if answers.crs:
        chosen = read_as(
            shapes, answers.crs, province=province, communes=communes, expected_communes=answers.communes
        )
        return PlaceStep(placement=placement, chosen=chosen, asked=True, questions=())
    questions = () if placement.settled else (_question(placement, province),)
    return PlaceStep(placement=placement, chosen=placement.settled, asked=False, questions=questions)


def recorded(step: PlaceStep, layer: SourceLayer, province: Province) -> PlacedBy | None:
    """Return what is kept of the place; None while it is open."""
    if step.chosen is None:
        return None
    return PlacedBy(
        declared=layer.crs_name or layer.crs_wkt[:200],
        key=step.chosen.key,
        label_en=step.chosen.label_en,
        label_vi=step.chosen.label_vi,
        operation=operation_name(province.datum_operation),
        asked=step.asked,
    )


def _question(placement: Placement, province: Province) -> Question:
    options = []
    for one in placement.candidates[:OFFERED]:
        en, vi = where(one, province)
        options.append(Option(value=one.key, en=f"{one.label_en}: {en}", vi=f"{one.label_vi}: {vi}"))
    return Question(
        field="crs",
        en=f"Which coordinate system is the file in? {placement.doubt_en}".strip(),
        vi=f"Tệp dùng hệ toạ độ nào? {placement.doubt_vi}".strip(),
        options=tuple(options),
        flag='--crs "{}"',
    )
