"""The numbers at the head of a profile; what is not known stands among them as loudly as what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from layers.corridor.lacking import knows_projects, knows_rules, lacking
from layers.corridor.model import Kind
from layers.model import Verdict
from layers.places import COMMUNES
from views import numbers
from views.corridors.records import measured
from views.corridors.tables import WHAT_STANDS_IN_THE_WAY

if TYPE_CHECKING:
    from layers.corridor.model import Profile
    from views.text import Text

CALM, LOUD, UNKNOWN = "", "loud", "unknown"
Figure = tuple[str, str, str, str]
"""Word, number, what stands behind it, how it is marked."""


def figures_html(made: Profile, period: str, text: Text) -> Markup:
    """Return the headline numbers of a profile."""
    figures = [
        _length(made, text),
        _band(made, text),
        _communes(made, text),
        _projects(made, text),
        _guarded(made, text),
        *_asked(made, text),
        _blank(made, period, text),
        _people(made, text),
    ]
    return Markup('<div class="ranh-figures">{}</div>').format(
        Markup().join(
            Markup('<div class="{}"><span>{}</span><b>{}</b><small>{}</small></div>').format(
                mark, word, value, more
            )
            for word, value, more, mark in figures
        )
    )


def _length(made: Profile, text: Text) -> Figure:
    return text("corridor.length"), f"{numbers.number(made.length_km, text.language, 1)} km", "", CALM


def _band(made: Profile, text: Text) -> Figure:
    if not made.width_m:
        return text("corridor.band"), numbers.NOTHING, text("corridor.axis_alone"), CALM
    width = text("corridor.wide", width=numbers.number(made.width_m, text.language, 0))
    return text("corridor.band"), f"{numbers.number(made.area_ha, text.language, 0)} ha", width, CALM


def _communes(made: Profile, text: Text) -> Figure:
    units = made.units[made.units["family"] == COMMUNES]
    if not any(one.layer.family == COMMUNES for one in made.basis):
        return text("corridor.communes"), "?", text("corridor.not_read"), UNKNOWN
    return text("corridor.communes"), str(units["unit_id"].nunique()), "", CALM


def _projects(made: Profile, text: Text) -> Figure:
    each = made.projects.drop_duplicates("site_id")
    capital = pd.to_numeric(each["capital_bn_vnd"], errors="coerce")
    if not knows_projects(made):
        return text("corridor.projects"), "?", text("corridor.projects_unread"), UNKNOWN
    unplaced = any(note.kind == "no_footprint" for note in made.notes)
    known = text(
        "corridor.capital_known",
        capital=numbers.number(float(capital.sum()), text.language, 0),
        count=int(capital.notna().sum()),
    )
    more = text("corridor.unplaced_too") if unplaced else known if len(each) else ""
    return text("corridor.projects"), str(len(each)), more, UNKNOWN if unplaced else CALM


def _guarded(made: Profile, text: Text) -> Figure:
    rows = made.zones[made.zones["group"].isin(WHAT_STANDS_IN_THE_WAY)]
    count = len(rows.drop_duplicates(["layer_id", "zone_id"]))
    column, unit = measured(made)
    gaps = len(lacking(made, WHAT_STANDS_IN_THE_WAY))
    more = f"{numbers.area_ha(float(rows[column].sum()), text.language)} {unit}"
    if gaps:
        more = text("corridor.layers_missing", count=gaps)
    elif not count:
        more = text("corridor.of_shown")
    told = str(count)
    if gaps:
        told = f"≥ {count}" if count else "?"
    return text("corridor.guarded"), told, more, UNKNOWN if gaps else LOUD if count else CALM


def _asked(made: Profile, text: Text) -> list[Figure]:
    """Return how many offices have to be asked and how many rules could not be checked."""
    verdicts = made.consult["verdict"]
    if not knows_rules(made):
        why = text("corridor.no_rules") if made.rules_told else text("corridor.not_told")
        return [(text("corridor.must_ask"), "?", why, UNKNOWN)]
    conflicts = made.consult[verdicts == Verdict.CONFLICT]
    # Rules name several offices in one sentence, with semicolons between.
    told = conflicts[f"consultee_{text.language}"].astype(str)
    offices = {office.strip() for named in told for office in named.split(";")} - {""}
    more = text("corridor.rules_met", count=len(conflicts))
    open_rules = int((verdicts == Verdict.NOT_CHECKED).sum())
    return [
        (text("corridor.must_ask"), str(len(offices)), more, LOUD if len(conflicts) else CALM),
        (
            text("corridor.not_checked"),
            str(open_rules),
            text("corridor.not_clear") if open_rules else "",
            UNKNOWN if open_rules else CALM,
        ),
    ]


def _blank(made: Profile, period: str, text: Text) -> Figure:
    column, unit = measured(made)
    word = text("corridor.blank")
    if not period:
        return word, "?", text("corridor.no_land"), UNKNOWN
    rows = made.land[(made.land["layer_id"] == period) & (made.land["kind"] != Kind.LAND)]
    amount = float(rows[column].sum())
    more = text("corridor.ask_office") if amount > 0 else ""
    return word, f"{numbers.area_ha(amount, text.language)} {unit}", more, UNKNOWN if amount > 0 else CALM


def _people(made: Profile, text: Text) -> Figure:
    units = made.units[made.units["family"] == COMMUNES].drop_duplicates("unit_id")
    known = pd.to_numeric(units["population"], errors="coerce").dropna()
    if known.empty:
        return text("corridor.people"), "?", text("corridor.no_people"), UNKNOWN
    more = text("corridor.people_of", count=len(known), all=len(units))
    whole = numbers.number(float(known.sum()), text.language, 0)
    return text("corridor.people"), whole, more, CALM if len(known) == len(units) else UNKNOWN
