"""`ranh replay`: what a new day, version, rule or folder would do, before anything is published."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.identity import desk_if_there
from commands.imports import answers_of, declaration_of, import_command
from commands.options import DAY, AsJson
from commands.seeing import edits_if_there
from commands.settings import CLEAR, UNUSABLE, Settings, err, out, say
from commands.viewing import Viewing, viewing
from layers.corridor.seen import FolderSeen
from layers.inputs import inputs_of
from layers.intake.answers import Question
from layers.intake.candidate import candidate, open_aside
from layers.intake.importing import draft_of
from layers.province import open_province
from layers.replay import Side, check_sides, other_version, require_as_much_withheld, with_rules
from layers.writer import replace_file, require_writable
from office.cases.said import today
from office.cases.targets import targets_told
from office.imported import require_import
from office.people import OWNER
from office.replay.files import file_of, require_suffix
from office.replay.run import replay, shown_to
from office.replay.targets import targets_then
from office.rights import Act, may, require
from views import terminal_import, terminal_replay
from views.console import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.intake.draft import Draft
    from layers.province import Province
    from layers.replay import Checked
    from office.replay.targets import TargetsThen

SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}
"""A file with the options of `ranh import` is taken as `ranh import` takes it."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is compared with what."""

    from_day: date | None
    as_of: date | None
    rules: Path | None
    other: Path | None
    file: Sequence[str]
    """Words of an import."""

    def inputs(self, province: Province) -> list[Path]:
        """Return the files that are read and must not be written over."""
        files = inputs_of(province, [self.rules, *(Path(word) for word in self.file)])
        return files if self.other is None else files + inputs_of(open_province(self.other), [])

    def require_something(self) -> None:
        if not (self.from_day or self.rules or self.other or self.file):
            raise typer.BadParameter(
                say(
                    "say what to compare: --from DAY, --rules, --other FOLDER, or FILE --layer NAME",
                    "hãy nêu nội dung so sánh: --from NGÀY, --rules, --other THƯ MỤC, hoặc TỆP --layer TÊN",
                )
            )


def replay_command(
    context: typer.Context,
    from_day: Annotated[
        datetime | None,
        typer.Option("--from", formats=DAY, help="Earlier day. Default: the same as --as-of."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=DAY, help="Day after the change. Default: today, or the file's first day."
        ),
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="TOML file or folder of the rules as changed.")] = None,
    other: Annotated[Path | None, typer.Option(help="Folder of the province as changed.")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Check both sides from nothing: slower, the same figures.")
    ] = False,
    to: Annotated[Path | None, typer.Option(help="File to write: .xlsx, or .geojson with shapes.")] = None,
    most: Annotated[int, typer.Option(help="Rows of each list to print.", min=1)] = 40,
    as_json: AsJson = False,
    reason: Annotated[
        str,
        typer.Option(help="Why defence and security land has to be seen as it is, where there are accounts."),
    ] = "",
) -> None:
    """
    Show what a change would do to findings, cases and reports, before it is published.

    Compare two days (--from, --as-of), or the province now with changed --rules, with another
    folder of it (--other), or with a file as a new version of a layer: FILE and the options of
    `ranh import`. They may be combined. Nothing is written to the province or the office.

    Exit status 0: compared, whatever came out; 2: it could not be, or the file leaves questions open.

    Example: ranh replay rung.zip --layer forest --decision 12/QĐ-UBND --effective-from 2027-01-01
    """
    asked = _Asked(
        from_day=_date(from_day), as_of=_date(as_of), rules=rules, other=other, file=tuple(context.args)
    )
    viewer = viewing(Act.SEE_FINDINGS, "replay", reason)
    asked.require_something()
    province = open_province(Settings.folder)
    if to is not None:
        if viewer.person != OWNER:
            require(viewer.person, Act.DOWNLOAD, viewer.person.communes or None)
        require_suffix(to.suffix)
        require_writable(to, inputs=asked.inputs(province))
    with ExitStack() as stack:
        before, after = _sides(asked, province, viewer, stack, as_json=as_json)
        report = stack.enter_context(progress(err))
        checked = _checked(before, after, report, full=full, is_exact=viewer.is_exact)
        targets = _targets(before, after)
        told = replay(desk_if_there(), viewer.person, *checked, is_exact=viewer.is_exact, targets=targets)
    if to is not None:
        shown, _ = shown_to(viewer.person, *checked, is_exact=viewer.is_exact)
        body = file_of(told, shown, province, to.suffix, Settings.language)
        replace_file(to, lambda part: part.write_bytes(body))
    if as_json:
        typer.echo(terminal_replay.replay_json(told, province))
    else:
        terminal_replay.show_replay(out, told, Settings.language, most)
    raise typer.Exit(CLEAR)


def _targets(before: Side, after: Side) -> TargetsThen:
    """Ask the targets on both sides, of what may be told alone: cases are made of it."""
    edits = edits_if_there()
    first = FolderSeen(whole=before.province, is_exact=False, edits=edits)
    same = after.province is before.province
    then = first if same else FolderSeen(whole=after.province, is_exact=False, edits=edits)
    return targets_then(lambda: targets_told(first, before.as_of), lambda: targets_told(then, after.as_of))


def _checked(
    before: Side, after: Side, report: Callable[[str, int, int], None], *, full: bool, is_exact: bool
) -> tuple[Checked, Checked]:
    checked = check_sides(before, after, full=full, progress=report)
    if not is_exact:
        require_as_much_withheld(*checked)
    return checked


def _sides(
    asked: _Asked, province: Province, viewer: Viewing, stack: ExitStack, *, as_json: bool
) -> tuple[Side, Side]:
    """Return both sides; a candidate's zones stand on disk until the stack is closed."""
    then = province if asked.other is None else other_version(province, asked.other)
    then = then if asked.rules is None else with_rules(then, asked.rules)
    first_day = None
    if asked.file:
        draft = _draft(asked, then, viewer, as_json=as_json)
        first_day = draft.given.target.layer.effective_from
        then = stack.enter_context(candidate(draft))
    day = asked.as_of or max(today(), first_day or date.min)
    return Side(province=province, as_of=asked.from_day or day), Side(province=then, as_of=day)


def _draft(asked: _Asked, province: Province, viewer: Viewing, *, as_json: bool) -> Draft:
    """Return the draft of the file; ask what is open, as an import does, and stop."""
    given = _gathered(asked.file)
    answers = answers_of(given)
    opened = open_aside(given["file"], province, answers)
    questions: Sequence[Question] = [opened] if isinstance(opened, Question) else []
    if not isinstance(opened, Question):
        draft = draft_of(
            opened,
            answers,
            declaration_of(given),
            province,
            today(),
            knows_restricted=may(viewer.person, Act.IMPORT_RESTRICTED),
        )
        require_import(viewer.person, draft)
        if draft.is_ready:
            return draft
        questions = draft.questions
    if as_json:
        typer.echo(terminal_import.questions_json(questions))
    else:
        terminal_import.show_questions(out, questions, Settings.language)
    raise typer.Exit(UNUSABLE)


@wraps(import_command)
def _given(**given: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the options of an import hold
    return given


def _gathered(words: Sequence[str]) -> dict[str, Any]:
    """Return the options of an import by their names, read as `ranh import` reads them."""
    reader = typer.Typer(add_completion=False)
    reader.command()(_given)
    read: dict[str, Any] = typer.main.get_command(reader)(list(words), "ranh replay", standalone_mode=False)
    return read


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None
