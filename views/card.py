"""The card of one finding: everything an officer needs to act on it. All text is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from layers.model import Verdict
from views import looks, numbers
from views.verdicts import MARKS

if TYPE_CHECKING:
    import pandas as pd

    from layers.check import CheckResult
    from layers.province import Province
    from views.text import Text

HITS_SHOWN = 30


def card_html(finding: pd.Series, result: CheckResult, province: Province, text: Text) -> Markup:
    """
    Return the card of a finding as HTML.

    Parameters
    ----------
    finding
        A row of the findings.
    result
        The check it comes from: its sites and hits are shown too.
    province
        For the layer's name.
    """
    site = result.sites[result.sites["site_id"] == finding["site_id"]].iloc[0]
    parts = [
        _head(finding, text),
        _project(finding, site, text),
        _sentence(finding, text),
        _figures(finding, site, text),
        _law(finding, result, province, text),
        _hits(finding, result, text),
    ]
    return Markup('<div class="ranh-card">{}</div>').format(Markup().join(parts))


def warning_html(sentence: str) -> Markup:
    """Return a warning in which names from files stay text: Streamlit's own boxes read Markdown."""
    return Markup('<p class="ranh-warning" role="alert">{}</p>').format(sentence)


def _head(finding: pd.Series, text: Text) -> Markup:
    verdict = Verdict(finding["verdict"])
    words = Markup('<b class="verdict">{} {}</b>').format(
        MARKS[verdict.value], text("verdict." + verdict.value)
    )
    severity = Markup("<span>{}: {}</span>").format(
        text("card.severity"), text.known("severity", str(finding["severity"]))
    )
    rule = Markup("<span>{} · {}</span>").format(text.known("theme", finding["theme"]), finding["rule_id"])
    return Markup('<div class="head" style="background:{}">{}{}{}</div>').format(
        looks.VERDICT_COLOURS[verdict], words, severity, rule
    )


def _project(finding: pd.Series, site: pd.Series, text: Text) -> Markup:
    english = _value(site, "name_en") if text.language == "en" else ""
    facts = [
        (text("card.commune"), _value(site, "commune_name")),
        (text("card.sector"), text.known("sector", _value(site, "sector"))),
        (text("card.phase"), text.known("phase", _value(site, "phase"))),
        (text("card.funding"), text.known("funding", _value(site, "funding"))),
        (text("card.capital"), _number(site, "capital_bn_vnd", text)),
    ]
    line = " · ".join(f"{title}: {value}" for title, value in facts if value)
    return Markup('<h3>{} <small>{}</small></h3><p class="facts">{}</p>').format(
        english or finding["site_name"], finding["site_id"], line
    )


def _sentence(finding: pd.Series, text: Text) -> Markup:
    parts = []
    if Verdict(finding["verdict"]) is Verdict.NOT_CHECKED:
        parts.append(Markup('<p class="unknown">{}</p>').format(text("card.not_checked")))
    parts.append(Markup('<p class="sentence">{}</p>').format(text.of(finding, "sentence")))
    reason = text.of(finding, "reason")
    if reason and reason not in text.of(finding, "sentence"):
        parts.append(Markup("<p>{}</p>").format(reason))
    if finding["recomputed"]:
        parts.append(Markup('<p class="note">{}</p>').format(text("card.recomputed")))
    if finding["restricted"]:
        parts.append(Markup('<p class="note">{}</p>').format(text("card.restricted")))
    return Markup().join(parts)


def _figures(finding: pd.Series, site: pd.Series, text: Text) -> Markup:
    unknown = Verdict(finding["verdict"]) is Verdict.NOT_CHECKED
    language = text.language
    area, share = finding["overlap_area_ha"], finding["site_share"]
    distance = numbers.number(finding["distance_m"], language, 1)
    away = text("card.beyond") if distance == numbers.NOTHING and not unknown else distance
    drawn = numbers.area_ha(site.get("drawn_area_ha"), language)
    drawn = text("card.no_place") if drawn == numbers.NOTHING else drawn
    figures = [
        (
            text("card.area"),
            numbers.NOTHING if unknown and not area else numbers.area_ha(area, language) + " ha",
        ),
        (text("card.share"), numbers.NOTHING if unknown and not share else numbers.percent(share, language)),
        (
            text("card.distance"),
            away if away == text("card.beyond") or away == numbers.NOTHING else away + " m",
        ),
        (text("card.site_area"), drawn if drawn == text("card.no_place") else drawn + " ha"),
    ]
    cells = Markup().join(Markup("<div><span>{}</span><b>{}</b></div>").format(*figure) for figure in figures)
    return Markup('<div class="figures">{}</div>').format(cells)


def _certainty(finding: pd.Series, footprints_m: float | None, text: Text) -> Markup | str:
    """Return how certain the finding is, and how far lines may be off; "" where nothing was checked."""
    if not finding["certainty"]:
        return ""
    metres = numbers.number(finding["tolerance_m"], text.language, 1)
    if metres == numbers.NOTHING:
        why = text("card.tolerance_unknown")
    elif footprints_m is None:
        why = text("card.tolerance_surveyed", metres=metres)
    else:
        why = text("card.tolerance", metres=metres, site=numbers.number(footprints_m, text.language, 1))
    return Markup("{}<br><small>{}</small>").format(text("certainty." + finding["certainty"]), why)


def _law(finding: pd.Series, result: CheckResult, province: Province, text: Text) -> Markup:
    known = {layer.id: layer for layer in province.layers}
    layer_id = str(finding["layer_id"] or "")
    if layer_id in known:
        layer = known[layer_id]
        layer_words = f"{text.of(layer, 'name')} ({text('origin.' + layer.origin)})"
    else:
        layer_words = f"{text('card.no_layer')} ({layer_id})"
    status = str(finding["citation_status"])
    badge = Markup('<em class="{}">{}</em>').format(status, text("card.citation_" + status))
    citation = Markup("{} {}").format(finding["citation"], badge)
    note = text.of(finding, "citation_note")
    if note:
        citation += Markup("<br><small>{}</small>").format(note)
    rows = [
        (text("card.certainty"), _certainty(finding, result.footprints_m, text)),
        (text("card.consequence"), text.of(finding, "consequence")),
        (text("card.consultee"), text.of(finding, "consultee")),
        (text("card.citation"), citation),
        (text("card.layer"), layer_words),
    ]
    items = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(*row) for row in rows if row[1])
    return Markup("<dl>{}</dl>").format(items)


def _hits(finding: pd.Series, result: CheckResult, text: Text) -> Markup:
    hits = result.hits
    own = hits[(hits["site_id"] == finding["site_id"]) & (hits["rule_id"] == finding["rule_id"])]
    if own.empty:
        return Markup()
    titles = ("card.zone", "card.zone_name", "card.code", "list.area", "list.distance")
    head = Markup().join(Markup("<th>{}</th>").format(text(title)) for title in titles)
    rows = Markup().join(_hit(hit, text) for hit in own.head(HITS_SHOWN).itertuples())
    more = len(own) - HITS_SHOWN
    rest = Markup("<p>{}</p>").format(text("card.more_hits", count=more)) if more > 0 else Markup()
    return Markup("<h4>{}</h4><table><tr>{}</tr>{}</table>{}").format(
        text("card.hits", count=len(own)), head, rows, rest
    )


def _hit(hit: Any, text: Text) -> Markup:  # noqa: ANN401 - a named tuple of pandas
    area = numbers.area_ha(hit.overlap_area_ha, text.language)
    distance = numbers.number(hit.distance_m, text.language, 1)
    return Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
        hit.zone_id, hit.zone_name or numbers.NOTHING, hit.code or numbers.NOTHING, area, distance
    )


def _value(site: pd.Series, column: str) -> str:
    value = site.get(column)
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is not equal to itself


def _number(site: pd.Series, column: str, text: Text) -> str:
    value = site.get(column)
    if value is None or value != value:  # noqa: PLR0124 - NaN is not equal to itself
        return ""
    return numbers.number(float(value), text.language)
