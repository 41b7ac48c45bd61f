"""The files of a form: none that was chosen may be missing from its step without a word."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from office.cases.files import ENDINGS, MOST_BYTES
from office.cases.model import NewFile, StepKind
from office.errors import CaseError
from views import state
from views.cases.announced import take_announced, watch_announcements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from views.cases.draft import Draft
    from views.cases.fields import Form

WITHOUT_FILES = frozenset(
    {StepKind.ASSIGN, StepKind.SET_DUE, StepKind.CALL_BACK, StepKind.WITHDRAW, StepKind.SIGN, StepKind.REFUSE}
)


def ask_files(form: Form) -> list[NewFile]:
    """
    Draw the field for files; return those that have arrived.

    To be drawn inside an `st.form`: the browser then holds back the button of the form while a
    file is on its way, and hands file and press over together. Outside one, a press before the
    file arrived took the step without it.
    """
    watch_announcements()
    text = form.text
    needed = form.needs.evidence or form.kind is StepKind.ATTACH
    endings = sorted({ending.removeprefix(".") for endings in ENDINGS.values() for ending in endings})
    with st.container(key=f"uploader-{text.language}"):
        given = st.file_uploader(
            text("case.files_needed" if form.needs.evidence else "case.files")
            if needed
            else f"{text('case.files')} ({text('case.optional')})",
            type=endings,
            accept_multiple_files=True,
            max_upload_size=MOST_BYTES // (1024 * 1024),
            help=text("case.files_help"),
            key=_key(form.draft),
        )
    return [NewFile(name=file.name, body=file.getvalue()) for file in given]


def require_all(draft: Draft, files: Sequence[NewFile]) -> None:
    """
    Ask once about files that were chosen and are not there.

    Raises
    ------
    CaseError
        If a file of an earlier press is missing, the browser announced one that has not come, or the
        server no longer holds one that the browser shows. The draft then knows: the next press goes
        on with the files that are there.
    """
    missing = (Counter(draft.files) - Counter(file.name for file in files)) | Counter(take_announced())
    # Streamlit leaves out of what the field returns a file that it has lost; here it still counts.
    lost = max(0, len(state.value(_key(draft)) or ()) - len(files) - draft.known_lost)
    draft.files = tuple(file.name for file in files)
    draft.known_lost += lost
    if count := max(missing.total(), lost):
        names = ", ".join(missing)
        named = f" ({names})" if names else ""
        raise CaseError(
            f"Nothing was written down: {count} chosen file(s) did not arrive or are gone{named}. Choose "
            "them again, or press again to go on without.",
            f"Chưa ghi gì: {count} tệp đã chọn chưa đến máy chủ hoặc không còn{named}. Hãy chọn lại tệp, "
            "hoặc bấm lần nữa để ghi mà không có tệp đó.",
        )


def _key(draft: Draft) -> str:
    return f"case-{draft.opening}-files"
