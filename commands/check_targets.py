"""The land-use targets beside a check: of what may be told alone, and of the projects that a person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.seeing import edits_if_there
from commands.settings import CLEAR, CONFLICTS, NOT_CHECKED, Settings
from layers.corridor.seen import FolderSeen
from layers.model import Verdict
from office.cases.targets import targets_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from layers.check import CheckResult
    from layers.province import Province
    from office.cases.targets import TargetsTold


Targets = Annotated[
    bool, typer.Option("--targets", help="Also ask the land-use targets of the province's projects.")
]


def require_own(
    sites: Path | None, rules: Path | None, layers: Sequence[Path] | None, *, asked: bool
) -> None:
    """Go on only if targets are not asked of other files; raise BadParameter if they are."""
    if asked and (sites or rules or layers):
        raise typer.BadParameter("are those of the province: leave out files", param_hint="--targets")


def targets_on(province: Province, day: date) -> TargetsTold:
    """
    Return what the targets say of all projects on a day.

    Raises
    ------
    RanhError
        If the rule, a table or the layer of projects cannot be read.
    """
    return targets_told(FolderSeen(whole=province, is_exact=False, edits=edits_if_there()), day)


def rows_of(told: TargetsTold | None, sites: Iterable[str]) -> list[dict[str, Any]]:
    """Return what is said of some projects; nothing where the targets were not asked."""
    shown = set(sites)
    return [] if told is None else [row for row in told.rows.values() if row["site_id"] in shown]


def status_of(result: CheckResult, told: TargetsTold | None, of_targets: Sequence[Mapping[str, Any]]) -> int:
    """Tell the exit status; a project that no rule in force was asked of is not clear."""
    verdicts = {*result.findings["verdict"], *(row["verdict"] for row in of_targets)}
    unasked = set(result.sites["site_id"]) - set(result.findings["site_id"])
    if unasked or Verdict.NOT_CHECKED in verdicts or (told is not None and told.rule is None):
        return NOT_CHECKED
    Settings.conflicts = Verdict.CONFLICT in verdicts
    return CONFLICTS if Settings.conflicts else CLEAR
