"""Tables of what was read of a file: faults, rows, edges."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup

from views import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.corners.point_drawing import DrawnPart
    from layers.intake.draft import Draft
    from layers.version_record import RowIssue
    from views.text import Text

ROWS_SHOWN, CELL_SHOWN = 50, 120
TABLE_HEIGHT_PX = 214
ROW_HEIGHT_PX = 28
M2_PER_HA = 10_000.0
BLOCKING = "!"


def show_issues(issues: Sequence[RowIssue] | None, text: Text) -> None:
    """Show every fault that was found, to be narrowed by its kind; None while that is not known."""
    if issues is None:
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("import.unanswered")))
        return
    if not issues:
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("import.no_issues")))
        return
    words = {issue: kind_words(issue, text) for issue in issues}
    kinds = Counter(words.values())
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        wanted = st.multiselect(
            text("import.kind"),
            sorted(kinds),
            format_func=lambda kind: f"{kind} ({kinds[kind]})",
            placeholder=text("import.all_kinds"),
            label_visibility="collapsed",
            key=f"issue-kinds-{text.language}",
        )
        only = st.checkbox(text("import.only_blocking"), key="issue-blocking")
    shown = [
        issue for issue in issues if (not wanted or words[issue] in wanted) and (issue.blocks or not only)
    ]
    rows = {
        "import.row": [issue.row or None for issue in shown],
        "import.column": [issue.column for issue in shown],
        "import.weight": [BLOCKING if issue.blocks else "" for issue in shown],
        "import.kind": [words[issue] for issue in shown],
        "import.sentence": [issue.sentence(text.language) for issue in shown],
    }
    widths = {"import.row": 56, "import.column": 96, "import.weight": 40, "import.kind": 150}
    _table({text(key): values for key, values in rows.items()}, {text(k): w for k, w in widths.items()})


def kind_words(issue: RowIssue, text: Text) -> str:
    """Return the words for the kind of an issue; a kind without words is a note, or a lost row."""
    known = text.known("issue", issue.kind)
    if known != issue.kind:
        return known
    return text("issue.lost") if issue.blocks else text("issue.other")


def show_rows(draft: Draft, text: Text) -> None:
    """Show the first rows with their columns as they will be kept, text decoded."""
    frame = _frame(draft)
    if frame is None or frame.empty or not len(frame.columns):
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("import.no_rows")))
        return
    first = frame.head(ROWS_SHOWN)
    st.caption(text("import.rows_shown", shown=len(first), count=len(frame)))
    _table({name: [cell(value, text.language) for value in first[name]] for name in first.columns}, {})


def show_edges(draft: Draft, text: Text) -> None:
    """Show the edges of a table of points: stated, computed, difference; and the areas."""
    if draft.points is None:
        return
    drawn = draft.points.drawn
    for part in drawn.parts:
        st.html(_area_html(part, text))
    rows = [row for part in drawn.parts for row in _edges(part, text)]
    heads = ("import.edge", "import.stated_m", "import.computed_m", "import.difference_m", "import.weight")
    columns = {text(head): [row[place] for row in rows] for place, head in enumerate(heads)}
    _table(columns, {text("import.edge"): 130, text("import.weight"): 60})


def _edges(part: DrawnPart, text: Text) -> list[tuple[str, str, str, str, str]]:
    ring, found = part.ring, []
    for place in range(len(ring.labels)):
        stated, computed = float(ring.stated_m[place]), float(part.computed_m[place])
        difference = float(part.difference_m[place])
        values = (stated, computed, difference)
        name = f"{ring.name_of(place)} – {ring.name_of(place + 1)}"
        words = [numbers.number(value, text.language, 2) for value in values]
        found.append((name, *words, text("import.differs") if part.differs[place] else ""))
    return found


def _area_html(part: DrawnPart, text: Text) -> Markup:
    area_ha = None if part.area_m2 is None else part.area_m2 / M2_PER_HA
    stated = part.ring.area
    facts = [text("import.part", name=part.ring.part) if part.ring.part else ""]
    facts.append(text("import.area_drawn", area=numbers.area_ha(area_ha, text.language)))
    if stated is not None:
        facts.append(text("import.area_stated", words=stated.text))
    if part.crossings.found:
        facts.append(text("import.crossings", count=len(part.crossings.found)))
    return Markup('<p class="ranh-counts {}">{}</p>').format(
        "gap" if part.crossings.found else "", " · ".join(fact for fact in facts if fact)
    )


def _frame(draft: Draft) -> pd.DataFrame | None:
    """Return the rows as far as they are known, without their shapes."""
    if draft.projects is not None and draft.projects.projects:
        listed = pd.DataFrame([project.record() for project in draft.projects.projects])
        return listed.replace("", None).dropna(axis="columns", how="all")
    if draft.named is not None:
        return pd.DataFrame(draft.named.frame.drop(columns=draft.named.frame.geometry.name))
    if draft.rows is not None:
        return draft.rows.attributes.slice(0, ROWS_SHOWN).to_pandas()
    return None


def cell(value: object, language: str) -> str:
    """
    Return a value of a file as text; a fraction has the comma of the language, or it reads as thousands.

    Examples
    --------
    >>> cell(12.345, "vi"), cell(12.345, "en"), cell(1234567, "vi"), cell(None, "vi")
    ('12,345', '12.345', '1234567', '')
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    words = f"{value:.12g}" if isinstance(value, float | np.floating) else str(value)
    if isinstance(value, float | np.floating) and language == "vi":
        words = words.replace(".", ",")
    return words if len(words) <= CELL_SHOWN else words[: CELL_SHOWN - 1] + "…"


def _table(columns: dict[str, list[object]], widths: dict[str, int]) -> None:
    rows = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    height = min(TABLE_HEIGHT_PX, ROW_HEIGHT_PX * (len(rows) + 1) + 2)
    config = {name: st.column_config.Column(width=width) for name, width in widths.items()}
    st.dataframe(
        rows, hide_index=True, height=height, row_height=ROW_HEIGHT_PX, column_config=config, placeholder=""
    )
