"""The comparison compares: it finds what differs, says who is absent, and agrees on a small province."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from bench import answers, clock, growth, province
from bench.answers import AbsentError, Answer
from bench.clock import Clock, run_alone
from bench.handover import read_shapes, write_trial
from bench.peers import ENGINES, Engine
from bench.province import HEADING, Measured, main, measure, rows
from bench.trial import make_trial

TRIAL = make_trial(49, 1, 9, 1)


def answer(site: list[int], zone: list[int], area_m2: list[float]) -> Answer:
    return Answer(site=np.array(site), zone=np.array(zone), area_m2=np.array(area_m2))


def measured(run_s: float, index_s: float | None = None) -> Measured:
    laps = {"load": 0.5, "run": run_s, "mapped": 0.1, "guarded": 0.3, "bare": 0.2} | (
        {} if index_s is None else {"index": index_s}
    )
    return Measured(answer=answer([0], [0], [10_000.0]), wall_s=laps, cpu_s=laps, peak_mb=50.0)


def test_both_engines_find_the_same_in_a_small_province(capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--parcels", "400", "--blocks", "1", "--sites", "40", "--roads", "1", "--runs", "1"]
    assert main([*small, "--engines", "geopandas", "ranh"]) == 0
    said = capsys.readouterr().out
    cells = [[cell.strip() for cell in line.split("|")] for line in said.splitlines() if line.startswith("|")]
    trial = make_trial(400, 1, 40, 1)
    common = [shapely.area(shapely.intersection(site, trial.zones)) for site in trial.sites]
    pairs = str(int((np.array(common) > 0).sum()))
    assert [(line[1], line[HEADING.index("pairs") + 1]) for line in cells[2:]] == [
        ("geopandas.overlay", pairs),
        ("ranh, index loaded", pairs),
        ("ranh, index built in the run", pairs),
    ]
    assert "the same pairs and areas from 2 engines" in said


def test_the_handed_over_shapes_are_the_same_shapes(tmp_path: Path) -> None:
    write_trial(TRIAL, tmp_path)
    assert read_shapes(tmp_path / "sites.parquet").tolist() == TRIAL.sites.tolist()
    zones = read_shapes(tmp_path / "zones.parquet")
    assert {zone.wkb for zone in zones} == {zone.wkb for zone in TRIAL.zones}
    assert int(np.argmax(shapely.get_num_coordinates(zones))) == 26  # the only block, in the middle of 50


@pytest.mark.parametrize("key", ["strtree", "geopandas", "ranh"])
def test_every_engine_here_gives_the_same_answer(key: str, tmp_path: Path) -> None:
    write_trial(TRIAL, tmp_path)
    found = {name: ENGINES[name].ask(tmp_path, Clock()) for name in ("strtree", key)}
    assert answers.differences(found) == []
    assert len(found["strtree"].site) > 9


def test_order_does_not_matter() -> None:
    one, other = answer([0, 1], [5, 6], [1.0, 2.0]), answer([1, 0], [6, 5], [2.0, 1.0])
    assert answers.differences({"a": one, "b": other}) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (answer([0], [5], [100.0]), "b: 0 pairs that a has not, lacks 1"),
        (answer([0, 1], [5, 7], [100.0, 200.0]), "b: 1 pairs that a has not, lacks 1"),
        (answer([0, 1], [5, 6], [100.0, 201.0]), "b: total area differs from that of a by 1 m2"),
        (answer([0, 1], [5, 6], [101.0, 199.0]), "b: the area of 2 pairs differs from that of a"),
    ],
)
def test_what_differs_is_said(other: Answer, said: str) -> None:
    assert answers.differences({"a": answer([0, 1], [5, 6], [100.0, 200.0]), "b": other}) == [said]


def test_an_engine_without_answer_keeps_its_row() -> None:
    lines = rows(
        {"duckdb": "not installed (duckdb)", "geopandas": [measured(6.0)], "ranh": [measured(2.0, 1.0)]}
    )
    assert [line[:2] for line in lines] == [
        ["DuckDB spatial: not installed (duckdb)", "-"],
        ["geopandas.overlay", "6.00"],
        ["ranh, index loaded", "2.00"],
        ["ranh, index built in the run", "3.00"],
    ]
    assert [line[3] for line in lines] == ["-", "1.00", "3.00", "2.00"]
    assert {len(line) for line in lines} == {len(HEADING)}


def test_what_is_not_installed_or_reachable_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(_folder: Path, _clock: Clock) -> Answer:
        raise ModuleNotFoundError(name="sedonadb")

    monkeypatch.setitem(ENGINES, "sedonadb", Engine(name="SedonaDB", ask=missing, package="sedonadb"))
    with pytest.raises(AbsentError, match=r"not installed \(sedonadb\)"):
        measure("sedonadb", tmp_path, tmp_path)
    monkeypatch.delenv("RANH_POSTGIS", raising=False)
    with pytest.raises(AbsentError, match=r"not (reachable|installed)"):
        measure("postgis", tmp_path, tmp_path)


def test_a_failing_engine_and_a_lone_one_do_not_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(_work: object, key: str, *_folders: Path) -> Measured:
        if key == "strtree":
            raise ValueError("no such shape\nsecond line")
        return measured(1.0, 0.1)

    monkeypatch.setattr(province, "run_alone", ask)
    toy = ["--parcels", "4", "--blocks", "0", "--sites", "1", "--roads", "0", "--runs", "1", "--engines"]
    assert main([*toy, "geopandas", "ranh"]) == 0
    assert main([*toy, "ranh"]) == 1
    assert main([*toy, "geopandas", "ranh", "strtree"]) == 1
    said = capsys.readouterr().out
    assert "fewer than two engines" in said
    assert "FAILED: ValueError: no such shape" in said
    assert "second line" not in said


def test_work_alone_raises_what_it_raises() -> None:
    with pytest.raises(ValueError, match="math domain error"):
        run_alone(growth.exponent, [1, 2], [1.0, -1.0])


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "bench").glob("*.py")), ids=lambda p: p.stem
)
def test_what_can_be_run_says_how(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ('__name__ == "__main__"' in text) == (
        re.search(rf"    python -m bench\.{path.stem}[ \n]", text) is not None
    )


@pytest.mark.parametrize("module", [clock, growth])
def test_examples(module: object) -> None:
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)
