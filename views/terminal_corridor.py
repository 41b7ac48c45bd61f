"""Corridors in a terminal. Shows what was found; computes nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from layers.corridor.model import Kind
from layers.corridor.said import NO_DECISION_EN, NO_DECISION_VI
from layers.model import Verdict
from views.terminal import chooser, number, printable
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from layers.corridor.compare import Comparison
    from layers.corridor.model import Axes, Note, Profile

UNKNOWN = "–"


def show_axes(out: Console, err: Console, found: Axes, language: str) -> None:
    """Print the axes that can be profiled; what is missing goes to `err`."""
    say = chooser(language)
    lines = [
        (
            one.id,
            one.name(language),
            f"{number(one.line.length_m / 1000, language, 1)} km",
            say(one.source_en, one.source_vi),
        )
        for one in found.axes
    ]
    _show(out, say("Axis|Name|Length|Source", "Trục|Tên|Chiều dài|Nguồn"), lines)
    _tell(err, found.notes, language)


def show_profile(out: Console, err: Console, made: Profile, language: str) -> None:
    """Print what lies along an axis; what is not whole goes to `err`."""
    say, words, layers = chooser(language), Words(language), _layers(made, language)
    length, area = number(made.length_km, language), number(made.area_ha, language, 1)
    out.print(Text(printable(f"{made.axis.name(language)}  {length} km, {area} ha")))
    column, unit = ("area_ha", "ha") if made.width_m else ("length_km", "km")
    land = made.land.groupby(["layer_id", "kind", "code"], as_index=False)[[column]].sum()
    _show(
        out,
        say(f"Layer|Code|{unit}", f"Lớp|Mã đất|{unit}"),
        [
            (
                layers.get(row["layer_id"], row["layer_id"]),
                _land(row["kind"], row["code"], words),
                number(row[column], language),
            )
            for row in land.to_dict("records")
        ],
    )
    for frame, names, title in (
        (made.units, ("name", "layer_id"), say("Commune|Layer", "Đơn vị|Lớp")),
        (made.projects, ("site_id", "name", "sector", "phase", "capital_bn_vnd"),
         say("Project|Name|Sector|Phase|bn VND", "Mã|Dự án|Lĩnh vực|Giai đoạn|Tỷ đồng")),
        (made.zones, ("layer_id", "zone_id", "name"), say("Layer|Zone|Name", "Lớp|Khu vực|Tên")),
    ):  # fmt: skip
        rows = [
            (*(_cell(name, row[name], layers, words) for name in names),
             f"{number(row['from_km'], language)} - {number(row['to_km'], language)}",
             number(row["length_km"], language), number(row["area_ha"], language))
            for row in frame.to_dict("records")
        ]  # fmt: skip
        _show(out, f"{title}|km|{say('km on axis', 'km trên trục')}|ha", rows)
    _show_consulted(out, made, language)
    _tell(err, made.notes, language)
    _end(out, made, language)


def _show_consulted(out: Console, made: Profile, language: str) -> None:
    """Print whom to ask; where that may not be told a note says so, where no rule is in force a sentence."""
    if not made.rules_told:
        return
    say, words = chooser(language), Words(language)
    if made.consult.empty:
        out.print(Text(printable(words("corridor.no_rules")), style="yellow"))
        return
    asked = made.consult[made.consult["verdict"] != Verdict.CLEAR].to_dict("records")
    _show(
        out,
        say("Rule|Answer|Consult|Law", "Quy tắc|Kết quả|Xin ý kiến|Căn cứ"),
        [
            (
                row["rule_id"],
                words.known("verdict", row["verdict"]),
                row[say("consultee_en", "consultee_vi")],
                row["citation"],
            )
            for row in asked
        ],
    )


def show_comparison(out: Console, err: Console, made: Comparison, language: str) -> None:
    """Print the measures side by side; what differs from the first has the difference beside it."""
    say, words = chooser(language), Words(language)
    for place, one in enumerate(made.profiles):
        out.print(Text(printable(f"[{place}] {one.axis.name(language)}, {one.width_m:g} m")))
    layers = {layer_id: name for one in made.profiles for layer_id, name in _layers(one, language).items()}
    rows = []
    for _, group in made.table.groupby(["measure", "layer_id", "item", "unit"], sort=False):
        head = group.iloc[0]
        digits = 2 if head["unit"] else 0
        values = [
            (number(value, language, digits) or UNKNOWN)
            + (_difference(difference, language, digits) if differs else "")
            for value, difference, differs in zip(
                group["value"], group["difference"], group["differs"], strict=True
            )
        ]
        rows.append(
            (
                words.known("corridor.measure", head["measure"]),
                layers.get(head["layer_id"], head["layer_id"]),
                words.known("corridor.kind", head["item"]),
                words.known("corridor.unit", head["unit"]),
                *values,
            )
        )
    numbers = "|".join(f"[{place}]" for place in range(len(made.profiles)))
    _show(out, say("Measure|Layer|Item|Unit|", "Chỉ tiêu|Lớp|Mục|Đơn vị|") + numbers, rows)
    if any(one.rules_told and one.consult.empty for one in made.profiles):
        out.print(Text(printable(words("corridor.no_rules")), style="yellow"))
    _tell(err, dict.fromkeys(note for one in made.profiles for note in one.notes), language)
    _end(out, made.profiles[0], language)


def _layers(made: Profile, language: str) -> dict[str, str]:
    """Return id -> name of the layers that the figures rest on."""
    say = chooser(language)
    return {one.layer.id: say(one.layer.name_en, one.layer.name_vi) for one in made.basis}


def _difference(value: float, language: str, digits: int) -> str:
    if math.isnan(value):
        return ""
    return f" ({'+' if value > 0 else ''}{number(value, language, digits)})"


def _land(kind: str, code: str, words: Words) -> str:
    return code if kind == Kind.LAND else f"({words.known('corridor.kind', kind)})"


def _cell(column: str, value: Any, layers: dict[str, str], words: Words) -> object:  # noqa: ANN401 - any cell
    if column == "layer_id":
        return layers.get(value, value)
    if column == "capital_bn_vnd":
        return number(value, words.language, 0)
    return words.known(column, value) if column in {"sector", "phase"} and isinstance(value, str) else value


def _end(out: Console, made: Profile, language: str) -> None:
    say = chooser(language)
    out.print(Text(say(NO_DECISION_EN, NO_DECISION_VI)))
    if made.notice_vi:
        out.print(Text(say(made.notice_en, made.notice_vi)))


def _tell(err: Console, notes: Iterable[Note], language: str) -> None:
    for note in notes:
        err.print(Text(printable(note.sentence(language)), style="yellow"))


def _show(out: Console, headings: str, rows: Iterable[tuple[object, ...]]) -> None:
    table = Table(*headings.split("|"), box=None, header_style="bold")
    for row in rows:
        # NaN is not itself: nothing is known there.
        table.add_row(*(Text(printable("" if cell is None or cell != cell else str(cell))) for cell in row))  # noqa: PLR0124
    out.print(table)
