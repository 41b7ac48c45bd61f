"""Install the cover that a steward approved on the machine where it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.approved_cover import parse_cover, require_fits
from layers.cover_writer import write_cover
from office import audit
from office.errors import SealedError
from office.rights import Act, require
from office.sealed.trust import Purpose, trusted_keys

if TYPE_CHECKING:
    from layers.approved_cover import Cover
    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person


def install_cover(desk: Desk, person: Person, content: bytes, name: str, province: Province) -> Cover:
    """
    Make an approved cover the one in use.

    The audit row is written first: where it cannot be, nothing is installed.

    Parameters
    ----------
    name
        Name of the file, for sentences.

    Raises
    ------
    RightError, ProvinceError, SealedError
        If the person may not, the file is damaged, of another province, not signed by a trusted
        steward, or not newer than the one in use.
    """
    require(person, Act.SET_UP)
    cover = parse_cover(content, name)
    require_fits(cover, province.id, province.crs)
    if cover.public_key not in trusted_keys(desk, Purpose.COVER):
        raise SealedError(
            f"The cover is signed by a key that is not trusted here ({cover.public_key[:16]}…): compare it"
            " with the steward's, then `ranh cover trust KEY`.",
            f"Lưới che được ký bằng khóa chưa được tin cậy ({cover.public_key[:16]}…): hãy đối chiếu với"
            " người giữ dữ liệu mật rồi chạy `ranh cover trust KEY`.",
        )
    _require_newer(cover, province.cover)
    with desk.writing() as connection:
        facts = {"version": cover.version, "previous": cover.previous}
        audit.append(connection, person, "install_cover", kind="cover", key=cover.version, facts=facts)
    write_cover(province.folder, cover)
    return cover


def _require_newer(cover: Cover, current: Cover | None) -> None:
    if current is None or cover.version == current.version:
        return
    if cover.previous != current.version and cover.made_at <= current.made_at:
        raise SealedError(
            "The cover is older than the one in use: install the newest one.",
            "Lưới che này cũ hơn lưới đang dùng: hãy cài bản mới nhất.",
        )
