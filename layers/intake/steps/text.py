"""Decode the text of a layer, and ask for the encoding of columns that do not prove theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.answers import Option, Question
from layers.intake.text.decoding import decode_text
from layers.intake.text.encodings import propose_encodings
from layers.intake.text.vietnamese import Encoding

if TYPE_CHECKING:
    import pyarrow as pa

    from layers.intake.answers import Answers
    from layers.intake.model import Note, SourceLayer
    from layers.intake.text.encodings import ColumnText


@dataclass(frozen=True, kw_only=True)
class TextStep:
    """The layer's table with its text in Unicode, as far as that is known."""

    table: pa.Table
    proposals: tuple[ColumnText, ...]
    notes: tuple[Note, ...]
    questions: tuple[Question, ...]


def read_text(layer: SourceLayer, answers: Answers) -> TextStep:
    """
    Return the table decoded as proposed where that is sure, else as the person says.

    While a column is in doubt it is shown as proposed, and the question stays open.

    Raises
    ------
    IntakeError
        If an answer names an encoding or a column that is not known.
    """
    proposals = propose_encodings(layer.table, layer.encoding)
    said = {column: _encoding(word) for column, word in answers.encodings.items()}
    if unknown := set(said) - {proposal.column for proposal in proposals} - {""}:
        raise IntakeError(
            "encoding-column",
            f"The file has no text column {min(unknown)!r}: check its name.",
            f"Tệp không có cột chữ {min(unknown)!r}: hãy kiểm tra tên cột.",
        )
    choices = {p.column: said.get(p.column, said.get("", p.encoding)) for p in proposals}
    readable = {name: _readable(choice) for name, choice in choices.items()}
    table, notes = decode_text(layer.table, readable)
    asked = [p for p in proposals if not p.is_sure and p.column not in said and "" not in said]
    found = tuple(note for proposal in proposals for note in proposal.notes)
    return TextStep(
        table=table, proposals=proposals, notes=found + notes, questions=tuple(map(_question, asked))
    )


def _encoding(word: str) -> Encoding:
    try:
        return Encoding(word.lower())
    except ValueError as error:
        known = ", ".join(encoding for encoding in Encoding if encoding is not Encoding.UNKNOWN)
        raise IntakeError(
            "encoding-unknown",
            f"{word!r} is no encoding known here: use one of {known}.",
            f"Không nhận ra bảng mã {word!r}: hãy dùng một trong {known}.",
        ) from error


def _readable(encoding: Encoding) -> Encoding:
    """Return UTF-8 for what nobody could tell: it is then shown byte by byte."""
    return Encoding.UTF8 if encoding is Encoding.UNKNOWN else encoding


def _question(proposal: ColumnText) -> Question:
    sample = f" ({proposal.samples[0][0]} → {proposal.samples[0][1]})" if proposal.samples else ""
    likely = [] if proposal.encoding is Encoding.UNKNOWN else [proposal.encoding]
    ranked = dict.fromkeys([*likely, *(encoding for encoding, _ in proposal.alternatives)])
    rest = [encoding for encoding in Encoding if encoding not in ranked and encoding is not Encoding.UNKNOWN]
    column = proposal.column
    return Question(
        field="encodings",
        item=column,
        en=f"In which encoding is the text of column {column}?{sample}",
        vi=f"Cột {column} dùng bảng mã nào?{sample}",
        options=tuple(Option(value=e, en=e.label, vi=e.label) for e in (*ranked, *rest)),
        flag=f'--encoding "{column}={{}}"',
    )
