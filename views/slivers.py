"""The drawer of slivers under the list: what is too small or too shallow to rely on, none left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from markupsafe import Markup

from views import numbers
from views.listing import project_names

if TYPE_CHECKING:
    from layers.check import CheckResult
    from views.text import Text

HEIGHT_PX = 240
WIDTHS_PX = {
    "slivers.why": 120,
    "list.project": 92,
    "list.rule": 88,
    "slivers.zone": 84,
    "slivers.area": 52,
    "slivers.tolerance": 70,
}


def show_slivers(result: CheckResult, text: Text) -> None:
    """Draw the drawer, closed; it holds all slivers of the check, whatever the filters are."""
    if result.slivers.empty:
        return
    with st.expander(text("slivers.title", count=len(result.slivers)), icon=":material/straighten:"):
        st.html(Markup('<p class="ranh-explained">{}</p>').format(text("slivers.explained")))
        rows = slivers_table(result, text)
        st.dataframe(
            rows.style.format(
                {
                    text("slivers.area"): lambda value: area_m2(value, text.language),
                    text("slivers.tolerance"): lambda value: numbers.number(value, text.language, 1),
                },
                na_rep=numbers.NOTHING,
            ),
            hide_index=True,
            height=HEIGHT_PX,
            column_config={text(key): st.column_config.Column(width=px) for key, px in WIDTHS_PX.items()},
            placeholder=numbers.NOTHING,
            key=f"slivers-{text.language}",
        )


def slivers_table(result: CheckResult, text: Text) -> pd.DataFrame:
    """Return one row for each sliver, in the reader's words."""
    slivers = result.slivers
    columns = {
        "slivers.why": [text("sliver." + why) for why in slivers["why"]],
        "list.project": list(slivers["site_id"].map(project_names(result, text))),
        "list.rule": [
            f"{rule} {text.known('theme', theme)}"
            for rule, theme in zip(slivers["rule_id"], slivers["theme"], strict=True)
        ],
        "slivers.zone": [
            f"{zone} {name}".strip() or text("slivers.outside")
            for zone, name in zip(slivers["zone_id"], slivers["zone_name"].fillna(""), strict=True)
        ],
        "slivers.area": slivers["overlap_area_m2"].to_numpy(dtype=float),
        "slivers.tolerance": slivers["tolerance_m"].to_numpy(dtype=float),
    }
    return pd.DataFrame({text(key): values for key, values in columns.items()})


def area_m2(value: float, language: str) -> str:
    """
    Return square metres; what is less than a hundredth never reads as zero.

    Examples
    --------
    >>> area_m2(1234.6, "vi"), area_m2(0.25, "en"), area_m2(1e-7, "en"), area_m2(0.0, "en")
    ('1.235', '0.25', '< 0.01', '0')
    """
    if 0 < value < 0.01:  # noqa: PLR2004
        return "< " + numbers.number(0.01, language, 2)
    return numbers.number(value, language, 2 if 0 < value < 100 else 0)  # noqa: PLR2004
