"""Every right, written out once more by hand: what differs from this table is a fault or a decision."""

from __future__ import annotations

import pytest

from office.errors import RightError
from office.people import OWNER, Person, Role
from office.rights import Act, may, reach, require

MATRIX = """
                   viewer commune provincial planner chief steward administrator
see_map            all    all     all        all     all   all     all
see_findings       -      own     all        all     all   all     -
download           -      own     all        all     all   all     -
export             -      own     all        all     all   all     -
import             -      -       all        all     all   -       -
import_projects    -      -       all        all     all   all     -
import_restricted  -      -       -          -       -     all     -
edit_projects      -      -       all        all     all   -       -
see_cases          -      own     all        all     all   all     -
note               -      own     all        all     all   all     -
work               -      -       all        -       all   -       -
assign             -      -       -          -       all   -       -
sign               -      -       -          -       all   -       -
report             -      own     all        all     all   all     -
pack_dossier       -      -       all        -       all   all     -
release_answer     -      -       -          -       all   all     -
see_exact          -      -       -          -       -     all     -
seal               -      -       -          -       -     all     -
manage_accounts    -      -       -          -       -     -       all
see_audit          -      -       -          -       all   -       all
back_up            -      -       -          -       -     -       all
see_health         -      -       -          -       -     -       all
set_up             -      -       -          -       -     -       all
"""
COLUMNS = {
    "viewer": Role.PUBLIC_VIEWER,
    "commune": Role.COMMUNE_OFFICER,
    "provincial": Role.PROVINCIAL_OFFICER,
    "planner": Role.PLANNER,
    "chief": Role.CHIEF,
    "steward": Role.DEFENCE_STEWARD,
    "administrator": Role.ADMINISTRATOR,
}
WHERE = {"all": "everywhere", "own": "own", "-": None}
HEAD, *LINES = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [
    (COLUMNS[column], act, cell) for act, *cells in LINES for column, cell in zip(HEAD, cells, strict=True)
]
ALLOWED = {
    "all": {"own": True, "other": True, "both": True, "none": True, "province": True},
    "own": {"own": True, "other": False, "both": True, "none": False, "province": False},
    "-": {"own": False, "other": False, "both": False, "none": False, "province": False},
}
"""What a cell allows in which communes: the own one, another, one that touches both, nowhere, all."""

PLACES = {"own": ["03"], "other": ["04"], "both": ["03", "04"], "none": [], "province": None}


def person(role):
    communes = frozenset({"03"}) if role is Role.COMMUNE_OFFICER else frozenset()
    return Person(id=7, name="an", full_name="An", role=role, communes=communes)


def test_the_table_names_every_act_and_every_role():
    assert {act for act, *_ in LINES} == {act.value for act in Act}
    assert {COLUMNS[column] for column in HEAD} == set(Role)
    assert len(CELLS) == len(Act) * len(Role)


@pytest.mark.parametrize(("role", "act", "cell"), CELLS)
def test_a_role_may_do_what_the_table_says_and_only_there(role, act, cell):
    who, what = person(role), Act(act)
    assert reach(who, what) == WHERE[cell]
    assert {place: may(who, what, codes) for place, codes in PLACES.items()} == ALLOWED[cell]


@pytest.mark.parametrize(("role", "act", "cell"), [cell for cell in CELLS if cell[2] == "-"])
def test_what_is_not_allowed_raises_a_sentence_in_both_languages(role, act, cell):
    with pytest.raises(RightError, match=f"may not do this \\({act}\\)") as refused:
        require(person(role), Act(act), ["03"])
    assert "không có quyền" in refused.value.vi
    assert cell == "-"


def test_no_role_that_decides_manages_accounts_or_reads_sealed_land_and_signs():
    for role in Role:
        acts = {act for _, act, cell in CELLS if _ is role and cell != "-"}
        assert not {"work", "sign"} & acts or not {"manage_accounts", "see_exact"} & acts, role


def test_the_owner_of_a_machine_without_accounts_may_do_everything():
    assert all(may(OWNER, act, codes) for act in Act for codes in PLACES.values())


def test_nobody_becomes_the_owner_by_the_number_alone():
    forged = Person(id=0, name="chief", full_name="", role=Role.PUBLIC_VIEWER)
    assert not may(forged, Act.SEE_FINDINGS)
