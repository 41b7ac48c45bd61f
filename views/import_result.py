"""What became of a file in sentences: where every row went, where it lies, what will be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from layers.intake.whereabouts.place_words import where
from views import numbers

if TYPE_CHECKING:
    from layers.intake.draft import Draft
    from layers.version_record import Account
    from views.text import Text


def show_result(draft: Draft, text: Text) -> None:
    """Show where every row went, where the data lies and what will be changed."""
    parts: list[Markup] = []
    if draft.account is not None:
        parts.append(counts_html(draft.account, text))
    else:
        parts.append(Markup('<p class="ranh-empty">{}</p>').format(text("import.unanswered")))
    parts.append(_place_html(draft, text))
    if draft.account is not None:
        parts.append(_others_html(draft.account, text))
        parts.append(_changes_html(draft.account, text))
    st.html(Markup().join(parts) or "&nbsp;")


def counts_html(account: Account, text: Text) -> Markup:
    """Return the sentence that says where every row of the file went."""
    counts, language = account.reconciliation, text.language
    figures = {
        name: numbers.number(getattr(counts, name), language, 0)
        for name in ("read", "refused", "set_aside", "missing", "written")
    }
    declared = (
        text("import.declared_unknown")
        if counts.declared is None
        else text("import.declared", count=numbers.number(counts.declared, language, 0))
    )
    gap = counts.gap
    lost = "import.gap_signed" if counts.signed else "import.gap"
    verdict = text(lost, count=numbers.number(gap, language, 0)) if gap else text("import.no_gap")
    return Markup('<p class="ranh-counts {}">{} {} <b>{}</b></p>').format(
        "gap" if gap else "", declared, text("import.counts", **figures), verdict
    )


def _place_html(draft: Draft, text: Text) -> Markup:
    place = draft.place
    if place is None or place.chosen is None:
        return Markup()
    en, vi = where(place.chosen, draft.given.province)
    said = f"{place.chosen.label(text.language)}: {vi if text.language == 'vi' else en}"
    if not place.asked and (doubt := place.placement.doubt(text.language)):
        said = doubt
    return Markup('<p class="ranh-counts"><b>{}</b> {}</p>').format(text("import.placed"), said)


def _others_html(account: Account, text: Text) -> Markup:
    if not account.other_layers:
        return Markup()
    named = ", ".join(f"{other.name} ({other.rows})" for other in account.other_layers)
    return Markup('<p class="ranh-counts"><b>{}</b> {}</p>').format(text("import.other_layers"), named)


def _changes_html(account: Account, text: Text) -> Markup:
    if not account.changes:
        return Markup()
    items = Markup().join(
        Markup("<li>{}</li>").format(change.sentence(text.language)) for change in account.changes
    )
    return Markup('<div class="ranh-changes"><b>{}</b><ul>{}</ul></div>').format(
        text("import.changes", count=len(account.changes)), items
    )
