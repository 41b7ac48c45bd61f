"""Turn GeoJSON features into rows, one by one; a faulty one is refused with its JSON path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.errors import IntakeError
from layers.intake.formats.columns import column
from layers.intake.formats.json_faults import key_twice, not_json
from layers.intake.formats.json_values import require_plain_value, require_shallow
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.rows import Rows
from layers.intake.formats.shape_faults import described
from layers.intake.model import ROW

if TYPE_CHECKING:
    import pyarrow as pa

    from layers.intake.model import Note

MEMBERS = frozenset({"type", "geometry", "properties", "id", "bbox"})
OF_OTHERS = frozenset({"features", "coordinates", "geometries"})
"""Members that a feature must not have (RFC 7946 section 7.1): a shape could hide there."""
HARMLESS = frozenset({int, bool, type(None)})


class FeatureRows:
    """
    The rows of one GeoJSON file.

    Examples
    --------
    >>> rows = FeatureRows()
    >>> rows.add({"type": "Feature", "properties": {"a": 1}, "geometry": None}, "$")
    >>> rows.add({"type": "Feature", "properties": 7}, "$.features[1]")
    >>> table, notes = rows.finish()
    >>> table["a"].to_pylist(), notes[0].en
    ([1], '$.features[1].properties is 7, not an object.')
    """

    def __init__(self) -> None:
        self.count = 0
        self._rows = Rows()
        self._ids: list[object] = []
        self._known: set[str] = set()

    def add(self, feature: Any, path: str, *, repeated: str = "", constant: str = "") -> None:  # noqa: ANN401 - any JSON
        """
        Add the next feature, or list it as refused.

        Parameters
        ----------
        feature
            As it was decoded.
        path
            Its JSON path.
        repeated, constant
            A key that it has twice, a NaN or Infinity in it; "" where there is none.

        Raises
        ------
        IntakeError
            "json-depth" for the whole file; "too-many-columns", "too-many-faults".
        """
        self.count += 1
        try:
            if repeated:
                raise key_twice(path, repeated)
            properties = self._properties(feature, path)
            geometry = self._rows.shape(self.count, feature.get("geometry"), f"{path}.geometry")
            if constant:
                raise not_json(path, constant)
        except IntakeError as fault:
            if fault.code == "json-depth":
                raise
            self._rows.findings.refuse(self.count, fault)
            return
        self._rows.add(self.count, geometry, properties)

    def finish(self) -> tuple[pa.Table, tuple[Note, ...]]:
        """Return the table, with the features' ids as its last column where they have some, and the notes."""
        table = self._rows.table()
        notes: tuple[Note, ...] = ()
        if self._ids:
            self._ids.extend([None] * (self.count - len(self._ids)))
            ids = column([self._ids[row - 1] for row in table[ROW].to_pylist()])
            names = ColumnNames(["id"], reserved=table.column_names)
            table, notes = table.append_column(names.of("id"), ids), names.notes
            self._tally_repeated(ids.to_pylist(), table[ROW].to_pylist())
        return table, (*self._rows.notes, *notes)

    def _properties(self, feature: Any, path: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            told = described(feature.get("type") if isinstance(feature, dict) else feature)
            raise IntakeError(
                "not-a-feature",
                f"{path} is not a GeoJSON feature (found {told[0]}).",
                f"{path} không phải đối tượng GeoJSON (Feature) (gặp {told[1]}).",
            )
        for name, value in feature.items():
            if name not in MEMBERS:
                self._require_ignorable(name, value, path)
        properties = feature.get("properties")
        if properties is None:
            properties = {}
        if not isinstance(properties, dict):
            told = described(properties)
            raise IntakeError(
                "properties",
                f"{path}.properties is {told[0]}, not an object.",
                f"{path}.properties là {told[1]}, không phải đối tượng.",
            )
        self._require_plain(properties, path)
        if feature.get("id") is not None:
            require_plain_value(feature["id"], f"{path}.id")
            self._ids.extend([None] * (self.count - 1 - len(self._ids)))
            self._ids.append(feature["id"])
        return properties

    def _require_plain(self, properties: dict[str, Any], path: str) -> None:
        for name, value in properties.items():
            if name not in self._known:
                require_plain_value(name, path)
                self._known.add(name)
            if type(value) not in HARMLESS:
                require_plain_value(value, f"{path}.properties.{name}")

    def _require_ignorable(self, name: str, value: object, path: str) -> None:
        if name in OF_OTHERS:
            raise IntakeError(
                "geojson-mixed",
                f"{path} is a feature but has {name} too: what it is cannot be told.",
                f"{path} là Feature nhưng lại có {name}: không rõ là gì.",
            )
        if name == "crs" and value is not None:
            raise IntakeError(
                "geojson-crs-nested",
                f"{path}.crs: one feature has a coordinate system of its own; all must be in the file's.",
                f"{path}.crs: một đối tượng có hệ toạ độ riêng; mọi đối tượng phải theo hệ của tệp.",
            )
        require_shallow(value, path)
        self._rows.findings.tally("members not read", self.count, column=name[:40])

    def _tally_repeated(self, ids: list[object], rows: list[int]) -> None:
        seen: set[object] = set()
        for one, row in zip(ids, rows, strict=True):
            if one is not None and one in seen:
                self._rows.findings.tally("id repeated", row)
            seen.add(one)
