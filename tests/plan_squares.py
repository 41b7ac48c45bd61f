"""The province of squares with a plan of land use in two periods, an urban plan and a defence plan."""

from __future__ import annotations

from pathlib import Path

from target_squares import lay_out_targets

from squares import declare, rule_text, square, write

FIT = """
[[plan]]
family = "defence_plan"
level = "national"
name_vi = "Quy hoạch quốc phòng"
name_en = "Defence plan"
code = "CQP"

[[plan]]
family = "landuse_plan"
level = "province"
name_vi = "Quy hoạch tỉnh"
name_en = "Provincial plan"

[[plan]]
family = "urban_plan"
level = "urban"
name_vi = "Quy hoạch đô thị"
name_en = "Urban plan"

[[pair]]
codes = ["NNP"]
on = ["PNN"]
fit = "misfit"
why_vi = "Nông nghiệp và phi nông nghiệp."
why_en = "Agricultural and not."
confidence = "proposal"

[[pair]]
codes = ["CQP"]
on = ["ODT"]
fit = "misfit"
why_vi = "Quốc phòng không dùng chung."
why_en = "Not shared."
confidence = "proposal"
"""
LAYER = """
[[layer]]
id = "{id}"
family = "{family}"
version = "{version}"
name_vi = "Lớp {id}"
name_en = "Layer {id}"
file = "{id}.gpkg"
id_field = "zone"
code_field = "{code}"
group = "{group}"
{more}
"""
DECIDED = 'decision_number = "7/QĐ-TTg"\ndecision_date = 2024-11-29\naccuracy_m = 10.0\n'
FIRST = DECIDED + "effective_from = 2021-01-01\neffective_to = 2025-12-31\n"
SECOND = DECIDED + "effective_from = 2026-01-01\neffective_to = 2030-12-31\n"
OX, OY = 6000.0, 1000.0
"""Corner of what lies far from defence land, in the eastern commune."""


def layer(
    name: str, family: str, *, code: str = "code", group: str = "landuse", more: str = "", version: str = ""
) -> str:
    """Return one layer in TOML."""
    return LAYER.format(id=name, family=family, code=code, group=group, more=more, version=version)


def far(x: float, y: float, width: float, height: float | None = None):
    """Return a rectangle far from defence land."""
    return square(OX + x, OY + y, width, height)


def lay_out_plans(folder: Path, *, urban: str = DECIDED + "effective_from = 2024-07-01\n") -> Path:
    """
    Lay plans over a province of squares.

    Far from defence land: LUC on 0..1000 x 0..1000, RPH east of it, ODT north of it. In the western
    commune RPH at 3000, 0, and ODT at and under the squares of the defence plan.
    """
    lay_out_targets(folder)
    (folder / "plan_fit.toml").write_text(FIT, encoding="utf-8")
    declare(
        folder,
        layers=layer("plan1", "landuse_plan", more=FIRST, version="2021-2025")
        + layer("plan2", "landuse_plan", more=SECOND, version="2026-2030")
        + layer("urban", "urban_plan", more=urban)
        + layer(
            "defence_plan", "defence_plan", code="", group="restricted", more="restricted = true\n" + DECIDED
        ),
        rules=rule_text("PLAN-01", "landuse_plan", more="except_planned_code = true"),
    )
    zones = {
        "a": ("LUC", far(0, 0, 1000)), "b": ("RPH", far(1000, 0, 1000)), "c": ("ODT", far(0, 1000, 1000)),
        "w": ("RPH", square(3000, 0, 1000)), "edge": ("ODT", square(2400, 1000, 400)),
        "under": ("ODT", square(1000, 1000, 1000)),
    }  # fmt: skip
    for name in ("plan1", "plan2"):
        write_zones(folder, name, zones)
    write_zones(
        folder,
        "urban",
        {
            "homes": ("ODT", far(500, 200, 300)),  # 9 ha on rice land
            "sliver": ("ODT", far(0, 992, 400, 300)),  # 8 m of it on rice land: 0.32 ha
            "beside": ("RPH", far(1000, 400, 200)),  # shares a border with rice land
            "noise": ("RPH", far(1000 - 0.001, 600, 200.001, 300)),  # 0.3 m2 on rice land
            "no-code": (None, far(1500, 500, 100)),
            "broad": ("LUA", far(100, 100, 100)),  # on wet rice land
            "west": ("ODT", square(3000, 100, 200)),  # 4 ha in the other commune
        },
    )
    write(folder / "defence_plan.gpkg", {"zone": ["q1"]}, [square(1000, 1000, 1000)])
    return folder


def write_zones(folder: Path, name: str, zones: dict) -> None:
    """Write zones: id -> code, shape."""
    rows = {"zone": list(zones), "code": [code for code, _ in zones.values()]}
    write(folder / f"{name}.gpkg", rows, [shape for _, shape in zones.values()])


def write_projects(folder: Path, rows: list[tuple]) -> None:
    """Write projects: id, phase, planned code, shape, and what else there is."""
    keys = ("status", "part_of", "sector", "capital_bn_vnd", "commune_code")
    more = [dict(zip(keys, row[4:], strict=False)) for row in rows]
    told = {
        "site_id": [row[0] for row in rows],
        "name": [f"Dự án {row[0]}" for row in rows],
        "phase": [row[1] for row in rows],
        "planned_code": [row[2] for row in rows],
    }
    told |= {key: [one.get(key) for one in more] for key in keys}
    write(folder / "sites.gpkg", told, [row[3] for row in rows])
