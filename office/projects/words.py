"""Facts and stages in sentences, in English and Vietnamese."""

from __future__ import annotations

from layers.money.edits import Fact
from layers.money.plan import Stage

FACTS: dict[str, tuple[str, str]] = {
    Fact.SECTOR: ("the sector", "ngành"),
    Fact.FUNDING: ("the funding", "nguồn vốn"),
    Fact.PHASE: ("the time of building", "thời gian thực hiện"),
    Fact.CAPITAL: ("the capital in billion VND", "vốn (tỷ đồng)"),
    Fact.COMMUNE: ("the commune", "xã, phường"),
    Fact.INVESTOR: ("the investor", "chủ đầu tư"),
}
STAGES: dict[str, tuple[str, str]] = {
    Stage.PENDING: ("asked for", "đề xuất"),
    Stage.DECIDED: ("decided", "đã quyết định"),
    Stage.DONE: ("done", "đã hoàn thành"),
    Stage.STOPPED: ("stopped", "đã dừng"),
}
