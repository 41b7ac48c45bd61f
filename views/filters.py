"""The filters above the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.model import Severity, Verdict
from views import state
from views.narrow import WARNINGS, Wanted
from views.verdicts import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layers.check import CheckResult
    from views.text import Text


def verdict_filter(result: CheckResult, text: Text) -> tuple[str, ...]:
    """Show how many findings have each verdict, as buttons that choose what is listed."""
    counts = result.findings["verdict"].astype(str).value_counts()

    def words(verdict: str) -> str:
        return f"{MARKS[verdict]} **{counts.get(verdict, 0):,}** {text('verdict.' + verdict)}".replace(
            ",", "." if text.language == "vi" else ","
        )

    chosen = st.pills(
        text("verdict.filter"),
        [verdict.value for verdict in Verdict],
        selection_mode="multi",
        default=list(WARNINGS),
        format_func=words,
        key=state.VERDICTS,
        persist_state="session",
        label_visibility="collapsed",
    )
    return tuple(chosen or ())


def more_filters(result: CheckResult, verdicts: tuple[str, ...], text: Text) -> Wanted:
    """Show the other filters in a fold-out panel and return all of them."""
    sites = result.sites
    count = Wanted(verdicts=verdicts, **state.filters()).conditions
    title = text("filter.open") + (f" ({count})" if count else "")
    rules = {rule.id: f"{rule.id} · {text.known('theme', rule.theme)}" for rule in result.rules}
    with st.popover(title, icon=":material/filter_alt:", key="filters"):
        st.text_input(
            text("filter.search"),
            placeholder=text("filter.search_hint"),
            key=state.SEARCH,
            persist_state="session",
        )
        left, right = st.columns(2)
        with left:
            _choice(text("filter.commune"), _values(sites, "commune_name"), str, state.COMMUNES, text)
            _choice(
                text("filter.sector"), _values(sites, "sector"), _known(text, "sector"), state.SECTORS, text
            )
        with right:
            _choice(
                text("filter.severity"),
                [s.value for s in Severity],
                _known(text, "severity"),
                state.SEVERITIES,
                text,
            )
            _choice(text("filter.phase"), _values(sites, "phase"), _known(text, "phase"), state.PHASES, text)
        _choice(text("filter.rule"), list(rules), lambda rule: rules.get(rule, rule), state.RULES, text)
        st.checkbox(text("filter.grouped"), key=state.GROUPED, persist_state="session")
        st.button(text("filter.clear"), on_click=state.clear_filters, disabled=not count)
    return Wanted(verdicts=verdicts, **state.filters())


def _choice(title: str, values: list[str], words: Callable[[str], str], key: str, text: Text) -> None:
    st.multiselect(
        title, values, format_func=words, key=key, placeholder=text("filter.all"), persist_state="session"
    )


def _known(text: Text, group: str) -> Callable[[str], str]:
    return lambda value: text.known(group, value)


def _values(sites: Iterable[object], column: str) -> list[str]:
    if column not in sites:
        return []
    return sorted({str(value) for value in sites[column].dropna() if str(value)})
