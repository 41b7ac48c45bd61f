"""`ranh sealed`, `ranh cover`, `ranh dossier`: a cleared machine and an ordinary one, with files between."""

from __future__ import annotations

import io
import shutil
import struct
import sys
import tempfile

import pytest

import cli
from office.sealed import vault
from office.sealed.crypt import Cost
from squares import square, write

WORDS, OTHER_WORDS = "mưa rừng suối đá núi", "another passphrase of many words"
MARKER = "MARKER-Đồn-77"
WHY = ("--reason", "Trả lời công văn 12/BCH")


@pytest.fixture
def machines(folder, tmp_path, monkeypatch, capsys):
    """Return a function that runs `ranh` on the cleared or the ordinary machine; status, output, errors."""
    text = (folder / "province.toml").read_text(encoding="utf-8").split('[[layer]]\nid = "defence"')[0]
    text = text.replace('id = "squares"', 'id = "squares"\nneeds_cover = true')
    rows = {"parcel_id": ["p1", "p2"], "code": ["LUC", "RPH"]}
    write(folder / "landuse.gpkg", rows, [square(0, 0, 1000), square(1000, 0, 1000)])
    (folder / "defence.gpkg").unlink()
    (folder / "province.toml").write_text(text, encoding="utf-8")
    places = {name: tmp_path / "machines" / name for name in ("cleared", "ordinary")}
    for place in places.values():
        shutil.copytree(folder, place, ignore=shutil.ignore_patterns("machines", "office"))
    write(tmp_path / "usb.gpkg", {"zone": [MARKER], "kind": ["depot"]}, [square(1010.5, 1020.25, 333.75)])
    monkeypatch.setattr(vault, "usual_cost", lambda: Cost(time_cost=1, memory_kib=64, lanes=1))
    for name in ("RANH_DATABASE_URL", "RANH_USER", "RANH_PASSWORD", "RANH_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(cli.out, "_width", 300)
    monkeypatch.setattr(cli.err, "_width", 400)

    def run(machine, *arguments, passphrase=WORDS):
        with monkeypatch.context() as patch:
            patch.setenv("RANH_OFFICE", str(tmp_path / "machines" / f"office-{machine}"))
            if passphrase:
                patch.setenv("RANH_PASSPHRASE", passphrase)
            command = ["ranh", "--province", str(places[machine]), "--lang", "en", *map(str, arguments)]
            patch.setattr(sys, "argv", command)
            with pytest.raises(SystemExit) as stopped:
                cli.run()
        shown = capsys.readouterr()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run


def sealed(machines, tmp_path):
    """Seal the layer, carry its cover over and trust each other's keys."""
    usb = tmp_path / "usb.gpkg"
    add = ("sealed", "add", usb, "--layer", "qp", "--family", "defence", "--id", "zone")
    assert machines("cleared", *add)[0] == 0
    assert machines("cleared", "sealed", "cover", "-o", tmp_path / "cover.json")[0] == 0
    key = machines("cleared", "sealed", "key")[1].strip()
    assert machines("ordinary", "cover", "trust", key, "--name", "BCH")[0] == 0
    assert machines("ordinary", "cover", "install", tmp_path / "cover.json")[0] == 0
    (tmp_path / "desk.key").write_text(machines("ordinary", "dossier", "key")[1])
    assert machines("cleared", "dossier", "trust", tmp_path / "desk.key")[0] == 0
    usb.unlink()


def test_from_the_sealed_layer_to_the_answer_that_is_taken(machines, tmp_path):
    sealed(machines, tmp_path)
    status, out, _ = machines("ordinary", "dossier", "ask", "--site", "S2", "--number", "12/HS")
    assert (status, "must be asked" in out, "Test office" in out) == (3, True, True)
    status, out, _ = machines("ordinary", "dossier", "ask", "--site", "S3", "--number", "13/HS")
    assert (status, "touches no square" in out, "Test office" in out) == (0, True, False)
    file, back = tmp_path / "12.dossier", tmp_path / "12.answer"
    assert machines("ordinary", "dossier", "pack", "--site", "S2", "--number", "12/HS", "-o", file)[0] == 0
    status, out, _ = machines("cleared", "dossier", "answer", file)
    assert (status, MARKER in out or "DEF-01" in out, "39.5 %" in out) == (0, True, True)
    reply = ("dossier", "answer", file, "--reply", "conditions", "--document", "45/BCH", "--dated", "2026-11-20", "-o", back)  # fmt: skip
    status, _, err = machines("cleared", *reply, "--text", "Cách ranh giới 40 m")
    assert (status, "seems to tell a place" in err, back.exists()) == (2, True, False)
    assert machines("cleared", *reply, "--text", "Đồng ý có điều kiện.")[0] == 0
    status, out, _ = machines("ordinary", "dossier", "take", back)
    assert (status, out.split("\n")[0]) == (0, "12/HS: conditions · 45/BCH")
    status, _, err = machines("ordinary", "dossier", "take", back)
    assert (status, "taken already" in err) == (2, True)
    for machine in ("cleared", "ordinary"):
        assert machines(machine, "audit", "verify")[0] == 0


def test_nothing_of_the_sealed_layer_is_on_any_disk(machines, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    sealed(machines, tmp_path)
    file, back = tmp_path / "12.dossier", tmp_path / "12.answer"
    machines("ordinary", "dossier", "pack", "--site", "S2", "--number", "12/HS", "-o", file)
    assert machines("cleared", "sealed", "list", *WHY)[1].startswith("qp  defence")
    assert machines("cleared", "sealed", "check", *WHY)[0] in {1, 3}
    machines("cleared", "dossier", "answer", file, "--reply", "agree", "--document", "45/BCH", "--dated", "2026-11-20", "--text", "Đồng ý.", "-o", back)  # fmt: skip
    machines("ordinary", "dossier", "take", back)
    assert not list(temporary.iterdir())
    seen = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert {"12.dossier", "12.answer", "cover.json"} <= {p.name for p in seen}
    coordinate = (501_010.5).hex()
    secrets = [MARKER.encode(), b"501010", b"2451020", b"501344", b"depot", coordinate.encode()]
    for number in (501_010.5, 2_451_020.25, 501_344.25, 2_451_354.0):
        secrets.append(struct.pack("<d", number))
        secrets.append(struct.pack("<d", number).hex().encode())
    for path, content in seen.items():
        for secret in secrets:
            assert secret not in content, path.name


def test_the_ordinary_check_says_ask_and_no_more(machines, tmp_path):
    status, out, _ = machines("ordinary", "check", "--json")
    assert (status, "No layer 'defence'" in out) == (3, True)
    sealed(machines, tmp_path)
    status, out, _ = machines("ordinary", "check", "--json")
    assert (status, "must be asked" in out, MARKER in out) == (3, True, False)
    assert "Squares: " in machines("ordinary", "cover", "show")[1]


def test_the_passphrase_changes(machines, tmp_path, monkeypatch):
    sealed(machines, tmp_path)
    monkeypatch.setenv("RANH_NEW_PASSPHRASE", OTHER_WORDS)
    assert machines("cleared", "sealed", "passphrase")[0] == 0
    status, _, err = machines("cleared", "sealed", "list", *WHY)
    assert (status, "does not open" in err) == (2, True)
    assert machines("cleared", "sealed", "list", *WHY, passphrase=OTHER_WORDS)[0] == 0
    status, _, err = machines("cleared", "sealed", "list", *WHY, passphrase="")
    assert (status, "No passphrase" in err) == (2, True)
    status, _, err = machines("cleared", "sealed", "list", "--reason", "ngắn", passphrase=OTHER_WORDS)
    assert (status, "Say why" in err) == (2, True)


def test_a_cover_published_here_and_what_is_refused(machines, tmp_path):
    sealed(machines, tmp_path)
    first = (tmp_path / "cover.json").read_bytes()
    assert machines("cleared", "sealed", "cover", "-o", tmp_path / "again.json", "--publish")[0] == 0
    assert (tmp_path / "again.json").read_bytes() == first
    assert machines("cleared", "cover", "show")[1].startswith("Version: ")
    assert machines("cleared", "sealed", "cover", "-o", tmp_path / "x.json", "--decoys", "0.5")[0] == 2
    assert machines("cleared", "sealed", "cover", "-o", tmp_path / "x.json", "--side", "700")[0] == 2
    assert machines("cleared", "sealed", "cover")[0] == 2
    assert machines("ordinary", "cover", "install", tmp_path / "none.json")[0] == 2
    assert not (tmp_path / "x.json").exists()


def test_a_plain_layer_of_the_province_is_not_sealed_beside_itself(machines, tmp_path):
    status, _, err = machines("cleared", "sealed", "add", tmp_path / "usb.gpkg", "--layer", "landuse")
    assert (status, "is a plain layer" in err) == (2, True)
