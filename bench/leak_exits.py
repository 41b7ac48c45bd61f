"""Every way in which bytes leave for a person, taken for each role of an office."""

from __future__ import annotations

import asyncio
import io
import math
import os
import sys
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware

import cli
from bench.secret_land import CRS, EAST, NORTH, write_province
from commands.settings import UNUSABLE
from geo.crs import to_display
from office import passwords
from office.accounts import NewAccount, add_account, list_accounts, set_password
from office.database.desk import open_desk
from office.errors import RightError
from office.people import OWNER, Role
from office.rights import Act
from office.sessions import begin, find_session, open_exact
from views import features, handing, import_shapes, login, tiles
from views.downloads import findings_file
from views.guard import Guard
from views.person import COOKIE
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from office.database.desk import Desk
    from office.sessions import Session
    from views.store import Store

DAY = date(2026, 11, 26)
PASSWORD = "ba con mèo đen trên mái"  # noqa: S105 - of accounts made for the measurement
REASON = "kiểm thử rò rỉ dữ liệu"
OPENED = "steward, exact"
"""The one who may have it all: what is not found there was not looked for well."""
NOBODY = "nobody"
TILE_ZOOMS = (11, 13, 15, 16)
FORMATS = ("geojson", "gpkg", "parquet", "csv", "xlsx")
APP = Starlette(
    routes=[*tiles.ROUTES, *features.ROUTES, *import_shapes.ROUTES, *handing.ROUTES, *login.ROUTES],
    middleware=[Middleware(Guard)],
)
"""The addresses of the web door, without Streamlit."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something that left, or a refusal to let it go."""

    exit: str
    body: bytes
    given: bool


@dataclass(kw_only=True)
class Office:
    """A province with an office, and somebody signed in for each viewer."""

    folder: Path
    work: Path
    desk: Desk
    tokens: dict[str, str]
    accounts: dict[str, str]

    def session(self, viewer: str) -> Session | None:
        """Return who looks."""
        return find_session(self.desk, self.tokens.get(viewer))

    def ask(self, exit_name: str, viewer: str, address: str) -> Sent:
        """Ask the web door for an address."""
        status, body = asyncio.run(_asked(address, self.tokens.get(viewer)))
        return Sent(exit=exit_name, body=body, given=status < 400)

    def run(self, viewer: str, *arguments: str) -> tuple[int, bytes]:
        """Run a command as a viewer; return its status and all that it printed."""
        named = ["--user", self.accounts[viewer]] if viewer in self.accounts else []
        return _command(["ranh", "--province", str(self.folder), *named, *arguments])


@contextmanager
def office_at(work: Path, which: str, office: str = "office") -> Iterator[Office]:
    """Give an office whose province has one of the two shapes of defence land."""
    folder = write_province(work / "province", which)
    before = dict(os.environ), passwords.HASHER
    os.environ |= {
        "RANH_PROVINCE": str(folder),
        "RANH_OFFICE": str(work / office),
        "RANH_PASSWORD": PASSWORD,
    }
    os.environ.pop("RANH_DATABASE_URL", None)
    passwords.HASHER = PasswordHasher(1, 8, 1)
    try:
        with closing(open_desk(folder)) as desk:
            yield _staffed(desk, folder, work)
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        passwords.HASHER = before[1]


def _staffed(desk: Desk, folder: Path, work: Path) -> Office:
    by = OWNER
    for role in sorted(Role, key=lambda role: role is not Role.ADMINISTRATOR):
        own = frozenset({"01"}) if role is Role.COMMUNE_OFFICER else frozenset()
        person = add_account(desk, by, NewAccount(name=role, role=role, communes=own, password=PASSWORD))
        set_password(desk, person, person.id, PASSWORD)
        by = person if by == OWNER else by
    known = {account.person.role: account for account in list_accounts(desk)}
    tokens = {str(role): begin(desk, known[role], "login") for role in Role}
    tokens[OPENED] = begin(desk, known[Role.DEFENCE_STEWARD], "login")
    opened = find_session(desk, tokens[OPENED])
    if opened is None:
        raise LookupError(OPENED)
    open_exact(desk, opened, REASON)
    accounts = {str(role): str(role) for role in Role} | {OPENED: str(Role.DEFENCE_STEWARD)}
    return Office(folder=folder, work=work, desk=desk, tokens=tokens, accounts=accounts)


def web_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give every address: one's own, and those of the exact view for all that one has not."""
    exact = store_for(_required(office, OPENED))
    session = office.session(viewer)
    own = exact if session is None else store_for(session)
    for face in dict.fromkeys((own, exact)):
        face.result(DAY)
        for layer in face.province.layers:
            yield office.ask("layer", viewer, features.layer_url(face, layer.id))
        for place in _places():
            address = tiles.tile_url(face, "landuse").format(z=place[0], x=place[1], y=place[2])
            yield office.ask("tile", viewer, address)
        for lon, lat in _clicks():
            yield office.ask("click", viewer, f"{tiles.zones_url(face, 'landuse')}?lon={lon}&lat={lat}")
        for kind in ("sites", "overlaps"):
            yield office.ask(kind, viewer, features.result_url(face, kind, DAY))
    for layer_id in ("defence", "no-such-layer"):
        yield office.ask("unknown layer", viewer, f"/features/layers/{layer_id}/000000000000.json")


def download_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give the file of findings, under one's own address and under the steward's."""
    for whose in dict.fromkeys((viewer, OPENED)):
        session = office.session(whose)
        if session is None:
            continue
        address = _offered(session, store_for(session))
        if address:
            yield office.ask("download", viewer, address)


def _offered(session: Session, store: Store) -> str:
    result = store.result(DAY)
    act = Act.SEE_EXACT if store.is_exact else Act.DOWNLOAD
    try:
        return handing.offer(
            session,
            findings_file(result.findings, result, store),
            "findings.geojson",
            "application/geo+json",
            act=act,
            communes=session.person.communes or None,
        )
    except RightError:
        return ""


def command_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give what commands print and write."""
    reason = ["--reason", REASON] if viewer == OPENED else []
    files = office.work / f"files-{viewer}"
    files.mkdir(exist_ok=True)
    day = ["--as-of", DAY.isoformat()]
    for suffix in FORMATS:
        target = files / f"findings.{suffix}"
        status, printed = office.run(viewer, "check", *day, *reason, "-o", str(target))
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
        body = target.read_bytes() if target.is_file() else b""
        yield Sent(exit=f"check .{suffix}", body=body, given=bool(body))
    for words in (
        ("check", *day, *reason, "--json"),
        ("layers", *reason, "--json"),
        ("rules", "--json"),
        ("projects", *day, *reason, "--json"),
        ("versions",),
        ("cover", "show"),
    ):
        status, printed = office.run(viewer, *words)
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
    package = files / "package"
    status, printed = office.run(viewer, "export", "--commune", "01", *day, "-o", str(package))
    yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
    for path in sorted(package.glob("*")) if package.is_dir() else ():
        yield Sent(exit="export package", body=path.name.encode() + b"\n" + path.read_bytes(), given=True)


def office_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give cases and reports, made of what this viewer may ask for."""
    status, printed = office.run(viewer, "cases", "sync")
    yield Sent(exit="cases", body=printed, given=status != UNUSABLE)
    for words in (("list", "--json"), ("show", "HS-2026-0001", "--json"), ("waiting",)):
        status, printed = office.run(viewer, "cases", *words)
        yield Sent(exit="cases", body=printed, given=status != UNUSABLE)
    for form in ("pdf", "docx"):
        target = office.work / f"files-{viewer}" / f"report.{form}"
        _, printed = office.run(viewer, "report", "make", "--site", "S1", "--format", form, "-o", str(target))
        body = target.read_bytes() if target.is_file() else b""
        yield Sent(exit=f"report .{form}", body=body or printed, given=bool(body))
    backup = office.work / f"files-{viewer}" / "office.ranh-backup"
    office.run(viewer, "backup", "-o", str(backup))
    body = backup.read_bytes() if backup.is_file() else b""
    yield Sent(exit="backup", body=body, given=bool(body))
    status, printed = office.run(viewer, "audit", "show")
    yield Sent(exit="audit", body=printed, given=status != UNUSABLE)


def disk_exits(office: Office) -> Iterator[Sent]:
    """Give every file of the office: database, log of its changes, trail, anchors."""
    for path in sorted((office.work / "office").rglob("*")):
        if path.is_file():
            yield Sent(exit="office files", body=path.name.encode() + b"\n" + path.read_bytes(), given=True)


def _required(office: Office, viewer: str) -> Session:
    session = office.session(viewer)
    if session is None:
        raise LookupError(viewer)
    return session


def _clicks() -> list[tuple[float, float]]:
    frame = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(
            [EAST + 3500, EAST + 3040, EAST + 2100], [NORTH + 3500, NORTH + 3040, NORTH + 2100]
        ),
        crs=CRS,
    )
    return [tuple(point) for point in shapely.get_coordinates(to_display(frame).geometry.to_numpy()).tolist()]


def _places() -> list[tuple[int, int, int]]:
    """Return the tiles around the defence land at several depths."""
    places = []
    for lon, lat in _clicks():
        for zoom in TILE_ZOOMS:
            across = 2**zoom
            column = int((lon + 180) / 360 * across)
            row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across)
            places.append((zoom, column, row))
    return list(dict.fromkeys(places))


async def _asked(address: str, token: str | None) -> tuple[int, bytes]:
    """Ask the application, as a server would; return the status and all bytes of the answer."""
    path, _, query = address.partition("?")
    headers = [(b"host", b"127.0.0.1")]
    if token:
        headers.append((b"cookie", f"{COOKIE}={token}".encode()))
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "http",
        "server": ("127.0.0.1", 8501),
        "http_version": "1.1",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await APP(scope, receive, send)
    head = b"\n".join(name + b": " + value for name, value in sent[0]["headers"])
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], body or head


def _command(words: list[str]) -> tuple[int, bytes]:
    printed = io.StringIO()
    before, sys.argv = sys.argv, words
    status = 0
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            cli.run()
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.argv = before
    return status, printed.getvalue().encode()
