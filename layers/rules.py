"""Rules as data: what the law asks of a site against a layer, read from TOML and validated."""

from __future__ import annotations

import math
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from layers.dated import Dated, Text
from layers.errors import RuleError
from layers.model import Severity
from layers.province import reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Metres = Annotated[float, pydantic.Field(ge=0, allow_inf_nan=False)]
WRONG_VI = {"extra_forbidden": "có khóa lạ {key}", "missing": "thiếu khóa {key}"}
"""Fault as pydantic calls it -> what it is in Vietnamese."""

SITES = "sites"
"""The layer name by which a rule speaks of the other projects."""


class DistanceBy(pydantic.BaseModel):
    """A distance that depends on an attribute of the zone, such as the class of a dam."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    field: Text
    metres: dict[str, Metres]


class Rule(Dated):
    """One rule; the fields are those of the rule files."""

    id: Text
    theme: Text
    kind: Literal["overlap", "distance", "inside"]
    layer: Text
    codes: tuple[str, ...] = ()
    where: dict[str, tuple[str | bool | float, ...]] = pydantic.Field(default_factory=dict)
    vocabulary: dict[str, tuple[str | bool | float, ...]] = pydantic.Field(default_factory=dict)
    """All values that a column of the layer may have, from the file's [vocabulary]; others are unknown."""
    at_least: dict[str, float] = pydantic.Field(default_factory=dict)
    """Only zones whose attribute is this or more."""
    below: dict[str, float] = pydantic.Field(default_factory=dict)
    """Only zones whose attribute is less than this."""
    except_planned_code: bool = False
    distance_m: Metres = 0.0
    distance_field: str = ""
    distance_by: DistanceBy | None = None
    near_m: Metres = 0.0
    unknown_reach_m: Metres = 5000.0
    """Around a zone whose distance is not delineated, nothing this near is called clear (a convention)."""
    min_overlap_m2: Metres = 1.0
    min_site_share: Annotated[float, pydantic.Field(ge=0, le=1)] = 0.0
    sectors: tuple[str, ...] = ()
    severity: Severity
    citation: Text
    citation_status: Literal["confirmed", "partly", "unverified"]
    citation_note_vi: str = ""
    citation_note_en: str = ""
    source: str = ""
    consultee_vi: str = ""
    consultee_en: str = ""
    consequence_vi: str = ""
    consequence_en: str = ""
    when_conflict_vi: Text
    when_conflict_en: Text
    when_clear_vi: Text
    when_clear_en: Text

    @pydantic.field_validator("where", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return (
            {k: v if isinstance(v, list) else [v] for k, v in value.items()}
            if isinstance(value, dict)
            else value
        )

    @pydantic.model_validator(mode="after")
    def _consistent(self) -> Rule:
        given = [self.distance_m > 0, bool(self.distance_field), self.distance_by is not None]
        if self.kind == "distance" and sum(given) != 1 and not (sum(given) == 0 and self.near_m > 0):
            raise ValueError("a distance rule needs exactly one of distance_m, distance_field, distance_by")
        for field, values in self.where.items():
            if not values or (field in self.vocabulary and not set(values) <= set(self.vocabulary[field])):
                raise ValueError(f"where.{field} must name values of the layer's vocabulary")
        if self.kind != "distance" and any(given):
            raise ValueError(f"a rule of kind {self.kind} takes no distance")
        if self.citation_status != "confirmed" and not (self.citation_note_vi and self.citation_note_en):
            raise ValueError("a citation that is not confirmed needs citation_note_vi and citation_note_en")
        return self

    def reach_m(self, per_zone_m: Iterable[float] = ()) -> float:
        """
        Return the largest distance in metres that this rule has to look at.

        Parameters
        ----------
        per_zone_m
            The distances that the zones themselves carry, NaN where not delineated.
        """
        given = [self.distance_m, self.near_m, *(d for d in per_zone_m if math.isfinite(d))]
        if self.distance_by is not None:
            given.extend(self.distance_by.metres.values())
        if self.asks_around_unknown:
            given.append(self.unknown_reach_m)
        return max(given)

    @property
    def asks_around_unknown(self) -> bool:
        """
        Whether a zone without a distance casts doubt on what lies near it.

        Not where `near_m` stands in for the zone's own distance as its upper bound.
        """
        return self.distance_by is not None or (bool(self.distance_field) and self.near_m == 0)


def read_rules(path: Path) -> tuple[Rule, ...]:
    """
    Return the rules of a TOML file, or of all `*.toml` in a folder, in order.

    Raises
    ------
    RuleError
        If there is none, an id repeats, or a rule has an unknown key, misses one, or has a
        value out of range. The message names file and rule.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    rules = [rule for file in files for rule in _read_file(file)]
    if not rules:
        raise RuleError(
            f"{path} holds no rule: give a TOML file with [[rule]] tables.",
            f"{path} không có quy tắc nào: hãy đưa tệp TOML có các bảng [[rule]].",
        )
    ids = [rule.id for rule in rules]
    if len(set(ids)) < len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise RuleError(f"{path}: rule {twice!r} is there twice.", f"{path}: quy tắc {twice!r} bị lặp.")
    return tuple(rules)


def _read_file(path: Path) -> list[Rule]:
    place: object = ""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = tables.pop("rule", [])
        vocabulary = tables.pop("vocabulary", {})
        if tables:
            key = next(iter(tables))
            raise RuleError(f"unknown key {key!r}", f"có khóa lạ {key!r}")
        rules = []
        for number, entry in enumerate(entries, start=1):
            place = entry.get("id", number)
            if "vocabulary" in entry:
                raise RuleError(
                    "vocabulary stands beside the rules, not in one",
                    "bảng vocabulary phải đặt ngoài các quy tắc",
                )
            rules.append(Rule(**entry, vocabulary=vocabulary.get(entry.get("layer"), {})))
        place = ""
        if unused := set(vocabulary) - {rule.layer for rule in rules}:
            raise RuleError(
                f"[vocabulary.{min(unused)}] speaks of a layer that no rule here does",
                f"[vocabulary.{min(unused)}] nói về lớp mà không quy tắc nào ở đây dùng",
            )
    except (OSError, TypeError, ValueError, AttributeError) as error:
        en, vi = (f", rule {place}", f", quy tắc {place}") if place else ("", "")
        raise RuleError(
            f"{path.name}{en}: {reason(error)}.",
            f"Tệp quy tắc {path.name}{vi} không dùng được: {_reason_vi(error)}.",
        ) from error
    return rules


def _reason_vi(error: Exception) -> str:
    """Return one line in Vietnamese that says what is wrong."""
    if isinstance(error, RuleError):
        return error.vi
    if isinstance(error, pydantic.ValidationError):
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        return WRONG_VI.get(first["type"], "giá trị của khóa {key} không đúng mẫu").format(
            key=key or "[[rule]]"
        )
    if isinstance(error, OSError):
        return "không thấy tệp" if isinstance(error, FileNotFoundError) else "không đọc được tệp"
    if isinstance(error, tomllib.TOMLDecodeError):
        where = re.search(r"line (\d+), column (\d+)", str(error))
        return "sai cú pháp TOML" + (f" ở dòng {where[1]}, cột {where[2]}" if where else "")
    return "nội dung không đúng mẫu"
