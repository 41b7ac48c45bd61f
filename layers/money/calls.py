"""Which projects call for an investor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.money.plan import Stage

if TYPE_CHECKING:
    from layers.money.plan import Plan
    from layers.money.progress import Progress

WAITING = frozenset({Stage.PENDING, Stage.UNKNOWN})
"""What is decided, finished or given up has its investor, whatever its list still says."""


def is_calling(project: Progress, plan: Plan) -> bool:
    """Tell whether a project calls for an investor: its list says so, and nothing later decided on it."""
    return project.stage in WAITING and plan.calls(project.status)
