"""Thirty texts that try to run as a script, in every place where foreign text is shown: none of them runs."""

import json
from contextlib import closing
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from office import audit
from office.accounts import AccountChange, change_account, list_accounts
from office.cases.listing import Wanted, list_cases
from office.cases.model import NewFile, Step, StepKind
from office.cases.steps import take_step
from office.people import OWNER, Role

pytestmark = pytest.mark.browser

RUN = "alert('ran')"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<style>@keyframes a{{}}</style><b style='animation-name:a' onanimationstart={RUN}>x</b>",
    f"<marquee onstart={RUN}>x</marquee>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"`-{RUN}-`",
    f"${{{RUN}}}",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><img src=x onerror={RUN}>",
    f"--><img src=x onerror={RUN}><!--",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"[x](javascript:{RUN})",
    f"![x](x' onerror='{RUN})",
    f"<math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={RUN}&gt;'>",
    f'{{{{constructor.constructor("{RUN}")()}}}}',
    f":material/home: $\\href{{javascript:{RUN}}}{{x}}$ <img/src=x/onerror={RUN}>",
)


def test_there_are_thirty_and_each_is_another():
    assert len(set(PAYLOADS)) == 30


def hostile_province(made, folder):
    """Return the tiny province with a payload as every name: projects, zones, communes, layers, attributes."""
    folder = made.make_province(folder)
    count = len(PAYLOADS)
    places = [made.square(0.3 * number, 0.1, 250.0) for number in range(count)]
    text = list(PAYLOADS)
    sites = {
        "site_id": [f"P{number}" for number in range(count)],
        "name": text,
        "name_en": text,
        "sector": text,
        "phase": text,
        "planned_code": ["DNL"] * count,
        "part_of": [""] * count,
    }
    made.write(folder, "sites", sites, places)
    landuse = gpd.read_file(folder / "landuse-plan.gpkg")
    zones = landuse.loc[[0] * count].assign(code="RPH", name=text, note=text)
    zones = zones.set_geometry([shapely.box(*place.buffer(40).bounds) for place in places], crs=landuse.crs)
    zones.to_file(folder / "landuse-plan.gpkg", driver="GPKG")
    declared = (folder / "province.toml").read_text(encoding="utf-8")
    hostile = json.dumps(PAYLOADS[16], ensure_ascii=False)
    for line in [line for line in declared.splitlines() if line.startswith('name_vi = "Lớp ')]:
        declared = declared.replace(line, f"name_vi = {hostile}")
    (folder / "province.toml").write_text(declared, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(serve, tiny, tmp_path_factory):
    return serve(hostile_province(tiny, tmp_path_factory.mktemp("payloads")))


def fill_desk(desk):
    """Write the payloads as notes, file names, names of people, units, and what the trail tells."""
    people = {account.person.role: account for account in list_accounts(desk)}
    admin, officer = people[Role.ADMINISTRATOR], people[Role.PROVINCIAL_OFFICER]
    change = AccountChange(full_name=PAYLOADS[1], unit=PAYLOADS[0])
    change_account(desk, admin.person, officer.person.id, officer.version, change)
    case = list_cases(desk, OWNER, Wanted(per_page=0)).cases[0]
    for number, text in enumerate(PAYLOADS):
        step = Step(
            case_id=case.id, version_seen=case.version, kind=StepKind.NOTE, key=f"n{number}", text=text
        )
        case = take_step(desk, officer.person, replace(step, text=f"{text} ghi chú"))
        name = text.replace("/", "∕")[:100]
        files = (NewFile(name=f"{name}.pdf", body=b"%PDF-1.7\n%x\n"),)
        step = Step(
            case_id=case.id, version_seen=case.version, kind=StepKind.ATTACH, key=f"f{number}", files=files
        )
        case = take_step(desk, officer.person, replace(step, text="tài liệu kèm theo"))
    with desk.writing() as connection:
        for text in PAYLOADS:
            audit.append(connection, officer.person, "look", kind="test", key=text[:200], facts={"is": text})
    return case.number


def nothing_ran(tab):
    tab.settle()
    for frame in tab.page.frames:
        assert frame.evaluate("document.querySelectorAll('img[src=\"x\"], [onerror], [onload]').length") == 0
    assert tab.dialogs == []
    assert tab.outside == []
    assert not any(url.endswith("/x") or url.startswith("javascript:") for url in tab.requests)


def texts(tab):
    return " ".join(frame.evaluate("document.body.innerText") for frame in tab.page.frames)


def test_none_of_them_runs_on_any_page(visit, address, desk_of):
    tab = visit(address, Role.PROVINCIAL_OFFICER)
    frame = tab.map
    names = frame.evaluate("ranh.layers.sites._all.map(f => f.properties.name)")
    assert set(names) == set(PAYLOADS)
    # Every tooltip at once: what the mouse would show one after another.
    frame.evaluate("ranh.layers.sites.eachLayer(l => { l.openTooltip(); })")
    tab.click_row(0)
    tab.page.locator(".ranh-card").wait_for()
    tab.page.frame_locator(".st-key-mapside iframe").locator(".leaflet-control-layers-toggle").click()
    nothing_ran(tab)
    assert "onerror" in texts(tab)

    tab = visit(f"{address}/cases", Role.PROVINCIAL_OFFICER)
    tab.page.get_by_role("button", name="Kiểm tra và cập nhật hồ sơ").click()
    tab.page.locator(".ranh-synced").wait_for()
    nothing_ran(tab)
    with closing(desk_of(address)) as desk:
        number = fill_desk(desk)

    tab = visit(f"{address}/cases?so={number}", Role.CHIEF)
    tab.page.locator(".ranh-progress").wait_for()
    nothing_ran(tab)
    shown = texts(tab)
    for text in PAYLOADS:
        assert " ".join(text.split()) in " ".join(shown.split()), text

    for role, path in (
        (Role.ADMINISTRATOR, "administration"),
        (Role.DEFENCE_STEWARD, "sealed"),
        (Role.PROVINCIAL_OFFICER, "import"),
    ):
        tab = visit(f"{address}/{path}", role)
        tab.page.locator(".st-key-header").wait_for()
        tab.settle(2500)
        if path == "administration":
            for part in ("Tài khoản", "Nhật ký"):
                tab.page.get_by_role("radio", name=part).or_(
                    tab.page.get_by_text(part, exact=True)
                ).first.click()
                nothing_ran(tab)
        nothing_ran(tab)
