"""Give every column of a file a name that no other has, and tell which were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.limits import LIMITS
from layers.intake.model import GEOMETRY, ROW, Note

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 200
"""Characters."""


class ColumnNames:
    """
    Names of the columns of one layer, in the order in which they are met.

    Names that differ in case only are told apart by a number: GeoPackage, SQL and GDAL take
    them for one. `row_number` and `geometry` are the layer's own.

    Examples
    --------
    >>> names = ColumnNames(["ma", "MA", "geometry", ""])
    >>> [names.of(name) for name in ("ma", "MA", "geometry", "")]
    ['ma', 'MA_2', 'geometry_2', 'column_2']
    >>> names.notes[0].en
    'The column "MA" is called "MA_2" here: another has its name.'
    """

    def __init__(self, names: Iterable[str] = (), *, reserved: Iterable[str] = (ROW, GEOMETRY)) -> None:
        self._given: dict[str, str] = {}
        self._taken = {name.casefold() for name in reserved}
        for name in names:
            self.of(name)

    def of(self, name: str) -> str:
        """
        Return the name that the column `name` of the file has in the table.

        Raises
        ------
        IntakeError
            If the layer has more than `LIMITS.columns` columns.
        """
        if name not in self._given:
            if len(self._given) == LIMITS.columns:
                raise IntakeError(
                    "too-many-columns",
                    f"A layer has more than {LIMITS.columns} columns: leave out those that are not needed.",
                    f"Một lớp có hơn {LIMITS.columns} cột: hãy bỏ bớt các cột không cần thiết.",
                )
            self._given[name] = self._free(name)
        return self._given[name]

    @property
    def notes(self) -> tuple[Note, ...]:
        """One note for each column that has another name than in the file."""
        return tuple(
            Note(
                kind="column renamed",
                en=f'The column "{name[:LONGEST_NAME]}" is called "{given}" here: {reason_en}.',
                vi=f'Cột "{name[:LONGEST_NAME]}" được gọi là "{given}": {reason_vi}.',
                column=given,
            )
            for name, given in self._given.items()
            if name != given
            for reason_en, reason_vi in [_reason(name)]
        )

    def _free(self, name: str) -> str:
        stem = name[:LONGEST_NAME].strip() or "column"
        number, free = 1, stem
        while free.casefold() in self._taken or (number == 1 and not name.strip()):
            number += 1
            free = f"{stem}_{number}"
        self._taken.add(free.casefold())
        return free


def _reason(name: str) -> tuple[str, str]:
    if not name.strip():
        return "it has no name", "cột không có tên"
    if len(name) > LONGEST_NAME or name != name.strip():
        return "its name is too long or has blanks around it", "tên quá dài hoặc có khoảng trắng ở đầu, cuối"
    return "another has its name", "đã có cột khác trùng tên"
