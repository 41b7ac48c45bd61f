"""The records of land-use targets: a figure of a plan or an inventory, and the account of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from layers.targets.units import UnitKey

FOLDER = "targets"
"""Of the imported tables, in the province's folder."""
TOTAL = "TOTAL"
"""Stands for all land of a unit: the groups of the table of codes added up."""


class Kind(StrEnum):
    """What a figure says."""

    PLANNED = "planned"
    ACTUAL = "actual"


class Citation(StrEnum):
    """How sure it is that the decision says the figure."""

    CONFIRMED = "confirmed"
    UNVERIFIED = "unverified"
    """Somebody recalled or derived it, or does not say how sure it is."""
    NOT_STATED = "not_stated"
    """No decision with number and date: what is planned binds nobody as far as is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One figure: so much land of a type in a unit in a year."""

    unit: UnitKey
    code: str
    """As the table has it, an older list's too; `TOTAL` for all land."""
    current: str
    """Today's code: `code` itself, or what an old one became where that is sure, else ""."""
    year: int
    kind: Kind
    area_ha: float
    decision_number: str = ""
    decision_date: date | None = None
    """Number and date together: several provinces have had decisions of one number."""
    plan: str = ""
    """Which plan, in words."""
    source: str = ""
    confidence: str = ""
    file: str = ""
    row: int = 0

    @property
    def identity(self) -> tuple[object, ...]:
        """What two figures have in common of which one would replace the other."""
        return self.unit, self.code, self.year, self.kind, self.decision_number, self.decision_date

    @property
    def citation(self) -> Citation:
        """How sure the citation is; of an inventory, whose source counts, how sure that is."""
        if self.kind is Kind.PLANNED and not (self.decision_number and self.decision_date):
            return Citation.NOT_STATED
        return Citation.CONFIRMED if self.confidence == Citation.CONFIRMED else Citation.UNVERIFIED

    @property
    def decision(self) -> str:
        """Number and date of the decision, "" where neither is stated."""
        day = f"{self.decision_date:%d/%m/%Y}" if self.decision_date else ""
        return ", ".join(part for part in (self.decision_number, day) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a row was not taken."""

    row: int
    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, kw_only=True)
class TargetTable:
    """What a table gave, with what became of each of its rows."""

    file: str
    targets: tuple[Target, ...]
    refused: tuple[Refusal, ...] = ()
    rows: int = 0
    """Rows with any cell below the heading."""
    without_figure: int = 0
    """Rows that name a type and say nothing of its area: no target, never zero."""

    @property
    def is_reconciled(self) -> bool:
        """Whether every row is a figure, refused, or without one."""
        return self.rows == len(self.targets) + len(self.refused) + self.without_figure
