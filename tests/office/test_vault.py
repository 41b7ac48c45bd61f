"""The vault: nothing plain on disk, nothing changed unnoticed, nothing shown in messages."""

from __future__ import annotations

import json
import os
import resource
import shutil
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.check import check_province
from layers.errors import ProvinceError
from layers.layer import Layer
from layers.province import open_province
from layers.reader import read_layer
from office.audit_read import WantedEntries, read_trail
from office.errors import RightError, SealedError
from office.health_province import vault_sign
from office.people import OWNER, Person, Role
from office.sealed import vault as vault_module
from office.sealed.crypt import Cost, Passphrase, decrypt, encrypt, lock, new_key, unlock
from office.sealed.seen import accept_older, note_vault, older_vault
from office.sealed.vault import CONTENTS, KEY, create_vault, open_vault, unlock_vault
from office.sealed.viewing import unlock_for, view_sealed
from office.signs import Health
from squares import square, write

CHEAP = Cost(time_cost=1, memory_kib=64, lanes=1)
WORDS = "mưa rừng suối đá núi"
MARKER = "MARKER-ô-Đồn-77"
STEWARD = Person(id=7, name="giu", full_name="Người giữ", role=Role.DEFENCE_STEWARD)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(vault_module, "usual_cost", lambda: CHEAP)


def data_of(folder: Path, layer_id: str = "sealed_1"):
    path = write(
        folder / "plain.gpkg", {"zone": ["d1", "d2"], "note": [MARKER, "x"]}, [square(1000, 1000, 1000), None]
    )
    declared = Layer(
        id=layer_id,
        family="defence",
        name_vi=MARKER,
        name_en=MARKER,
        file=str(path),
        id_field="zone",
        name_field="note",
        restricted=True,
    )
    return read_layer(declared, open_province(folder))


@pytest.fixture
def vault(folder, tmp_path):
    made = create_vault(tmp_path / "v" / "sealed", Passphrase(WORDS))
    made.seal(data_of(folder), {"note": ("x",)})
    return made


def test_what_was_sealed_comes_back(folder, vault):
    (use,) = open_vault(vault.folder, WORDS)
    plain = data_of(folder)
    assert (use.layer.id, use.layer.family, use.layer.restricted) == ("sealed_1", "defence", True)
    assert use.layer.file == "-"
    assert use.data.zones.drop(columns="geometry").equals(plain.zones.drop(columns="geometry"))
    assert (use.data.zone_digests, use.data.broken_digests) == (plain.zone_digests, plain.broken_digests)
    assert shapely.equals_exact(use.data.zones.geometry.array, plain.zones.geometry.array).all()
    assert use.data.zones.crs == plain.zones.crs
    assert (len(use.data.broken), use.data.broken.geometry.iloc[0]) == (1, None)
    assert use.data.issues == plain.issues


def test_a_check_with_the_open_vault_finds_what_the_plain_layer_would(folder, vault):
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    result = check_province(open_province(folder), date(2026, 11, 23), more_layers=vault.uses())
    found = result.findings.set_index("finding_id")
    assert (found.loc["S2/DEF-01", "verdict"], found.loc["S2/DEF-01", "overlap_area_ha"]) == ("conflict", 0.5)


def test_a_layer_that_is_plain_and_sealed_is_refused(folder, vault):
    vault.seal(data_of(folder, "defence"))
    with pytest.raises(ProvinceError, match="remove the plain one"):
        check_province(open_province(folder), date(2026, 11, 23), more_layers=vault.uses())


def everything_below(*folders: Path) -> bytes:
    return b"".join(p.read_bytes() for folder in folders for p in sorted(folder.rglob("*")) if p.is_file())


def test_nothing_plain_is_ever_on_disk(folder, tmp_path, monkeypatch):
    """Every file that is opened for writing while a vault is filled and read is looked at, and so is the rest."""
    plain = data_of(folder)
    (folder / "plain.gpkg").unlink()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    office = tmp_path / "office"
    written: list[bytes] = []
    replace = vault_module.replace_file

    def watched(path, fill):
        def fill_and_look(part):
            fill(part)
            written.append(everything_below(part.parent))

        replace(path, fill_and_look)

    monkeypatch.setattr(vault_module, "replace_file", watched)
    made = create_vault(office / "sealed", Passphrase(WORDS))
    made.seal(plain)
    (use,) = open_vault(office / "sealed", WORDS)
    assert use.data.zones["note"].tolist() == [MARKER]
    corner = np.array([501000.0, 2451000.0]).tobytes()
    seen = b"".join(written) + everything_below(office, temporary)
    assert len(written) == 4
    for secret in (MARKER.encode(), MARKER.encode("utf-16-le"), b"Parquet", b"PAR1", b"defence", corner):
        assert secret not in seen
    assert not list(temporary.iterdir())


def test_names_of_files_tell_nothing(vault):
    names = {p.name for p in vault.folder.iterdir()}
    (other,) = names - {KEY, CONTENTS}
    assert not any(word in other for word in ("sealed_1", "defence"))
    assert [path.stat().st_mode & 0o077 for path in (vault.folder, *vault.folder.iterdir())] == [0] * 4


@pytest.mark.parametrize("name", [KEY, CONTENTS, "layer"])
def test_any_changed_byte_is_found(vault, name):
    path = vault.folder / (vault.contents.entries[0].file if name == "layer" else name)
    good = path.read_bytes()
    positions = np.unique(np.r_[0:220, np.linspace(0, len(good) - 1, 60).astype(int)])
    for position in positions[positions < len(good)]:
        bad = bytearray(good)
        bad[position] ^= 1
        path.write_bytes(bytes(bad))
        with pytest.raises(SealedError):
            open_vault(vault.folder, WORDS)
    for cut in (0, 10, len(good) - 1):
        path.write_bytes(good[:cut])
        with pytest.raises(SealedError):
            open_vault(vault.folder, WORDS)
    path.unlink()
    with pytest.raises(SealedError):
        open_vault(vault.folder, WORDS)


def test_an_older_file_of_the_same_vault_is_refused(folder, vault):
    (entry,) = vault.contents.entries
    older = (vault.folder / entry.file).read_bytes()
    vault.seal(data_of(folder))
    (newer,) = vault.contents.entries
    assert not (vault.folder / entry.file).exists()
    (vault.folder / newer.file).write_bytes(older)
    with pytest.raises(SealedError, match="was changed or is of another vault"):
        open_vault(vault.folder, WORDS)


def test_a_wrong_passphrase_is_one_sentence(vault):
    with pytest.raises(SealedError) as told:
        open_vault(vault.folder, WORDS + "x")
    assert told.value.en == "The vault does not open: the passphrase is wrong, or the key file was changed."
    assert WORDS not in str(told.value) + repr(told.value.__cause__)


def test_two_ways_of_typing_a_letter_are_one_passphrase(vault):
    assert unicodedata.normalize("NFD", WORDS) != WORDS
    assert len(open_vault(vault.folder, unicodedata.normalize("NFD", WORDS))) == 1


@pytest.mark.parametrize("text", ["", "mật khẩu", "a a a a a", "fifteen letters"])
def test_a_weak_passphrase_is_refused(tmp_path, text):
    with pytest.raises(SealedError, match="too short"):
        create_vault(tmp_path / "sealed", Passphrase(text))
    assert not (tmp_path / "sealed").exists()


def test_the_passphrase_changes_and_the_layers_stay(vault):
    sealed = {p.name: p.read_bytes() for p in vault.folder.iterdir() if p.name != KEY}
    vault.relock(Passphrase("another passphrase of many words"))
    assert {p.name: p.read_bytes() for p in vault.folder.iterdir() if p.name != KEY} == sealed
    assert len(open_vault(vault.folder, "another passphrase of many words")) == 1
    with pytest.raises(SealedError):
        open_vault(vault.folder, WORDS)
    with pytest.raises(SealedError, match="too short"):
        vault.relock(Passphrase("short"))


def test_there_is_one_vault(vault, tmp_path):
    with pytest.raises(SealedError, match="a vault already"):
        create_vault(vault.folder, Passphrase(WORDS))
    with pytest.raises(SealedError, match="no vault"):
        unlock_vault(tmp_path / "none", Passphrase(WORDS))


def test_messages_show_nothing(vault):
    (use,) = vault.uses()
    for thing in (vault, vault.contents, vault.contents.entries[0], use, use.data, [use], Passphrase(WORDS)):
        text = f"{thing!r} {thing!s} {[thing]}"
        for secret in (MARKER, "501000", vault.contents.signing_key, "sealed_1", "mưa"):
            assert secret not in text


def test_core_dumps_are_off_once_a_vault_was_opened(vault):
    open_vault(vault.folder, WORDS)
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def test_each_file_has_a_nonce_salt_and_key_of_its_own():
    key = new_key()
    first, second = (encrypt(key, b"same", "layer") for _ in range(2))
    headers = [json.loads(c[18 : 18 + int.from_bytes(c[14:18], "big")]) for c in (first, second)]
    assert headers[0]["nonce"] != headers[1]["nonce"]
    assert headers[0]["salt"] != headers[1]["salt"]
    assert decrypt(key, first, "layer") == b"same"
    with pytest.raises(SealedError):
        decrypt(key, first, "contents")
    with pytest.raises(SealedError):
        decrypt(new_key(), first, "layer")


def test_the_header_holds_the_cost_and_a_greedy_one_is_refused():
    content = lock(new_key(), Passphrase(WORDS), CHEAP)
    assert b'"argon2id":{"lanes":1,"memory_kib":64,"time_cost":1}' in content
    greedy = content.replace(b'"memory_kib":64', b'"memory_kib":99999999')
    length = int.from_bytes(content[14:18], "big") + 6
    with pytest.raises(SealedError):
        unlock(greedy[:14] + length.to_bytes(4, "big") + greedy[18:], Passphrase(WORDS))


def test_each_view_is_in_the_audit_trail(vault, desk):
    os.rename(vault.folder, desk.folder / "sealed")  # noqa: PTH104
    uses = view_sealed(desk, STEWARD, Passphrase(WORDS), "Trả lời công văn 12/BCH")
    assert [use.layer.id for use in uses] == ["sealed_1"]
    rows = read_trail(desk, OWNER, WantedEntries())
    assert [(r.act, r.object_kind, r.object_id, r.facts) for r in rows][-1:] == [
        ("see_exact", "layer", "sealed_1", {"reason": "Trả lời công văn 12/BCH"})
    ]


def test_a_vault_that_was_put_back_as_a_whole_is_told_until_it_is_accepted(vault, desk, folder):
    home, copy = desk.folder / "sealed", desk.folder / "copy"
    os.rename(vault.folder, home)  # noqa: PTH104
    shutil.copytree(home, copy)
    reason = "Trả lời công văn 12/BCH"
    opened = unlock_for(desk, STEWARD, Passphrase(WORDS))
    opened.seal(data_of(folder, "sealed_2"))
    note_vault(desk, STEWARD, opened)
    assert older_vault(desk) is None
    shutil.rmtree(home)
    shutil.copytree(copy, home)
    assert [use.layer.id for use in view_sealed(desk, STEWARD, Passphrase(WORDS), reason)] == ["sealed_1"]
    told = older_vault(desk)
    assert (told.en.startswith("The vault is an older one"), "bản 2, mới nhất là 3" in told.vi) == (
        True,
        True,
    )
    assert vault_sign(desk).state is Health.WARN
    with pytest.raises(RightError):
        accept_older(desk, Person(id=3, name="c", full_name="", role=Role.CHIEF))
    accept_older(desk, STEWARD)
    assert older_vault(desk) is None
    acts = [row.act for row in read_trail(desk, OWNER, WantedEntries())]
    assert acts == ["vault_seen", "vault_seen", "vault_older", "see_exact", "vault_accepted"]
    shutil.rmtree(home)
    note_vault(desk, STEWARD, create_vault(home, Passphrase(WORDS), CHEAP))
    assert "another one" in older_vault(desk).en


def test_without_right_or_reason_nothing_is_opened(vault, desk):
    os.rename(vault.folder, desk.folder / "sealed")  # noqa: PTH104
    chief = Person(id=3, name="c", full_name="", role=Role.CHIEF)
    with pytest.raises(RightError):
        view_sealed(desk, chief, Passphrase(WORDS), "một lý do đủ dài")
    with pytest.raises(SealedError, match="Say why"):
        view_sealed(desk, STEWARD, Passphrase(WORDS), "   ngắn    ")
    with pytest.raises(SealedError, match="does not open"):
        unlock_for(desk, OWNER, Passphrase("x"))
    assert [row.act for row in read_trail(desk, OWNER, WantedEntries())] == ["vault_refused"]
