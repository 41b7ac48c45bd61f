"""Dossiers and answers between two desks: whole, signed, each for its own, each once."""

from __future__ import annotations

import dataclasses
import json
import stat
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
import sqlalchemy as sa
from covers import cover_of, squares_at
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from layers.approved_cover import CoverFamily
from layers.check import check_province
from layers.cover_writer import write_cover
from layers.errors import ProvinceError
from layers.province import open_province
from office.cases.listing import Wanted, list_cases
from office.cases.model import State, Step, StepKind
from office.cases.reading import read_case
from office.cases.said import today
from office.cases.steps import take_step
from office.cases.sync import sync_cases
from office.cases.told import told_of
from office.database.desk import open_desk
from office.database.schema import audit, dossiers, settings
from office.errors import AnswerError, RightError, SealedError
from office.people import OWNER, Person, Role
from office.sealed.answers import Question, ask_about
from office.sealed.crypt import Cost, Passphrase
from office.sealed.dossier import pack_dossier, read_dossier
from office.sealed.envelope import MOST_BYTES, digest_of, opened, signed
from office.sealed.installing import install_cover
from office.sealed.reply import Decision, Reply, answer_dossier, read_reply, tells_place
from office.sealed.signing import public_hex, sign_cover
from office.sealed.taking import take_answer
from office.sealed.trust import KEY_FILE, Purpose, desk_key, trust_key, trusted_keys
from office.sealed.vault import create_vault
from squares import square, write

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
DAY = date(2026, 11, 25)
STEWARD = Person(id=0, name="", full_name="", role=Role.DEFENCE_STEWARD)
OFFICER = Person(id=0, name="", full_name="", role=Role.PROVINCIAL_OFFICER)
OTHER = Ed25519PrivateKey.generate()


@pytest.fixture
def asked(folder):
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    write_cover(folder, cover_of({"defence": CoverFamily(squares=squares_at((900, 1000)))}))
    # An ordinary machine gets its land use without parcels of defence land.
    parcels = [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000), square(1000, 1000, 1000)]
    write(folder / "landuse.gpkg", {"parcel_id": list("abcd"), "code": ["LUC", "RPH", "ODT", "ODT"]}, parcels)
    return open_province(folder)


@pytest.fixture
def vault(tmp_path):
    return create_vault(
        tmp_path / "v", Passphrase("mưa rừng suối đá núi"), Cost(time_cost=1, memory_kib=64, lanes=1)
    )


@pytest.fixture
def cleared(tmp_path):
    """Return the desk of the cleared machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RANH_DATABASE_URL", raising=False)
        patch.setenv("RANH_OFFICE", str(tmp_path / "cleared"))
        opened_here = open_desk(tmp_path)
    with closing(opened_here) as desk:
        yield desk


def packed(desk, province, number="12/HS-2026", now=NOW, sites=("S1", "S2")):
    answer = ask_about(desk, OFFICER, Question(number=number, site_ids=sites), province, now=now)
    return pack_dossier(desk, OFFICER, answer, province, "Có vướng không?", now=now)


def replied(cleared, vault, file, province, desk, now=NOW, **more):
    dossier = read_dossier(file, province, {public_hex(desk_key(desk))})
    values = {
        "number": dossier.number,
        "dossier_sha256": dossier.sha256,
        "decision": Decision.CONDITIONS,
        "text": "Đồng ý với điều kiện tại công văn.",
        "office": "Cơ quan thử",
        "document_number": "45/BCH",
        "document_date": DAY,
    }
    return answer_dossier(cleared, STEWARD, vault, dossier, Reply(**(values | more)), now=now)


def rows_of(desk, table):
    with desk.reading() as connection:
        return connection.execute(sa.select(table)).all()


def test_there_and_back(desk, cleared, vault, asked):
    file = packed(desk, asked)
    dossier = read_dossier(file, asked, {public_hex(desk_key(desk))})
    assert (dossier.number, dossier.question) == ("12/HS-2026", "Có vướng không?")
    assert dossier.cover_version == asked.cover.version
    assert [project["site_id"] for project in dossier.projects] == ["S1", "S2"]
    assert dossier.footprint.equals(shapely.union(square(950, 100), square(950, 1100)))
    back = replied(cleared, vault, file, asked, desk)
    taken = take_answer(desk, OFFICER, back, {vault.public_key}, asked)
    assert (taken.reply.decision, taken.reply.document_number) == (Decision.CONDITIONS, "45/BCH")
    (row,) = rows_of(desk, dossiers)
    assert (row.reply["decision"], row.reply["document_date"]) == ("conditions", "2026-11-25")
    assert row.reply["packed_sha256"] == digest_of(file)
    assert [one.act for one in rows_of(desk, audit)] == ["ask", "pack_dossier", "take_answer"]
    assert [one.act for one in rows_of(cleared, audit)] == ["answer_dossier"]


def test_the_answer_file_holds_decision_words_and_document_alone(desk, cleared, vault, asked):
    told = json.loads(replied(cleared, vault, packed(desk, asked), asked, desk))
    assert set(told) == {"format", "kind", "content", "public_key", "signature"}
    assert set(told["content"]) == {
        "number", "dossier_sha256", "decision", "text", "office", "document_number", "document_date", "made_at",
    }  # fmt: skip


def test_an_answer_is_taken_once_and_an_older_one_never(desk, cleared, vault, asked):
    file = packed(desk, asked)
    first = replied(cleared, vault, file, asked, desk)
    newer = replied(cleared, vault, file, asked, desk, NOW + timedelta(hours=1), decision=Decision.DISAGREE)
    take_answer(desk, OFFICER, first, {vault.public_key}, asked)
    with pytest.raises(SealedError, match="taken already"):
        take_answer(desk, OFFICER, first, {vault.public_key}, asked)
    take_answer(desk, OFFICER, newer, {vault.public_key}, asked)
    with pytest.raises(SealedError, match="older"):
        take_answer(desk, OFFICER, first, {vault.public_key}, asked)
    assert rows_of(desk, dossiers)[0].reply["decision"] == "disagree"


def test_an_answer_belongs_to_its_own_dossier(desk, cleared, vault, asked):
    first = packed(desk, asked)
    answer_to_first = replied(cleared, vault, first, asked, desk)
    packed(desk, asked, now=NOW + timedelta(hours=1))
    with pytest.raises(SealedError, match="earlier version"):
        take_answer(desk, OFFICER, answer_to_first, {vault.public_key}, asked)
    other = packed(desk, asked, "13/HS-2026", sites=("S3",))
    back = replied(cleared, vault, other, asked, desk)
    with desk.writing() as connection:
        connection.execute(dossiers.delete().where(dossiers.c.number == "13/HS-2026"))
    with pytest.raises(SealedError, match="was not packed by this desk"):
        take_answer(desk, OFFICER, back, {vault.public_key}, asked)
    dossier = read_dossier(first, asked, {public_hex(desk_key(desk))})
    with pytest.raises(SealedError, match="another dossier"):
        replied(cleared, vault, other, asked, desk, dossier_sha256=dossier.sha256)


def test_any_changed_byte_is_found(desk, cleared, vault, asked):
    file = packed(desk, asked)
    back = replied(cleared, vault, file, asked, desk)
    trusted = {public_hex(desk_key(desk)), vault.public_key}
    random = np.random.default_rng(2)
    for content, read in (
        (file, lambda c: read_dossier(c, asked, trusted)),
        (back, lambda c: read_reply(c, trusted)),
    ):
        for position in random.integers(0, len(content), 150):
            bad = bytearray(content)
            bad[position] ^= int(random.integers(1, 255))
            with pytest.raises(SealedError):
                read(bytes(bad))


def test_files_of_strangers_and_of_the_other_kind_are_refused(desk, cleared, vault, asked):
    file = packed(desk, asked)
    back = replied(cleared, vault, file, asked, desk)
    with pytest.raises(SealedError, match="not trusted here"):
        read_dossier(file, asked, {vault.public_key})
    with pytest.raises(SealedError, match="not trusted here"):
        take_answer(desk, OFFICER, back, {public_hex(OTHER)}, asked)
    with pytest.raises(SealedError, match="of kind answer"):
        read_dossier(back, asked, {vault.public_key})
    with pytest.raises(SealedError, match="another province"):
        read_dossier(file, asked.model_copy(update={"id": "other"}), {public_hex(desk_key(desk))})
    assert rows_of(desk, dossiers)[0].reply.keys() == {"packed_sha256", "packed_at"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b" " * (MOST_BYTES + 1), "larger than 20 MB"),
        (b"[" * 60_000, "nested too deep"),
        (b'{"a":1,"a":2}', "not written as"),
        (b"\xff\xfe", "not written as"),
        (b'{"format":1}', "another format"),
        (b"null", "not written as"),
    ],
    ids=["large", "deep", "twice", "bytes", "bare", "null"],
)
def test_hostile_files_are_refused(content, why):
    with pytest.raises(SealedError, match=why):
        opened(content, "dossier", set())


def test_contents_that_are_none_are_refused(asked):
    trusted = {public_hex(OTHER)}
    base = {"province": "squares", "crs": "EPSG:9205", "number": "1", "made_at": "", "cover_version": "", "question": "", "projects": []}  # fmt: skip
    for footprint in ("zz", "00", shapely.to_wkb(shapely.Polygon()).hex(), None):
        with pytest.raises(SealedError, match="outline cannot be used"):
            read_dossier(signed("dossier", base | {"footprint": footprint}, OTHER), asked, trusted)
    with pytest.raises(SealedError, match="misses a part"):
        read_reply(signed("answer", {"decision": "maybe"}, OTHER), trusted)


def test_the_desks_key_is_for_its_owner_alone_and_stays(desk):
    key = public_hex(desk_key(desk))
    path = desk.folder / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_hex(desk_key(desk)) == key
    path.write_text("zz")
    with pytest.raises(SealedError, match="damaged"):
        desk_key(desk)


def test_trust_is_by_purpose_written_down_and_not_for_everybody(desk):
    key = public_hex(OTHER)
    spaced = " ".join(key[n : n + 8] for n in range(0, 64, 8)).upper()
    trust_key(desk, OWNER, spaced, Purpose.COVER, "BCH")
    trust_key(desk, OWNER, key, Purpose.COVER, "Bộ CHQS")
    assert trusted_keys(desk, Purpose.COVER) == {key: "Bộ CHQS"}
    assert trusted_keys(desk, Purpose.DOSSIER) == {}
    assert len(rows_of(desk, settings)) == 1
    assert [one.act for one in rows_of(desk, audit)] == ["trust_key"] * 2
    with pytest.raises(SealedError, match="64 digits"):
        trust_key(desk, OWNER, "abc", Purpose.COVER, "")
    with pytest.raises(RightError):
        trust_key(desk, dataclasses.replace(OFFICER, id=3), key, Purpose.COVER, "")


def test_a_cover_is_installed_from_a_trusted_steward_alone(desk, asked, folder):
    family = {"defence": CoverFamily(squares=squares_at((4000, 4000)))}
    newer = sign_cover(cover_of(family, made_at=NOW, previous=asked.cover.version), OTHER)
    with pytest.raises(SealedError, match="not trusted here"):
        install_cover(desk, OWNER, newer.to_bytes(), "x.json", asked)
    trust_key(desk, OWNER, public_hex(OTHER), Purpose.COVER, "BCH")
    install_cover(desk, OWNER, newer.to_bytes(), "x.json", asked)
    used = open_province(folder)
    assert used.cover.version == newer.version
    older = sign_cover(cover_of(family, made_at=NOW - timedelta(days=9)), OTHER)
    with pytest.raises(SealedError, match="older"):
        install_cover(desk, OWNER, older.to_bytes(), "x.json", used)
    with pytest.raises(ProvinceError, match="cannot be used"):
        install_cover(desk, OWNER, newer.to_bytes()[:-1] + b" ", "x.json", used)
    with pytest.raises(RightError):
        install_cover(desk, OFFICER, newer.to_bytes(), "x.json", used)
    assert open_province(folder).cover.version == newer.version


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Đồng ý theo công văn 45/BCH ngày 20/11/2026.", ()),
        ("Không đồng ý; đề nghị gửi lại trước ngày 05/12/2026.", ()),
        ("Điểm góc 547012.17", ("coordinates",)),
        ("Toạ độ kèm theo", ("coordinates",)),
        ("22°23'45\"", ("coordinates",)),
        ("22.3964", ("coordinates",)),
        ("khoảng 3,5 ha", ("areas",)),
        ("cách 200 m", ("distances",)),
        ("cách 2 km", ("distances",)),
    ],
)
def test_words_that_tell_a_place_are_noticed(text, kinds):
    assert tells_place(text) == kinds


def test_an_answer_says_something(desk, cleared, vault, asked):
    file = packed(desk, asked)
    with pytest.raises(SealedError, match="needs words"):
        replied(cleared, vault, file, asked, desk, text=" ")
    chief = Person(id=5, name="c", full_name="", role=Role.CHIEF)
    dossier = read_dossier(file, asked, {public_hex(desk_key(desk))})
    with pytest.raises(RightError):
        answer_dossier(
            cleared,
            chief,
            vault,
            dossier,
            read_reply(replied(cleared, vault, file, asked, desk), {vault.public_key}),
        )


def test_a_project_for_defence_is_in_no_dossier(sqlite_desk, folder, asked):
    shapes = [square(950, 100), square(950, 1100), square(7000, 7000)]
    ids = {"site_id": ["S1", "S2", "S3"], "name": ["A", "B", "C"], "planned_code": ["ODT", "ODT", "CQP"]}
    write(folder / "sites.gpkg", ids, shapes)
    with pytest.raises(AnswerError, match="'S3' is not there"):
        packed(sqlite_desk, asked, sites=("S1", "S3"))
    assert rows_of(sqlite_desk, dossiers) == []


def test_whoever_may_not_ask_packs_nothing(sqlite_desk, asked):
    answer = ask_about(sqlite_desk, OFFICER, Question(number="12/HS", site_ids=("S1",)), asked, now=NOW)
    for role in (Role.PUBLIC_VIEWER, Role.COMMUNE_OFFICER, Role.PLANNER, Role.ADMINISTRATOR):
        stranger = Person(id=9, name="x", full_name="", role=role, communes=frozenset({"01"}))
        with pytest.raises(RightError):
            pack_dossier(sqlite_desk, stranger, answer, asked, "?", now=NOW)


def waiting_case(desk, province):
    """Return a case about restricted land that was sent to the office that its rule names."""
    told = told_of(check_province(province, today()), province)
    sync_cases(desk, OFFICER, told, province)
    case = next(one for one in list_cases(desk, OFFICER, Wanted(per_page=0)).cases if one.restricted)
    offices = tuple(office.vi for office in case.consultees)[:1]
    for kind, more in (
        (StepKind.TAKE, {}),
        (StepKind.SEND, {"consultees": offices, "document_number": "9/CV", "due_on": today()}),
    ):
        step = Step(case_id=case.id, version_seen=case.version, kind=kind, key=f"k-{kind}", **more)
        case = take_step(desk, OFFICER, step)
    return case


def test_an_answer_reaches_the_case_that_waits_for_it_also_after_a_fall(
    desk, cleared, vault, asked, folder, monkeypatch
):
    """The answer was kept and its case had not heard of it: the same file again goes on from there."""
    land = gpd.read_file(folder / "landuse.gpkg")
    (folder / "landuse.gpkg").unlink()
    land[land["code"] != "CQP"].to_file(folder / "landuse.gpkg")
    case = waiting_case(desk, asked)
    file = packed(desk, asked, sites=(case.site_id,))
    back = replied(cleared, vault, file, asked, desk, office=case.waits_for[0].vi)
    with monkeypatch.context() as patch:
        patch.setattr("office.sealed.taking._tell_cases", fall)
        with pytest.raises(ConnectionError):
            take_answer(desk, OFFICER, back, {vault.public_key}, asked)
    assert rows_of(desk, dossiers)[0].reply["decision"] == "conditions"
    assert read_case(desk, OFFICER, case.id).case.state is State.SENT_TO_CONSULTEE
    taken = take_answer(desk, OFFICER, back, {vault.public_key}, asked)
    assert (taken.cases, taken.waiting) == ((case.number,), ())
    heard = read_case(desk, OFFICER, case.id)
    assert heard.case.state is State.ANSWERED
    assert heard.events[-1].facts["document_number"] == "45/BCH"
    assert [one.act for one in rows_of(desk, audit)].count("take_answer") == 1
    with pytest.raises(SealedError, match="taken already"):
        take_answer(desk, OFFICER, back, {vault.public_key}, asked)


def test_an_answer_about_an_outline_that_has_changed_clears_no_case(
    sqlite_desk, cleared, vault, asked, folder
):
    case = waiting_case(sqlite_desk, asked)
    file = packed(sqlite_desk, asked, sites=(case.site_id,))
    back = replied(cleared, vault, file, asked, sqlite_desk, office=case.waits_for[0].vi)
    sites = gpd.read_file(folder / "sites.gpkg")
    sites.loc[sites["site_id"] == case.site_id, "geometry"] = square(930, 1090, 300)
    sites.to_file(folder / "sites.gpkg", layer="sites")
    for _ in range(2):  # taken again it says the same, and notes it once
        taken = take_answer(sqlite_desk, OFFICER, back, {vault.public_key}, asked)
        assert (taken.of_earlier_outline, taken.cases, taken.waiting) == (True, (), (case.number,))
    heard = read_case(sqlite_desk, OFFICER, case.id)
    assert heard.case.state is State.SENT_TO_CONSULTEE
    assert [event.kind for event in heard.events][-2:] == ["send", "note"]
    assert "45/BCH trả lời cho ranh giới trước đây" in heard.events[-1].text
    (row,) = rows_of(sqlite_desk, dossiers)
    assert (row.reply["decision"], row.reply["of_earlier_outline"]) == ("conditions", "yes")


def test_a_held_answer_is_neither_packed_nor_taken_until_it_is_released(sqlite_desk, cleared, vault, asked):
    file = packed(sqlite_desk, asked)
    back = replied(cleared, vault, file, asked, sqlite_desk)
    with sqlite_desk.writing() as connection:
        connection.execute(dossiers.update().values(answer="held"))
    with pytest.raises(SealedError, match="is held: no file is made or taken until") as told:
        packed(sqlite_desk, asked)
    assert "đang bị giữ" in told.value.vi
    with pytest.raises(SealedError, match="is held"):
        take_answer(sqlite_desk, OFFICER, back, {vault.public_key}, asked)
    assert rows_of(sqlite_desk, dossiers)[0].reply.keys() == {"packed_sha256", "packed_at"}
    with sqlite_desk.writing() as connection:
        connection.execute(dossiers.update().values(answer="needed"))
    assert (
        take_answer(sqlite_desk, OFFICER, back, {vault.public_key}, asked).reply.document_number == "45/BCH"
    )


def fall(*_):
    raise ConnectionError
