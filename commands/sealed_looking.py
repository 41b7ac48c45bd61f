"""`ranh sealed list` and `ranh sealed check`: sealed layers seen as they are, for a reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.identity import acting, office_desk
from commands.options import DAY
from commands.passphrase import ask_passphrase, warn_of_older
from commands.settings import CLEAR, CONFLICTS, NOT_CHECKED, Settings, err, out, say, warn
from layers.catalogue import read_layers
from layers.check import check, check_province
from layers.model import Verdict
from layers.province import Province, open_province
from layers.reader import read_sites, require_in_province
from layers.rules import SITES, read_rules
from layers.writer import describe, require_writable, with_shown_geometry, write_rows
from office.rights import Act
from office.sealed.seen import accept_older
from office.sealed.viewing import view_sealed
from views import terminal_check
from views.console import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.catalogue import LayerUse
    from layers.check import CheckResult

Reason = Annotated[str, typer.Option(help="Why sealed land has to be seen; it stands in the audit trail.")]


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


def _day(given: datetime | None) -> date:
    return given.date() if given else datetime.now().astimezone().date()
