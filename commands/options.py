"""Options that several commands have."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

DAY = ["%Y-%m-%d", "%d/%m/%Y"]
"""How a day may be written."""
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=DAY, help="Day. Default: today.")]
Crs = Annotated[str, typer.Option(help="CRS of files that declare none, for example EPSG:9205.")]
ZoneId = Annotated[str, typer.Option(help="Column with the zone's id. Default: numbers from 1.")]
Reason = Annotated[
    str, typer.Option(help="Why defence and security land has to be seen as it is, where there are accounts.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]


def day_of(given: datetime | None) -> date:
    """Return the day that was asked for, else today."""
    return given.date() if given else datetime.now().astimezone().date()
