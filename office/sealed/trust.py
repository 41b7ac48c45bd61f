"""Keys: the desk's own, and those of other machines that it trusts."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from office import audit
from office.database.schema import settings
from office.errors import SealedError
from office.rights import Act, require

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person

KEY_FILE = "desk.key"
SETTING = "trusted_keys"


class Purpose(StrEnum):
    """What a key is trusted for."""

    COVER = "cover"
    """Covers and answers: the steward's key."""
    DOSSIER = "dossier"
    """Dossiers: the key of an ordinary desk."""


def desk_key(desk: Desk) -> Ed25519PrivateKey:
    """
    Return the desk's private key, made when it is first asked for; for its owner alone on disk.

    Raises
    ------
    SealedError
        If the file is there and holds no key.
    """
    path = desk.folder / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(desk)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex().encode())
        file.flush()
        os.fsync(file.fileno())
    return _read_key(desk)


def _read_key(desk: Desk) -> Ed25519PrivateKey:
    try:
        text = (desk.folder / KEY_FILE).read_text(encoding="ascii").strip()
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
    except ValueError:
        # The cause is not told along: it may show the key.
        raise SealedError(
            f"The desk's key file {KEY_FILE} is damaged: restore it from a backup.",
            f"Tệp khóa {KEY_FILE} của đơn vị bị hỏng: hãy khôi phục từ bản sao lưu.",
        ) from None


def trust_key(desk: Desk, person: Person, key: str, purpose: Purpose, name: str) -> None:
    """
    Trust a public key from now on.

    Parameters
    ----------
    key
        64 hexadecimal digits, compared with the other machine by voice or on paper.
    name
        Whose it is, for those who read the list.

    Raises
    ------
    RightError, SealedError
        If the person may not, or it is no key.
    """
    require(person, Act.SET_UP)
    plain = re.sub(r"\s", "", key).lower()
    if re.fullmatch("[0-9a-f]{64}", plain) is None:
        raise SealedError(
            "A public key is 64 digits 0-9, a-f: copy it as the other machine shows it.",
            "Khóa công khai gồm 64 ký tự 0-9, a-f: hãy chép đúng như máy kia hiển thị.",
        )
    with desk.writing() as connection:
        known = _trusted(connection)
        entry = {"key": plain, "purpose": str(purpose), "name": name.strip()}
        value = [*(one for one in known if (one["key"], one["purpose"]) != (plain, str(purpose))), entry]
        if _setting(connection) is None:
            connection.execute(settings.insert().values(key=SETTING, value=value))
        else:
            connection.execute(settings.update().where(settings.c.key == SETTING).values(value=value))
        audit.append(connection, person, "trust_key", table=settings, key=SETTING, facts=entry)


def trusted_keys(desk: Desk, purpose: Purpose) -> dict[str, str]:
    """Return the keys that are trusted for something, each with its name."""
    with desk.reading() as connection:
        return {one["key"]: one["name"] for one in _trusted(connection) if one["purpose"] == purpose}


def _trusted(connection: sa.Connection) -> list[dict[str, Any]]:
    return list(_setting(connection) or [])


def _setting(connection: sa.Connection) -> list[dict[str, Any]] | None:
    value = connection.execute(sa.select(settings.c.value).where(settings.c.key == SETTING)).scalar()
    return value if isinstance(value, list) else None
