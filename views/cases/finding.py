"""The finding that a case is about, as it was told at the latest check. All text is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from geo.overlap import M2_PER_HA
from layers.model import Verdict
from views import looks, numbers
from views.cases.said import offices_words, rule_words
from views.verdicts import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from office.cases.model import Case
    from views.text import Text


def finding_html(case: Case, communes: Mapping[str, str], text: Text) -> Markup:
    """
    Return the card of a case's finding.

    It is drawn from what the case keeps, not from a new check: a decision is read beside the
    facts that it rests on.

    Parameters
    ----------
    communes
        Code -> name.
    """
    parts = [_head(case, text), _project(case, communes, text), _sentence(case, text), _law(case, text)]
    return Markup('<div class="ranh-card">{}</div>').format(Markup().join(parts))


def _head(case: Case, text: Text) -> Markup:
    verdict = Verdict(case.verdict)
    return Markup(
        '<div class="head" style="background:{}"><b class="verdict">{} {}</b>'
        "<span>{}: {}</span><span>{}</span></div>"
    ).format(
        looks.VERDICT_COLOURS[verdict],
        MARKS[verdict.value],
        text("verdict." + verdict.value),
        text("card.severity"),
        text.known("severity", case.severity),
        rule_words(case, text),
    )


def _project(case: Case, communes: Mapping[str, str], text: Text) -> Markup:
    names = ", ".join(communes.get(code, code) for code in case.communes)
    line = f"{text('card.commune')}: {names}" if names else ""
    return Markup('<h3>{} <small>{}</small></h3><p class="facts">{}</p>').format(
        case.site_name, case.site_id, line
    )


def _sentence(case: Case, text: Text) -> Markup:
    said, found = case.facts["said"], case.facts["found"]
    sentence, reason = said[f"sentence_{text.language}"], found[f"reason_{text.language}"]
    parts = []
    if case.gone:
        parts.append(Markup('<p class="gone">{}</p>').format(text("case.gone")))
    if case.verdict == Verdict.NOT_CHECKED:
        parts.append(Markup('<p class="unknown">{}</p>').format(text("card.not_checked")))
    parts.append(Markup('<p class="sentence">{}</p>').format(sentence))
    if reason and reason not in sentence:
        parts.append(Markup("<p>{}</p>").format(reason))
    if case.restricted:
        parts.append(Markup('<p class="note">{}</p>').format(text("card.restricted")))
    parts.append(_figures(found, text))
    return Markup().join(parts)


def _figures(found: Mapping[str, Any], text: Text) -> Markup:
    """Return the figures that there are; of restricted land there are none."""
    area_m2, share, distance_m = found["overlap_area_m2"], found["site_share"], found["distance_m"]
    figures = []
    if area_m2:
        figures.append((text("card.area"), numbers.area_ha(area_m2 / M2_PER_HA, text.language) + " ha"))
    if share:
        figures.append((text("card.share"), numbers.percent(share, text.language)))
    if distance_m is not None and not area_m2:
        figures.append((text("card.distance"), numbers.number(distance_m, text.language, 1) + " m"))
    if found["certainty"]:
        figures.append((text("card.certainty"), text("certainty." + found["certainty"])))
    cells = Markup().join(Markup("<div><span>{}</span><b>{}</b></div>").format(*figure) for figure in figures)
    return Markup('<div class="figures">{}</div>').format(cells) if figures else Markup()


def _law(case: Case, text: Text) -> Markup:
    said, rests_on = case.facts["said"], case.facts["rests_on"]
    status = said["citation_status"]
    citation = Markup("{}").format(said["citation"])
    if status:
        citation += Markup(' <em class="{}">{}</em>').format(status, text("card.citation_" + status))
    if note := said[f"citation_note_{text.language}"]:
        citation += Markup("<br><small>{}</small>").format(note)
    rows = [
        (text("card.consequence"), said[f"consequence_{text.language}"]),
        (text("card.consultee"), offices_words(case.consultees, text)),
        (text("card.citation"), citation),
        (text("case.rests_on"), Markup("<br>").join(_layer(layer, text) for layer in rests_on["layers"])),
        (text("case.zones"), case.facts["found"]["zone_ids"] if rests_on["zones_named"] else ""),
    ]
    return Markup("<dl>{}</dl>").format(_items(rows))


def _items(rows: Iterable[tuple[str, object]]) -> Markup:
    return Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(*row) for row in rows if row[1])


def _layer(layer: Mapping[str, Any], text: Text) -> Markup:
    facts = [
        text("case.version", version=layer["version"]) if layer["version"] else "",
        layer["decision_number"] or "",
    ]
    more = " · ".join(fact for fact in facts if fact)
    name = layer[f"name_{text.language}"]
    return Markup("{} <small>{}</small>").format(name, more)
