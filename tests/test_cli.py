"""The command line as a person uses it: what it prints, writes and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

import cli
from commands import checks, lists
from squares import EAST, NORTH, rule_text, square, write

ROOT = Path(cli.__file__).parent
CLEAR, CONFLICTS, UNUSABLE, NOT_CHECKED = 0, 1, 2, 3
Ranh = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ranh(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ranh:
    """Return a function that runs `ranh` on the small province and gives back status, output, errors."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(cli.out, "_width", 200)
    monkeypatch.setattr(cli.err, "_width", 400)

    def run(*arguments: object) -> tuple[int, str, str]:
        language = ["--lang", "en"] if "--lang" not in arguments else []
        command = ["ranh", "--province", str(folder), *language, *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as stopped:
            cli.run()
        shown = capsys.readouterr()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run


def only_clear(folder: Path) -> Path:
    return write(folder / "clear.gpkg", {"site_id": ["C"]}, [square(7000, 7000)])


def test_conflicts_exit_with_1_and_are_told_worst_first(ranh: Ranh) -> None:
    status, out, _ = ranh("check")
    assert status == CONFLICTS
    assert out.index("DEF-01") < out.index("RICE-01")
    assert "0.50 ha" in out
    assert "50.0 %" in out
    assert "Luật thử Điều 1" in out
    assert "Test office" in out
    assert "3 sites x 3 rules" in out
    assert "Test data." in out


def test_all_clear_exits_with_0(ranh: Ranh, folder: Path) -> None:
    assert ranh("check", "--sites", only_clear(folder))[0] == CLEAR


def test_something_not_checked_exits_with_3_even_beside_conflicts(ranh: Ranh, folder: Path) -> None:
    sites = write(folder / "s.gpkg", {"site_id": ["a", "b"]}, [square(1000, 1000), None])
    status, out, _ = ranh("check", "--sites", sites)
    assert status == NOT_CHECKED
    assert "NOT CHECKED: b (3 rules): The project has no footprint yet" in out


def test_vietnamese_is_the_other_language(ranh: Ranh) -> None:
    _, out, _ = ranh("--lang", "vi", "check")
    assert "XUNG ĐỘT" in out
    assert "0,50 ha" in out
    assert "Cơ quan thử" in out
    assert "Dữ liệu thử." in out


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".csv", ".xlsx", ".parquet"])
def test_results_go_to_a_file_by_its_ending(ranh: Ranh, folder: Path, suffix: str) -> None:
    out = folder / f"findings{suffix}"
    status, _, err = ranh("check", "-o", out)
    assert status == CONFLICTS
    assert "do not pass it on" in err
    readers = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": gpd.read_parquet}
    frame = readers.get(suffix, gpd.read_file)(out)
    assert len(frame) == 9
    assert frame["verdict"].iloc[0] == "conflict"
    assert frame["overlap_area_ha"].iloc[1] == pytest.approx(0.5)


def test_a_result_without_defence_may_be_passed_on(ranh: Ranh, folder: Path) -> None:
    _, _, err = ranh("check", "-o", folder / "f.csv", "--without-defence")
    assert set(pd.read_csv(folder / "f.csv")["rule_id"]) == {"RICE-01", "PLACE-01"}
    assert "do not pass it on" not in err


def test_geojson_says_what_it_rests_on(ranh: Ranh, folder: Path) -> None:
    ranh("check", "-o", folder / "f.geojson", "--as-of", "2026-11-23")
    document = json.loads((folder / "f.geojson").read_text(encoding="utf-8"))
    assert document["as_of"] == "2026-11-23"
    assert document["datum_operation"].startswith("EPSG:6960")
    assert document["notice_vi"] == "Dữ liệu thử."


def test_json_is_complete(ranh: Ranh) -> None:
    status, out, _ = ranh("check", "--json", "--as-of", "2026-11-23")
    told = json.loads(out)
    assert status == CONFLICTS
    assert told["summary"] == {"conflict": 2, "not_checked": 0, "near": 0, "clear": 7}
    assert told["as_of"] == "2026-11-23"
    assert len(told["findings"]) == 9
    assert {layer["id"] for layer in told["layers"]} == {"communes", "landuse", "defence"}


def test_slivers_are_counted_and_listed(ranh: Ranh, folder: Path) -> None:
    sites = write(folder / "s.gpkg", {"site_id": ["S"]}, [square(900.005, 1100)])
    _, out, _ = ranh("check", "--sites", sites, "--layers", folder / "defence.gpkg", "-o", folder / "f.xlsx")
    assert "1 small or shallow overlaps along boundaries (survey noise: 1)" in out
    assert "count as surveyed" in out
    sheet = openpyxl.load_workbook(folder / "f.xlsx")["slivers"]
    listed = [{title.value: cell.value for title, cell in zip(sheet[1], sheet[2], strict=True)}]
    told = json.loads(ranh("check", "--sites", sites, "--layers", folder / "defence.gpkg", "--json")[1])
    for row in (listed[0], told["slivers"][0]):
        assert (row["site_id"], row["zone_id"], row["why"]) == ("S", "1", "noise")
        assert row["overlap_area_m2"] == pytest.approx(0.5)
    ranh("check", "--sites", sites, "--layers", folder / "defence.gpkg", "-o", folder / "f.geojson")
    assert json.loads((folder / "f.geojson").read_text(encoding="utf-8"))["slivers"] == told["slivers"]


@pytest.mark.parametrize("suffix", [".xlsx", ".geojson"])
def test_slivers_of_defence_land_stay_out_of_a_file_that_may_be_passed_on(
    ranh: Ranh, folder: Path, suffix: str
) -> None:
    sites = write(folder / "s.gpkg", {"site_id": ["S"]}, [square(900.005, 1100)])
    out = folder / f"f{suffix}"
    ranh("check", "--sites", sites, "-o", out, "--without-defence")
    if suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(out)["slivers"].values)[1:]
        assert "DEF-01" not in str(rows)
    else:
        text = out.read_text(encoding="utf-8")
        assert "slivers" in json.loads(text)
        assert "DEF-01" not in text
        assert '"d1"' not in text


def test_the_accuracy_of_named_layers_is_an_option(ranh: Ranh, folder: Path) -> None:
    sites = write(folder / "s.gpkg", {"site_id": ["S"]}, [square(905, 1100)])

    def certainty(*more: object) -> str:
        out = ranh("check", "--sites", sites, "--layers", folder / "defence.gpkg", "--json", *more)[1]
        return json.loads(out)["findings"][0]["certainty"]

    assert certainty() == "not_stated"
    assert certainty("--accuracy-m", 10) == "within_map_error"
    assert certainty("--accuracy-m", 2) == "certain"
    assert ranh("check", "--accuracy-m", 10)[0] == UNUSABLE
    assert ranh("check", "--layers", folder / "defence.gpkg", "--accuracy-m", -1)[0] == UNUSABLE


def test_layers_tell_their_accuracy(ranh: Ranh, folder: Path) -> None:
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8").replace(
        'id = "defence"', 'id = "defence"\nscale_denominator = 25000', 1
    )
    path.write_text(text, encoding="utf-8")
    told = {layer["id"]: layer["accuracy_m"] for layer in json.loads(ranh("layers", "--json")[1])}
    assert told == {"sites": None, "communes": None, "landuse": None, "defence": 12.5}
    assert "± 12.5 m" in ranh("layers")[1]


def test_layers_given_by_name_take_their_rules(ranh: Ranh, folder: Path) -> None:
    status, out, _ = ranh("check", "--layers", folder / "defence.gpkg")
    assert status == CONFLICTS
    assert "3 sites x 1 rules" in out


def test_a_layer_without_rules_gets_the_plain_one(ranh: Ranh, folder: Path) -> None:
    write(folder / "swamp.gpkg", {"id": ["w"]}, [square(7000, 7000)])
    status, out, _ = ranh("check", "--layers", folder / "swamp.gpkg")
    assert status == CONFLICTS
    assert "LAYER-swamp" in out
    assert "UNVERIFIED" in out


def test_given_rules_are_all_asked(ranh: Ranh, folder: Path) -> None:
    rules = folder / "own.toml"
    rules.write_text(rule_text("A", "defence") + rule_text("B", "heritage"), encoding="utf-8")
    status, out, _ = ranh("check", "--layers", folder / "defence.gpkg", "--rules", rules)
    assert status == NOT_CHECKED
    assert "No layer 'heritage' is loaded" in out


def test_a_folder_of_layers(ranh: Ranh, folder: Path) -> None:
    inner = folder / "layers"
    inner.mkdir()
    (folder / "defence.gpkg").rename(inner / "defence.gpkg")
    assert ranh("check", "--layers", inner)[0] == CONFLICTS
    (inner / "defence.gpkg").unlink()
    status, _, err = ranh("check", "--layers", inner)
    assert (status, "holds no layer" in err) == (UNUSABLE, True)


def test_a_broken_zone_among_good_ones(ranh: Ranh, folder: Path) -> None:
    flat = shapely.Polygon(
        [(EAST + 7000, NORTH + 7000), (EAST + 7090, NORTH + 7000), (EAST + 7050, NORTH + 7000)]
    )
    write(folder / "defence.gpkg", {"zone": ["d1", "flat"]}, [square(1000, 1000, 1000), flat])
    status, out, _ = ranh("check", "--layers", folder / "defence.gpkg", "--json")
    told = {f["site_id"]: f["verdict"] for f in json.loads(out)["findings"]}
    assert status == NOT_CHECKED
    assert told == {"S1": "clear", "S2": "conflict", "S3": "not_checked"}


def bad_crs(folder: Path) -> Path:
    path = folder / "x.geojson"
    write(path, {"id": ["a"]}, [square(0, 0)], crs="EPSG:9205")
    text = path.read_text(encoding="utf-8")
    document = json.loads(text)
    document.pop("crs", None)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def not_finite(folder: Path) -> Path:
    shape = shapely.from_wkt(
        f"POLYGON (({EAST} {NORTH}, {EAST + 9} {NORTH}, {EAST + 9} inf, {EAST} {NORTH}))"
    )
    path = folder / "x.parquet"
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs="EPSG:9205").to_parquet(path)
    return path


def text_file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


BAD_SITES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing file": (lambda f: f / "none.gpkg", "is not there"),
    "unknown format": (lambda f: text_file(f, "x.dwg", "AC1027"), "no format that can be read"),
    "no CRS": (bad_crs, "names no coordinate system"),
    "wrong CRS": (
        lambda f: write(f / "x.gpkg", {"id": ["a"]}, [square(0, 0)], crs="EPSG:3148"),
        "Indian 1960",
    ),
    "empty": (lambda f: write(f / "x.gpkg", {"id": pd.Series([], dtype=str)}, []), "no rows"),
    "points": (lambda f: write(f / "x.gpkg", {"id": ["a"]}, [shapely.Point(EAST, NORTH)]), "polygon"),
    "infinite": (not_finite, "not a finite number"),
    "equal ids": (
        lambda f: write(f / "x.gpkg", {"id": ["a", "a"]}, [square(0, 0), square(200, 0)]),
        "'a' is there twice",
    ),
}


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("option", ["--sites", "--layers"])
@pytest.mark.parametrize("fault", BAD_SITES)
def test_bad_input_gets_one_sentence_and_writes_nothing(
    ranh: Ranh, folder: Path, fault: str, option: str
) -> None:
    make, told = BAD_SITES[fault]
    path = make(folder)
    before = sorted(p.name for p in folder.iterdir())
    status, out, err = ranh("check", option, path, "-o", folder / "out.geojson")
    assert status == UNUSABLE
    assert told in err
    assert out == ""
    assert err.strip().count("\n") == 0
    assert sorted(p.name for p in folder.iterdir()) == before


def test_an_unknown_rule_key(ranh: Ranh, folder: Path) -> None:
    rules = text_file(folder, "r.toml", rule_text("A", "defence", more='colour = "red"'))
    status, _, err = ranh("check", "--rules", rules)
    assert (status, "rule A: colour" in err) == (UNUSABLE, True)


def test_a_bad_target_is_refused_before_work(ranh: Ranh, folder: Path) -> None:
    assert ranh("check", "-o", folder / "x.doc")[0] == UNUSABLE
    assert ranh("check", "-o", folder / "none" / "x.csv")[0] == UNUSABLE


def test_an_input_is_never_written_over(ranh: Ranh, folder: Path) -> None:
    before = (folder / "sites.gpkg").read_bytes()
    assert ranh("check", "-o", folder / "sites.gpkg")[0] == UNUSABLE
    assert ranh("overlap", "sites.gpkg", "landuse.gpkg", "-o", "sites.gpkg")[0] == UNUSABLE
    assert (folder / "sites.gpkg").read_bytes() == before


def test_no_rule_in_force_is_not_clear(ranh: Ranh, folder: Path) -> None:
    rules = text_file(folder, "r.toml", rule_text("A", "defence", more="effective_from = 2024-01-01"))
    assert ranh("check", "--rules", rules, "--as-of", "1990-01-01")[0] == NOT_CHECKED


def test_a_closed_pipe_is_not_a_conflict(folder: Path) -> None:
    only_clear(folder).rename(folder / "sites.gpkg")
    command = [sys.executable, "-m", "cli", "--province", str(folder), "rules"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        process.stdout.close()
        assert process.wait(timeout=60) in {CLEAR, NOT_CHECKED}


@pytest.mark.parametrize("closing", [">&-", ">/dev/full"])
def test_output_that_goes_nowhere_never_reads_as_a_verdict(folder: Path, closing: str) -> None:
    if sys.platform == "win32":
        return
    only_clear(folder).rename(folder / "sites.gpkg")
    command = f"{sys.executable} -m cli --province {folder} check {closing} 2>/dev/null"
    assert subprocess.run(["sh", "-c", command], cwd=ROOT, check=False).returncode in {CLEAR, NOT_CHECKED}


def test_vietnamese_goes_through_a_pipe_of_any_locale(folder: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "cli", "--province", str(folder), "check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == CONFLICTS
    assert "XUNG ĐỘT" in done.stdout.decode("utf-8")


def test_degrees_read_as_metres_are_refused(ranh: Ranh, folder: Path) -> None:
    away = write(folder / "defence_2030.gpkg", {"id": ["a"]}, [shapely.box(103, 22, 103.1, 22.1)])
    status, _, err = ranh("check", "--layers", away)
    assert (status, "lies nowhere in Squares" in err) == (UNUSABLE, True)


def test_a_layer_that_sounds_like_defence_is_handled_like_it(ranh: Ranh, folder: Path) -> None:
    write(folder / "Defence_2030.gpkg", {"id": ["a"]}, [square(7000, 7000)])
    _, _, err = ranh("check", "--layers", folder / "Defence_2030.gpkg", "-o", folder / "f.csv", "--json")
    assert "do not pass it on" in err


def test_control_characters_reach_neither_terminal_nor_workbook(ranh: Ranh, folder: Path) -> None:
    rows = {"site_id": ["S"], "name": ["bad\x1b[31m\x07name"]}
    sites = write(folder / "s.gpkg", rows, [square(1000, 1000)])
    _, out, _ = ranh("check", "--sites", sites, "-o", folder / "f.xlsx")
    assert "\x1b[31m" not in out
    assert openpyxl.load_workbook(folder / "f.xlsx").active["C2"].value == "bad[31mname"


def test_bad_options(ranh: Ranh) -> None:
    assert [ranh("check", "--as-of", day)[0] for day in ("31/02/2026", "11-23-2026", "")] == [UNUSABLE] * 3
    assert ranh("check", "--json", "--as-of", "23/11/2026") == ranh(
        "check", "--json", "--as-of", "2026-11-23"
    )
    assert ranh("--lang", "fr", "check")[0] == UNUSABLE
    assert ranh("export", "-o", "x")[0] == UNUSABLE


def test_a_fault_of_the_program_never_reads_as_a_verdict(ranh: Ranh, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("boom")

    monkeypatch.setattr(checks, "check_province", fail)
    status, out, err = ranh("check")
    assert status == NOT_CHECKED
    assert out == ""
    assert "Nothing was checked" in err


def test_overlap_writes_the_bare_pairs(ranh: Ranh, folder: Path) -> None:
    out = folder / "pairs.parquet"
    status, said, _ = ranh("overlap", "sites.gpkg", "landuse.gpkg", "-o", out, "--zone-id", "parcel_id")
    pairs = gpd.read_parquet(out)
    assert status == CLEAR
    assert "4 pairs, 2.0000 ha" in said
    assert list(pairs.columns[:5]) == ["site_id", "zone_id", "overlap_area_ha", "site_share", "zone_share"]
    assert list(zip(pairs["site_id"], pairs["zone_id"], strict=True)) == [
        ("S1", "p1"), ("S1", "p2"), ("S2", "p3"), ("S2", "p4"),
    ]  # fmt: skip
    assert pairs.geometry.area.to_numpy() / 10_000 == pytest.approx(pairs["overlap_area_ha"].to_numpy())


def test_overlap_equals_geopandas(ranh: Ranh, folder: Path) -> None:
    rng = np.random.default_rng(5)
    a = [shapely.Point(EAST + x, NORTH + y).buffer(r) for x, y, r in rng.uniform(50, 900, (60, 3))]
    b = [shapely.Point(EAST + x, NORTH + y).buffer(r) for x, y, r in rng.uniform(50, 900, (60, 3))]
    sites, zones = (
        gpd.GeoDataFrame({"id": [str(n) for n in range(60)]}, geometry=shapes, crs="EPSG:9205")
        for shapes in (a, b)
    )
    sites.to_file(folder / "a.gpkg")
    zones.to_file(folder / "b.gpkg")
    ranh("overlap", "a.gpkg", "b.gpkg", "-o", folder / "p.parquet")
    pairs = gpd.read_parquet(folder / "p.parquet")
    expected = gpd.overlay(sites, zones.rename(columns={"id": "zone"}), how="intersection")
    assert len(pairs) == len(expected)
    assert pairs["overlap_area_ha"].sum() == pytest.approx(expected.area.sum() / 10_000, rel=1e-9)


def test_overlap_is_asked_anywhere_but_not_of_files_in_two_places(ranh: Ranh, folder: Path) -> None:
    for name, shape in (
        ("a", shapely.box(0, 0, 9, 9)),
        ("b", shapely.box(5, 0, 9, 9)),
        ("c", shapely.box(50, 0, 59, 9)),
    ):
        write(folder / f"{name}.gpkg", {"id": [name]}, [shape])
    assert ranh("overlap", "a.gpkg", "b.gpkg", "-o", folder / "p.csv")[0] == CLEAR
    assert pd.read_csv(folder / "p.csv")["overlap_area_ha"].tolist() == pytest.approx([0.0036])
    assert ranh("overlap", "a.gpkg", "c.gpkg", "-o", folder / "p.csv")[0] == CLEAR
    assert pd.read_csv(folder / "p.csv").empty
    status, _, err = ranh("overlap", "sites.gpkg", "a.gpkg", "-o", folder / "p.csv")
    assert (status, "check their coordinate systems" in err) == (NOT_CHECKED, True)


def test_overlap_tells_what_it_could_not_measure(ranh: Ranh, folder: Path) -> None:
    write(folder / "b.gpkg", {"id": ["ok", "lost"]}, [square(0, 0, 2000), None])
    status, _, err = ranh("overlap", "sites.gpkg", "b.gpkg", "-o", folder / "p.csv")
    assert status == NOT_CHECKED
    assert "1 broken zones" in err


def test_lists(ranh: Ranh) -> None:
    status, out, _ = ranh("layers", "--json")
    rows = {row["id"]: row for row in json.loads(out)}
    assert status == CLEAR
    assert (rows["landuse"]["zones"], rows["landuse"]["checked_in"]) == (4, "EPSG:9205")
    rules = [row["id"] for row in json.loads(ranh("rules", "--json")[1])]
    assert rules == ["DEF-01", "RICE-01", "PLACE-01"]
    projects = json.loads(ranh("projects", "--json")[1])
    assert [row["commune_name"] for row in projects] == ["Xã Tây", "Xã Tây", "Phường Đông"]
    assert "Luật thử Điều 1" in ranh("rules")[1]
    assert "EPSG:9205" in ranh("layers")[1]
    assert "Phường Đông" in ranh("projects")[1]


def test_help_and_version(ranh: Ranh) -> None:
    status, out, _ = ranh("--version")
    assert (status, out.strip()) == (CLEAR, "ranh 0.1.0")
    for command in ("check", "overlap", "layers", "rules", "projects", "export"):
        status, out, _ = ranh(command, "--help")
        assert status == CLEAR
        assert "Usage: ranh" in out


def test_a_second_check_since_the_first_says_the_same_and_how_much_it_computed(
    ranh: Ranh, folder: Path
) -> None:
    status, first, told = ranh("check", "--since", folder / "last")
    assert "Checked all of 9 (project x rule), 3 projects." in told
    assert "last-check.ranh holds results about defence and security land" in told
    assert (folder / "last" / "last-check.ranh").stat().st_mode & 0o077 == 0
    again, second, told = ranh("check", "--since", folder / "last")
    assert (again, second) == (status, first)
    assert "Checked again: 0 of 9 (project x rule), 0 of 3 projects" in told
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(7000, 7000)])
    plain = ranh("check")[:2]
    assert ranh("check", "--since", folder / "last")[:2] == plain
    _, _, told = ranh("--lang", "vi", "check", "--since", folder / "last")
    assert "Đã kiểm tra lại 0/9 cặp dự án - quy tắc, 0/3 dự án" in told


def test_a_last_check_that_does_not_fit_is_said_and_left_aside(ranh: Ranh, folder: Path) -> None:
    ranh("check", "--since", folder / "last")
    file = folder / "last" / "last-check.ranh"
    file.write_bytes(file.read_bytes()[:-5])
    status, _, told = ranh("check", "--since", folder / "last", "--json")
    assert status == CONFLICTS
    assert "is damaged or was changed: it is left aside, and everything is checked." in told
    assert "Checked all of 9" in told
    status, out, _ = ranh("check", "--since", folder / "last", "--json")
    assert json.loads(out)["rechecked"] == {"cells": 0, "cells_in_all": 9}
    assert ranh("check", "--since", folder / "sites.gpkg")[0] == UNUSABLE


def test_a_fault_of_the_program_has_a_number_in_the_log_and_no_words_of_the_data(folder, monkeypatch, capsys):
    def fail(*_args, **_options):
        raise ValueError("TopologyException at 583104.25 2460021.5 in Kho K-77")

    office = folder / "office"
    office.mkdir()
    monkeypatch.setenv("RANH_OFFICE", str(office))
    monkeypatch.delenv("RANH_DEBUG", raising=False)
    monkeypatch.setattr(sys, "argv", ["ranh", "--province", str(folder), "layers"])
    monkeypatch.setattr(lists, "read_layers", fail)
    with pytest.raises(SystemExit) as stop:
        cli.run()
    assert stop.value.code == 3
    told = capsys.readouterr().err
    (line,) = (office / "log" / "ranh.log").read_text(encoding="utf-8").splitlines()
    noted = json.loads(line)
    assert noted["number"] in told
    assert noted["places"][0] == "ValueError"
    for mark in ("583104", "K-77"):
        assert mark not in told + line
