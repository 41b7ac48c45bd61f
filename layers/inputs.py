"""Files that a person names in place of the province's own, and a check of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from layers.accuracy import accuracy_m, sites_accuracy_m
from layers.catalogue import LayerUse, read_layers, read_province_sites
from layers.check import CheckResult, check
from layers.errors import ReadError
from layers.files import JSON_SUFFIXES, SIGNATURES, read_file
from layers.layer import Layer
from layers.model import Severity
from layers.province import Province, open_province
from layers.reader import read_layer, read_sites, require_in_province
from layers.rules import SITES, Rule, read_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from layers.kept import Kept

ID_FIELDS = ("zone_id", "id", "parcel_id", "code_id")
CODE_FIELDS = ("code", "land_code", "ma_loai_dat")
NAME_FIELDS = ("name", "name_vi", "ten")
KINDS: dict[str, Literal["polygon", "line", "point"]] = {
    "Polygon": "polygon",
    "LineString": "line",
    "Point": "point",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFiles:
    """Files that stand in for the province's own; None or empty keeps the province's."""

    sites: Path | None = None
    layers: tuple[Path, ...] = ()
    rules: Path | None = None
    crs: str = ""
    """CRS of files that declare none."""
    id_field: str = ""
    """Column with the id of the sites."""
    accuracy_m: float | None = None
    """Accuracy of the layers that state none themselves."""


def check_named(
    files: NamedFiles,
    province: Province,
    as_of: date,
    progress: Callable[[str, int, int], None] | None = None,
    since: Kept | None = None,
) -> CheckResult:
    """
    Check files that a person named, in place of the province's own.

    Layers without rules of their own choice are asked the rules that speak of them (see
    `rules_for`); rules that were named are all asked. `since` as in `check`.

    Raises
    ------
    RanhError
        If any of the named files cannot be used.
    """
    rules = read_rules(files.rules or province.path(province.rules))
    if files.layers:
        chosen = [
            layer
            if accuracy_m(layer) is not None
            else layer.model_copy(update={"accuracy_m": files.accuracy_m})
            for layer in layers_from_paths(files.layers, province, files.crs)
        ]
        uses = tuple(LayerUse(layer=layer, data=read_layer(layer, province)) for layer in chosen)
        rules = rules if files.rules else rules_for(chosen, [rule for rule in rules if rule.in_force(as_of)])
    else:
        uses = read_layers([layer for layer in province.layers if layer.family != SITES], province, since)
    if files.sites:
        footprints_m = None
        sites, issues = read_sites(files.sites, province, crs=files.crs, id_field=files.id_field)
        require_in_province(sites.geometry, province, files.sites)
    else:
        footprints_m = sites_accuracy_m(province, as_of)
        sites, issues = read_province_sites(province, as_of)
    return check(
        sites,
        uses,
        rules,
        province,
        as_of,
        footprints_m=footprints_m,
        site_issues=issues,
        progress=progress,
        since=since,
    )


def inputs_of(province: Province, named: Iterable[Path | None]) -> list[Path]:
    """Return every file that a command may read and must not write over."""
    return [path for path in named if path] + [province.path(layer.file) for layer in province.layers]


def layers_from_paths(paths: Iterable[Path], province: Province, crs: str = "") -> list[Layer]:
    """
    Return a layer for every file, and for every layer of a folder that has a province.toml.

    A file whose name (without ending) is the id or family of one of the province's layers
    takes over its names, rules and rights; any other file is a family of its own.

    Raises
    ------
    ReadError
        If a path is not there, or a folder holds no file that can be read.
    """
    layers: list[Layer] = []
    for path in paths:
        if path.is_dir() and (path / "province.toml").is_file():
            inner = open_province(path)
            moved = [x.model_copy(update={"file": str(inner.path(x.file))}) for x in inner.layers]
            layers.extend(layer for layer in moved if layer.family != SITES)
        elif path.is_dir():
            files = sorted(p for p in path.iterdir() if p.suffix.lower() in {*SIGNATURES, *JSON_SUFFIXES})
            if not files:
                raise ReadError(
                    f"The folder {path} holds no layer that can be read.",
                    f"Thư mục {path} không có lớp dữ liệu nào đọc được.",
                )
            layers.extend(_layer_of_file(file, province, crs) for file in files)
        else:
            layers.append(_layer_of_file(path, province, crs))
    return layers


def plain_file_layer(path: Path, crs: str = "", id_field: str = "") -> Layer:
    """Return a layer that stands for a file and nothing else."""
    frame = read_file(path, crs=crs)
    types = frame.geometry.geom_type.dropna().str.removeprefix("Multi")
    kind = KINDS.get(types.mode().iloc[0], "polygon") if len(types) else "polygon"
    return Layer(
        id=path.stem,
        family=path.stem,
        name_vi=path.stem,
        name_en=path.stem,
        file=str(path.resolve()),
        geometry=kind,
        id_field=id_field or _first(ID_FIELDS, frame.columns),
        name_field=_first(NAME_FIELDS, frame.columns),
        code_field=_first(CODE_FIELDS, frame.columns),
        crs=crs,
    )


def rules_for(layers: Sequence[Layer], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """
    Return the rules that speak of the given layers, and a plain one for each layer that none speaks of.

    The plain rule calls any overlap a conflict and says that no legal basis is loaded for it.

    Raises
    ------
    ReadError
        If such a layer holds no polygons.
    """
    families = dict.fromkeys(layer.family for layer in layers)
    known = [rule for rule in rules if rule.layer in families]
    spoken_of = {rule.layer for rule in known}
    for layer in layers:
        if layer.family not in spoken_of and layer.geometry != "polygon":
            raise ReadError(
                f"No rule speaks of {layer.id}, and it holds no polygon: overlap needs polygons.",
                f"Lớp {layer.id} không có quy tắc nào và không có vùng: cần lớp vùng để xét chồng lấn.",
            )
    return (*known, *(plain_rule(family) for family in families if family not in spoken_of))


def plain_rule(family: str) -> Rule:
    """Return the rule for a layer of which no rule speaks: any overlap is a conflict."""
    return Rule(
        id=f"LAYER-{family}",
        theme="layer",
        kind="overlap",
        layer=family,
        severity=Severity.MEDIUM,
        citation="-",
        citation_status="unverified",
        citation_note_vi="Chưa có quy tắc pháp lý nào được nạp cho lớp này.",
        citation_note_en="No legal rule is loaded for this layer.",
        when_conflict_vi=f"Khu đất chồng lấn lớp {family}.",
        when_conflict_en=f"The site overlaps layer {family}.",
        when_clear_vi=f"Khu đất không chồng lấn lớp {family}.",
        when_clear_en=f"The site does not overlap layer {family}.",
    )


def _layer_of_file(path: Path, province: Province, crs: str) -> Layer:
    plain = plain_file_layer(path, crs)
    stem = path.stem.casefold()
    known = next((x for x in province.layers if stem in {x.id.casefold(), x.family.casefold()}), None)
    if known is None:
        # A name like defence_2024 is no layer of the province, but what it holds may be as secret.
        alike = any(x.restricted and stem.startswith(x.family.casefold()) for x in province.layers)
        return plain.model_copy(update={"restricted": alike})
    taken = {"family": known.family, "name_vi": known.name_vi, "name_en": known.name_en}
    kept = {"group": known.group, "restricted": known.restricted, "geometry": known.geometry}
    return plain.model_copy(update=taken | kept)


def _first(candidates: Iterable[str], columns: Iterable[object]) -> str:
    held = set(columns)
    return next((c for c in candidates if c in held), "")
