"""What land-use targets say on both sides of a replay; where they were not asked, why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.errors import RanhError

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from office.cases.changes import Sentence
    from office.cases.targets import TargetsTold

NOT_ASKED: Sentence = (
    "Land-use targets were not compared: `ranh targets balance` and the page Quy hoạch tell what breaks one.",
    "Chưa so sánh chỉ tiêu sử dụng đất: xem việc vượt chỉ tiêu bằng `ranh targets balance`, trang Quy hoạch.",
)
NO_RULE: Sentence = (
    "No rule about land-use targets is in force, so no case of theirs is told: see `ranh targets balance`.",
    "Không có quy tắc về chỉ tiêu sử dụng đất có hiệu lực nên chưa xét hồ sơ: xem `ranh targets balance`.",
)


@dataclass(frozen=True, kw_only=True)
class TargetsThen:
    """What the targets say before and after a change; None where they were not asked."""

    before: TargetsTold | None = None
    after: TargetsTold | None = None
    why: tuple[Sentence, ...] = (NOT_ASKED,)
    """What is not told of them."""

    def of_sites(self, before: Container[str], after: Container[str]) -> TargetsThen:
        """Return what is said of the projects that a person sees on each side."""
        return replace(self, before=_of_sites(self.before, before), after=_of_sites(self.after, after))


def targets_then(before: Callable[[], TargetsTold], after: Callable[[], TargetsTold]) -> TargetsThen:
    """Ask the targets on both sides; a table that cannot be read is told, and keeps nobody from the rest."""
    try:
        told = before(), after()
    except RanhError as error:
        return TargetsThen(
            why=(
                (
                    f"Land-use targets could not be compared: {error.en}",
                    f"Chưa so sánh được chỉ tiêu sử dụng đất: {error.vi}",
                ),
            )
        )
    why = () if all(one.rule is not None for one in told) else (NO_RULE,)
    return TargetsThen(before=told[0], after=told[1], why=why)


def _of_sites(told: TargetsTold | None, sites: Container[str]) -> TargetsTold | None:
    if told is None:
        return None
    return replace(told, rows={name: row for name, row in told.rows.items() if row["site_id"] in sites})
