"""`ranh corridor`: axes that can be chosen, what lies along one, several side by side."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from commands.identity import acting
from commands.options import AsJson, AsOf  # noqa: TC001 - typer reads the annotations
from commands.routes import route_command
from commands.seeing import seeing
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, err, out, say, warn
from layers.corridor.axes import axes, find_axis
from layers.corridor.compare import compare
from layers.corridor.drawn import imported_axis
from layers.corridor.model import Axis as CorridorAxis
from layers.corridor.profile import STEP_M, profile
from layers.corridor.said import RESTRICTED
from layers.corridor.writer import (
    comparison_xlsx,
    geojson_bytes,
    plain_comparison,
    plain_profile,
    profile_xlsx,
)
from layers.errors import WriteError
from layers.intake.answers import Answers, Question
from layers.intake.importing import open_file
from layers.model import Verdict
from layers.writer import replace_file
from office.corridors import told_to
from office.reports.corridor import profile_pdf
from office.rights import Act
from views import terminal_corridor
from views.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layers.corridor.compare import Comparison
    from layers.corridor.model import Note, Profile
    from layers.corridor.seen import FolderSeen

app = typer.Typer(
    help="Corridors: what lies along an axis, comparisons, lines from A to B.", no_args_is_help=True
)
app.command("route")(route_command)

Axis = Annotated[
    str, typer.Argument(help="Id of an axis, as `ranh corridor list` shows it, or a file of lines.")
]
Crs = Annotated[str, typer.Option(help="Coordinate system of a file, as an answer names it.")]
Width = Annotated[float, typer.Option(help="Width of the band in metres; 0: the axis itself.", min=0)]
Step = Annotated[float, typer.Option(help="Length of an interval in metres.", min=1)]
To = Annotated[Path | None, typer.Option("--to", help="File to write: .geojson, .xlsx, .pdf or .json.")]
Reason = Annotated[str, typer.Option(help="Why restricted land has to be seen as it is.")]


@app.command("list")
def list_command(as_of: AsOf = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """List every axis that can be profiled, with its length and where its line comes from."""
    seen = seeing("corridor list", reason)
    found = axes(seen, _day(as_of))
    if as_json:
        rows = [
            {
                "id": one.id, "name_vi": one.name_vi, "name_en": one.name_en,
                "length_km": one.line.length_m / 1000, "source_vi": one.source_vi,
                "source_en": one.source_en, "notes": [_plain(note) for note in one.notes],
            }
            for one in found.axes
        ]  # fmt: skip
        typer.echo(_json({"axes": rows, "notes": [_plain(note) for note in found.notes]}))
        return
    terminal_corridor.show_axes(out, err, found, Settings.language)


@app.command("profile")
def profile_command(
    axis: Axis,
    width: Width = 1000.0,
    step: Step = STEP_M,
    as_of: AsOf = None,
    to: To = None,
    crs: Crs = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """
    Tell what lies along an axis: land by code, communes, projects, zones, whom to consult.

    Exit status 3 if something could not be read or checked, so that the profile is not whole.

    Example: ranh corridor profile axes/QL32-QL4D-QL12 --width 1000 --to ql32.xlsx
    """
    seen, day = seeing("corridor profile", reason, to), _day(as_of)
    writer = _writer(to, ("geojson", "xlsx", "pdf", "json"))
    person = acting(Act.SEE_MAP)
    made = told_to(profile(seen, _axis(seen, axis, day, crs), width, day, step), person)
    if to is not None:
        bodies: dict[str, Callable[[], bytes]] = {
            "geojson": lambda: geojson_bytes(made, seen.province.datum_operation),
            "xlsx": lambda: profile_xlsx(made, Settings.language),
            "pdf": lambda: profile_pdf(made, seen.province, seen.codes, Settings.language),
            "json": lambda: _json(plain_profile(made)).encode(),
        }
        _write(to, bodies[writer](), is_exact=made.is_exact)
    if as_json:
        typer.echo(_json(plain_profile(made)))
    else:
        terminal_corridor.show_profile(out, err, made, Settings.language)
        _warn([made])
    raise typer.Exit(_status([made]))


@app.command("compare")
def compare_command(
    named: Annotated[
        list[str], typer.Argument(metavar="AXIS...", help="Two to five axes; AXIS@WIDTH for another width.")
    ],
    width: Width = 1000.0,
    step: Step = STEP_M,
    as_of: AsOf = None,
    to: To = None,
    crs: Crs = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """
    Compare two to five axes or widths by the same measures; what differs from the first is marked.

    Example: ranh corridor compare corridors/R_QL32@500 corridors/R_QL32@2000
    """
    seen, day = seeing("corridor compare", reason, to), _day(as_of)
    writer = _writer(to, ("xlsx", "json"))
    chosen = [_with_width(text, width) for text in named]
    person = acting(Act.SEE_MAP)
    found = (profile(seen, _axis(seen, name, day, crs), wide, day, step) for name, wide in chosen)
    made = compare([told_to(one, person) for one in found])
    if to is not None:
        body = comparison_xlsx(made, Settings.language) if writer == "xlsx" else _json_of(made).encode()
        _write(to, body, is_exact=seen.is_exact)
    if as_json:
        typer.echo(_json_of(made))
    else:
        terminal_corridor.show_comparison(out, err, made, Settings.language)
        _warn(made.profiles)
    raise typer.Exit(_status(made.profiles))


def _axis(seen: FolderSeen, named: str, day: date, crs: str) -> CorridorAxis:
    """Return the axis of an id, or of a file whose questions are answered; else ask them and end."""
    path = Path(named)
    if not path.is_file():
        return find_axis(seen, named, day)
    answers = Answers(crs=crs)
    opened = open_file(path, seen.province, answers)
    found = opened if isinstance(opened, Question) else imported_axis(opened, answers, seen, day)
    if isinstance(found, CorridorAxis):
        return found
    for asked in [found] if isinstance(found, Question) else found:
        err.print(Text(asked.sentence(Settings.language), style="bold magenta"))
        for option in asked.options:
            told = f"  {asked.flag.format(option.value)}  {option.label(Settings.language)}"
            err.print(Text(printable(told)), soft_wrap=True)
    raise typer.Exit(UNUSABLE)


def _with_width(text: str, width: float) -> tuple[str, float]:
    name, sign, wide = text.rpartition("@")
    if not sign:
        return text, width
    try:
        return name, float(wide)
    except ValueError as error:
        raise typer.BadParameter(say(f"{text}: AXIS@METRES", f"{text}: TRỤC@SỐ_MÉT")) from error


def _writer(to: Path | None, kinds: tuple[str, ...]) -> str:
    """Return the kind of file, refused before any work where it is none."""
    kind = "" if to is None else to.suffix.lower().removeprefix(".")
    if to is not None and kind not in kinds:
        listed = ", ".join(f".{one}" for one in kinds)
        raise WriteError(
            f"Cannot write {to.name}: its ending must be one of {listed}.",
            f"Không ghi được {to.name}: phần mở rộng phải là một trong {listed}.",
        )
    return kind


def _write(to: Path, body: bytes, *, is_exact: bool) -> None:
    replace_file(to, lambda part: part.write_bytes(body))
    if is_exact:
        warn(*RESTRICTED)


def _status(profiles: Iterable[Profile]) -> int:
    """Not whole is louder than anything else that a profile says."""
    lacking = {"unread", "broken", "no_footprint", "doubtful", "no_version"}
    for one in profiles:
        asked = (one.consult["verdict"] == Verdict.NOT_CHECKED).any() or len(one.consult) == 0
        if asked or any(note.kind in lacking for note in one.notes):
            return NOT_CHECKED
    return CLEAR


def _warn(profiles: Iterable[Profile]) -> None:
    if any(one.is_exact for one in profiles):
        warn(*RESTRICTED)


def _plain(note: Note) -> dict[str, str]:
    return {"kind": note.kind, "vi": note.vi, "en": note.en}


def _json(told: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _json_of(made: Comparison) -> str:
    return _json(plain_comparison(made))


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else datetime.now().astimezone().date()
