"""Which finding shows a joint case on the map."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from layers.consult import ASK
from office.cases.model import Case, State
from views.cases.line import finding_of
from views.cases.target_lines import targets_html
from views.text import Text

RULES = {"found": {"rules": "FOR-02; LAND-01"}}
ONE = Case(
    id=1,
    number="HS-2026-0001",
    subject="P1/FOR-01",
    site_id="P1",
    site_name="Thuỷ điện Nậm Na",
    rule_id="FOR-01",
    theme="forest",
    severity="high",
    verdict="not_checked",
    restricted=False,
    communes=(),
    consultees=(),
    facts={},
    facts_key="",
    gone=False,
    state=State.NEW,
    assigned_to=None,
    assigned_name="",
    due_on=None,
    waits_for=(),
    proposal=None,
    opened_at=datetime(2026, 11, 1, tzinfo=UTC),
    changed_at=datetime(2026, 11, 1, tzinfo=UTC),
    version=1,
)


def test_a_joint_case_is_shown_by_the_finding_of_the_land_that_is_asked_about():
    joint = replace(ONE, site_id="P1", subject="P1/consultation", rule_id="", facts=RULES)
    rows = [
        ("P1/FOR-01", "P1", "FOR-01", "", False),
        ("P1/FOR-02", "P1", "FOR-02", ASK[0], False),
        ("P1/DEF-01", "P1", "DEF-01", ASK[0], True),
        ("P2/DEF-01", "P2", "DEF-01", ASK[0], True),
    ]
    columns = ["finding_id", "site_id", "rule_id", "reason_en", "restricted"]
    findings = pd.DataFrame(rows, columns=columns)
    assert finding_of(joint, findings) == "P1/DEF-01"
    assert finding_of(joint, findings[findings["rule_id"] != "DEF-01"]) == "P1/FOR-02"
    assert finding_of(ONE, findings) == "P1/FOR-01"
    assert finding_of(joint, findings.iloc[:0]) == ""
    target = replace(ONE, subject="P1/LAN-T1", rule_id="LAN-T1", facts={"found": {}})
    assert finding_of(target, findings[findings["rule_id"] != "DEF-01"]) == "P1/FOR-01"


def test_cases_of_targets_lead_to_their_page_and_names_stay_text():
    hostile = replace(ONE, site_name="<img src=x>", theme="land_targets", verdict="conflict")
    html = targets_html([hostile], Text("en"))
    assert 'href="cases?so=HS-2026-0001&amp;lang=en"' in html
    assert "<img" not in html
    assert not targets_html([], Text("en"))
