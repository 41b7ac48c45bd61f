"""
Two sides of a replay: a province on a day, and what it is compared with, both checked.

The second check takes over every cell that nothing changed for, so that it costs what the change
costs; in full it gives the same to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.check import check_province
from layers.codes import read_codes
from layers.errors import ProvinceError, ShareError
from layers.province import open_province
from layers.rules import read_rules
from layers.told import told_check
from layers.withheld import withheld_squares

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from layers.check import CheckResult, Progress
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class Side:
    """A province, as it is or as it would be, on a day."""

    province: Province
    as_of: date


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A side with everything that a check finds of it."""

    side: Side
    whole: CheckResult = field(repr=False)
    """As it is: never to be handed out."""
    told: CheckResult = field(repr=False)
    """As it may be told."""


def check_side(side: Side, since: Checked | None = None, progress: Progress | None = None) -> Checked:
    """
    Return a side with its check.

    Parameters
    ----------
    since
        Another side, of whatever province and day: what it found is taken over where nothing that
        bears on it differs.

    Raises
    ------
    RanhError
        If the side cannot be checked, or restricted land is not fully known there.
    """
    kept = (None, None) if since is None else (since.whole.kept, since.told.kept)
    whole = check_province(side.province, side.as_of, progress, kept[0])
    return Checked(side=side, whole=whole, told=told_check(whole, side.province, kept[1]))


def check_sides(
    before: Side, after: Side, *, full: bool = False, progress: Progress | None = None
) -> tuple[Checked, Checked]:
    """
    Return both sides with their checks.

    Parameters
    ----------
    full
        Run both from nothing: slower, and the same to the last bit.

    Raises
    ------
    RanhError
        As `check_side`.
    """
    first = check_side(before, None, progress)
    return first, check_side(after, None if full else first, progress)


def require_as_much_withheld(before: Checked, after: Checked) -> None:
    """
    Go on only if the second side withholds at least what the first one does.

    Raises
    ------
    ShareError
        If not. Whoever may not see restricted land could else have it lifted off by a candidate that
        leaves it out, or calls it something else, and read its edges in the neighbours.
    """
    known, then = (_withholding(side) for side in (before, after))
    if not all(one <= other for one, other in zip(known, then, strict=True)):
        raise ShareError(
            "With this change less land would be withheld than now: only who may see defence and security "
            "land can replay it, with --reason.",
            "Thay đổi này làm giảm phần đất đang được giữ kín: chỉ người được xem đất quốc phòng, an ninh "
            "mới chạy thử được, có ghi --reason.",
        )


def _withholding(side: Checked) -> tuple[frozenset[object], ...]:
    """Return the squares, codes and families of layers that one side keeps back."""
    province = side.side.province
    codes = read_codes(province.path(province.codes))
    return (
        frozenset(withheld_squares(side.whole, province, codes)),
        frozenset(code for code, one in codes.items() if one.restricted),
        frozenset(layer.family for layer in province.layers if layer.restricted),
    )


def with_rules(province: Province, path: Path) -> Province:
    """
    Return the province with the rules of another file or folder.

    Raises
    ------
    RuleError
        If they cannot be read.
    """
    rules = path.resolve()
    read_rules(rules)
    return province.model_copy(update={"rules": str(rules)})


def other_version(province: Province, folder: Path) -> Province:
    """
    Return the same province as another folder has it.

    Raises
    ------
    ProvinceError
        If the folder is that of another province, or has another coordinate system: then every
        footprint would be another one, and nothing could be compared.
    """
    other = open_province(folder)
    if (other.id, other.crs) != (province.id, province.crs):
        raise ProvinceError(
            f"{folder} is {other.name_en} in {other.crs}; only {province.name_en} in {province.crs} can be "
            "compared with this one.",
            f"{folder} là {other.name_vi}, hệ {other.crs}; chỉ so sánh được với {province.name_vi}, hệ "
            f"{province.crs}.",
        )
    return other
