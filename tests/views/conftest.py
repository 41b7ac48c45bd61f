"""A tiny province in a temporary folder: squares whose place and colour are known."""

import shutil
from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely

from office.people import Person, Role
from office.sessions import EXACT, Session
from views.store import store_for

CRS = "EPSG:9205"
WEST, SOUTH = 540_000.0, 2_470_000.0
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`"
CODES = "code,name_vi,name_en,parent,group,status,hex\n" + "".join(
    f"{code},{name},{name},{parent},{group},current,{colour}\n"
    for code, name, parent, group, colour in (
        ("NNP", "Nông nghiệp", "", "NNP", "#FFFF64"),
        ("LUC", "Lúa", "NNP", "NNP", "#FFFC8C"),
        ("RPH", "Rừng phòng hộ", "NNP", "NNP", "#BEFF1E"),
        ("PNN", "Phi nông nghiệp", "", "PNN", "#FFB4FF"),
        ("CQP", "Quốc phòng", "PNN", "PNN", "#FF6450"),
        ("CAN", "An ninh", "PNN", "PNN", "#FF5046"),
    )
)
HEAD = """
[province]
id = "tiny"
name_vi = "Tỉnh Thử"
name_en = "Tiny province"
crs = "EPSG:9205"
bounds_m = [539000.0, 2469000.0, 551000.0, 2481000.0]
demonstration = true
notice_vi = "Dữ liệu thử."
notice_en = "Test data."
rules = "rules"
codes = "codes.csv"
"""
LAYERS = (
    ("communes", "communes", "boundary", 'name_field = "name"', "schematic", "false"),
    ("landuse-plan", "landuse_plan", "landuse", 'code_field = "code"', "synthetic", "true"),
    ("defence", "defence", "restricted", 'name_field = "name"\nrestricted = true', "synthetic", "true"),
    ("sites", "sites", "project", 'id_field = "site_id"', "schematic", "true"),
)
RULES = "".join(
    f"""
[[rule]]
id = "{rule_id}"
theme = "{theme}"
kind = "overlap"
layer = "{layer}"
severity = "{severity}"
citation = "Luật thử"
citation_status = "{status}"
citation_note_vi = "Chưa đối chiếu."
citation_note_en = "Not compared."
consultee_vi = "Sở thử"
consultee_en = "Test department"
consequence_vi = "Dừng lại."
consequence_en = "Stop."
when_conflict_vi = "Khu đất chồng lấn."
when_conflict_en = "The site overlaps."
when_clear_vi = "Khu đất không chồng lấn."
when_clear_en = "The site does not overlap."
"""
    for rule_id, theme, layer, severity, status in (
        ("DEF-01", "defence", "defence", "critical", "unverified"),
        ("COM-01", "place", "communes", "info", "confirmed"),
        ("HER-01", "heritage", "heritage", "high", "partly"),
    )
)


def square(column, row, size=1000.0):
    """Return a square in a grid of 1 km from the south-west corner."""
    west, south = WEST + 1000.0 * column, SOUTH + 1000.0 * row
    return shapely.box(west, south, west + size, south + size)


def write(folder, name, columns, shapes):
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(folder / f"{name}.gpkg", layer=name)


def make_province(folder):
    """Fill a folder with the tiny province and return it."""
    (folder / "rules").mkdir()
    (folder / "rules" / "all.toml").write_text(RULES, encoding="utf-8")
    (folder / "codes.csv").write_text(CODES, encoding="utf-8")
    tables = "".join(
        f'[[layer]]\nid = "{name}"\nfamily = "{family}"\nname_vi = "Lớp {name}"\nname_en = "Layer {name}"\n'
        f'file = "{name}.gpkg"\ngeometry = "polygon"\ngroup = "{group}"\norigin = "{origin}"\nshow = {show}\n{more}\n'
        for name, family, group, more, origin, show in LAYERS
    )
    (folder / "province.toml").write_text(HEAD + tables, encoding="utf-8")
    write(folder, "communes", {"name": [HOSTILE], "type": ["Xã"], "secret": ["x"]}, [square(0, 0, 10_000.0)])
    hole = square(0, 0, 3000.0).difference(square(1, 1))
    landuse = [hole, square(4, 0), square(6, 0), square(8, 0)]
    write(folder, "landuse-plan", {"code": ["RPH", "CQP", "CAN", "XYZ"]}, landuse)
    defence = {"name": ["Khu A"], "category": ["work"], "belt_m": [75.0]}
    write(folder, "defence", defence, [square(4, 0)])
    sites = {
        "site_id": ["P1", "P2", "P3"],
        "name": [HOSTILE, "Dự án xa", "Dự án chưa có ranh"],
        "name_en": [HOSTILE, "Far project", "Project without a place"],
        "sector": ["energy", "tourism", "urban"],
        "phase": ["2021-2025", "2026-2030", "done"],
        "planned_code": ["DNL", "TMD", "ONT"],
        "part_of": ["", "", ""],
    }
    write(folder, "sites", sites, [square(4.5, 0), square(2, 5), None])
    return folder


@pytest.fixture(scope="session")
def province_folder(tmp_path_factory):
    return make_province(tmp_path_factory.mktemp("province"))


def session_of_role(role, *, exact=False, communes=(), session_id=None):
    """Return a session without a database: somebody in a role, with restricted land open or not."""
    person = Person(
        id=1, name=str(role), full_name=f"Cán bộ {role}", role=Role(role), communes=frozenset(communes)
    )
    until = datetime.now(tz=UTC) + EXACT if exact else None
    return Session(id=session_id or f"session-of-{role}", person=person, exact_until=until)


@pytest.fixture
def steward():
    """Return the session of a steward to whom restricted land is open."""
    return session_of_role(Role.DEFENCE_STEWARD, exact=True)


@pytest.fixture
def officer():
    """Return the session of a provincial officer."""
    return session_of_role(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def public():
    """Return the session of somebody who may see the map and no findings."""
    return session_of_role(Role.PUBLIC_VIEWER)


@pytest.fixture
def own_province(province_folder, tmp_path, monkeypatch):
    """Return the tiny province in a folder of the test's own, which the program then opens."""
    folder = shutil.copytree(
        province_folder, tmp_path / "own-province", ignore=shutil.ignore_patterns(".ranh")
    )
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    return folder


@pytest.fixture
def store(province_folder, monkeypatch, steward):
    """Return the tiny province as a steward sees it."""
    monkeypatch.setenv("RANH_PROVINCE", str(province_folder))
    return store_for(steward)
