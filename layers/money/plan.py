"""What the plan says of capital and sectors, and the words for stages: the province's own file."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import pydantic

from layers.dated import Text
from layers.intake.text.letters import key
from layers.money.errors import MoneyError
from layers.province import reason

if TYPE_CHECKING:
    from pathlib import Path

    from layers.province import Province


class Owner(StrEnum):
    """Whose capital it is."""

    STATE = "state"
    OTHER = "other"
    DIVIDED = "divided"
    """Of both, in shares that nobody has stated: never split by the program."""
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """How far a project is."""

    PENDING = "pending"
    """Asked for: proposed, studied, looking for an investor."""
    DECIDED = "decided"
    """Decided and not finished."""
    DONE = "done"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Decision(_Part):
    """The decision that the frame stands in."""

    number: Text
    date: date
    part: str = ""
    confidence: str = ""
    source: str = ""


class Frame(_Part):
    """How much capital the plan counts on, of one owner in one period."""

    owner: Owner
    period: str = pydantic.Field(pattern=r"^\d{4}-\d{4}$")
    """First and last year."""
    capital_bn_vnd: float = pydantic.Field(ge=0, allow_inf_nan=False)


class Sector(_Part):
    """One sector of the plan."""

    id: Text
    name_vi: Text
    name_en: Text
    sectors: tuple[str, ...] = ()
    name_words: tuple[str, ...] = ()
    of_sectors: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in `language` ("vi", else English)."""
        return self.name_vi if language == "vi" else self.name_en


class StageWords(_Part):
    """Words that tell a stage."""

    stage: Stage
    words: tuple[Text, ...]


class Plan(_Part):
    """Everything that the file of a province says."""

    decision: Decision | None = None
    frame: tuple[Frame, ...] = ()
    owners: dict[str, Owner] = {}
    sector: tuple[Sector, ...] = ()
    stage: tuple[StageWords, ...] = ()
    calling: tuple[Text, ...] = ()
    """Words in a status that call for an investor."""

    def owner_of(self, funding: str) -> Owner:
        """Return whose capital a kind of funding is."""
        return self.owners.get(funding, Owner.UNKNOWN)

    def sector_of(self, sector: str, name: str) -> str:
        """Return the id of the plan's sector that a project belongs to, "" where it is none of them."""
        words = f" {key(name)} "
        for one in self.sector:
            if sector in one.of_sectors and any(f" {key(word)} " in words for word in one.name_words):
                return one.id
        return next((one.id for one in self.sector if sector in one.sectors), "")

    def stage_of(self, status: str) -> Stage:
        """Return the stage that the words of a status tell; one that tells none is unknown."""
        words = f" {key(status)} "
        for one in self.stage:
            if any(f" {key(word)} " in words for word in one.words):
                return one.stage
        return Stage.UNKNOWN

    def calls(self, status: str) -> bool:
        """Tell whether the words of a status call for an investor."""
        words = f" {key(status)} "
        return any(f" {key(word)} " in words for word in self.calling)

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods of the frame in its order."""
        return tuple(dict.fromkeys(one.period for one in self.frame))

    @property
    def ends(self) -> tuple[int, ...]:
        """The last years of the periods, sorted."""
        return tuple(sorted(int(period.rpartition("-")[2]) for period in self.periods))

    def last_year(self, day: date) -> int:
        """Return the last year of the period that holds a day; its own year where none does."""
        return next((end for end in self.ends if end >= day.year), day.year)


def read_plan(province: Province) -> Plan:
    """
    Return what the province's file says; a province without one has no frame and no sectors.

    Raises
    ------
    MoneyError
        If it cannot be read, has an unknown key or a bad value, or says a frame twice.
    """
    if not province.money:
        return Plan()
    path = province.path(province.money)
    try:
        plan = Plan(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise MoneyError(
            f"The table of capital {path.name} cannot be used: {reason(error)}.",
            f"Không dùng được bảng vốn {path.name}: {reason(error)}.",
        ) from error
    _require_once(plan, path)
    return plan


def _require_once(plan: Plan, path: Path) -> None:
    frames = [(one.owner, one.period) for one in plan.frame]
    if len(set(frames)) < len(frames):
        owner, period = next(one for one in frames if frames.count(one) > 1)
        raise MoneyError(
            f"{path.name} states the capital of {owner} in {period} twice.",
            f"{path.name} ghi vốn {owner} giai đoạn {period} hai lần.",
        )
