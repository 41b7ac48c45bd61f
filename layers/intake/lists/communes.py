"""
Which administrative unit a text names, of today or of before the last change.

The same name meant another area before, and the same code another unit: a match needs the day
for which the text speaks, unless only one reading is left. What is only alike is proposed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from layers.intake.lists.unit_choice import Period, choose, closed, in_district
from layers.intake.lists.unit_match import Candidate, Reason, UnitHow, UnitMatch
from layers.intake.lists.unit_words import Level, NamedUnit, split_cell
from layers.intake.text.letters import is_empty, key, toned_key, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from layers.intake.lists.unit_table import Unit, UnitReference

ALIKE = 75.0
"""Least likeness of a name that is proposed, 0 to 100."""
VERY_ALIKE = 85.0
"""The same for words beside named communes: they may be any place."""
MOST_CANDIDATES = 5


def match_units(
    texts: Sequence[str | None],
    reference: UnitReference,
    *,
    as_of: date | None = None,
    said: Mapping[str, str] | None = None,
) -> tuple[UnitMatch, ...]:
    """
    Return every unit that some cells name, in their order; a cell may name none or several.

    Parameters
    ----------
    texts
        Cells such as "xã Bình Lư, Sơn Bình và TT. Tam Đường, huyện Tam Đường".
    as_of
        Day for which the cells speak, for example that of the decision; None where it is not known.
    said
        Codes of communes of today that the person gave, by the words of the file.
    """
    return tuple(
        replace(match, cell=cell)
        for cell, text in enumerate(texts)
        for match in match_cell(text, reference, as_of=as_of, said=said)
    )


def match_cell(
    text: str | None,
    reference: UnitReference,
    *,
    as_of: date | None = None,
    said: Mapping[str, str] | None = None,
    district: str = "",
) -> tuple[UnitMatch, ...]:
    """
    Return the units that one cell names.

    Parameters
    ----------
    district
        District of the whole cell from another column or a section; one in the cell comes first.
    """
    seen = visible(text)
    if is_empty(seen):
        return ()
    period = Period(reference=reference, as_of=as_of)
    whole = NamedUnit(text=seen, level=Level.BARE)
    if unit := _said_unit(seen, reference, said):
        return (closed(whole, unit, UnitHow.SAID),)
    if seen in reference.by_code:
        return (choose(whole, reference.by_code[seen], period),)
    pieces = split_cell(text, names=reference.by_key, districts=reference.districts)
    named = [
        replace(piece, district=piece.district or district)
        for piece in pieces
        if piece.level in {Level.COMMUNE, Level.BARE}
    ]
    matches = [_match(piece, period, said) for piece in named]
    if any(piece.level is Level.COMMUNE for piece in named):
        matches = [match for match, piece in zip(matches, named, strict=True) if _may_be_meant(match, piece)]
    if not matches:
        matches = [_of_district(piece) for piece in pieces if piece.level is Level.DISTRICT]
    return tuple(matches) or (UnitMatch(text=seen, how=UnitHow.UNKNOWN),)


def _may_be_meant(match: UnitMatch, named: NamedUnit) -> bool:
    """Whether words beside a named commune are one themselves, or nearly, or look like a name."""
    if named.level is Level.COMMUNE or (named.kind and named.name[0].isupper()):
        return True
    if match.how is UnitHow.PROPOSED:
        return match.candidates[0].score >= VERY_ALIKE
    return match.how is not UnitHow.UNKNOWN


def _match(named: NamedUnit, period: Period, said: Mapping[str, str] | None) -> UnitMatch:
    if unit := _said_unit(named.text, period.reference, said):
        return closed(named, unit, UnitHow.SAID)
    hits, spelling = _hits(named.name, period.reference)
    if hits:
        return choose(named, hits, period, spelling)
    if not named.kind and key(named.name) in period.reference.districts:
        return _of_district(named)
    return _alike(named, period.reference)


def _hits(name: str, reference: UnitReference) -> tuple[tuple[Unit, ...], Reason]:
    """Return the units of that name: with its accents, else without any, else without blanks."""
    if hits := reference.by_tone.get(toned_key(name)):
        return hits, Reason.NONE
    if hits := reference.by_key.get(key(name)):
        return hits, Reason.NONE if key(name) == name.casefold() else Reason.SPELLING
    return reference.by_letters.get(key(name).replace(" ", ""), ()), Reason.SPELLING


def _alike(named: NamedUnit, reference: UnitReference) -> UnitMatch:
    """Propose units whose names are alike, those of the kind and district beside the name first."""
    found = process.extract(
        key(named.name), list(reference.by_key), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
    )
    candidates = [
        Candidate(unit=unit, score=round(score, 1))
        for name, score, _ in found
        for unit in reference.by_key[name]
    ]
    candidates.sort(key=lambda candidate: not in_district(named, (candidate.unit,)))
    return UnitMatch(
        text=named.text,
        kind=named.kind,
        district=named.district,
        how=UnitHow.PROPOSED if candidates else UnitHow.UNKNOWN,
        reason=Reason.ALIKE if candidates else Reason.NONE,
        candidates=tuple(candidates[:MOST_CANDIDATES]),
    )


def _of_district(named: NamedUnit) -> UnitMatch:
    return UnitMatch(text=named.text, kind=named.kind, district=named.text, how=UnitHow.DISTRICT)


def _said_unit(text: str, reference: UnitReference, said: Mapping[str, str] | None) -> Unit | None:
    units = reference.by_code.get(said[text], ()) if said and text in said else ()
    return next((unit for unit in units if unit.is_current), None)
