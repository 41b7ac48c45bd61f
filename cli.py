"""
The command line: which command stands where, and the one place where errors become sentences.

Exit status: 0 all clear, 1 conflicts found, 2 unusable input, 3 something could not be
checked (also when there are conflicts as well: "not checked" is the louder answer).
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.metadata import version
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer
from rich.text import Text

from commands import (
    accounts,
    audit,
    backups,
    cases,
    corridors,
    covers,
    dossiers,
    identity,
    plans,
    projects,
    public,
    reports,
    sealed,
    targets,
    tokens,
)
from commands.checks import check_command
from commands.health import health_command
from commands.imports import import_command, versions_command
from commands.lists import layers_command, rules_command
from commands.map_tables import map_tables_command
from commands.money import money_command
from commands.overlaps import overlap_command, partition_command
from commands.packages import export_command, verify_command
from commands.replay import SETTINGS, replay_command
from commands.settings import CONFLICTS, NOT_CHECKED, UNUSABLE, Settings, err, out, warn
from geo.errors import RanhError
from layers.province import default_province_folder
from office.database.place import office_folder
from office.log import places_of, report, start_log, stop_log

HELP = """
Ranh checks investment projects against land-use plans, defence, forest and other protected land.

Without options it works on the province named by RANH_PROVINCE, else on the demonstration province.

Exit status: 0 all clear, 1 conflicts, 2 unusable input, 3 something could not be checked.
"""
app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _version(value: bool) -> None:
    if value:
        out.print(f"ranh {version('ranh')}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    province: Annotated[
        Path | None, typer.Option(help="Folder with province.toml.", envvar="RANH_PROVINCE")
    ] = None,
    lang: Annotated[str, typer.Option(help="vi or en.", envvar="RANH_LANG")] = "vi",
    user: Annotated[
        str, typer.Option(help="Your account, where there are accounts.", envvar="RANH_USER")
    ] = "",
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that all commands share."""
    if lang not in {"vi", "en"}:
        raise typer.BadParameter("vi or en", param_hint="--lang")
    Settings.folder = province or default_province_folder()
    Settings.language = lang
    Settings.user = user
    context.call_on_close(identity.forget)


app.command("check")(check_command)
app.command("overlap")(overlap_command)
app.command("partition")(partition_command)
app.command("layers")(layers_command)
app.command("rules")(rules_command)
app.add_typer(projects.app, name="projects")
app.command("export")(export_command)
app.command("verify")(verify_command)
app.command("import")(import_command)
app.command("versions")(versions_command)
app.command("replay", context_settings=SETTINGS)(replay_command)
app.add_typer(accounts.app, name="account")
app.add_typer(audit.app, name="audit")
app.add_typer(backups.app, name="backup")
app.command("restore")(backups.restore_command)
app.command("map-tables")(map_tables_command)
app.command("health")(health_command)
app.add_typer(cases.app, name="cases")
app.add_typer(sealed.app, name="sealed")
app.add_typer(covers.app, name="cover")
app.add_typer(dossiers.app, name="dossier")
app.add_typer(reports.app, name="report")
app.add_typer(corridors.app, name="corridor")
app.add_typer(targets.app, name="targets")
app.add_typer(plans.app, name="plans")
app.command("money")(money_command)
app.add_typer(public.app, name="public")
app.add_typer(tokens.app, name="token")


def run() -> None:
    """Run the command line; the entry point `ranh`."""
    Settings.conflicts = False
    # Ended from outside, a command must still take away what it holds on disk: it may be defence land.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        app(prog_name="ranh")
    except SystemExit as stop:
        # Status 1 means conflicts and nothing else: a reader that closes the pipe gives it as well.
        unfounded = stop.code == CONFLICTS and not Settings.conflicts
        sys.exit(NOT_CHECKED if unfounded else stop.code)
    except RanhError as error:
        err.print(Text(error.sentence(Settings.language)), style="bold red")
        sys.exit(UNUSABLE)
    except Exception as error:  # a fault of the program must not exit like "conflicts"
        if os.environ.get("RANH_DEBUG"):
            raise
        told = _noted(error)
        warn(
            f"A fault in Ranh stopped the command ({told}). Nothing was checked.",
            f"Ranh gặp lỗi nội bộ nên dừng lại ({told}). Chưa kiểm tra được gì.",
        )
        sys.exit(NOT_CHECKED)


def _noted(error: Exception) -> str:
    """Write a fault into the log of the office, where there is one; return its number and places."""
    office = office_folder(Settings.folder)
    if office.is_dir():
        start_log(office)
    number = report("command", error, where=sys.argv[1] if len(sys.argv) > 1 else "")
    stop_log()
    return f"{number}: {' < '.join(places_of(error))}"


if __name__ == "__main__":
    run()
