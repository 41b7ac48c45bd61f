"""An archive gives exactly the bytes that were put in, or says what is wrong with it."""

from __future__ import annotations

import random
import zipfile

import pytest
from bad_inputs import plain_files as plain

from layers.errors import IntakeError
from layers.intake.entrance.archive import Archive
from layers.intake.entrance.zip_entries import Budget
from layers.intake.limits import LIMITS, Limits


@pytest.fixture
def opened(tmp_path):
    def write(content, limits=LIMITS):
        path = tmp_path / "goi.zip"
        path.write_bytes(content)
        return Archive(path, "goi.zip", limits)

    return write


def contents(archive, limits=LIMITS):
    budget = Budget(limits)
    return {m.name: b"".join(archive.unpacked(m, budget)) for m in archive.members}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_bytes_come_out_as_they_went_in(method, opened):
    noise = random.Random(4)  # noqa: S311 - test data
    members = {
        "rong.csv": b"",
        "Bản đồ/một.csv": b"1",
        "noise.bin": noise.randbytes(200_001),
        "dense.csv": b"12;" * 60_000,
        "random.csv": bytes(noise.choices(b"0123456789;\n", k=300_000)),
    }
    with opened(plain.zipped(members, method)) as archive:
        assert contents(archive) == members


def test_streamed_archives_whose_sizes_follow_the_bytes(opened, tmp_path):
    class Pipe:
        def __init__(self, file):
            self.file = file

        def write(self, block):
            return self.file.write(block)

        def flush(self):
            self.file.flush()

    path = tmp_path / "streamed.zip"
    with path.open("wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.geojson", plain.GEOJSON)
    with opened(path.read_bytes()) as archive:
        assert archive.members[0].entry.flag_bits & 8
        assert contents(archive) == {"a.geojson": plain.GEOJSON}


def test_zip64_and_a_comment(opened, tmp_path):
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as made:
        with made.open("a.csv", "w", force_zip64=True) as member:
            member.write(b"1")
        made.comment = b"of the office"
    with opened(path.read_bytes()) as archive:
        assert contents(archive) == {"a.csv": b"1"}


def test_members_know_what_belongs_together(opened):
    with opened(plain.zipped({"Bản Đồ/RANH.SHP": b"1", "Bản Đồ/": b""})) as archive:
        (member,) = archive.members
    assert (member.folder, member.stem, member.ending) == ("bản đồ", "ranh", ".shp")
    assert member.name == "Bản Đồ/RANH.SHP"


def test_one_budget_for_all_archives(opened):
    budget = Budget(Limits(unpacked_bytes=10))
    with opened(plain.zipped({"a": b"123456"})) as archive:
        assert b"".join(archive.unpacked(archive.members[0], budget)) == b"123456"
        with pytest.raises(IntakeError) as refused:
            list(archive.unpacked(archive.members[0], budget))
    assert refused.value.code == "zip-total"


def test_small_entries_are_not_measured_by_their_ratio(opened):
    floor = LIMITS.ratio_floor_bytes
    with opened(plain.zipped({"a.csv": b"1" * floor})) as archive:
        assert len(contents(archive)["a.csv"]) == floor
    with pytest.raises(IntakeError) as refused, opened(plain.zipped({"a.csv": b"1" * (floor + 1)})):
        pass
    assert refused.value.code == "zip-ratio"


def test_every_cut_of_an_archive_is_noticed(opened):
    whole = plain.zipped({"a.geojson": plain.GEOJSON, "b.csv": plain.CSV})
    for length in range(4, len(whole)):
        with pytest.raises(IntakeError) as refused, opened(whole[:length]):
            pass
        assert refused.value.code.startswith("zip-"), length


def test_every_changed_byte_is_noticed_or_changes_nothing_that_is_read(opened):
    """Of names, times and rights alone another byte may pass."""
    members = {"a.geojson": plain.GEOJSON, "b.csv": plain.CSV}
    whole = plain.zipped(members)
    passed = 0
    for at in range(len(whole)):
        changed = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        try:
            with opened(changed) as archive:
                assert sorted(contents(archive).values()) == sorted(members.values()), at
                passed += 1
        except IntakeError as refused:
            assert refused.code.startswith("zip-")  # noqa: PT017 - either way is right
    assert 0 < passed < len(whole) // 2


def test_archive_is_closed_when_it_is_refused(opened):
    archive = opened(plain.zipped({}))
    with pytest.raises(IntakeError), archive:
        pass
    assert archive.closed
