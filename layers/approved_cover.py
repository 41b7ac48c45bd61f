"""
The approved cover: the squares of restricted land that an ordinary machine may know, and nothing else.

A steward draws it once, with decoys, and signs it. It stands in the folder `cover` beside
`province.toml`: one file for each version, and a file that names the version in use. A cover
that vanished or was changed stops the province: without it, land would be called clear.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

import pydantic
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from layers.cover import REACHES_M, Squares
from layers.dated import Dated, Text
from layers.errors import ProvinceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER, CURRENT = "cover", "current"
MOST_BYTES = 20_000_000
"""A cover of a whole province in squares of 500 m is a tenth of this."""

Square = tuple[int, int]
Steps = Annotated[float, pydantic.Field(ge=0, le=REACHES_M[-1], allow_inf_nan=False)]
Hex32 = Annotated[str, pydantic.Field(pattern="^[0-9a-f]{64}$")]


class Period(Dated):
    """Days on which a layer of the family is in force."""


class CoverFamily(pydantic.BaseModel):
    """The squares of one family of layers, and how far rules about it look."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    squares: tuple[Square, ...]
    """Column and row of each, sorted; decoys are not told apart."""
    reaches_m: dict[str, Steps] = pydantic.Field(default_factory=dict)
    """For each distance that zones carry: a step of `REACHES_M` that no zone's distance exceeds."""
    accuracy_m: Steps = 0.0
    """How far lines may be off, rounded up to a step."""
    consultee_vi: str = ""
    consultee_en: str = ""
    periods: tuple[Period, ...] = ()

    @pydantic.model_validator(mode="after")
    def _sorted(self) -> CoverFamily:
        if list(self.squares) != sorted(set(self.squares)):
            raise ValueError("squares must be sorted and different")
        return self


class Cover(pydantic.BaseModel):
    """One version of the cover of a province."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    province: Text
    crs: Text
    made_at: datetime
    side_m: Literal[500] = 500
    """Side of a square, the same as that of `layers.cover`; larger blocks are several squares."""
    decoy_share: Annotated[float, pydantic.Field(ge=0, lt=1)]
    families: dict[str, CoverFamily]
    rest: tuple[Square, ...] = ()
    """Squares of restricted land that stands in open layers: no rule is answered by them."""
    previous: Annotated[str, pydantic.Field(pattern="^([0-9a-f]{64})?$")] = ""
    public_key: Hex32
    signature: Annotated[str, pydantic.Field(pattern="^([0-9a-f]{128})?$")] = ""

    @cached_property
    def version(self) -> str:
        """SHA-256 of everything but the signature."""
        return hashlib.sha256(self.signed_bytes()).hexdigest()

    @cached_property
    def squares(self) -> Squares:
        """All squares of all families, and the rest."""
        named = (square for family in self.families.values() for square in family.squares)
        return frozenset((*named, *self.rest))

    def signed_bytes(self) -> bytes:
        """Return what the signature stands for: canonical JSON of all but itself."""
        told = self.model_dump(mode="json", exclude={"signature"})
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def to_bytes(self) -> bytes:
        """Return the file: the same cover has the same bytes."""
        told = self.model_dump(mode="json")
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parse_cover(content: bytes, name: str) -> Cover:
    """
    Return the cover that a file holds, its signature checked by the key that it names.

    Whether that key is to be trusted is for the caller to ask.

    Parameters
    ----------
    name
        Name of the file, for the sentence.

    Raises
    ------
    ProvinceError
        If it is no cover, or any byte of it was changed.
    """
    try:
        if len(content) > MOST_BYTES:
            raise ValueError("it is too large")
        cover = Cover.model_validate_json(content)
        if cover.to_bytes() != content:
            raise ValueError("it is not written as covers are")
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(cover.public_key))
        key.verify(bytes.fromhex(cover.signature), cover.signed_bytes())
    except InvalidSignature as error:
        raise _damaged(name, "its signature does not fit", "chữ ký không khớp") from error
    except pydantic.ValidationError as error:
        first = error.errors()[0]["msg"]
        raise _damaged(name, first, first) from error
    except ValueError as error:
        raise _damaged(name, str(error), str(error)) from error
    return cover


def _damaged(name: str, en: str, vi: str) -> ProvinceError:
    return ProvinceError(
        f"The cover {name} cannot be used ({en}): install it again from the steward's file.",
        f"Không dùng được lưới che {name} ({vi}): hãy cài lại từ tệp của người giữ dữ liệu mật.",
    )


def read_cover(folder: Path) -> Cover | None:
    """
    Return the cover in use in a province's folder; None where none was ever installed.

    Raises
    ------
    ProvinceError
        If it is not there although others are, is damaged, or is not the one in use.
    """
    place = folder / FOLDER
    if not place.is_dir() or not any(place.iterdir()):
        return None
    try:
        version = (place / CURRENT).read_text(encoding="ascii").strip()
        content = (place / f"{version}.json").read_bytes()
    except (OSError, ValueError) as error:
        raise _damaged(place.name, "the version in use is not there", "thiếu phiên bản đang dùng") from error
    cover = parse_cover(content, f"{place.name}/{version}.json")
    if cover.version != version:
        raise _damaged(f"{version}.json", "it is another version", "là phiên bản khác")
    return cover


def require_fits(cover: Cover, province_id: str, crs: str) -> None:
    """Refuse a cover of another province, or in another coordinate system: its squares lie elsewhere."""
    if (cover.province, cover.crs) != (province_id, crs):
        raise ProvinceError(
            f"The cover is of province {cover.province} in {cover.crs}, not of {province_id} in {crs}.",
            f"Lưới che là của tỉnh {cover.province}, hệ {cover.crs}; không phải của {province_id}, hệ {crs}.",
        )


def consultees(families: Iterable[CoverFamily]) -> tuple[str, str]:
    """
    Return who is to be asked about all of these families, English and Vietnamese.

    Examples
    --------
    >>> one = CoverFamily(squares=(), consultee_en="A; B", consultee_vi="X")
    >>> consultees([one, CoverFamily(squares=(), consultee_en="B; C", consultee_vi="X")])
    ('A; B; C', 'X')
    """
    told = list(families)
    return _joined(f.consultee_en for f in told), _joined(f.consultee_vi for f in told)


def _joined(texts: Iterable[str]) -> str:
    names = (name.strip() for text in texts for name in text.split(";"))
    return "; ".join(dict.fromkeys(name for name in names if name))
