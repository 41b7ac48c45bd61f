"""What ended and is still used is found by number and date, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from layers.check import check_province
from layers.decisions import Decision, cited, decision
from layers.province import open_province
from layers.superseded import Used, ended_decisions, superseded
from layers.told import told_check

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 26)
OURS, THEIRS = date(2024, 11, 29), date(2023, 11, 24)
NUMBER = "QĐ 1486/QĐ-TTg"


def declare(folder: Path, layer_id: str, said: str) -> None:
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'id = "{layer_id}"\n', f'id = "{layer_id}"\n{said}\n', 1), encoding="utf-8")


def add_version(folder: Path, said: str) -> None:
    with (folder / "province.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[layer]]\nid = "landuse_new"\nfamily = "landuse"\nname_vi = "Đất mới"\nname_en = "New land"\n'
            'file = "landuse.gpkg"\nid_field = "parcel_id"\ncode_field = "code"\ngroup = "landuse"\n' + said
        )


def cite(folder: Path, text: str) -> None:
    path = folder / "rules.toml"
    told = path.read_text(encoding="utf-8").replace("Luật thử Điều 1", text, 1)
    path.write_text(told, encoding="utf-8")


def found(folder: Path) -> list[tuple[str, str, date | None]]:
    province = open_province(folder)
    told = told_check(check_province(province, DAY), province)
    return [(str(one.kind), one.id, one.ended_on) for one in superseded(told, province)]


ENDED = f'decision_number = "{NUMBER}"\ndecision_date = 2024-11-29\neffective_to = 2025-12-31'


def test_a_version_that_none_follows_is_told_while_a_rule_speaks_of_it(folder: Path) -> None:
    assert found(folder) == []
    declare(folder, "landuse", ENDED)
    assert found(folder) == [("layer", "landuse", date(2025, 12, 31))]
    add_version(folder, "effective_from = 2026-01-01\n")
    assert found(folder) == []


def test_a_version_without_a_last_day_beside_a_later_one_is_told(folder: Path) -> None:
    declare(folder, "landuse", "effective_from = 2020-12-31")
    add_version(folder, "effective_from = 2026-01-01\n")
    assert found(folder) == [("layer", "landuse", None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("QĐ 1486/QĐ-TTg ngày 29/11/2024", True),
        ("theo qđ 1486/QĐ-TTg", True),
        ("QĐ 1486/QĐ-TTg ngày 24/11/2023", False),
        ("QĐ 11486/QĐ-TTg ngày 29/11/2024", False),
        ("Luật 31/2024/QH15 Điều 122", False),
    ],
)
def test_a_rule_that_cites_an_ended_decision_is_told_by_number_and_date(
    folder: Path, text: str, told: bool
) -> None:
    declare(folder, "landuse", ENDED)
    add_version(folder, "effective_from = 2026-01-01\n")
    cite(folder, text)
    assert found(folder) == ([("rule", "DEF-01", date(2025, 12, 31))] if told else [])


def test_a_project_that_names_an_ended_decision_is_told_and_doubt_is_said(folder: Path) -> None:
    declare(folder, "landuse", ENDED)
    add_version(folder, "effective_from = 2026-01-01\n")
    rows = gpd.read_file(folder / "sites.gpkg").assign(basis=["1486/QĐ-TTg", "", None])
    (folder / "sites.gpkg").unlink()
    rows.to_file(folder / "sites.gpkg")
    province = open_province(folder)
    told = superseded(told_check(check_province(province, DAY), province), province)
    assert [(one.kind, one.id) for one in told] == [(Used.PROJECT, "S1")]
    assert told[0].sentence("en").endswith("It states no date: make sure that this one is meant.")
    assert told[0].sentence("vi").startswith("Dự án S1 dẫn QĐ 1486/QĐ-TTg (29/11/2024)")


def test_a_decision_on_which_a_version_still_rests_is_not_ended(folder: Path) -> None:
    declare(folder, "landuse", ENDED)
    for day, ended in ((DAY, {Decision("1486/QĐ-TTG", OURS)}), (date(2025, 12, 31), set())):
        assert set(ended_decisions(open_province(folder).layers, day)) == ended
    add_version(
        folder, f'effective_from = 2026-01-01\ndecision_number = "{NUMBER}"\ndecision_date = 2023-11-24\n'
    )
    assert set(ended_decisions(open_province(folder).layers, DAY)) == {Decision("1486/QĐ-TTG", OURS)}
    declare(folder, "communes", f'decision_number = "{NUMBER}"\ndecision_date = 2024-11-29')
    assert ended_decisions(open_province(folder).layers, DAY) == {}


def test_decisions_of_one_number_are_told_apart_by_their_date() -> None:
    ours, theirs, undated = (decision(NUMBER, dated) for dated in (OURS, THEIRS, None))
    assert (ours.may_be(theirs), ours.may_be(undated), undated.may_be(theirs)) == (False, True, True)
    text = "Quyết định số 90/2002/QĐ-TTg ngày 12/7/2002; NĐ 299/2025/NĐ-CP (31/02/2025)"
    assert list(cited(text)) == [
        Decision("90/2002/QĐ-TTG", date(2002, 7, 12)),
        Decision("299/2025/NĐ-CP", None),
    ]
