"""`ranh money`: capital by sector against the plan's frame, progress of projects, what is late or blocked."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path  # noqa: TC003 - the command line reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson  # noqa: TC001 - typer reads the annotations
from commands.seeing import seeing
from commands.settings import Settings, err, out, say, warn
from commands.viewing import Viewing, viewing
from layers.check import check_province
from layers.corridor.said import RESTRICTED
from layers.money.edits import known_progress
from layers.money.lists import blocked_frame, late_frame, project_frame, unasked_count
from layers.money.plan import Plan, read_plan
from layers.money.sums import against_frame, by_period, by_sector, by_unit
from layers.province import open_province
from layers.tables import require_table_file, tables_of, write_tables
from layers.targets.units import Level, read_target_units
from layers.writer import plain_records
from office.rights import Act, Where, reach
from views import terminal_money

if TYPE_CHECKING:
    import pandas as pd


def money_command(
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d", "%d/%m/%Y"], help="Day. Default: today."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="File to write: .xlsx (all tables) or .csv (projects).")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why restricted land has to be seen as it is.")] = "",
    as_json: AsJson = False,
) -> None:
    """
    Tell projects and capital by sector, period and commune, against the plan's frame; late and blocked ones.

    Capital that nobody states is counted as unknown, never as zero.

    Example: ranh money --to von-va-tien-do.xlsx
    """
    if to is not None:
        require_table_file(to, tables_of(open_province(Settings.folder)))
    person = viewing(Act.SEE_FINDINGS, "money", "").person
    seen = seeing("money", reason, to)
    viewer = Viewing(person=person, is_exact=seen.is_exact)
    day = as_of.date() if as_of else datetime.now().astimezone().date()
    plan, result = read_plan(seen.province), viewer.of(check_province(seen.whole, day), seen.whole)
    rows = result.sites.drop(columns=result.sites.geometry.name).to_dict("records")
    records = [{str(key): value for key, value in row.items()} for row in rows]
    projects = known_progress(records, seen.province, seen.edits, day)
    units = read_target_units(seen.province)
    names = {unit.code: units.places[unit].name for unit in units.at(Level.COMMUNE)}
    is_own = reach(person, Act.SEE_FINDINGS) is Where.OWN
    if is_own:
        names = {code: name for code, name in names.items() if code in person.communes}
    blocked = blocked_frame(projects, result)
    held = blocked["site_id"].tolist()
    tables = {
        "projects": project_frame(projects),
        "sectors": by_sector(projects, plan, held),
        "periods": by_period(projects, plan, held),
        "units": by_unit(projects, names, held),
        # The frame is the province's: projects of some communes are no share of it.
        **({} if is_own else {"frame": against_frame(projects, plan)}),
        "late": late_frame(projects),
        "blocked": blocked,
    }
    if to is not None:
        write_tables(tables, to)
    if as_json:
        told = {name: plain_records(table) for name, table in tables.items()}
        typer.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        _show(tables, plan, is_own=is_own)
    if unasked := unasked_count(projects, result):
        warn(
            f"{unasked} projects without a known conflict were not checked in full.",
            f"{unasked} dự án chưa thấy xung đột nhưng chưa kiểm tra hết.",
        )
    if seen.is_exact:
        warn(*RESTRICTED)


def _show(tables: dict[str, pd.DataFrame], plan: Plan, *, is_own: bool) -> None:
    language = Settings.language
    terminal_money.show_sums_of_money(out, tables["sectors"], language)
    terminal_money.show_sums_of_money(out, tables["periods"], language)
    if is_own:
        err.print(
            say(
                "Only projects of your communes: no comparison with the frame of the province.",
                "Chỉ gồm dự án thuộc xã của bạn: không so với khung vốn của tỉnh.",
            )
        )
    else:
        terminal_money.show_frame(out, tables["frame"], language)
    if plan.decision is not None:
        out.print(f"{plan.decision.number}, {plan.decision.date:%d/%m/%Y} {plan.decision.part}")
    terminal_money.show_late(out, tables["late"], language)
    terminal_money.show_blocked(out, tables["blocked"], language)
