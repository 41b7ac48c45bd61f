"""The tables of findings: conflict, not checked, near, clear; none left out, none of them quieter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.colours import VERDICT_COLOURS, VERDICT_MARKS
from layers.model import Verdict
from office.reports.blocks import Cell, Heading, Line, Paragraph, Table, cell, line
from office.reports.numbers import day_words, percent, quantity
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from office.reports.blocks import Block
    from office.reports.words import Words

Row = dict[str, Any]


def conclusion(rows: Sequence[Row], as_of: date, words: Words) -> list[Block]:
    """Return the counts of each verdict, and what must not be overlooked."""
    groups = by_verdict(rows)
    told: list[Block] = [
        Heading(text=words("part.conclusion")),
        Paragraph(lines=cell(words("sum.as_of", day=day_words(as_of), rules=len(rows)))),
        Table(
            headings=(words("sum.verdict"), words("sum.count"), words("sum.themes")),
            widths=(30, 14, 56),
            rows=tuple(
                (
                    cell(verdict_line(verdict, words)),
                    cell(line(len(found), "strong")),
                    cell(_themes(found, words)),
                )
                for verdict, found in groups.items()
            ),
        ),
    ]
    if unchecked := groups[Verdict.NOT_CHECKED]:
        text = words("sum.unchecked", count=len(unchecked))
        told.append(
            Paragraph(lines=cell(line(text, "strong", VERDICT_COLOURS[Verdict.NOT_CHECKED])), boxed=True)
        )
    if any(row.get("partial") for row in rows):
        told.append(Paragraph(lines=cell(words("sum.partial"))))
    return told


def tables(rows: Sequence[Row], words: Words) -> list[Block]:
    """Return a table for each verdict, worst first; what is clear is listed as well."""
    told: list[Block] = [Heading(text=words("part.findings"))]
    make = {Verdict.NOT_CHECKED: _unchecked_table, Verdict.CLEAR: _clear_table}
    for verdict, found in by_verdict(rows).items():
        title = f"{VERDICT_MARKS[verdict]} {known(words, 'verdict', verdict)} ({len(found)})"
        told.append(Heading(text=title, level=2, colour=VERDICT_COLOURS[verdict]))
        table = make.get(verdict, _measured_table)
        told.append(table(found, words) if found else Paragraph(lines=cell(words("find.none"))))
    return told


def by_verdict(rows: Sequence[Row]) -> dict[Verdict, list[Row]]:
    """Return every verdict with its findings, the worst first, in their order."""
    return {verdict: [row for row in rows if row["verdict"] == verdict] for verdict in Verdict}


def verdict_line(verdict: str, words: Words) -> Line:
    """Return mark and word of a verdict in its colour."""
    text = f"{VERDICT_MARKS[verdict]} {known(words, 'verdict', verdict)}"
    return line(text, "strong", VERDICT_COLOURS[Verdict(verdict)])


def rule_cell(row: Mapping[str, Any], words: Words) -> Cell:
    """Return which rule it is, its theme and how heavy it weighs."""
    return cell(
        line(row["rule_id"], "strong"),
        known(words, "theme", row["theme"]),
        line(words("find.severity", value=known(words, "severity", row["severity"])), "small"),
    )


def law_line(row: Mapping[str, Any], words: Words, *, noted: bool = True) -> Line:
    """Return the law with how far it was confirmed; what is not confirmed says so."""
    status = known(words, "citation", row["citation_status"])
    note = words.of(row, "citation_note") if noted else ""
    told = f"{row['citation']} [{status}{': ' + note if note else ''}]"
    return line(words("find.law", value=told), "small")


def consultee_line(row: Mapping[str, Any], words: Words) -> Line | None:
    """Return whom to ask, where somebody is to be asked."""
    named = words.of(row, "consultee")
    return line(words("find.consultee", value=named), "small") if named else None


def measures(row: Mapping[str, Any], words: Words) -> Cell:
    """Return the figures of a finding; nothing where nothing was measured."""
    language = words.language
    overlaps = bool(row["overlap_area_ha"] and row["overlap_area_ha"] > 0)
    told = [
        ("find.area", quantity(row["overlap_area_ha"], "ha", language, 4) if overlaps else ""),
        ("find.share", percent(row["site_share"], language) if overlaps else ""),
        ("find.distance", "" if overlaps else quantity(row["distance_m"], "m", language, 1)),
        ("find.tolerance", quantity(row["tolerance_m"], "m", language, 1)),
    ]
    lines = [line(words(key, value=value), "small") for key, value in told if value]
    if row["certainty"]:
        lines.append(line(known(words, "certainty", row["certainty"]), "small"))
    return cell(*lines)


def result_cell(row: Mapping[str, Any], words: Words) -> Cell:
    """Return the sentence of a finding with its consequence, law and consultee."""
    consequence = words.of(row, "consequence") if row["verdict"] != Verdict.CLEAR else ""
    return cell(
        words.of(row, "sentence"),
        line(words("find.partial"), "small") if row.get("partial") else None,
        line(words("find.consequence", value=consequence), "small") if consequence else None,
        law_line(row, words),
        consultee_line(row, words),
    )


def _measured_table(rows: Sequence[Row], words: Words) -> Table:
    return Table(
        headings=(words("find.rule"), words("find.result"), words("find.measures")),
        widths=(18, 56, 26),
        rows=tuple((rule_cell(row, words), result_cell(row, words), measures(row, words)) for row in rows),
    )


def _unchecked_table(rows: Sequence[Row], words: Words) -> Table:
    """Return what was not checked, by reason: one row for a reason with all its rules."""
    reasons: dict[str, list[Row]] = {}
    for row in rows:
        reasons.setdefault(words.of(row, "reason") or words.of(row, "sentence"), []).append(row)
    return Table(
        headings=(words("find.reason"), words("find.rule")),
        widths=(36, 64),
        rows=tuple(
            (
                cell(line(reason, "strong", VERDICT_COLOURS[Verdict.NOT_CHECKED])),
                tuple(one for row in found for one in _asked(row, words)),
            )
            for reason, found in reasons.items()
        ),
    )


def _asked(row: Row, words: Words) -> Cell:
    theme, severity = known(words, "theme", row["theme"]), known(words, "severity", row["severity"])
    return cell(
        line(f"{row['rule_id']} – {theme} – {severity}", "strong"),
        law_line(row, words),
        consultee_line(row, words),
    )


def _clear_table(rows: Sequence[Row], words: Words) -> Table:
    return Table(
        headings=(words("find.rule"), words("find.clear"), words("find.data")),
        widths=(18, 58, 24),
        rows=tuple(
            (
                cell(line(row["rule_id"], "strong"), line(known(words, "theme", row["theme"]), "small")),
                cell(line(words.of(row, "sentence"), "small"), law_line(row, words, noted=False)),
                cell(
                    *(
                        line(one, "small")
                        for one in ("" if row["restricted"] else row["layer_id"]).split("; ")
                    ),
                    line(quantity(row["distance_m"], "m", words.language, 1), "small"),
                ),
            )
            for row in rows
        ),
    )


def _themes(rows: Sequence[Row], words: Words) -> str:
    names = dict.fromkeys(known(words, "theme", row["theme"]) for row in rows)
    return ", ".join(names) or "–"
