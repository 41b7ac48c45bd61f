"""The three comparisons as reports: what a command prints and writes, and a page shows and hands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.plans.located import communes_on
from layers.plans.plan_tables import clash_frame, meeting_frame
from layers.plans.project_tables import land_frame, pair_frame, use_frame
from layers.plans.tables import gap_frame
from layers.plans.writer import Report, about_of

if TYPE_CHECKING:
    from layers.corridor.seen import Seen
    from layers.plans.compare import Compared
    from layers.plans.pair import ProjectPairs
    from layers.plans.use import Uses


def compared_report(found: Compared, seen: Seen) -> Report:
    """Return plans against plans with the tables clashes, plans, gaps."""
    return Report(
        name="clashes",
        rows=clash_frame(found, seen.province.crs, communes_on(seen, found.as_of)),
        others={"plans": meeting_frame(found.meetings)},
        gaps=gap_frame(found.gaps),
        about=about_of(seen.province, found.as_of, is_exact=found.is_exact),
        operation=seen.province.datum_operation,
    )


def pairs_report(found: ProjectPairs, seen: Seen) -> Report:
    """Return projects against projects with the tables pairs, gaps."""
    return Report(
        name="pairs",
        rows=pair_frame(found, seen.province.crs, communes_on(seen, found.as_of)),
        others={},
        gaps=gap_frame(found.gaps),
        about=about_of(seen.province, found.as_of, is_exact=found.is_exact),
        operation=seen.province.datum_operation,
    )


def uses_report(found: Uses, seen: Seen) -> Report:
    """Return projects on the planned land of each period with the tables uses, land, gaps."""
    return Report(
        name="uses",
        rows=use_frame(found, seen.province.crs, communes_on(seen, found.as_of)),
        others={"land": land_frame(found, seen.codes)},
        gaps=gap_frame(found.gaps),
        about=about_of(seen.province, found.as_of, is_exact=found.is_exact),
        operation=seen.province.datum_operation,
    )
