"""
A check as it may be told: the same record, made of open layers, open projects and told findings alone.

Nothing in it depends on restricted land beyond its cover, so that whatever a page, a download
or a report makes of it may be shown to everybody who may see findings.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from layers.codes import read_codes
from layers.cover import area_of, restricted_rows
from layers.errors import ShareError
from layers.exposed import exposed
from layers.findings import findings_frame
from layers.open_layers import open_layers
from layers.withheld import KnownLayers, withheld_squares

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.kept import Kept
    from layers.model import Issue
    from layers.province import Province
    from layers.reader import LayerData


@contextmanager
def unnamed() -> Iterator[None]:
    """Say that nothing can be told without the name of the layer that is why: the name would tell of it."""
    try:
        yield
    except ShareError as error:
        raise ShareError(
            "What has to be withheld is not known in full, so nothing is shown: tell the defence steward.",
            "Chưa biết đầy đủ phần đất phải giữ kín nên chưa thể hiển thị: hãy báo người giữ dữ liệu mật.",
        ) from error


def told_check(result: CheckResult, province: Province, since: Kept | None = None) -> CheckResult:
    """
    Return what may be told of a check to those who may not see restricted land.

    Findings are in the order of what is told, worst first. Layers carry a hash of their told
    zones in place of their file's, which depends on what was left out; `kept` is what the next
    call takes as `since`, and of no use to a check of the whole layers.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    """
    with unnamed():
        told = exposed(result, province, since=since)
    codes = read_codes(province.path(province.codes))
    secret = restricted_rows(result.sites, codes)
    layers = _own_hashes(told.layers)
    hidden = set(result.sites.loc[secret, "site_id"])
    return replace(
        result,
        findings=_ordered(told.findings),
        hits=told.hits,
        slivers=told.slivers,
        sites=result.sites[~secret].reset_index(drop=True),
        layers_used=layers,
        issues=tuple(_issues(result, layers, hidden)),
        kept=told.kept,
        rechecked=replace(result.rechecked, findings=frozenset(), families=()),
    )


def told_layers(uses: tuple[LayerUse, ...], province: Province) -> tuple[LayerUse, ...]:
    """
    Return layers as they may be told, without a check.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    """
    codes = read_codes(province.path(province.codes))
    with unnamed():
        squares = withheld_squares(KnownLayers(layers_used=uses, cover=province.cover), province, codes)
    return _own_hashes(open_layers(uses, area_of(squares), codes))


def told_sites(sites: gpd.GeoDataFrame, province: Province) -> gpd.GeoDataFrame:
    """Return the projects that are not themselves for defence or security."""
    return _open_rows(sites, read_codes(province.path(province.codes)))


def told_projects(data: LayerData, codes: Mapping[str, LandCode]) -> LayerData:
    """
    Return a layer of projects without those that are themselves for defence or security.

    Nor is anything left that depends on them: no issue, no hash and no index of the whole file.
    """
    zones, broken = (_open_rows(frame, codes) for frame in (data.zones, data.broken))
    return hashed(replace(data, zones=zones, broken=broken, issues=(), file=None))


def _open_rows(sites: gpd.GeoDataFrame, codes: Mapping[str, LandCode]) -> gpd.GeoDataFrame:
    return sites[~restricted_rows(sites, codes)].reset_index(drop=True)


def of_sites(result: CheckResult, site_ids: Iterable[str]) -> CheckResult:
    """Return the part of a check that is about these sites."""
    ids = list(site_ids)
    findings, hits, slivers, sites = (
        frame[frame["site_id"].isin(ids)].reset_index(drop=True)
        for frame in (result.findings, result.hits, result.slivers, result.sites)
    )
    others = set(result.sites["site_id"]) - set(ids)
    issues = tuple(issue for issue in result.issues if issue.row not in others)
    return replace(result, findings=findings, hits=hits, slivers=slivers, sites=sites, issues=issues)


def without_findings(result: CheckResult) -> CheckResult:
    """Return a check with its projects and layers, and nothing of what it found."""
    findings, hits, slivers = (
        frame.iloc[:0].reset_index(drop=True) for frame in (result.findings, result.hits, result.slivers)
    )
    return replace(result, findings=findings, hits=hits, slivers=slivers)


def hashed(data: LayerData) -> LayerData:
    """Return told zones with a hash of themselves in place of their file's."""
    return replace(data, sha256=told_hash(data.zones), made_from="")


def told_hash(rows: gpd.GeoDataFrame) -> str:
    """Return a hash of rows that may be told, and of nothing else that their file holds."""
    digest = hashlib.sha256(b"told")
    for shape in shapely.to_wkb(rows.geometry.to_numpy()):
        digest.update(shape or b"-")
    digest.update(rows.drop(columns=rows.geometry.name).to_csv(index=False).encode())
    return digest.hexdigest()


def _ordered(findings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put told findings in the order of told verdicts; the true ones decide nothing here."""
    partial = findings.set_index("finding_id")["partial"]
    ordered = findings_frame(findings.to_dict("records"), findings.crs)
    return ordered.assign(partial=ordered["finding_id"].map(partial).astype(bool))


def _own_hashes(uses: Iterable[LayerUse]) -> tuple[LayerUse, ...]:
    return tuple(use if use.data is None else replace(use, data=hashed(use.data)) for use in uses)


def _issues(result: CheckResult, told: Iterable[LayerUse], hidden: set[str]) -> Iterator[Issue]:
    """Return the faults of open projects, and of zones that open layers could not use."""
    of_layers = sum(len(use.data.issues) for use in result.layers_used if use.data is not None)
    for issue in result.issues[: len(result.issues) - of_layers]:
        if issue.row not in hidden:
            yield issue
    broken = {
        use.layer.id: set(use.data.broken["zone_id"].astype(str)) for use in told if use.data is not None
    }
    for use in result.layers_used:
        for issue in use.data.issues if use.data is not None else ():
            if issue.blocks and issue.row in broken.get(use.layer.id, ()):
                yield issue
