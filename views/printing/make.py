"""Make one sheet of the map as PDF or PNG."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geo.crs import parse_crs
from office.reports.blocks import plain
from office.reports.frame import EDGE_MM
from office.reports.typeset import breakable, sheet_of
from views import numbers, state
from views.layer_words import not_on_paper
from views.printing import paper
from views.printing.content import gather
from views.printing.drawing import draw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from views.printing.gathered import Content
    from views.store import Store
    from views.text import Text

TEMPLATE = Path(__file__).with_name("sheet.typ")
LEGEND_COLUMNS = {"landscape": 1, "portrait": 3}
LARGEST_ROW_MM = 3.9
LEGEND_HEAD_MM = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The sheet that somebody wants."""

    centre: tuple[float, float]
    """Easting, northing in the province CRS."""
    scale: int
    paper: str
    turned: str
    form: Literal["pdf", "png"]
    layers: tuple[str, ...]
    colour: str
    as_of: date
    fades: Mapping[str, float] = field(default_factory=dict)
    """Opacity by the id of a layer, 0 to 1."""
    title: str = ""
    """What the sheet is called; "": what every sheet is."""


def make(store: Store, asked: Asked, who: str, text: Text) -> bytes:
    """
    Return a sheet: frame, grid, north, scale bar, legend of what is on it, sources, day, who.

    It holds what this face of the province shows and nothing else, and says whether defence and
    security land is withheld or contained.

    Parameters
    ----------
    who
        Name of the person who has it made.

    Raises
    ------
    ReportError
        If it cannot be set.
    """
    window = paper.window_around(asked.centre, asked.scale, asked.paper, asked.turned)
    content = gather(
        store,
        window,
        wanted=asked.layers,
        colour=asked.colour,
        as_of=asked.as_of,
        text=text,
        fades=asked.fades,
    )
    svg = draw(
        window, content.pictures, [*content.pieces, *content.names], text.language, text("print.north")
    )
    told = told_of(store, asked, content, who, text)
    files = {"sheet.json": json.dumps(told), "map.svg": svg}
    return sheet_of(TEMPLATE.read_text(encoding="utf-8"), files, asked.form)


def told_of(store: Store, asked: Asked, content: Content, who: str, text: Text) -> dict[str, Any]:
    """Return what the template reads: everything beside the drawing itself."""
    width, height = paper.page_mm(asked.paper, asked.turned)
    frame_width, frame_height = paper.frame_mm(asked.paper, asked.turned)
    province = store.province
    legend_mm = frame_height if asked.turned == "landscape" else paper.BELOW_MM
    rows = max(1, -(-len(content.legend) // LEGEND_COLUMNS[asked.turned]))
    subtitle = text(
        "print.subtitle",
        scale=numbers.number(asked.scale, text.language, 0),
        crs=parse_crs(province.crs).name,
        day=numbers.day(asked.as_of, text.language),
        printed=numbers.day(state.today(), text.language),
        who=who,
    )
    return {
        "language": text.language,
        "title": plain(asked.title) or text("print.title", province=text.of(province, "name")),
        "watermark": f"{who} · {datetime.now(tz=state.VIETNAM_TIME):%d/%m/%Y %H:%M}"
        if store.is_exact
        else "",
        "subtitle": plain(subtitle),
        "mark": text("page.demonstration") if province.demonstration else "",
        "notice": text.of(province, "notice") if province.demonstration else "",
        "legend_title": text("print.legend"),
        "legend": [key | {"words": plain(key["words"])} for key in content.legend],
        "row": min(LARGEST_ROW_MM, (legend_mm - LEGEND_HEAD_MM) / rows),
        "withheld": text("print.exact") if store.is_exact else text("print.withheld"),
        "missing": plain(" ".join([*not_on_paper(store, store.result(asked.as_of), text), *content.lacking])),
        "sources_title": text("print.sources"),
        "sources": [breakable(plain(source)) for source in content.sources],
        "turned": asked.turned,
        "width": width,
        "height": height,
        "margin": paper.MARGIN_MM,
        "map_width": frame_width + 2 * EDGE_MM,
        "title_mm": paper.TITLE_MM,
        "below_mm": paper.BELOW_MM - 1,
        "foot_mm": paper.FOOT_MM,
    }
