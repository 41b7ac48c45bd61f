"""
What one person may see of the province: the same interface for everybody, other content behind it.

The exact face is for those to whom restricted land is open at this moment; all others get faces
of which restricted layers, rows and results were never part.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from layers.check import check_province
from layers.codes import read_codes
from layers.errors import ReadError
from layers.kept import Kept
from layers.rules import SITES
from layers.told import of_sites, told_check, told_projects, unnamed, without_findings
from layers.withheld import NOTHING, KnownLayers, withheld_of
from office.cases.told import communes_touched
from views import state
from views.edits_now import edits_now
from views.once import Once

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.money.edits import Edits
    from layers.province import Province
    from layers.reader import LayerData
    from layers.withheld import Withheld

    Progress = Callable[..., None]

Value = TypeVar("Value")
DATES_KEPT = 6
LAYERS_KEPT = 64


class Store(ABC):
    """A province as somebody may see it."""

    province: Province
    """With the layers that exist for this face, and no other."""
    state: Hashable
    """Differs wherever anything that is shown differs: the key of whatever is kept."""
    owner: str = ""
    """The session that exact content is for; its addresses are those of nobody else."""
    sees_findings = True

    @property
    def is_exact(self) -> bool:
        """Whether restricted land is shown as it is."""
        return bool(self.owner)

    @cached_property
    def codes(self) -> dict[str, LandCode]:
        """Land-use codes with names and colours."""
        return read_codes(self.province.path(self.province.codes))

    @property
    def edits(self) -> Edits:
        """What the office wrote of projects, as it is at this moment."""
        return edits_now()

    def keep(self, shared: Once[Value]) -> Once[Value]:
        """Return where to keep what is made of this face: exact content apart, and gone with its view."""
        return shared

    @abstractmethod
    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer; raises a RanhError if they cannot be read."""

    @abstractmethod
    def result(self, as_of: date, progress: Progress | None = None) -> CheckResult:
        """Return every finding under the layers and rules in force on that day."""

    @abstractmethod
    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked: a URL alone must not start a check."""

    @abstractmethod
    def withheld(self) -> Withheld:
        """Return what is withheld from this face, on every day; raises a RanhError if it is not known."""


class ToldStore(Store):
    """
    The province for those who may not see restricted land.

    Parameters
    ----------
    whole
        The province as it is.
    before
        What told checks of an earlier state of the folder kept.
    """

    def __init__(self, whole: Store, before: Kept) -> None:
        self._whole = whole
        layers = tuple(layer for layer in whole.province.layers if not layer.restricted)
        self.province = whole.province.model_copy(update={"layers": layers})
        self.state = ("told", whole.state)
        self._results: Once[CheckResult] = Once(DATES_KEPT)
        self._sites: Once[LayerData] = Once(LAYERS_KEPT)
        self._guard = threading.Lock()
        self._kept = before
        self._opened: dict[str, LayerUse] = {}
        self._known: KnownLayers | None = None
        self._withheld: Once[Withheld] = Once(1)

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer without what the cover hides."""
        layer = self.province.layer(layer_id)
        if layer.family == SITES:
            return self._sites.get(layer_id, lambda: told_projects(self._whole.layer(layer_id), self.codes))
        with self._guard:
            opened = self._opened
        if not opened:
            # What is cut out of a layer does not depend on the day.
            self.result(state.today())
            opened = self._opened
        use = opened[layer_id]
        if use.data is None:
            raise ReadError(use.problem_en, use.problem_vi)
        return use.data

    def result(self, as_of: date, progress: Progress | None = None) -> CheckResult:
        """Return every finding as it may be told."""
        return self._results.get(as_of, lambda: self._tell(as_of, progress))

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked."""
        return self._results.has(as_of)

    def withheld(self) -> Withheld:
        """Return the squares and families that are withheld; the first call may start a check of today."""
        return self._withheld.get((), self._find_withheld)

    def _find_withheld(self) -> Withheld:
        with self._guard:
            known = self._known
        if known is None:
            whole = self._whole.result(state.today())
            known = KnownLayers(layers_used=whole.layers_used, cover=whole.cover)
        with unnamed():
            return withheld_of(known, self._whole.province)

    def kept(self) -> Kept:
        """Return what the latest told check kept."""
        with self._guard:
            return self._kept

    def _tell(self, as_of: date, progress: Progress | None) -> CheckResult:
        whole = self._whole.result(as_of, progress)
        told = told_check(whole, self._whole.province, self.kept())
        with self._guard:
            self._kept = told.kept
            self._opened = {use.layer.id: use for use in told.layers_used}
            self._known = KnownLayers(layers_used=whole.layers_used, cover=whole.cover)
        return replace(told, kept=Kept())


class OfficerStore(Store):
    """The told province, with the findings of the projects that touch some communes."""

    def __init__(self, told: Store, communes: frozenset[str]) -> None:
        self._told = told
        self._communes = communes
        self.province = told.province
        self.state = ("communes", tuple(sorted(communes)), told.state)
        self._results: Once[CheckResult] = Once(DATES_KEPT)

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer without what the cover hides."""
        return self._told.layer(layer_id)

    def result(self, as_of: date, progress: Progress | None = None) -> CheckResult:
        """Return the told findings of the own communes."""
        return self._results.get(as_of, lambda: self._own(self._told.result(as_of, progress)))

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked."""
        return self._results.has(as_of)

    def withheld(self) -> Withheld:
        """Return what is withheld from everybody without the right."""
        return self._told.withheld()

    def _own(self, told: CheckResult) -> CheckResult:
        touched = communes_touched(told)
        return of_sites(
            told, [site for site, codes in touched.items() if not self._communes.isdisjoint(codes)]
        )


class PublicStore(Store):
    """The told province without findings."""

    sees_findings = False

    def __init__(self, told: Store) -> None:
        self._told = told
        self.province = told.province
        self.state = ("public", told.state)

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer without what the cover hides."""
        return self._told.layer(layer_id)

    def result(self, as_of: date, progress: Progress | None = None) -> CheckResult:
        """Return the projects; nothing of what was found."""
        return without_findings(self._told.result(as_of, progress))

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked."""
        return self._told.has_result(as_of)

    def withheld(self) -> Withheld:
        """Return what is withheld from everybody without the right."""
        return self._told.withheld()


class ExactStore(Store):
    """
    The whole province with the layers of an opened vault, for one session.

    Parameters
    ----------
    vault
        Layers that are in memory alone.
    session_id
        Whose it is.
    """

    def __init__(self, whole: Store, vault: Sequence[LayerUse], session_id: str) -> None:
        self._whole = whole
        self._vault = {use.layer.id: use for use in vault}
        layers = (*whole.province.layers, *(use.layer for use in vault))
        self.province = whole.province.model_copy(update={"layers": layers})
        self.owner = session_id
        self.state = ("exact", session_id, tuple(id(use) for use in vault), whole.state)
        self._results: Once[CheckResult] = Once(DATES_KEPT)
        self._own: dict[int, Once[Any]] = {}

    def keep(self, shared: Once[Value]) -> Once[Value]:
        """Return a place of this view alone."""
        return self._own.setdefault(id(shared), Once(shared.size))

    def layer(self, layer_id: str) -> LayerData:
        """Return all zones of a layer."""
        use = self._vault.get(layer_id)
        if use is None or use.data is None:
            return self._whole.layer(layer_id)
        return use.data

    def result(self, as_of: date, progress: Progress | None = None) -> CheckResult:
        """Return every finding as it is."""
        if not self._vault:
            return self._whole.result(as_of, progress)
        return self._results.get(as_of, lambda: self._check(as_of, progress))

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked."""
        return self._results.has(as_of) if self._vault else self._whole.has_result(as_of)

    def withheld(self) -> Withheld:
        """Return that nothing is."""
        return NOTHING

    def _check(self, as_of: date, progress: Progress | None) -> CheckResult:
        since = self._whole.result(as_of, progress).kept
        vault = tuple(self._vault.values())
        return check_province(self._whole.province, as_of, progress, since, more_layers=vault)
