"""
A replay as one person may see it: of two days, or of the province now and with the draft of the import page.

Both sides are those of the stores, so that what was checked already is not checked again; a candidate
takes over what its change cannot affect. Sealed layers of an opened vault are on neither side.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from layers.corridor.seen import FolderSeen
from layers.intake.candidate import candidate
from layers.replay import Checked, Side, check_side, require_as_much_withheld
from office.cases.targets import targets_told
from office.imported import require_import
from office.replay.run import replay, shown_to
from office.replay.targets import targets_then
from office.rights import Act, require
from views import state
from views.once import Once
from views.person import current_desk
from views.plan.made import targets_of
from views.store import current_store

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from datetime import date

    from layers.check import CheckResult
    from layers.intake.draft import Draft
    from office.cases.targets import TargetsTold
    from office.people import Person
    from office.replay.model import Replay
    from office.replay.targets import TargetsThen
    from office.sessions import Session
    from views.store import Store


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A replay with both checks as the person may see them."""

    replay: Replay
    shown: tuple[CheckResult, CheckResult] = field(repr=False)
    at: datetime
    draft: Draft | None = field(repr=False)
    """Held, so that nothing else is ever taken for it."""


_made: Once[Replayed] = Once(6)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is compared: two days, or one day with and without a draft."""

    before: date
    after: date
    draft: Draft | None = None
    turn: int = 0
    """How often it was asked for: cases change while a page is open."""

    def key(self, store: Store, session: Session) -> Hashable:
        """Return everything that the outcome follows from."""
        draft = None if self.draft is None else id(self.draft)
        return store.state, session.id, session.person, self.before, self.after, draft, self.turn


def held(store: Store, session: Session, wanted: Wanted) -> Replayed | None:
    """Return a replay that was made and is still kept."""
    return store.keep(_made).held(wanted.key(store, session))


def make(store: Store, session: Session, wanted: Wanted) -> Replayed:
    """
    Return the replay; nothing is written into the province or the office.

    Raises
    ------
    RanhError
        If a side cannot be checked, less would be withheld than now, or the person may not.
    """
    return store.keep(_made).get(
        wanted.key(store, session), lambda: _replayed(session.person, wanted, is_exact=store.is_exact)
    )


def _replayed(person: Person, wanted: Wanted, *, is_exact: bool) -> Replayed:
    require(person, Act.SEE_FINDINGS, person.communes or None)
    if wanted.draft is not None:
        require_import(person, wanted.draft)
    before = _checked(wanted.before)
    with _after(wanted, before) as after:
        if not is_exact:
            require_as_much_withheld(before, after)
        made = replay(
            current_desk(), person, before, after, is_exact=is_exact, targets=_targets(before, after)
        )
        shown, _ = shown_to(person, before, after, is_exact=is_exact)
    return Replayed(replay=made, shown=shown, at=datetime.now(tz=state.VIETNAM_TIME), draft=wanted.draft)


def _targets(before: Checked, after: Checked) -> TargetsThen:
    """Ask the targets on both sides, of what may be told alone; those of the province itself are kept."""
    whole = current_store()

    def asked(side: Side) -> TargetsTold:
        if side.province is whole.province:
            return targets_of(whole.told, side.as_of)
        seen = FolderSeen(whole=side.province, is_exact=False, edits=whole.edits)
        return targets_told(seen, side.as_of)

    return targets_then(lambda: asked(before.side), lambda: asked(after.side))


@contextmanager
def _after(wanted: Wanted, before: Checked) -> Iterator[Checked]:
    """Give the later side; a candidate's zones stand on disk as long as it is open."""
    if wanted.draft is None:
        yield _checked(wanted.after)
        return
    with candidate(wanted.draft) as province:
        yield check_side(Side(province=province, as_of=wanted.after), before)


def _checked(day: date) -> Checked:
    whole = current_store()
    result = whole.result(day)
    told = replace(whole.told.result(day), kept=whole.told.kept())
    return Checked(side=Side(province=whole.province, as_of=day), whole=result, told=told)
