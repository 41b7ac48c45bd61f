"""Which layer a file becomes a version of, and what is declared of that version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.layer import Layer
from layers.province import is_layer_id
from layers.rules import SITES
from layers.versions import ZONES, line_of, read_records

if TYPE_CHECKING:
    from datetime import date

    from layers.intake.answers import Declaration
    from layers.province import Province

TAKEN_OVER = ("family", "name_vi", "name_en", "group", "restricted", "geometry", "colour", "show")
"""What a new version has in common with the last one of its line."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """The version to be made, without its zones."""

    layer: Layer
    """`id` is still the name of the line; `file` the name that the zones will have."""
    line: str
    replaced: Layer | None
    """The last version of the line, which ends when this one starts; None for a new layer."""

    @property
    def is_sites(self) -> bool:
        """Whether the rows are projects."""
        return self.layer.family == SITES


def target_of(declaration: Declaration, province: Province, today: date) -> Target:
    """
    Return the version that the declaration speaks of.

    A version of a known layer takes over its family, names and rights. Its first day is the one
    declared, else that of the decision, else today.

    Raises
    ------
    IntakeError
        If the name cannot be that of a layer, or means several; if it would end before it starts.
    """
    replaced = _replaced(declaration.name, province)
    _require_order(declaration, today if replaced else None)
    if replaced is None:
        return Target(layer=_new(declaration, province), line=declaration.name, replaced=None)
    line = line_of(replaced.id, read_records(province.folder))
    taken = {field: getattr(replaced, field) for field in TAKEN_OVER}
    said = _said(declaration) | {
        "effective_from": declaration.effective_from or declaration.decision_date or today,
        "restricted": replaced.restricted or declaration.restricted,
    }
    renamed = {
        field: value for field in ("name_vi", "name_en", "group") if (value := getattr(declaration, field))
    }
    layer = Layer.model_validate({"id": line, "file": ZONES} | taken | said | renamed)
    return Target(layer=layer, line=line, replaced=replaced)


def _require_order(declaration: Declaration, default: date | None) -> None:
    """Refuse a last day before the first, also where the first follows from the decision or is today."""
    first = declaration.effective_from or declaration.decision_date or default
    last = declaration.effective_to
    if first and last and last < first:
        raise IntakeError(
            "dates-order",
            f"The last day in force ({last}) lies before the first ({first}): correct one of them.",
            f"Ngày hết hiệu lực ({last:%d/%m/%Y}) trước ngày có hiệu lực ({first:%d/%m/%Y}): hãy sửa lại.",
        )


def _replaced(name: str, province: Province) -> Layer | None:
    """Return the last version of the line that has this id or is the only one of this family."""
    records = read_records(province.folder)
    lines: dict[str, Layer] = {}
    for layer in province.layers:
        line = line_of(layer.id, records)
        if name in {layer.id, line, layer.family}:
            lines[line] = layer
    exact = {line: layer for line, layer in lines.items() if name in {line, layer.id}}
    if len(exact or lines) > 1:
        meant = ", ".join(lines)
        raise IntakeError(
            "layer-several",
            f"{name!r} is the family of several layers: name the one to replace ({meant}).",
            f"{name!r} là nhóm gồm nhiều lớp: hãy nêu lớp cần thay ({meant}).",
        )
    return next(iter((exact or lines).values()), None)


def _new(declaration: Declaration, province: Province) -> Layer:
    name = declaration.name
    if not is_layer_id(name):
        raise IntakeError(
            "layer-name",
            f"A new layer cannot be called {name!r}: use A-Z, digits, - and _ only.",
            f"Không đặt tên lớp mới là {name!r} được: chỉ dùng A-Z, chữ số, - và _.",
        )
    # A name like defence_2024 is no layer of the province, but what it holds may be as secret.
    secret = {layer.family for layer in province.layers if layer.restricted}
    secret |= province.cover.families.keys() if province.cover is not None else set()
    alike = any(name.casefold().startswith(family.casefold()) for family in secret)
    names = {"name_vi": declaration.name_vi or name, "name_en": declaration.name_en or name}
    said = _said(declaration) | {
        "effective_from": declaration.effective_from or declaration.decision_date,
        "restricted": declaration.restricted or alike,
    }
    group = {"group": declaration.group} if declaration.group else {}
    return Layer.model_validate({"id": name, "family": name, "file": ZONES} | names | said | group)


def _said(declaration: Declaration) -> dict[str, object]:
    fields = ("effective_to", "decision_number", "decision_date", "accuracy_m", "scale_denominator")
    more = ("licence", "source")
    said = {field: getattr(declaration, field) for field in (*fields, *more)}
    return said | {"source_vi": declaration.source}
