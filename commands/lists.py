"""What a province has, listed."""

from __future__ import annotations

import typer

from commands.identity import acting
from commands.options import AsJson, AsOf, Reason, day_of
from commands.settings import Settings, out
from commands.viewing import viewing
from layers.catalogue import read_layers
from layers.check import described_sites
from layers.province import open_province
from layers.rules import read_rules
from layers.told import told_layers, told_sites
from office.rights import Act
from views import terminal


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
