"""What changed between what a report rests on and what holds now, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from office.reports.casework import standing
from office.reports.model import Change
from office.reports.vocabulary import VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from office.cases.model import CaseFile
    from office.reports.basis import Basis

MOST_RULES = 12
"""Rules that one sentence names."""


def changes(then: Basis, now: Basis) -> tuple[Change, ...]:
    """Return what is not the same any more, in the order in which it weighs."""
    return (
        *_site(then, now),
        *_project(then, now),
        *_layers(then, now),
        *_rules(then, now),
        *_ways(then, now),
    )


def _site(then: Basis, now: Basis) -> Iterator[Change]:
    site_id = then["site_id"]
    if then["footprint"] == now["footprint"]:
        return
    if now["footprint"]:
        yield Change(
            en=f"The footprint of project {site_id} is another one now.",
            vi=f"Ranh khu đất của dự án {site_id} nay đã khác.",
        )
    else:
        yield Change(
            en=f"Project {site_id} has no footprint any more, or is no longer among the projects.",
            vi=f"Dự án {site_id} không còn ranh khu đất, hoặc không còn trong danh sách dự án.",
        )


def _project(then: Basis, now: Basis) -> Iterator[Change]:
    """Return what the list now says otherwise; a report of before this was kept is not asked."""
    new = now["project"]
    old = then.get("project") or new
    if new and (names := sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))):
        columns = ", ".join(names)
        yield Change(
            en=f"The list says otherwise of project {then['site_id']} now: {columns}.",
            vi=f"Thông tin của dự án {then['site_id']} trong danh mục nay đã khác: {columns}.",
        )
    if then.get("footprints_m", now["footprints_m"]) != now["footprints_m"]:
        yield Change(
            en="The footprints are of another accuracy now.", vi="Độ chính xác của ranh khu đất nay đã khác."
        )


def _layers(then: Basis, now: Basis) -> Iterator[Change]:
    old, new = then["layers"], now["layers"]
    for layer_id in sorted(old.keys() | new.keys()):
        before, after = old.get(layer_id), new.get(layer_id)
        if before is None or after is None:
            yield from _come_or_gone(before, after)
        elif before["in_force"] != after["in_force"]:
            en = "is in force now" if after["in_force"] else "is not in force any more"
            vi = "nay có hiệu lực" if after["in_force"] else "không còn hiệu lực"
            yield _about(after, en, vi)
        elif before.get("accuracy_m", after["accuracy_m"]) != after["accuracy_m"]:
            yield _about(after, "is of another accuracy now", "nay có độ chính xác khác")
        elif (before["sha256"], before["version"]) != (after["sha256"], after["version"]):
            en = "has other content now" if after["sha256"] else "cannot be read any more"
            yield _about(after, en, "nay có nội dung khác" if after["sha256"] else "nay không đọc được")


def _come_or_gone(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[Change]:
    if after is not None:
        # A version that is only to come does not change what holds today.
        if after["in_force"]:
            yield _about(after, "is new", "là lớp mới")
    elif before is not None:
        yield _about(before, "is not there any more", "không còn nữa")


def _about(layer: Mapping[str, Any], en: str, vi: str) -> Change:
    version = f" ({layer['version']})" if layer["version"] else ""
    return Change(en=f"Layer {layer['name_en']}{version} {en}.", vi=f"Lớp {layer['name_vi']}{version} {vi}.")


def _rules(then: Basis, now: Basis) -> Iterator[Change]:
    old, new = then["rules"], now["rules"]
    both = sorted(old.keys() & new.keys())
    told = [
        ([rule_id for rule_id in both if old[rule_id] != new[rule_id]], "changed", "đã thay đổi"),
        (sorted(new.keys() - old.keys()), "new", "mới"),
        (sorted(old.keys() - new.keys()), "not in force any more", "không còn hiệu lực"),
    ]
    for rule_ids, en, vi in told:
        if rule_ids:
            more = f" (+{len(rule_ids) - MOST_RULES})" if len(rule_ids) > MOST_RULES else ""
            named = ", ".join(rule_ids[:MOST_RULES]) + more
            yield Change(en=f"Rules {en}: {named}.", vi=f"Quy tắc {vi}: {named}.")


def _ways(then: Basis, now: Basis) -> Iterator[Change]:
    """Return changes of how it is measured, and of where has to be asked about restricted land."""
    if then.get("codes", now["codes"]) != now["codes"]:
        yield Change(en="The list of land codes is another one now.", vi="Bảng mã loại đất nay đã khác.")
    if then["operation"] != now["operation"] or then["crs"] != now["crs"]:
        yield Change(
            en=f"Coordinates go through {now['crs']}, {now['operation']} now.",
            vi=f"Toạ độ nay đi qua {now['crs']}, {now['operation']}.",
        )
    if then["asked"] != now["asked"]:
        yield Change(
            en="The answer whether defence or security has to be consulted is another one now.",
            vi="Câu trả lời về việc có phải xin ý kiến quốc phòng, an ninh hay không nay đã khác.",
        )
    elif then["cover"] != now["cover"]:
        yield Change(
            en="The approved cover is another version now; its answers for this site are the same.",
            vi="Lưới che đã duyệt nay là phiên bản khác; câu trả lời cho khu đất này vẫn như cũ.",
        )


def case_changes(then: Mapping[str, Any], file: CaseFile) -> Iterator[Change]:
    """Return what changed of the case that a report tells of; notes and files do not count."""
    case, now = file.case, standing(file)
    if then["state"] != now["state"]:
        before, after = VALUES[f"state.{then['state']}"], VALUES[f"state.{case.state}"]
        yield Change(
            en=f"Case {case.number} is “{after[1]}” now; in the report it is “{before[1]}”.",
            vi=f"Hồ sơ {case.number} nay ở trạng thái “{after[0]}”; trong báo cáo là “{before[0]}”.",
        )
    elif then["decision"] != now["decision"]:
        yield Change(
            en=f"Case {case.number} was decided anew since.",
            vi=f"Hồ sơ {case.number} đã được kết luận lại sau đó.",
        )
    if then["proposal"] != now["proposal"]:
        yield Change(
            en=f"What was proposed for case {case.number} is signed, refused or another proposal since.",
            vi=f"Đề xuất của hồ sơ {case.number} sau đó đã được ký duyệt, trả lại hoặc thay đổi.",
        )
    if then["facts_key"] != now["facts_key"]:
        yield Change(
            en=f"A new check found other facts for case {case.number}.",
            vi=f"Lần kiểm tra mới cho kết quả khác đối với hồ sơ {case.number}.",
        )
