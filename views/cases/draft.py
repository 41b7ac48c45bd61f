"""
What an officer typed and has not sent yet.

The tab keeps it, and the server keeps a copy for each person, case and step: a browser that is
loaded again, or a session that ran out, gets it back. The files that were chosen are not kept.
"""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.cases.model import NewFile, StepKind

DRAFTS_KEPT = 500


@dataclass(kw_only=True)
class Draft:
    """One form, from when it was opened until it was sent."""

    version: int
    """Of the case as the person last saw it; the step is refused where the case has changed since."""
    opening: str = field(default_factory=lambda: uuid.uuid4().hex)
    values: dict[str, Any] = field(default_factory=dict)
    restored: bool = False
    """It comes from before the page was loaded."""
    placed: set[str] = field(default_factory=set)
    """Fields whose widgets this tab has set to what the draft holds."""
    files: tuple[str, ...] = ()
    """Names of the files that were there when a button of the form was pressed last."""
    known_lost: int = 0
    """Files shown by the browser and lost by the server, of which the person was told."""

    def key(self, files: Sequence[NewFile]) -> str:
        """
        Return the key under which the step is taken once.

        It is of the content too: another text sent from a second tab with this form is another
        step, not a repetition of the first.
        """
        told = json.dumps(self.values, sort_keys=True, default=str, ensure_ascii=False)
        digest = hashlib.sha256(told.encode())
        for file in files:
            digest.update(hashlib.sha256(file.body).digest() + file.name.encode())
        return f"{self.opening}-{digest.hexdigest()[:40]}"


Place = tuple[str, int, int, "StepKind"]
"""Database, person, case and step."""


class Drafts:
    """
    Drafts of all persons; in memory only, so that nothing unsent is ever on the disk.

    Parameters
    ----------
    size
        How many are kept; the one not touched for longest goes first.
    """

    def __init__(self, size: int = DRAFTS_KEPT) -> None:
        self._size = size
        self._drafts: OrderedDict[Place, Draft] = OrderedDict()
        self._guard = threading.Lock()

    def find(self, place: Place) -> Draft | None:
        """Return a copy of what was typed there, if anything was."""
        with self._guard:
            kept = self._drafts.get(place)
            if kept is None or not kept.values:
                return None
            return replace(kept, values=dict(kept.values), placed=set(), known_lost=0, restored=True)

    def keep(self, place: Place, draft: Draft) -> None:
        """Keep what is typed there."""
        with self._guard:
            self._drafts[place] = replace(draft, values=dict(draft.values), placed=set())
            self._drafts.move_to_end(place)
            while len(self._drafts) > self._size:
                self._drafts.popitem(last=False)

    def drop(self, place: Place) -> None:
        """Forget it: it was sent, or given up."""
        with self._guard:
            self._drafts.pop(place, None)


DRAFTS = Drafts()
