"""The public face without what was not published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.rules import SITES
from layers.told import of_sites
from views.faces import PublicStore, Store

if TYPE_CHECKING:
    from datetime import date

    from layers.check import CheckResult
    from layers.reader import LayerData
    from layers.withheld import Withheld
    from office.public_view import PublicView
    from views.faces import Progress


class PublishedStore(Store):
    """
    The families of layers that are open to everybody, as those who may only see the map see them.

    Parameters
    ----------
    told
        The province as it may be told; restricted layers were never part of it.
    view
        What was published.
    """

    sees_findings = False

    def __init__(self, told: Store, view: PublicView) -> None:
        self._public = PublicStore(told)
        layers = tuple(layer for layer in told.province.layers if layer.family in view.families)
        self.province = told.province.model_copy(update={"layers": layers, "background": None})
        self.state = ("published", view.families, told.state)

    @property
    def has_projects(self) -> bool:
        """Whether projects are published at all."""
        return any(layer.family == SITES for layer in self.province.layers)

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a published layer; raises a RanhError for any other."""
        return self._public.layer(self.province.layer(layer_id).id)

    def result(self, as_of: date, progress: Progress | None = None) -> CheckResult:
        """Return the projects, where they are published, and nothing of what was found."""
        result = self._public.result(as_of, progress)
        if self.has_projects:
            return result
        return of_sites(result, ())

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked."""
        return self._public.has_result(as_of)

    def withheld(self) -> Withheld:
        """Return what is withheld from everybody without the right."""
        return self._public.withheld()
