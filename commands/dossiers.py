"""`ranh dossier`: ask about sealed land, and carry questions and answers between machines as files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import geopandas as gpd
import typer
from rich.text import Text

from commands.covers import read_bytes
from commands.identity import acting, office_desk
from commands.options import DAY
from commands.passphrase import ask_passphrase, warn_of_older
from commands.settings import CLEAR, NOT_CHECKED, UNUSABLE, Settings, err, out, say, warn
from layers.catalogue import read_layers
from layers.check import check
from layers.province import open_province
from layers.rules import SITES, read_rules
from layers.writer import replace_file
from office.rights import Act
from office.sealed.answers import AnswerKind, Question, ask_about, release
from office.sealed.dossier import Dossier, pack_dossier, read_dossier
from office.sealed.reply import Decision, Reply, answer_dossier, tells_place
from office.sealed.signing import public_hex
from office.sealed.taking import EARLIER, take_answer
from office.sealed.trust import Purpose, desk_key, trust_key, trusted_keys
from office.sealed.viewing import unlock_for, view_sealed
from views import terminal_check
from views.console import progress

if TYPE_CHECKING:
    from layers.province import Province
    from office.people import Person
    from office.sealed.answers import Answer
    from office.sealed.crypt import Passphrase

app = typer.Typer(help="Dossiers: ask about sealed land, by files between machines.", no_args_is_help=True)

Sites = Annotated[list[str], typer.Option("--site", help="Project; repeat for all of the dossier.")]
Number = Annotated[str, typer.Option(help="Number of the dossier.")]


@app.command("ask")
def ask(site: Sites, number: Number) -> None:
    """
    Ask once for a whole dossier whether the competent office has to be asked.

    Exit status: 0 no need, 3 needed, or held until a person in charge has looked.

    Example: ranh dossier ask --site P01 --site P02 --number 12/2026/HS
    """
    person = acting(Act.PACK_DOSSIER)
    answer = ask_about(
        office_desk(), person, Question(number=number, site_ids=tuple(site)), open_province(Settings.folder)
    )
    _show(answer)
    raise typer.Exit(CLEAR if answer.kind is AnswerKind.NO_NEED else NOT_CHECKED)


@app.command("release")
def release_command(
    dossier: Annotated[int, typer.Argument(help="Id of the dossier, as it was shown when held.")],
    version: Annotated[int, typer.Option(help="Version of the record, as it was shown.")] = 1,
) -> None:
    """Let a held answer go, after looking at the question; somebody else than who asked."""
    person = acting(Act.RELEASE_ANSWER)
    _show(release(office_desk(), person, dossier, version, open_province(Settings.folder)))


@app.command("pack")
def pack(
    site: Sites,
    number: Number,
    out_file: Annotated[
        Path, typer.Option("-o", "--out", help="File for the cleared machine: NAME.dossier.")
    ],
    question: Annotated[str, typer.Option(help="What is asked, in words.")] = "",
) -> None:
    """
    Write a signed file with the outlines and facts of projects for the cleared machine.

    Example: ranh dossier pack --site P01 --number 12/2026/HS -o 12.dossier
    """
    person = acting(Act.PACK_DOSSIER)
    province = open_province(Settings.folder)
    answer = ask_about(office_desk(), person, Question(number=number, site_ids=tuple(site)), province)
    _show(answer)
    content = pack_dossier(office_desk(), person, answer, province, question)
    replace_file(out_file, lambda part: part.write_bytes(content))
    out.print(f"{number} -> {out_file}", highlight=False, markup=False)


@app.command("answer")
def answer_command(
    file: Annotated[Path, typer.Argument(help="NAME.dossier")],
    reply: Annotated[Decision | None, typer.Option(help="Without it the findings are shown only.")] = None,
    text: Annotated[str, typer.Option(help="Words of the answer; no coordinates, areas or distances.")] = "",
    office: Annotated[str, typer.Option(help="Who answers, as the rules name it.")] = "",
    document: Annotated[str, typer.Option(help="Number of the document.")] = "",
    dated: Annotated[datetime | None, typer.Option(formats=DAY, help="Day of the document.")] = None,
    out_file: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to carry back: NAME.answer.")
    ] = None,
    sure: Annotated[
        bool, typer.Option("--sure", help="The text may tell a place: it was looked at.")
    ] = False,
) -> None:
    """
    Look at a dossier with the vault open, and answer it.

    Exit status 2 if the text seems to tell where land lies.

    Example: ranh dossier answer 12.dossier --reply agree --text "Đồng ý." --office "Bộ Chỉ huy quân sự tỉnh"
    --document 45/BCH --dated 2026-11-20 -o 12.answer
    """
    person = acting(Act.SEAL)
    if reply is not None and (out_file is None or dated is None):
        raise typer.BadParameter("an answer needs -o FILE, --document and --dated")
    _require_no_place(text, sure=sure)
    province = open_province(Settings.folder)
    dossier = read_dossier(read_bytes(file), province, trusted_keys(office_desk(), Purpose.DOSSIER))
    passphrase = ask_passphrase()
    _show_exact(person, province, dossier, passphrase)
    if reply is None or out_file is None or dated is None:
        return
    told = Reply(
        number=dossier.number,
        dossier_sha256=dossier.sha256,
        decision=reply,
        text=text,
        office=office,
        document_number=document,
        document_date=dated.date(),
    )
    vault = unlock_for(office_desk(), person, passphrase)
    content = answer_dossier(office_desk(), person, vault, dossier, told)
    replace_file(out_file, lambda part: part.write_bytes(content))
    out.print(f"{dossier.number} -> {out_file}", highlight=False, markup=False)


@app.command("take")
def take(file: Annotated[Path, typer.Argument(help="NAME.answer")]) -> None:
    """
    Take an answer from the cleared machine and record it in the cases that wait for it.

    Exit status 3 if the outline of the projects has changed since it was asked: no case takes it.

    Example: ranh dossier take 12.answer
    """
    person = acting(Act.PACK_DOSSIER)
    trusted = trusted_keys(office_desk(), Purpose.COVER)
    taken = take_answer(office_desk(), person, read_bytes(file), trusted, open_province(Settings.folder))
    out.print(Text(f"{taken.reply.number}: {taken.reply.decision} · {taken.reply.document_number}"))
    if taken.of_earlier_outline:
        document = taken.reply.document_number
        warn(EARLIER.en.format(document=document), EARLIER.vi.format(document=document))
    for en, vi, numbers in (
        ("Recorded in cases", "Đã ghi vào hồ sơ", taken.cases),
        ("Not recorded in cases", "Chưa ghi được vào hồ sơ", taken.waiting),
    ):
        if numbers:
            out.print(f"{say(en, vi)}: {', '.join(numbers)}", highlight=False)
    if taken.of_earlier_outline:
        raise typer.Exit(NOT_CHECKED)


@app.command("trust")
def trust(
    key_file: Annotated[Path, typer.Argument(help="File with the public key of an ordinary desk.")],
    name: Annotated[str, typer.Option(help="Whose it is.")] = "",
) -> None:
    """
    Trust the key of an ordinary desk: its dossiers are then opened here.

    Example: ranh dossier trust so-tai-chinh.key --name "Sở Tài chính"
    """
    key = read_bytes(key_file)[:200].decode("ascii", errors="replace")
    trust_key(office_desk(), acting(Act.SET_UP), key, Purpose.DOSSIER, name)
    out.print(say("The key is trusted.", "Đã tin cậy khóa."))


@app.command("key")
def key_command() -> None:
    """Print this desk's public key, for `ranh dossier trust` on the cleared machine."""
    acting(Act.PACK_DOSSIER)
    typer.echo(public_hex(desk_key(office_desk())))


def _show(answer: Answer) -> None:
    style = "green" if answer.kind is AnswerKind.NO_NEED else "bold magenta"
    out.print(Text(say(answer.sentence_en, answer.sentence_vi), style=style))
    if consultee := say(answer.consultee_en, answer.consultee_vi):
        out.print(Text(f"-> {consultee}"))
    if answer.kind is AnswerKind.HELD:
        out.print(f"ranh dossier release {answer.dossier_id} --version {answer.version}", highlight=False)


def _show_exact(person: Person, province: Province, dossier: Dossier, passphrase: Passphrase) -> None:
    """Show the steward what the sealed layers say of the outline; the view is in the audit trail."""
    reason = say(f"Dossier {dossier.number}", f"Trả lời hồ sơ {dossier.number}")
    uses = view_sealed(office_desk(), person, passphrase, reason)
    warn_of_older(office_desk())
    frame = gpd.GeoDataFrame(
        {"site_id": [dossier.number], "name": [dossier.question]},
        geometry=[dossier.footprint],
        crs=province.crs,
    )
    plain = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    families = {use.layer.family for use in uses}
    rules = [rule for rule in read_rules(province.path(province.rules)) if rule.layer in families]
    with progress(err) as report:
        day = date.today()  # noqa: DTZ011 - rules and layers hold by the day here
        result = check(frame, [*plain, *uses], rules, province, day, progress=report)
    terminal_check.show_check(out, result, province, Settings.language, 40)


def _require_no_place(text: str, *, sure: bool) -> None:
    found = tells_place(text)
    if found and not sure:
        warn(
            f"The text seems to tell a place ({', '.join(found)}): take it out, or add --sure.",
            f"Nội dung có vẻ nêu vị trí ({', '.join(found)}): hãy bỏ đi, hoặc thêm --sure.",
        )
        raise typer.Exit(UNUSABLE)
