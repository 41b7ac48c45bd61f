"""`ranh targets import`: a table of land-use targets or inventories, each row taken or refused."""

from __future__ import annotations

import getpass
import json
from datetime import date, datetime  # noqa: TC003 - the command line reads the annotation
from pathlib import Path  # noqa: TC003 - the command line reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.identity import acting, office_desk
from commands.options import DAY, AsJson
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, err, out, say
from layers.intake.cells.figures import Style
from layers.intake.lists.code_book import read_code_book
from layers.province import open_province
from layers.targets.columns import read_kind
from layers.targets.importing import bring, keep
from layers.targets.reading import Reference
from layers.targets.units import read_target_units
from office import audit
from office.people import OWNER
from office.rights import Act, may, require
from views import terminal_targets

if TYPE_CHECKING:
    from layers.targets.importing import Brought
    from layers.targets.model import Kind
    from office.people import Person


def import_command(
    file: Annotated[
        Path, typer.Argument(help="CSV or XLSX table: land code, year, area (ha), unit code, kind.")
    ],
    decision: Annotated[str, typer.Option(help="Number of the decision, for rows that state none.")] = "",
    dated: Annotated[datetime | None, typer.Option(formats=DAY, help="Day of that decision.")] = None,
    units_on: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="Day whose units the codes mean. Default: that of the decision."),
    ] = None,
    kind: Annotated[str, typer.Option(help="planned or actual, for rows that say neither.")] = "",
    source: Annotated[str, typer.Option(help="Where the figures come from, in words.")] = "",
    confidence: Annotated[str, typer.Option(help='"confirmed" where somebody compared them.')] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook with several.")] = "",
    decimal: Annotated[str, typer.Option(help="comma or point, where figures can be read both ways.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the account, keep nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """
    Bring a table of targets or inventories; each row is taken, or refused with one sentence.

    Exit status: 0 all rows taken, 2 nothing could be used, 3 some rows were refused.

    Example: ranh targets import chi-tieu.xlsx --decision 227/QĐ-TTg --dated 2024-03-12 --kind planned
    """
    person = acting(Act.SEE_MAP)
    knows = may(person, Act.IMPORT_RESTRICTED)
    if not knows:
        require(person, Act.IMPORT)
    province = open_province(Settings.folder)
    reference = Reference(
        book=read_code_book(province.path(province.codes)),
        units=read_target_units(province),
        units_on=_date(units_on),
        decision_number=decision,
        decision_date=_date(dated),
        kind=_kind(kind),
        source=source,
        confidence=confidence,
        style=_style(decimal),
    )
    brought = bring(file, province, reference, sheet=sheet, knows_restricted=knows)
    kept = None
    if not dry_run and brought.new:
        _note(person, brought, decision)
        kept = keep(brought, province, by=person.full_name or person.name or getpass.getuser())
    if as_json:
        told = _account(brought, is_kept=kept is not None)
        typer.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        terminal_targets.show_account(out, err, brought.table, len(brought.new), Settings.language)
    if not brought.table.targets:
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(NOT_CHECKED if brought.table.refused else CLEAR)


def _note(person: Person, brought: Brought, decision: str) -> None:
    """Put the import into the trail before it is kept, so that none is without."""
    if person == OWNER:
        return
    facts = {"source_sha256": brought.sha256, "decision": decision, "figures": len(brought.new)}
    with office_desk().writing() as connection:
        audit.append(connection, person, "import", kind="targets", key=brought.key, facts=facts)


def _account(brought: Brought, *, is_kept: bool) -> dict[str, Any]:
    table = brought.table
    return {
        "file": table.file,
        "sha256": brought.sha256,
        "rows": table.rows,
        "figures": len(table.targets),
        "new": len(brought.new),
        "without_figure": table.without_figure,
        "refused": [{"row": one.row, "en": one.en, "vi": one.vi} for one in table.refused],
        "kept": is_kept,
    }


def _kind(words: str) -> Kind | None:
    kind = read_kind(words) if words else None
    if words and kind is None:
        raise typer.BadParameter(
            say("planned or actual", "planned (quy hoạch) hoặc actual (hiện trạng)"), param_hint="--kind"
        )
    return kind


def _style(decimal: str) -> Style | None:
    styles = {"": None, "comma": Style.COMMA, "point": Style.POINT}
    if decimal not in styles:
        raise typer.BadParameter(say("comma or point", "comma hoặc point"), param_hint="--decimal")
    return styles[decimal]


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None
