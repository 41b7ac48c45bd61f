"""What is in force on a day, as tables: versions of layers, decisions, units."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.decisions import decision
from layers.targets.model import Kind
from layers.targets.units import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from layers.layer import Layer
    from layers.money.plan import Plan
    from layers.superseded import Superseded
    from layers.targets.model import Target
    from layers.targets.units import UnitKey, Units

VERSION_COLUMNS = (
    "force", "layer_id", "family", "version", "name_vi", "name_en", "effective_from", "effective_to",
    "decision_number", "decision_date",
)  # fmt: skip
DECISION_COLUMNS = ("force", "decision_number", "decision_date", "what_vi", "what_en")
UNIT_COLUMNS = ("level", "code", "name", "district", "commune_now", "made_of")
SUPERSEDED_COLUMNS = (
    "kind", "id", "name_vi", "name_en", "decision_number", "decision_date", "ended_on", "vi", "en",
)  # fmt: skip


class Force(StrEnum):
    """Where a day stands to the time in which something holds."""

    NOW = "now"
    ENDED = "ended"
    TO_COME = "to_come"


def force_of(layer: Layer, day: date) -> Force:
    """Tell whether a version holds on a day, held before or will hold."""
    if layer.in_force(day):
        return Force.NOW
    is_over = layer.effective_to is not None and layer.effective_to < day
    return Force.ENDED if is_over else Force.TO_COME


def versions_frame(layers: Iterable[Layer], day: date) -> pd.DataFrame:
    """Return every version with `VERSION_COLUMNS`: those in force, then those that ended, then the others."""
    rows = [
        {
            "force": str(force_of(layer, day)), "layer_id": layer.id, "family": layer.family,
            "version": layer.version, "name_vi": layer.name_vi, "name_en": layer.name_en,
            "effective_from": layer.effective_from, "effective_to": layer.effective_to,
            "decision_number": layer.decision_number, "decision_date": layer.decision_date,
        }
        for layer in layers
    ]  # fmt: skip
    order = list(Force)
    rows.sort(key=lambda row: order.index(Force(str(row["force"]))))
    return _frame(rows, VERSION_COLUMNS)


def decisions_frame(
    layers: Sequence[Layer], targets: Iterable[Target], plan: Plan, day: date
) -> pd.DataFrame:
    """
    Return every decision by number and date with `DECISION_COLUMNS`, and what rests on it.

    It is in force as long as anything that rests on it is.
    """
    found: dict[tuple[str, date | None], dict[str, Any]] = {}
    for layer in layers:
        if layer.decision_number:
            said = _with_version(layer.name_vi, layer), _with_version(layer.name_en, layer)
            _add(found, (layer.decision_number, layer.decision_date), force_of(layer, day), said)
    for one in targets:
        if one.decision_number and one.kind is Kind.PLANNED:
            force = Force.NOW if one.decision_date is None or one.decision_date <= day else Force.TO_COME
            said = (f"chỉ tiêu đất năm {one.year}", f"land-use targets of {one.year}")
            _add(found, (one.decision_number, one.decision_date), force, said)
    if plan.decision is not None:
        force = Force.NOW if plan.decision.date <= day else Force.TO_COME
        said = (f"khung vốn {plan.decision.part}".strip(), f"frame of capital {plan.decision.part}".strip())
        _add(found, (plan.decision.number, plan.decision.date), force, said)
    rows = [
        row | {"force": str(row["force"]), "what_vi": "; ".join(row["vi"]), "what_en": "; ".join(row["en"])}
        for row in found.values()
    ]
    order = list(Force)
    rows.sort(key=lambda row: (order.index(Force(row["force"])), str(row["decision_date"] or "")))
    return _frame(rows, DECISION_COLUMNS)


def _with_version(name: str, layer: Layer) -> str:
    return name if not layer.version or layer.version in name else f"{name} ({layer.version})"


def _add(
    found: dict[tuple[str, date | None], dict[str, Any]],
    named: tuple[str, date | None],
    force: Force,
    said: tuple[str, str],
) -> None:
    row = found.setdefault(
        tuple(decision(*named)),
        {"force": force, "decision_number": named[0], "decision_date": named[1], "vi": {}, "en": {}},
    )
    row["force"] = min(row["force"], force, key=list(Force).index)
    row["vi"][said[0]], row["en"][said[1]] = None, None


def superseded_frame(found: Iterable[Superseded]) -> pd.DataFrame:
    """Return what ended and is still used, with `SUPERSEDED_COLUMNS`."""
    rows = [{name: getattr(one, name) for name in SUPERSEDED_COLUMNS} for one in found]
    return _frame([row | {"kind": str(row["kind"])} for row in rows], SUPERSEDED_COLUMNS)


def level_on(units: Units, day: date) -> Level:
    """Return which communes there were on a day."""
    is_before = units.changed_on is not None and day < units.changed_on
    return Level.FORMER_COMMUNE if is_before else Level.COMMUNE


def units_frame(units: Units, day: date) -> pd.DataFrame:
    """
    Return the communes of a day with `UNIT_COLUMNS`.

    `made_of` names the former communes that one of today was made of, whole.
    """
    return _frame([_unit(units, key) for key in units.at(level_on(units, day))], UNIT_COLUMNS)


def _unit(units: Units, key: UnitKey) -> dict[str, Any]:
    place = units.places[key]
    parts = sorted((units.parts(key) or frozenset()) - {key})
    districts = {units.places[part].district for part in parts} | {place.district}
    names = sorted(units.places[one].name for one in units.at(Level.DISTRICT) if one.code in districts - {""})
    now = next((one for one in units.at(Level.COMMUNE) if one.code == place.commune), None)
    return {
        "level": str(key.level),
        "code": key.code,
        "name": place.name,
        "district": "; ".join(names),
        "commune_now": units.places[now].name if now is not None else "",
        "made_of": "; ".join(units.places[part].name for part in parts),
    }


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype(object)
