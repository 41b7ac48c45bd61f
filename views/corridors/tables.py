"""The tables of a profile: land by period, communes, projects, zones, and who must be consulted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from layers.corridor.model import Kind
from layers.model import Verdict
from views import numbers
from views.corridors.band_choice import periods_of
from views.corridors.html_table import Rows
from views.corridors.records import in_order, measured, records, told_number, told_words
from views.palette import UNKNOWN, paints
from views.verdicts import MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.codes import LandCode
    from layers.corridor.model import Profile
    from views.text import Text

WHAT_STANDS_IN_THE_WAY = ("restricted", "protected")


def land_table(made: Profile, codes: Mapping[str, LandCode], text: Text) -> Rows:
    """Return land by code, a column for each period; what is not known comes last and is marked."""
    periods = periods_of(made)
    column, unit = measured(made)
    sums = made.land.groupby(["kind", "code", "layer_id"])[column].sum()
    keys = in_order(sums.index.droplevel("layer_id").unique(), codes)
    rows = [
        [_land_words(kind, code, codes, text)]
        + [_amount(sums.get((kind, code, period), 0.0), text) for period in periods]
        for kind, code in keys
    ]
    whole = made.area_ha if made.width_m else made.length_km
    rows.append([text("corridor.whole"), *[_amount(whole, text)] * len(periods)])
    return Rows(
        headings=[text("corridor.code"), *(f"{text.of(one, 'name')}, {unit}" for one in periods.values())],
        rows=rows,
        words=1,
        loud=frozenset(number for number, (kind, _) in enumerate(keys) if kind != Kind.LAND),
        sums=frozenset({len(keys)}),
    )


def _land_words(kind: str, code: str, codes: Mapping[str, LandCode], text: Text) -> Markup:
    if kind != Kind.LAND:
        return Markup('<i class="swatch blank"></i>{}').format(text.known("corridor.kind", kind))
    paint = paints(codes).get(code, UNKNOWN)
    name = text.of(codes[code], "name") if code in codes else ""
    return Markup('<i class="swatch {}" style="background-color:{}"></i><b>{}</b> {}').format(
        paint.hatch, paint.hex, code, name
    )


def units_table(made: Profile, text: Text) -> Rows:
    """Return the communes and former units, one row for each stretch."""
    layers = {one.layer.id: one.layer for one in made.basis}
    rows = [
        [
            row["name"],
            text.of(layers[row["layer_id"]], "name"),
            *_stretch(row, text),
            numbers.number(told_number(row["population"]), text.language, 0),
        ]
        for row in records(made.units)
    ]
    headings = [text("corridor.unit_name"), text("corridor.layer"), *_stretch_words(text)]
    return Rows(headings=[*headings, text("corridor.population")], rows=rows, words=2)


def projects_table(made: Profile, text: Text) -> Rows:
    """Return the projects in the band, one row for each stretch."""
    rows = [
        [
            row["site_id"],
            row["name"],
            text.known("sector", told_words(row["sector"])),
            text.known("phase", told_words(row["phase"])),
            *_stretch(row, text),
            numbers.number(told_number(row["capital_bn_vnd"]), text.language, 0),
        ]
        for row in records(made.projects)
    ]
    headings = [text(f"corridor.{name}") for name in ("project_id", "project", "sector", "phase")]
    return Rows(headings=[*headings, *_stretch_words(text), text("corridor.capital")], rows=rows, words=4)


def zones_table(made: Profile, text: Text) -> Rows:
    """Return the zones that are entered, protected and restricted ones first and marked."""
    layers = {one.layer.id: one.layer for one in made.basis}
    ordered = sorted(
        records(made.zones),
        key=lambda row: (row["group"] not in WHAT_STANDS_IN_THE_WAY, row["from_km"]),
    )
    rows = [
        [
            text.known("group", row["group"]),
            text.of(layers[row["layer_id"]], "name"),
            told_words(row["name"]) or told_words(row["zone_id"]),
            *_stretch(row, text),
        ]
        for row in ordered
    ]
    loud = frozenset(number for number, row in enumerate(ordered) if row["group"] in WHAT_STANDS_IN_THE_WAY)
    headings = [text("corridor.group"), text("corridor.layer"), text("corridor.zone")]
    return Rows(headings=[*headings, *_stretch_words(text)], rows=rows, words=3, loud=loud)


def consult_table(made: Profile, text: Text) -> Rows:
    """Return every rule that is not clear, the worst first, with whom to ask."""
    asked = made.consult[made.consult["verdict"] != Verdict.CLEAR]
    rows: list[list[str | Markup]] = []
    for row in records(asked):
        verdict = str(row["verdict"])
        told = text.of(row, "reason") if verdict == Verdict.NOT_CHECKED else text.of(row, "sentence")
        rows.append(
            [
                Markup('<b class="verdict {}">{} {}</b>').format(
                    verdict, MARKS[verdict], text("verdict." + verdict)
                ),
                f"{row['rule_id']} {text.known('theme', row['theme'])}",
                text.of(row, "consultee"),
                told or text.of(row, "sentence"),
                Markup("{} <small>({})</small>").format(
                    row["citation"], text("card.citation_" + row["citation_status"])
                ),
            ]
        )
    headings = [text(f"corridor.{name}") for name in ("answer", "rule", "consultee", "why", "law")]
    return Rows(headings=headings, rows=rows, words=5)


def _stretch_words(text: Text) -> list[str]:
    return [text("corridor.from_to"), text("corridor.on_axis"), text("corridor.in_band")]


def _stretch(row: Mapping[str, Any], text: Text) -> list[str]:
    from_km, to_km, length_km = (
        numbers.number(told_number(row[name]), text.language, 2) for name in ("from_km", "to_km", "length_km")
    )
    return [f"{from_km} – {to_km}", length_km, numbers.area_ha(told_number(row["area_ha"]), text.language)]


def _amount(value: float, text: Text) -> str:
    return numbers.area_ha(float(value), text.language) if value else numbers.NOTHING
