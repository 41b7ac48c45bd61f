"""`ranh corridor route`: figures, files, and sentences instead of faults."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from typer.testing import CliRunner

import cli
from commands.settings import Settings
from geo.errors import RanhError
from layers.corridor.said import RESTRICTED
from routing_lands import at, with_park
from squares import square

WALL = [square(5000, 0, 5, 8000)]


@pytest.fixture
def run(folder, tmp_path, monkeypatch):
    with_park(folder, WALL)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.setattr(Settings, "language", "en")

    def run(*words):
        line = ["--province", str(folder), "--lang", "en", "corridor", "route", *words]
        return CliRunner().invoke(cli.app, line, env={"COLUMNS": "200"})

    return run


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
def test_lines_and_bands_are_written_and_told(run, tmp_path, ending):
    file = tmp_path / f"lines{ending}"
    told = run(
        "--from",
        at(2000, 2000),
        "--to",
        at(8000, 2000),
        "--alternatives",
        "1",
        "--to-file",
        str(file),
        "--json",
    )
    assert told.exit_code == 0, told.output
    record = json.loads(told.stdout)
    frame = gpd.read_file(file)
    assert frame["what"].tolist() == ["line", "band"]
    assert record["routes"][0]["length_km"] == pytest.approx(frame["length_km"].iloc[0])
    assert record["notes"][0]["en"] == "Assumed."
    # Without accounts the machine's owner sees defence land as it is: the file itself has to say so.
    assert frame["restricted"].all()
    assert frame["notes_vi"].str.startswith(RESTRICTED[1]).all()
    assert record["restricted_en"] == RESTRICTED[0]
    assert "do not pass it on" in told.stderr
    if ending == ".geojson":
        assert json.loads(file.read_text(encoding="utf-8"))["restricted_vi"] == RESTRICTED[1]


def test_what_was_not_asked_is_no_clear_exit(run, folder):
    file = folder / "route_weights.toml"
    lakes = 'id = "lakes"\nname_vi = "Hồ"\nname_en = "Lakes"\ntreatment = "avoid"\nfactor = 2.0\n'
    file.write_text(
        file.read_text(encoding="utf-8") + f'[[class]]\n{lakes}layer = "lakes"\n', encoding="utf-8"
    )
    told = run("--from", at(2000, 2000), "--to", at(8000, 2000), "--alternatives", "1")
    assert told.exit_code == 3, told.output
    assert "No layer 'lakes' is loaded." in told.stderr


def test_the_table_says_what_a_line_meets(run):
    told = run("--from", at(2000, 2000), "--to", "Đông", "--alternatives", "1", "--band", "5")
    assert told.exit_code == 0, told.output
    assert "Line 1 meets" in told.stdout
    assert "Assumed." in told.stderr


def test_without_a_way_there_is_a_sentence(run):
    told = run("--from", at(5002, 2000), "--to", at(8000, 2000))
    assert isinstance(told.exception, RanhError)
    assert told.exception.en.endswith("choose another point.")
