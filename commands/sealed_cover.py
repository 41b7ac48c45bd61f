"""`ranh sealed cover` and `ranh sealed key`: what ordinary machines may know of sealed land, and of whom."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from commands.identity import acting, office_desk
from commands.passphrase import ask_passphrase, warn_of_older
from commands.settings import Settings, out, say
from layers.catalogue import read_layers
from layers.codes import read_codes
from layers.cover_writer import write_cover
from layers.province import Province, open_province
from layers.rules import SITES, read_rules
from layers.writer import replace_file
from office import audit
from office.rights import Act
from office.sealed.covering import CoverWish, Ground, approve_cover
from office.sealed.seen import note_vault
from office.sealed.trust import Purpose, trust_key
from office.sealed.viewing import unlock_for

WIDE_BLOCK = 1000


def cover_command(
    out_file: Annotated[Path | None, typer.Option("-o", "--out", help="File for ordinary machines.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Use it on this machine as well.")] = False,
    side: Annotated[int, typer.Option(help="500, or 1000: blocks of 1,000 m for all sealed land.")] = 500,
    decoys: Annotated[float, typer.Option(help="Part of the squares that are decoys, 0.1 to 0.3.")] = 0.2,
) -> None:
    """
    Draw and approve the cover: what ordinary machines may know of the sealed land.

    Where nothing changed it is the last one again, to the byte.

    Example: ranh sealed cover -o luoi-che.json
    """
    person = acting(Act.SEAL)
    if side not in {500, WIDE_BLOCK}:
        raise typer.BadParameter("500 or 1000", param_hint="--side")
    if out_file is None and not publish:
        raise typer.BadParameter("give -o FILE, --publish or both")
    province = open_province(Settings.folder)
    wish = CoverWish(decoy_share=decoys, blocks=side == WIDE_BLOCK)
    desk = office_desk()
    vault = unlock_for(desk, person, ask_passphrase())
    warn_of_older(desk)
    cover = approve_cover(vault, _ground(province), wish, datetime.now(tz=UTC))
    note_vault(desk, person, vault)
    with desk.writing() as connection:
        facts = {"version": cover.version, "previous": cover.previous}
        audit.append(connection, person, "approve_cover", kind="cover", key=cover.version, facts=facts)
    if out_file is not None:
        replace_file(out_file, lambda part: part.write_bytes(cover.to_bytes()))
        out.print(f"{cover.version[:16]} -> {out_file}", highlight=False)
    if publish:
        write_cover(province.folder, cover)
        out.print(say("The cover is in use here.", "Lưới che đã được dùng tại máy này."))
    told = ("Key of the steward", "Khóa của người giữ dữ liệu mật")
    out.print(f"{say(*told)}: {cover.public_key}", highlight=False, soft_wrap=True)


def key_command(
    trust: Annotated[bool, typer.Option("--trust", help="Trust it on this machine as well.")] = False,
) -> None:
    """Print the steward's public key, by which other machines know covers and answers."""
    person = acting(Act.SEAL)
    desk = office_desk()
    vault = unlock_for(desk, person, ask_passphrase())
    if trust:
        trust_key(desk, acting(Act.SET_UP), vault.public_key, Purpose.COVER, "steward")
    typer.echo(vault.public_key)


def _ground(province: Province) -> Ground:
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    return Ground(
        province=province,
        uses=uses,
        rules=read_rules(province.path(province.rules)),
        codes=read_codes(province.path(province.codes)),
    )
