"""Every way in which bytes leave for a person, taken for each role of an office."""

from __future__ import annotations

import math
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from bench.leak_office import DAY, OPENED, REASON, Office, Sent
from bench.secret_land import CRS, EAST, NORTH, ROAD
from commands.settings import UNUSABLE
from geo.crs import to_display
from office.database.upgrade import copy_sqlite
from office.errors import RightError
from office.people import Role
from office.rights import Act
from views import backdrop, features, handing, identify, tiles
from views.downloads import findings_file
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.sessions import Session
    from views.store import Store

TILE_ZOOMS = (11, 13, 15, 16)
FORMATS = ("geojson", "gpkg", "xlsx", "parquet", "csv")
FREE = re.compile(rb"\d+[.,]\d GB[^\n]*")
"""How much room the disk has: other programs write on it as well."""
PACKED = re.compile(rb"\d+[.,]\d\d MB|SHA-256 [0-9a-f]{64}")
PLAN_DAY = "2025-06-30"
"""Last day of the period of an evaluation: one that has come."""
FEW = 3
"""Of the formats and lists: what the light version takes."""


def web_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give every address: one's own, and those of the exact view for all that one has not."""
    exact = store_for(_required(office, OPENED))
    session = office.session(viewer)
    own = exact if session is None else store_for(session)
    for face in dict.fromkeys((own, exact)):
        face.result(DAY)
        for layer in face.province.layers:
            yield office.ask("layer", viewer, features.layer_url(face, layer.id))
        for place in tile_places():
            address = tiles.tile_url(face, "landuse").format(z=place[0], x=place[1], y=place[2])
            yield office.ask("tile", viewer, address)
            picture = f"{backdrop.PLACE}/{backdrop.version(face)}/{place[0]}/{place[1]}/{place[2]}"
            yield office.ask("background", viewer, picture)
        asked = f"day={DAY}&lang=vi&ground=landuse&reach=5"
        for lon, lat in _clicks():
            yield office.ask("click", viewer, f"{identify.PLACE}?lon={lon}&lat={lat}&{asked}")
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


def command_exits(office: Office, viewer: str, most: int | None = None) -> Iterator[Sent]:
    """Give what commands print and write; with `most`, so many kinds of file and lists at most."""
    yield from check_exits(office, viewer, most)
    yield from replay_exits(office, viewer, most)
    yield from plan_exits(office, viewer, most)
    yield from package_exits(office, viewer)


def check_exits(office: Office, viewer: str, most: int | None = None) -> Iterator[Sent]:
    """Give the findings in each kind of file, and what is listed."""
    reason = ["--reason", REASON] if viewer == OPENED else []
    files = _files_of(office, viewer)
    day = ["--as-of", DAY.isoformat()]
    for suffix in FORMATS[:most]:
        target = _fresh(files / f"findings.{suffix}")
        status, printed = office.run(viewer, "check", *day, *reason, "-o", str(target))
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
        yield _file(f"check .{suffix}", target)
    lists = (
        ("layers", *reason, "--json"),
        ("check", *day, *reason, "--json"),
        ("projects", *day, *reason, "--json"),
        ("rules", "--json"),
        ("versions",),
        ("cover", "show"),
        ("targets", "show", *day, *reason, "--json"),
        ("targets", "balance", "--all", "--year", "2030", *day, *reason, "--json"),
        ("money", *day, *reason, "--json"),
        ("public", "show"),
        ("token", "list"),
        # One that may be told of, and one that may not.
        *(("projects", "show", site_id, *day, "--json") for site_id in ("S2", "S4")),
    )
    for words in lists[:most]:
        status, printed = office.run(viewer, *words)
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)


def replay_exits(office: Office, viewer: str, most: int | None = None) -> Iterator[Sent]:
    """Give what other rules would change, about every project, and what is different between two days."""
    reason = ["--reason", REASON] if viewer == OPENED else []
    day = ["--as-of", DAY.isoformat()]
    rules = _files_of(office, viewer) / "rules.toml"
    text = (office.folder / "rules.toml").read_text(encoding="utf-8")
    # Every rule another one, so that every finding is told with what it says.
    rules.write_text(text.replace('severity = "', 'min_site_share = 0.001\nseverity = "'), encoding="utf-8")
    asked = (["--rules", str(rules), *day], ["--from", "2020-01-01", *day])
    for kind in ("geojson", "xlsx")[: None if most is None else 1]:
        target = _fresh(_files_of(office, viewer) / f"replay.{kind}")
        status, printed = office.run(viewer, "replay", *asked[0], *reason, "--to", str(target))
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
        yield _file(f"replay .{kind}", target, printed)
    for words in asked[: None if most is None else 1]:
        status, printed = office.run(viewer, "replay", *words, *reason, "--json")
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)


def plan_exits(office: Office, viewer: str, most: int | None = None) -> Iterator[Sent]:
    """Give plans compared with the defence land as one of them, projects, and the land that is planned."""
    reason = ["--reason", REASON] if viewer == OPENED else []
    day = ["--as-of", DAY.isoformat()]
    for command in ("compare", "projects", "uses"):
        for kind in ("geojson", "xlsx", "csv")[: None if most is None else 1]:
            target = _fresh(_files_of(office, viewer) / f"plans-{command}.{kind}")
            status, printed = office.run(viewer, "plans", command, *day, *reason, "--to", str(target))
            yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
            # Tables of one content are one exit: what a cell rounds away the other form shows.
            form = ".geojson" if kind == "geojson" else "table"
            yield _file(f"plans {command} {form}", target, printed)
        status, printed = office.run(viewer, "plans", command, *day, *reason, "--json")
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)


def corridor_exits(office: Office, viewer: str, most: int | None = None) -> Iterator[Sent]:
    """Give what lies along a road through the defence land, and lines from one side of it to the other."""
    reason = ["--reason", REASON] if viewer == OPENED else []
    day = ["--as-of", DAY.isoformat()]
    axis = ["corridor", "profile", f"{ROAD}/R1", "--width", "600", *day, *reason]
    ends = [
        "--from",
        f"{EAST + 1500:.0f},{NORTH + 3450:.0f}",
        "--to",
        f"{EAST + 6500:.0f},{NORTH + 3450:.0f}",
    ]
    way = ["corridor", "route", *ends, "--alternatives", "1", "--band", "0.1", *day, *reason]
    asked = (
        (axis, "--to", ("geojson", "xlsx", "pdf", "json")),
        (["corridor", "compare", f"{ROAD}/R1@600", f"{ROAD}/R1@0", *day, *reason], "--to", ("xlsx", "json")),
        (way, "--to-file", ("geojson", "gpkg")),
    )
    for words, option, kinds in asked:
        for kind in kinds[: None if most is None else 1]:
            target = _fresh(_files_of(office, viewer) / f"{words[1]}.{kind}")
            status, printed = office.run(viewer, *words, option, str(target))
            yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
            yield _file(f"corridor {words[1]} .{kind}", target, printed)
    for words in (["corridor", "list", *day, *reason, "--json"], [*axis, "--json"], [*way, "--json"]):
        status, printed = office.run(viewer, *words)
        yield Sent(exit="command output", body=printed, given=status != UNUSABLE)
        if most is not None:
            return


def package_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give the package of a commune, and the exact one, which is for the steward's open view alone."""
    # A reason opens the steward's view: what is asked with one is the exit of the open view.
    may_open = viewer == str(Role.DEFENCE_STEWARD)
    exact = ("--exact", "--no-findings", *(() if may_open else ("--reason", REASON)))
    for options in ((), exact):
        package = _fresh(_files_of(office, viewer) / "package.zip")
        words = ("export", "--commune", "01", "--as-of", DAY.isoformat(), "-o", str(package), *options)
        status, printed = office.run(viewer, *words)
        # The path and the size of the file, and its hash, in which the moment is.
        yield Sent(exit="command output", body=PACKED.sub(b"", printed), given=status != UNUSABLE)
        if not package.is_file():
            yield Sent(exit="export package", body=printed, given=False)
            continue
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                yield Sent(exit="export package", body=name.encode(), given=False)
                yield Sent(exit="export package", body=archive.read(name), given=True)


def office_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give cases and reports, made of what this viewer may ask for."""
    status, printed = office.run(viewer, "cases", "sync")
    yield Sent(exit="cases", body=printed, given=status != UNUSABLE)
    asked = (("list", "--json"), ("show", "HS-2026-0001", "--json"), ("waiting",), ("precision", "--json"))
    for words in asked:
        status, printed = office.run(viewer, "cases", *words)
        yield Sent(exit="cases", body=printed, given=status != UNUSABLE)
    for form in ("pdf", "docx"):
        target = _fresh(_files_of(office, viewer) / f"report.{form}")
        words = ("make", "--site", office.site, "--format", form, "-o", str(target))
        _, printed = office.run(viewer, "report", *words)
        yield _file(f"report .{form}", target, printed)
        if target.is_file():
            _, printed = office.run(viewer, "report", "verify", str(target))
            yield Sent(exit="report commands", body=printed, given=True)
    status, printed = office.run(viewer, "report", "list")
    yield Sent(exit="report commands", body=printed, given=status != UNUSABLE)


def evaluation_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give the report of a plan; PDF is set of the same blocks as DOCX."""
    for form in ("docx", "xlsx"):
        target = _fresh(_files_of(office, viewer) / f"plan.{form}")
        words = ("--from", "2021-01-01", "--as-of", PLAN_DAY, "--format", form, "-o", str(target))
        _, printed = office.run(viewer, "report", "plan", *words)
        yield _file(f"report plan .{form}", target, printed)


def record_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give the copy of the whole office, its trail, and what is told of accounts and of its state."""
    # Before the copy: its hash, which stands in the trail, is that of tokens and salts as well.
    status, printed = office.run(viewer, "audit", "show")
    yield Sent(exit="audit", body=printed, given=status != UNUSABLE)
    for words in (("account", "list"), ("health",)):
        status, printed = office.run(viewer, *words)
        yield Sent(exit="audit", body=FREE.sub(b"", printed), given=status != UNUSABLE)
    backup = _fresh(_files_of(office, viewer) / "office.ranh-backup")
    _, printed = office.run(viewer, "backup", "-o", str(backup))
    yield _file("backup", backup, printed)


def disk_exits(office: Office) -> Iterator[Sent]:
    """Give every file of the office (database, changes, trail, anchors, log), and what was left behind."""
    for name, folder in (("office files", office.home), ("temporary files", office.temporary)):
        yield Sent(exit=name, body=b"", given=False)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield Sent(exit=name, body=path.read_bytes(), given=True)
                yield Sent(exit=name, body=path.name.encode(), given=False)
    if office.desk.is_sqlite:
        # The rows still stand in the log of changes alone: of a copy every cell is read.
        with tempfile.TemporaryDirectory(prefix="ranh-copy-", dir=office.work) as folder:
            copy = Path(folder) / "desk.db"
            copy_sqlite(office.desk.file, copy)
            yield Sent(exit="office files", body=copy.read_bytes(), given=True)


def _files_of(office: Office, viewer: str) -> Path:
    files = office.work / f"files-{viewer}"
    files.mkdir(exist_ok=True)
    return files


def _fresh(path: Path) -> Path:
    """Return the path of a file to write; what an earlier run left must not be taken for its own."""
    path.unlink(missing_ok=True)
    return path


def _file(name: str, path: Path, refusal: bytes = b"") -> Sent:
    body = path.read_bytes() if path.is_file() else b""
    return Sent(exit=name, body=body or refusal, given=bool(body))


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


def tile_places() -> list[tuple[int, int, int]]:
    """Return the tiles around the defence land at several depths."""
    places = []
    for lon, lat in _clicks():
        for zoom in TILE_ZOOMS:
            across = 2**zoom
            column = int((lon + 180) / 360 * across)
            row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across)
            places.append((zoom, column, row))
    return list(dict.fromkeys(places))
