"""Two processes give what one gives, to the last bit; and what fails is told, never clear."""

from __future__ import annotations

import ast
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread, Timer

import geopandas as gpd
import numpy as np
import psutil
import pytest
import shapely
from distributed import Client, LocalCluster
from distributed.security import Security

from bench.trial import make_trial
from geo.index import ZoneIndex
from geo.joined import Overlaps
from geo.overlap import find_overlaps
from layers import cluster, cluster_run, scheduler
from layers.cluster import ClusterOverlaps, find_overlaps_on
from layers.cluster_pairs import overlap_pairs_on
from layers.cluster_task import PartTask, UnlikeError, overlap_part, programs
from layers.errors import ClusterError
from layers.pairs import overlap_pairs
from layers.partition_writer import Source, write_partitions
from layers.partitions import Manifest, read_manifest, read_partition
from layers.scheduler import is_private, open_scheduler, require_address, require_private
from squares import square

ROOT = Path(cluster.__file__).parents[1]
TRIAL = make_trial(parcels=2_500, blocks=0, blobs=250, roads=10)
LARGE = np.array([square(k * 900 - 20_000, -50_000, 7_000, 9_000) for k in range(9)], dtype=object)
ZONES = np.concatenate([TRIAL.zones, LARGE])
SITES = np.array([*TRIAL.sites, None, shapely.box(0, 0, 1, 1)], dtype=object)


def frame_of(zones: np.ndarray) -> gpd.GeoDataFrame:
    ids = [f"z{k}" for k in range(len(zones))]
    return gpd.GeoDataFrame({"zone_id": ids, "name": "", "code": ""}, geometry=zones, crs="EPSG:9205")


def partitions(folder: Path, zones: np.ndarray = ZONES, *, per_part: int = 200, **more: bool) -> Manifest:
    source = Source(layer_id="trial", **more)
    return write_partitions([frame_of(zones)], folder, source, zones_per_part=per_part)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with open_scheduler("local", 2) as started:
        yield started


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layer") / "parts"
    partitions(folder)
    return folder


@pytest.fixture(scope="module")
def single() -> Overlaps:
    return find_overlaps(SITES, ZoneIndex.build(ZONES))


def assert_same(done: ClusterOverlaps, single: Overlaps, keep: np.ndarray | None = None) -> None:
    """Compare pairs, areas to the last bit, shapes to the last vertex."""
    kept = np.ones(len(single.site), dtype=bool) if keep is None else keep
    assert kept.any()
    for name in ("site", "zone", "area_m2", "recomputed", "unresolved"):
        assert getattr(done.overlaps, name).tobytes() == getattr(single, name)[kept].tobytes()
    assert shapely.to_wkb(done.overlaps.shape).tolist() == shapely.to_wkb(single.shape[kept]).tolist()
    assert done.zone_id == tuple(f"z{zone}" for zone in done.overlaps.zone)
    assert done.zone_area_m2.tolist() == shapely.area(ZONES[done.overlaps.zone]).tolist()


def met(folder: Path, file: str) -> set[int]:
    bounds = next(part.bounds_m for part in read_manifest(folder).partitions if part.file == file)
    return set(shapely.STRtree(SITES).query(shapely.box(*bounds)).tolist())


def spoil(folder: Path, number: int) -> tuple[str, np.ndarray]:
    """Change one byte of a file; give its name and the zones that are in it."""
    part = read_manifest(folder).partitions[number]
    position = read_partition(folder, part).position
    content = bytearray((folder / part.file).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / part.file).write_bytes(content)
    return part.file, position


def test_two_processes_give_what_one_gives(client: Client, layer: Path, single: Overlaps) -> None:
    told = []
    done = find_overlaps_on(client, SITES, layer, lambda *count: told.append(count))
    assert done.failures == ()
    assert_same(done, single)
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    # Sites and zones both cross the bounds of files, or this would show nothing.
    files_a_site = np.unique(
        np.concatenate([[*met(layer, p.file)] for p in read_manifest(layer).partitions]), return_counts=True
    )[1]
    assert (files_a_site > 1).sum() > 50
    assert set(done.overlaps.zone) & set(range(len(TRIAL.zones), len(ZONES)))
    assert told[-1][0] == told[-1][1] == len(told)


def test_zones_of_many_pieces_are_added_up_in_the_same_order(client: Client, tmp_path: Path) -> None:
    zones = make_trial(parcels=2_500, blocks=4, blobs=0, roads=0).zones
    partitions(tmp_path / "p", zones)
    done = find_overlaps_on(client, SITES, tmp_path / "p")
    assert (done.overlaps.area_m2 == find_overlaps(SITES, ZoneIndex.build(zones)).area_m2).all()


@pytest.mark.heavy
def test_sites_go_in_batches_and_the_result_is_the_same(
    client: Client, layer: Path, single: Overlaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SITES_PER_TASK", 2)
    monkeypatch.setattr(cluster, "BYTES_PER_TASK", 30_000)
    told = []
    assert_same(find_overlaps_on(client, SITES, layer, lambda *count: told.append(count)), single)
    assert told[-1][0] == told[-1][1] > 3 * len(read_manifest(layer).partitions)
    assert len(told) < told[-1][1], "several visits travel together"


def test_no_site_or_no_zone_is_no_pair(client: Client, layer: Path, tmp_path: Path) -> None:
    write_partitions([], tmp_path / "none", Source(layer_id="none"))
    far = np.array([shapely.box(0, 0, 1, 1), None], dtype=object)
    for sites, folder in ((far, layer), (SITES, tmp_path / "none"), (SITES[:0], layer)):
        done = find_overlaps_on(client, sites, folder)
        assert (len(done.overlaps.site), done.failures) == (0, ())


def test_a_worker_killed_in_mid_run_changes_nothing(
    client: Client, layer: Path, single: Overlaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SITES_PER_TASK", 2)
    held: list[object] = []
    for _ in range(8):  # tasks are short: now and then the frozen worker held none
        address, pid = next(iter(client.run(os.getpid).items()))
        done = find_overlaps_on(client, SITES, layer, freezing(client, address, pid, held))
        client.wait_for_workers(2, timeout=20)
        assert done.failures == ()
        assert_same(done, single)
        if held:
            break
    assert held


def freezing(client: Client, address: str, pid: int, held: list[object]) -> Callable[[int, int], None]:
    """Return a progress function that freezes a worker at once, and kills it a little later."""

    def kill() -> None:
        held.extend(client.processing([address]).get(address, ()))
        os.kill(pid, signal.SIGKILL)

    frozen = []

    def freeze(_done: int, _of: int) -> None:
        if not frozen:
            frozen.append(pid)
            os.kill(pid, signal.SIGSTOP)  # what it holds now, it will never finish
            Timer(0.5, kill).start()

    return freeze


def test_a_damaged_file_makes_its_sites_not_checked_and_no_others(
    client: Client, single: Overlaps, tmp_path: Path
) -> None:
    partitions(tmp_path / "p")
    file, position = spoil(tmp_path / "p", 3)
    done = find_overlaps_on(client, SITES, tmp_path / "p")
    assert [failure.file for failure in done.failures] == [file]
    assert set(done.failures[0].site.tolist()) == met(tmp_path / "p", file)
    assert f"Not compared with the zones of {file}" in done.failures[0].en
    assert f"Chưa so với các vùng trong {file}" in done.failures[0].vi
    assert_same(done, single, ~np.isin(single.zone, position))


def poison(file: str) -> Callable[[PartTask], object]:
    """Return a task that ends its process whenever it is given that file; it travels as it is."""

    def task(given: PartTask) -> object:
        if given.part.file == file:
            os.kill(os.getpid(), signal.SIGKILL)
        return overlap_part(given)

    return task


@pytest.mark.parametrize(
    "journeys", [1, pytest.param(16, marks=pytest.mark.heavy)], ids=["with others", "alone"]
)
def test_a_task_that_always_kills_its_worker_is_not_checked_and_harms_no_other(
    client: Client, layer: Path, single: Overlaps, monkeypatch: pytest.MonkeyPatch, journeys: int
) -> None:
    monkeypatch.setattr(cluster_run, "JOURNEYS_PER_THREAD", journeys)
    part = read_manifest(layer).partitions[5]
    monkeypatch.setattr(cluster_run, "overlap_part", poison(part.file))
    monkeypatch.setattr(cluster_run, "RETRIES", 1)
    monkeypatch.setattr(client.cluster.scheduler, "allowed_failures", 0)
    done = find_overlaps_on(client, SITES, layer)
    assert [failure.file for failure in done.failures] == [part.file]
    assert set(done.failures[0].site.tolist()) == met(layer, part.file)
    assert "the worker ended each time" in done.failures[0].en
    assert_same(done, single, ~np.isin(single.zone, read_partition(layer, part).position))
    client.wait_for_workers(2, timeout=20)


def test_any_error_of_a_task_is_not_checked(
    client: Client, layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_run, "overlap_part", lambda _task: 1 // 0)
    done = find_overlaps_on(client, SITES, layer)
    assert len(done.overlaps.site) == 0
    assert {failure.file for failure in done.failures} == {
        p.file for p in read_manifest(layer).partitions if met(layer, p.file)
    }
    assert all("ZeroDivisionError" in failure.vi for failure in done.failures)


def test_what_is_no_result_is_not_taken_for_one(
    client: Client, layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that gives nothing has not said "no overlap"."""
    monkeypatch.setattr(cluster_run, "overlap_part", lambda _task: None)
    assert set.union(*(set(f.site.tolist()) for f in find_overlaps_on(client, SITES, layer).failures)) >= set(
        range(200)
    )


def test_the_pairs_are_the_pairs(client: Client, layer: Path) -> None:
    sites = gpd.GeoDataFrame(
        {"site_id": [f"s{k}" for k in range(len(SITES))]}, geometry=SITES, crs="EPSG:9205"
    )
    expected = overlap_pairs(sites, frame_of(ZONES))
    found = overlap_pairs_on(client, sites, layer)
    assert found.drop(columns="geometry").equals(expected.drop(columns="geometry"))
    assert (shapely.to_wkb(found.geometry) == shapely.to_wkb(expected.geometry)).all()


def test_rows_that_were_not_checked_come_first(client: Client, tmp_path: Path) -> None:
    partitions(tmp_path / "p")
    file, _ = spoil(tmp_path / "p", 0)
    sites = gpd.GeoDataFrame(
        {"site_id": [f"s{k}" for k in range(len(SITES))]}, geometry=SITES, crs="EPSG:9205"
    )
    found = overlap_pairs_on(client, sites, tmp_path / "p")
    missed = found[(found["status"] == "not_checked") & (found["zone_id"] == "")]
    assert missed.index.tolist() == list(range(len(missed)))
    assert missed["site_id"].tolist() == [f"s{k}" for k in sorted(met(tmp_path / "p", file))]
    assert missed["overlap_area_ha"].isna().all()
    assert missed["reason_vi"].str.contains(file).all()
    assert (found["status"][len(missed) :] == "overlap").all()


def test_other_programs_stop_the_run(client: Client, layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tuple((name, "3.11.0" if name == "GEOS" else text) for name, text in programs())
    monkeypatch.setattr(cluster_run, "programs", lambda: other)
    with pytest.raises(UnlikeError, match=r"GEOS \S+ / 3\.11\.0.*install the same versions") as caught:
        find_overlaps_on(client, SITES, layer)
    assert "GEOS" in caught.value.vi


def test_a_worker_that_came_later_with_other_programs_refuses_its_task(layer: Path) -> None:
    part = read_manifest(layer).partitions[0]
    other = tuple((name, f"{text} other") for name, text in programs())
    task = PartTask(folder=str(layer), part=part, site=np.array([]), site_wkb=(), programs=other)
    with pytest.raises(UnlikeError, match="install the same versions"):
        overlap_part(task)


def test_a_worker_without_the_program_is_told(
    client: Client, layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {"worker": ModuleNotFoundError("No module named 'layers.cluster_task'")}
    monkeypatch.setattr(client, "run", lambda _ask, on_error: missing if on_error == "return" else {})
    with pytest.raises(ClusterError, match="The worker worker cannot run Ranh"):
        find_overlaps_on(client, SITES, layer)


def test_restricted_land_never_travels_in_the_clear(tmp_path: Path) -> None:
    class Far:
        """Stands for a client whose worker is on another machine; it can send nothing."""

        loop = object()

        def __init__(self, *addresses: str) -> None:
            self.scheduler, self.addresses = type("", (), {"address": addresses[0]}), addresses

        def nthreads(self) -> dict[str, int]:
            return dict.fromkeys(self.addresses, 1)

    partitions(tmp_path / "open")
    partitions(tmp_path / "secret", restricted=True)
    far = Far("tcp://127.0.0.1:8786", "tcp://192.168.1.7:4000")
    with pytest.raises(ClusterError, match=r"192\.168\.1\.7:4000 is not encrypted"):
        find_overlaps_on(far, SITES, tmp_path / "secret")
    with pytest.raises(ClusterError, match="is not encrypted"):
        find_overlaps_on(far, SITES, tmp_path / "open", restricted=True)
    require_private(["tls://10.0.0.5:8786", "tls://10.0.0.6:4000", "tcp://127.0.0.1:8786"])


def test_nothing_listens_but_on_this_machine(client: Client) -> None:
    own = psutil.Process()
    heard = [
        c.laddr
        for p in (own, *own.children(recursive=True))
        for c in p.net_connections()
        if c.status == "LISTEN"
    ]
    assert len(heard) >= 4
    assert {address.ip for address in heard} == {"127.0.0.1"}
    assert all(is_private(address) for address in client.nthreads())


@pytest.mark.heavy
def test_an_engine_that_is_there_already(layer: Path, single: Overlaps) -> None:
    plain = Security(require_encryption=False)
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, security=plain
        ) as there,
        open_scheduler(there.scheduler_address) as other,
    ):
        assert_same(find_overlaps_on(other, SITES, layer), single)
        assert len(there.scheduler.workers) == 1


def test_nobody_else_gets_into_the_local_engine(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "CONNECT_S", 1)
    address = client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    for way in ("tls", "tcp"):
        with pytest.raises(ClusterError), open_scheduler(address.replace("tls", way)):
            pass
    with pytest.raises(OSError, match=r"timed out|SSL|TLS|handshake|certificate"):
        Client(address, security=Security.temporary(), timeout=1)


def test_everything_is_gone_however_it_ends() -> None:
    before = {path.name for path in Path(tempfile.gettempdir()).glob("ranh-*")}
    pids: list[int] = []

    def interrupted() -> None:
        with open_scheduler("local", 1) as started:
            pids.extend(started.run(os.getpid).values())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(pids) == 1
    assert not psutil.pid_exists(pids[0])
    assert {path.name for path in Path(tempfile.gettempdir()).glob("ranh-*")} <= before


@pytest.mark.heavy  # lighter: a task that always kills its worker, any error of a task
def test_when_all_workers_are_gone_the_rest_is_not_checked(
    layer: Path, single: Overlaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_run, "NO_WORKER_S", 0.5)
    with open_scheduler("local", 1) as started:

        def leave(done: int, _of: int) -> None:
            if done == 3:
                started.cluster.scale(0)

        done = find_overlaps_on(started, SITES, layer, leave)
        assert any("All workers are gone" in failure.en for failure in done.failures)
        spoken_of = {int(site) for failure in done.failures for site in failure.site}
        lost = set(zip(single.site.tolist(), single.zone.tolist(), strict=True)) - set(
            zip(done.overlaps.site.tolist(), done.overlaps.zone.tolist(), strict=True)
        )
        assert lost
        assert {site for site, _ in lost} <= spoken_of
        started.cluster.close()
        with pytest.raises(ClusterError, match="connection to the scheduler was lost"):
            find_overlaps_on(started, SITES, layer)


@pytest.mark.parametrize("speech", [b"", b"SSH-2.0-OpenSSH_9.6\r\n"])
def test_what_is_no_scheduler_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, speech: bytes) -> None:
    assert scheduler.CONNECT_S < 10
    monkeypatch.setattr(scheduler, "CONNECT_S", 0.5)
    held = []

    def answer(server: socket.socket) -> None:
        held.append(server.accept()[0])
        held[0].sendall(speech)

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        speaker = Thread(target=answer, args=(server,))
        speaker.start()
        with (
            pytest.raises(ClusterError, match=f"No Dask scheduler answers at {address}"),
            open_scheduler(address),
        ):
            pass
        speaker.join()
        held[0].close()


def test_an_address_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(ClusterError, match="No Dask scheduler answers"), open_scheduler(address):
        pass


def test_tls_needs_certificates() -> None:
    with pytest.raises(ClusterError, match="needs certificates"), open_scheduler("tls://127.0.0.1:8786"):
        pass


@pytest.mark.parametrize(
    "text", ["", "remote", "http://a:1", "tcp://host", "tcp://a:99999", "inproc://1/2:3"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ClusterError, match="is no scheduler"):
        require_address(text)


def collects_in_silence(code: str) -> list[int]:
    """Return the lines that ask for many results at once, or let failed ones be skipped."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found += [node.lineno] * (name in {"gather", "wait", "fire_and_forget"})
        if isinstance(node, ast.Constant) and node.value == "skip":
            found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"distributed", "dask"}:
            found += [node.lineno for alias in node.names if alias.name in {"wait", "fire_and_forget"}]
    return found


def test_failed_partitions_cannot_be_lost_in_silence() -> None:
    for code in (
        'client.gather(f, errors="skip")',
        "client.gather(f)",
        "from distributed import wait",
        "e = 'skip'",
    ):
        assert collects_in_silence(code)
    for path in (
        *ROOT.glob("layers/*.py"),
        *ROOT.glob("geo/*.py"),
        *ROOT.glob("bench/*.py"),
        ROOT / "cli.py",
    ):
        text = path.read_text(encoding="utf-8")
        assert "distributed" not in text or collects_in_silence(text) == [], path
