"""Imported versions: whole or absent, in order, each ending the one before it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest

from geo.errors import RanhError
from layers.check import check_province
from layers.errors import IntakeError, ProvinceError, WriteError
from layers.intake.answers import Declaration
from layers.intake.declared import target_of
from layers.intake.publishing import Published, publish
from layers.province import Province, open_province
from layers.version_record import Account, Reconciliation, SourceFile
from layers.versions import FOLDER, RECORD, ZONES, read_records
from squares import square

TODAY = date(2026, 11, 25)
ROOT = Path(__file__).parents[2]


def account(rows: int) -> Account:
    return Account(
        source=SourceFile(name="a.gpkg", sha256="0" * 64, size_bytes=1, kind="geopackage"),
        place=None,
        reconciliation=Reconciliation(
            declared=rows, read=rows, refused=0, set_aside=0, missing=0, written=rows
        ),
    )


def bring(province: Province, shapes: list, name: str, **declared: object) -> Published:
    frame = gpd.GeoDataFrame(
        {"zone": [f"z{n}" for n in range(len(shapes))]}, geometry=shapes, crs=province.crs
    )
    target = target_of(Declaration(name=name, **declared), province, TODAY)
    layer = target.layer.model_copy(update={"id_field": "zone"})
    return publish(
        frame,
        type(target)(layer=layer, line=target.line, replaced=target.replaced),
        account(len(shapes)),
        province,
        by="tester",
    )


def verdicts(folder: Path, as_of: date) -> dict[str, str]:
    findings = check_province(open_province(folder), as_of).findings
    of_rule = findings[findings["rule_id"] == "DEF-01"]
    return dict(zip(of_rule["site_id"], of_rule["verdict"], strict=True))


def test_a_new_version_ends_the_one_before_it(folder: Path, province: Province) -> None:
    assert verdicts(folder, TODAY) == {"S1": "clear", "S2": "conflict", "S3": "clear"}
    done = bring(province, [square(7000, 7000)], "defence", effective_from=date(2026, 7, 1))
    layers = open_province(folder).versions("defence")
    assert [(x.effective_from, x.effective_to) for x in layers] == [
        (None, date(2026, 6, 30)),
        (date(2026, 7, 1), None),
    ]
    assert layers[1].restricted
    assert layers[1].id == done.record.layer.id == f"defence-{done.record.layer.id[-12:]}"
    assert verdicts(folder, TODAY) == {"S1": "clear", "S2": "clear", "S3": "conflict"}
    assert verdicts(folder, date(2026, 6, 30)) == {"S1": "clear", "S2": "conflict", "S3": "clear"}


def test_a_correction_takes_the_place_of_a_version_that_starts_no_earlier(
    folder: Path, province: Province
) -> None:
    bring(province, [square(7000, 7000)], "defence", effective_from=date(2026, 7, 1))
    bring(open_province(folder), [square(950, 100)], "defence", effective_from=date(2026, 6, 1))
    layers = open_province(folder).versions("defence")
    assert [(x.effective_from, x.effective_to) for x in layers] == [
        (None, date(2026, 5, 31)),
        (date(2026, 6, 1), None),
    ]
    assert len(read_records(folder)) == 2
    assert verdicts(folder, TODAY) == {"S1": "conflict", "S2": "clear", "S3": "clear"}


def test_the_first_day_is_the_decision_s_else_today(province: Province) -> None:
    decided = Declaration(name="defence", decision_number="12/QĐ-UBND", decision_date=date(2026, 3, 2))
    assert target_of(decided, province, TODAY).layer.effective_from == date(2026, 3, 2)
    assert target_of(Declaration(name="defence"), province, TODAY).layer.effective_from == TODAY


def test_a_last_day_before_the_first_is_refused(province: Province) -> None:
    for declared in (
        Declaration(name="defence", effective_to=date(2026, 1, 1)),
        Declaration(name="forest", decision_date=date(2026, 3, 2), effective_to=date(2026, 1, 1)),
    ):
        with pytest.raises(IntakeError, match="before the first"):
            target_of(declared, province, TODAY)


def test_a_new_layer_named_like_a_restricted_one_is_restricted(province: Province) -> None:
    target = target_of(Declaration(name="Defence_2030"), province, TODAY)
    assert (target.layer.family, target.layer.restricted, target.replaced) == ("Defence_2030", True, None)
    assert not target_of(Declaration(name="forest"), province, TODAY).layer.restricted
    with pytest.raises(IntakeError, match="A-Z"):
        target_of(Declaration(name="rừng"), province, TODAY)


def test_the_same_rows_are_the_same_version(folder: Path, province: Province) -> None:
    first = bring(province, [square(0, 0)], "forest", effective_from=TODAY)
    again = bring(open_province(folder), [square(0, 0)], "forest", effective_from=TODAY)
    other = bring(open_province(folder), [square(0, 0)], "forest", effective_from=date(2026, 1, 1))
    assert (first.was_there, again.was_there, again.record) == (False, True, first.record)
    assert other.record.layer.id != first.record.layer.id
    assert [record.sequence for record in read_records(folder)] == [1, 2]


def test_rows_that_no_check_could_read_leave_nothing_behind(folder: Path, province: Province) -> None:
    target = target_of(Declaration(name="forest"), province, TODAY)
    layer = target.layer.model_copy(update={"id_field": "zone"})
    frame = gpd.GeoDataFrame({"zone": ["a", "a"]}, geometry=[square(0, 0), square(9, 9)], crs=province.crs)
    with pytest.raises(RanhError, match="twice"):
        publish(
            frame,
            type(target)(layer=layer, line="forest", replaced=None),
            account(2),
            province,
            by="tester",
        )
    assert list((folder / FOLDER).iterdir()) == []


@pytest.mark.parametrize("damage", ["record", "zones", "name", "nothing like a record"])
def test_a_damaged_version_stops_the_province(folder: Path, province: Province, damage: str) -> None:
    """A layer that vanished in silence would be a false clear."""
    made = bring(province, [square(0, 0)], "forest").folder
    if damage == "record":
        (made / RECORD).unlink()
    elif damage == "zones":
        (made / ZONES).unlink()
    elif damage == "name":
        made.rename(made.with_name("forest-other"))
    else:
        (made / RECORD).write_text(json.dumps({"format": 2}))
    with pytest.raises(ProvinceError, match="damaged"):
        open_province(folder)


def test_a_folder_that_was_never_finished_is_no_version(folder: Path, province: Province) -> None:
    left = folder / FOLDER / ".new-999999999-abc"
    left.mkdir(parents=True)
    (left / ZONES).write_bytes(b"PAR1 half")
    assert len(open_province(folder).layers) == len(province.layers)
    bring(province, [square(0, 0)], "forest")
    assert not left.exists()


IMPORTS = textwrap.dedent("""
    import sys
    sys.path[:0] = [{root!r}, {root!r} + "/tests", {root!r} + "/tests/layers"]
    from pathlib import Path
    from layers.province import open_province
    import test_versions as t
    from squares import square
    folder = Path(sys.argv[1])
    print("ready", flush=True)
    for n in range(10_000):
        done = t.bring(open_province(folder), [square(n, k) for k in range(300)], f"forest{{n}}")
        print(done.record.layer.id, flush=True)
""")


def test_kill_9_leaves_every_version_whole_or_absent(folder: Path) -> None:
    """Four times; what was told as imported is there and reads."""
    told: list[str] = []
    for round_number in range(4):
        command = [sys.executable, "-c", IMPORTS.format(root=str(ROOT)), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout.readline() == "ready\n"
            time.sleep(0.02 + 0.086 * round_number)
            os.kill(child.pid, signal.SIGKILL)
            told += child.stdout.read().split()
    records = {record.layer.id for record in read_records(folder)}
    assert set(told) <= records
    province = open_province(folder)
    for layer in province.layers:
        if layer.id in records:
            assert len(gpd.read_parquet(province.path(layer.file))) == 300


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a small disk is mounted by root alone"
)
def test_a_full_disk_leaves_nothing(folder: Path, province: Province) -> None:
    versions = folder / FOLDER
    versions.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(versions)], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts no file system")
    try:
        small = bring(province, [square(0, 0)], "forest")
        with pytest.raises(WriteError, match="nothing was imported"):
            bring(open_province(folder), [square(n, 0.37 * n) for n in range(20_000)], "parcels")
        assert [path.name for path in versions.iterdir()] == [small.folder.name]
        assert [record.layer.family for record in read_records(folder)] == ["forest"]
    finally:
        subprocess.run(["umount", str(versions)], check=True)
