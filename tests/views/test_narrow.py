"""What the list shows under each filter, and which findings are told as a group."""

import geopandas as gpd
import pytest

from views.narrow import Wanted, find_groups, narrow

SITES = gpd.GeoDataFrame(
    {
        "site_id": ["A", "B", "C"],
        "sector": ["energy", "tourism", "energy"],
        "phase": ["done", "2026-2030", "2026-2030"],
        "commune_name": ["Xã Bum Tở", "Xã Sìn Hồ", ""],
    },
    geometry=[None] * 3,
    crs="EPSG:9205",
)
ROWS = [
    ("A", "R1", "conflict", "critical", "Thuỷ điện Nậm Củm"),
    ("B", "R1", "clear", "critical", "Khu du lịch"),
    ("A", "R2", "not_checked", "high", "Thuỷ điện Nậm Củm"),
    ("B", "R2", "not_checked", "high", "Khu du lịch"),
    ("C", "R1", "not_checked", "critical", "Dự án không có ranh"),
    ("C", "R2", "not_checked", "high", "Dự án không có ranh"),
    ("A", "R3", "near", "low", "Thuỷ điện Nậm Củm"),
    ("B", "R3", "not_checked", "low", "Khu du lịch"),
    ("C", "R3", "not_checked", "low", "Dự án không có ranh"),
]
FINDINGS = gpd.GeoDataFrame(
    [
        {"finding_id": f"{site}/{rule}", "site_id": site, "rule_id": rule, "verdict": verdict}
        | {"severity": severity, "site_name": name}
        for site, rule, verdict, severity, name in ROWS
    ],
    geometry=[None] * len(ROWS),
    crs="EPSG:9205",
)
GROUPS = find_groups(FINDINGS)


def ids(**wanted):
    return list(narrow(FINDINGS, SITES, GROUPS, Wanted(**wanted))["finding_id"])


def test_a_rule_that_failed_everywhere_is_one_group_and_a_site_without_a_place_another():
    assert GROUPS.rules == ("R2",)
    assert GROUPS.sites == ("C",)
    assert list(FINDINGS.loc[GROUPS.of_rules, "finding_id"]) == ["A/R2", "B/R2", "C/R2"]
    assert list(FINDINGS.loc[GROUPS.of_sites, "finding_id"]) == ["C/R1", "C/R3"]


def test_no_finding_is_lost_between_list_and_groups():
    listed = ids(verdicts=("conflict", "not_checked", "near", "clear"))
    grouped = set(FINDINGS.loc[GROUPS.of_rules | GROUPS.of_sites, "finding_id"])
    assert set(listed) | grouped == set(FINDINGS["finding_id"])
    assert not set(listed) & grouped


def test_at_first_everything_but_the_clear_ones_is_listed_in_its_order():
    assert ids() == ["A/R1", "A/R3", "B/R3"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"grouped": True, "verdicts": ("not_checked",)}, ["A/R2", "B/R2", "C/R1", "C/R2", "B/R3", "C/R3"]),
        ({"verdicts": ()}, []),
        ({"rules": ("R2",)}, ["A/R2", "B/R2", "C/R2"]),
        ({"severities": ("low",)}, ["A/R3", "B/R3"]),
        ({"sectors": ("tourism",)}, ["B/R3"]),
        ({"phases": ("done",)}, ["A/R1", "A/R3"]),
        ({"communes": ("Xã Sìn Hồ",)}, ["B/R3"]),
        ({"search": "thuy dien nam cum"}, ["A/R1", "A/R3"]),
        ({"search": "không có ranh"}, ["C/R1", "C/R3"]),
        ({"search": "*("}, []),
    ],
    ids=str,
)
def test_filters(wanted, expected):
    assert ids(**wanted) == expected


def test_when_nothing_at_all_could_be_checked_every_site_is_a_group():
    unknown = FINDINGS.assign(verdict="not_checked")
    groups = find_groups(unknown)
    assert groups.sites == ("A", "B", "C")
    assert (groups.of_rules | groups.of_sites).all()


def test_the_number_of_conditions_is_told():
    assert Wanted().conditions == 0
    assert Wanted(search="x", rules=("R1",), grouped=True).conditions == 3
