"""A file of lines becomes an axis: read behind the fence, asked about as an import is, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from layers.corridor.drawn import imported_axis
from layers.corridor.errors import CorridorError
from layers.corridor.model import Axis
from layers.intake.answers import Question
from layers.intake.entrance.handed import Handed, lay_down
from layers.intake.importing import WORK_FOLDER, open_file
from layers.intake.limits import MIB
from layers.intake.private import private_folder
from views import state
from views.card import warning_html
from views.corridors import chosen, own_lines
from views.corridors.html_table import small_html
from views.import_said import Said
from views.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.intake.importing import Opened
    from views.store import Store
    from views.text import Text

BRINGING = "corridor-bringing"
ENDINGS = ("geojson", "json", "kml", "kmz", "zip", "gpkg", "dxf")
MOST_MB = 20
"""An axis is a few lines; a province's worth of them is for the import."""

UPLOADS = "upload-"


class Bringing(Said):
    """A file that is being brought, with what was answered of it."""

    def __init__(self) -> None:
        self.forget_all()
        self.seen: tuple[str, ...] = ()
        self.turn = 0
        self.drop()

    def drop(self) -> None:
        """Forget the file."""
        self.handed: tuple[Handed, ...] = ()
        self.opened: Opened | None = None
        self.problem: RanhError | None = None
        self.open_questions: tuple[Question, ...] = ()
        self.forget_all()

    def take(self, files: Sequence[Handed]) -> None:
        """Take another file."""
        self.drop()
        self.handed = tuple(files)

    def work_out(self, store: Store, as_of: date) -> Axis | None:
        """Read on until there is an axis, a question or a refusal."""
        self.problem, self.open_questions = None, ()
        try:
            if self.opened is None:
                with private_folder(store.province.folder / WORK_FOLDER, UPLOADS) as folder:
                    path, name = lay_down(self.handed, folder)
                    found = open_file(path, store.province, self.given(), name=name)
                if isinstance(found, Question):
                    self.open_questions = (found,)
                    return None
                self.opened = found
            made = imported_axis(self.opened, self.given(), store, as_of)
        except RanhError as error:
            self.problem = error
            return None
        if isinstance(made, Axis):
            return made
        self.open_questions = made
        return None

    def answer(self, field: str, item: str, given: object) -> None:
        """Note an answer; another data set of an archive has to be read."""
        super().answer(field, item, given)
        if field == "dataset":
            self.opened = None


def forget() -> None:
    """Forget the file that this tab is bringing."""
    bringing: Bringing | None = state.value(BRINGING)
    if bringing is not None:
        bringing.turn += 1  # another widget: the old one would hand the file over again
        bringing.drop()


def show_bringing(store: Store, as_of: date, text: Text) -> None:
    """Draw the way to bring a file, what is asked of it, and why it cannot be used."""
    bringing: Bringing = state.value(BRINGING) or Bringing()
    state.put(BRINGING, bringing)
    with st.expander(
        text("corridor.bring"),
        expanded=bool(bringing.handed or bringing.problem),
        icon=":material/upload_file:",
    ):
        _ask_file(bringing, text)
        if bringing.handed:
            _read(bringing, store, as_of, text)
        for question in bringing.open_questions:
            _ask(bringing, question, text)
        if bringing.problem is not None:
            st.html(warning_html(text.error(bringing.problem)))


def _read(bringing: Bringing, store: Store, as_of: date, text: Text) -> None:
    """Read what was handed over; where it is an axis the page is drawn anew with it."""
    with st.spinner(text("import.reading")):
        axis = bringing.work_out(store, as_of)
    if axis is not None:
        bringing.turn += 1
        bringing.drop()
        chosen.put(chosen.AXIS, own_lines.bring(axis))
        st.rerun()


def _ask_file(bringing: Bringing, text: Text) -> None:
    with st.container(key=f"uploader-{text.language}"):
        files = st.file_uploader(
            text("corridor.bring_file"),
            type=list(ENDINGS),
            accept_multiple_files=True,
            max_upload_size=MOST_MB,
            key=f"corridor-upload-{bringing.turn}",
            label_visibility="collapsed",
        )
    st.html(small_html(text("corridor.bring_help", most=MOST_MB)))
    ids = tuple(file.file_id for file in files)
    if ids != bringing.seen:
        bringing.seen = ids
        if sum(file.size for file in files) <= MOST_MB * MIB:
            bringing.take([Handed(name=file.name, data=file.getvalue()) for file in files])
        else:
            bringing.drop()
            bringing.problem = CorridorError(
                f"These files are larger than {MOST_MB} MB together: choose one with the line alone.",
                f"Các tệp này tổng cộng lớn hơn {MOST_MB} MB: hãy chọn tệp chỉ có tuyến.",
            )


def _ask(bringing: Bringing, question: Question, text: Text) -> None:
    st.html(Markup('<p class="ranh-ask">{}</p>').format(question.sentence(text.language)))
    labels = {option.value: option.label(text.language) for option in question.options}
    key = f"corridor-ask-{bringing.turn}-{text.language}-{question.field}-{question.item}"

    def note() -> None:
        given = state.value(key)
        if question.field == "drawing_layers":
            given = tuple(given or ()) or None
        bringing.answer(question.field, question.item, given or None)

    given = bringing.answer_to(question.field, question.item)
    words = plain(question.sentence(text.language))
    if question.field == "drawing_layers":
        st.multiselect(
            words, list(labels), format_func=labels.__getitem__, key=key, on_change=note,
            label_visibility="collapsed",
        )  # fmt: skip
    elif labels:
        st.selectbox(
            words, list(labels), index=list(labels).index(given) if given in labels else None,
            format_func=labels.__getitem__, placeholder=text("corridor.choose_answer"), key=key,
            on_change=note, label_visibility="collapsed",
        )  # fmt: skip
    else:
        st.text_input(words, key=key, on_change=note, label_visibility="collapsed")
