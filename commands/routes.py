"""`ranh corridor route`: lines from A to B with the least conflict, and what they meet."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path  # noqa: TC003 - typer reads the types of options
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from commands.options import AsJson  # noqa: TC001 - typer reads the annotations
from commands.seeing import seeing
from commands.settings import CLEAR, NOT_CHECKED, Settings, err, out, say, warn
from layers.corridor.said import RESTRICTED
from layers.routing.elevation import read_heights
from layers.routing.model import Asked
from layers.routing.search import MOST_LINES, find_routes
from layers.routing.told import about_routes, routes_frame, routes_record
from layers.routing.weights import default_weights, read_weights
from layers.writer import describe, require_writable, write_rows
from views import terminal
from views.console import progress

if TYPE_CHECKING:
    from layers.routing.model import Route, Routes


def route_command(
    start: Annotated[str, typer.Option("--from", help="E,N or longitude,latitude, or a commune.")],
    goal: Annotated[str, typer.Option("--to", help="The same, where the line ends.")],
    via: Annotated[list[str] | None, typer.Option(help="The same, where it passes; repeatable.")] = None,
    weights: Annotated[
        Path | None, typer.Option(help="TOML file of weights. Default: that of the province.")
    ] = None,
    alternatives: Annotated[
        int, typer.Option(help="How many clearly different lines at most.", min=1, max=MOST_LINES)
    ] = 3,
    band: Annotated[
        float, typer.Option(help="Per cent that a way through the band may cost more.", min=0.1, max=20.0)
    ] = 2.0,
    heights: Annotated[
        Path | None, typer.Option(help="Raster of heights: .asc or GeoTIFF. Without it slope does not count.")
    ] = None,
    heights_crs: Annotated[str, typer.Option(help="CRS of the heights where the file names none.")] = "",
    to_file: Annotated[
        Path | None, typer.Option("--to-file", help="Write lines and bands: .geojson or .gpkg.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day whose layers hold. Default: today.")
    ] = None,
    as_json: AsJson = False,
    reason: Annotated[str, typer.Option(help="Why restricted land has to be seen; goes on record.")] = "",
) -> None:
    """
    Find lines between two places that touch no forbidden land and meet the least conflict.

    What is forbidden, avoided and preferred is in route_weights.toml: planning assumptions that no
    law confirms. Every line is checked against the exact zones before it is shown.
    Exit status 3: something could not be asked, so that no line is clear of it.

    Example: ranh corridor route --from "Mường Tè" --to 103.9,22.0 --to-file lines.geojson
    """
    seen = seeing("corridor route", reason, to_file)
    if to_file is not None:
        require_writable(to_file)
    asked = Asked(
        start=start,
        goal=goal,
        via=tuple(via or ()),
        as_of=as_of.date() if as_of else datetime.now().astimezone().date(),
        lines=alternatives,
        band_share=band / 100,
        heights=read_heights(heights, heights_crs) if heights else None,
    )
    with progress(err) as report:
        found = find_routes(seen, asked, read_weights(weights or default_weights(seen.province)), report)
    if to_file is not None:
        about = describe(seen.province) | about_routes(found)
        write_rows(routes_frame(found, seen.province), to_file, seen.province.datum_operation, about)
    if as_json:
        typer.echo(json.dumps(routes_record(found, seen.province), ensure_ascii=False))
    else:
        _show(found)
    for note in found.notes:
        warn(*note)
    if found.is_exact:
        warn(*RESTRICTED)
    raise typer.Exit(NOT_CHECKED if found.unasked else CLEAR)


def _show(found: Routes) -> None:
    """Print one row for each line, then what each meets."""
    names = (
        say("Line", "Tuyến"),
        say("Length, km", "Chiều dài, km"),
        say("Cost, km of easy land", "Chi phí quy đổi, km"),
        say("Dearer by", "Cao hơn"),
        say("In common", "Trùng tuyến trước"),
        say("Stays", "Ổn định"),
        say("Ask", "Xin ý kiến"),
    )
    table = Table(*names)
    for route in found.routes:
        table.add_row(*_row(route, found))
    out.print(table)
    for route in found.routes:
        out.print(Text(say(f"Line {route.number} meets:", f"Tuyến {route.number} đi qua:")))
        for cause in route.causes:
            length, cost = (_number(value / 1000, 2) for value in (cause.length_m, cause.cost_m))
            mark = say(" (consult)", " (xin ý kiến)") if cause.ask else ""
            name = say(cause.name_en, cause.name_vi)
            added = say(f"{length} km, adds {cost}", f"{length} km, cộng thêm {cost}")
            out.print(Text(f"  {name}: {added}{mark}"))


def _row(route: Route, found: Routes) -> list[str]:
    return [
        str(route.number),
        _number(route.length_m / 1000, 1),
        _number(route.cost_m / 1000, 1),
        _percent(route.dearer_share),
        _percent(route.shared_share),
        _percent(route.staying_share),
        _ask(route, found),
    ]


def _ask(route: Route, found: Routes) -> str:
    if route.ask:
        return say("yes", "có")
    return say("not all checked", "chưa kiểm tra hết") if found.unasked else say("no", "không")


def _number(value: float, places: int) -> str:
    return terminal.number(value, Settings.language, places)


def _percent(share: float) -> str:
    return f"{_number(share * 100, 0)} %"
