"""
Every door of the program, by name: a command, address or page that is new must be entered here.

What a door lets whom do is tested where it is made; here only that none was forgotten.
"""

from __future__ import annotations

import io
import re
import shlex
import sys

import pytest
from desk_people import administrator
from starlette.applications import Starlette
from starlette.testclient import TestClient

import app as web
import cli
from bench.leak_office import command_names
from office.database.desk import open_desk
from office.people import Person, Role
from office.public_view import open_to_public
from office.rights import Act
from office.sessions import Session
from views import frame, state
from views.store import current_store

COMMANDS = """
check
overlap {sites} {sites} -o {out}.csv
partition {sites} -o {out}
layers
rules
projects
projects show S1
projects event S1 --status done --day 2025 --evidence abc
projects set S1 phase 2026 --decision 1 --dated 2025-01-01
projects withdraw S1 1 --why abc
projects history import {sites}
export -o {out} --commune 01
verify {sites}
import {sites} --layer sites
versions
replay --from 2026-01-01 --to {out}.xlsx
restore {sites}
map-tables
health
account add moi --role chief
account list
account change chief --role planner
account close chief
account password chief
account demo
audit verify
audit show
audit head
backup -o {out}
backup verify {sites}
cases sync
cases list
cases show 1
cases step 1 note --text abc
cases open 1 --text abc
cases waiting
cases precision
cases file 1 -o {out}
sealed add {sites} --layer defence
sealed list --reason "công văn số 12"
sealed check --reason "công văn số 12"
sealed cover
sealed key
sealed passphrase
cover install {sites}
cover show
cover trust abc
dossier ask --site S1 --number 1
dossier release 1
dossier pack --site S1 --number 1 -o {out}
dossier answer {sites}
dossier take {sites}
dossier trust {sites}
dossier key
report make --site S1
report plan --from 2021-01-01 -o {out}.pdf
report verify {sites}
report list
corridor list
corridor profile roads/R1 --to {out}.xlsx
corridor compare roads/R1 roads/R2 --to {out}.xlsx
corridor route --from 1,1 --to 2,2 --to-file {out}.geojson
public show
public on --yes
public off
token add QGIS
token list
token revoke QGIS
targets import {sites}
targets show --to {out}.xlsx
targets balance --to {out}.xlsx
plans compare --to {out}.xlsx
plans projects --to {out}.xlsx
plans uses --to {out}.geojson
money --to {out}.xlsx
"""
"""Each with arguments under which it would do something."""

FREE_COMMANDS = {
    "account first": "tells how to make the first account, and nothing once there is one",
}

ADDRESSES = {
    "/vendor": "program files",
    "/browser": "program files",
    "/browser/{version}/joined.js": "program files",
    "/dang-nhap": "the login",
    "/dang-nhap/ben-ngoai": "the login through the provider; open where it is configured",
    "/dang-xuat": "the session itself",
    "/doi-mat-khau": "the session itself",
    "/tiles/{layer}/{version}/{zoom:int}/{column:int}/{row:int}.png": "the store of the session",
    "/": "the session; the map named in it is that of its store",
    "/warnings": "the same",
    "/ban-do/{kind}/{as_of}/{language}/{version}": "the store of the session",
    "/at": "the store of the session",
    "/features/layers/{name}/{version}.json": "the store of the session",
    "/features/{kind}/{as_of}/{version}.json": "the store of the session",
    "/chu-giai/{layer}/{version}": "the store of the session",
    "/anh-nen/{version}/{zoom:int}/{column:int}/{row:int}": "the store of the session",
    "/tim-kiem": "the store of the session",
    "/in-ban-do": "the store of the session, and its right when the sheet is fetched",
    "/features/import/{token}/{part}": "the session that imports",
    "/tai-ve/{token}": "the session that the file was made for, and its right",
    "/tep-ho-so/{attachment_id:int}": "read_attachment, by the communes of the case",
    "/ve/kiem-tra": "the store of the session, and SEE_FINDINGS in the communes of the footprint",
    "/ve/goi-y": "what may be told to the session, and SEE_FINDINGS in the communes of the footprint",
    "/ve/doc": "the store of the session, and SEE_FINDINGS",
    "/ve/hoi": "ask_about, by PACK_DOSSIER; stored and counted",
    "/ve/tep": "the session, DOWNLOAD; nothing at an exact view",
    "/ve/nhap": "list_drafts, the person's own",
    "/ve/nhap/luu": "save_draft and change_draft, the person's own; nothing at an exact view",
    "/ve/nhap/xoa": "delete_draft, the person's own",
    "/ve/nhap/khoi-phuc": "restore_draft, the person's own",
    "/cong-khai": "the public view where it is on, else the session",
    "/cong-khai/du-an.{kind}": "the public view where it is on, else the session",
    "/cong-khai/lop/{layer}/{version}.json": "the public view where it is on, else the session",
    "/cong-khai/o/{layer}/{version}/{zoom:int}/{column:int}/{row:int}.png": "the same",
    "/ma-truy-cap": "list_tokens and make_token, the person's own",
    "/ma-truy-cap/thu-hoi": "revoke_token, the person's own",
    "/ogc": "a token, the session, or the public view where it is on; what that may see, never exact",
    "/ogc/conformance": "the same",
    "/ogc/openapi": "the same",
    "/ogc/collections": "the same",
    "/ogc/collections/{layer}": "the same",
    "/ogc/collections/{layer}/schema": "the same",
    "/ogc/collections/{layer}/queryables": "the same",
    "/ogc/collections/{layer}/items": "the same",
    "/ogc/collections/{layer}/items/{feature:path}": "the same",
    "/cong-khai/{rest:path}": "nothing",
    "/ogc/{rest:path}": "nothing",
    "/hanh-lang/{key}.json": "the session that it was made for, and the store that it has now",
}
"""Address -> what says who gets something there."""

OPEN_ADDRESSES = {"/vendor", "/browser", "/browser/{version}/joined.js", "/dang-nhap"}

PAGES = {
    "warnings": (7, {Act.SEE_MAP}),
    "corridors": (7, {Act.SEE_MAP}),
    "plan": (5, {Act.SEE_FINDINGS}),
    "cases": (5, {Act.SEE_CASES}),
    "import": (4, {Act.IMPORT, Act.IMPORT_RESTRICTED}),
    "sealed": (3, {Act.SEE_EXACT, Act.SEAL, Act.RELEASE_ANSWER, Act.PACK_DOSSIER}),
    "administration": (2, {Act.MANAGE_ACCOUNTS, Act.SEE_AUDIT, Act.SEE_HEALTH, Act.BACK_UP, Act.SET_UP}),
}
"""Path -> how many roles have the page, and the rights of which one is enough."""


def name_of(line, names):
    return next(name for name in sorted(names, key=len, reverse=True) if f"{line} ".startswith(f"{name} "))


@pytest.fixture
def run(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    for name in ("RANH_DATABASE_URL", "RANH_USER", "RANH_PASSWORD", "RANH_NEW_PASSWORD", "RANH_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cli.err, "_width", 400)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(line):
        words = shlex.split(line.format(sites=folder / "sites.gpkg", out=tmp_path / "out"))
        monkeypatch.setattr(sys, "argv", ["ranh", "--province", str(folder), "--lang", "en", *words])
        with pytest.raises(SystemExit) as stopped:
            cli.run()
        shown = capsys.readouterr()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run


def test_every_command_is_listed_here():
    names = command_names()
    listed = {name_of(line, names) for line in COMMANDS.strip().splitlines()}
    assert listed | set(FREE_COMMANDS) == names


def test_with_accounts_no_command_does_anything_for_nobody(run, folder, tmp_path):
    desk = open_desk(folder)
    administrator(desk)
    names = command_names()
    before = sorted(folder.rglob("*"))
    passed = {}
    for line in COMMANDS.strip().splitlines():
        status, out, err = run(line)
        if name_of(line, names) in FREE_COMMANDS:
            continue
        if (status, out) != (2, "") or "say who you are with --user NAME" not in err:
            passed[line] = (status, out[:200], err[:400])
    assert passed == {}
    assert not list(tmp_path.glob("out*"))
    assert [
        path for path in sorted(folder.rglob("*")) if path not in before and "office" not in path.parts
    ] == []
    desk.close()


def test_every_address_is_listed_here():
    assert {route.path for route in web.app._user_routes} == set(ADDRESSES)


PUBLIC_ADDRESSES = {address for address in ADDRESSES if address.startswith(("/cong-khai", "/ogc"))}
"""What somebody without an account is answered where the public view is on, and nothing else."""


@pytest.fixture
def browser(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    application = Starlette(routes=web.app._user_routes, middleware=web.app._user_middleware)
    own = "http://127.0.0.1"
    return TestClient(application, own, follow_redirects=False, headers={"origin": own})


def path_of(address):
    return re.sub(r"\{[^}]*\}", "1", address)


def test_where_the_public_view_is_on_nobody_is_answered_its_addresses_and_no_other(browser, folder):
    desk = open_desk(folder)
    open_to_public(desk, administrator(desk), ["communes"])
    desk.close()
    current_store().told.result(state.today())  # else who comes is told to wait
    answered = {address for address in ADDRESSES if browser.get(path_of(address)).status_code != 401}
    # The login through the provider only sends to the login where there is none.
    assert answered - OPEN_ADDRESSES - {"/dang-nhap/ben-ngoai"} == PUBLIC_ADDRESSES
    assert browser.get("/ogc/collections").status_code == 200


@pytest.mark.parametrize("address", sorted(set(ADDRESSES) - OPEN_ADDRESSES))
def test_no_address_answers_nobody(address, browser):
    path = path_of(address)
    for cookie in ("", "ranh=" + "x" * 43):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
            answer = browser.request(method, path, headers={"cookie": cookie})
            assert (answer.status_code, len(answer.content) < 60) == (401, True)


def test_every_page_is_listed_here_and_asks_for_a_right():
    roles = [person(role) for role in Role]
    pages = {
        entry.path: (sum(entry.is_for(Session(id="", person=one)) for one in roles), set(entry.acts))
        for entry in frame.PAGES
    }
    assert pages == PAGES


def person(role):
    communes = frozenset({"01"}) if role is Role.COMMUNE_OFFICER else frozenset()
    return Person(id=1, name="an", full_name="", role=role, communes=communes)
