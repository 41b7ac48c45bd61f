"""New passwords: asked twice, or made up."""

from __future__ import annotations

import getpass
import os
import secrets
import sys

from commands.settings import say
from office.errors import AccountError

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read one for the other."""


def new_password(name: str) -> str:
    """
    Return a new password, asked twice, or that of RANH_NEW_PASSWORD.

    Raises
    ------
    AccountError
        If it was not typed the same way twice, or nobody can be asked.
    """
    if (given := os.environ.get("RANH_NEW_PASSWORD")) is not None:
        return given
    if not sys.stdin.isatty():
        raise AccountError(
            "No new password: set RANH_NEW_PASSWORD, or run the command on a terminal.",
            "Chưa có mật khẩu mới: hãy đặt RANH_NEW_PASSWORD, hoặc chạy lệnh trên cửa sổ dòng lệnh.",
        )
    first = getpass.getpass(say(f"New password of {name}: ", f"Mật khẩu mới của {name}: "))
    if getpass.getpass(say("Once more: ", "Nhập lại: ")) != first:
        raise AccountError(
            "The new password was not typed the same way twice; nothing was changed.",
            "Hai lần nhập mật khẩu mới không giống nhau; chưa thay đổi gì.",
        )
    return first


def random_password() -> str:
    """Return a password that can be read out and typed: 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
