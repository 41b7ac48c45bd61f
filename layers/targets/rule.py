"""The rule that a project keeps to the land-use targets: law, severity and offices, from a table."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Literal

import pydantic

from layers.dated import Dated, Text
from layers.errors import RuleError
from layers.model import Severity
from layers.province import reason
from layers.targets.bounds import FILE as BOUNDS

if TYPE_CHECKING:
    from pathlib import Path

    from layers.province import Province

FILE = "target_rule.toml"
"""Stands beside the table of targets."""


class TargetRule(Dated):
    """What the law asks of projects against targets; a citation that is not confirmed says so."""

    id: Text
    theme: Text
    kind: Literal["target"] = "target"
    severity: Severity
    """Of a decided project that breaks a target."""
    severity_if_granted: Severity
    """Of one that would break it if all that is asked for were granted."""
    citation: Text
    citation_status: Literal["confirmed", "partly", "unverified"]
    citation_note_vi: str = ""
    citation_note_en: str = ""
    source: str = ""
    consultee_vi: Text
    consultee_en: Text
    consequence_vi: Text
    consequence_en: Text
    when_conflict_vi: Text
    when_conflict_en: Text
    when_granted_vi: Text
    when_granted_en: Text
    when_blocked_vi: str = ""
    when_blocked_en: str = ""
    """Of one that asks for more of what decided projects break already; without, it is told as granted."""
    when_clear_vi: Text
    when_clear_en: Text

    @pydantic.model_validator(mode="after")
    def _says_how_sure(self) -> TargetRule:
        if self.citation_status != "confirmed" and not (self.citation_note_vi and self.citation_note_en):
            raise ValueError("a citation that is not confirmed needs citation_note_vi and citation_note_en")
        if bool(self.when_blocked_vi) != bool(self.when_blocked_en):
            raise ValueError("when_blocked_vi and when_blocked_en need each other")
        return self


def read_target_rule(province: Province) -> TargetRule | None:
    """
    Return the rule of a province; None where it has none: then no project is asked.

    Raises
    ------
    RuleError
        If the file cannot be used.
    """
    path = path_of(province)
    if not path.is_file():
        return None
    try:
        return TargetRule(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise RuleError(
            f"The rule of land-use targets {path.name} cannot be used: {reason(error)}.",
            f"Quy tắc về chỉ tiêu sử dụng đất {path.name} không dùng được: hãy kiểm tra tệp này.",
        ) from error


def path_of(province: Province) -> Path:
    """Return where the rule stands, whether it is there or not."""
    beside = province.path(province.targets) if province.targets else province.folder / BOUNDS
    return beside.with_name(FILE)
