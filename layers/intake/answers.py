"""What a person says about a file, and what still has to be asked."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import pydantic

from layers.dated import Dated, Text
from layers.layer import Group


class ReadAs(StrEnum):
    """What the rows of a table are."""

    POINTS = "points"
    PROJECTS = "projects"


class Answers(pydantic.BaseModel):
    """The answers of the person so far; what is empty was not answered."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    dataset: str = ""
    """Which member of an archive."""
    table: str = ""
    """Which layer of the file."""
    read_as: ReadAs | None = None
    encodings: dict[str, str] = pydantic.Field(default_factory=dict)
    """Encoding by column; the column "" stands for all that are not named."""
    crs: str = ""
    """Key of a candidate of `layers.intake.whereabouts.place`, or an EPSG code."""
    communes: tuple[str, ...] = ()
    """Codes of communes that the data lies in, as far as known."""
    geometry: Literal["", "polygon", "line", "point"] = ""
    closed_as_area: bool | None = None
    """Whether closed lines are outlines of areas, as in drawings."""
    drawing_layers: tuple[str, ...] = ()
    """Which of a drawing's own layers to take; empty: all."""
    columns: dict[str, str] = pydantic.Field(default_factory=dict)
    """New name by the file's own."""
    standard_columns: bool | None = None
    """Whether columns get the program's own names where theirs say what they are; None: projects alone."""
    id_field: str | None = None
    """None: as proposed. "": rows are numbered."""
    name_field: str | None = None
    code_field: str | None = None
    units: dict[str, str] = pydantic.Field(default_factory=dict)
    """Code of the administrative unit by the words of a list of projects."""
    codes: dict[str, str] = pydantic.Field(default_factory=dict)
    """Land code by the words of the file."""
    points: dict[str, str] = pydantic.Field(default_factory=dict)
    """What a table of coordinates does not tell, by `points.DoubtKind`."""
    site_id: str = ""
    """The project whose footprint the file draws."""
    site_name: str = ""
    replace: bool = False
    """Whether projects that the file does not name are left out of the new version."""
    accept_gap: bool = False
    """Signature for rows that could not be read or have no place."""


class Declaration(Dated):
    """What is declared of the layer that the file becomes a version of."""

    name: Text
    """Id or family of a layer of the province, or the name of a new one."""
    name_vi: str = ""
    name_en: str = ""
    decision_number: str = ""
    decision_date: date | None = None
    accuracy_m: Annotated[float, pydantic.Field(ge=0, allow_inf_nan=False)] | None = None
    scale_denominator: Annotated[int, pydantic.Field(gt=0)] | None = None
    restricted: bool = False
    """Defence or security land. A new version of such a layer is restricted whatever stands here."""
    group: Group | None = None
    source: str = ""
    licence: str = ""


class Option(pydantic.BaseModel):
    """One possible answer."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    value: str
    en: str
    vi: str

    def label(self, language: str) -> str:
        """Return the label in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


class Question(pydantic.BaseModel):
    """
    Something that the program does not decide by itself.

    The import goes on once every question is answered; nothing is taken for granted meanwhile.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    field: str
    """Field of `Answers` that takes the answer."""
    item: str = ""
    """Key in that field where it is a table: the column, the unit's words."""
    en: str
    vi: str
    options: tuple[Option, ...] = ()
    """Most likely first; empty: free text."""
    flag: str
    """How the command line takes the answer, with {} for the value."""

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en
