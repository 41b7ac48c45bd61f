"""`ranh projects`: the list, and what the office writes of one project: events, decided facts."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path  # noqa: TC003 - the same
from typing import TYPE_CHECKING, Annotated

import typer

from commands.identity import acting, desk_if_there, office_desk
from commands.lists import projects_command
from commands.options import DAY, AsJson, AsOf, Reason, day_of
from commands.seeing import seeing
from commands.settings import Settings, err, out, say
from commands.viewing import viewing
from layers.money.edits import Fact  # noqa: TC001 - typer reads the annotations
from layers.money.plan import Stage  # noqa: TC001 - the same
from office.cases.said import today
from office.errors import ProjectError
from office.projects.again import brought_before
from office.projects.importing import read_events
from office.projects.listing import listing_for
from office.projects.model import Asked, NewEvent, NewFact, ProjectFile, Withdrawal
from office.projects.reading import read_file, require_listed
from office.projects.told import facts_of, history_of, other_facts
from office.projects.writing import write
from office.rights import Act
from views import terminal_projects

if TYPE_CHECKING:
    from datetime import date

    from layers.corridor.seen import FolderSeen
    from office.projects.model import Change, Listing

app = typer.Typer(help="Projects: the list, their facts and histories.")
history = typer.Typer(help="Histories of projects.", no_args_is_help=True)
app.add_typer(history, name="history")

Id = Annotated[str, typer.Argument(help="Id of the project, for example P002.")]
Decision = Annotated[str, typer.Option(help="Number of the decision.")]
Dated = Annotated[datetime | None, typer.Option(formats=DAY, help="Day of that decision.")]
Note = Annotated[str, typer.Option(help="Anything else to be known.")]
Seen = Annotated[
    int | None,
    typer.Option(help="Version of the file that this rests on, as `show` tells it. Default: any."),
]
Key = Annotated[str, typer.Option(help="The same key again does nothing again.")]


@app.callback(invoke_without_command=True)
def list_projects(
    context: typer.Context, as_of: AsOf = None, as_json: AsJson = False, reason: Reason = ""
) -> None:
    """List the projects: sector, funding, phase, declared and drawn area, capital, commune."""
    if context.invoked_subcommand is None:
        projects_command(as_of, as_json, reason)


@app.command("show")
def show(project: Id, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show the facts of a project, what each rests on, and its history; withdrawn entries too."""
    person = viewing(Act.SEE_FINDINGS, "projects show", "").person
    seen, listing = _listing(day_of(as_of))
    require_listed(listing, project)
    desk = desk_if_there()
    file = ProjectFile(site_id=project) if desk is None else read_file(desk, person, listing, project)
    day = day_of(as_of)
    told = (file, facts_of(listing, file, day), history_of(seen.province, file))
    others = other_facts(file, day)
    if as_json:
        typer.echo(terminal_projects.as_json(told, others))
    else:
        terminal_projects.show_project(out, listing.rows[project], told, Settings.language)
        terminal_projects.show_others(out, others, Settings.language)


@app.command("event")
def add_event(
    project: Id,
    status: Annotated[Stage, typer.Option(help="How far the project is since then.")],
    day: Annotated[str, typer.Option(help="When: 09/03/2026, 03/2026, 2026-Q1 or 2026.")],
    evidence: Annotated[str, typer.Option(help="What shows it: a document, by number and date.")],
    due: Annotated[str, typer.Option(help="When it is to be finished, as stated then.")] = "",
    decision: Decision = "",
    dated: Dated = None,
    note: Note = "",
    seen: Seen = None,
    key: Key = "",
) -> None:
    """
    Add an event to the history of a project.

    Example: ranh projects event P002 --status decided --day 09/03/2026 --evidence "CV 12/UBND"
    """
    change = NewEvent(
        stage=status,
        on=day,
        due=due,
        evidence=evidence,
        note=note,
        decision_number=decision,
        decision_date=_date(dated),
    )
    _write(project, change, seen, key)


@app.command("set")
def set_fact(
    project: Id,
    field: Annotated[Fact, typer.Argument(help="What to correct.")],
    value: Annotated[str, typer.Argument(help="What holds from the day of the decision.")],
    decision: Decision = "",
    dated: Dated = None,
    note: Note = "",
    seen: Seen = None,
    key: Key = "",
) -> None:
    """
    Correct a fact by a decision; what the list says stays to be seen beside it.

    Example: ranh projects set P001 capital_bn_vnd 3500 --decision 7/QĐ-UBND --dated 2026-03-01
    """
    change = NewFact(fact=field, value=value, decision_number=decision, decision_date=_date(dated), note=note)
    _write(project, change, seen, key)


@app.command("withdraw")
def withdraw(
    project: Id,
    entry: Annotated[int, typer.Argument(help="Number of the entry, as `show` prints it.")],
    why: Annotated[str, typer.Option(help="Why it does not hold.")],
    seen: Seen = None,
    key: Key = "",
) -> None:
    """Withdraw an event or a corrected fact; it stays to be seen as withdrawn."""
    _write(project, Withdrawal(entry_id=entry, reason=why), seen, key)


@history.command("import")
def import_events(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX table: site_id, stage, on, evidence, ...")],
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook with several.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the rows, write nothing.")] = False,
) -> None:
    """
    Bring the events of a table: all of them, or none where a row is refused, each with one sentence.

    Columns: site_id, stage, on, due, decision_number, decision_date, evidence, note; Vietnamese
    headings too. What was brought before is not written again; each such row is named, and whether it was
    withdrawn since.

    Exit status: 0 brought, 2 a row was refused or the file cannot be used; nothing was written.

    Example: ranh projects history import tien-do.xlsx
    """
    person = acting(Act.EDIT_PROJECTS)
    seen, listing = _listing(today())
    table = read_events(file, seen.province, listing, sheet)
    for one in table.refused:
        err.print(say(one.en, one.vi), style="bold red", highlight=False, markup=False)
    if table.refused or not table.asked:
        raise ProjectError(
            f"Nothing was written: {len(table.refused)} of {len(table.refused) + len(table.asked)} rows"
            " cannot be taken.",
            f"Chưa ghi gì: {len(table.refused)} trong {len(table.refused) + len(table.asked)} dòng"
            " không dùng được.",
        )
    desk = desk_if_there() if dry_run else office_desk()
    before = () if desk is None else brought_before(desk, table)
    made = () if dry_run or desk is None else write(desk, person, listing, table.asked)
    terminal_projects.show_brought(out, err, (len(table.asked), len(made)), before, Settings.language)


def _write(project: str, change: Change, seen: int | None, key: str) -> None:
    person = acting(Act.EDIT_PROJECTS)
    _, listing = _listing(today())
    asked = Asked(site_id=project, change=change, key=key or uuid.uuid4().hex, version_seen=seen)
    made = write(office_desk(), person, listing, [asked])
    if made:
        told = say(f"{project}: entry {made[0].id} is written.", f"{project}: đã ghi mục {made[0].id}.")
    else:
        told = say(f"{project}: was written before.", f"{project}: đã được ghi trước đó.")
    out.print(told, highlight=False, markup=False)


def _listing(day: date) -> tuple[FolderSeen, Listing]:
    """Return the projects that the person who runs the command sees, as they may be told."""
    person = acting(Act.SEE_MAP)
    seen = seeing("projects", "")
    return seen, listing_for(seen, person, day)


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None
