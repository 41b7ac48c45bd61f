"""
Files that a browser has announced and not brought.

The browser holds back the button of a form while a file is on its way, but not in the moment before: from
the choice until the server has said where the file shall go. On a busy server that moment is long enough
for a press, which then goes without the file. The announcement comes before the press, so the server knows.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING
from weakref import WeakSet

from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import (
        UploadedFileManager,
        UploadedFileRec,
        UploadFileUrlInfo,
    )

_announced: defaultdict[str, dict[str, str]] = defaultdict(dict)
"""Tab -> id of a file -> its name."""
_watched: WeakSet[UploadedFileManager] = WeakSet()
_guard = threading.Lock()


def watch_announcements() -> None:
    """Note from now on which files the browsers announce."""
    context = get_script_run_ctx()
    if context is None:
        return
    with _guard:
        manager = context.uploaded_file_mgr
        if manager not in _watched:
            _watched.add(manager)
            _watch(manager)


def take_announced() -> tuple[str, ...]:
    """Return the names of files that this tab announced and that neither came nor were taken back; once."""
    context = get_script_run_ctx()
    with _guard:
        return tuple(_announced.pop(context.session_id, {}).values()) if context is not None else ()


def _watch(manager: UploadedFileManager) -> None:
    place, add, remove = manager.get_upload_urls, manager.add_file, manager.remove_file
    forget = manager.remove_session_files

    def placed(session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
        found = place(session_id, file_names)
        with _guard:
            _announced[session_id] |= {one.file_id: name for one, name in zip(found, file_names, strict=True)}
        return found

    def added(session_id: str, file: UploadedFileRec) -> None:
        add(session_id, file)
        _drop(session_id, file.file_id)

    def removed(session_id: str, file_id: str) -> None:
        remove(session_id, file_id)
        _drop(session_id, file_id)

    def forgotten(session_id: str) -> None:
        forget(session_id)
        with _guard:
            _announced.pop(session_id, None)

    manager.get_upload_urls = placed  # type: ignore[method-assign]
    manager.add_file = added  # type: ignore[method-assign]
    manager.remove_file = removed  # type: ignore[method-assign]
    manager.remove_session_files = forgotten  # type: ignore[method-assign]


def _drop(session_id: str, file_id: str) -> None:
    with _guard:
        if session_id in _announced:
            _announced[session_id].pop(file_id, None)
