"""`ranh health`: whether everything that the office depends on is as it should be."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from commands.identity import acting, office_desk
from commands.options import AsJson  # noqa: TC001 - typer reads the annotations
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, out, say
from office.health import examine
from office.rights import Act
from office.signs import Health

COLOURS = {Health.BAD: "bold red", Health.WARN: "yellow", Health.UNKNOWN: "magenta", Health.WELL: "green"}
WORDS = {
    Health.BAD: ("BAD", "HỎNG"),
    Health.WARN: ("mind", "lưu ý"),
    Health.UNKNOWN: ("unknown", "chưa rõ"),
    Health.WELL: ("well", "tốt"),
}


def health_command(
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also compare the audit trail and read every layer.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Tell of database, trail, clock, backup, disk, people, province, cover, vault and libraries.

    Exit status 0 all well, 2 something is bad, 3 something is to be minded or unknown.

    Example: ranh health --thorough
    """
    signs = examine(office_desk(), acting(Act.SEE_HEALTH), Settings.folder, thorough=thorough)
    if as_json:
        typer.echo(json.dumps([asdict(sign) for sign in signs], ensure_ascii=False))
    else:
        for sign in sorted(signs, key=lambda sign: sign.state.rank):
            line = f"{say(*WORDS[sign.state]):8} {sign.sentence(Settings.language)}"
            out.print(Text(line, style=COLOURS[sign.state]), soft_wrap=True)
    worst = min(sign.state.rank for sign in signs)
    status = {Health.WELL.rank: CLEAR, Health.BAD.rank: UNUSABLE}
    raise typer.Exit(status.get(worst, NOT_CHECKED))
