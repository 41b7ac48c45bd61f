"""What a province has, listed, and a commune's part of it as files."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer
from rich.text import Text

from commands.identity import acting
from commands.options import AsJson, AsOf, Reason, day_of
from commands.settings import Settings, err, out, say
from commands.viewing import viewing
from layers.catalogue import read_layers
from layers.check import check_province, described_sites
from layers.export import export_unit
from layers.package import require_folder
from layers.province import open_province
from layers.rules import read_rules
from layers.told import told_layers, told_sites
from layers.units import find_unit
from office.rights import Act, require
from views import terminal
from views.console import progress


def layers_command(as_json: AsJson = False, reason: Reason = "") -> None:
    """List the layers: source, decision, dates in force, CRS, number of zones."""
    viewer = viewing(Act.SEE_MAP, "layers", reason)
    province = open_province(Settings.folder)
    uses = read_layers(province.layers, province)
    if not viewer.is_exact:
        uses = told_layers(uses, province)
    if as_json:
        typer.echo(terminal.as_json([terminal.layer_record(use, province.crs) for use in uses]))
    else:
        rows = [terminal.layer_row(use, province.crs, Settings.language) for use in uses]
        terminal.show_rows(out, "layers", rows, Settings.language)


def rules_command(as_json: AsJson = False) -> None:
    """List the rules: layer, kind, dates in force, law, and how sure the citation is."""
    acting(Act.SEE_MAP)
    province = open_province(Settings.folder)
    loaded = read_rules(province.path(province.rules))
    if as_json:
        typer.echo(terminal.as_json([rule.model_dump(mode="json") for rule in loaded]))
    else:
        rows = [terminal.rule_row(rule, Settings.language) for rule in loaded]
        terminal.show_rows(out, "rules", rows, Settings.language)


def projects_command(as_of: AsOf = None, as_json: AsJson = False, reason: Reason = "") -> None:
    """List the projects: sector, funding, phase, declared and drawn area, capital, commune."""
    viewer = viewing(Act.SEE_MAP, "projects", reason)
    province = open_province(Settings.folder)
    sites = described_sites(province, day_of(as_of))
    if not viewer.is_exact:
        sites = told_sites(sites, province)
    records = sites.drop(columns="geometry").to_dict("records")
    if as_json:
        typer.echo(terminal.as_json(records))
    else:
        rows = [terminal.project_row(record, Settings.language) for record in records]
        terminal.show_rows(out, "projects", rows, Settings.language)


def export_command(
    out_folder: Annotated[
        Path, typer.Option("-o", "--out", help="Folder to write; new, empty or an earlier package.")
    ],
    commune: Annotated[str, typer.Option(help="Code or name of a commune.")] = "",
    district: Annotated[str, typer.Option(help="Code or name of a former district.")] = "",
    as_of: AsOf = None,
) -> None:
    """
    Write a commune's or former district's part: GeoJSON per layer, findings, manifest.

    Defence and security layers are never in it, and squares that touch such land are left
    blank in the others.

    Example: ranh export --commune "Tân Phong" -o tan-phong
    """
    if bool(commune) == bool(district):
        raise typer.BadParameter("give either --commune or --district")
    require_folder(out_folder)
    person = viewing(Act.EXPORT, "export", "").person
    province = open_province(Settings.folder)
    day = day_of(as_of)
    with progress(err) as report:
        result = check_province(province, day, report)
    unit = find_unit(commune or district, "commune" if commune else "district", result.layers_used, day)
    require(person, Act.EXPORT, [unit.code] if unit.kind == "commune" else None)
    manifest = export_unit(result, province, unit, out_folder)
    for entry in manifest["files"]:
        out.print(f"{entry['file']}: {entry['feature_count']}", highlight=False)
    out.print(Text(say(manifest["withheld_en"], manifest["withheld_vi"])))
