"""`ranh plans`: plans against plans, projects against projects, projects on the planned land."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Reason, day_of
from commands.seeing import seeing
from commands.settings import CLEAR, CONFLICTS, NOT_CHECKED, Settings, err, out, warn
from commands.viewing import viewing
from layers.corridor.said import RESTRICTED
from layers.plans.compare import compare
from layers.plans.own import own_communes
from layers.plans.projects import meetings
from layers.plans.reports import compared_report, pairs_report, uses_report
from layers.plans.uses import uses
from layers.plans.writer import require_report_file, write_report
from layers.writer import plain_records
from office.rights import Act, Where, reach
from views import terminal_plans

if TYPE_CHECKING:
    from layers.corridor.seen import FolderSeen
    from layers.plans.own import Own
    from layers.plans.writer import Report

app = typer.Typer(help="Plans against plans, and projects against both.", no_args_is_help=True)

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d", "%d/%m/%Y"], help="Day. Default: today."),
]
To = Annotated[Path | None, typer.Option("--to", help="File to write: .xlsx, .csv or .geojson.")]
Most = Annotated[int, typer.Option(help="Rows to print.", min=1)]
Plans = Annotated[
    list[str] | None,
    typer.Argument(
        help="Families of plans or ids of layers, each compared with every other. Default: all plans."
    ),
]


@app.command("compare")
def compare_command(
    plans: Plans = None,
    as_of: AsOf = None,
    to: To = None,
    most: Most = 40,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """
    Tell zones of plans in force on a day whose planned uses do not fit, with area, certainty and decisions.

    Which uses fit stands in plan_fit.toml beside the land codes; what stands there nowhere is "not clear".

    Exit status: 1 uses do not fit, 3 something was not compared or is not clear.

    Example: ranh plans compare landuse_plan urban_plan --to quy-hoach.xlsx
    """
    asked = _asked("plans compare", reason, to, as_of)
    area = None if asked.own is None else asked.own.area
    found = compare(asked.seen, asked.day, names=tuple(plans or ()), within=area)
    report = compared_report(found, asked.seen)
    if _give(report, asked, to, as_json=as_json):
        terminal_plans.show_compared(out, report, most, Settings.language)
    raise typer.Exit(_status(is_whole=found.is_whole, has_conflict=found.has_misfit))


@app.command("projects")
def projects_command(
    as_of: AsOf = None, to: To = None, most: Most = 40, reason: Reason = "", as_json: AsJson = False
) -> None:
    """
    Tell projects in the same place, and whether in the same years, with area, sectors and capital.

    Projects that follow each other in one place are told as well: what was built first still stands there.

    Exit status: 1 projects want the same land, 3 something was not compared or the years are not known.
    """
    asked = _asked("plans projects", reason, to, as_of)
    found = meetings(asked.seen, asked.day, asked.own)
    report = pairs_report(found, asked.seen)
    if _give(report, asked, to, as_json=as_json):
        terminal_plans.show_pairs(out, report, found.related, most, Settings.language)
    raise typer.Exit(_status(is_whole=found.is_whole, has_conflict=found.has_conflict))


@app.command("uses")
def uses_command(
    as_of: AsOf = None, to: To = None, most: Most = 40, reason: Reason = "", as_json: AsJson = False
) -> None:
    """
    Tell what land is planned under each project in each period, in hectares by code, and whether it fits.

    Exit status: 1 a project stands on land planned for something else, 3 something was not checked.
    """
    asked = _asked("plans uses", reason, to, as_of)
    found = uses(asked.seen, asked.day, asked.own)
    report = uses_report(found, asked.seen)
    if _give(report, asked, to, as_json=as_json):
        terminal_plans.show_uses(out, report, most, Settings.language)
    raise typer.Exit(_status(is_whole=found.is_whole, has_conflict=found.has_misfit))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Who asks what, as that person may see it."""

    seen: FolderSeen
    day: date
    own: Own | None
    """Communes that the person's right ends at; None: it does not."""


def _asked(command: str, reason: str, to: Path | None, as_of: datetime | None) -> _Asked:
    if to is not None:
        require_report_file(to)
    person = viewing(Act.SEE_FINDINGS, command, "").person
    seen, day = seeing(command, reason, to), day_of(as_of)
    is_own = reach(person, Act.SEE_FINDINGS) is Where.OWN
    own = own_communes(seen, person.communes, day) if is_own else None
    return _Asked(seen=seen, day=day, own=own)


def _give(report: Report, asked: _Asked, to: Path | None, *, as_json: bool) -> bool:
    """Write and print what machines read, say what was not compared; tell whether people are to read on."""
    if to is not None:
        write_report(report, to)
    if as_json:
        told = {name: plain_records(table) for name, table in report.tables.items()}
        typer.echo(json.dumps(dict(report.about) | told, ensure_ascii=False, allow_nan=False))
    terminal_plans.show_gaps(err, report.gaps, Settings.language)
    if asked.seen.is_exact:
        warn(*RESTRICTED)
    return not as_json


def _status(*, is_whole: bool, has_conflict: bool) -> int:
    """Tell the exit status; what could not be checked is the louder answer."""
    if not is_whole:
        return NOT_CHECKED
    Settings.conflicts = has_conflict
    return CONFLICTS if has_conflict else CLEAR
