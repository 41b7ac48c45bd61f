"""The province of squares with former communes, two districts across them, targets and money."""

from __future__ import annotations

from pathlib import Path

from squares import square, write

LEGACY_LAYER = """
[[layer]]
id = "legacy_communes"
family = "legacy_communes"
name_vi = "Xã cũ"
name_en = "Former communes"
file = "legacy.gpkg"
id_field = "code_old"
name_field = "name"
group = "boundary"
effective_to = 2025-06-30
"""
KEYS = """codes = "codes.csv"
communes = "communes.csv"
legacy_communes = "legacy.csv"
projects = "projects.csv"
targets = "targets.csv"
money = "money.toml"
history = "history.csv"
"""
COMMUNES = "code,name,type\n01,Xã Tây,Xã\n02,Phường Đông,Phường\n"
LEGACY = """code_old,name,type,district_code,district,new_code_2025
01,Xã Nam,Xã,91,Huyện Một,01
03,Xã Bắc,Xã,92,Huyện Hai,01
04,Xã Đông,Xã,91,Huyện Một,02
"""
FORMER = """old_code,name_vi,current_codes,relation
LUN,Lúa nương,LUA;RPH,unsure
BHK,Bằng,RPH,merged
NHK,Nương,RPH,merged
"""
BOUNDS = "code,bound,why,source,confidence\nNNP,at_least,,,proposal\nPNN,at_most,,,proposal\n"
HEAD = "code,unit_code,year,kind,area_ha,decision_number,decision_date,source,confidence\n"
MONEY = """
[decision]
number = "QĐ 7/QĐ-TTg"
date = 2024-11-29

[[frame]]
owner = "state"
period = "2021-2025"
capital_bn_vnd = 100.0

[[frame]]
owner = "other"
period = "2026-2030"
capital_bn_vnd = 50.0

[owners]
public = "state"
private = "other"
PPP = "divided"

[[sector]]
id = "roads"
name_vi = "Đường"
name_en = "Roads"
sectors = ["transport"]

[[sector]]
id = "ports"
name_vi = "Bến"
name_en = "Ports"
name_words = ["bến thủy"]
of_sectors = ["transport"]

[[stage]]
stage = "decided"
words = ["approved"]

[[stage]]
stage = "pending"
words = ["planned"]
"""
HISTORY = "site_id,stage,on,due,decision_number,decision_date,evidence,source,confidence\n"


def lay_out_targets(folder: Path, rows: str = "", *, history: str = "", land: str = "") -> Path:
    """Add to a province of squares: units of two times, targets (rows below `HEAD`), money, histories."""
    declared = folder / "province.toml"
    text = declared.read_text(encoding="utf-8").replace('codes = "codes.csv"\n', KEYS, 1)
    declared.write_text(text + LEGACY_LAYER, encoding="utf-8")
    tables = {
        "communes.csv": COMMUNES, "legacy.csv": LEGACY, "legacy_land_codes.csv": FORMER,
        "target_bounds.csv": BOUNDS, "targets.csv": HEAD + rows, "money.toml": MONEY,
        "history.csv": HISTORY + history, "projects.csv": "id,current_land_ha\n" + land,
    }  # fmt: skip
    for name, body in tables.items():
        (folder / name).write_text(body, encoding="utf-8")
    shapes = [square(0, 0, 5000, 500), square(0, 500, 5000, 9500), square(5000, 0, 5000, 10000)]
    write(folder / "legacy.gpkg", {"code_old": ["01", "03", "04"], "name": ["Nam", "Bắc", "Đông"]}, shapes)
    return folder
