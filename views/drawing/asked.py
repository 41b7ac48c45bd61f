"""What the browser sends about a drawing, read strictly: anything else is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import pydantic
import shapely

from layers.trial.errors import TrialError
from layers.trial.footprint import MOST_VERTICES, from_display

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.province import Province

MOST_BYTES = 4_000_000
Body = TypeVar("Body", bound=pydantic.BaseModel)
Code = Annotated[str, pydantic.Field(max_length=40)]
Width = Annotated[float, pydantic.Field(gt=0, allow_inf_nan=False)] | None


class Speaking(pydantic.BaseModel):
    """Anything that is answered in a language."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    lang: Literal["vi", "en"] = "vi"


class Drawn(Speaking):
    """A shape on the map."""

    shape: dict[str, Any]
    """A GeoJSON geometry in longitude and latitude on WGS 84."""
    as_of: date
    planned_code: Code = ""
    width_m: Width = None


class Put(Drawn):
    """A question about sealed land."""

    number: Annotated[str, pydantic.Field(max_length=200)]


class Text(Speaking):
    """Pasted text."""

    text: Annotated[str, pydantic.Field(max_length=1_000_000)]
    as_of: date
    drawing: Literal["polygon", "line", "point"] = "polygon"
    answers: dict[
        Annotated[str, pydantic.Field(max_length=40)], Annotated[str, pydantic.Field(max_length=200)]
    ]


class Kept(Drawn):
    """A draft to save, or to take away as a file."""

    name: Annotated[str, pydantic.Field(max_length=400)]
    note: Annotated[str, pydantic.Field(max_length=8_000)] = ""
    id: int | None = None
    """None: a new draft."""
    version: int = 0


class Filed(Kept):
    """A drawing to take away."""

    format: Literal["geojson", "gpkg"]


class Which(Speaking):
    """A draft to delete or to bring back."""

    id: int
    version: int


async def body_of(request: Request) -> bytes | None:
    """Return the body of a request; None where it is larger than a drawing can be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def shape_of(drawn: Drawn, province: Province) -> shapely.Geometry:
    """
    Return what was drawn in the province's CRS.

    Raises
    ------
    TrialError
        If it is no GeoJSON geometry.
    CRSError
        If it lies nowhere on the province's plane.
    """
    try:
        shape = shapely.from_geojson(json.dumps(drawn.shape))
    except (ValueError, RecursionError, shapely.errors.GEOSException) as error:
        raise _no_shape() from error
    if shape is None or shape.is_empty or shapely.get_num_coordinates(shape) > MOST_VERTICES:
        raise _no_shape()
    return from_display(shape, province)


def _no_shape() -> TrialError:
    return TrialError(
        "What was sent is no shape that can be checked: draw it anew.",
        "Hình gửi lên không dùng được: hãy vẽ lại.",
    )
