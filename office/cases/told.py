"""What a check may tell: the only thing that cases are made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from geo.overlap import find_overlaps
from layers.catalogue import read_province_sites
from layers.files import sha256_of
from layers.model import Verdict
from layers.places import communes_in_force
from layers.rules import SITES, read_rules
from layers.told import told_check, told_sites
from office.cases.facts import footprints_of
from office.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from layers.approved_cover import Cover
    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.layer import Layer
    from layers.province import Province
    from layers.rules import Rule
    from office.cases.targets import TargetsTold


class Told(Protocol):
    """A check whose findings are those that may be told; a `CheckResult` of a store is one."""

    @property
    def findings(self) -> gpd.GeoDataFrame:
        """Columns of `schema.FINDING_COLUMNS`."""

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The projects, with commune_code where communes are loaded."""

    @property
    def layers_used(self) -> tuple[LayerUse, ...]:
        """The layers as they may be told, with hashes of what is told, or with their problem."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force on `as_of`."""

    @property
    def as_of(self) -> date:
        """The day that was asked about."""

    @property
    def cover(self) -> Cover | None:
        """The approved cover that answered about restricted land, where there is one."""


@dataclass(frozen=True, kw_only=True)
class ToldCheck:
    """What `told_of` makes of a check."""

    findings: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    layers_used: tuple[LayerUse, ...]
    rules: tuple[Rule, ...]
    as_of: date
    cover: Cover | None = None
    targets: TargetsTold | None = None
    """What the land-use targets say on the same day; None: they were not asked."""
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Layer id -> SHA-256 of the file that was read: for `require_whole`, told to nobody."""


def told_of(result: CheckResult, province: Province) -> ToldCheck:
    """Return what may be told of a check: no project for defence or security, nothing beyond the cover."""
    return as_told(told_check(result, province), result)


def as_told(told: CheckResult, whole: CheckResult) -> ToldCheck:
    """
    Return what cases are made of, from a check as it may be told and the same as it is.

    Of the whole check only the hashes of its files are kept. They stand in no case: a file may
    hold parcels of restricted land, and its hash would date changes that nobody may know of.
    """
    return ToldCheck(
        findings=told.findings,
        sites=told.sites,
        layers_used=told.layers_used,
        rules=whole.rules,
        as_of=whole.as_of,
        cover=whole.cover,
        files={use.layer.id: use.data.sha256 for use in whole.layers_used if use.data is not None},
    )


NUMBERS = ("overlap_area_ha", "site_share", "distance_m", "tolerance_m", "zone_count")


def require_told(told: Told) -> None:
    """
    Go on only if nothing exact about restricted land is among the findings.

    Raises
    ------
    CaseError
        If there is: this is a check as it is, not as it may be told.
    """
    secret = told.findings[told.findings["restricted"].astype(bool)]
    exact = ~secret["verdict"].isin([Verdict.NOT_CHECKED, Verdict.CLEAR])
    exact |= secret["zone_ids"].fillna("") != ""
    for name in NUMBERS:
        exact |= secret[name].astype(float).fillna(0.0) != 0.0
    exact |= np.array([shape is not None for shape in secret.geometry], dtype=bool)
    if bool(exact.any()):
        raise CaseError(
            "Cases are made only of what may be told; this check holds exact results about restricted land.",
            "Hồ sơ chỉ được lập từ kết quả được phép cung cấp; lần kiểm tra này chứa kết quả chi tiết về "
            "đất quốc phòng, an ninh.",
        )


def require_whole(told: ToldCheck, province: Province) -> None:
    """
    Go on only if all layers and rules of the province were asked, as they now are.

    Raises
    ------
    CaseError
        If not: what a part of a check does not find may still be there, and a check that was
        overtaken by an import would turn cases back.
    """
    # A layer that could not be read is there too, with its problem.
    uses = {use.layer.id: use for use in told.layers_used}
    asked = {rule.id: rule for rule in told.rules}
    layers = [layer for layer in province.layers if layer.family != SITES and not layer.restricted]
    current = read_rules(province.path(province.rules))
    missing = [
        layer.id for layer in layers if layer.id not in uses or _was_replaced(layer, told.files, province)
    ]
    missing += [rule.id for rule in current if rule.in_force(told.as_of) and asked.get(rule.id) != rule]
    missing += _sites_that_changed(told, province)
    if _version(told.cover) != _version(province.cover):
        missing.append("cover")
    if missing or not len(told.sites):
        what = missing[0] if missing else SITES
        raise CaseError(
            f"The check is not one of the whole province as it now is ({what} is missing or has changed); no "
            "case was changed, check again.",
            f"Lần kiểm tra này không phải của toàn tỉnh ở thời điểm hiện tại ({what} thiếu hoặc đã thay "
            "đổi); chưa thay đổi hồ sơ nào, hãy kiểm tra lại.",
        )


def _sites_that_changed(told: Told, province: Province) -> list[str]:
    """Return projects whose footprint is now another than the check had, or that it did not have."""
    now, _ = read_province_sites(province, told.as_of)
    current, had = (
        footprints_of(sites["site_id"].tolist(), list(sites.geometry))
        for sites in (told_sites(now, province), told.sites)
    )
    return sorted(site for site in current.keys() | had.keys() if current.get(site) != had.get(site))


def _version(cover: Cover | None) -> str:
    return "" if cover is None else cover.version


def _was_replaced(layer: Layer, files: Mapping[str, str], province: Province) -> bool:
    """Tell whether a layer's file has another content than the check read."""
    path = province.path(layer.file)
    return layer.id in files and (not path.is_file() or sha256_of(path) != files[layer.id])


def rows_told(told: Told) -> dict[str, dict[str, Any]]:
    """Return finding id -> finding, in the order of the ids."""
    frame = told.findings.drop(columns="geometry").sort_values("finding_id")
    return {row["finding_id"]: row for row in frame.to_dict("records")}


def communes_touched(told: Told) -> dict[str, tuple[str, ...]]:
    """Return site id -> codes of the communes that it lies in, also by a part; none where not known."""
    found: dict[str, set[str]] = defaultdict(set)
    for site_id, code in _stated(told.sites):
        found[site_id].add(code)
    communes = communes_in_force(told.layers_used, told.as_of)
    if communes is not None and communes.data is not None:
        site_ids = told.sites["site_id"].tolist()
        codes = communes.data.zones["zone_id"].tolist()
        pairs = find_overlaps(np.asarray(told.sites.geometry.array, dtype=object), communes.data.index)
        for site, zone in zip(pairs.site.tolist(), pairs.zone.tolist(), strict=True):
            found[site_ids[site]].add(codes[zone])
    return {site_id: tuple(sorted(codes)) for site_id, codes in found.items()}


def _stated(sites: gpd.GeoDataFrame) -> Iterator[tuple[str, str]]:
    if "commune_code" in sites:
        for site_id, code in zip(sites["site_id"], sites["commune_code"], strict=True):
            if isinstance(code, str) and code:
                yield site_id, code


def by_site(rows: Mapping[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return site id -> its findings."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values():
        found[row["site_id"]].append(row)
    return found


def families_of(uses: Sequence[LayerUse]) -> dict[str, LayerUse]:
    """Return layer id -> the layer as it was used."""
    return {use.layer.id: use for use in uses}
