"""The chart of a profile: land of each interval stacked along the chainage, in the official colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.corridor.model import Kind
from office.reports.blocks import Key, Picture, plain
from office.reports.corridor_words import corridor_words
from office.reports.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from layers.codes import LandCode
    from layers.corridor.model import Profile

WIDTH_MM, HEIGHT_MM, LEFT_MM, FOOT_MM = 165.0, 62.0, 12.0, 7.0
FONT = "Libertinus Serif"
UNKNOWN, BLANK, WITHHELD = "#BDBDBD", "#FFFFFF", "#E4DCF0"
STEPS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
MOST_TICKS = 12
MOST_KEYS = 30


def chart_of(profile: Profile, codes: Mapping[str, LandCode], language: str) -> Picture:
    """Return the stacked chart of the latest land-use layer in force, else of the last one there is."""
    column, unit = ("area_ha", "ha") if profile.width_m else ("length_km", "km")
    layer = _shown(profile)
    say = corridor_words(language)
    land = profile.land[profile.land["layer_id"] == layer]
    order = land.groupby(["kind", "code"])[column].sum().sort_values(ascending=False)
    keys = [(str(kind), str(code)) for kind, code in order.index]
    keys.sort(key=lambda key: key[0] != Kind.LAND)  # blank land last, on top
    name = next((o.layer.name_vi if language == "vi" else o.layer.name_en for o in profile.basis
                 if o.layer.id == layer), layer)  # fmt: skip
    legend = tuple(
        Key(words=plain(_words(key, codes, language)), fill=_colour(key, codes), stroke="#606060")
        for key in sorted(keys, key=lambda key: key[0] == Kind.LAND)[:MOST_KEYS]  # blank land never missing
    )
    caption = say("chart.caption", layer=plain(name), unit=unit, step=number(profile.step_m, language, 0))
    return Picture(svg=_svg(profile, land, keys, column, codes), caption=caption, legend=legend)


def _shown(profile: Profile) -> str:
    ids = list(dict.fromkeys(profile.land["layer_id"]))
    current = [one.layer.id for one in profile.basis if one.layer.id in ids and one.in_force]
    return str((current or ids or [""])[-1])


def _words(key: tuple[str, str], codes: Mapping[str, LandCode], language: str) -> str:
    kind, code = key
    if kind != Kind.LAND:
        return corridor_words(language)(f"kind.{kind}")
    known = codes.get(code)
    return code if known is None else f"{code} {known.name_vi if language == 'vi' else known.name_en}"


def _colour(key: tuple[str, str], codes: Mapping[str, LandCode]) -> str:
    kind, code = key
    if kind != Kind.LAND:
        return WITHHELD if kind == Kind.WITHHELD else BLANK
    known = codes.get(code)
    return known.hex if known is not None and known.hex else UNKNOWN


def _svg(
    profile: Profile,
    land: pd.DataFrame,
    keys: list[tuple[str, str]],
    column: str,
    codes: Mapping[str, LandCode],
) -> str:
    length = profile.length_km
    total = land.groupby("interval")[column].sum()
    most = float(total.max()) if len(total) else 1.0
    x_of = (WIDTH_MM - LEFT_MM - 2) / length
    y_of = (HEIGHT_MM - FOOT_MM - 3) / most if most else 1.0
    foot = HEIGHT_MM - FOOT_MM
    bars = _bars(land, keys, column, codes, (x_of, y_of, foot))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" height="{HEIGHT_MM}mm" '
        f'viewBox="0 0 {WIDTH_MM} {HEIGHT_MM}" font-family="{FONT}" font-size="2.8">'
    )
    frame = f'<path d="M{LEFT_MM} 3V{foot}H{WIDTH_MM - 2}" fill="none" stroke="#000" stroke-width="0.3"/>'
    scale = (
        f'<text x="{LEFT_MM - 1}" y="4.5" text-anchor="end">{most:.0f}</text>'
        f'<text x="{LEFT_MM - 1}" y="{foot}" text-anchor="end">0</text>'
    )
    return "".join([head, *bars, frame, scale, *_ticks(length, x_of, foot), "</svg>"])


def _bars(
    land: pd.DataFrame,
    keys: list[tuple[str, str]],
    column: str,
    codes: Mapping[str, LandCode],
    scale: tuple[float, float, float],
) -> Iterator[str]:
    """Yield a rectangle for every code of every interval, the largest codes of the whole axis lowest."""
    x_of, y_of, foot = scale
    place = {key: number for number, key in enumerate(keys)}
    for _, rows in land.groupby("interval", sort=True):
        below = 0.0
        ordered = sorted(rows.to_dict("records"), key=lambda row: place[str(row["kind"]), str(row["code"])])
        for row in ordered:
            high = row[column] * y_of
            x, wide = LEFT_MM + row["from_km"] * x_of, (row["to_km"] - row["from_km"]) * x_of
            colour = _colour((str(row["kind"]), str(row["code"])), codes)
            yield (
                f'<rect x="{x:.3f}" y="{foot - below - high:.3f}" width="{wide:.3f}" height="{high:.3f}" '
                f'fill="{colour}" stroke="#909090" stroke-width="0.04"/>'
            )
            below += high


def _ticks(length: float, x_of: float, foot: float) -> Iterator[str]:
    step = next((one for one in STEPS_KM if length / one <= MOST_TICKS), STEPS_KM[-1])
    for count in range(int(length / step) + 1):
        x = LEFT_MM + count * step * x_of
        yield f'<path d="M{x:.2f} {foot}v1" stroke="#000" stroke-width="0.3"/>'
        yield f'<text x="{x:.2f}" y="{foot + 4}" text-anchor="middle">{count * step:g}</text>'
