"""Pack a dossier for the cleared machine: outline, facts of the projects, question; signed by the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
import sqlalchemy as sa

from layers.catalogue import read_province_sites
from layers.rfc7946 import plain_value
from layers.told import told_sites
from office import audit
from office.database.schema import dossiers
from office.database.types import now as this_moment
from office.errors import SealedError
from office.rights import Act, require
from office.sealed.answers import AnswerKind
from office.sealed.envelope import digest_of, opened, signed
from office.sealed.trust import desk_key

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person
    from office.sealed.answers import Answer

KIND = "dossier"
FACTS = ("site_id", "name", "sector", "funding", "phase", "planned_code", "declared_area_ha")
"""What is told of a project, where the province has it."""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A dossier as the cleared machine reads it."""

    number: str
    sha256: str
    """Of the file: the answer names it."""
    made_at: str
    province: str
    cover_version: str
    question: str
    projects: tuple[dict[str, Any], ...]
    footprint: shapely.Geometry
    """In the province's CRS."""


def pack_dossier(
    desk: Desk,
    person: Person,
    answer: Answer,
    province: Province,
    question: str,
    *,
    now: datetime | None = None,
) -> bytes:
    """
    Return the file for the cleared machine; the desk remembers its hash, and takes an answer to no other.

    Parameters
    ----------
    answer
        What `ask_about` told: the question is stored already.
    question
        In words, what the competent office is asked.

    Raises
    ------
    RightError, SealedError
        If the person may not ask about these communes, the dossier is not in the desk, or its answer
        is held: the file would bring back what is held.
    """
    require(person, Act.PACK_DOSSIER, person.communes)
    now = now or this_moment()
    key = desk_key(desk)
    with desk.writing() as connection:
        row = connection.execute(sa.select(dossiers).where(dossiers.c.id == answer.dossier_id)).first()
        if row is None:
            raise SealedError(
                f"Dossier {answer.number} is not in this desk: ask about it first.",
                f"Hồ sơ {answer.number} không có ở đây: hãy hỏi trước.",
            )
        require(person, Act.PACK_DOSSIER, row.communes)
        require_released(row)
        content = {
            "number": row.number,
            "made_at": now.isoformat(timespec="microseconds"),
            "province": province.id,
            "crs": province.crs,
            "cover_version": row.cover_version,
            "question": question.strip(),
            "projects": _projects(province, row.at.date(), row.site_ids),
            "footprint": bytes(row.footprint).hex(),
        }
        file = signed(KIND, content, key)
        kept = {"packed_sha256": digest_of(file), "packed_at": content["made_at"]}
        connection.execute(
            dossiers.update()
            .where(dossiers.c.id == row.id)
            .values(reply=(row.reply or {}) | kept, version=row.version + 1)
        )
        audit.append(connection, person, "pack_dossier", table=dossiers, key=row.id, facts=kept)
    return file


def require_released(row: sa.Row[Any]) -> None:
    """
    Go on only if the answer of a dossier is not held.

    Raises
    ------
    SealedError
        If it is.
    """
    if row.answer == AnswerKind.HELD:
        raise SealedError(
            f"The answer to dossier {row.number} is held: no file is made or taken until a second person "
            f"has released it (`ranh dossier release {row.id} --version {row.version}`).",
            f"Câu trả lời của hồ sơ {row.number} đang bị giữ: chưa lập hoặc nhận tệp nào cho đến khi người "
            f"thứ hai duyệt (`ranh dossier release {row.id} --version {row.version}`).",
        )


def read_dossier(file: bytes, province: Province, trusted: Collection[str]) -> Dossier:
    """
    Return the dossier that a file holds.

    Raises
    ------
    SealedError
        If it was changed, is of another province, or its desk is not trusted.
    """
    content = opened(file, KIND, trusted)
    try:
        if (content["province"], content["crs"]) != (province.id, province.crs):
            raise ValueError("another province")
        footprint = shapely.from_wkb(bytes.fromhex(content["footprint"]))
        if not footprint.is_valid or footprint.is_empty:
            raise ValueError("no area")
        return Dossier(
            number=str(content["number"]),
            sha256=digest_of(file),
            made_at=str(content["made_at"]),
            province=content["province"],
            cover_version=str(content["cover_version"]),
            question=str(content["question"]),
            projects=tuple(dict(project) for project in content["projects"]),
            footprint=footprint,
        )
    except (KeyError, ValueError, TypeError, shapely.errors.GEOSException) as error:
        raise SealedError(
            "The dossier is of another province, or its outline cannot be used: ask for it again.",
            "Hồ sơ thuộc tỉnh khác hoặc ranh giới không dùng được: hãy yêu cầu gửi lại.",
        ) from error


def _projects(province: Province, as_of: date, site_ids: list[str]) -> list[dict[str, Any]]:
    if not site_ids:
        return []
    sites, _ = read_province_sites(province, as_of)
    sites = told_sites(sites, province)
    chosen = pd.DataFrame(sites[sites["site_id"].isin(site_ids)].drop(columns="geometry"))
    told = [column for column in FACTS if column in chosen]
    return [
        {str(name): plain_value(value) for name, value in row.items()}
        for row in chosen[told].to_dict("records")
    ]
