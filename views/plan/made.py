"""
Figures, balances and money of the plan, made once for all tabs that may see the same.

The tables of the plan are no layers: a store does not differ when one of them does, so what is kept
is keyed on their files as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.money.edits import known_progress
from layers.money.lists import blocked_frame, late_frame, project_frame, unasked_count
from layers.money.plan import Plan, read_plan
from layers.money.sums import against_frame, by_period, by_sector, by_unit
from layers.targets import gathering, ground
from layers.targets.units import Level, read_target_units
from office.cases.targets import targets_told
from office.rights import Act, Where, reach
from views.once import Once
from views.tables_state import tables_state, units_state

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from layers.targets.balance import Balancing
    from layers.targets.gathering import Loaded
    from layers.targets.ground import Ground
    from layers.targets.units import Units
    from office.cases.targets import TargetsTold
    from office.people import Person
    from views.store import Store

_loaded: Once[Loaded] = Once(6)
_balancings: Once[Balancing] = Once(6)
_grounds: Once[Ground] = Once(6)
_told: Once[TargetsTold] = Once(6)
_moneys: Once[Money] = Once(6)


@dataclass(frozen=True, kw_only=True)
class Money:
    """What `ranh money` tells, for one person and day."""

    plan: Plan
    tables: dict[str, pd.DataFrame]
    """By name, in the order of the command; without "frame" for who sees some communes alone."""
    is_own: bool
    unasked: int
    """Unfinished projects without a known conflict of which not all could be checked."""


def own_communes(person: Person) -> frozenset[str] | None:
    """Return the communes that a person's right ends at, None where it does not."""
    return person.communes if reach(person, Act.SEE_FINDINGS) is Where.OWN else None


def loaded_of(store: Store) -> Loaded:
    """Return the figures that are loaded, as a face may see them."""
    key = (store.state, units_state(store), tables_state(store))
    return store.keep(_loaded).get(key, lambda: gathering.load(store))


def balancing_of(store: Store, as_of: date) -> Balancing:
    """
    Return what balances of a day are made of.

    Raises
    ------
    RanhError
        If a table or the layer of projects cannot be read.
    """
    key = (store.state, units_state(store), tables_state(store), as_of)
    return store.keep(_balancings).get(key, lambda: _balancing(store, as_of))


def _balancing(store: Store, as_of: date) -> Balancing:
    loaded = loaded_of(store)
    return gathering.balancing_of(store, as_of, loaded, ground_of(store, loaded.units, as_of))


def ground_of(store: Store, units: Units, as_of: date) -> Ground:
    """
    Return the land of a day, which takes longest to measure: no figure and no entry of the office changes it.

    Raises
    ------
    RanhError
        If its boundaries cannot be read.
    """
    key = (store.state, units_state(store), as_of)
    return store.keep(_grounds).get(key, lambda: ground.ground_of(store, units, as_of))


def targets_of(store: Store, as_of: date) -> TargetsTold:
    """
    Return what the targets say of each project, as cases are made of it.

    Raises
    ------
    RanhError
        If restricted land is open to `store`, or a table cannot be read.
    """
    key = (store.state, units_state(store), tables_state(store), as_of)
    return store.keep(_told).get(key, lambda: targets_told(store, as_of, balancing_of(store, as_of)))


def money_of(store: Store, person: Person, as_of: date) -> Money:
    """
    Return projects and capital of a day.

    Raises
    ------
    RanhError
        If a table of the province cannot be read.
    """
    key = (store.state, tables_state(store), as_of, own_communes(person))
    return store.keep(_moneys).get(key, lambda: _money(store, person, as_of))


def _money(store: Store, person: Person, as_of: date) -> Money:
    plan, result = read_plan(store.province), store.result(as_of)
    rows = result.sites.drop(columns=result.sites.geometry.name).to_dict("records")
    records = [{str(key): value for key, value in row.items()} for row in rows]
    projects = known_progress(records, store.province, store.edits, as_of)
    units = read_target_units(store.province)
    names = {unit.code: units.places[unit].name for unit in units.at(Level.COMMUNE)}
    own = own_communes(person)
    if own is not None:
        names = {code: name for code, name in names.items() if code in own}
    blocked = blocked_frame(projects, result)
    held = blocked["site_id"].tolist()
    # The frame is the province's: projects of some communes are no share of it.
    frame = {} if own is not None else {"frame": against_frame(projects, plan)}
    tables = {
        "projects": project_frame(projects),
        "sectors": by_sector(projects, plan, held),
        "periods": by_period(projects, plan, held),
        "units": by_unit(projects, names, held),
        **frame,
        "late": late_frame(projects),
        "blocked": blocked,
    }
    return Money(plan=plan, tables=tables, is_own=own is not None, unasked=unasked_count(projects, result))
