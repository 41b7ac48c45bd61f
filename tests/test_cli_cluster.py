"""`ranh partition` and `ranh overlap --scheduler` as a person uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import geopandas as gpd
import pandas as pd
import psutil
import pytest
from distributed import Client, LocalCluster
from distributed.security import Security

import cli
from layers import cluster_pairs, scheduler
from layers.partitions import read_manifest
from squares import square, write

CLEAR, UNUSABLE, NOT_CHECKED = 0, 2, 3
Ranh = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of an engine that is there already."""
    plain = Security(require_encryption=False)
    with (
        dask.config.set(scheduler.SET),
        LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            security=plain,
        ) as there,
    ):
        yield there.scheduler_address


@pytest.fixture
def ranh(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ranh:
    """Return a function that runs `ranh` on the small province and gives back status, output, errors."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(cli.out, "_width", 200)
    monkeypatch.setattr(cli.err, "_width", 400)

    def run(*arguments: object, lang: str = "en") -> tuple[int, str, str]:
        command = ["ranh", "--province", str(folder), "--lang", lang, *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as stopped:
            cli.run()
        shown = capsys.readouterr()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run


@pytest.fixture
def places(folder: Path) -> Path:
    """Return a file of nine zones and one of two sites: one over four zones, one over none."""
    zones = [square(1000 * x, 1000 * y, 1000) for y in range(3) for x in range(3)]
    write(folder / "zones.gpkg", {"zone_id": list("abcdefghi")}, zones)
    write(folder / "places.gpkg", {"site_id": ["x", "y"]}, [square(900, 900, 200), square(8000, 8000)])
    return folder


def test_a_scheduler_gives_the_same_file(ranh: Ranh, places: Path, address: str) -> None:
    assert ranh("overlap", "places.gpkg", "zones.gpkg", "-o", "one.parquet")[0] == CLEAR
    status, out, _ = ranh("partition", "zones.gpkg", "-o", "parts", "--zones-per-part", 2)
    assert (status, "9 zones in 5 files" in out) == (CLEAR, True)
    for zones in ("parts", "zones.gpkg"):
        status, out, err = ranh("overlap", "places.gpkg", zones, "-o", "many.parquet", "--scheduler", address)
        assert (status, err.strip()) == (CLEAR, "")
        assert "4 pairs, 4.0000 ha" in out
        assert (places / "many.parquet").read_bytes() == (places / "one.parquet").read_bytes()
    assert gpd.read_parquet(places / "many.parquet")["zone_id"].tolist() == ["a", "b", "d", "e"]


def test_a_folder_alone_is_asked_of_this_machine(
    ranh: Ranh, places: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def there(asked_for: str, workers: int) -> object:
        asked.append((asked_for, workers))
        return scheduler.open_scheduler(address)

    monkeypatch.setattr(cluster_pairs, "open_scheduler", there)
    ranh("partition", "zones.gpkg", "-o", "parts")
    assert ranh("overlap", "places.gpkg", "parts", "-o", "p.csv", "--workers", 3)[0] == CLEAR
    assert asked == [("local", 3)]
    assert len(pd.read_csv(places / "p.csv")) == 4


OTHERS = [pytest.param(suffix, marks=pytest.mark.heavy) for suffix in (".geojson", ".gpkg", ".xlsx")]
"""Written by the same writer; layers/test_writer.py."""


@pytest.mark.parametrize("suffix", [".csv", ".parquet", *OTHERS])
def test_a_damaged_file_is_loud_wherever_one_looks(
    ranh: Ranh, places: Path, address: str, suffix: str
) -> None:
    ranh("partition", "zones.gpkg", "-o", "parts", "--zones-per-part", 1)
    (places / "parts" / "part-00000.parquet").write_bytes(b"PAR1")
    out_file = places / f"p{suffix}"
    status, out, err = ranh("overlap", "places.gpkg", "parts", "-o", out_file, "--scheduler", address)
    assert status == NOT_CHECKED
    assert "3 pairs, 3.0000 ha" in out
    assert "Not compared with the zones of part-00000.parquet" in err
    assert "NOT CHECKED: 1 sites may overlap zones that could not be read" in err
    readers = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": gpd.read_parquet}
    rows = readers.get(suffix, gpd.read_file)(out_file)
    assert rows["status"].tolist() == ["not_checked", "overlap", "overlap", "overlap"]
    assert rows["site_id"].tolist() == ["x"] * 4
    assert "part-00000.parquet" in rows["reason_vi"].iloc[0]
    assert pd.isna(rows["overlap_area_ha"].iloc[0])


def test_vietnamese_tells_it_too(ranh: Ranh, places: Path, address: str) -> None:
    ranh("partition", "zones.gpkg", "-o", "parts", "--zones-per-part", 1)
    (places / "parts" / "part-00000.parquet").unlink()
    _, _, err = ranh("overlap", "places.gpkg", "parts", "-o", "p.csv", "--scheduler", address, lang="vi")
    assert "CHƯA KIỂM TRA: 1 khu đất" in err
    assert "hãy đặt thư mục ở ổ đĩa dùng chung" in err


def test_broken_zones_are_told_when_written_and_when_asked(ranh: Ranh, places: Path, address: str) -> None:
    write(places / "b.gpkg", {"zone_id": ["good", "none"]}, [square(900, 900), None])
    status, _, err = ranh("partition", "b.gpkg", "-o", "parts")
    assert (status, "has no geometry" in err) == (NOT_CHECKED, True)
    status, _, err = ranh("overlap", "places.gpkg", "parts", "-o", "p.csv", "--scheduler", address)
    assert status == NOT_CHECKED
    assert "has no geometry" in err
    assert "1 broken zones" in err


def test_files_in_two_places_are_told(ranh: Ranh, places: Path, address: str) -> None:
    write(places / "far.gpkg", {"zone_id": ["f"]}, [square(900_000, 0)])
    status, _, err = ranh("overlap", "places.gpkg", "far.gpkg", "-o", "p.csv", "--scheduler", address)
    assert (status, "km apart" in err) == (NOT_CHECKED, True)


@pytest.mark.parametrize(
    ("zones", "options", "secret"),
    [
        ("zones.gpkg", (), False),
        ("zones.gpkg", ("--restricted",), True),
        ("defence.gpkg", (), True),
        ("landuse.gpkg", (), True),  # holds a parcel CQP
    ],
)
def test_defence_land_is_marked(ranh: Ranh, places: Path, zones: str, options: tuple, secret: bool) -> None:
    _, _, err = ranh("partition", zones, "-o", "parts", *options)
    assert read_manifest(places / "parts").restricted == secret
    assert ("holds defence or security land" in err) == secret


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("sites", ["places.gpkg", "defence.gpkg"])
def test_defence_land_is_not_sent_in_the_clear(
    ranh: Ranh, address: str, monkeypatch: pytest.MonkeyPatch, sites: str
) -> None:
    zones = "zones.gpkg" if sites == "defence.gpkg" else "defence.gpkg"
    ranh("partition", zones, "-o", "parts")
    there = Client.nthreads
    monkeypatch.setattr(Client, "nthreads", lambda self: there(self) | {"tcp://192.168.1.7:4000": 1})
    status, _, err = ranh("overlap", sites, "parts", "-o", "p.csv", "--scheduler", address)
    assert status == UNUSABLE
    assert "192.168.1.7:4000 is not encrypted" in err
    assert not Path("p.csv").exists()


@pytest.mark.parametrize(
    ("zones", "scheduler", "told"),
    [
        ("zones.gpkg", "tcp://192.168.1.7:8786", "cannot see zones.gpkg"),
        ("zones.gpkg", "elsewhere", "is no scheduler"),
        ("zones.gpkg", "tls://127.0.0.1:8786", "needs certificates"),
        ("none.gpkg", "local", "is not there"),
    ],
)
def test_what_cannot_be_asked_is_told(
    ranh: Ranh, places: Path, monkeypatch: pytest.MonkeyPatch, zones: str, scheduler: str, told: str
) -> None:
    (places / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(places / "tmp"))  # others may run beside this test
    status, _, err = ranh("overlap", "places.gpkg", zones, "-o", "p.csv", "--scheduler", scheduler)
    assert (status, told in err) == (UNUSABLE, True)
    assert not (places / "p.csv").exists()
    assert list((places / "tmp").iterdir()) == []


def test_a_changed_manifest_is_refused(ranh: Ranh, places: Path, address: str) -> None:
    ranh("partition", "defence.gpkg", "-o", "parts")
    path = places / "parts" / "partitions.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["manifest"]["restricted"] = False
    path.write_text(json.dumps(document), encoding="utf-8")
    status, _, err = ranh("overlap", "places.gpkg", "parts", "-o", "p.csv", "--scheduler", address)
    assert (status, "it was changed after it was written" in err) == (UNUSABLE, True)


def test_a_folder_with_something_in_it_is_not_written(ranh: Ranh, places: Path) -> None:
    status, _, err = ranh("partition", "zones.gpkg", "-o", places)
    assert (status, "something is there already" in err) == (UNUSABLE, True)


@pytest.mark.heavy  # lighter: layers/test_cluster.py, everything is gone however it ends
def test_ended_from_outside_it_leaves_nothing_behind(
    places: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    held = tmp_path_factory.mktemp("held")
    command = [
        "overlap",
        "places.gpkg",
        "defence.gpkg",
        "-o",
        "p.csv",
        "--scheduler",
        "local",
        "--workers",
        "1",
    ]
    with subprocess.Popen(
        [sys.executable, cli.__file__, "--province", str(places), *command],
        cwd=places,
        env=os.environ | {"TMPDIR": str(held), "PYTHONPATH": str(Path(cli.__file__).parent)},
    ) as process:
        until = time.monotonic() + 30
        # The partitions of the defence layer, and the working folder of the engine.
        while len(list(held.glob("ranh-*"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        started = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert list(held.glob("ranh-*")) == []
    assert not (places / "p.csv").exists()
    _, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []
