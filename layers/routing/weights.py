"""What land costs a line: a data file of the province, or of the person who asks."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from layers.dated import Text
from layers.province import reason
from layers.routing.errors import WeightError

if TYPE_CHECKING:
    from pathlib import Path

    from layers.province import Province

DEFAULT_FILE = "route_weights.toml"
"""Stands beside the table of land-use codes."""

MOST_CLASSES = 60
"""Each class has a bit of its own; a cell carries 64."""

LEAST_COST = 0.05
"""No metre costs less: land that is preferred several times must not become free."""

Treatment = Literal["forbidden", "avoid", "neutral", "prefer"]
Factor = Annotated[float, pydantic.Field(gt=0, le=1000, allow_inf_nan=False)]
Values = tuple[str | bool | float, ...]


class LandClass(pydantic.BaseModel):
    """Zones that a line must not touch, should avoid, or may follow."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    id: Text
    name_vi: Text
    name_en: Text
    treatment: Treatment
    factor: Factor = 1.0
    """A metre costs so many: above 1 to avoid, below 1 to prefer; surcharges of several classes add up."""
    rule: str = ""
    """Id of a rule whose zones, codes and distance are meant; then nothing of the following is given."""
    layer: str = ""
    """Family of layers, as rules name it."""
    codes: tuple[str, ...] = ()
    where: dict[str, Values] = pydantic.Field(default_factory=dict)
    within_m: Annotated[float, pydantic.Field(ge=0, le=20_000, allow_inf_nan=False)] = 0.0
    """Land this near to a zone counts as well."""
    restricted: bool = False
    """Defence or security land: asked only for who may see it."""
    ask: bool = False
    """Who crosses it has to consult somebody."""

    @property
    def bears(self) -> bool:
        """Whether such land decides where a line may go or whom it has to ask, not only what it costs."""
        return self.treatment == "forbidden" or self.ask

    @pydantic.model_validator(mode="after")
    def _consistent(self) -> LandClass:
        if bool(self.rule) == bool(self.layer):
            raise ValueError(f"class {self.id} names either a rule or a layer")
        if self.rule and (self.codes or self.where or self.within_m):
            raise ValueError(f"class {self.id} names a rule, which says codes, values and distance itself")
        fits = {"avoid": self.factor > 1, "prefer": self.factor < 1}.get(self.treatment, self.factor == 1)
        if not fits:
            raise ValueError(f"class {self.id}: factor {self.factor:g} does not fit {self.treatment}")
        return self


class SlopeClass(pydantic.BaseModel):
    """Ground that is this steep, and less than the next class; ground of unknown slope is of the steepest."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    id: Text
    name_vi: Text
    name_en: Text
    factor: Annotated[float, pydantic.Field(gt=1, le=1000, allow_inf_nan=False)]
    at_least_percent: Annotated[float, pydantic.Field(gt=0, le=1000)]

    @property
    def treatment(self) -> Treatment:
        """Slopes cost; none is forbidden, for a raster has no exact edge to check a line against."""
        return "avoid"


class Weights(pydantic.BaseModel):
    """All classes of a file, and what is charged where nothing is known."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    status_vi: Text
    """Who stands for these numbers: shown with every line."""
    status_en: Text
    land: str = "landuse"
    """Family whose zones say that the use of land is known at all."""
    unknown_factor: Annotated[float, pydantic.Field(ge=1, le=1000)] = 3.0
    """For land without a zone of `land`; also where squares are left blank."""
    cover_factor: Annotated[float, pydantic.Field(gt=1, le=1000)] = 10.0
    """For squares of the approved cover: never clear, so never cheap."""
    classes: tuple[LandClass, ...] = pydantic.Field(alias="class", max_length=MOST_CLASSES)
    slopes: tuple[SlopeClass, ...] = pydantic.Field(default=(), alias="slope")

    @pydantic.model_validator(mode="after")
    def _ids(self) -> Weights:
        ids = [*(one.id for one in self.classes), *(one.id for one in self.slopes)]
        if len(set(ids)) < len(ids):
            raise ValueError(f"class {next(i for i in ids if ids.count(i) > 1)} is there twice")
        if len(ids) > MOST_CLASSES:
            raise ValueError(f"there are more than {MOST_CLASSES} classes")
        return self


def default_weights(province: Province) -> Path:
    """Return where the weights of a province stand: beside its table of land-use codes."""
    return province.path(province.codes).parent / DEFAULT_FILE


def read_weights(path: Path) -> Weights:
    """
    Return the weights of a file.

    Raises
    ------
    WeightError
        If it is not there, not TOML, or has an unknown key or a value out of range.
    """
    try:
        return Weights.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        why = reason(error)
        raise WeightError(
            f"The weights {path.name} cannot be used: {why}.",
            f"Không dùng được tệp trọng số {path.name}: {why}.",
        ) from error
