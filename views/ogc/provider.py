"""
The one provider of features that pygeoapi gets: over a collection in memory, and read-only.

It opens no file and no connection. Boxes and times come with the collection; see `views.ogc.asked`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from views.ogc.systems import CRS84, stored_in

if TYPE_CHECKING:
    from views.ogc.collection import Collection

NAME = f"{__name__}.StoreProvider"
"""What pygeoapi loads."""


class StoreProvider(BaseProvider):  # type: ignore[misc] - pygeoapi has no types
    """
    Features of a layer of somebody's store.

    Parameters
    ----------
    provider_def
        As pygeoapi gives it; `data` is a `Collection`.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.collection: Collection = provider_def["data"]
        self._fields = self.collection.fields

    def get_fields(self) -> dict[str, Any]:
        """Return names and types of the properties."""
        return self._fields

    def query(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - a dozen parameters, of which pygeoapi has no record
        """Return a page of the features that are asked for, and how many there are in all."""
        rows = self.collection.rows(asked["properties"])
        first, limit = asked["offset"], asked["limit"]
        page = () if asked["resulttype"] == "hits" else self.collection.sorted(rows, asked["sortby"])
        features = self.collection.features(
            page[first : first + limit],
            self._system(asked["crs_transform_spec"]),
            asked["select_properties"],
            with_shapes=not asked["skip_geometry"],
        )
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": len(rows),
            "numberReturned": len(features),
        }

    def get(self, identifier: str, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - as `query`
        """
        Return one feature.

        Raises
        ------
        ProviderItemNotFoundError
            If there is none.
        """
        row = self.collection.row_of(identifier)
        if row is None:
            raise ProviderItemNotFoundError
        return self.collection.features([row], self._system(asked["crs_transform_spec"]), ())[0]

    def _system(self, spec: Any) -> str:  # noqa: ANN401 - a record of pygeoapi
        """Return the system to write in; pygeoapi gives none where it is the one of the layers."""
        return spec.target_crs_uri if spec is not None else stored_in(self.collection.store.province) or CRS84
