"""`ranh report plan`: the periodic evaluation of the provincial plan as PDF, DOCX or XLSX."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from commands.handing_out import ReportFile, hand_out
from commands.identity import acting, office_desk
from commands.options import DAY
from commands.seeing import edits_if_there
from commands.settings import Settings
from layers.check import check_province
from layers.corridor.seen import FolderSeen
from layers.province import open_province
from layers.told import told_check
from office.cases.said import today
from office.evaluation.make import ACTS, Asked, plan_report
from office.evaluation.model import PlanFormat
from office.rights import Act, require


def plan_command(
    since: Annotated[datetime, typer.Option("--from", formats=DAY, help="First day of the period.")],
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=DAY, help="Last day of the period. Default: today."),
    ] = None,
    form: Annotated[PlanFormat, typer.Option("--format", help="Kind of file.")] = PlanFormat.PDF,
    out_file: ReportFile = None,
) -> None:
    """
    Make the evaluation of the provincial plan in a period, under the next number.

    Every cell without a figure says what is missing. It is made of what may be told: nothing about
    defence or security land beyond where to ask. Whoever works for some communes gets these alone.

    Example: ranh report plan --from 2021-01-01 --as-of 2025-12-31 --format docx -o danh-gia.docx
    """
    person = acting(Act.SEE_MAP)
    for act in ACTS:
        # Before the check, which takes time; `plan_report` asks again.
        require(person, act, person.communes or None)
    asked = Asked(
        since=since.date(), as_of=as_of.date() if as_of else today(), format=form, language=Settings.language
    )
    province = open_province(Settings.folder)
    told = told_check(check_province(province, asked.as_of), province)
    seen = FolderSeen(whole=province, is_exact=False, edits=edits_if_there())
    made = plan_report(office_desk(), person, seen, told, asked)
    hand_out(made, out_file)
