"""`ranh backup` and `ranh restore`: one file with all that the office decided, verified both ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.identity import acting, office_desk
from commands.settings import Settings, err, out, say, warn
from office.backup import back_up
from office.backup_file import verify_backup
from office.errors import DeskError
from office.restore import restore
from office.rights import Act

if TYPE_CHECKING:
    from office.backup_file import Manifest
    from office.people import Person

app = typer.Typer(help="Back up the office: its desk, keys, sealed files, imported versions, the cover.")

BackupFile = Annotated[Path, typer.Argument(help="File of `ranh backup`.")]


@app.callback(invoke_without_command=True)
def backup_command(
    context: typer.Context,
    out_file: Annotated[
        Path | None, typer.Option("-o", "--out", help="New file, for example office.ranh-backup.")
    ] = None,
) -> None:
    """
    Write a backup, while officers go on working.

    The file has all that the desk knows and is to be kept like the desk itself. Sealed layers
    stay sealed in it. The province's own files (province.toml, layers, rules) are not in it.

    Example: ranh backup -o office.ranh-backup
    """
    if context.invoked_subcommand:
        return
    if out_file is None:
        raise typer.BadParameter("say where to write it: -o FILE", param_hint="--out")
    person = acting(Act.BACK_UP)
    made = back_up(office_desk(), Settings.folder, out_file, person=person)
    _tell(made.manifest)
    counts = (len(made.manifest.files), f"{made.size_bytes / 1e6:.1f} MB")
    told = ("{} files, {}".format(*counts), "{} tệp, {}".format(*counts))
    out.print(f"{say(*told)} -> {out_file}", highlight=False, markup=False)
    out.print(f"SHA-256 {made.sha256}", highlight=False)


@app.command("verify")
def verify_command(file: BackupFile) -> None:
    """
    Look at every byte of a backup, and at the audit trail in it.

    Exit status 0 whole, 2 not.

    Example: ranh backup verify office.ranh-backup
    """
    _keeper()
    found = verify_backup(file)
    _tell(found.manifest)
    _whole(found.manifest, found.verification.rows)


def restore_command(
    file: BackupFile,
    replace: Annotated[
        bool, typer.Option("--replace", help="There is a desk already: keep it beside, take this one.")
    ] = False,
) -> None:
    """
    Verify a backup and put it back: all of it or nothing. Stop the program first.

    Example: ranh restore office.ranh-backup --replace
    """
    report = restore(file, Settings.folder, replace=replace, person=_restoring())
    if report.lost_to:
        warn(
            f"The backup ends at audit row {report.head}; this machine knew of rows up to {report.lost_to}: "
            "what those told of is lost and must be done again.",
            f"Bản sao lưu kết thúc ở dòng nhật ký {report.head}, còn máy này từng có đến dòng "
            f"{report.lost_to}: những việc ghi ở các dòng sau đã mất, phải làm lại.",
        )
    if report.kept_as:
        told = (
            f"What was there before is kept as {report.kept_as} in the office folder.",
            f"Dữ liệu cũ được giữ ở {report.kept_as} trong thư mục office.",
        )
        out.print(say(*told), highlight=False)
    out.print(say("The backup is in its place.", "Đã khôi phục bản sao lưu."), highlight=False)


def _keeper() -> Person | None:
    """Return who keeps the backups; None where the desk that would know them cannot be opened."""
    try:
        return acting(Act.BACK_UP)
    except DeskError as error:
        err.print(error.sentence(Settings.language), highlight=False, markup=False)
        return None


def _restoring() -> Person | None:
    """Return who restores, with the desk closed that is to be replaced."""
    person = _keeper()
    if person is not None:
        office_desk().close()
    return person


def _tell(manifest: Manifest) -> None:
    if manifest.restricted_versions:
        names = ", ".join(manifest.restricted_versions)
        warn(
            f"The backup holds defence or security land that is not sealed ({names}): keep it where only "
            "cleared persons can read.",
            f"Bản sao lưu có đất quốc phòng, an ninh chưa niêm phong ({names}): chỉ để ở nơi người có "
            "thẩm quyền đọc được.",
        )


def _whole(manifest: Manifest, rows: int) -> None:
    made, count = f"{manifest.made_at:%d/%m/%Y %H:%M} UTC", len(manifest.files)
    told = (
        f"Whole: made {made}, {count} files, {rows} audit rows.",
        f"Nguyên vẹn: lập {made}, {count} tệp, {rows} dòng nhật ký.",
    )
    out.print(say(*told), highlight=False)
