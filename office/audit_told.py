"""What a look at the audit trail found, in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 20
"""So many problems are told; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A sentence in both languages."""

    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return it in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


@dataclass
class Found:
    """Problems as they are found."""

    told: list[Told] = field(default_factory=list)
    count: int = 0

    def add(self, en: str, vi: str) -> None:
        """Add one."""
        self.count += 1
        if len(self.told) < MOST:
            self.told.append(Told(en=en, vi=vi))
