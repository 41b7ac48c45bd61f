"""Step 4 of an import: publish, once, and say what became of it; the list of all versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from markupsafe import Markup

from layers.versions import read_records
from views import numbers, state
from views.card import warning_html
from views.import_declared import forget_declared
from views.import_result import counts_html

if TYPE_CHECKING:
    from datetime import date

    from layers.intake.publishing import Published
    from layers.layer import Layer
    from layers.province import Province
    from layers.version_record import VersionRecord
    from views.import_declared import Aim
    from views.import_desk import Desk
    from views.store import Store
    from views.text import Text

HASH_SHOWN = 12
LIST_HEIGHT_PX, ROW_HEIGHT_PX = 226, 30
WIDTHS_PX = {
    "import.when": 116,
    "import.who": 98,
    "import.layer": 114,
    "import.of_file": 104,
    "import.rows": 56,
    "import.issues_count": 52,
    "import.number": 98,
    "import.force": 116,
}


def show_confirm(desk: Desk, aim: Aim, store: Store, today: date, text: Text) -> None:
    """Show what still stands in the way, else the button that publishes."""
    draft = desk.draft
    missing = list(aim.missing)
    if desk.opened is None:
        missing.insert(0, text("import.missing_file"))
    if draft is not None and draft.questions:
        missing.insert(0, text("import.missing_answers", count=len(draft.questions)))
    if desk.draft_problem is not None:
        missing.insert(0, text("import.missing_problem"))
    ready = draft is not None and draft.is_ready and desk.draft_problem is None
    if missing:
        st.html(
            Markup('<p class="ranh-missing">{} {}</p>').format(text("import.missing"), "; ".join(missing))
        )
    pressed = st.button(
        text("import.confirm"),
        type="primary",
        disabled=not ready or bool(missing),
        key="confirm-import",
        width="stretch",
    )
    if pressed and ready and not missing:
        with st.spinner(text("import.writing")):
            desk.publish(aim.declaration, store, today)
        if desk.published is not None:
            st.rerun()
    if desk.publish_problem is not None:
        st.html(warning_html(text.error(desk.publish_problem)))


def show_published(desk: Desk, published: Published, warnings: st.Page, text: Text) -> None:
    """Show the version that was made, and the ways on."""
    record = published.record
    st.html(_published_html(published, text))
    st.html(counts_html(record.account, text))
    if record.layer.restricted:
        st.html(Markup('<p class="ranh-secret">{}</p>').format(text("card.restricted")))
    with st.container(horizontal=True, gap="small", key="onward"):
        st.page_link(warnings, label=text("import.to_warnings"), icon=":material/map:")
        st.button(text("import.next_file"), on_click=lambda: _start_anew(desk), key="next-file")


def _start_anew(desk: Desk) -> None:
    desk.clear()
    forget_declared()


def show_versions(province: Province, text: Text) -> None:
    """Show every imported version, the newest first."""
    # Where restricted layers are not shown, their versions are not told either.
    told = any(layer.restricted for layer in province.layers)
    records = [
        record for record in read_records(province.folder)[::-1] if told or not record.layer.restricted
    ]
    if not records:
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("import.no_versions")))
        return
    current = {layer.id: layer for layer in province.layers}
    rows = pd.DataFrame([_row(record, current, text) for record in records])
    st.dataframe(
        rows,
        hide_index=True,
        height=min(LIST_HEIGHT_PX, ROW_HEIGHT_PX * (len(rows) + 1) + 2),
        row_height=ROW_HEIGHT_PX,
        column_config={text(key): st.column_config.Column(width=px) for key, px in WIDTHS_PX.items()},
        key=f"versions-{text.language}",
    )


def _row(record: VersionRecord, current: dict[str, Layer], text: Text) -> dict[str, str]:
    layer, account = record.layer, record.account
    dated = numbers.day(layer.decision_date, text.language) if layer.decision_date else ""
    return {
        text("import.when"): f"{record.imported_at.astimezone(state.VIETNAM_TIME):%d/%m/%Y %H:%M}",
        text("import.who"): record.imported_by,
        text("import.layer"): text.of(layer, "name"),
        text("import.of_file"): account.source.name,
        text("import.rows"): numbers.number(account.reconciliation.written, text.language, 0),
        text("import.issues_count"): numbers.number(len(account.issues), text.language, 0),
        text("import.number"): " ".join(part for part in (layer.decision_number, dated) if part),
        text("import.force"): _force(current.get(layer.id), text),
        text("import.version_id"): layer.id,
        "SHA-256": record.zones_sha256[:HASH_SHOWN],
    }


def _force(layer: Layer | None, text: Text) -> str:
    """Return from when to when a version is in force; it may have been replaced altogether."""
    if layer is None:
        return text("import.replaced")
    start, end = (
        numbers.day(day, text.language) if day else "…" for day in (layer.effective_from, layer.effective_to)
    )
    return f"{start} – {end}"


def _published_html(published: Published, text: Text) -> Markup:
    record, source = published.record, published.record.account.source
    words = text("import.was_there") if published.was_there else text("import.done")
    facts = [
        (text("import.layer"), text.of(record.layer, "name")),
        (text("import.version_id"), record.layer.id),
        ("SHA-256", record.zones_sha256),
        (text("import.of_file"), f"{source.name} ({source.sha256[:HASH_SHOWN]}…)"),
        (text("import.who"), record.imported_by),
        (text("import.when"), f"{record.imported_at.astimezone(state.VIETNAM_TIME):%d/%m/%Y %H:%M:%S}"),
        (text("import.force"), _force(record.layer, text)),
        (text("import.issues_count"), str(len(record.account.issues))),
    ]
    items = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in facts)
    return Markup('<div class="ranh-done" role="status"><b>{}</b><dl>{}</dl></div>').format(words, items)
