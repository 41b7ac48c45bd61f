"""
Every function of the office that somebody asks for something: called as everybody, everywhere.

`yes`: it goes on, to a result or to a fault of what was asked; `no`: it is refused before
anything is read; a number: how many rows somebody gets. All cases lie in commune 01.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from desk_cases import DAY
from desk_people import PASSWORD, everybody

from geo.errors import RanhError
from layers.check import check_province
from layers.province import open_province
from layers.told import told_check
from office import imported, restore
from office.accounts import AccountChange, NewAccount, add_account, change_account, set_password
from office.audit_read import WantedEntries, head_of, read_trail
from office.backup import back_up
from office.cases.listing import Wanted, list_cases
from office.cases.model import NewFile, Step, StepKind
from office.cases.opening import open_case
from office.cases.reading import read_attachment, read_case
from office.cases.steps import take_step
from office.cases.sync import sync_cases
from office.cases.told import told_of
from office.errors import RightError
from office.map_publishing import publish_map
from office.people import Role
from office.reports import make
from office.reports.listing import list_reports
from office.reports.verify import verify_report
from office.sealed.answers import Question, ask_about, release
from office.sealed.installing import install_cover
from office.sealed.reply import answer_dossier
from office.sealed.taking import take_answer
from office.sealed.trust import Purpose, trust_key
from office.sealed.viewing import unlock_for, view_sealed
from office.sessions import find_session, open_exact, sign_in

MATRIX = """
                   viewer commune01 commune02 provincial planner chief steward administrator
list_cases         no     3         0         3          3       3     3       no
read_case          no     yes       no        yes        yes     yes   yes     no
read_attachment    no     yes       no        yes        yes     yes   yes     no
note               no     yes       no        yes        yes     yes   yes     no
attach             no     yes       no        yes        yes     yes   yes     no
take               no     no        no        yes        no      yes   no      no
review             no     no        no        yes        no      yes   no      no
send               no     no        no        yes        no      yes   no      no
record_answer      no     no        no        yes        no      yes   no      no
accept             no     no        no        yes        no      yes   no      no
contest            no     no        no        yes        no      yes   no      no
resolve            no     no        no        yes        no      yes   no      no
reopen             no     no        no        yes        no      yes   no      no
assign             no     no        no        no         no      yes   no      no
set_due            no     no        no        no         no      yes   no      no
sign               no     no        no        no         no      yes   no      no
refuse             no     no        no        no         no      yes   no      no
open_case          no     no        no        yes        no      yes   no      no
sync_cases         no     no        no        yes        no      yes   no      no
case_report        no     yes       no        yes        yes     yes   yes     no
project_report     no     yes       no        yes        yes     yes   yes     no
list_reports       no     1         0         1          1       1     1       no
verify_report      no     yes       no        yes        yes     yes   yes     no
read_trail         no     no        no        no         no      yes   no      yes
head_of            no     no        no        no         no      yes   no      yes
back_up            no     no        no        no         no      no    no      yes
restore            no     no        no        no         no      no    no      yes
ask_about          no     no        no        yes        no      yes   yes     no
release            no     no        no        no         no      yes   yes     no
take_answer        no     no        no        yes        no      yes   yes     no
answer_dossier     no     no        no        no         no      no    yes     no
unlock_for         no     no        no        no         no      no    yes     no
view_sealed        no     no        no        no         no      no    yes     no
open_exact         no     no        no        no         no      no    yes     no
install_cover      no     no        no        no         no      no    no      yes
trust_key          no     no        no        no         no      no    no      yes
publish_map        no     no        no        yes        yes     yes   yes     no
import             no     no        no        yes        yes     yes   no      no
import_projects    no     no        no        yes        yes     yes   yes     no
import_restricted  no     no        no        no         no      no    yes     no
add_account        no     no        no        no         no      no    no      yes
change_account     no     no        no        no         no      no    no      yes
set_password       no     no        no        no         no      no    no      yes
"""
STEPS = (
    *("note", "attach", "take", "review", "send", "record_answer", "accept", "contest", "resolve"),
    *("reopen", "assign", "set_due", "sign", "refuse"),
)
REASON = "trả lời công văn 12/BCH"


@pytest.fixture
def made(sqlite_desk, folder, monkeypatch):
    """Return a desk with cases in commune 01, a file, a report, and somebody in every role."""
    desk, province = sqlite_desk, open_province(folder)
    monkeypatch.setattr(make, "_set", lambda *_: b"report")
    people = everybody(desk, ("01",))
    elsewhere = NewAccount(
        name="xã.02", role=Role.COMMUNE_OFFICER, communes=frozenset({"02"}), password=PASSWORD
    )
    other = add_account(desk, people[Role.ADMINISTRATOR], elsewhere)
    result = check_province(province, DAY)
    told, officer = told_of(result, province), people[Role.PROVINCIAL_OFFICER]
    sync_cases(desk, officer, told, province)
    case = next(case for case in list_cases(desk, officer, Wanted()).cases if case.site_id == "S1")
    step = Step(
        case_id=case.id,
        version_seen=case.version,
        kind=StepKind.ATTACH,
        key="0",
        text="Biên bản",
        files=(NewFile(name="a.pdf", body=b"%PDF-1.4\n%%EOF\n"),),
    )
    take_step(desk, officer, step)
    shown = told_check(result, province)
    report = make.case_report(desk, officer, case.id, shown, province)
    columns = {
        "viewer": people[Role.PUBLIC_VIEWER],
        "commune01": people[Role.COMMUNE_OFFICER],
        "commune02": other,
        "provincial": officer,
        "planner": people[Role.PLANNER],
        "chief": people[Role.CHIEF],
        "steward": people[Role.DEFENCE_STEWARD],
        "administrator": people[Role.ADMINISTRATOR],
    }
    return SimpleNamespace(
        desk=desk,
        province=province,
        folder=folder,
        told=told,
        shown=shown,
        case=case,
        report=report,
        columns=columns,
    )


def functions(made, person):
    """Return name of a row -> what is called."""
    desk, case, province = made.desk, made.case, made.province
    nobody = 10_000

    def step(kind):
        asked = Step(case_id=case.id, version_seen=99, kind=StepKind(kind), key=f"{kind}{person.id}")
        return lambda: take_step(desk, person, asked)

    def draft(*, restricted=False, is_sites=False):
        target = SimpleNamespace(layer=SimpleNamespace(restricted=restricted), is_sites=is_sites)
        return SimpleNamespace(given=SimpleNamespace(target=target))

    question = Question(number="12/CV", site_ids=("S1",))
    return {
        "list_cases": lambda: len(list_cases(desk, person, Wanted()).cases),
        "read_case": lambda: read_case(desk, person, case.id),
        "read_attachment": lambda: read_attachment(desk, person, 1),
        **{kind: step(kind) for kind in STEPS},
        "open_case": lambda: open_case(desk, person, made.told, "S1/RICE-01", REASON, "k"),
        "sync_cases": lambda: sync_cases(desk, person, made.told, province),
        "case_report": lambda: make.case_report(desk, person, case.id, made.shown, province),
        "project_report": lambda: make.project_report(desk, person, "S1", made.shown, province),
        "list_reports": lambda: len(list_reports(desk, person, case.number)[:1]),
        "verify_report": lambda: verify_report(desk, person, b"report", province, DAY, made.shown),
        "read_trail": lambda: read_trail(desk, person, WantedEntries()),
        "head_of": lambda: head_of(desk, person),
        "back_up": lambda: back_up(desk, made.folder, made.folder / "province.toml", person=person),
        "restore": lambda: restore.restore(made.folder / "codes.csv", made.folder, person=person),
        "ask_about": lambda: ask_about(desk, person, question, province),
        "release": lambda: release(desk, person, nobody, 1, province),
        "take_answer": lambda: take_answer(desk, person, b"", (), province),
        "answer_dossier": lambda: answer_dossier(
            desk,
            person,
            None,
            SimpleNamespace(number="1", sha256=""),
            SimpleNamespace(number="2", dossier_sha256=""),
        ),
        "unlock_for": lambda: unlock_for(desk, person, None),
        "view_sealed": lambda: view_sealed(desk, person, None, REASON),
        "open_exact": lambda: open_exact(
            desk, find_session(desk, sign_in(desk, person.name, PASSWORD)), REASON
        ),
        "install_cover": lambda: install_cover(desk, person, b"", "cover.json", province),
        "trust_key": lambda: trust_key(desk, person, "", Purpose.COVER, "x"),
        "publish_map": lambda: publish_map(desk, person, made.shown, province),
        "import": lambda: imported.require_import(person, draft()),
        "import_projects": lambda: imported.require_import(person, draft(is_sites=True)),
        "import_restricted": lambda: imported.require_import(person, draft(restricted=True)),
        "add_account": lambda: add_account(
            desk, person, NewAccount(name="x", role=Role.CHIEF, password=PASSWORD)
        ),
        "change_account": lambda: change_account(desk, person, nobody, 1, AccountChange()),
        "set_password": lambda: set_password(desk, person, nobody, PASSWORD),
    }


def told(call):
    try:
        given = call()
    except RightError:
        return "no"
    except RanhError:
        return "yes"
    return str(given) if isinstance(given, int) else "yes"


def test_who_gets_what_where(made):
    head, *lines = [line.split() for line in MATRIX.strip().splitlines()]
    rows = {name: dict(zip(head, cells, strict=True)) for name, *cells in lines}
    assert list(made.columns) == head
    found = {name: {} for name in functions(made, made.columns["chief"])}
    for column, person in made.columns.items():
        for name, call in functions(made, person).items():
            found[name][column] = told(call)
    wrong = {
        (name, column): (cell, found[name][column])
        for name, cells in rows.items()
        for column, cell in cells.items()
        if found[name][column] != cell
    }
    assert wrong == {}
    assert list(rows) == list(found)
