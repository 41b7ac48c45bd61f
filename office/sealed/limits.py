"""What may be asked about sealed land, how often, and which patterns a person looks at: figures, not code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Limits:
    """
    Limits of one question, quotas, and patterns that hold an answer.

    The figures come from a measured attack on a hidden polygon, whose policy this is:
    `bench/probing.py` repeats it.
    """

    snap_m: float = 1.0
    parts: int = 50
    vertices: int = 20_000
    least_area_m2: float = 500.0
    least_width_m: float = 5.0
    most_area_ha: float = 20_000.0
    number_pattern: str = r"(?=.*\d)[0-9A-Za-zÀ-ỹĐđ][0-9A-Za-zÀ-ỹĐđ./_-]{2,79}"
    """A dossier number has a digit and at least three characters."""

    person_day: int = 20
    person_month: int = 200
    unit_day: int = 60
    versions_alone: int = 2
    """Versions of one dossier that a person may ask without a second one."""
    month: timedelta = timedelta(days=30)

    near_m: float = 50.0
    """Boundaries closer than this to those of another dossier of the unit are feeling their way."""
    near_count: int = 5
    """So many such footprints in a day are an alarm."""
    halvings: int = 3
    half: tuple[float, float] = (0.4, 0.6)
    straight_m: float = 5000.0
    needed_share: tuple[float, float] = (0.01, 0.30)
    """Part of a unit's answers that say "needed", outside of which somebody is searching."""
    share_from: tuple[int, int] = (100, 20)
    """Answers from which on too small a share, and too large a share, mean something."""


LIMITS = Limits()
