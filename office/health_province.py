"""Signs of the province and the program: coordinates, layers, cover, vault, libraries."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from geo.control_points import require_sound
from geo.errors import RanhError
from layers.catalogue import read_layers
from layers.province import open_province
from office.database.types import now
from office.sealed.seen import older_vault
from office.sealed.vault import FOLDER, has_vault
from office.signs import Health, Sign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from layers.province import Province
    from office.database.desk import Desk

COVER_DAYS = 365
LIBRARIES = ("ranh", "shapely", "geopandas", "pyproj", "sqlalchemy", "streamlit", "cryptography", "typst")


def province_signs(folder: Path, *, thorough: bool) -> Iterator[Sign]:
    """Tell of coordinates, layers and cover."""
    try:
        require_sound()
        en = "The control points of VN-2000 lie where they belong."
        yield Sign(
            key="coordinates", state=Health.WELL, en=en, vi="Các điểm khống chế VN-2000 nằm đúng vị trí."
        )
    except RanhError as error:
        yield Sign(key="coordinates", state=Health.BAD, en=error.en, vi=error.vi)
    try:
        province = open_province(folder)
    except RanhError as error:
        yield Sign(key="province", state=Health.BAD, en=error.en, vi=error.vi)
        return
    yield _layers(province, thorough=thorough)
    yield _cover(province)


def _layers(province: Province, *, thorough: bool) -> Sign:
    count = len(province.layers)
    if not thorough:
        return Sign(
            key="province",
            state=Health.UNKNOWN,
            en=f"{count} layers are declared; they were not read now.",
            vi=f"Khai báo {count} lớp; lần này chưa đọc thử.",
        )
    bad = [use.layer for use in read_layers(province.layers, province) if use.data is None]
    names_en, names_vi = (", ".join(getattr(layer, f"name_{code}") for layer in bad) for code in ("en", "vi"))
    return Sign(
        key="province",
        state=Health.BAD if bad else Health.WELL,
        en=f"{len(bad)} of {count} layers cannot be read: {names_en}."
        if bad
        else f"All {count} layers read.",
        vi=f"Không đọc được {len(bad)} trên {count} lớp: {names_vi}." if bad else f"Đọc được cả {count} lớp.",
    )


def _cover(province: Province) -> Sign:
    if province.cover is None:
        return Sign(
            key="cover",
            state=Health.UNKNOWN,
            en="No approved cover is installed.",
            vi="Chưa cài lưới che được duyệt.",
        )
    days = (now() - province.cover.made_at).days
    return Sign(
        key="cover",
        state=Health.WELL if days <= COVER_DAYS else Health.WARN,
        en=f"Approved cover {province.cover.version[:12]}, {days} days old.",
        vi=f"Lưới che được duyệt {province.cover.version[:12]}, lập cách đây {days} ngày.",
    )


def vault_sign(desk: Desk) -> Sign:
    """Tell whether sealed layers are kept here, and whether they are older than they have been."""
    if told := older_vault(desk):
        return Sign(key="vault", state=Health.WARN, en=told.en, vi=told.vi)
    held = has_vault(desk.folder / FOLDER)
    return Sign(
        key="vault",
        state=Health.WELL,
        en="Sealed layers are kept on this machine." if held else "No sealed layers on this machine.",
        vi="Máy này lưu các lớp niêm phong." if held else "Máy này không lưu lớp niêm phong nào.",
    )


def libraries() -> Sign:
    """Tell the versions of what findings and reports are made with."""
    told = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return Sign(key="libraries", state=Health.WELL, en=f"{told}.", vi=f"{told}.")
