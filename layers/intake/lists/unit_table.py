"""A province's communes of today and of before, with the keys by which a name is looked up."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from layers.errors import ProvinceError
from layers.intake.text.letters import key, toned_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from layers.province import Province


FORMER_FAMILY = "legacy_communes"
"""Family of the layers of the units before the last change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A commune, ward or town, of today or of before the last change of units."""

    code: str
    """Codes were given anew: the same one may mean another unit before and after."""
    name: str
    """Without the word for its kind."""
    kind: str
    """As in the table: Xã, Phường, Thị trấn."""
    district: str
    """Of a former unit, with its kind; "" for those of today."""
    commune_code: str
    """Code of the unit of today in which it lies; its own for those of today."""
    is_current: bool
    district_code: str = ""
    """Of a former unit, where the table has it."""

    @property
    def full_name(self) -> str:
        """Kind, name and district."""
        return f"{self.kind} {self.name}" + (f" ({self.district})" if self.district else "")


@dataclass(frozen=True, kw_only=True)
class UnitReference:
    """All units of a province; each mapping goes from a key to the units that have it."""

    units: tuple[Unit, ...]
    by_tone: Mapping[str, tuple[Unit, ...]]
    by_key: Mapping[str, tuple[Unit, ...]]
    by_letters: Mapping[str, tuple[Unit, ...]]
    """Without blanks: Pusamcap."""
    by_code: Mapping[str, tuple[Unit, ...]]
    districts: Mapping[str, tuple[str, ...]]
    """Full names of former districts by the key of the name without its kind."""
    unchanged: frozenset[str]
    """Codes of units of today that are one former unit under the same name."""
    changed_on: date | None
    """First day of the units of today; None where there are no others."""


def build_units(units: Iterable[Unit], changed_on: date | None = None) -> UnitReference:
    """Return the reference of some units of today and of before."""
    units = tuple(units)
    formers = {unit.district for unit in units if unit.district}
    return UnitReference(
        units=units,
        by_tone=_index(units, lambda unit: toned_key(unit.name)),
        by_key=_index(units, lambda unit: key(unit.name)),
        by_letters=_index(units, lambda unit: key(unit.name).replace(" ", "")),
        by_code=_index(units, lambda unit: unit.code),
        districts=_districts(formers),
        unchanged=_unchanged(units),
        changed_on=changed_on,
    )


def read_units(
    communes: Path, legacy: Path | None = None, *, changed_on: date | None = None
) -> UnitReference:
    """
    Return the units of a province's tables.

    Parameters
    ----------
    communes
        Units of today: code, name (with its kind), type.
    legacy
        Units before: code_old, name, type, district, and a column new_code_... with the code of
        the unit of today in which each lies. None where there are none.
    changed_on
        First day of the units of today.

    Raises
    ------
    ProvinceError
        If a table cannot be read, misses a column, or a former unit lies in none of today's.
    """
    units = [_current(row) for row in _rows(communes, ("code", "name", "type"))]
    if legacy is not None:
        units += [_former(row) for row in _rows(legacy, ("code_old", "name", "type", "district"))]
    known = {unit.code for unit in units if unit.is_current}
    for unit in units:
        if unit.commune_code not in known:
            raise ProvinceError(
                f"{unit.full_name} ({unit.code}) of the former units lies in no commune of today.",
                f"{unit.full_name} ({unit.code}) trong bảng đơn vị cũ không thuộc xã, phường nào hiện nay.",
            )
    return build_units(units, changed_on)


def province_units(province: Province) -> UnitReference:
    """
    Return the units that the province's tables name.

    The units changed on the day after the last one of the former communes' layers.
    """
    legacy = province.path(province.legacy_communes) if province.legacy_communes else None
    ends = [layer.effective_to for layer in province.versions(FORMER_FAMILY) if layer.effective_to]
    changed_on = max(ends) + timedelta(days=1) if ends else None
    return read_units(province.path(province.communes), legacy, changed_on=changed_on)


def _rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                {name: (cell or "").strip() for name, cell in row.items()} for row in csv.DictReader(file)
            ]
    except (OSError, ValueError, AttributeError) as error:
        raise ProvinceError(
            f"The table of units {path.name} cannot be read ({error}).",
            f"Không đọc được bảng đơn vị hành chính {path.name} ({error}).",
        ) from error
    missing = [name for name in needed if rows and name not in rows[0]]
    if missing or not rows:
        what = ", ".join(missing) or "row"
        raise ProvinceError(
            f"The table of units {path.name} has no {what}.",
            f"Bảng đơn vị hành chính {path.name} không có {what}.",
        )
    return rows


def _bare(name: str, kind: str) -> str:
    return name[len(kind) :].strip() if name.casefold().startswith(kind.casefold() + " ") else name


def _current(row: Mapping[str, str]) -> Unit:
    return Unit(
        code=row["code"],
        name=_bare(row["name"], row["type"]),
        kind=row["type"],
        district="",
        commune_code=row["code"],
        is_current=True,
    )


def _former(row: Mapping[str, str]) -> Unit:
    successor = next((cell for name, cell in row.items() if name and name.startswith("new_code")), "")
    return Unit(
        code=row["code_old"],
        name=_bare(row["name"], row["type"]),
        kind=row["type"],
        district=row["district"],
        commune_code=successor,
        is_current=False,
        district_code=row.get("district_code", ""),
    )


def _index(units: Iterable[Unit], key_of: Callable[[Unit], str]) -> dict[str, tuple[Unit, ...]]:
    found: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[key_of(unit)].append(unit)
    return {name: tuple(of_name) for name, of_name in found.items()}


def _districts(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for kind in ("huyện", "thành phố", "thị xã", "quận"):
            if name.casefold().startswith(kind + " "):
                found[key(name[len(kind) :])].append(name)
    return {name: tuple(full) for name, full in found.items()}


def _unchanged(units: tuple[Unit, ...]) -> frozenset[str]:
    parts = _index((unit for unit in units if not unit.is_current), lambda unit: unit.commune_code)
    return frozenset(
        unit.code
        for unit in units
        if unit.is_current
        and len(parts.get(unit.code, ())) == 1
        and toned_key(parts[unit.code][0].name) == toned_key(unit.name)
        and key(parts[unit.code][0].kind) == key(unit.kind)
    )
