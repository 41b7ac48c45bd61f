"""Whether land of one code is land of another: for sure, perhaps, or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from layers.codes import above, with_children
from layers.targets.model import TOTAL

if TYPE_CHECKING:
    from layers.intake.lists.code_book import CodeBook


class Kin(StrEnum):
    """What one code says of another."""

    YES = "yes"
    MAY = "may"
    """No type of land, one that no table names, a larger class, or an old one that became several."""
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Kinship:
    """The codes of a province, asked which land is of which type."""

    book: CodeBook
    _made: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict, repr=False)

    def of(self, code: str, asked: str) -> Kin:
        """
        Tell whether land of `code` is land of the type `asked`.

        Examples
        --------
        >>> from layers.codes import LandCode
        >>> from layers.intake.lists.code_book import build_code_book
        >>> def one(code, parent):
        ...     return LandCode(
        ...         code=code, name_vi="", name_en="", parent=parent, group="NNP", status="", hex=""
        ...     )
        >>> table = [one("NNP", ""), one("LUA", "NNP"), one("RPH", "NNP")]
        >>> kinship = Kinship(book=build_code_book({row.code: row for row in table}))
        >>> [str(kinship.of(code, "LUA")) for code in ("LUA", "NNP", "RPH", "")]
        ['yes', 'may', 'no', 'may']
        """
        if asked == TOTAL:
            return Kin.YES
        if asked not in self._made:
            self._made[asked] = self._sets(asked)
        surely, perhaps = self._made[asked]
        if code in surely:
            return Kin.YES
        return Kin.MAY if code in perhaps or code not in self._types else Kin.NO

    def _sets(self, asked: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the codes that are land of a type for sure, and those that may be."""
        former = self.book.former.values()
        surely = with_children({asked}, self.book.codes)
        while more := {row.code for row in former if row.current and surely.issuperset(row.current)} - surely:
            surely = with_children(surely | more, self.book.codes)
        near = surely | above({asked}, self.book.codes)
        return surely, near | {row.code for row in former if near.intersection(row.current)}

    @cached_property
    def _types(self) -> frozenset[str]:
        """Codes that name a type of land; a functional area names none."""
        return frozenset({code for code, one in self.book.codes.items() if one.group} | set(self.book.former))
