"""
What is no longer in force on a day and still used then: the plan asks to review and abolish it.

Three kinds: a version of a layer that rules still speak of though none follows it, or beside a later
one; a rule in force, and a project, that name a decision which no version in force rests on any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.decisions import Decision, cited, decision
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from layers.check import CheckResult
    from layers.layer import Layer
    from layers.province import Province


class Used(StrEnum):
    """What is still used, or uses it."""

    LAYER = "layer"
    RULE = "rule"
    PROJECT = "project"


@dataclass(frozen=True, kw_only=True)
class Superseded:
    """Something that is no longer in force and still used."""

    kind: Used
    id: str
    name_vi: str
    name_en: str
    decision_number: str
    decision_date: date | None
    ended_on: date | None
    """Last day in force; None where a later version is in force beside it."""
    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


def superseded(result: CheckResult, province: Province, *, exact: bool = False) -> tuple[Superseded, ...]:
    """
    Return what is no longer in force on the day of a check and still used on it.

    Parameters
    ----------
    result
        As the person who asks may see it: of its projects and of its rules is told.
    exact
        Whether restricted layers may be told of.
    """
    layers = [layer for layer in province.layers if exact or not layer.restricted]
    return (
        *_versions(layers, result),
        *_citing(ended_decisions(layers, result.as_of), result),
    )


def ended_decisions(layers: Iterable[Layer], day: date) -> dict[Decision, Layer]:
    """
    Return the decisions that no version rests on any more on a day, with the last that did.

    One of which a version is in force or still to come is not ended.
    """
    over: dict[Decision, Layer] = {}
    alive: set[Decision] = set()
    for layer in layers:
        if not layer.decision_number:
            continue
        key = decision(layer.decision_number, layer.decision_date)
        if layer.effective_to is None or layer.effective_to >= day:
            alive.add(key)
        elif key not in over or _end(over[key]) < layer.effective_to:
            over[key] = layer
    return {key: layer for key, layer in over.items() if key not in alive}


def _end(layer: Layer) -> date:
    return layer.effective_to or date.max


def _versions(layers: Iterable[Layer], result: CheckResult) -> Iterator[Superseded]:
    asked: dict[str, list[str]] = defaultdict(list)
    for rule in result.rules:
        asked[rule.layer].append(rule.id)
    families: dict[str, list[Layer]] = defaultdict(list)
    for layer in layers:
        families[layer.family].append(layer)
    for name, versions in sorted(families.items()):
        used_by = asked.get(name) or ([SITES] if name == SITES else [])
        if not used_by:
            continue
        current = [layer for layer in versions if layer.in_force(result.as_of)]
        ended = [layer for layer in versions if _end(layer) < result.as_of]
        if not current and ended:
            yield _unfollowed(max(ended, key=_end), used_by)
        yield from _beside(current, used_by)


def _unfollowed(layer: Layer, used_by: list[str]) -> Superseded:
    rules = ", ".join(used_by)
    end = _end(layer)
    return _of_layer(
        layer,
        end,
        f"ended on {end:%d/%m/%Y} and no later version is in force; still asked by {rules}",
        f"đã hết hiệu lực ngày {end:%d/%m/%Y}, chưa có phiên bản thay thế; vẫn được dùng ở {rules}",
    )


def _beside(current: list[Layer], used_by: list[str]) -> Iterator[Superseded]:
    """Give versions without an end beside one of the same family that started later."""
    starts = {layer.id: layer.effective_from for layer in current if layer.effective_from is not None}
    latest = max(starts.values(), default=None)
    rules = ", ".join(used_by)
    for layer in current:
        start = starts.get(layer.id)
        if latest is None or start is None or start == latest or layer.effective_to is not None:
            continue
        yield _of_layer(
            layer,
            None,
            f"has no last day though a later version is in force since {latest:%d/%m/%Y}; "
            f"still asked by {rules}",
            f"chưa ghi ngày hết hiệu lực dù đã có phiên bản mới từ {latest:%d/%m/%Y}; "
            f"vẫn được dùng ở {rules}",
        )


def _of_layer(layer: Layer, end: date | None, en: str, vi: str) -> Superseded:
    version = f" ({layer.version})" if layer.version else ""
    return Superseded(
        kind=Used.LAYER,
        id=layer.id,
        name_vi=layer.name_vi,
        name_en=layer.name_en,
        decision_number=layer.decision_number,
        decision_date=layer.decision_date,
        ended_on=end,
        en=f"Layer {layer.name_en}{version} {en}.",
        vi=f"Lớp {layer.name_vi}{version} {vi}.",
    )


def _citing(ended: Mapping[Decision, Layer], result: CheckResult) -> Iterator[Superseded]:
    for rule in result.rules:
        for key, layer, one in _named(rule.citation, ended):
            told = (f"Rule {rule.id}", f"Quy tắc {rule.id}")
            yield _of_citation(Used.RULE, rule.id, (rule.id, rule.id), told, key, layer, one)
    columns = result.sites.columns.drop(result.sites.geometry.name)
    for row in result.sites[columns].to_dict("records"):
        text = "; ".join(value for value in row.values() if isinstance(value, str))
        for key, layer, one in _named(text, ended):
            name = str(row["name"])
            told = (f"Project {row['site_id']}", f"Dự án {row['site_id']}")
            yield _of_citation(Used.PROJECT, str(row["site_id"]), (name, name), told, key, layer, one)


def _named(text: str, ended: Mapping[Decision, Layer]) -> Iterator[tuple[Decision, Layer, Decision]]:
    """Give the ended decisions that a text names, each once."""
    told: set[Decision] = set()
    for one in cited(text):
        for key, layer in ended.items():
            if key.may_be(one) and key not in told:
                told.add(key)
                yield key, layer, one


def _of_citation(  # noqa: PLR0913, PLR0917 - what is named, by whom, and how
    kind: Used,
    who: str,
    names: tuple[str, str],
    told: tuple[str, str],
    key: Decision,
    layer: Layer,
    named: Decision,
) -> Superseded:
    end = _end(layer)
    number = layer.decision_number + (f" ({key.dated:%d/%m/%Y})" if key.dated else "")
    doubt = named.dated is None and key.dated is not None
    en = " It states no date: make sure that this one is meant." if doubt else ""
    vi = " Nơi trích dẫn không ghi ngày: hãy kiểm tra có đúng văn bản này không." if doubt else ""
    return Superseded(
        kind=kind,
        id=who,
        name_en=names[0],
        name_vi=names[1],
        decision_number=layer.decision_number,
        decision_date=layer.decision_date,
        ended_on=end,
        en=f"{told[0]} cites {number}, on which nothing rests after {end:%d/%m/%Y}.{en}",
        vi=f"{told[1]} dẫn {number}, không còn phiên bản nào có hiệu lực sau {end:%d/%m/%Y}.{vi}",
    )
