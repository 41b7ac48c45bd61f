"""What the layers of the demonstration province are, from demo/province.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = Path(__file__).with_name("province.toml")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of one GeoPackage; several layers may be read from it."""

    file: str
    name: str


def province_toml() -> str:
    """Return the text of province.toml."""
    return TEMPLATE.read_text(encoding="utf-8")


def tables() -> list[Table]:
    """Return the tables that the layers name, each once, in order."""
    layers = tomllib.loads(province_toml())["layer"]
    return list(dict.fromkeys(Table(file=layer["file"], name=layer["table"]) for layer in layers))
