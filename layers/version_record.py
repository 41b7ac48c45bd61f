"""What is kept with an imported layer version: its declaration, its source, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import pydantic

from layers.dated import Text
from layers.layer import Layer

Count = Annotated[int, pydantic.Field(ge=0)]
Area = Annotated[float, pydantic.Field(ge=0, allow_inf_nan=False)]
FORMAT: Literal[1] = 1


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class SourceFile(_Part):
    """The file that a version was made from."""

    name: Text
    sha256: Annotated[str, pydantic.Field(pattern="^[0-9a-f]{64}$")]
    """Of all bytes as they were handed in."""
    size_bytes: Count
    kind: Text
    dataset: str = ""
    """Member of the archive, "" where the file is no archive."""
    table: str = ""
    """Layer inside the dataset."""
    libraries: dict[str, str] = pydantic.Field(default_factory=dict)
    """What read it, with version; also which fences held around it."""


class PlacedBy(_Part):
    """How the coordinates were understood."""

    declared: str = ""
    """What the file itself says, "" where it says nothing."""
    key: Text
    label_en: Text
    label_vi: Text
    operation: Text
    """The datum operation by code and name."""
    asked: bool
    """Whether a person chose it; else the file's own declaration was sound."""


class Reconciliation(_Part):
    """Where the rows went: declared = read + refused, read = written + set aside + not usable."""

    declared: Count | None
    """None where the format does not say."""
    read: Count
    refused: Count
    set_aside: Count
    """Rows of other drawing layers or kinds of geometry, left out because the person chose so."""
    missing: Count
    """Rows without a usable place, left out and signed for; refused ones are counted apart."""
    written: Count
    signed: bool = False
    """Whether the person signed for rows that are refused or missing."""

    @property
    def gap(self) -> int:
        """Rows of the file that are not in the version although nobody chose to leave them out."""
        known = self.refused + self.missing
        return known if self.declared is None else max(known, self.declared - self.read + self.missing)


class RowIssue(_Part):
    """A fault in a row or column of the file, and what was done about it."""

    row: Count = 0
    """From 1, as in the file; 0: the whole layer."""
    column: str = ""
    kind: Text
    en: Text
    vi: Text
    blocks: bool = False
    """The row cannot be measured: what lies near it is "not checked", or it is not in the version."""
    area_before_m2: Area | None = None
    area_after_m2: Area | None = None

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


class Change(_Part):
    """One line of the list "what I changed"."""

    en: Text
    vi: Text

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


class OtherLayer(_Part):
    """A layer of the file that this version was not made from."""

    name: Text
    rows: Count


class Account(_Part):
    """Everything that happened between the file and the version."""

    source: SourceFile
    place: PlacedBy | None
    """None for a list of projects without coordinates."""
    reconciliation: Reconciliation
    issues: tuple[RowIssue, ...] = ()
    changes: tuple[Change, ...] = ()
    other_layers: tuple[OtherLayer, ...] = ()


class VersionRecord(_Part):
    """An imported version: the layer that it declares and the account of its import."""

    format: Literal[1] = FORMAT
    sequence: Annotated[int, pydantic.Field(gt=0)]
    """Order of imports; clocks may jump."""
    line: Text
    """Id of the first layer of which this and others are versions: a later one ends the earlier."""
    layer: Layer
    zones_sha256: Annotated[str, pydantic.Field(pattern="^[0-9a-f]{64}$")]
    imported_at: datetime
    """UTC."""
    imported_by: Text
    program: Text
    account: Account
