"""Ask for the passphrase of a vault: at the prompt, or from the environment of a script."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from commands.settings import say, warn
from office.errors import SealedError
from office.sealed.crypt import Passphrase
from office.sealed.seen import older_vault

if TYPE_CHECKING:
    from office.database.desk import Desk

GIVEN, NEW = "RANH_PASSPHRASE", "RANH_NEW_PASSPHRASE"


def ask_passphrase() -> Passphrase:
    """
    Return the passphrase of the vault.

    Raises
    ------
    SealedError
        If it is not given and nobody can be asked.
    """
    return _asked(GIVEN, say("Passphrase of the vault: ", "Mật khẩu kho niêm phong: "))


def ask_new_passphrase() -> Passphrase:
    """
    Return a new passphrase, typed twice.

    Raises
    ------
    SealedError
        If the two differ, it could be guessed, or nobody can be asked.
    """
    told = say("New passphrase (16 characters or 5 words): ", "Mật khẩu mới (16 ký tự hoặc 5 từ): ")
    given = os.environ.get(NEW)
    if given is not None:
        passphrase = Passphrase(given)
    else:
        _require_terminal(NEW)
        first, second = getpass.getpass(told), getpass.getpass(say("Once more: ", "Nhập lại: "))
        if first != second:
            raise SealedError(
                "The two passphrases differ: start again.", "Hai lần nhập không giống nhau: hãy làm lại."
            )
        passphrase = Passphrase(first)
    passphrase.require_strong()
    return passphrase


def _asked(variable: str, prompt: str) -> Passphrase:
    given = os.environ.get(variable)
    if given is not None:
        return Passphrase(given)
    _require_terminal(variable)
    return Passphrase(getpass.getpass(prompt))


def _require_terminal(variable: str) -> None:
    if not sys.stdin.isatty():
        raise SealedError(
            f"No passphrase: set {variable}, or run the command on a terminal.",
            f"Chưa có mật khẩu: hãy đặt {variable}, hoặc chạy lệnh trên cửa sổ dòng lệnh.",
        )


def warn_of_older(desk: Desk) -> None:
    """Warn where the vault that was opened is an older one than the desk has seen."""
    if told := older_vault(desk):
        warn(told.en, told.vi)
