"""Give columns their names and parts: which holds the id, the name, the land code, and what rules need."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.lists.land_codes import normalise_column
from layers.intake.model import GEOMETRY, ROW
from layers.intake.notes import issue_of
from layers.intake.text.column_names import propose_columns
from layers.intake.text.column_roles import roles
from layers.version_record import Change, RowIssue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pyarrow as pa

    from layers.intake.answers import Answers
    from layers.intake.lists.code_book import CodeBook
    from layers.intake.steps.finish import Finished
    from layers.intake.text.column_roles import Roles
    from layers.rules import Rule

AS_WRITTEN = "code_as_written"
"""Column that keeps the file's own words for the type of land where they were not the code."""
SITE_ID, NAME = "site_id", "name"


@dataclass(frozen=True, kw_only=True)
class Named:
    """The rows with their columns as they will be kept."""

    frame: gpd.GeoDataFrame
    roles: Roles
    issues: tuple[RowIssue, ...]
    changes: tuple[Change, ...]


def new_names(table: pa.Table, answers: Answers, *, is_sites: bool) -> dict[str, str]:
    """
    Return the new names of columns by their own: those that the person gave, and standard ones.

    Raises
    ------
    IntakeError
        If an answer names a column that the file has not, or a name would stand twice.
    """
    own = [name for name in table.column_names if name not in {ROW, GEOMETRY}]
    _require_columns(answers.columns, own)
    standard = is_sites if answers.standard_columns is None else answers.standard_columns
    proposed = propose_columns(own) if standard else {}
    taken = set(answers.columns.values())
    names = {old: new for old, new in proposed.items() if new not in taken} | dict(answers.columns)
    names = {old: new for old, new in names.items() if old != new}
    after = [names.get(name, name) for name in own]
    if len(set(after)) < len(after):
        twice = next(name for name in after if after.count(name) > 1)
        raise IntakeError(
            "column-twice",
            f"Two columns would be called {twice!r}: give one of them another name.",
            f"Hai cột cùng mang tên {twice!r}: hãy đặt tên khác cho một cột.",
        )
    return names


def propose_roles(table: pa.Table, answers: Answers, book: CodeBook, *, is_sites: bool) -> Roles:
    """Return which column is what: as the person says, else as its values tell."""
    found = roles(table, {*book.codes, *book.former})
    own = set(table.column_names)
    said = {field: value for field in asdict(found) if (value := getattr(answers, field)) is not None}
    _require_columns({value: "" for value in said.values() if value}, own)
    # A project's planned code says what it will be: no layer of land use is made of it.
    return replace(found, **{"code_field": "" if is_sites else found.code_field} | said)


def name_columns(
    finished: Finished, names: Mapping[str, str], part: Roles, book: CodeBook, answers: Answers
) -> Named:
    """Return the rows with new names, and land codes of the province's list beside the file's own words."""
    frame = finished.frame.rename(columns=dict(names))
    part = replace(part, **{field: names.get(name, name) for field, name in asdict(part).items()})
    changes = [
        Change(en=f"Column {old} is now called {new}.", vi=f"Cột {old} được đổi tên thành {new}.")
        for old, new in names.items()
    ]
    issues: list[RowIssue] = []
    if part.code_field:
        written = [None if value is None else str(value) for value in frame[part.code_field].tolist()]
        codes, notes = normalise_column(
            written, book, column=part.code_field, rows=finished.numbers.tolist(), said=answers.codes
        )
        issues = [issue_of(note) for note in notes]
        if codes != ["" if value is None else value for value in written]:
            frame[AS_WRITTEN] = written
            frame[part.code_field] = codes
            changes.append(
                Change(
                    en=f"{part.code_field} holds codes of the list; {AS_WRITTEN} keeps the file's words.",
                    vi=f"{part.code_field} chứa mã theo danh mục; {AS_WRITTEN} giữ nguyên chữ trong tệp.",
                )
            )
    return Named(frame=frame, roles=part, issues=tuple(issues), changes=tuple(changes))


def missing_for_rules(columns: Iterable[str], family: str, rules: Iterable[Rule]) -> list[RowIssue]:
    """Tell which rules of a family ask for columns that are not there: they will be "not checked"."""
    held, found = set(columns), []
    for rule in rules:
        fields = {*rule.where, *rule.at_least, *rule.below, rule.distance_field} - {""}
        fields |= {rule.distance_by.field} if rule.distance_by else set()
        if rule.layer == family and (lacking := sorted(fields - held)):
            wanted = ", ".join(lacking)
            found.append(
                RowIssue(
                    kind="column missing for a rule",
                    column=lacking[0],
                    en=f"Rule {rule.id} needs the column {wanted}: until it is there it is not checked.",
                    vi=f"Quy tắc {rule.id} cần cột {wanted}: khi chưa có thì chưa kiểm tra được.",
                )
            )
    return found


def _require_columns(said: Mapping[str, str], own: Iterable[str]) -> None:
    known = list(own)
    if unknown := [name for name in said if name not in known]:
        raise IntakeError(
            "column-unknown",
            f"The file has no column {unknown[0]!r}; its columns: {', '.join(known)}.",
            f"Tệp không có cột {unknown[0]!r}; các cột: {', '.join(known)}.",
        )
