"""`ranh export` and `ranh verify` as the people of an office run them."""

import json
import zipfile

import pytest
from cli_people import runner
from desk_people import everybody

from layers.errors import WriteError
from layers.packages import writing
from office.database.desk import open_desk
from squares import declare, square, write

DAY = ("--as-of", "2026-11-23")
WHY = ("--reason", "công văn số 12/CV-BCH")
LEGACY = """
[[layer]]
id = "old"
family = "legacy_communes"
name_vi = "Xã cũ"
name_en = "Former communes"
file = "old.gpkg"
id_field = "code_old"
name_field = "name"
group = "boundary"
effective_to = 2025-06-30
"""
NEW = 'id = "communes"\neffective_from = 2025-07-01\n'


@pytest.fixture
def ranh(folder, tmp_path, monkeypatch, capsys):
    return lambda group, *more, user="": runner(group, folder, tmp_path / "office", monkeypatch, capsys)(
        *more, user=user
    )


@pytest.fixture
def unread(monkeypatch):
    """Leave out the reading back, which `test_package` is about."""
    monkeypatch.setattr(writing, "require_same", lambda *_: ())


def test_two_communes_are_packed_and_verified(ranh, tmp_path):
    out = tmp_path / "goi"
    status, told, _ = ranh("export", "--commune", "Xã Tây", "--commune", "02", *DAY, "-o", out)
    names = ["01-xa-tay-2026-11-23.zip", "02-phuong-dong-2026-11-23.zip"]
    assert (status, sorted(path.name for path in out.iterdir())) == (0, names)
    assert all(name in told for name in names)
    assert "farthest vertex 0.0" in told
    assert "No defence or security layer is included" in told
    with zipfile.ZipFile(out / names[0]) as archive:
        members = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        findings = json.loads(archive.read("geojson/findings.geojson"))
    assert {"geojson/landuse.geojson", "shapefile/landuse.shp", "01-2026-11-23.gpkg"} <= set(members)
    assert manifest["exact"] is False
    told = {row["properties"]["finding_id"]: row["properties"]["verdict"] for row in findings["features"]}
    assert (told["S2/DEF-01"], told["S1/DEF-01"]) == ("not_checked", "clear")
    status, said, _ = ranh("verify", out / names[0])
    assert (status, "is whole: Xã Tây (01), 2026-11-23" in said) == (0, True)
    (out / names[1]).write_bytes((out / names[1]).read_bytes()[:-200])
    status, said, err = ranh("verify", out / names[1])
    assert (status, said, "is no package of this program, or damaged" in err) == (2, "", True)
    status, said, _ = ranh("verify", tmp_path / "nothing.zip", "--json")
    assert (status, len(json.loads(said)["faults"])) == (2, 1)


@pytest.mark.usefixtures("unread")
def test_what_cannot_be_packed_leaves_nothing(ranh, tmp_path, monkeypatch):
    status, _, err = ranh("export", "--commune", "Bắc", "-o", tmp_path / "other")
    assert (status, "There is no commune" in err) == (2, True)
    status, _, err = ranh("export", "--all-communes", "-o", tmp_path / "all.zip")
    assert (status, "can hold one package, and 2 are asked for" in err) == (2, True)

    def fail(*_):
        raise WriteError("full", "đầy")

    monkeypatch.setattr(writing, "write_files", fail)
    assert ranh("export", "--province", "--no-findings", "-o", tmp_path / "other")[0] == 2
    assert not [*tmp_path.glob("other"), *tmp_path.glob("*.zip"), *tmp_path.glob(".ranh-*")]


@pytest.mark.usefixtures("unread")
def test_a_package_needs_the_right_for_its_unit_and_the_exact_one_that_to_see_it(ranh, folder, tmp_path):
    everybody(open_desk(folder))

    def made(user, *words):
        target = tmp_path / "x.zip"
        target.unlink(missing_ok=True)
        status = ranh("export", "--no-findings", *DAY, *words, "-o", target, user=user)[0]
        assert (status == 0) == target.exists()
        return target.exists()

    own, other = ("--commune", "01"), ("--commune", "02")
    assert [made("commune_officer", *unit) for unit in (own, other, ("--province",))] == [True, False, False]
    assert [made(name, *own) for name in ("public_viewer", "administrator", "planner")] == [
        False,
        False,
        True,
    ]
    exact = (*own, "--exact", *WHY)
    assert [made(name, *exact) for name in ("commune_officer", "planner", "chief")] == [False, False, False]
    assert not made("defence_steward", *own, "--exact")
    assert made("defence_steward", *exact)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert "geojson/defence.geojson" in archive.namelist()
    assert (tmp_path / "x.zip").stat().st_mode & 0o077 == 0
    assert made("defence_steward", *own)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert not [name for name in archive.namelist() if "defence" in name]


@pytest.mark.usefixtures("unread")
def test_a_former_commune_that_had_this_code_is_another_place(ranh, folder, tmp_path):
    """The officer of today's 01 has no right to the former 01, which went into 02."""
    toml = folder / "province.toml"
    text = toml.read_text(encoding="utf-8").replace('id = "communes"\n', NEW, 1)
    text = text.replace(
        'codes = "codes.csv"\n', 'codes = "codes.csv"\ncommunes = "new.csv"\nlegacy_communes = "old.csv"\n'
    )
    toml.write_text(text, encoding="utf-8")
    declare(folder, layers=LEGACY)
    write(folder / "old.gpkg", {"code_old": ["01"], "name": ["Xã Xưa"]}, [square(6000, 0, 900)])
    (folder / "new.csv").write_text("code,name,type\n01,Xã Tây,Xã\n02,Phường Đông,Phường\n", encoding="utf-8")
    (folder / "old.csv").write_text(
        "code_old,name,type,district_code,district,new_code_2025\n01,Xã Xưa,Xã,9,Huyện Cũ,02\n",
        encoding="utf-8",
    )
    everybody(open_desk(folder))
    asked = ("--commune", "01", "--no-findings", "-o", tmp_path / "x.zip", "--as-of")
    assert ranh("export", *asked, "2025-06-30", user="commune_officer")[0] == 2
    assert ranh("export", *asked, "2025-07-01", user="commune_officer")[0] == 0
    assert ranh("export", *asked, "2025-06-30", user="planner")[0] == 0
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["unit"] == {
        "kind": "commune",
        "code": "01",
        "name": "Xã Xưa",
        "boundary_layer": "old",
    }
    assert manifest["units_before_and_after"] == {"district": ["9 Huyện Cũ"], "commune": ["02 Phường Đông"]}
