"""`ranh import`: a file becomes a version of a layer, or what is missing is asked; `ranh versions`."""

from __future__ import annotations

import getpass
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from commands.identity import acting, office_desk
from commands.options import DAY
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, out, say, warn
from layers.errors import IntakeError
from layers.intake.answers import Answers, Declaration, Question, ReadAs
from layers.intake.importing import Opened, draft_of, open_file, publish_draft
from layers.intake.limits import LIMITS
from layers.province import Province, open_province
from layers.versions import read_records
from office.imported import note_import, require_import
from office.people import OWNER
from office.rights import Act, may
from views import terminal, terminal_import

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.intake.draft import Draft

PASTED = "-"


def import_command(
    file: Annotated[Path, typer.Argument(help="File to import; - reads a table of coordinates from stdin.")],
    layer: Annotated[str, typer.Option(help="Layer of the province to give a new version, or a new name.")],
    crs: Annotated[str, typer.Option(help="Coordinate system, as an answer names it or an EPSG code.")] = "",
    encoding: Annotated[
        list[str] | None, typer.Option(help="tcvn3, vni, ... for all text, or COLUMN=tcvn3; repeat.")
    ] = None,
    decision: Annotated[str, typer.Option(help="Number of the decision.")] = "",
    dated: Annotated[datetime | None, typer.Option(formats=DAY, help="Day of the decision.")] = None,
    effective_from: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="First day in force. Default: that of the decision, else today."),
    ] = None,
    effective_to: Annotated[datetime | None, typer.Option(formats=DAY, help="Last day in force.")] = None,
    accuracy_m: Annotated[float | None, typer.Option(help="How far lines may be off, metres.", min=0)] = None,
    scale: Annotated[str, typer.Option(help="Scale of the map, 1:N: half a millimetre of it.")] = "",
    name_vi: Annotated[str, typer.Option(help="Vietnamese name of the layer.")] = "",
    name_en: Annotated[str, typer.Option(help="English name of the layer.")] = "",
    source: Annotated[str, typer.Option(help="Where the file comes from, in words.")] = "",
    restricted: Annotated[
        bool, typer.Option("--restricted", help="The zones are defence or security land.")
    ] = False,
    dataset: Annotated[str, typer.Option(help="Which data set of an archive.")] = "",
    table: Annotated[str, typer.Option(help="Which layer of the file.")] = "",
    read_as: Annotated[ReadAs | None, typer.Option(help="What the rows of a table are.")] = None,
    geometry: Annotated[
        Literal["polygon", "line", "point"] | None, typer.Option(help="Where the file mixes them.")
    ] = None,
    closed_as_area: Annotated[
        Literal["yes", "no"] | None, typer.Option(help="Whether closed lines are outlines of areas.")
    ] = None,
    drawing_layer: Annotated[
        list[str] | None, typer.Option(help="Layer of a drawing to take; repeat; * takes all.")
    ] = None,
    points: Annotated[
        list[str] | None, typer.Option(help="Answer about a table of coordinates, KIND=VALUE; repeat.")
    ] = None,
    id_field: Annotated[str | None, typer.Option("--id", help="Column with the id.")] = None,
    name_field: Annotated[str | None, typer.Option("--name", help="Column with the name.")] = None,
    code_field: Annotated[str | None, typer.Option("--code", help="Column with the land code.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="New name of a column, OLD=NEW; repeat.")] = None,
    standard_columns: Annotated[
        bool | None, typer.Option(help="Give columns the program's names where theirs tell what they are.")
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option(help="Commune meant by words of a list, WORDS=CODE; repeat.")
    ] = None,
    land_code: Annotated[
        list[str] | None, typer.Option(help="Land code meant by words of the file, WORDS=CODE; repeat.")
    ] = None,
    site: Annotated[str, typer.Option(help="Id of the project whose footprint the file draws.")] = "",
    site_name: Annotated[str, typer.Option(help="Name of that project.")] = "",
    commune: Annotated[
        list[str] | None, typer.Option(help="Code of a commune in which the data lies; repeat.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Leave out projects that the file does not name.")
    ] = False,
    accept_gap: Annotated[
        bool, typer.Option("--accept-gap", help="Sign for rows that cannot be imported.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who imports. Default: the user of this machine.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen, write nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole account as JSON.")] = False,
) -> None:
    """
    Make a file a version of a layer; whatever is not certain is asked and nothing is imported meanwhile.

    Reads GeoJSON, GeoPackage, Shapefile (also zipped), KML, KMZ, MapInfo TAB and MIF, DXF, DGN v7,
    FlatGeobuf, GeoParquet, tables of corner coordinates (CSV, XLSX, text) and lists of projects.

    Exit status: 0 imported, 2 refused or questions open, 3 imported, but rows of it cannot be measured.

    Example: ranh import rung.zip --layer forest --decision 12/QĐ-UBND --dated 2026-03-02 --scale 1:10000
    """
    given = dict(locals())
    person = acting(Act.SEE_MAP)
    if person != OWNER and by:
        raise typer.BadParameter("the account that runs the command is named", param_hint="--by")
    province = open_province(Settings.folder)
    declaration, answers = declaration_of(given), answers_of(given)
    opened = _opened(file, province, answers)
    if isinstance(opened, Question):
        _ask([opened], as_json=as_json)
    draft = draft_of(
        opened,
        answers,
        declaration,
        province,
        datetime.now().astimezone().date(),
        knows_restricted=may(person, Act.IMPORT_RESTRICTED),
    )
    require_import(person, draft)
    if person != OWNER and draft.is_ready and not dry_run:
        note_import(office_desk(), person, draft)
    who = by or person.full_name or person.name or getpass.getuser()
    raise typer.Exit(_publish(draft, who, dry_run=dry_run, as_json=as_json))


def declaration_of(given: Mapping[str, Any]) -> Declaration:
    """Return what the options of `ranh import` declare of the version, by their names."""
    return Declaration(
        name=given["layer"],
        name_vi=given["name_vi"],
        name_en=given["name_en"],
        decision_number=given["decision"],
        decision_date=_date(given["dated"]),
        effective_from=_date(given["effective_from"]),
        effective_to=_date(given["effective_to"]),
        accuracy_m=given["accuracy_m"],
        scale_denominator=_scale(given["scale"]),
        restricted=given["restricted"],
        source=given["source"],
    )


def answers_of(given: Mapping[str, Any]) -> Answers:
    """Return what the options of `ranh import` answer about the file, by their names."""
    closed = given["closed_as_area"]
    same = ("dataset", "table", "read_as", "crs", "standard_columns", "id_field", "name_field", "code_field")
    return Answers(
        **{name: given[name] for name in (*same, "site_name", "replace", "accept_gap")},
        encodings=_pairs(given["encoding"], "--encoding", alone=True),
        geometry=given["geometry"] or "",
        closed_as_area=None if closed is None else closed == "yes",
        drawing_layers=tuple(given["drawing_layer"] or ()),
        points=_pairs(given["points"], "--points"),
        columns=_pairs(given["column"], "--column"),
        units=_pairs(given["unit"], "--unit"),
        codes=_pairs(given["land_code"], "--land-code"),
        communes=tuple(given["commune"] or ()),
        site_id=given["site"],
    )


def versions_command(
    layer: Annotated[str, typer.Option(help="Only the versions of this layer.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole account of each as JSON.")] = False,
) -> None:
    """List the imported versions: who imported what, when, from which file, under which decision."""
    knows_restricted = may(acting(Act.SEE_MAP), Act.SEE_EXACT)
    province = open_province(Settings.folder)
    records = [
        record
        for record in read_records(province.folder)
        if (knows_restricted or not record.layer.restricted)
        if not layer or layer in {record.line, record.layer.id, record.layer.family}
    ]
    if as_json:
        typer.echo(terminal.as_json([record.model_dump(mode="json") for record in records]))
    elif records:
        current = {one.id: one for one in province.layers}
        rows = [terminal_import.version_row(record, current, Settings.language) for record in records]
        terminal.show_rows(out, "versions", rows, Settings.language)
    else:
        out.print(say("Nothing has been imported yet.", "Chưa nhập phiên bản nào."))


def _opened(file: Path, province: Province, answers: Answers) -> Opened | Question:
    if str(file) != PASTED:
        return open_file(file, province, answers)
    pasted = sys.stdin.buffer.read(LIMITS.file_bytes + 1)
    with tempfile.TemporaryDirectory(prefix="ranh-") as folder:
        path = Path(folder) / "pasted.txt"
        path.write_bytes(pasted)
        return open_file(path, province, answers, name=say("pasted.txt", "bảng dán.txt"))


def _publish(draft: Draft, by: str, *, dry_run: bool, as_json: bool) -> int:
    """Publish a draft without open questions; return the exit status."""
    published = None if dry_run or not draft.is_ready else publish_draft(draft, by=by)
    if as_json:
        typer.echo(terminal_import.import_json(draft, published))
    else:
        terminal_import.show_import(out, draft, published, Settings.language)
    if not draft.is_ready:
        return UNUSABLE
    blocked = draft.account is not None and any(issue.blocks for issue in draft.account.issues)
    if published is not None and published.record.layer.restricted:
        warn(
            f"{published.folder} holds defence or security land: only cleared persons may read it.",
            f"{published.folder} có đất quốc phòng, an ninh: chỉ để ở nơi người có thẩm quyền đọc được.",
        )
    return NOT_CHECKED if blocked else CLEAR


def _ask(questions: list[Question], *, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(terminal_import.questions_json(questions))
    else:
        terminal_import.show_questions(out, questions, Settings.language)
    raise typer.Exit(UNUSABLE)


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None


def _scale(text: str) -> int | None:
    """Return N of 1:N, also written 1/N, with dots between thousands, or N alone."""
    if not text:
        return None
    digits = text.replace("/", ":").removeprefix("1:").replace(".", "").replace(" ", "")
    if not digits.isdigit() or int(digits) == 0:
        raise typer.BadParameter("give it as 1:N, for example 1:10000", param_hint="--scale")
    return int(digits)


def _pairs(texts: list[str] | None, option: str, *, alone: bool = False) -> dict[str, str]:
    """Return KEY=VALUE texts as a table; with `alone`, a text without = stands under ""."""
    found = {}
    for text in texts or ():
        key, sign, value = text.rpartition("=")
        if not sign and not alone:
            raise IntakeError(
                "option-pair",
                f"{option} {text!r} needs the form KEY=VALUE.",
                f"{option} {text!r} phải có dạng TÊN=GIÁ TRỊ.",
            )
        found[key] = value
    return found
