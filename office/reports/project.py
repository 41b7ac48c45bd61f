"""The parts of a report about the project, its data and how long it may be relied on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from layers.codes import read_codes
from office.database.types import canonical
from office.reports.basis import VALID_DAYS
from office.reports.blocks import Heading, Paragraph, Table, cell, facts, line
from office.reports.numbers import day_words, number, quantity
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from layers.province import Province
    from office.reports.basis import Basis
    from office.reports.blocks import Block, Cell
    from office.reports.words import Words


def project_part(site: Mapping[str, Any], province: Province, words: Words) -> list[Block]:
    """Return what is declared of a project, and what was drawn."""
    codes = read_codes(province.path(province.codes))
    planned = text_of(site, "planned_code")
    entry = codes.get(planned)
    language = words.language
    return [
        Heading(text=words("part.project")),
        facts(
            [
                (words("project.name"), name_of(site, words)),
                (words("project.id"), str(site["site_id"])),
                (words("project.sector"), known(words, "sector", text_of(site, "sector"))),
                (words("project.phase"), known(words, "phase", text_of(site, "phase"))),
                (
                    words("project.planned"),
                    planned if entry is None else f"{planned} – {words.of(entry, 'name')}",
                ),
                (words("project.declared"), quantity(site.get("declared_area_ha"), "ha", language)),
                (words("project.drawn"), quantity(site.get("drawn_area_ha"), "ha", language, 4)),
                (
                    words("project.capital"),
                    quantity(site.get("capital_bn_vnd"), words("unit.capital"), language, 1),
                ),
                (words("project.commune"), text_of(site, "commune_name")),
            ]
        ),
    ]


def name_of(site: Mapping[str, Any], words: Words) -> str:
    """Return the name of a project in the language of the report, where it has one."""
    english = "" if words.language == "vi" else text_of(site, "name_en")
    return english or text_of(site, "name") or str(site["site_id"])


def text_of(row: Mapping[str, Any], column: str) -> str:
    """Return a text of a row, "" where the column or the cell is empty."""
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def layers_part(uses: Sequence[LayerUse], as_of: date, words: Words) -> list[Block]:
    """Return the table of the layers that the check rests on."""
    return [
        Heading(text=words("part.layers"), level=2),
        Table(
            headings=(
                words("layer.name"),
                words("layer.version"),
                words("layer.source"),
                words("layer.fingerprint"),
            ),
            widths=(22, 22, 32, 24),
            rows=tuple(_layer_row(use, as_of, words) for use in uses),
        ),
        Paragraph(lines=cell(words("layer.sealed"))),
    ]


def _layer_row(use: LayerUse, as_of: date, words: Words) -> tuple[Cell, ...]:
    layer, language = use.layer, words.language
    start, end = day_words(layer.effective_from), day_words(layer.effective_to)
    decided = " ".join(filter(None, (layer.decision_number, day_words(layer.decision_date))))
    scale = number(layer.scale_denominator, language, 0)
    return (
        cell(line(words.of(layer, "name"), "small"), line(layer.id, "code")),
        cell(
            line(words("layer.version_of", version=layer.version), "small") if layer.version else None,
            line(decided, "small") if decided else None,
            line(words("layer.from_to", start=start or "…", end=end or "…"), "small")
            if start or end
            else None,
            None if layer.in_force(as_of) else line(words("layer.not_in_force"), "small"),
        ),
        cell(
            line(layer.source_vi if language == "vi" and layer.source_vi else layer.source, "small"),
            line(known(words, "origin", layer.origin), "small"),
            line(words("layer.scale", scale=scale), "small") if scale else None,
        ),
        _fingerprint(use, words),
    )


def _fingerprint(use: LayerUse, words: Words) -> Cell:
    if use.data is None:
        return cell(line(words("layer.unread", why=words.of(use, "problem")), "strong"))
    count = number(use.data.feature_count, words.language, 0)
    return cell(line(words("layer.count", count=count), "small"), line(use.data.sha256, "code"))


def basis_part(basis: Basis, day: date, person_name: str, words: Words) -> list[Block]:
    """Return rules, CRS, datum operation and fingerprints."""
    digest = hashlib.sha256(canonical(basis["rules"]).encode()).hexdigest()
    said = words("basis.rules_said", count=len(basis["rules"]), digest="")
    return [
        Heading(text=words("part.basis")),
        facts(
            [
                (words("basis.as_of"), "/".join(reversed(basis["as_of"].split("-")))),
                (words("basis.day"), day_words(day)),
                (words("basis.person"), person_name),
                (words("basis.rules"), cell(said, line(digest, "code"))),
                (words("basis.crs"), basis["crs"]),
                (words("basis.operation"), basis["operation"]),
                (words("basis.footprint"), cell(line(basis["footprint"], "code"))),
                (words("basis.cover"), cell(line(basis["cover"], "code"))),
            ]
        ),
    ]


def validity_part(until: date, words: Words) -> list[Block]:
    """Return until when a report may be relied on, and how to verify it."""
    return [
        Heading(text=words("part.validity")),
        facts(
            [
                (
                    words("valid.word"),
                    cell(
                        line(f"{words('valid.until')} {day_words(until)}.", "strong"),
                        line(words("valid.why", days=VALID_DAYS), "small"),
                    ),
                ),
                (words("valid.verify"), cell(line(words("valid.how"), "small"))),
            ]
        ),
    ]
