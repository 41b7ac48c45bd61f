"""`ranh report`: made, verified and listed by a person at a terminal."""

from __future__ import annotations

import io
import json

import docx
import pytest
from desk_cases import Office
from desk_people import PASSWORD, everybody
from typer.testing import CliRunner

import cli
from office.errors import ReportError, RightError
from office.people import Role

RUNNER = CliRunner()


@pytest.fixture
def ranh(desk, folder, monkeypatch):
    """Return a function that runs `ranh report` on the small province."""
    monkeypatch.delenv("RANH_USER", raising=False)
    assert desk.folder.is_dir()

    def run(*words, user=""):
        env = {"RANH_USER": user, "RANH_PASSWORD": PASSWORD} if user else {}
        asked = ["--province", str(folder), "--lang", "en", "report", *map(str, words)]
        return RUNNER.invoke(cli.app, asked, env=env)

    return run


def test_made_verified_and_listed(ranh, tmp_path, folder):
    file = tmp_path / "S1.docx"
    made = ranh("make", "--site", "S1", "--format", "docx", "-o", file)
    assert (made.exit_code, made.exception) == (0, None)
    assert made.stdout.startswith("BC-")
    title = docx.Document(io.BytesIO(file.read_bytes())).paragraphs[0].text
    assert title == "REPORT ON THE CHECK OF A PROJECT SITE"
    seen = ranh("verify", file, "--json")
    assert (seen.exit_code, json.loads(seen.stdout)["status"]) == (0, "valid")
    (row,) = json.loads(ranh("list", "--json").stdout)
    assert (row["object_id"], row["format"], row["kind"]) == ("S1", "docx", "project")
    assert row["number"] in ranh("list", "--about", "S1").stdout
    assert ranh("list", "--about", "S2").stdout == ""
    rules = folder / "rules.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace('codes = ["LUA"]', 'codes = ["LUC"]'), encoding="utf-8"
    )
    changed = ranh("verify", file)
    assert changed.exit_code == 1
    assert "- Rules changed: RICE-01." in changed.stdout
    file.write_bytes(file.read_bytes() + b" ")
    assert ranh("verify", file).exit_code == 2


def test_a_report_needs_one_thing_that_it_is_about(ranh):
    for words in ((), ("--case", "HS-2026-0001", "--site", "S1")):
        assert ranh("make", *words).exit_code == 2


def test_a_file_that_is_not_there_is_said(ranh, tmp_path):
    assert isinstance(ranh("verify", tmp_path / "no.pdf").exception, ReportError)


def test_with_accounts_rights_decide(ranh, desk, folder, tmp_path):
    everybody(desk)
    office = Office(desk)
    office.sync_untouched(folder)
    number = office.case("S1/RICE-01").number
    made = ranh("make", "--case", number, "-o", tmp_path / "a.pdf", user=Role.CHIEF)
    assert (made.exit_code, made.exception) == (0, None)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    refused = ranh("make", "--case", number, "-o", tmp_path / "b.pdf", user=Role.ADMINISTRATOR)
    assert isinstance(refused.exception, RightError)
    assert not (tmp_path / "b.pdf").exists()
