"""The check: sites against rules, one finding for every site and rule in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.crs import operation_name
from layers.accuracy import sites_accuracy_m
from layers.catalogue import LayerUse, read_layers, read_province_sites, reading_of, with_more
from layers.cell_keys import ask
from layers.codes import read_codes
from layers.covered import covered_answers, covering
from layers.errors import RuleError
from layers.family import open_family
from layers.findings import findings_frame, hits_frame
from layers.kept import Kept, Rechecked, rows_of
from layers.places import COMMUNES, Places, describe_sites, find_places
from layers.recheck import Answer, answers
from layers.rules import SITES, Rule, read_rules
from layers.schema import CELL_COLUMNS
from layers.select import plain_word
from layers.slivers import slivers_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from layers.approved_cover import Cover
    from layers.codes import LandCode
    from layers.model import Issue
    from layers.province import Province

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """Everything that one check found, with what it was found on."""

    findings: gpd.GeoDataFrame
    """Columns of `schema.FINDING_COLUMNS`, worst first."""
    hits: pd.DataFrame
    """Columns of `schema.HIT_COLUMNS`."""
    slivers: pd.DataFrame
    """Columns of `schema.SLIVER_COLUMNS`."""
    sites: gpd.GeoDataFrame
    """The sites with drawn_area_ha and, where communes are loaded, commune_code and commune_name."""
    layers_used: tuple[LayerUse, ...]
    rules: tuple[Rule, ...]
    issues: tuple[Issue, ...]
    as_of: date
    operation: str
    """The datum operation that all coordinates went through."""
    kept: Kept = field(repr=False)
    """What the next check may take over; it holds results about defence land."""
    rechecked: Rechecked = field(repr=False)
    """What was computed for this result, and not taken over."""
    footprints_m: float | None = None
    """Accuracy of the sites; None: they state none and are taken as surveyed."""
    cover: Cover | None = None
    """The approved cover that the province had."""


def check_province(
    province: Province,
    as_of: date,
    progress: Progress | None = None,
    since: Kept | None = None,
    *,
    more_layers: Sequence[LayerUse] = (),
) -> CheckResult:
    """
    Check the province's own projects against all its layers and rules.

    A layer that cannot be read does not stop the check: the rules that need it are "not
    checked", with the reason.

    Parameters
    ----------
    more_layers
        Layers that are in no file of the province: those of an opened vault.

    Raises
    ------
    RanhError
        If the sites, the rules or the land-use codes cannot be read; if one of `more_layers` is
        a layer of the province as well.
    """
    rules = read_rules(province.path(province.rules))
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province, since)
    uses = with_more(uses, more_layers)
    sites, issues = read_province_sites(province, as_of)
    return check(
        sites,
        uses,
        rules,
        province,
        as_of,
        footprints_m=sites_accuracy_m(province, as_of),
        site_issues=issues,
        progress=progress,
        since=since,
    )


def described_sites(province: Province, as_of: date) -> gpd.GeoDataFrame:
    """Return the province's projects with drawn area and commune, without checking them."""
    sites, _ = read_province_sites(province, as_of)
    return describe_sites(sites, read_layers(province.versions(COMMUNES), province), as_of)


def check(  # noqa: PLR0913 - each is a thing that the findings depend on
    sites: gpd.GeoDataFrame,
    uses: Sequence[LayerUse],
    rules: Sequence[Rule],
    province: Province,
    as_of: date,
    *,
    footprints_m: float | None = None,
    site_issues: Sequence[Issue] = (),
    progress: Progress | None = None,
    since: Kept | None = None,
) -> CheckResult:
    """
    Return exactly one finding for every site and rule in force on a day.

    Parameters
    ----------
    sites
        Frame of `read_sites`, in the province's CRS.
    uses
        The layers at hand, read or with their problem.
    rules
        All rules; those not in force on `as_of` are left out.
    footprints_m
        Accuracy of the sites; None where they state none: then they count as surveyed.
    progress
        Called with (what, done, of all).
    since
        What an earlier check kept, of whatever day and files. Only the cells that something
        changed for are evaluated; the result is the same as without it, to the last bit.

    Notes
    -----
    A rule about a family that no layer speaks of, but the province's approved cover does, is
    answered from the cover: "ask" or "no need", and nothing else.

    A rule of certain sectors has findings for projects of these sectors only, and for those
    whose sector is not known.
    """
    codes = read_codes(province.path(province.codes))
    _require_known_codes(rules, codes)
    current = [rule for rule in rules if rule.in_force(as_of)]
    kept = since or Kept()
    places = find_places(sites, uses, province, as_of, kept)
    question = ask(sites, places.blocked, codes, province)
    families = list(dict.fromkeys(rule.layer for rule in current))
    missing_projects = sum(layer.missing_rows for layer in province.versions(SITES) if layer.in_force(as_of))
    found: list[Answer] = []
    for number, name in enumerate(families):
        if progress is not None:
            progress(name, number, len(families))
        of_family = [rule for rule in current if rule.layer == name]
        stands_in = covering(name, uses, province.cover)
        if stands_in is not None:
            found.extend(
                covered_answers(stands_in, of_family, question, as_of, footprints_m=footprints_m, kept=kept)
            )
            continue
        family = open_family(
            name, of_family, sites, uses, as_of, footprints_m, missing_projects=missing_projects
        )
        found.extend(answers(family, question, kept))
    if progress is not None:
        progress("", len(families), len(families))
    rows = _rows(found, sites)
    return CheckResult(
        findings=findings_frame(rows["findings"], sites.crs),
        hits=hits_frame(rows["hits"]),
        slivers=slivers_frame(rows["slivers"]),
        sites=describe_sites(sites, uses, as_of, places.located),
        layers_used=tuple(uses),
        rules=tuple(current),
        issues=(*site_issues, *(issue for use in uses if use.data for issue in use.data.issues)),
        as_of=as_of,
        operation=operation_name(province.datum_operation),
        kept=_kept(found, places, uses, province),
        rechecked=_rechecked(found, sites),
        footprints_m=footprints_m,
        cover=province.cover,
    )


def _rows(found: Sequence[Answer], sites: gpd.GeoDataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every frame; hits alone also where the rule does not apply to the site."""
    applies = [_applies(answer.rule, sites) for answer in found]
    return {
        name: [
            row
            for answer, of_rule in zip(found, applies, strict=True)
            for cell, wanted in zip(answer.cells, of_rule, strict=True)
            if wanted or name == "hits"
            for row in rows_of(cell, name, answer.layer_id)
        ]
        for name in CELL_COLUMNS
    }


def _kept(found: Sequence[Answer], places: Places, uses: Sequence[LayerUse], province: Province) -> Kept:
    return Kept(
        near_keys={w: key for answer in found for w, key in zip(answer.whole, answer.keys, strict=True)},
        cells={key: cell for answer in found for key, cell in zip(answer.keys, answer.cells, strict=True)},
        blocked=places.kept_blocked,
        communes=places.kept_communes,
        layers=tuple(use.data for use in uses if use.data is not None),
        reading=reading_of(province),
    )


def _rechecked(found: Sequence[Answer], sites: gpd.GeoDataFrame) -> Rechecked:
    ids = sites["site_id"].tolist()
    evaluated = [(ids[site], answer.rule) for answer in found for site in answer.evaluated.tolist()]
    return Rechecked(
        findings=frozenset(f"{site}/{rule.id}" for site, rule in evaluated),
        cells=len(sites) * len(found),
        sites=len({site for site, _ in evaluated}),
        families=tuple(dict.fromkeys(rule.layer for _, rule in evaluated)),
    )


def _applies(rule: Rule, sites: gpd.GeoDataFrame) -> Sequence[bool]:
    if not rule.sectors or "sector" not in sites:
        return [True] * len(sites)
    asked = {plain_word(sector) for sector in rule.sectors} | {None}
    return [plain_word(sector) in asked for sector in sites["sector"]]


def _require_known_codes(rules: Sequence[Rule], codes: Mapping[str, LandCode]) -> None:
    """Refuse a rule with a land-use code that is in no table: it would match nothing and always be clear."""
    for rule in rules:
        strange = sorted(set(rule.codes) - set(codes))
        if strange:
            raise RuleError(
                f"Rule {rule.id}: {', '.join(strange)} is not in the table of land-use codes.",
                f"Quy tắc {rule.id}: {', '.join(strange)} không có trong bảng mã loại đất.",
            )
