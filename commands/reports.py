"""`ranh report`: make a report of a case or a project, verify one, list those that were made."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.evaluation import plan_command
from commands.handing_out import ReportFile, hand_out
from commands.identity import acting, office_desk
from commands.options import AsJson  # noqa: TC001 - typer reads the annotations
from commands.settings import CLEAR, UNUSABLE, Settings, out, printable, say, warn
from layers.check import check_province
from layers.province import open_province
from layers.told import told_check
from office.cases.reading import read_case
from office.cases.said import today
from office.cases.told import communes_touched
from office.errors import ReportError
from office.reports.listing import list_reports
from office.reports.make import case_report, project_report
from office.reports.model import Format, Status
from office.reports.numbers import day_words, moment_words
from office.reports.verify import verify_report
from office.reports.vocabulary import known
from office.reports.words import Words
from office.rights import Act

if TYPE_CHECKING:
    from office.reports.model import Report, ReportRow, Verification

app = typer.Typer(help="Reports of cases, projects and the plan: make, verify, list.", no_args_is_help=True)

CHANGED = 1
"""Exit status of a genuine report that is no longer to be relied on."""


@app.command("make")
def make_command(
    case: Annotated[str, typer.Option(help="Number of the case: HS-2026-0001.")] = "",
    site: Annotated[str, typer.Option(help="Id of the project.")] = "",
    form: Annotated[Format, typer.Option("--format", help="Kind of file.")] = Format.PDF,
    out_file: ReportFile = None,
) -> None:
    """
    Make the report of a case or of a project, under the next number.

    It is made of what may be told: nothing about defence or security land beyond where to ask.

    Example: ranh report make --site P001 -o P001.pdf
    """
    if bool(case) == bool(site):
        raise typer.BadParameter(say("give --case or --site", "hãy nêu --case hoặc --site"))
    made = _case(case, form) if case else _project(site, form)
    hand_out(made, out_file)


app.command("plan")(plan_command)


@app.command("verify")
def verify_command(file: Path, as_json: AsJson = False) -> None:
    """
    Tell whether a file is a report of this desk and may still be relied on.

    Exit status 0 valid, 1 something changed since or it expired, 2 not ours or tampered with.

    Example: ranh report verify BC-2026-0001.pdf
    """
    person = acting(Act.SEE_MAP)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ReportError(
            f"{file} cannot be read ({error.strerror}).", f"Không đọc được {file} ({error.strerror})."
        ) from error
    told = verify_report(office_desk(), person, body, open_province(Settings.folder), today())
    if as_json:
        typer.echo(json.dumps(asdict(told), ensure_ascii=False, default=str))
    else:
        _say_verified(told)
    statuses = {Status.VALID: CLEAR, Status.NOT_OURS: UNUSABLE}
    raise typer.Exit(statuses.get(told.status, CHANGED))


@app.command("list")
def list_command(
    about: Annotated[str, typer.Option(help="Only of this case number or project id.")] = "",
    as_json: AsJson = False,
) -> None:
    """
    List the reports that were made, the newest first.

    Example: ranh report list --about P001
    """
    # Which of them: `list_reports` asks the right for each.
    rows = list_reports(office_desk(), acting(Act.SEE_MAP), about)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=str))
        return
    for row in rows:
        out.print(Text(_line(row)), soft_wrap=True)


def _case(number: str, form: Format) -> Report:
    person, desk = acting(Act.SEE_MAP), office_desk()
    person = acting(Act.REPORT, read_case(desk, person, number).case.communes)
    province = open_province(Settings.folder)
    told = told_check(check_province(province, today()), province)
    return case_report(desk, person, number, told, province, form, Settings.language, today())


def _project(site_id: str, form: Format) -> Report:
    acting(Act.SEE_MAP)
    province = open_province(Settings.folder)
    told = told_check(check_province(province, today()), province)
    person = acting(Act.REPORT, communes_touched(told).get(site_id, ()))
    return project_report(office_desk(), person, site_id, told, province, form, Settings.language, today())


def _say_verified(told: Verification) -> None:
    words = Words(Settings.language)
    status = known(words, "status", told.status)
    if told.report is None:
        warn(Words("en")("verify.not_ours"), Words("vi")("verify.not_ours"))
        return
    out.print(Text(f"{_line(told.report)}  {status}"), soft_wrap=True)
    for change in told.changes:
        out.print(Text(f"- {change.sentence(Settings.language)}"), soft_wrap=True)
    if told.is_expired:
        until = day_words(told.report.valid_until)
        out.print(Text(say(f"- It expired on {until}.", f"- Đã hết hiệu lực ngày {until}.")))


def _line(row: ReportRow) -> str:
    at, until = moment_words(row.at), day_words(row.valid_until)
    told = (
        f"{row.number}  {at}  {row.person_name or '-'}  {row.kind} {row.object_id}  {row.format}  → {until}"
    )
    return printable(told)
