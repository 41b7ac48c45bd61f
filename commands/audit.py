"""`ranh audit`: who did what, and whether the trail of it is whole."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from commands.identity import acting, office_desk
from commands.options import AsJson  # noqa: TC001 - typer reads the annotations
from commands.settings import CLEAR, UNUSABLE, Settings, err, out, say
from office.audit_read import Entry, WantedEntries, head_of, read_trail
from office.audit_verify import verify
from office.cases.said import HERE
from office.database.anchor import Head
from office.rights import Act

app = typer.Typer(help="The audit trail: who did what, and whether it is whole.", no_args_is_help=True)


@app.command("verify")
def verify_command(
    head: Annotated[
        list[str] | None,
        typer.Option(help="What `ranh audit head` printed once: NUMBER HASH, in quotes; repeat for more."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Look for any change of the trail and of what it tells of, and for rows cut off.

    The file audit-anchor.jsonl beside the database shows rows cut off; who can write to both
    could forge both. A head that was kept on paper or another machine shows also that.

    Exit status 0 nothing found, 2 something found.

    Example: ranh audit verify --head "120 9f2c..."
    """
    acting(Act.SEE_AUDIT)
    told = verify(office_desk(), heads=[_head(text) for text in head or ()])
    if as_json:
        last = asdict(told.head) if told.head else None
        problems = [asdict(problem) for problem in told.problems]
        notes = [asdict(note) for note in told.notes]
        counts = {"ok": told.ok, "rows": told.rows, "objects": told.objects, "problems": told.problem_count}
        typer.echo(
            json.dumps(
                counts | {"head": last, "first_problems": problems, "notes": notes}, ensure_ascii=False
            )
        )
    else:
        for note in told.notes:
            err.print(Text(note.sentence(Settings.language), style="yellow"))
        for problem in told.problems:
            err.print(Text(problem.sentence(Settings.language), style="bold red"))
        counts_en = f"{told.rows} audit rows, {told.objects} records compared: "
        counts_vi = f"{told.rows} dòng nhật ký, đã đối chiếu {told.objects} bản ghi: "
        result_en = "nothing was changed." if told.ok else f"{told.problem_count} problems."
        result_vi = "không có thay đổi nào." if told.ok else f"có {told.problem_count} sai lệch."
        out.print(say(counts_en + result_en, counts_vi + result_vi), highlight=False)
    raise typer.Exit(CLEAR if told.ok else UNUSABLE)


@app.command("show")
def show_command(
    last: Annotated[int, typer.Option(help="So many rows, the newest.", min=1)] = 50,
    person: Annotated[str, typer.Option(help="Only what this account did.")] = "",
    act: Annotated[str, typer.Option(help="Only this act, as the list calls it.")] = "",
    as_json: AsJson = False,
) -> None:
    """
    List what was done, the oldest first. Times are those of Vietnam.

    Example: ranh audit show --last 20 --person can-bo-1
    """
    by = acting(Act.SEE_AUDIT)
    entries = read_trail(office_desk(), by, WantedEntries(last=last, person_name=person, act=act))
    if as_json:
        records = [asdict(entry) | {"at": entry.at.isoformat()} for entry in entries]
        typer.echo(json.dumps(records, ensure_ascii=False))
        return
    for entry in entries:
        out.print(Text(_line(entry)), soft_wrap=True)


@app.command("head")
def head_command() -> None:
    """
    Print the last row's number, hash and time, to be kept on paper or another machine.

    Example: ranh audit head
    """
    head = head_of(office_desk(), acting(Act.SEE_AUDIT))
    typer.echo("0" if head is None else f"{head.sequence} {head.hash} {head.at}")


def _head(text: str) -> Head:
    number, digest, *_ = [*text.split(), "", ""]
    if not number.isdecimal() or not re.fullmatch("[0-9a-f]{64}", digest):
        raise typer.BadParameter("NUMBER HASH, as `ranh audit head` prints it", param_hint="--head")
    return Head(sequence=int(number), hash=digest, at="")


def _line(entry: Entry) -> str:
    about = f"{entry.object_kind} {entry.object_id}".strip()
    facts = json.dumps(entry.facts, ensure_ascii=False) if entry.facts else ""
    at = entry.at.astimezone(HERE)
    parts = (
        f"{entry.sequence:>6}",
        f"{at:%d/%m/%Y %H:%M:%S}",
        entry.person_name or "-",
        entry.act,
        about,
        facts,
    )
    # Names may hold anything: nothing in them may move the cursor or colour the terminal.
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in "  ".join(parts)
    )
