"""A layer as a folder of files: nothing lost, nothing twice, nothing changed unnoticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import CRSError, GeometryError
from layers import partition_writer
from layers.errors import ReadError, WriteError
from layers.model import Issue
from layers.partition_writer import Source, write_partitions
from layers.partitions import MANIFEST, Manifest, is_partitioned, read_manifest, read_partition
from squares import square

PLAIN = Source(layer_id="plain")


def frame_of(shapes: list[shapely.Geometry], first: int = 0, crs: str = "EPSG:9205") -> gpd.GeoDataFrame:
    ids = [f"z{first + k}" for k in range(len(shapes))]
    return gpd.GeoDataFrame({"zone_id": ids, "name": "", "code": "LUC"}, geometry=shapes, crs=crs)


def grid(side: int) -> list[shapely.Polygon]:
    return [square(100 * x, 100 * y) for y in range(side) for x in range(side)]


def test_every_zone_stands_in_exactly_one_file_as_it_was(tmp_path: Path) -> None:
    shapes = [*grid(20), square(0, 0, 2000)]
    batches = [frame_of(shapes[k : k + 70], k) for k in range(0, len(shapes), 70)]
    manifest = write_partitions(batches, tmp_path / "p", PLAIN, zones_per_part=50)
    assert read_manifest(tmp_path / "p") == manifest
    assert [part.zone_count for part in manifest.partitions] == [50] * 8 + [1]
    read = [read_partition(tmp_path / "p", part) for part in manifest.partitions]
    position = np.concatenate([zones.position for zones in read])
    assert sorted(position.tolist()) == list(range(401))
    for part, zones in zip(manifest.partitions, read, strict=True):
        assert shapely.to_wkb(zones.zones).tolist() == [shapely.to_wkb(shapes[k]) for k in zones.position]
        assert zones.zone_id == tuple(f"z{k}" for k in zones.position)
        assert part.bounds_m == tuple(shapely.total_bounds(zones.zones))


def test_files_hold_zones_that_lie_together(tmp_path: Path) -> None:
    manifest = write_partitions([frame_of(grid(16))], tmp_path / "p", PLAIN, zones_per_part=64)
    sizes = [(b[2] - b[0], b[3] - b[1]) for b in (part.bounds_m for part in manifest.partitions)]
    assert sizes == [(800, 800)] * 4
    assert manifest.bounds_m == square(0, 0, 1600).bounds


def test_a_file_is_bounded_in_bytes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition_writer, "BYTES_PER_PART", 1000)
    manifest = write_partitions([frame_of([*grid(4), square(0, 0).buffer(9)])], tmp_path / "p", PLAIN)
    # A square has 93 bytes: ten fit. The rounded one has more than fits and stands alone or last.
    assert max(part.zone_count for part in manifest.partitions) == 10
    assert sum(part.zone_count for part in manifest.partitions) == 17


def test_more_files_than_buckets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = write_partitions([frame_of(grid(10))], tmp_path / "one", PLAIN, zones_per_part=7)
    monkeypatch.setattr(partition_writer, "BUCKETS", 4)
    assert write_partitions([frame_of(grid(10))], tmp_path / "few", PLAIN, zones_per_part=7) == one
    assert len(one.partitions) == 15


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    corners=st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 5000), st.floats(1, 3000)), max_size=40),
    per_part=st.integers(1, 9),
    per_batch=st.integers(1, 11),
)
def test_whatever_the_zones_none_is_lost(
    tmp_path_factory: pytest.TempPathFactory, corners: list, per_part: int, per_batch: int
) -> None:
    shapes = [square(*corner) for corner in corners]
    folder = tmp_path_factory.mktemp("p") / "p"
    batches = [frame_of(shapes[k : k + per_batch], k) for k in range(0, len(shapes), per_batch)]
    manifest = write_partitions(batches, folder, PLAIN, zones_per_part=per_part)
    found = {}
    for part in manifest.partitions:
        zones = read_partition(folder, part)
        assert len(zones.zones) <= per_part
        found |= dict(zip(zones.position.tolist(), shapely.to_wkb(zones.zones).tolist(), strict=True))
    assert found == dict(enumerate(shapely.to_wkb(shape) for shape in shapes))


def test_other_programs_read_the_files(tmp_path: Path) -> None:
    manifest = write_partitions([frame_of(grid(3))], tmp_path / "p", PLAIN)
    frame = gpd.read_parquet(tmp_path / "p" / manifest.partitions[0].file)
    assert frame.crs == "EPSG:9205"
    assert frame.geometry.area.sum() == 90_000
    assert frame["code"].tolist() == ["LUC"] * 9


def test_the_folder_says_where_its_zones_come_from(tmp_path: Path) -> None:
    broken = Issue(file="d.gpkg", row="x", kind="empty", en="Broken.", vi="Hỏng.", blocks=True)
    repaired = Issue(file="d.gpkg", row="y", kind="repaired", en="Repaired.", vi="Đã sửa.", blocks=False)
    source = Source(
        layer_id="defence", file="d.gpkg", sha256="0" * 64, restricted=True, issues=(broken, repaired)
    )
    write_partitions([frame_of(grid(1))], tmp_path / "p", source)
    manifest = read_manifest(tmp_path / "p")
    assert (manifest.layer_id, manifest.source, manifest.restricted) == ("defence", "d.gpkg", True)
    assert (manifest.issues, manifest.broken_count) == ((broken, repaired), 1)
    assert is_partitioned(tmp_path / "p")
    assert not is_partitioned(tmp_path)


def test_a_layer_without_zones_is_a_folder_without_files(tmp_path: Path) -> None:
    manifest = write_partitions([], tmp_path / "p", PLAIN)
    assert (manifest.zone_count, manifest.partitions, manifest.bounds_m) == (0, (), None)
    assert read_manifest(tmp_path / "p") == manifest


@pytest.mark.parametrize("damage", ["gone", "changed", "other"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    manifest = write_partitions([frame_of(grid(4))], tmp_path / "p", PLAIN, zones_per_part=8)
    first, second = (tmp_path / "p" / part.file for part in manifest.partitions)
    content = bytearray(first.read_bytes())
    content[40] ^= 1
    {
        "gone": first.unlink,
        "changed": lambda: first.write_bytes(content),
        "other": lambda: first.write_bytes(second.read_bytes()),
    }[damage]()
    told = "cannot be read on the machine" if damage == "gone" else "is damaged"
    with pytest.raises(ReadError, match=told) as caught:
        read_partition(tmp_path / "p", manifest.partitions[0])
    assert first.name in caught.value.vi
    assert len(read_partition(tmp_path / "p", manifest.partitions[1]).zones) == 8


def test_bounds_and_counts_that_are_not_the_files_are_refused(tmp_path: Path) -> None:
    part = write_partitions([frame_of(grid(4))], tmp_path / "p", PLAIN).partitions[0]
    smaller = (*part.bounds_m[:3], part.bounds_m[3] - 100)
    for change in ({"bounds_m": smaller}, {"zone_count": 15}):
        with pytest.raises(ReadError, match="not those of the manifest"):
            read_partition(tmp_path / "p", part.model_copy(update=change))


def _changed(folder: Path) -> Iterator[str]:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    yield text[: len(text) // 2]
    yield "[]"
    for key, value in (
        ("zone_count", 17),
        ("restricted", False),
        ("format", "ranh-partitions-0"),
        ("more", 1),
        ("partitions", []),
    ):
        document = json.loads(text)
        document["manifest"][key] = value
        yield json.dumps(document)
    document = json.loads(text)
    document["manifest"]["partitions"][0]["bounds_m"][0] += 50
    yield json.dumps(document)
    document = json.loads(text)
    document["manifest"]["partitions"][0]["file"] = "../part-00000.parquet"
    yield json.dumps(document)


def test_a_changed_manifest_is_refused(tmp_path: Path) -> None:
    write_partitions([frame_of(grid(4))], tmp_path / "p", Source(layer_id="d", restricted=True))
    for text in list(_changed(tmp_path / "p")):
        (tmp_path / "p" / MANIFEST).write_text(text, encoding="utf-8")
        with pytest.raises(ReadError, match="make the folder again"):
            read_manifest(tmp_path / "p")


def test_a_manifest_adds_up(tmp_path: Path) -> None:
    manifest = write_partitions([frame_of(grid(2))], tmp_path / "p", PLAIN)
    doubled = manifest.model_dump() | {"partitions": [*manifest.partitions, *manifest.partitions]}
    with pytest.raises(ValueError, match="do not add up"):
        Manifest(**doubled)
    with pytest.raises(ValueError, match="listed twice"):
        Manifest(**doubled | {"zone_count": 8})


def test_nothing_is_left_of_a_folder_that_could_not_be_written(tmp_path: Path) -> None:
    def batches() -> Iterator[gpd.GeoDataFrame]:
        yield frame_of(grid(2))
        yield frame_of(grid(2), crs="EPSG:9206")

    with pytest.raises(CRSError, match="all must be in one"):
        write_partitions(batches(), tmp_path / "p", PLAIN)
    with pytest.raises(GeometryError, match="1 of the zones"):
        write_partitions([frame_of([square(0, 0), shapely.Point(0, 0)])], tmp_path / "p", PLAIN)
    assert list(tmp_path.iterdir()) == []


def test_only_a_new_folder_is_written(tmp_path: Path) -> None:
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "letter.txt").write_text("")
    with pytest.raises(WriteError, match="something is there already"):
        write_partitions([], tmp_path / "held", PLAIN)
    with pytest.raises(WriteError, match="is not there"):
        write_partitions([], tmp_path / "none" / "p", PLAIN)
    (tmp_path / "empty").mkdir()
    assert write_partitions([], tmp_path / "empty", PLAIN).zone_count == 0
