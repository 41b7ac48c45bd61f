"""`ranh public`: what people without an account see; nothing until it is switched on."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.identity import acting, office_desk
from commands.seeing import edits_if_there
from commands.settings import Settings, out, say
from geo.errors import RanhError
from layers.catalogue import read_layers
from layers.money.calls import is_calling
from layers.money.edits import known_progress
from layers.money.plan import read_plan
from layers.province import open_province
from layers.rules import SITES
from layers.told import told_sites
from office.errors import DeskError
from office.public_view import PublicView, close_to_public, open_to_public, proposed, public_view
from office.rights import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.province import Province

app = typer.Typer(help="The public view: what people without an account see.", no_args_is_help=True)

YES = ("yes", "có", "co")


@app.command("show")
def show() -> None:
    """Tell whether the public view is on, and what it shows to whom, or would show."""
    acting(Act.SET_UP)
    view, province = public_view(office_desk()), open_province(Settings.folder)
    _say_state(view)
    _say_what(view if view.is_on else proposed(province), province)


@app.command("on")
def switch_on(
    layer: Annotated[
        list[str] | None,
        typer.Option(
            "--layer", help="Family or id of a layer to publish; repeat. Default: those with a decision."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """
    Show published layers and projects to everybody who reaches this server, without an account.

    First it tells what is shown to whom, then it asks. Another `on` replaces what was published.

    Example: ranh public on --layer communes --layer landuse_plan --layer sites
    """
    person = acting(Act.SET_UP)
    province = open_province(Settings.folder)
    view = proposed(province) if layer is None else _named(province, layer)
    _say_what(view, province)
    if not yes:
        _ask()
    _say_state(open_to_public(office_desk(), person, view.families))


@app.command("off")
def switch_off() -> None:
    """Show nothing any more without an account; it counts from the next request on."""
    person = acting(Act.SET_UP)
    close_to_public(office_desk(), person)
    _say_state(public_view(office_desk()))


def _named(province: Province, names: Sequence[str]) -> PublicView:
    """Return the families of layers given by family or id; a restricted one is not there, whoever asks."""
    families = set()
    for name in names:
        found = {
            layer.family
            for layer in province.layers
            if name in {layer.id, layer.family} and not layer.restricted
        }
        if not found:
            known = ", ".join(sorted({layer.family for layer in province.layers if not layer.restricted}))
            raise DeskError(
                f"No layer {name!r} can be published; there are: {known}.",
                f"Không có lớp {name!r} để công khai; có thể chọn: {known}.",
            )
        families |= found
    return PublicView(families=tuple(sorted(families)))


def _ask() -> None:
    refused = DeskError(
        "Nothing was switched on: answer 'yes' on a terminal, or give --yes.",
        "Chưa mở: hãy trả lời 'có' trên cửa sổ dòng lệnh, hoặc thêm --yes.",
    )
    if not sys.stdin.isatty():
        raise refused
    answer = typer.prompt(say("Show this to everybody? (yes/no)", "Công khai cho mọi người? (có/không)"))
    if answer.strip().lower() not in YES:
        raise refused


def _say_state(view: PublicView) -> None:
    if view.is_on:
        _tell(
            "The public view is ON: /cong-khai answers without an account.",
            "Trang công khai ĐANG MỞ: /cong-khai trả lời không cần tài khoản.",
        )
    else:
        _tell(
            "The public view is off: nothing is shown without an account.",
            "Trang công khai đang tắt: không có tài khoản thì không xem được gì.",
        )


def _say_what(view: PublicView, province: Province) -> None:
    _tell(
        "Everybody who reaches this server sees, without an account and read-only:",
        "Mọi người truy cập được máy chủ này, không cần tài khoản, chỉ để xem:",
    )
    layers = [layer for layer in province.layers if layer.family in view.families and not layer.restricted]
    for layer in layers:
        decision = layer.decision_number or say("no decision stated", "chưa nêu quyết định")
        _tell(f"  {layer.id}: {layer.name_en} ({decision})", f"  {layer.id}: {layer.name_vi} ({decision})")
    if any(layer.family == SITES for layer in layers):
        _say_projects(province)
    _tell(
        "As a page with filters and a map (/cong-khai), as files of the list (XLSX, GeoJSON), and for GIS"
        " programs (/ogc).",
        "Dưới dạng trang có bộ lọc và bản đồ (/cong-khai), tệp danh sách (XLSX, GeoJSON) và dịch vụ cho phần"
        " mềm GIS (/ogc).",
    )
    _tell(
        "Never: defence and security layers and projects, anything under the squares of the cover, findings,"
        " cases, reports, accounts and names of officers, the ground picture, other layers.",
        "Không bao giờ có: lớp và dự án quốc phòng, an ninh, phần nằm dưới lưới che, cảnh báo, hồ sơ,"
        " báo cáo, tài khoản và tên cán bộ, ảnh nền, các lớp khác.",
    )


def _say_projects(province: Province) -> None:
    """Tell how many projects there are, and how many of them call for an investor, on today's date."""
    today = datetime.now().astimezone().date()
    layers = [layer for layer in province.versions(SITES) if layer.in_force(today)]
    try:
        plan, edits = read_plan(province), edits_if_there()
        frames = [
            told_sites(part, province)
            for use in read_layers(layers, province)
            if use.data is not None
            for part in (use.data.zones, use.data.broken)  # also projects that have no place yet
        ]
    except RanhError as error:
        _tell(error.en, error.vi)
        return
    rows = [row for frame in frames for row in frame.drop(columns=frame.geometry.name).to_dict("records")]
    calling = sum(is_calling(one, plan) for one in known_progress(rows, province, edits, today))
    _tell(
        f"  {len(rows)} projects, {calling} of them call for investment: name, sector, commune, phase, stage,"
        " capital, area, footprint",
        f"  {len(rows)} dự án, trong đó {calling} đang kêu gọi đầu tư: tên, lĩnh vực, xã, giai đoạn, tình"
        " trạng, vốn, diện tích, phạm vi",
    )


def _tell(en: str, vi: str) -> None:
    out.print(say(en, vi), highlight=False, markup=False, soft_wrap=True)
