"""Which layers are plans and which planned use may stand on which: the province's own table."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from typing import TYPE_CHECKING

import pydantic

from layers.codes import above, with_children
from layers.dated import Text
from layers.plans.errors import PlanError
from layers.province import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.codes import LandCode
    from layers.province import Province

FILE = "plan_fit.toml"
"""Stands beside the table of land codes."""


class Fit(StrEnum):
    """What two planned uses of one place make of each other."""

    MISFIT = "misfit"
    UNCLEAR = "unclear"
    """Nobody has said: never taken as fitting."""
    FITS = "fits"


class Level(StrEnum):
    """Whose plan it is."""

    NATIONAL = "national"
    PROVINCE = "province"
    SECTOR = "sector"
    URBAN = "urban"
    DISTRICT = "district"


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class CodesBy(_Part):
    """Zones whose land code follows from a column."""

    field: Text
    codes: dict[str, str]
    """Value of the column -> land code; "": such a zone plans no use of land."""


class Kind(_Part):
    """One family of layers that are plans."""

    family: Text
    level: Level
    name_vi: Text
    name_en: Text
    code: str = ""
    """Land code of zones that carry none of their own."""
    codes_by: CodesBy | None = None


class Classes(_Part):
    """What is said where one code lies below the other."""

    narrower: Fit = Fit.FITS
    broader: Fit = Fit.UNCLEAR


class Pair(_Part):
    """What is said of some codes, and all below them, on others."""

    codes: tuple[Text, ...]
    on: tuple[Text, ...]
    fit: Fit
    one_way: bool = False
    why_vi: Text
    why_en: Text
    source: str = ""
    confidence: Text


class Said(_Part):
    """What the table says of one code on another, and why."""

    fit: Fit
    en: str
    vi: str
    confidence: str = ""


SAME = Said(fit=Fit.FITS, en="Both plan the same use.", vi="Hai quy hoạch cùng mục đích.")
UNKNOWN = Said(
    fit=Fit.UNCLEAR,
    en="No table says whether these uses fit.",
    vi="Chưa có bảng nào cho biết hai mục đích này có phù hợp không.",
)
CLASS_EN = "One use is a class of the other."
CLASS_VI = "Một mục đích là nhóm của mục đích kia."


class FitTable(_Part):
    """Everything that the file of a province says."""

    plan: tuple[Kind, ...]
    classes: Classes = Classes()
    pair: tuple[Pair, ...] = ()

    def of(self, code: str, on: str, codes: Mapping[str, LandCode]) -> Said:
        """
        Return what is said of one planned use that stands on another.

        Parameters
        ----------
        code, on
            Land codes of the lower and of the upper plan; one that no table knows is unclear,
            though both write the same.
        """
        strange = [one for one in (code, on) if one not in codes]
        if strange:
            return _strange(strange[0])
        if code == on:
            return SAME
        if on in above([code], codes):
            return Said(fit=self.classes.narrower, en=CLASS_EN, vi=CLASS_VI)
        if code in above([on], codes):
            return Said(fit=self.classes.broader, en=CLASS_EN, vi=CLASS_VI)
        for pair in self.pair:
            if _names(pair, code, on, codes) or (not pair.one_way and _names(pair, on, code, codes)):
                return Said(fit=pair.fit, en=pair.why_en, vi=pair.why_vi, confidence=pair.confidence)
        return UNKNOWN


def _strange(code: str) -> Said:
    if not code:
        return Said(fit=Fit.UNCLEAR, en="A zone carries no land code.", vi="Có vùng chưa ghi mã loại đất.")
    return Said(
        fit=Fit.UNCLEAR,
        en=f"{code!r} is not in the table of land codes.",
        vi=f"Mã {code!r} không có trong bảng mã loại đất.",
    )


def _names(pair: Pair, code: str, on: str, codes: Mapping[str, LandCode]) -> bool:
    return code in with_children(pair.codes, codes) and on in with_children(pair.on, codes)


def read_fit(province: Province, codes: Mapping[str, LandCode]) -> FitTable:
    """
    Return the table of a province.

    Raises
    ------
    PlanError
        If it is not there, has an unknown key or a bad value, names a family twice or a code that
        is in no table.
    """
    path = province.path(province.codes).with_name(FILE)
    try:
        table = FitTable(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise PlanError(
            f"Plans cannot be compared without the table of what fits, {path.name}: {reason(error)}.",
            f"Chưa so sánh được các quy hoạch vì bảng {path.name} không dùng được: hãy kiểm tra tệp này.",
        ) from error
    _require_once([kind.family for kind in table.plan], path.name)
    _require_known(table, codes, path.name)
    return table


def _require_once(families: list[str], name: str) -> None:
    twice = next((one for one in families if families.count(one) > 1), None)
    if twice is not None:
        raise PlanError(
            f"{name} names the family {twice} twice: leave one.",
            f"{name} ghi nhóm lớp {twice} hai lần: hãy bỏ một.",
        )


def _require_known(table: FitTable, codes: Mapping[str, LandCode], name: str) -> None:
    """Refuse a code that is in no table: it would match nothing, and its pairs would stay unclear."""
    used = [code for pair in table.pair for code in (*pair.codes, *pair.on)]
    used += [code for kind in table.plan for code in _codes_of(kind) if code]
    strange = next((code for code in used if code not in codes), None)
    if strange is not None:
        raise PlanError(
            f"{name}: {strange!r} is not in the table of land codes: correct it.",
            f"{name}: mã {strange!r} không có trong bảng mã loại đất: hãy sửa lại.",
        )


def _codes_of(kind: Kind) -> Iterable[str]:
    return (kind.code, *(kind.codes_by.codes.values() if kind.codes_by else ()))
