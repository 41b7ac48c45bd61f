"""What may be said of a fact: each value is read, or refused with one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.intake.cells.figures import parse_number
from layers.intake.lists.phases import DONE, read_phase
from layers.money.edits import Fact
from office.errors import ProjectError
from office.projects.words import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from office.projects.model import Listing

LONGEST_NAME = 200
MOST_BN_VND = 10_000_000.0
"""More billions of đồng than the whole country's output: a slip of the keyboard."""


def choices_of(fact: Fact, listing: Listing) -> tuple[str, ...]:
    """Return the values that a fact may have; none: it is no choice."""
    return {
        Fact.SECTOR: tuple(one.id for one in listing.plan.sector),
        Fact.FUNDING: tuple(listing.plan.owners),
        Fact.COMMUNE: tuple(listing.communes),
    }.get(fact, ())


def read_value(fact: Fact, typed: str, listing: Listing) -> str | float:
    """
    Return what was typed as the value of a fact.

    Raises
    ------
    ProjectError
        If it is none.
    """
    said = " ".join(typed.split())
    if not said:
        en, vi = FACTS[fact]
        raise ProjectError(f"Give a value for {en}.", f"Hãy nhập giá trị cho {vi}.")
    if fact is Fact.CAPITAL:
        return _capital(said)
    if fact is Fact.PHASE:
        return _phase(said)
    if fact is Fact.INVESTOR:
        return _name(said)
    choices = choices_of(fact, listing)
    if said not in choices:
        raise _no_choice(fact, said, choices)
    return said


def listed_value(fact: Fact, row: Mapping[str, Any], listing: Listing) -> str | float | None:
    """Return what the list itself says; None: nothing."""
    if fact is Fact.SECTOR:
        return listing.plan.sector_of(_text(row.get("sector")), _text(row.get("name"))) or None
    value = row.get(str(fact))
    if fact is Fact.CAPITAL:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        return float(value) if is_number and isinstance(value, int | float) else None  # not so for NaN
    return _text(value) or None


def _capital(said: str) -> float:
    figure = parse_number(said)
    if figure.value is None:
        readings = figure.readings
        if readings:
            raise ProjectError(
                f"{said!r} can be read as {readings[0]:g} or {readings[1]:g}: write it without signs between"
                " thousands.",
                f'"{said}" có thể là {readings[0]:g} hoặc {readings[1]:g}: hãy viết không có dấu ngăn'
                " hàng nghìn.",
            )
        raise ProjectError(
            f"{said!r} is no amount in billion đồng.", f'"{said}" không phải số tiền tính bằng tỷ đồng.'
        )
    if not 0 <= figure.value <= MOST_BN_VND or figure.unit:
        raise ProjectError(
            f"{said!r} cannot be a capital in billion đồng.", f'"{said}" không thể là vốn tính bằng tỷ đồng.'
        )
    return figure.value


def _phase(said: str) -> str:
    phase = read_phase(said)
    if not phase.is_read or (phase.phase != DONE and phase.start_year is None and phase.end_year is None):
        raise ProjectError(
            f"{said!r} is no time of building: write 2026-2030, a year, or done.",
            f'"{said}" không phải thời gian thực hiện: hãy ghi 2026-2030, một năm, hoặc đã hoàn thành.',
        )
    return said


def _name(said: str) -> str:
    if len(said) > LONGEST_NAME:
        raise ProjectError(
            f"The name is too long: at most {LONGEST_NAME} characters.",
            f"Tên quá dài: tối đa {LONGEST_NAME} ký tự.",
        )
    return said


def _no_choice(fact: Fact, said: str, choices: Iterable[str]) -> ProjectError:
    known, (en, vi) = ", ".join(choices), FACTS[fact]
    return ProjectError(
        f"{said!r} is no value for {en}; one of: {known}.",
        f'"{said}" không dùng được cho {vi}; chọn một trong: {known}.',
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
