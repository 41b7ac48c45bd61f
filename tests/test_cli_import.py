"""`ranh import` and `ranh versions` as a person gives them: what is printed, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from typer.testing import CliRunner, Result

import cli
from commands.settings import Settings
from geo.crs import to_display
from layers.errors import IntakeError
from squares import square

RUNNER = CliRunner()


def ranh(folder: Path, *words: str, text: str = "") -> Result:
    Settings.folder, Settings.language = folder, "en"
    return RUNNER.invoke(cli.app, ["--province", str(folder), "--lang", "en", *words], input=text)


@pytest.fixture
def forest(folder: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"ma": ["f1", "f2"]}, geometry=[square(950, 100), square(7000, 7000)], crs="EPSG:9205"
    )
    path = folder / "rung.gpkg"
    pyogrio.write_dataframe(frame, path)
    return path


def test_a_version_is_made_told_and_listed(folder: Path, forest: Path) -> None:
    words = ["--layer", "forest", "--decision", "12/QĐ-UBND", "--dated", "2026-03-02", "--scale", "1:10.000"]
    done = ranh(folder, "import", str(forest), *words, "--by", "Chi cục Kiểm lâm", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    layer = told["imported"]["layer"]
    assert (layer["family"], layer["effective_from"], layer["scale_denominator"]) == (
        "forest",
        "2026-03-02",
        10_000,
    )
    assert told["imported"]["imported_by"] == "Chi cục Kiểm lâm"
    assert told["account"]["source"]["name"] == "rung.gpkg"
    (listed,) = json.loads(ranh(folder, "versions", "--json").stdout)
    assert listed["layer"]["id"] == layer["id"]
    shown = ranh(folder, "versions").stdout
    assert "12/QĐ-UBND" in shown
    again = json.loads(ranh(folder, "import", str(forest), *words, "--json").stdout)
    assert again["was_there"]
    assert len(json.loads(ranh(folder, "versions", "--json").stdout)) == 1


def test_a_dry_run_writes_nothing(folder: Path, forest: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    done = ranh(folder, "import", str(forest), "--layer", "forest", "--dry-run")
    assert done.exit_code == 0
    assert "2 declared = 2 read + 0 refused" in done.stdout
    assert "Nothing was written" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before


def test_open_questions_are_told_with_the_option_that_answers_them(folder: Path) -> None:
    rows = "\n".join(f"{n};{y};{x}" for n, (x, y) in enumerate(square(950, 100).exterior.coords[:-1], 1))
    asked = ranh(folder, "import", "-", "--layer", "sites", text=rows)
    assert asked.exit_code == 2
    assert "NOT IMPORTED" in asked.stdout
    assert "--read-as points" in asked.stdout
    words = ["--layer", "sites", "--read-as", "points", "--site", "S3", "--crs", "EPSG:9205"]
    done = ranh(folder, "import", "-", *words, text=rows)
    assert done.exit_code == 0
    found = json.loads(ranh(folder, "check", "--json").stdout)["findings"]
    assert {f["verdict"] for f in found if f["site_id"] == "S3" and f["rule_id"] == "DEF-01"} == {"clear"}


def test_rows_that_cannot_be_measured_give_exit_status_3(folder: Path, forest: Path) -> None:
    frame = gpd.read_file(forest)
    path = folder / "half.geojson"
    broken = '{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}'
    text = to_display(frame.set_crs("EPSG:9205", allow_override=True)).to_json(drop_id=True)
    path.write_text(text.replace('"features": [', f'"features": [{broken}, '), encoding="utf-8")
    assert ranh(folder, "import", str(path), "--layer", "forest").exit_code == 2
    assert ranh(folder, "import", str(path), "--layer", "forest", "--accept-gap").exit_code == 3


def test_a_refused_file_has_its_sentence(folder: Path) -> None:
    path = folder / "x.geojson"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>")
    done = ranh(folder, "import", str(path), "--layer", "forest")
    assert isinstance(done.exception, IntakeError)
    assert "x.geojson" in done.exception.en
    assert not (folder / "versions").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--scale", "10 cm"], "1:10000"),
        (["--geometry", "area"], "polygon"),
        (["--closed-as-area", "maybe"], "yes"),
    ],
)
def test_options_of_another_form_are_refused(folder: Path, forest: Path, words: list[str], told: str) -> None:
    done = ranh(folder, "import", str(forest), "--layer", "forest", *words)
    assert done.exit_code == 2
    assert told in done.output


def test_defence_land_is_said_to_be_kept_close(folder: Path, forest: Path) -> None:
    done = ranh(folder, "import", str(forest), "--layer", "defence")
    assert done.exit_code == 0
    assert "only cleared persons may read it" in " ".join(done.stderr.split())
    made = next(path for path in (folder / "versions").iterdir() if path.name.startswith("defence-"))
    assert made.stat().st_mode & 0o077 == 0
