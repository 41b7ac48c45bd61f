"""
What one tab is importing: the file that was read, the answers so far, and what follows from them.

Lives on the server for that tab alone. Bytes of a person's file are given to the gate and to
nothing else in this process; nothing of them is put into a store that tabs share.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pydantic

from geo.errors import RanhError
from layers.errors import IntakeError
from layers.intake.answers import Answers, Question, ReadAs
from layers.intake.corners.outlines import NO_AREA, outlined
from layers.intake.entrance.handed import Handed, lay_down
from layers.intake.importing import WORK_FOLDER, Opened, draft_of, open_file, publish_draft
from layers.intake.preview import preview_of
from layers.intake.private import private_folder
from views.import_shapes import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.intake.answers import Declaration
    from layers.intake.draft import Draft
    from layers.intake.preview import Preview
    from layers.intake.publishing import Published
    from layers.province import Province
    from views.store import Store

UPLOADS = "upload-"
"""Start of the names of folders that hold an upload until it was read."""

STRUCTURE = ("dataset", "table", "read_as")
"""Answers that decide what is asked after them, in their order."""

TABLES = frozenset({"encodings", "columns", "units", "codes", "points"})
"""Fields of `Answers` with one answer for each item."""

OF_TARGET = ("geometry", "closed_as_area", "site_id", "site_name", "replace")
OF_TARGET_TOO = ("id_field", "name_field", "code_field", "standard_columns", "units")
"""Answers that speak of the layer that the file becomes a version of."""

SIGNATURE = "accept_gap"


class Desk:
    """The import of one tab."""

    def __init__(self) -> None:
        self.kind, self.group = "version", "protected"
        self.layer: str | None = None
        """What was chosen as the aim, by the words of `views.import_target`."""
        self.pasted = ""
        """Text of a table of coordinates, kept to be corrected."""
        self.clear()

    def clear(self) -> None:
        """Drop the file and everything that was said about it."""
        self.token = secrets.token_hex(4)
        """Part of the keys of all widgets about this file."""
        self.seen: tuple[str, ...] = ()
        """Uploads that were taken already."""
        self.handed: tuple[Handed, ...] = ()
        self.is_pasted = False
        self.opened: Opened | None = None
        self.problem: RanhError | None = None
        self.answers: dict[str, Any] = {}
        self.asked: dict[tuple[str, str], Question] = {}
        self.renamed: dict[str, str] = {}
        """New names of columns that the table of names started from."""
        self.published: Published | None = None
        self.line = ""
        self._forget_draft()

    def take(self, files: Sequence[Handed], *, is_pasted: bool = False) -> None:
        """Take other files than before; a pasted table that was corrected keeps its answers."""
        answers, asked = self.answers, self.asked
        corrected = is_pasted and answers.get("read_as") is ReadAs.POINTS
        self.clear()
        self.handed, self.is_pasted = tuple(files), is_pasted
        if is_pasted:
            self.answers = answers if corrected else {"read_as": ReadAs.POINTS}
            self.asked = asked if corrected else {}

    def correct(self) -> None:
        """Go back to a pasted table, with the answers that were given."""
        self.opened, self.handed, self.problem = None, (), None
        self._forget_draft()

    @property
    def is_waiting(self) -> bool:
        """Whether files were handed in and not tried yet."""
        return bool(self.handed) and self.opened is None and self.problem is None

    def open(self, province: Province) -> None:
        """Read what was handed in; a refusal is kept as `problem`."""
        try:
            with private_folder(province.folder / WORK_FOLDER, UPLOADS) as folder:
                path, name = lay_down(self.handed, folder)
                found = open_file(path, province, self._given(), name=name)
        except RanhError as error:
            self.problem = error
            return
        if isinstance(found, Question):
            self.asked["dataset", ""] = found
            return
        self.opened = found
        if ("dataset", "") not in self.asked:
            self.handed = ()

    def answer(self, field: str, item: str, given: object) -> None:
        """Note an answer; None takes it back. What rests on another answer is forgotten."""
        if self.answer_to(field, item) == given:
            return
        if field in STRUCTURE:
            self._forget_after(field)
        if field != SIGNATURE:
            # What was signed for may be other rows now.
            self._forget([SIGNATURE])
        if field in TABLES:
            table = dict(self.answers.get(field, {}))
            table.pop(item, None)
            self.answers[field] = table if given is None else table | {item: given}
        elif given is None:
            self.answers.pop(field, None)
        else:
            self.answers[field] = given
        if field == "dataset":
            self.opened, self.problem = None, None

    def rename(self, names: dict[str, str]) -> None:
        """Note the new names of columns, by their own."""
        self.answers["columns"] = names
        self._forget([SIGNATURE])

    def answer_to(self, field: str, item: str = "") -> Any:  # noqa: ANN401 - as the field has it
        """Return the answer so far, None where there is none."""
        found = self.answers.get(field)
        return found.get(item) if field in TABLES and isinstance(found, dict) else found

    def aim(self, line: str) -> None:
        """Note which layer is meant; what was answered for another one is forgotten."""
        if self.line and line != self.line:
            self._forget([*OF_TARGET, *OF_TARGET_TOO, SIGNATURE])
        self.line = line

    def work_out(self, declaration: Declaration, store: Store, today: date) -> None:
        """Compute the draft, unless nothing changed; a refusal is kept as `draft_problem`."""
        if self.opened is None:
            self._forget_draft()
            return
        answers = self._given()
        key = (answers.model_dump_json(), declaration.model_dump_json(), store.state, today)
        if key == self._draft_key:
            return
        self._forget_draft()
        self._draft_key = key
        try:
            self.draft = draft_of(self.opened, answers, declaration, store.province, today)
        except RanhError as error:
            self.draft_problem = error
            if isinstance(error, IntakeError) and error.code == NO_AREA:
                self.draft = self._outlined(declaration, store, today)
        except pydantic.ValidationError:
            self.draft_problem = DATES
        if self.draft is not None:
            self._note()

    def publish(self, declaration: Declaration, store: Store, today: date, by: str) -> None:
        """Publish, once; a refusal is kept as `publish_problem`."""
        if self.published is not None or self.opened is None:
            return
        try:
            draft = draft_of(self.opened, self._given(), declaration, store.province, today)
            self.published = publish_draft(draft, by=by)
            self.publish_problem = None
        except RanhError as error:
            self.publish_problem = error
        except pydantic.ValidationError:
            self.publish_problem = DATES

    def _outlined(self, declaration: Declaration, store: Store, today: date) -> Draft | None:
        if self.opened is None:
            return None
        try:
            return outlined(self.opened, self._given(), declaration, store.province, today)
        except RanhError:
            return None

    def _note(self) -> None:
        if self.draft is None:
            return
        for question in (*self.draft.questions, *self.draft.suggestions):
            self.asked[question.field, question.item] = question
        self.preview = preview_of(self.draft)
        self.shown = Shown.of(self.preview)

    def _given(self) -> Answers:
        return Answers(**{field: given for field, given in self.answers.items() if given is not None})

    def _forget_after(self, field: str) -> None:
        later = STRUCTURE[STRUCTURE.index(field) + 1 :]
        self._forget([name for name in Answers.model_fields if name in later or name not in STRUCTURE])

    def _forget(self, fields: Sequence[str]) -> None:
        for field in fields:
            self.answers.pop(field, None)
        self.asked = {key: question for key, question in self.asked.items() if key[0] not in fields}

    def _forget_draft(self) -> None:
        self._draft_key: object = None
        self.draft: Draft | None = None
        self.draft_problem: RanhError | None = None
        self.publish_problem: RanhError | None = None
        self.preview: Preview | None = None
        self.shown: Shown | None = None


DATES = IntakeError(
    "dates-order",
    "The last day in force lies before the first: correct the dates.",
    "Ngày hết hiệu lực đứng trước ngày có hiệu lực: hãy sửa lại ngày.",
)
