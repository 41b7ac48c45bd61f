"""What a vault holds, as records: its layers, the keys of the steward, and the covers made so far."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import geopandas as gpd
import pydantic

from layers.approved_cover import Cover
from layers.layer import Layer
from layers.model import Issue
from office.database.types import canonical
from office.errors import SealedError
from office.sealed.crypt import LENGTH_BYTES, damaged
from office.sealed.redacted import SealedData

if TYPE_CHECKING:
    from layers.reader import LayerData

Squares = tuple[tuple[int, int], ...]
Hex32 = Annotated[str, pydantic.Field(pattern="^[0-9a-f]{64}$", repr=False)]


class _Record(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    def __repr__(self) -> str:
        """Show nothing: what a vault holds stands in no message."""
        return f"{type(self).__name__}(...)"

    __str__ = __repr__


class Entry(_Record):
    """One sealed layer: which file holds it, and which of its zones count as top category."""

    layer_id: str
    file: str
    sha256: Hex32
    """Of the sealed file: one that was exchanged for an older one is found."""
    top: dict[str, tuple[str, ...]] = pydantic.Field(default_factory=dict)
    """Column -> values by which a zone is of the top category; an empty column name: all zones are."""


class Drawn(_Record):
    """The squares behind one version of the cover, before what is kept of earlier ones was added."""

    version: str
    made_at: datetime
    families: dict[str, Squares]
    rest: Squares = ()


class Contents(_Record):
    """Everything in a vault but the zones themselves."""

    entries: tuple[Entry, ...] = ()
    signing_key: Hex32
    """Private key by which the steward approves covers and answers dossiers."""
    decoy_key: Hex32
    """Decides where decoys lie; nobody knows it, so that nobody can tell them from real squares."""
    decoys: dict[str, Squares] = pydantic.Field(default_factory=dict)
    """Decoys drawn so far: they stay, or two covers compared would tell them."""
    drawn: tuple[Drawn, ...] = ()
    cover: Cover | None = None
    """The version approved last."""
    state: int = 0
    """How often it was written: an older copy of the whole vault has a smaller one."""


def packed(data: LayerData, layer: Layer) -> bytes:
    """
    Return the rows of a layer as GeoParquet with its declaration, made in memory.

    Raises
    ------
    SealedError
        If a column holds values of several kinds.
    """
    frames = [_parquet(frame) for frame in (data.zones, data.broken)]
    about = {
        "layer": layer.model_dump(mode="json"),
        "issues": [asdict(issue) for issue in data.issues],
        "sha256": data.sha256,
        "bytes": [len(frame) for frame in frames],
        "objects": [_objects(frame) for frame in (data.zones, data.broken)],
    }
    text = canonical(about).encode()
    return len(text).to_bytes(LENGTH_BYTES, "big") + text + b"".join(frames)


def unpacked(content: bytes) -> SealedData:
    """
    Return the layer that `packed` gave, without any file.

    Raises
    ------
    SealedError
        If it is none: sealed by a program of another version.
    """
    try:
        start = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
        about: dict[str, Any] = json.loads(content[LENGTH_BYTES:start])
        middle = start + int(about["bytes"][0])
        parts = (content[start:middle], content[middle:])
        zones, broken = (_read(part, names) for part, names in zip(parts, about["objects"], strict=True))
        return SealedData(
            layer=Layer(**about["layer"]),
            zones=zones,
            broken=broken,
            issues=tuple(Issue(**issue) for issue in about["issues"]),
            sha256=about["sha256"],
        )
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise damaged() from error


def _parquet(frame: gpd.GeoDataFrame) -> bytes:
    buffer = io.BytesIO()
    try:
        frame.to_parquet(buffer)
    except (ValueError, TypeError):
        # The cause is not told along: it shows values of the layer.
        raise SealedError(
            "The layer cannot be sealed: a column holds values of several kinds; give it one kind.",
            "Không niêm phong được lớp này: có cột chứa nhiều kiểu giá trị; hãy đưa về một kiểu.",
        ) from None
    return buffer.getvalue()


def _objects(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns of plain objects: GeoParquet gives them back as text, with NaN for nothing."""
    return [str(name) for name, kind in frame.dtypes.items() if kind == object]  # noqa: E721 - numpy's object


def _read(content: bytes, objects: list[str]) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(io.BytesIO(content))
    for name in objects:
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame
