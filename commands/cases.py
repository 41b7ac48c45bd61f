"""`ranh cases`: findings that somebody has to decide, worked on from the command line."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime  # noqa: TC003 - typer reads the annotations
from pathlib import Path  # noqa: TC003 - the same
from typing import TYPE_CHECKING, Annotated

import typer

from commands.identity import acting, office_desk
from commands.options import DAY, AsJson
from commands.seeing import edits_if_there
from commands.settings import Settings, err, out, say
from layers.check import check_province
from layers.corridor.seen import FolderSeen
from layers.province import open_province
from office.accounts import account_named
from office.cases.listing import ON_A_PAGE, Wanted, list_cases
from office.cases.model import NewFile, State, Step, StepKind
from office.cases.opening import open_case
from office.cases.precision import precision_by_rule
from office.cases.reading import read_attachment, read_case
from office.cases.said import today
from office.cases.steps import take_step
from office.cases.sync import sync_cases
from office.cases.targets import targets_told
from office.cases.told import told_of
from office.cases.waiting import waiting
from office.errors import CaseError
from office.rights import Act
from views import terminal_cases
from views.console import progress
from views.text import Text

if TYPE_CHECKING:
    from layers.province import Province
    from office.cases.model import Case
    from office.cases.told import ToldCheck
    from office.people import Person

app = typer.Typer(help="Cases: findings that somebody has to decide.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Number of the case, for example HS-2026-0001.")]


@app.command("sync")
def sync(
    clock_was_ahead: Annotated[
        bool,
        typer.Option(
            "--clock-was-ahead",
            help="The last check is of a day still to come, as a clock was wrong: go on from today.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Check the province, and open, reopen or update cases by what was found.

    Only what may be told becomes a case. Exit status 0: the cases are in line with the check,
    whatever it found; 2: it could not be done, and no case was changed.

    Example: ranh cases sync
    """
    person = acting(Act.WORK)
    province = open_province(Settings.folder)
    told = _check(province)
    seen = FolderSeen(whole=province, is_exact=False, edits=edits_if_there())
    told = replace(told, targets=targets_told(seen, told.as_of))
    report = sync_cases(office_desk(), person, told, province, clock_was_ahead=clock_was_ahead)
    if as_json:
        typer.echo(terminal_cases.as_json(report))
    else:
        terminal_cases.show_sync(out, report, Settings.language)


@app.command("list")
def show_list(
    mine: Annotated[bool, typer.Option("--mine", help="Given to me.")] = False,
    waiting_for_me: Annotated[
        bool, typer.Option("--waiting-for-me", help="I am to move: work on it, or sign.")
    ] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past their day.")] = False,
    state: Annotated[list[State] | None, typer.Option(help="Only this state; repeat for more.")] = None,
    search: Annotated[str, typer.Option(help="Words of number, project or rule.")] = "",
    page: Annotated[int, typer.Option(help="From 1; 0: all.", min=0)] = 1,
    as_json: AsJson = False,
) -> None:
    """
    List cases, what is due first, then the heaviest.

    Example: ranh cases list --mine --state under_review
    """
    wanted = Wanted(
        states=frozenset(state or ()),
        mine=mine,
        waiting_for_me=waiting_for_me,
        overdue=overdue,
        search=search,
        page=max(page, 1),
        per_page=ON_A_PAGE if page else 0,
    )
    person = _me()
    found = list_cases(office_desk(), person, wanted)
    if as_json:
        typer.echo(terminal_cases.as_json(found.cases))
    else:
        terminal_cases.show_cases(out, found, Settings.language)


@app.command("show")
def show(number: Number, as_json: AsJson = False) -> None:
    """Show a case with everything that happened to it."""
    file = read_case(office_desk(), _me(), number)
    if as_json:
        typer.echo(terminal_cases.as_json(file))
    else:
        terminal_cases.show_case(out, file, Settings.language)


@app.command("step")
def step(
    number: Number,
    kind: Annotated[StepKind, typer.Argument(help="What to do.")],
    text: Annotated[str, typer.Option(help="Reason, comment, note, or what was answered.")] = "",
    consultee: Annotated[
        list[str] | None, typer.Option(help="Office to ask, or that answered, as the case names it; repeat.")
    ] = None,
    document_number: Annotated[str, typer.Option(help="Number of the document.")] = "",
    document_date: Annotated[datetime | None, typer.Option(formats=DAY, help="Day of the document.")] = None,
    due: Annotated[datetime | None, typer.Option(formats=DAY, help="Day by which it is to be done.")] = None,
    assign_to: Annotated[str, typer.Option(help="Account that gets the case.")] = "",
    file: Annotated[list[Path] | None, typer.Option(help="File to attach; repeat.")] = None,
    seen: Annotated[
        int | None, typer.Option(help="Version that the decision rests on. Default: the latest.")
    ] = None,
    key: Annotated[str, typer.Option(help="The same key again does nothing again.")] = "",
) -> None:
    """
    Take a step in a case.

    A contest, and any decision where the case is critical, high, or about defence or security
    land, only proposes: another person signs it.

    Example: ranh cases step HS-2026-0001 contest --text "Lệch bản đồ 12 m." --document-number 12/BB
    """
    desk, person = office_desk(), _me()
    case = read_case(desk, person, number).case
    taken = take_step(
        desk,
        person,
        Step(
            case_id=case.id,
            version_seen=case.version if seen is None else seen,
            kind=kind,
            key=key or str(uuid.uuid4()),
            text=text,
            assign_to=account_named(desk, assign_to).person.id if assign_to else None,
            due_on=due.date() if due else None,
            consultees=tuple(consultee or ()),
            document_number=document_number,
            document_date=document_date.date() if document_date else None,
            files=tuple(_file(path) for path in file or ()),
        ),
    )
    _tell(taken)


@app.command("open")
def open_one(
    finding: Annotated[str, typer.Argument(help="Project and rule, for example LC-012/RICE-01.")],
    text: Annotated[str, typer.Option(help="Why it needs a case.")],
    key: Annotated[str, typer.Option(help="The same key again does nothing again.")] = "",
) -> None:
    """Open a case by hand for a finding that raised no warning."""
    person = acting(Act.WORK)
    told = _check(open_province(Settings.folder))
    _tell(open_case(office_desk(), person, told, finding, text, key or str(uuid.uuid4())))


@app.command("waiting")
def show_waiting(as_json: AsJson = False) -> None:
    """Show who waits for whom, and since when."""
    waits = waiting(office_desk(), _me())
    if as_json:
        typer.echo(terminal_cases.as_json(waits))
    else:
        terminal_cases.show_waiting(out, waits, Settings.language)


@app.command("precision")
def show_precision(as_json: AsJson = False) -> None:
    """Show how often the warnings of each rule were upheld."""
    rules = precision_by_rule(office_desk(), _me())
    if as_json:
        typer.echo(terminal_cases.as_json(rules))
    else:
        terminal_cases.show_precision(out, rules, Settings.language)


@app.command("file")
def save_file(
    attachment: Annotated[int, typer.Argument(help="Number of the file, as `show` prints it.")],
    out_file: Annotated[Path, typer.Option("-o", "--out", help="Where to write it.")],
) -> None:
    """Write a file of a case to disk."""
    person = _me()
    found, body = read_attachment(office_desk(), person, attachment)
    try:
        with out_file.open("xb") as written:
            written.write(body)
    except OSError as error:
        raise CaseError(
            f"{out_file} cannot be written ({error.strerror}); name a new file.",
            f"Không ghi được {out_file} ({error.strerror}); hãy chọn tên tệp mới.",
        ) from error
    out.print(f"{found.media_type}, {found.size_bytes} B -> {out_file}", highlight=False, markup=False)


def _me() -> Person:
    """Return who runs the command; which cases they may see is asked of each case."""
    return acting(Act.SEE_MAP)


def _check(province: Province) -> ToldCheck:
    with progress(err) as report:
        result = check_province(province, today(), report)
    return told_of(result, province)


def _tell(case: Case) -> None:
    words = Text(Settings.language)
    state = terminal_cases.state_word(case.state, words)
    waits = say(" (a signature is waited for)", " (chờ người thứ hai ký duyệt)") if case.proposal else ""
    out.print(f"{case.number}: {state}{waits}", highlight=False, markup=False)


def _file(path: Path) -> NewFile:
    try:
        return NewFile(name=path.name, body=path.read_bytes())
    except OSError as error:
        raise CaseError(
            f"{path} cannot be read ({error.strerror}).", f"Không đọc được {path} ({error.strerror})."
        ) from error
