"""The answers about a file so far and every question asked; what rests on an answer goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.intake.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.answers import Question

STRUCTURE = ("dataset", "table", "read_as")
"""Answers that decide what is asked after them, in their order."""

TABLES = frozenset({"encodings", "columns", "units", "codes", "points"})
"""Fields of `Answers` with one answer for each item."""

OF_TARGET = ("geometry", "closed_as_area", "site_id", "site_name", "replace")
OF_TARGET_TOO = ("id_field", "name_field", "code_field", "standard_columns", "units")
"""Answers that speak of the layer that the file becomes a version of."""

SIGNATURE = "accept_gap"


class Said:
    """Answers and questions by field and item, to be shown and changed until the file is published."""

    answers: dict[str, Any]
    asked: dict[tuple[str, str], Question]
    line: str

    def forget_all(self) -> None:
        """Begin with another file."""
        self.answers, self.asked, self.line = {}, {}, ""

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

    def given(self) -> Answers:
        """Return the answers as a draft takes them."""
        return Answers(**{field: given for field, given in self.answers.items() if given is not None})

    def _forget_after(self, field: str) -> None:
        later = STRUCTURE[STRUCTURE.index(field) + 1 :]
        self._forget([name for name in Answers.model_fields if name in later or name not in STRUCTURE])

    def _forget(self, fields: Sequence[str]) -> None:
        for field in fields:
            self.answers.pop(field, None)
        self.asked = {key: question for key, question in self.asked.items() if key[0] not in fields}
