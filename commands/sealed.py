"""`ranh sealed`: layers of defence and security land in a vault, on the machine that may hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.identity import acting, office_desk
from commands.options import DAY
from commands.passphrase import ask_new_passphrase, ask_passphrase, warn_of_older
from commands.settings import CLEAR, CONFLICTS, NOT_CHECKED, Settings, err, out, say, warn
from layers.catalogue import read_layers
from layers.check import check, check_province
from layers.codes import read_codes
from layers.cover_writer import write_cover
from layers.layer import Layer
from layers.model import Verdict
from layers.province import Province, open_province
from layers.reader import read_layer, read_sites, require_in_province
from layers.rules import SITES, read_rules
from layers.writer import describe, replace_file, require_writable, with_shown_geometry, write_rows
from office import audit
from office.errors import SealedError
from office.rights import Act
from office.sealed.covering import CoverWish, Ground, approve_cover
from office.sealed.seen import accept_older, note_vault
from office.sealed.trust import Purpose, trust_key
from office.sealed.vault import FOLDER, create_vault, has_vault
from office.sealed.viewing import unlock_for, view_sealed
from views import terminal_check
from views.console import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from office.people import Person
    from office.sealed.vault import Vault

app = typer.Typer(
    help="Sealed layers: defence and security land in an encrypted vault.", no_args_is_help=True
)
WIDE_BLOCK = 1000

Reason = Annotated[str, typer.Option(help="Why sealed land has to be seen; it stands in the audit trail.")]


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


@app.command("list")
def list_layers(
    reason: Reason,
    accept: Annotated[
        bool,
        typer.Option("--accept-older", help="The vault was put back to an older one: take it as it is."),
    ] = False,
) -> None:
    """
    List the sealed layers.

    Example: ranh sealed list --reason "Kiểm kê quý IV theo kế hoạch 12"
    """
    person = acting(Act.SEE_EXACT)
    for use in view_sealed(office_desk(), person, ask_passphrase(), reason):
        count = use.data.feature_count if use.data is not None else 0
        line = f"{use.layer.id}  {use.layer.family}  {say(use.layer.name_en, use.layer.name_vi)}  {count}"
        out.print(Text(line))
    if accept:
        accept_older(office_desk(), acting(Act.SEAL))
    warn_of_older(office_desk())


@app.command("check")
def check_command(
    reason: Reason,
    sites: Annotated[Path | None, typer.Option(help="Footprints. Default: the province's.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=DAY, help="Day. Default: today.")
    ] = None,
    out_file: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Result file: .geojson, .gpkg, .parquet, .csv or .xlsx."),
    ] = None,
    most: Annotated[int, typer.Option(help="Rows to print.", min=1)] = 40,
) -> None:
    """
    Check projects against the sealed layers and all others, exactly; for the steward alone.

    Example: ranh sealed check --reason "Trả lời công văn 12/BCH" --sites du-an.gpkg
    """
    person = acting(Act.SEE_EXACT)
    province = open_province(Settings.folder)
    if out_file:
        require_writable(out_file, inputs=[sites] if sites else [])
    uses = view_sealed(office_desk(), person, ask_passphrase(), reason)
    warn_of_older(office_desk())
    result = exact_check(province, uses, _day(as_of), sites)
    terminal_check.show_check(out, result, province, Settings.language, most)
    if out_file:
        frame = with_shown_geometry(result.findings, result.sites)
        about = describe(province) | {"as_of": result.as_of.isoformat(), "datum_operation": result.operation}
        write_rows(frame, out_file, province.datum_operation, about)
        warn(
            f"{out_file} holds exact results about sealed land: keep it where only cleared persons can read.",
            f"{out_file} có kết quả chính xác về đất niêm phong: chỉ để nơi người có thẩm quyền đọc được.",
        )
    verdicts = set(result.findings["verdict"])
    Settings.conflicts = Verdict.CONFLICT in verdicts and Verdict.NOT_CHECKED not in verdicts
    raise typer.Exit(
        NOT_CHECKED if Verdict.NOT_CHECKED in verdicts else CONFLICTS if Settings.conflicts else CLEAR
    )


@app.command("cover")
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


@app.command("key")
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


def exact_check(province: Province, uses: Sequence[LayerUse], day: date, sites: Path | None) -> CheckResult:
    """Return the check of a file of sites, or of the province's own, with sealed layers beside the others."""
    with progress(err) as report:
        if sites is None:
            return check_province(province, day, report, more_layers=uses)
        frame, issues = read_sites(sites, province)
        require_in_province(frame.geometry, province, sites)
        plain = read_layers([one for one in province.layers if one.family != SITES], province)
        rules = read_rules(province.path(province.rules))
        return check(frame, [*plain, *uses], rules, province, day, site_issues=issues, progress=report)


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


def _ground(province: Province) -> Ground:
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    return Ground(
        province=province,
        uses=uses,
        rules=read_rules(province.path(province.rules)),
        codes=read_codes(province.path(province.codes)),
    )


def _day(given: datetime | None) -> date:
    return given.date() if given else datetime.now().astimezone().date()


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None
