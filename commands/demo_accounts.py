"""`ranh account demo`: somebody in every role, to try a demonstration province with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from commands.identity import acting, office_desk
from commands.new_password import random_password
from commands.settings import Settings, out
from layers.check import described_sites
from layers.province import open_province
from office.accounts import NewAccount, add_account, has_accounts, set_password
from office.errors import AccountError
from office.people import OWNER, Role
from office.rights import Act
from views import terminal
from views.text import Text

if TYPE_CHECKING:
    from layers.province import Province


def demo() -> None:
    """
    Make one account for each role in a demonstration province; print the passwords, this once.

    Only where there is no account yet.
    """
    by = acting(Act.MANAGE_ACCOUNTS)
    desk, province = office_desk(), open_province(Settings.folder)
    if not province.demonstration or has_accounts(desk):
        raise AccountError(
            "Accounts for trying out are only made in a demonstration province that has none yet.",
            "Chỉ tạo tài khoản dùng thử ở tỉnh trình diễn chưa có tài khoản nào.",
        )
    own = frozenset({_busiest_commune(province)})
    rows = []
    for role in sorted(Role, key=lambda role: role is not Role.ADMINISTRATOR):
        secret = random_password()
        name = role.replace("_", "-")
        communes = own if role is Role.COMMUNE_OFFICER else frozenset()
        made = add_account(desk, by, NewAccount(name=name, role=role, communes=communes, password=secret))
        by = made if by == OWNER else by
        # Whoever reads the list is everybody in it: nobody else set the password.
        set_password(desk, made, made.id, secret)
        rows.append(
            (name, secret, Text(Settings.language)(f"role.{made.role}"), ", ".join(sorted(made.communes)))
        )
    terminal.show_rows(out, "demo_accounts", rows, Settings.language)


def _busiest_commune(province: Province) -> str:
    """Return the code of the commune with the most projects."""
    codes = described_sites(province, datetime.now().astimezone().date())["commune_code"]
    counts = codes[codes != ""].value_counts()
    if counts.empty:
        raise AccountError(
            "No project of the province lies in a commune; a commune officer needs one.",
            "Không có dự án nào nằm trong xã của tỉnh; cán bộ cấp xã cần có ít nhất một xã.",
        )
    return str(counts.index[0])
