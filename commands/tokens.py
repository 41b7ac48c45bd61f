"""`ranh token`: with which GIS programs read what a person may see."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.identity import acting, office_desk
from commands.settings import Settings, out, say
from office.rights import Act
from office.tokens import list_tokens, make_token, revoke_token
from views import numbers

app = typer.Typer(
    help="Tokens: read-only access of GIS programs (/ogc) in a person's name.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="Name of the token, such as the program that has it.")]


@app.command("add")
def add(name: Name, days: Annotated[int, typer.Option(help="Days until it ends.", min=1)] = 90) -> None:
    """
    Make a token of your own and show it, once. It reads what you may see, and never restricted land.

    The program gives it as the password of HTTP Basic with the name of the account, or as a bearer token.

    Example: ranh --user can-bo-1 token add QGIS --days 30
    """
    token = make_token(office_desk(), acting(Act.SEE_MAP), name, days)
    out.print(
        say(
            "The token is shown this once; keep it like a password:",
            "Mã chỉ hiện một lần, hãy giữ như mật khẩu:",
        )
    )
    out.print(token, highlight=False, markup=False, soft_wrap=True)


@app.command("list")
def show() -> None:
    """List your own tokens; administrators see everybody's. A token itself is kept nowhere."""
    person = acting(Act.SEE_MAP)
    for one in list_tokens(office_desk(), person):
        until = numbers.day(one.until.date(), Settings.language)
        state = say("ended", "đã hết hạn") if one.ended else say(f"until {until}", f"đến {until}")
        out.print(f"{one.account}  {one.name}  {state}", highlight=False, markup=False, soft_wrap=True)


@app.command("revoke")
def revoke(
    name: Name, account: Annotated[str, typer.Option(help="Whose it is; by default your own.")] = ""
) -> None:
    """End a token at once: your own, as an administrator anybody's."""
    revoke_token(office_desk(), acting(Act.SEE_MAP), name, account)
    out.print(say("The token has ended.", "Đã thu hồi mã."))
