"""
What a corridor or a route may be made of: the province as one person may see it.

The faces of the pages meet `Seen` as they are; a command makes a `FolderSeen`. Both hand out the
same layers for the same right, so that a page and a command say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from layers.catalogue import LayerUse, read_layers
from layers.codes import read_codes
from layers.errors import ReadError
from layers.money.edits import NO_EDITS
from layers.reader import read_layer
from layers.rules import SITES
from layers.told import told_layers, told_projects, unnamed
from layers.withheld import NOTHING, KnownLayers, withheld_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.codes import LandCode
    from layers.money.edits import Edits
    from layers.province import Province
    from layers.reader import LayerData
    from layers.withheld import Withheld


class Seen(Protocol):
    """A province as somebody may see it; layers that may not be seen are in none of its answers."""

    @property
    def province(self) -> Province:
        """The province with the layers that exist for this person, and no other."""

    @property
    def codes(self) -> Mapping[str, LandCode]:
        """Land-use codes with names and colours."""

    @property
    def is_exact(self) -> bool:
        """Whether restricted land is shown as it is: what is made of it must not be passed on."""

    @property
    def edits(self) -> Edits:
        """What the office wrote of projects, of all of them: told only of those that this person sees."""

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer; raises a RanhError if they cannot be read."""

    def withheld(self) -> Withheld:
        """
        Return the squares and families that are withheld, on every day; `NOTHING` at an exact view.

        Raises
        ------
        RanhError
            If restricted land is not fully known, so that nothing can be told.
        """


@dataclass(frozen=True, kw_only=True)
class FolderSeen:
    """
    A province folder as the person who runs a command may see it.

    Parameters
    ----------
    whole
        The province as it stands in its folder.
    is_exact
        Whether the person may see restricted land, and said why.
    edits
        What the office wrote of projects.
    """

    whole: Province
    is_exact: bool
    edits: Edits = field(default=NO_EDITS, repr=False)

    @cached_property
    def province(self) -> Province:
        """The province with the layers that exist for this person, and no other."""
        if self.is_exact:
            return self.whole
        layers = tuple(layer for layer in self.whole.layers if not layer.restricted)
        return self.whole.model_copy(update={"layers": layers})

    @cached_property
    def codes(self) -> Mapping[str, LandCode]:
        """Land-use codes with names and colours."""
        return read_codes(self.whole.path(self.whole.codes))

    def layer(self, layer_id: str) -> LayerData:
        """
        Return the zones of a layer, without what the cover hides.

        Raises
        ------
        ReadError
            If the layer cannot be read.
        ShareError
            If restricted land is not fully known, so that nothing can be told.
        ProvinceError
            If there is no such layer for this person.
        """
        use = self._uses.get(self.province.layer(layer_id).id)
        if use is None:
            return self._sites(layer_id)
        if use.data is None:
            raise ReadError(use.problem_en, use.problem_vi)
        return use.data

    def withheld(self) -> Withheld:
        """
        Return what is withheld from this person.

        Raises
        ------
        ShareError
            If restricted land is not fully known.
        """
        return NOTHING if self.is_exact else self._withheld

    @cached_property
    def _withheld(self) -> Withheld:
        with unnamed():
            return withheld_of(KnownLayers(layers_used=self._read, cover=self.whole.cover), self.whole)

    @cached_property
    def _read(self) -> tuple[LayerUse, ...]:
        """Every layer but the projects as it is: never to be handed out."""
        return read_layers([layer for layer in self.whole.layers if layer.family != SITES], self.whole)

    @cached_property
    def _uses(self) -> Mapping[str, LayerUse]:
        """Return every layer but the projects: what is cut out of one depends on all the others."""
        if self.is_exact:
            return {use.layer.id: use for use in self._read}
        with unnamed():
            shown = told_layers(self._read, self.whole)
        return {use.layer.id: use for use in shown}

    def _sites(self, layer_id: str) -> LayerData:
        data = read_layer(self.whole.layer(layer_id), self.whole)
        return data if self.is_exact else told_projects(data, self.codes)
