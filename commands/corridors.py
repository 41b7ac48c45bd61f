"""`ranh corridor`: axes that can be chosen, what lies along one, several side by side."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from commands.identity import acting
from commands.routes import route_command
from commands.seeing import seeing
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, err, out, say, warn
from layers.corridor.axes import axes, find_axis
from layers.corridor.compare import compare
from layers.corridor.drawn import imported_axis
from layers.corridor.model import Axis as CorridorAxis
from layers.corridor.model import Kind
from layers.corridor.profile import STEP_M, profile
from layers.corridor.said import NO_DECISION_EN, NO_DECISION_VI, RESTRICTED
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
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day. Default: today.")]
To = Annotated[Path | None, typer.Option("--to", help="File to write: .geojson, .xlsx, .pdf or .json.")]
Reason = Annotated[str, typer.Option(help="Why restricted land has to be seen as it is.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON.")]


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
    lines = [
        (one.id, one.name(Settings.language), f"{one.line.length_m / 1000:.1f} km",
         say(one.source_en, one.source_vi))
        for one in found.axes
    ]  # fmt: skip
    _show(say("Axis|Name|Length|Source", "Trục|Tên|Chiều dài|Nguồn"), lines)
    _tell(found.notes)


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
    seen, day = seeing("corridor profile", reason), _day(as_of)
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
        _show_profile(made)
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
    seen, day = seeing("corridor compare", reason), _day(as_of)
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
        _show_comparison(made)
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
            err.print(Text(_word(told)), soft_wrap=True)
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


def _show_profile(made: Profile) -> None:
    out.print(Text(f"{made.axis.name(Settings.language)}  {made.length_km:.2f} km, {made.area_ha:.1f} ha"))
    column, unit = ("area_ha", "ha") if made.width_m else ("length_km", "km")
    land = made.land.groupby(["layer_id", "kind", "code"], as_index=False)[[column]].sum()
    _show(
        say(f"Layer|Code|{unit}", f"Lớp|Mã đất|{unit}"),
        [
            (row["layer_id"], row["code"] if row["kind"] == Kind.LAND else f"({row['kind']})",
             f"{row[column]:.2f}")
            for row in land.to_dict("records")
        ],
    )  # fmt: skip
    for frame, names, title in (
        (made.units, ("name", "layer_id"), say("Commune|Layer", "Đơn vị|Lớp")),
        (made.projects, ("site_id", "name", "sector", "phase", "capital_bn_vnd"),
         say("Project|Name|Sector|Phase|bn VND", "Mã|Dự án|Lĩnh vực|Giai đoạn|Tỷ đồng")),
        (made.zones, ("layer_id", "zone_id", "name"), say("Layer|Zone|Name", "Lớp|Khu vực|Tên")),
    ):  # fmt: skip
        rows = [
            (*(_word(row[name]) for name in names), f"{row['from_km']:.2f} - {row['to_km']:.2f}",
             f"{row['length_km']:.2f}", f"{row['area_ha']:.2f}")
            for row in frame.to_dict("records")
        ]  # fmt: skip
        _show(f"{title}|km|{say('km on axis', 'km trên trục')}|ha", rows)
    asked = made.consult[made.consult["verdict"] != Verdict.CLEAR].to_dict("records")
    _show(
        say("Rule|Answer|Consult|Law", "Quy tắc|Kết quả|Xin ý kiến|Căn cứ"),
        [
            (row["rule_id"], row["verdict"], row[say("consultee_en", "consultee_vi")], row["citation"])
            for row in asked
        ],
    )
    _tell(made.notes)
    _end([made])


def _show_comparison(made: Comparison) -> None:
    for number, one in enumerate(made.profiles):
        out.print(Text(f"[{number}] {one.axis.name(Settings.language)}, {one.width_m:g} m"))
    rows = []
    for _, group in made.table.groupby(["measure", "layer_id", "item", "unit"], sort=False):
        head = group.iloc[0]
        values = [
            f"{row.value:.2f}" + (f" ({row.difference:+.2f})" if row.differs else "")
            for row in group.itertuples()
        ]
        rows.append((head["measure"], head["layer_id"], head["item"], head["unit"], *values))
    numbers = "|".join(f"[{number}]" for number in range(len(made.profiles)))
    _show(say("Measure|Layer|Item|Unit|", "Chỉ tiêu|Lớp|Mục|Đơn vị|") + numbers, rows)
    _tell(tuple(dict.fromkeys(note for one in made.profiles for note in one.notes)))
    _end(made.profiles)


def _end(profiles: Iterable[Profile]) -> None:
    first = next(iter(profiles))
    out.print(Text(say(NO_DECISION_EN, NO_DECISION_VI)))
    if first.notice_vi:
        out.print(Text(say(first.notice_en, first.notice_vi)))
    if first.is_exact:
        warn(*RESTRICTED)


def _tell(notes: Iterable[Note]) -> None:
    for note in notes:
        err.print(Text(note.sentence(Settings.language), style="yellow"))


def _show(headings: str, rows: Iterable[tuple[object, ...]]) -> None:
    table = Table(*headings.split("|"), box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(_word(cell)) for cell in row))
    out.print(table)


def _word(cell: object) -> str:
    """Return a cell as one printable line: names may hold anything."""
    text = "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124 - NaN is not itself
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _plain(note: Note) -> dict[str, str]:
    return {"kind": note.kind, "vi": note.vi, "en": note.en}


def _json(told: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _json_of(made: Comparison) -> str:
    return _json(plain_comparison(made))


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else datetime.now().astimezone().date()
