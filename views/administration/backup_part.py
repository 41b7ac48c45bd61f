"""A backup now: into a folder of the server, read back before it counts as made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from layers.province import default_province_folder
from office.audit_read import WantedEntries, read_trail
from office.backup import back_up
from office.backup_file import verify_backup
from office.database.types import now
from office.errors import BackupError
from views.administration.drawn import clock, do, heading, note, table_html

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

SHOWN = 10


def show_backup(desk: Desk, person: Person, text: Text) -> None:
    """Draw the form for the folder, and the backups that were begun last."""
    note(text("admin.backup_note"))
    with st.form("backup"):
        folder = st.text_input(text("admin.backup_folder"), key="backup-folder")
        sent = st.form_submit_button(text("admin.backup_now"), type="primary")
    if sent:
        target = Path(folder.strip()).expanduser() / f"ranh-{now():%Y%m%d-%H%M%S}.ranh-backup"
        with st.spinner(text("admin.backing_up")):
            do(lambda: _make(desk, person, target), text("admin.backed_up", file=target.name), text)
    heading(text("admin.last_backups"))
    entries = read_trail(desk, person, WantedEntries(last=SHOWN, act="back_up"))[::-1]
    if not entries:
        note(text("admin.no_backup"))
        return
    heads = [text("admin.trail_at"), text("admin.trail_person"), text("admin.backup_file")]
    st.html(table_html(heads, [(clock(one.at), one.person_name or "–", one.object_id) for one in entries]))


def _make(desk: Desk, person: Person, target: Path) -> None:
    if not target.is_absolute() or not target.parent.is_dir():
        raise BackupError(
            f"There is no folder {target.parent} on the server: give the whole path of one.",
            f"Máy chủ không có thư mục {target.parent}: hãy ghi đầy đủ đường dẫn.",
        )
    back_up(desk, default_province_folder(), target, person=person)
    verify_backup(target)
