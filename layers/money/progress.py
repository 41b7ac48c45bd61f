"""How far each project is on a day, on what evidence, whether it is late."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.lists.phases import DONE, read_phase
from layers.money.history import events_until, last_due
from layers.money.plan import Owner, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.money.history import Event
    from layers.money.plan import Plan

SEVERAL, NO_PERIOD = "several", ""
"""Periods of a project that lies in more than one, or in none of the plan, and of one that states none."""
PLAN_SECTOR = "plan_sector"
"""Column with the id of the plan's sector, where that was decided and is not told by words of the list."""


class Late(StrEnum):
    """Why a project is late."""

    DUE = "due"
    """The day on which it was to be finished is over."""
    PHASE = "phase"
    """The period in which it was to be built is over, and nothing says that it is finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One project on one day."""

    site_id: str
    name: str
    sector: str
    """Of the plan, "" where it is none of these."""
    funding: str
    owner: Owner
    phase: str
    """As stated."""
    period: str
    """The one period of the plan in which it falls; `SEVERAL`, "done" or ""."""
    start_year: int | None
    commune_code: str
    capital_bn_vnd: float | None
    part_of: str
    """Id of the project that this one is a part of: what both state is counted once."""
    status: str
    """In the words of the project's list."""
    stage: Stage
    evidence: Event | None
    """What the stage rests on; None: on the words of the status or the phase alone."""
    done_on: date | None
    """Last day by which it was finished, where that is stated."""
    late: Late | None
    due_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it is neither finished nor given up."""
        return self.stage not in {Stage.DONE, Stage.STOPPED}

    @property
    def is_public(self) -> bool | None:
        """Whether it is built with the state's capital; None where that is shared or unknown."""
        return {Owner.STATE: True, Owner.OTHER: False}.get(self.owner)


def progress_of(
    rows: Iterable[Mapping[str, object]], plan: Plan, events: Sequence[Event], as_of: date
) -> tuple[Progress, ...]:
    """
    Return the progress of projects, in their order.

    Parameters
    ----------
    rows
        Columns of the projects: site_id, name, sector, funding, phase, status, capital_bn_vnd,
        commune_code; a column that is not there is unknown.
    """
    told = events_until(events, as_of)
    return tuple(_progress(row, plan, told.get(_text(row, "site_id"), []), as_of) for row in rows)


def _progress(row: Mapping[str, object], plan: Plan, events: Sequence[Event], as_of: date) -> Progress:
    phase = read_phase(_text(row, "phase"))
    last = events[-1] if events else None
    stage = last.stage if last else plan.stage_of(_text(row, "status"))
    if last is None and phase.phase == DONE and stage is not Stage.STOPPED:
        stage = Stage.DONE
    late, due_on = _late(stage, events, phase.end_year, as_of)
    return Progress(
        site_id=_text(row, "site_id"),
        name=_text(row, "name"),
        sector=_text(row, PLAN_SECTOR) or plan.sector_of(_text(row, "sector"), _text(row, "name")),
        funding=_text(row, "funding"),
        owner=plan.owner_of(_text(row, "funding")),
        phase=_text(row, "phase"),
        period=_period(phase.phase, phase.start_year, phase.end_year, plan.periods),
        start_year=phase.start_year,
        commune_code=_text(row, "commune_code"),
        capital_bn_vnd=_number(row.get("capital_bn_vnd")),
        part_of=_text(row, "part_of"),
        status=_text(row, "status"),
        stage=stage,
        evidence=last,
        done_on=last.on.last if last and last.on and stage is Stage.DONE else None,
        late=late,
        due_on=due_on,
    )


def _late(
    stage: Stage, events: Sequence[Event], end_year: int | None, as_of: date
) -> tuple[Late | None, date | None]:
    """Tell whether an unfinished project is late; a stated day counts before the end of its period."""
    promised = last_due(events)
    due_on = promised.due.last if promised and promised.due else None
    reason = Late.DUE
    if due_on is None and end_year is not None:
        due_on, reason = date(end_year, 12, 31), Late.PHASE
    is_late = due_on is not None and due_on < as_of and stage not in {Stage.DONE, Stage.STOPPED}
    return (reason if is_late else None), due_on


def _period(phase: str, start: int | None, end: int | None, periods: Sequence[str]) -> str:
    """Return the one period that holds the time of building; nothing is divided between two."""
    if phase == DONE:
        return DONE
    if start is None or end is None:
        return NO_PERIOD
    for period in periods:
        first, _, last = period.partition("-")
        if int(first) <= start and end <= int(last):
            return period
    return SEVERAL


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    """Return what a cell states; less than nothing states nothing."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number and isinstance(value, int | float) and value >= 0 else None
