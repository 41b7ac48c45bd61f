"""
What one tab is importing: the file that was read, the answers so far, and what follows from them.

Lives on the server for that tab alone. Bytes of a person's file are given to the gate and to
nothing else in this process; nothing of them is put into a store that tabs share.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pydantic

from geo.errors import RanhError
from layers.errors import IntakeError
from layers.intake.answers import Question, ReadAs
from layers.intake.corners.outlines import NO_AREA, outlined
from layers.intake.entrance.handed import Handed, lay_down
from layers.intake.importing import WORK_FOLDER, Opened, draft_of, open_file, publish_draft
from layers.intake.preview import preview_of
from layers.intake.private import private_folder
from office.imported import note_import, require_import
from office.people import OWNER, Person
from office.rights import Act, may
from views.import_said import Said
from views.import_shapes import Shown
from views.person import current_desk

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


class Desk(Said):
    """The import of one tab."""

    def __init__(self) -> None:
        self.kind, self.group = "version", "protected"
        self.person: Person = OWNER
        """Who imports; the page says so each time it is drawn."""
        self.session_id = ""
        """Whose the preview is."""
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
        self.renamed: dict[str, str] = {}
        """New names of columns that the table of names started from."""
        self.published: Published | None = None
        self._former: Shown | None = None
        """What the map showed before: it may still be on its way when an answer changes the draft."""
        self.forget_all()
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
                found = open_file(path, province, self.given(), name=name)
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
        """Note an answer; another data set of an archive has to be read."""
        changed = given != self.answer_to(field, item)
        super().answer(field, item, given)
        if field == "dataset" and changed:
            self.opened, self.problem = None, None

    def work_out(self, declaration: Declaration, store: Store, today: date) -> None:
        """Compute the draft, unless nothing changed; a refusal is kept as `draft_problem`."""
        if self.opened is None:
            self._forget_draft()
            return
        answers = self.given()
        key = (answers.model_dump_json(), declaration.model_dump_json(), store.state, today, self.person)
        if key == self._draft_key:
            return
        self._former = self.shown
        self._forget_draft()
        self._draft_key = key
        try:
            draft = self._drafted(self.opened, declaration, store, today)
            self._require_look(draft)
            self.draft = draft
        except RanhError as error:
            self.draft_problem = error
            if isinstance(error, IntakeError) and error.code == NO_AREA:
                self.draft = self._outlined(declaration, store, today)
        except pydantic.ValidationError:
            self.draft_problem = DATES
        if self.draft is not None:
            self._note()

    def publish(self, declaration: Declaration, store: Store, today: date) -> None:
        """Publish, once, in the person's name; a refusal is kept as `publish_problem`."""
        if self.published is not None or self.opened is None:
            return
        try:
            draft = self._drafted(self.opened, declaration, store, today)
            note_import(current_desk(), self.person, draft)
            self.published = publish_draft(draft, by=self.person.full_name or self.person.name)
            self.publish_problem = None
        except RanhError as error:
            self.publish_problem = error
        except pydantic.ValidationError:
            self.publish_problem = DATES

    def _drafted(self, opened: Opened, declaration: Declaration, store: Store, today: date) -> Draft:
        """Return the draft, in which nothing tells of projects that the person may not know."""
        knows = may(self.person, Act.IMPORT_RESTRICTED)
        return draft_of(opened, self.given(), declaration, store.province, today, knows_restricted=knows)

    def _outlined(self, declaration: Declaration, store: Store, today: date) -> Draft | None:
        if self.opened is None:
            return None
        try:
            return outlined(self.opened, self.given(), declaration, store.province, today)
        except RanhError:
            return None

    def _require_look(self, draft: Draft) -> None:
        """Ask the right also before a layer is chosen; who imports restricted land may look at any file."""
        if draft.given.target.layer.restricted or not may(self.person, Act.IMPORT_RESTRICTED):
            require_import(self.person, draft)

    def _note(self) -> None:
        if self.draft is None:
            return
        for question in (*self.draft.questions, *self.draft.suggestions):
            self.asked[question.field, question.item] = question
        self.preview = preview_of(self.draft)
        self.shown = Shown.of(self.preview, self.session_id)

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
