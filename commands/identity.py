"""Who runs a command: the owner of the machine while there is no account, else who `--user` names."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from commands.settings import Settings, say
from office.accounts import Account, has_accounts
from office.attempts import prove
from office.database.desk import FILE, Desk, open_desk
from office.database.place import office_folder
from office.errors import AccountError
from office.owner import require_no_earlier_office
from office.people import OWNER, Person
from office.rights import Act, require

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Known:
    """What was found out once for the command that runs."""

    desk: Desk | None = None
    person: Person | None = None


def acting(act: Act, communes: Iterable[str] | None = None) -> Person:
    """
    Return who runs this command, only if they may do it.

    Raises
    ------
    AccountError
        If there are accounts and the name or password is missing or wrong.
    RightError
        If the person may not do it.
    """
    if _Known.person is None:
        _Known.person = _identify()
    require(_Known.person, act, communes)
    return _Known.person


def office_desk() -> Desk:
    """Return the desk of the province that this command works on; it is made where there is none."""
    if _Known.desk is None:
        _Known.desk = open_desk(Settings.folder)
    return _Known.desk


def desk_if_there() -> Desk | None:
    """Return the desk of the province that this command works on; None where there is none: none is made."""
    is_there = os.environ.get("RANH_DATABASE_URL") or (office_folder(Settings.folder) / FILE).is_file()
    return office_desk() if is_there else None


def forget() -> None:
    """End a command: close the desk; the next one in this process proves anew who runs it."""
    if _Known.desk is not None:
        _Known.desk.close()
    _Known.desk = _Known.person = None


def _identify() -> Person:
    # Whoever only checks files on a machine without an office must not be given one.
    folder = office_folder(Settings.folder)
    is_there = os.environ.get("RANH_DATABASE_URL") or (folder / FILE).is_file()
    if not is_there or not has_accounts(office_desk()):
        require_no_earlier_office(folder, office_desk() if is_there else None)
        return OWNER
    account = own_account()
    if account.must_change:
        raise AccountError(
            "Somebody else set your password: change it first (on the page or with `ranh account password`).",
            "Mật khẩu do người khác đặt: hãy đổi trước (trên trang, hoặc `ranh account password`).",
        )
    return account.person


def own_account() -> Account:
    """
    Return the account that `--user` names, proved by its password.

    Raises
    ------
    AccountError
        If nobody is named, or the password is missing or wrong.
    """
    if not Settings.user:
        raise AccountError(
            "This office has accounts: say who you are with --user NAME before the command, or RANH_USER.",
            "Đơn vị đã có tài khoản: hãy ghi --user TÊN trước lệnh, hoặc đặt RANH_USER.",
        )
    return prove(office_desk(), Settings.user, _password())


def _password() -> str:
    if (given := os.environ.get("RANH_PASSWORD")) is not None:
        return given
    if not sys.stdin.isatty():
        raise AccountError(
            "No password: set RANH_PASSWORD, or run the command on a terminal.",
            "Chưa có mật khẩu: hãy đặt RANH_PASSWORD, hoặc chạy lệnh trên cửa sổ dòng lệnh.",
        )
    return getpass.getpass(say(f"Password of {Settings.user}: ", f"Mật khẩu của {Settings.user}: "))
