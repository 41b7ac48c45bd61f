"""The files that travel between the cleared machine and an ordinary one, and what stays behind on both."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

from bench.leak_office import Sent
from bench.secret_land import NAME, site_name, write_province
from layers.catalogue import read_layers
from layers.codes import read_codes
from layers.layer import Layer
from layers.province import open_province
from layers.reader import read_layer
from layers.rules import SITES, read_rules
from office.database.desk import open_desk
from office.people import OWNER, Person, Role
from office.sealed.answers import Question, ask_about
from office.sealed.covering import CoverWish, Ground, approve_cover
from office.sealed.crypt import Cost, Passphrase
from office.sealed.dossier import pack_dossier, read_dossier
from office.sealed.installing import install_cover
from office.sealed.reply import Decision, Reply, answer_dossier
from office.sealed.signing import public_hex
from office.sealed.taking import take_answer
from office.sealed.trust import Purpose, desk_key, trust_key
from office.sealed.vault import FOLDER, Vault, create_vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from layers.province import Province
    from office.database.desk import Desk
    from office.sealed.dossier import Dossier

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
PASSPHRASE = "mưa rừng suối đá núi"  # noqa: S105 - of a vault made for the measurement
CHEAP = Cost(time_cost=1, memory_kib=64, lanes=1)
STEWARD = Person(id=0, name="", full_name="", role=Role.DEFENCE_STEWARD)
OFFICER = Person(id=0, name="", full_name="", role=Role.PROVINCIAL_OFFICER)
NUMBER = "12/HS-2026"
KEY = bytes(range(32))
"""The same for both shapes: so decoys may not differ, and files can be compared."""


def dossier_exits(work: Path, which: str, *, planted: bool = False) -> Iterator[Sent]:
    """
    Give the cover, a dossier and its answer, and the files of both offices afterwards.

    Planted: what is told of open projects and of offices holds marks, the answer names one, and
    the vault is written without its cipher.
    """
    folders = {name: work / f"{name}-province" for name in ("cleared", "ordinary")}
    for folder in folders.values():
        write_province(folder, which, planted=planted, ordinary=True)
    # The plain file is carried to the cleared machine, and nowhere else.
    (folders["ordinary"] / "defence.gpkg").unlink()
    with ExitStack() as stack:
        stack.enter_context(patch("office.sealed.vault.new_key", lambda: KEY))
        if planted:
            stack.enter_context(patch("office.sealed.vault.encrypt", lambda _key, plain, _kind: plain))
            stack.enter_context(patch("office.sealed.vault.decrypt", lambda _key, content, _kind: content))
        cleared = stack.enter_context(_desk(folders["cleared"], work / "cleared-office"))
        ordinary = stack.enter_context(_desk(folders["ordinary"], work / "ordinary-office"))
        vault = _vault(work / "cleared-office" / FOLDER, folders["cleared"])
        cover = approve_cover(vault, _ground(open_province(folders["cleared"])), CoverWish(), NOW).to_bytes()
        yield Sent(exit="cover file", body=cover, given=True)
        trust_key(ordinary, OWNER, vault.public_key, Purpose.COVER, "")
        install_cover(ordinary, OWNER, cover, "cover.json", open_province(folders["ordinary"]))
        province = open_province(folders["ordinary"])
        question = Question(number=NUMBER, site_ids=(site_name(planted=planted), "S2"))
        answer = ask_about(ordinary, OFFICER, question, province, now=NOW)
        told = f"{answer.kind} {answer.sentence_vi} {answer.sentence_en} {answer.consultee_vi}"
        yield Sent(exit="answer on the cover", body=told.encode(), given=True)
        file = pack_dossier(ordinary, OFFICER, answer, province, "Có vướng không?", now=NOW)
        yield Sent(exit="dossier file", body=file, given=True)
        dossier = read_dossier(file, open_province(folders["cleared"]), {public_hex(desk_key(ordinary))})
        text, document = (NAME, f"45/{NAME}") if planted else ("Đồng ý.", "45/BCH")
        back = answer_dossier(cleared, STEWARD, vault, dossier, _reply(dossier, text, document), now=NOW)
        yield Sent(exit="answer file", body=back, given=True)
        take_answer(ordinary, OFFICER, back, {vault.public_key}, province)
    yield from _left(work)


def _left(work: Path) -> Iterator[Sent]:
    for name in ("ordinary", "cleared"):
        for path in sorted((work / f"{name}-office").rglob("*")):
            if path.is_file():
                sealed = path.parent.name == FOLDER
                exit_name = "vault files" if sealed else f"{name} office files"
                yield Sent(exit=exit_name, body=path.read_bytes(), given=True)


def _vault(folder: Path, province_folder: Path) -> Vault:
    """Seal the defence land, and take its plain file off the machine."""
    layer = Layer(
        id="defence_sealed",
        family="defence",
        name_vi="Lớp defence",
        name_en="Layer defence",
        file=str(province_folder / "defence.gpkg"),
        id_field="zone",
        name_field="name",
        group="restricted",
        restricted=True,
    )
    vault = create_vault(folder, Passphrase(PASSPHRASE), CHEAP)
    vault.seal(read_layer(layer, open_province(province_folder)))
    (province_folder / "defence.gpkg").unlink()
    return vault


def _ground(province: Province) -> Ground:
    return Ground(
        province=province,
        uses=read_layers([layer for layer in province.layers if layer.family != SITES], province),
        rules=read_rules(province.path(province.rules)),
        codes=read_codes(province.path(province.codes)),
    )


def _reply(dossier: Dossier, text: str, document: str) -> Reply:
    return Reply(
        number=dossier.number,
        dossier_sha256=dossier.sha256,
        decision=Decision.AGREE,
        text=text,
        office="Cơ quan thử",
        document_number=document,
        document_date=date(2026, 11, 25),
    )


@contextmanager
def _desk(folder: Path, office: Path) -> Iterator[Desk]:
    with patch.dict(os.environ, {"RANH_OFFICE": str(office)}):
        os.environ.pop("RANH_DATABASE_URL", None)
        desk = open_desk(folder)
    with closing(desk):
        yield desk
