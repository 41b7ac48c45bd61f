"""What changed between the facts of a case and those of a new check, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.overlap import M2_PER_HA
from office.cases.facts import undated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Sentence = tuple[str, str]
"""English and Vietnamese."""

WORDS: dict[str, Sentence] = {
    "conflict": ("conflict", "xung đột"),
    "near": ("near", "gần ranh"),
    "clear": ("clear", "không vướng"),
    "not_checked": ("not checked", "chưa kiểm tra được"),
    "certain": ("certain", "chắc chắn"),
    "possible": ("possible", "có thể"),
    "within_map_error": ("within map error", "trong sai số bản đồ"),
    "not_stated": ("accuracy not stated", "chưa rõ độ chính xác"),
    "critical": ("critical", "nghiêm trọng"),
    "high": ("high", "cao"),
    "medium": ("medium", "trung bình"),
    "low": ("low", "thấp"),
    "info": ("information", "thông tin"),
    "": ("-", "-"),
}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """
    Return a sentence for everything that differs between two sets of facts, heaviest first.

    Parameters
    ----------
    before, after
        Of `facts.facts_of`.
    """
    return (
        *_of_found(before, after),
        *_of_basis(before["rests_on"], after["rests_on"]),
        *_of_words(before["said"], after["said"]),
    )


def _of_found(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Sentence]:
    old, new = before["found"], after["found"]
    for name, en, vi in (
        ("verdict", "verdict", "kết quả"),
        ("severity", "severity", "mức độ"),
        ("certainty", "certainty", "độ chắc chắn"),
    ):
        if old[name] != new[name]:
            yield _from_to((en, vi), WORDS[old[name]], WORDS[new[name]])
    yield from _of_numbers(before, after)
    if old["zone_ids"] != new["zone_ids"] and after["rests_on"]["zones_named"]:
        yield _names(("zones", "vùng"), old["zone_ids"], new["zone_ids"])
    elif old["zone_count"] != new["zone_count"]:
        yield _from_to(
            ("zones", "số vùng"), _same(_count(old["zone_count"])), _same(_count(new["zone_count"]))
        )
    if old.get("targets") != new.get("targets"):
        yield _names(("targets broken", "chỉ tiêu bị vượt"), old.get("targets", ""), new.get("targets", ""))
    if old["rules"] != new["rules"]:
        yield _names(("rules", "quy tắc"), old["rules"], new["rules"])
    if undated(old["reason_en"]) != undated(new["reason_en"]):
        yield _from_to(
            ("why not checked", "lý do chưa kiểm tra được"),
            (old["reason_en"] or "-", old["reason_vi"] or "-"),
            (new["reason_en"] or "-", new["reason_vi"] or "-"),
        )


def _of_numbers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Sentence]:
    old, new = before["found"], after["found"]
    outside = "inside" in {_kind(before), _kind(after)}
    area = ("part outside", "phần nằm ngoài") if outside else ("overlap", "diện tích chồng lấn")
    if old["overlap_area_m2"] != new["overlap_area_m2"]:
        pair = (old["overlap_area_m2"], new["overlap_area_m2"])
        decimals = 4 if _equal_in_ha(*pair) else 2
        yield _from_to(area, *(_measure(m2, M2_PER_HA, decimals, "ha") for m2 in pair))
    if old["site_share"] != new["site_share"]:
        pair = (old["site_share"], new["site_share"])
        yield _from_to(
            ("share of the site", "tỷ lệ khu đất"), *(_measure(part, 0.01, 2, "%") for part in pair)
        )
    if old["distance_m"] != new["distance_m"]:
        pair = (old["distance_m"], new["distance_m"])
        yield _from_to(("distance", "khoảng cách"), *(_measure(metres, 1.0, 1, "m") for metres in pair))


def _kind(facts: Mapping[str, Any]) -> str:
    rule = facts["rests_on"]["rule"]
    return rule["kind"] if rule else ""


def _equal_in_ha(one_m2: float | None, other_m2: float | None) -> bool:
    """Tell whether two areas read the same in hectares with two decimals."""
    if one_m2 is None or other_m2 is None:
        return False
    return f"{one_m2 / M2_PER_HA:.2f}" == f"{other_m2 / M2_PER_HA:.2f}"


def _of_basis(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Sentence]:
    if old["footprint"] != new["footprint"]:
        yield "the footprint of the project changed", "ranh giới khu đất dự án thay đổi"
    rules = (old["rule"] or {}, new["rule"] or {})
    if rules[0].get("fingerprint") != rules[1].get("fingerprint"):
        name = rules[1].get("id") or rules[0].get("id")
        yield f"rule {name} changed", f"quy tắc {name} thay đổi"
    if rules[0].get("citation") != rules[1].get("citation"):
        yield _from_to(("law", "căn cứ"), *(_same(rule.get("citation", "-")) for rule in rules))
    covers = (old.get("cover", ""), new.get("cover", ""))
    if covers[0] != covers[1]:
        yield _from_to(
            ("squares in which to ask, version", "ô lưới phải xin ý kiến, phiên bản"),
            *(_same(cover[:12] or "-") for cover in covers),
        )
    for family in sorted({layer["family"] for layer in (*old["layers"], *new["layers"])}):
        yield from _of_layer(
            [layer for layer in old["layers"] if layer["family"] == family],
            [layer for layer in new["layers"] if layer["family"] == family],
        )


def _of_layer(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Sentence]:
    if old == new:
        return
    named = (new or old)[0]
    olds, news = ([_version(layer) for layer in layers] for layers in (old, new))
    if olds == news:
        # The version says the same of another content: only the hash can tell them apart.
        olds, news = ([_hash(layer) for layer in layers] for layers in (old, new))
    yield _from_to(
        (f"layer {named['name_en']}, version", f"lớp {named['name_vi']}, phiên bản"),
        _same(", ".join(olds) or "-"),
        _same(", ".join(news) or "-"),
    )


def _version(layer: Mapping[str, Any]) -> str:
    return layer["version"] or layer["decision_number"] or _hash(layer)


def _hash(layer: Mapping[str, Any]) -> str:
    return layer["sha256"][:12] or "?"


def _of_words(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Sentence]:
    office = ("office to ask", "cơ quan lấy ý kiến")
    if old["consultee_vi"] != new["consultee_vi"] or old["consultee_en"] != new["consultee_en"]:
        yield _from_to(
            office,
            (old["consultee_en"] or "-", old["consultee_vi"] or "-"),
            (new["consultee_en"] or "-", new["consultee_vi"] or "-"),
        )
    rest = [name for name in new if not name.startswith("consultee_") and name != "citation"]
    if any(undated(old.get(name, "")) != undated(new[name]) for name in rest):
        yield "the wording of the finding changed", "lời văn của kết quả thay đổi"


def _names(what: Sentence, old: str, new: str) -> Sentence:
    olds, news = old.split("; ") if old else [], new.split("; ") if new else []
    more = ", ".join(zone for zone in news if zone not in olds)
    less = ", ".join(zone for zone in olds if zone not in news)
    en = [f"added {more}"] * bool(more) + [f"no longer {less}"] * bool(less) or ["in another order"]
    vi = [f"thêm {more}"] * bool(more) + [f"không còn {less}"] * bool(less) or ["thứ tự khác"]
    return f"{what[0]}: {'; '.join(en)}", f"{what[1]}: {'; '.join(vi)}"


def _from_to(name: Sentence, old: Sentence, new: Sentence) -> Sentence:
    return f"{name[0]} {old[0]} → {new[0]}", f"{name[1]} {old[1]} → {new[1]}"


def _measure(value: float | None, unit: float, decimals: int, word: str) -> Sentence:
    if value is None:
        return _same("-")
    en = f"{value / unit:,.{decimals}f} {word}"
    return en, en.translate(str.maketrans(",.", ".,"))


def _count(value: int | None) -> str:
    return "-" if value is None else str(value)


def _same(text: str) -> Sentence:
    return text, text


def joined(sentences: Iterable[Sentence]) -> tuple[list[str], list[str]]:
    """Return the English and the Vietnamese sentences apart."""
    told = list(sentences)
    return [en for en, _ in told], [vi for _, vi in told]
