"""The tables of a profile on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.corridor.gathering import IN_THE_WAY
from layers.corridor.lacking import lacking
from layers.corridor.measures import measures_of
from layers.corridor.model import Kind
from layers.model import Verdict
from layers.rfc7946 import plain_value
from layers.rules import SITES
from office.reports.blocks import Heading, Paragraph, Table, cell, line
from office.reports.corridor_words import corridor_words
from office.reports.numbers import number
from office.reports.vocabulary import known
from office.reports.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from layers.codes import LandCode
    from layers.corridor.model import Profile
    from layers.layer import Layer
    from office.reports.blocks import Block, Cell

GROUPS = {"land": {"landuse"}, "units": {"boundary"}, "zones": IN_THE_WAY}
"""Groups of the layers that a table is made of."""

MOST_ROWS = 200
"""Rows of a table; a longer one says how many are in the workbook alone."""

Row = tuple["Cell", ...]

WIDTHS = {
    "land": (10, 40),
    # and one for each period
    "units": (40, 24, 20, 16),
    "projects": (9, 27, 14, 14, 16, 10, 10),
    "zones": (20, 13, 27, 18, 11, 11),
    "consult": (12, 12, 42, 34),
    "notes": (1,),
    "versions": (30, 14, 18, 38),
}


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Makes the tables of one profile in one language."""

    profile: Profile
    codes: Mapping[str, LandCode]
    language: str

    def blocks(self) -> Iterator[Block]:
        """Yield every table under its heading; one without rows says so."""
        profile = self.profile
        columns, land = self._land()
        yield from self._table("land", land, columns)
        yield from self._table("units", self._strips(profile.units, ("name",)))
        yield from self._table(
            "projects", self._strips(self._sectors(profile.projects), ("site_id", "name", "sector", "phase"))
        )
        yield from self._capital()
        yield from self._table(
            "zones",
            self._strips(self._named(profile.zones), ("layer", "zone_id", "name")),
            none="none" if profile.is_exact else "none_told",
        )
        yield from self._table("consult", self._consult(), none=self._nobody())
        yield from self._table("notes", [(cell(note.sentence(self.language)),) for note in profile.notes])
        yield from self._table("versions", self._versions())

    def _say(self, key: str, **values: object) -> str:
        return corridor_words(self.language)(key, **values)

    def _name(self, thing: Layer | LandCode) -> str:
        return thing.name_vi if self.language == "vi" else thing.name_en

    def _layer_names(self) -> dict[str, str]:
        return {one.layer.id: self._name(one.layer) for one in self.profile.basis}

    def _table(
        self, name: str, rows: Sequence[Row], columns: tuple[str, ...] = (), none: str = "none"
    ) -> Iterator[Block]:
        yield Heading(text=self._say(name))
        gaps = [layer for layer in self.profile.gaps if _is_of(layer, name)]
        if gaps:
            layers = ", ".join(dict.fromkeys(self._name(layer) for layer in gaps))
            yield Paragraph(lines=cell(self._say("gaps", layers=layers)))
        partial = [layer for layer in lacking(self.profile, GROUPS.get(name, ())) if layer not in gaps]
        if partial:
            layers = ", ".join(dict.fromkeys(self._name(layer) for layer in partial))
            yield Paragraph(lines=cell(self._say("partial", layers=layers)))
        if not rows:
            if not gaps and not partial:
                yield Paragraph(lines=cell(self._say(none)))
            return
        headings = columns or tuple(self._say(f"{name}.columns").split("|"))
        widths = (*WIDTHS[name], *[18] * (len(headings) - len(WIDTHS[name])))
        yield Table(headings=headings, widths=widths, rows=tuple(rows[:MOST_ROWS]))
        if len(rows) > MOST_ROWS:
            yield Paragraph(lines=cell(self._say("more", count=len(rows) - MOST_ROWS)))

    def _nobody(self) -> str:
        """Return why the list of those to be consulted is empty."""
        if not self.profile.rules_told:
            return "no_right"
        return "none" if len(self.profile.consult) else "no_rule"

    def _capital(self) -> Iterator[Block]:
        """Yield the sum of what is known of the projects' capital, and of how many it is not."""
        value = measures_of(self.profile).set_index("measure")["value"]
        if value["projects"] > 0:
            known = number(value["capital"], self.language, 1) or "–"
            unknown, count = int(value["capital_unknown"]), int(value["projects"])
            said = self._say("capital", known=known, unknown=unknown, count=count)
            yield Paragraph(lines=cell(said))

    def _land(self) -> tuple[tuple[str, ...], list[Row]]:
        """Return the columns, one for each period, and the sum of every code in them."""
        column, unit = ("area_ha", "ha") if self.profile.width_m else ("length_km", "km")
        land = self.profile.land
        layers = list(dict.fromkeys(land["layer_id"]))
        totals = land.groupby(["kind", "code", "layer_id"], as_index=False)[[column]].sum().to_dict("records")
        sums = {(row["kind"], row["code"], row["layer_id"]): row[column] for row in totals}
        keys = sorted({key[:2] for key in sums}, key=lambda key: (key[0] != Kind.LAND, key))
        rows: list[Row] = []
        for kind, code in keys:
            land_code = self.codes.get(code) if kind == Kind.LAND else None
            told = self._say(f"kind.{kind}") if land_code is None else self._name(land_code)
            values = (number(sums.get((kind, code, layer)), self.language) for layer in layers)
            rows.append((cell(code), cell(told), *(cell(value) for value in values)))
        names = self._layer_names()
        heads = (f"{names.get(layer, layer)}, {unit}" for layer in layers)
        return (*self._say("land.columns").split("|"), *heads), rows

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(layer=frame["layer_id"].map(self._layer_names()))

    def _sectors(self, frame: pd.DataFrame) -> pd.DataFrame:
        words = Words(self.language)
        told = [known(words, "sector", plain_value(value) or "") for value in frame["sector"]]
        return frame.assign(sector=told)

    def _strips(self, frame: pd.DataFrame, names: Sequence[str]) -> list[Row]:
        rows: list[Row] = []
        for row in frame.to_dict("records"):
            texts = (plain_value(row[name]) for name in names)
            span = f"{self._km(row['from_km'])} – {self._km(row['to_km'])}"
            figures = (cell(self._km(row[column])) for column in ("length_km", "area_ha"))
            rows.append((*(cell("" if text is None else str(text)) for text in texts), cell(span), *figures))
        return rows

    def _km(self, value: float) -> str:
        return number(value, self.language)

    def _consult(self) -> list[Row]:
        found = self.profile.consult
        side = "vi" if self.language == "vi" else "en"
        return [
            (
                cell(row["rule_id"]),
                cell(self._say(f"verdict.{row['verdict']}")),
                cell(row[f"sentence_{side}"], line(row[f"consultee_{side}"], "strong")),
                cell(row["citation"]),
            )
            for row in found[found["verdict"] != Verdict.CLEAR].to_dict("records")
        ]

    def _versions(self) -> list[Row]:
        return [
            (
                cell(self._name(one.layer)),
                cell(one.layer.version),
                cell(
                    self._say(f"origin.{one.layer.origin}"), "" if one.in_force else self._say("not_in_force")
                ),
                cell(line(one.sha256, "code")),
            )
            for one in self.profile.basis
        ]


def _is_of(layer: Layer, table: str) -> bool:
    """Whether a table is made of a layer."""
    if layer.family == SITES:
        return table == "projects"
    return layer.group in GROUPS.get(table, frozenset())
