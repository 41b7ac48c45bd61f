"""The account of an import: where every row went, what was found, and what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.answers import Option, Question
from layers.intake.fenced.fence import ESSENTIAL
from layers.intake.notes import issue_of
from layers.intake.steps.place import recorded
from layers.version_record import Account, Change, OtherLayer, Reconciliation, RowIssue, SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.intake.answers import Answers
    from layers.intake.draft import Draft
    from layers.intake.model import Note, Source


def account_of(draft: Draft) -> Account:
    """Return the account of a draft whose rows are known."""
    given, layer = draft.given, draft.layer
    if layer is None:
        raise ValueError("a draft without a layer has no account")
    source = given.source
    named, finished = draft.named, draft.finished
    issues = [*_open_fences(source), *(issue_of(note) for note in _notes(draft))]
    issues += finished.issues if finished else ()
    issues += named.issues if named else ()
    return Account(
        source=SourceFile(
            name=given.incoming.name,
            sha256=given.incoming.sha256,
            size_bytes=given.incoming.size_bytes,
            kind=source.dataset.kind,
            dataset=source.dataset.name if source.dataset.name != given.incoming.name else "",
            table=layer.name,
            libraries=dict(source.versions)
            | {f"fence: {name}": by or "-" for name, by in source.fences.items()},
        ),
        place=recorded(draft.place, layer, given.province) if draft.place else None,
        reconciliation=_reconciliation(draft, signed=given.answers.accept_gap),
        issues=tuple(issues),
        changes=tuple(_changes(draft)),
        other_layers=tuple(
            OtherLayer(name=other.name, rows=other.rows_read) for other in source.layers if other is not layer
        ),
    )


def _open_fences(source: Source) -> list[RowIssue]:
    """Tell which fences did not hold around the file while it was read; unknown is not safe."""
    missing = ", ".join(sorted(fence for fence in ESSENTIAL if not source.fences.get(fence)))
    if not missing:
        return []
    return [
        RowIssue(
            kind="fence not held",
            en=f"This computer does not fence these off while a file is read: {missing}.",
            vi=f"Khi đọc tệp, máy này không chặn được: {missing}.",
        )
    ]


def gap_question(account: Account, answers: Answers) -> Question | None:
    """Return the question for a signature where rows are lost, None where none are or it is signed."""
    counts = account.reconciliation
    if counts.gap == 0 or answers.accept_gap:
        return None
    first = next((issue for issue in account.issues if issue.blocks), None)
    example_en, example_vi = (f" First: {first.en}", f" Đầu tiên: {first.vi}") if first else ("", "")
    return Question(
        field="accept_gap",
        en=f"{counts.gap} rows of the file cannot be imported. Sign for importing without them?{example_en}",
        vi=f"{counts.gap} dòng của tệp không nhập được. Vẫn nhập và xác nhận bỏ các dòng này?{example_vi}",
        options=(
            Option(
                value="yes", en="Yes, I sign for the missing rows", vi="Đồng ý, tôi xác nhận bỏ các dòng này"
            ),
        ),
        flag="--accept-gap",
    )


def _notes(draft: Draft) -> Iterator[Note]:
    for part in (draft.layer, draft.text, draft.points, draft.rows, draft.projects):
        if part is not None:
            yield from part.notes


def _reconciliation(draft: Draft, *, signed: bool) -> Reconciliation:
    layer, rows, finished = draft.layer, draft.rows, draft.finished
    if layer is None:
        raise ValueError("a draft without a layer has no rows")
    read, refused = layer.rows_read, len(layer.refused)
    if draft.projects is not None:
        lost, taken = len(draft.projects.refused), len(draft.projects.projects)
        return Reconciliation(
            declared=layer.declared_rows,
            read=read - lost,
            refused=refused + lost,
            set_aside=read - taken - lost,
            missing=0,
            written=taken,
            signed=signed,
        )
    if draft.points is not None:
        used = draft.points.used_rows
        return Reconciliation(
            declared=layer.declared_rows,
            read=read,
            refused=refused,
            set_aside=read - used,
            missing=0,
            written=used,
            signed=signed,
        )
    written = len(finished.frame) if finished else 0
    return Reconciliation(
        declared=layer.declared_rows,
        read=read,
        refused=refused,
        set_aside=rows.set_aside if rows else 0,
        missing=finished.missing if finished else 0,
        written=written,
        signed=signed,
    )


def _changes(draft: Draft) -> Iterator[Change]:
    if draft.place and draft.place.chosen:
        chosen = draft.place.chosen
        crs = draft.given.province.crs
        yield Change(
            en=f"Coordinates were read as {chosen.label_en} and brought into {crs}.",
            vi=f"Toạ độ được đọc theo {chosen.label_vi} và chuyển về {crs}.",
        )
    for note in draft.text.notes if draft.text else ():
        yield Change(en=note.en, vi=note.vi)
    for issue in draft.finished.issues if draft.finished else ():
        if issue.area_after_m2 is not None:
            yield Change(en=issue.en, vi=issue.vi)
    if draft.named:
        yield from draft.named.changes
