"""`ranh account first`: asked by `run.py` before it starts the page, so that somebody can sign in."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.text import Text

from commands.demo_accounts import demo
from commands.identity import acting, office_desk
from commands.new_password import new_password
from commands.settings import Settings, err, out
from geo.errors import RanhError
from layers.province import open_province
from office.accounts import NewAccount, add_account, has_accounts
from office.people import Role
from office.rights import Act

DEMO = "demo"


def first() -> None:
    """Ask for the first account on a terminal, or tell what to type; nothing where there is one."""
    if has_accounts(office_desk()):
        return
    can_try = open_province(Settings.folder).demonstration
    _tell("There is no account yet: nobody can sign in.", "Chưa có tài khoản nào: chưa ai đăng nhập được.")
    if not sys.stdin.isatty():
        command = Path(".venv") / ("Scripts" if sys.platform == "win32" else "bin") / "ranh"
        out.print(f"    {command} account add NAME --role administrator", highlight=False)
        if can_try:
            out.print(f"    {command} account demo", highlight=False)
        return
    while not has_accounts(office_desk()):
        if can_try:
            _tell(
                "Type demo for one account of each role, their passwords shown once.",
                "Gõ demo để tạo mỗi vai trò một tài khoản dùng thử, mật khẩu chỉ hiện một lần.",
            )
        _tell(
            "Or type the administrator's name (Enter: go on without).",
            "Hoặc gõ tên tài khoản của người quản trị (Enter: để sau).",
        )
        try:
            name = input("> ").strip()
        except EOFError:  # Ctrl+D
            return
        if not name:
            return
        _make(name, can_try=can_try)


def _make(name: str, *, can_try: bool) -> None:
    """Make what was typed; say what is wrong with it, so that it can be typed again."""
    try:
        if can_try and name == DEMO:
            demo()
            return
        by = acting(Act.MANAGE_ACCOUNTS)
        new = NewAccount(name=name, role=Role.ADMINISTRATOR, password=new_password(name))
        add_account(office_desk(), by, new)
    except RanhError as error:
        err.print(Text(error.sentence(Settings.language)), style="bold red")


def _tell(en: str, vi: str) -> None:
    out.print(Text(f"{vi} / {en}"))
