"""
What somebody typed of a project and has not sent: kept by the tab, whatever is shown meanwhile.

Fields of a form that is not drawn are forgotten by the page, and those of another language are others. So
each form keeps what its fields hold, and gives it back to them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from views import state

if TYPE_CHECKING:
    from collections.abc import Collection

DRAFT = "plan-project-draft"
CHOICES = frozenset({"stage", "fact"})
"""Fields that are never empty: they say nothing about whether somebody typed."""


@dataclass(kw_only=True)
class Draft:
    """One form of a project, from when it was opened until it was sent."""

    opening: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Field -> key of its widget, as it was drawn last."""

    @property
    def is_typed(self) -> bool:
        """Whether there is anything in it that would be lost."""
        return any(value for name, value in self.values.items() if name not in CHOICES)

    def take(self) -> None:
        """Keep what the fields that were drawn hold now; to be called before any is drawn anew."""
        for name, key in self.keys.items():
            if state.has(key):
                self.values[name] = state.value(key)

    def give(self, name: str, key: str, options: Collection[Any] | None = None) -> str:
        """Set a field that is not there yet to what is kept of it, where that can still be chosen."""
        kept = self.values.get(name)
        if not state.has(key) and kept is not None and (options is None or kept in options):
            state.put(key, kept)
        self.keys[name] = key
        return key


def draft_of(site_id: str, kind: str) -> Draft:
    """Return what is typed in one form of a project, a new one where nothing is."""
    key = f"{DRAFT}-{site_id}-{kind}"
    draft = state.value(key)
    if not isinstance(draft, Draft):
        draft = Draft()
        state.put(key, draft)
    return draft


def drop_draft(site_id: str, kind: str) -> None:
    """Forget what was typed: it was sent."""
    state.put(f"{DRAFT}-{site_id}-{kind}", None)
