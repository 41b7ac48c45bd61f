"""`ranh sealed`: layers of defence and security land in a vault, on the machine that may hold them."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - typer reads it
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.identity import acting, office_desk
from commands.options import DAY
from commands.passphrase import ask_new_passphrase, ask_passphrase, warn_of_older
from commands.sealed_cover import cover_command, key_command
from commands.sealed_looking import check_command, list_layers
from commands.settings import CLEAR, NOT_CHECKED, Settings, err, out, say, warn
from layers.layer import Layer
from layers.province import open_province
from layers.reader import read_layer
from office import audit
from office.errors import SealedError
from office.rights import Act
from office.sealed.seen import note_vault
from office.sealed.vault import FOLDER, create_vault, has_vault
from office.sealed.viewing import unlock_for

if TYPE_CHECKING:
    from office.people import Person
    from office.sealed.vault import Vault

app = typer.Typer(
    help="Sealed layers: defence and security land in an encrypted vault.", no_args_is_help=True
)


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="File of zones; it is only read.")],
    layer: Annotated[str, typer.Option(help="Id of the layer; the same id again takes its place.")],
    family: Annotated[str, typer.Option(help="What rules call it: defence, defence_plan, security ...")] = "",
    name_vi: Annotated[str, typer.Option(help="Vietnamese name.")] = "",
    name_en: Annotated[str, typer.Option(help="English name.")] = "",
    table: Annotated[str, typer.Option(help="Table of a GeoPackage.")] = "",
    crs: Annotated[str, typer.Option(help="Where the file declares none.")] = "",
    id_field: Annotated[str, typer.Option("--id", help="Column with the zone's id.")] = "",
    name_field: Annotated[str, typer.Option("--name", help="Column with the zone's name.")] = "",
    code_field: Annotated[str, typer.Option("--code", help="Column with the land code.")] = "",
    decision: Annotated[str, typer.Option(help="Number of the decision.")] = "",
    effective_from: Annotated[datetime | None, typer.Option(formats=DAY, help="First day in force.")] = None,
    effective_to: Annotated[datetime | None, typer.Option(formats=DAY, help="Last day in force.")] = None,
    accuracy_m: Annotated[float | None, typer.Option(help="How far lines may be off, metres.", min=0)] = None,
    top: Annotated[
        list[str] | None,
        typer.Option(help="Zones of the top category, COLUMN=VALUE (repeat), or * for all: 1,000 m blocks."),
    ] = None,
) -> None:
    """
    Seal a layer: read it, and keep it encrypted in the office's folder.

    The first layer makes the vault and asks for its passphrase (or RANH_PASSPHRASE). Take the plain
    file off this machine afterwards. Exit status 3 if a zone of it cannot be measured.

    Example: ranh sealed add qp.gpkg --layer defence_2026 --family defence --id ma --top loai=kho
    """
    person = acting(Act.SEAL)
    province = open_province(Settings.folder)
    known = next((one for one in province.layers if one.id == layer), None)
    if known is not None:
        raise SealedError(
            f"Layer {layer!r} is a plain layer in province.toml: take it out there, or give another id.",
            f"Lớp {layer!r} đang là lớp thường trong province.toml: hãy gỡ ở đó hoặc đặt mã khác.",
        )
    declared = Layer(
        id=layer,
        family=family or layer,
        name_vi=name_vi or layer,
        name_en=name_en or layer,
        file=str(file.resolve()),
        table=table,
        crs=crs,
        id_field=id_field,
        name_field=name_field,
        code_field=code_field,
        decision_number=decision,
        effective_from=_date(effective_from),
        effective_to=_date(effective_to),
        accuracy_m=accuracy_m,
        group="restricted",
        restricted=True,
    )
    data = read_layer(declared, province)
    vault = _vault_to_fill(person)
    vault.seal(data, _tops(top))
    note_vault(office_desk(), person, vault)
    with office_desk().writing() as connection:
        audit.append(connection, person, "seal", kind="layer", key=layer, facts={"zones": data.feature_count})
    for issue in data.issues:
        err.print(Text(issue.sentence(Settings.language), style="yellow"))
    out.print(say(f"Sealed: {layer}", f"Đã niêm phong: {layer}"), highlight=False)
    warn(
        f"The plain file {file.name} is still there: take it off this machine, or destroy it.",
        f"Tệp thường {file.name} vẫn còn: hãy đưa ra khỏi máy này hoặc tiêu hủy.",
    )
    raise typer.Exit(NOT_CHECKED if any(issue.blocks for issue in data.issues) else CLEAR)


app.command("list")(list_layers)
app.command("check")(check_command)
app.command("cover")(cover_command)
app.command("key")(key_command)


@app.command("passphrase")
def passphrase_command() -> None:
    """Change the passphrase; the sealed layers stay as they are. From RANH_NEW_PASSPHRASE, or typed twice."""
    person = acting(Act.SEAL)
    desk = office_desk()
    vault = unlock_for(desk, person, ask_passphrase())
    vault.relock(ask_new_passphrase())
    with desk.writing() as connection:
        audit.append(connection, person, "change_passphrase", kind="vault")
    out.print(say("The passphrase was changed.", "Đã đổi mật khẩu kho niêm phong."))


def _vault_to_fill(person: Person) -> Vault:
    """Open the vault; the first layer makes it."""
    desk = office_desk()
    folder = desk.folder / FOLDER
    passphrase = ask_passphrase()
    if has_vault(folder):
        vault = unlock_for(desk, person, passphrase)
        warn_of_older(desk)
        return vault
    vault = create_vault(folder, passphrase)
    note_vault(desk, person, vault, is_new=True)
    return vault


def _tops(given: list[str] | None) -> dict[str, tuple[str, ...]]:
    """Read COLUMN=VALUE; * stands for all zones."""
    tops: dict[str, tuple[str, ...]] = {}
    for one in given or ():
        column, equals, value = one.partition("=")
        if one == "*":
            tops[""] = ()
        elif equals and column and value:
            tops[column] = (*tops.get(column, ()), value)
        else:
            raise typer.BadParameter("COLUMN=VALUE or *", param_hint="--top")
    return tops


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None
