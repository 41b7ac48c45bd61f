"""What is taken from the manifest of a package that may come from anywhere; no more is believed."""

from __future__ import annotations

from typing import Literal

import pydantic

MOST_MEMBERS = 5_000


class Entry(pydantic.BaseModel):
    """A file."""

    file: str = pydantic.Field(min_length=1, max_length=500)
    bytes: int = pydantic.Field(ge=0)
    sha256: str = pydantic.Field(pattern="^[0-9a-f]{64}$")
    rows: int | None = None


class ListedUnit(pydantic.BaseModel):
    """The unit that the package is for."""

    code: str = pydantic.Field(max_length=100)
    name: str = pydantic.Field(max_length=500)


class Manifest(pydantic.BaseModel):
    """What has to be known to verify a package."""

    layout: Literal[2] = pydantic.Field(alias="ranh_package")
    unit: ListedUnit
    as_of: str = pydantic.Field(pattern=r"^\d{4}-\d\d-\d\d$")
    exact: bool
    """Whether defence or security land is in it."""
    files: list[Entry] = pydantic.Field(min_length=1, max_length=MOST_MEMBERS)
