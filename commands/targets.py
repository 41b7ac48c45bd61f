"""`ranh targets`: land-use targets brought in, shown, and balanced against the land and the projects."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import AsJson, AsOf  # noqa: TC001 - typer reads the annotations
from commands.seeing import seeing
from commands.settings import CLEAR, CONFLICTS, NOT_CHECKED, Settings, out, warn
from commands.targets_import import import_command
from commands.viewing import viewing
from layers.corridor.said import RESTRICTED
from layers.money.plan import read_plan
from layers.province import open_province
from layers.tables import require_table_file, tables_of, write_tables
from layers.targets.balance import codes_told
from layers.targets.breaches import breaches_of
from layers.targets.gathering import balancing_of, load
from layers.targets.model import TOTAL
from layers.targets.reach import codes_told_of, units_told
from layers.targets.row import State
from layers.targets.sums import check_sums
from layers.targets.tables import balance_frame, breach_frame, sum_frame, target_frame
from layers.targets.units import Level
from layers.writer import plain_records
from office.rights import Act, Where, reach
from views import terminal_targets

if TYPE_CHECKING:
    import pandas as pd

    from layers.corridor.seen import FolderSeen
    from layers.targets.row import Row
    from office.people import Person

UNSURE = frozenset({State.NO_TARGET, State.NO_PRESENT, State.NOT_SURE, State.WITHHELD})
app = typer.Typer(help="Land-use targets: import, show, balance.", no_args_is_help=True)
app.command("import")(import_command)

Year = Annotated[int | None, typer.Option(help="Year of the target. Default: the last of the plan's period.")]
LevelOf = Annotated[
    Level | None,
    typer.Option(help="All units of a kind: commune, district (former), former_commune, province."),
]
Unit = Annotated[list[str] | None, typer.Option(help="Code of a unit, as of --as-of; repeat for more.")]
Code = Annotated[list[str] | None, typer.Option(help="Land code; repeat for more.")]
To = Annotated[Path | None, typer.Option("--to", help="File to write: .xlsx or .csv.")]
Reason = Annotated[str, typer.Option(help="Why restricted land has to be seen as it is.")]


@app.command("show")
def show_command(
    unit: Unit = None,
    level: LevelOf = None,
    code: Code = None,
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    as_of: AsOf = None,
    to: To = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """List the figures that are loaded, with their decisions, and whether they add up."""
    person, seen, day = _seen("targets show", reason, to, _day(as_of))
    loaded = load(seen)
    wanted = units_told(loaded.units, _own(person), unit or (), level, day)
    codes = codes_told_of(code or (), loaded.book)
    rows = [
        one
        for one in loaded.figures.targets
        if one.unit in wanted or not (unit or level or _own(person) is not None)
        if not codes or one.code in codes
        if year is None or one.year == year
    ]
    units = {one.unit for one in rows}
    # What holds restricted land is not compared where that is not told: the rest would be it.
    checks = [
        one
        for one in check_sums(loaded.figures)
        if one.unit in units and one.code not in loaded.withheld_below
    ]
    tables = {
        "targets": target_frame(rows, loaded.units, loaded.book),
        "sums": sum_frame(checks, loaded.units),
    }
    _give(tables, to, as_json=as_json, seen=seen)
    if not as_json:
        terminal_targets.show_targets(out, tables["targets"], Settings.language)
        terminal_targets.show_sums(out, tables["sums"], Settings.language)
        if not rows:
            warn("No target loaded for what was asked.", "Chưa nạp chỉ tiêu nào cho nội dung đã hỏi.")


@app.command("balance")
def balance_command(
    unit: Unit = None,
    level: LevelOf = None,
    code: Code = None,
    year: Year = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also land types without a target or project.")
    ] = False,
    as_of: AsOf = None,
    to: To = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """
    Balance land types: target, present, used by decided projects, asked for, left; what breaks a target.

    Exit status: 1 a target is broken, or would be if all is granted; 3 something is not known
    (also beside a broken target).

    Example: ranh targets balance --level commune --code RPH --year 2030 --to can-doi.xlsx
    """
    person, seen, day = _seen("targets balance", reason, to, _day(as_of))
    of = year if year is not None else read_plan(seen.province).last_year(day)
    balancing = balancing_of(seen, day)
    units = units_told(balancing.units, _own(person), unit or (), level, day)
    rows = balancing.rows(
        units, codes_told_of(code or (), balancing.figures.book) or codes_told(balancing, of), of
    )
    shown = rows if everything or code else [row for row in rows if row.is_worth]
    book = balancing.figures.book
    tables = {
        "balance": balance_frame(shown, balancing.units, book),
        "breaches": breach_frame(breaches_of(shown), balancing.units, book),
    }
    _give(tables, to, as_json=as_json, seen=seen)
    if not as_json:
        terminal_targets.show_balance(out, tables["balance"], Settings.language)
        terminal_targets.show_breaches(out, tables["breaches"], Settings.language)
        if balancing.ground.land is None:
            warn(balancing.ground.problem_en, balancing.ground.problem_vi)
        if all(row.target.area_ha is None for row in shown):
            warn(f"No target loaded for {of}.", f"Chưa nạp chỉ tiêu nào cho năm {of}.")
    raise typer.Exit(_status(shown))


def _seen(command: str, reason: str, to: Path | None, day: date) -> tuple[Person, FolderSeen, date]:
    """Return who asks, for findings-like content, and the province as that person may see it."""
    if to is not None:
        require_table_file(to, tables_of(open_province(Settings.folder)))
    person = viewing(Act.SEE_FINDINGS, command, "").person
    return person, seeing(command, reason, to), day


def _own(person: Person) -> frozenset[str] | None:
    """Return the communes that a person's right ends at, None where it does not."""
    return person.communes if reach(person, Act.SEE_FINDINGS) is Where.OWN else None


def _give(tables: dict[str, pd.DataFrame], to: Path | None, *, as_json: bool, seen: FolderSeen) -> None:
    if to is not None:
        write_tables(tables, to)
    if as_json:
        typer.echo(_json({name: plain_records(table) for name, table in tables.items()}))
    if seen.is_exact:
        warn(*RESTRICTED)


def _status(rows: list[Row]) -> int:
    states = {row.state for row in rows}
    if not rows or states & UNSURE or any(row.is_most or _lacks_bound(row) for row in rows):
        return NOT_CHECKED
    Settings.conflicts = bool(states & {State.BROKEN, State.BROKEN_IF_GRANTED})
    return CONFLICTS if Settings.conflicts else CLEAR


def _lacks_bound(row: Row) -> bool:
    """Whether a target stands there and nobody says which way it binds; all land binds no way."""
    is_silent = row.code != TOTAL and not row.bound_confidence
    return row.state is State.NO_BOUND and is_silent


def _json(told: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _day(given: datetime | None) -> date:
    return given.date() if given else datetime.now().astimezone().date()
