"""Steps of the first run: what each finds, as things are now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.errors import RanhError
from layers.province import open_province
from office.accounts import list_accounts
from office.database.schema import audit as trail
from office.people import Role

if TYPE_CHECKING:
    from pathlib import Path

    from office.database.desk import Desk

DECIDING = (Role.PROVINCIAL_OFFICER, Role.CHIEF)
"""Roles without which no case can be decided."""


class Arrangement(StrEnum):
    """What a machine may hold of defence and security land."""

    ORDINARY = "ordinary"
    """Only the approved cover."""
    CLEARED = "cleared"
    """The exact land: a machine that stands alone, or in a local network without any way out."""


class Step(StrEnum):
    """Steps in their order."""

    PROVINCE = "province"
    ARRANGEMENT = "arrangement"
    PEOPLE = "people"
    BACKUP = "backup"


class Done(StrEnum):
    """How far a step is."""

    OPEN = "open"
    DONE = "done"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """A step, how far it is, and what was found."""

    step: Step
    done: Done
    en: str
    vi: str
    warns: bool = False
    """What was found is a danger, whatever was decided."""

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


def province_step(folder: Path) -> FirstStep:
    """Look whether the province opens and every file of a layer is there."""
    try:
        province = open_province(folder)
    except RanhError as error:
        return FirstStep(step=Step.PROVINCE, done=Done.OPEN, en=error.en, vi=error.vi, warns=True)
    missing = [layer for layer in province.layers if not province.path(layer.file).is_file()]
    count, crs = len(province.layers), province.crs
    if missing:
        names_en, names_vi = (
            ", ".join(getattr(layer, f"name_{code}") for layer in missing) for code in ("en", "vi")
        )
        return FirstStep(
            step=Step.PROVINCE,
            done=Done.OPEN,
            en=f"{province.name_en}: files are missing for {names_en}; what needs them is not checked.",
            vi=f"{province.name_vi}: thiếu tệp của {names_vi}; phần cần các lớp này sẽ chưa kiểm tra được.",
            warns=True,
        )
    return FirstStep(
        step=Step.PROVINCE,
        done=Done.DONE,
        en=f"{province.name_en}: {count} layers, {crs}.",
        vi=f"{province.name_vi}: {count} lớp, hệ toạ độ {crs}.",
    )


def arrangement_step(said: Arrangement | None, folder: Path) -> FirstStep:
    """Compare what was said of this machine with what lies on it."""
    plain = _plain_layers(folder)
    if said is None:
        return FirstStep(
            step=Step.ARRANGEMENT,
            done=Done.OPEN,
            en="Not said yet: may this machine hold defence and security land itself, or only its cover?",
            vi="Chưa khai báo: máy này được lưu đất quốc phòng, an ninh hay chỉ được lưu lưới che?",
            warns=bool(plain),
        )
    if said is Arrangement.ORDINARY and plain:
        return FirstStep(
            step=Step.ARRANGEMENT,
            done=Done.DONE,
            en=f"Ordinary machine, but {plain} layers of defence and security land lie on it in plain text: "
            "have the steward take them to the cleared machine, install the cover, and delete them here.",
            vi=f"Máy thông thường nhưng đang lưu {plain} lớp đất quốc phòng, an ninh không mã hoá: hãy để "
            "người giữ dữ liệu mật chuyển sang máy được phép, cài lưới che rồi xoá các lớp này khỏi máy.",
            warns=True,
        )
    if said is Arrangement.ORDINARY:
        en, vi = "Ordinary machine: only the cover is kept.", "Máy thông thường: chỉ lưu lưới che."
        return FirstStep(step=Step.ARRANGEMENT, done=Done.DONE, en=en, vi=vi)
    return FirstStep(
        step=Step.ARRANGEMENT,
        done=Done.DONE,
        en=f"Cleared machine; {plain} layers of defence and security land are not sealed (`ranh sealed add`)."
        if plain
        else "Cleared machine; no defence or security layer lies in plain text.",
        vi=f"Máy được phép lưu dữ liệu mật; còn {plain} lớp chưa niêm phong (`ranh sealed add`)."
        if plain
        else "Máy được phép lưu dữ liệu mật; không có lớp quốc phòng, an ninh nào để không mã hoá.",
        warns=bool(plain),
    )


def _plain_layers(folder: Path) -> int:
    """Count the layers of restricted land whose files lie beside the province."""
    try:
        province = open_province(folder)
    except RanhError:
        return 0
    return sum(layer.restricted and province.path(layer.file).is_file() for layer in province.layers)


def people_step(desk: Desk) -> FirstStep:
    """Look whether a case can be decided: by an officer, and by a chief."""
    roles = {account.person.role for account in list_accounts(desk) if account.active}
    missing = [role for role in DECIDING if role not in roles]
    if not missing:
        en, vi = "An officer and a chief are there.", "Đã có cán bộ xử lý và người ký duyệt."
        return FirstStep(step=Step.PEOPLE, done=Done.DONE, en=en, vi=vi)
    return FirstStep(
        step=Step.PEOPLE,
        done=Done.OPEN,
        en="A provincial officer and a chief are needed: decisions that matter need two persons.",
        vi="Cần ít nhất một cán bộ cấp tỉnh và một lãnh đạo: quyết định quan trọng phải có hai người.",
    )


def backup_step(desk: Desk) -> FirstStep:
    """Look whether a backup was ever made."""
    asked = sa.select(sa.func.count()).select_from(trail).where(trail.c.act == "back_up")
    with desk.reading() as connection:
        count = connection.scalar(asked) or 0
    if count:
        en, vi = "A backup was made.", "Đã sao lưu lần đầu."
        return FirstStep(step=Step.BACKUP, done=Done.DONE, en=en, vi=vi)
    return FirstStep(
        step=Step.BACKUP,
        done=Done.OPEN,
        en="No backup yet: choose a folder on another disk.",
        vi="Chưa sao lưu: hãy chọn thư mục trên ổ đĩa khác.",
    )
