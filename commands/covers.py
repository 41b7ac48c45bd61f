"""`ranh cover`: the approved cover on an ordinary machine."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from commands.identity import acting, office_desk
from commands.settings import Settings, out, say
from layers.errors import ReadError
from layers.province import open_province
from office.rights import Act
from office.sealed.installing import install_cover
from office.sealed.trust import Purpose, trust_key

app = typer.Typer(help="The approved cover: what this machine knows of sealed land.", no_args_is_help=True)


@app.command("install")
def install(file: Annotated[Path, typer.Argument(help="File that the steward approved.")]) -> None:
    """
    Use an approved cover on this machine; its signature must be that of a trusted steward.

    Example: ranh cover install luoi-che.json
    """
    person = acting(Act.SET_UP)
    province = open_province(Settings.folder)
    cover = install_cover(office_desk(), person, read_bytes(file), file.name, province)
    out.print(say(f"In use: {cover.version[:16]}", f"Đang dùng: {cover.version[:16]}"), highlight=False)


@app.command("show")
def show() -> None:
    """Show which cover is in use: version, day, families, squares."""
    acting(Act.SEE_MAP)
    cover = open_province(Settings.folder).cover
    if cover is None:
        out.print(say("No cover is installed.", "Chưa cài lưới che."))
        return
    for en, vi, value in (
        ("Version", "Phiên bản", cover.version),
        ("Made at", "Lập lúc", cover.made_at.isoformat(timespec="seconds")),
        ("Families", "Nhóm lớp", ", ".join(cover.families)),
        ("Squares", "Số ô lưới", len(cover.squares)),
        ("Key of the steward", "Khóa của người giữ dữ liệu mật", cover.public_key),
    ):
        out.print(f"{say(en, vi)}: {value}", highlight=False, soft_wrap=True, markup=False)


@app.command("trust")
def trust(
    key: Annotated[str, typer.Argument(help="Public key, 64 digits, as `ranh sealed cover` shows it.")],
    name: Annotated[str, typer.Option(help="Whose it is.")] = "",
) -> None:
    """
    Trust a steward's key from now on: compare it by voice or on paper first.

    Example: ranh cover trust 0123...cdef --name "Bộ CHQS tỉnh"
    """
    trust_key(office_desk(), acting(Act.SET_UP), key, Purpose.COVER, name)
    out.print(say("The key is trusted.", "Đã tin cậy khóa."))


def read_bytes(file: Path) -> bytes:
    """
    Return what a file holds.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{file} cannot be read ({error.strerror}): check its name and folder.",
            f"Không đọc được {file} ({error.strerror}): hãy kiểm tra tên và thư mục.",
        ) from error
