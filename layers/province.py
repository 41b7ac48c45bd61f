"""A province: its coordinate system, its layers with their versions, and where its tables stand."""

from __future__ import annotations

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pydantic

from geo.control_points import require_sound
from geo.crs import VN2000_TO_WGS84, parse_crs, require_metric
from layers.approved_cover import Cover, read_cover, require_fits
from layers.background import Background
from layers.dated import Text
from layers.errors import ProvinceError
from layers.layer import Layer
from layers.versions import read_records, with_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

RESERVED_IDS = frozenset({"overlaps", "blank", "background"})
"""Ids that the map uses for what is no layer of the province."""

HOME = Path(__file__).resolve().parents[1]
"""The folder that holds `data/`."""


class Province(pydantic.BaseModel):
    """A province and everything that its folder declares."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    id: Text
    name_vi: Text
    name_en: Text
    crs: Text
    datum_operation: str = VN2000_TO_WGS84
    bounds_m: tuple[float, float, float, float]
    """West, south, east, north in `crs`. A site outside is "not checked"."""
    demonstration: bool = False
    notice_vi: str = ""
    notice_en: str = ""
    extent: str = "communes"
    """Family whose zones say how far the layers reach: beyond them nothing can be called clear."""
    rules: str = "../rules"
    codes: str = "../reference/landuse_codes.csv"
    communes: str = ""
    legacy_communes: str = ""
    projects: str = ""
    axes: str = "../reference/axes.csv"
    """Table of the axes that are put together from several lines; it need not be there."""
    targets: str = ""
    """Table of land-use targets and inventories; `target_bounds.csv` beside it says which way each binds."""
    money: str = ""
    """The plan's frame of capital, its sectors, and words for how far a project is (TOML)."""
    history: str = ""
    """Table of what happened to projects, with dates and evidence."""
    layers: tuple[Layer, ...] = ()
    """Declared and imported, each ended where a later version of its line starts."""
    background: Background | None = None
    """The table `[background]`: the office's own picture of the ground, if it has one."""
    needs_cover: bool = False
    """Whether restricted land is known here by its approved cover alone: without one nothing is handed on."""
    cover: Cover | None = pydantic.Field(default=None, exclude=True, repr=False)
    """Read from the folder `cover`, never declared."""
    folder: Path

    def layer(self, layer_id: str) -> Layer:
        """Return the layer of that id; raise ProvinceError if there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        known = ", ".join(layer.id for layer in self.layers)
        raise ProvinceError(
            f"{self.name_en} has no layer {layer_id!r}; its layers: {known}.",
            f"{self.name_vi} không có lớp {layer_id!r}; các lớp hiện có: {known}.",
        )

    def versions(self, family: str) -> tuple[Layer, ...]:
        """Return the layers of a family, in the order of the file."""
        return tuple(layer for layer in self.layers if layer.family == family)

    def path(self, relative: str) -> Path:
        """Return a path that the province file gives relative to itself."""
        return (self.folder / relative).resolve()


def default_province_folder() -> Path:
    """Return the folder named by RANH_PROVINCE, else the demonstration province."""
    return Path(os.environ.get("RANH_PROVINCE") or HOME / "data" / "demo")


def open_province(folder: Path) -> Province:
    """
    Read `province.toml` in `folder`, and the layer versions that were imported into it.

    Raises
    ------
    ProvinceError
        If it is missing, not TOML, has unknown keys, a bad CRS, or layer ids that repeat; if an
        imported version or the approved cover is damaged.
    CRSError
        If the coordinate library does not put the control points of VN-2000 where they belong.
    """
    path = folder / "province.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        head = tables.pop("province")
        layers = tables.pop("layer", [])
        if "background" in tables:
            head["background"] = tables.pop("background")
        if "cover" in head:
            raise ValueError("a cover is installed, not declared")
        if tables:
            raise ValueError(f"unknown table {next(iter(tables))!r}")
        province = Province(**head, layers=layers, folder=folder.resolve())
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ProvinceError(
            f"{path} cannot be used: {reason(error)}.", f"Không dùng được {path}: {reason(error)}."
        ) from error
    if province.datum_operation == VN2000_TO_WGS84:
        _require_sound_coordinates()
    require_metric(parse_crs(province.crs))
    _require_ids(province.layers, path)
    layers = with_versions(province.layers, read_records(province.folder))
    _require_ids(layers, path)
    cover = read_cover(province.folder)
    if cover is not None:
        require_fits(cover, province.id, province.crs)
        _require_restricted(layers, cover)
    return province.model_copy(update={"layers": layers, "cover": cover})


def with_layers(province: Province, layers: Sequence[Layer]) -> Province:
    """
    Return an open province with other layers, judged as `open_province` does.

    Raises
    ------
    ProvinceError
        If an id repeats or cannot be one; if a layer that the cover stands for is declared open.
    """
    _require_ids(layers, province.folder / "province.toml")
    if province.cover is not None:
        _require_restricted(layers, province.cover)
    return province.model_copy(update={"layers": tuple(layers)})


@lru_cache(maxsize=1)
def _require_sound_coordinates() -> None:
    """Ask the control points once in a process: without PROJ's data every place would be wrong."""
    require_sound()


def _require_restricted(layers: Sequence[Layer], cover: Cover) -> None:
    """Refuse an open layer of a family that the cover stands for: what it lacks would be called clear."""
    for layer in layers:
        if layer.family in cover.families and not layer.restricted:
            raise ProvinceError(
                f"Layer {layer.id} is of the family {layer.family}, for which the approved cover stands, but "
                "is not declared restricted: declare it so, or take it away.",
                f"Lớp {layer.id} thuộc nhóm {layer.family} mà lưới che đã duyệt thay thế, nhưng không khai "
                "báo restricted: hãy khai báo, hoặc bỏ lớp này.",
            )


def _require_ids(layers: Sequence[Layer], path: Path) -> None:
    """Refuse ids that repeat, are taken by the map, or could not stand in a URL."""
    ids = [layer.id for layer in layers]
    for layer_id in ids:
        if not is_layer_id(layer_id):
            raise ProvinceError(
                f"{path}: layer id {layer_id!r} is taken or needs other letters (A-Z, digits, -, _).",
                f"{path}: mã lớp {layer_id!r} chỉ được gồm A-Z, chữ số, -, _ và không trùng mã của bản đồ.",
            )
    if len(set(ids)) < len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise ProvinceError(f"{path}: layer {twice!r} is there twice.", f"{path}: lớp {twice!r} bị lặp.")


def is_layer_id(text: str) -> bool:
    """
    Tell whether a text can be the id of a layer.

    Examples
    --------
    >>> is_layer_id("forest_2030"), is_layer_id("rừng"), is_layer_id("overlaps")
    (True, False, False)
    """
    return re.fullmatch(r"[A-Za-z0-9_-]+", text) is not None and text not in RESERVED_IDS


def reason(error: Exception) -> str:
    """Return one line that says what is wrong: for pydantic, the first fault with its place."""
    if isinstance(error, pydantic.ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg'].rstrip('.')}"
    if isinstance(error, FileNotFoundError):
        return "the file is not there"
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error).splitlines()[0].rstrip(".")
