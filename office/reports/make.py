"""Make a report: its file, its row in the desk and its row in the audit trail, all or none."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from office import audit
from office.cases.reading import read_case
from office.cases.said import today
from office.cases.told import require_told
from office.database.numbers import next_number
from office.database.schema import reports
from office.database.types import now
from office.errors import ReportError
from office.reports.basis import basis_of, valid_until
from office.reports.casework import standing
from office.reports.contents import Matter, body_of, document_of
from office.reports.model import Format, Kind, Report
from office.reports.typeset import pdf_of
from office.reports.wordfile import docx_of
from office.reports.words import Words
from office.rights import Act, require

if TYPE_CHECKING:
    from datetime import date

    import sqlalchemy as sa

    from layers.check import CheckResult
    from layers.province import Province
    from office.cases.model import CaseFile
    from office.database.desk import Desk
    from office.people import Person
    from office.reports.blocks import Document

PREFIX = "BC"
TRIES = 5
"""How often a number may be taken by somebody else while the file is set."""


def case_report(  # noqa: PLR0913, PLR0917 - what a page and a command know of it
    desk: Desk,
    person: Person,
    case_id: int | str,
    result: CheckResult,
    province: Province,
    format: Format | str = Format.PDF,  # noqa: A002 - as people say it
    language: str = "vi",
    day: date | None = None,
) -> Report:
    """
    Make the report of a case.

    Parameters
    ----------
    case_id
        Its id or its number.
    result
        A check as it may be told (`layers.told.told_check`); its day stands in the report.
    language
        `vi`, else English.
    day
        When it is made; None: today, in Vietnam.

    Raises
    ------
    RightError
        If the person may not see the case or make a report of it.
    ReportError
        If the check is not one that may be told, or does not know the project.
    """
    file = read_case(desk, person, case_id)
    require(person, Act.REPORT, file.case.communes)
    matter = matter_of(person, file.case.site_id, result, province, day, file)
    return _made(desk, person, matter, Format(format), Words(language))


def project_report(  # noqa: PLR0913, PLR0917 - as above
    desk: Desk,
    person: Person,
    site_id: str,
    result: CheckResult,
    province: Province,
    format: Format | str = Format.PDF,  # noqa: A002 - as above
    language: str = "vi",
    day: date | None = None,
) -> Report:
    """
    Make the report of a project: as `case_report`, for the site of that id.

    Raises
    ------
    RightError
        If the person may not make a report of what lies there.
    ReportError
        If the check is not one that may be told, or does not know the project.
    """
    matter = matter_of(person, site_id, result, province, day)
    require(person, Act.REPORT, matter.basis["communes"])
    return _made(desk, person, matter, Format(format), Words(language))


def matter_of(
    person: Person,
    site_id: str,
    result: CheckResult,
    province: Province,
    day: date | None,
    file: CaseFile | None = None,
) -> Matter:
    """
    Return what a report is made of, with the last day on which it may be relied on.

    Raises
    ------
    ReportError
        If the check is not one that may be told, or does not know the project.
    """
    require_told_check(result)
    rows = result.sites.loc[result.sites["site_id"] == site_id].drop(columns="geometry").to_dict("records")
    if not rows:
        raise ReportError(
            f"The check knows no project {site_id}: check again, then make the report.",
            f"Lần kiểm tra này không có dự án {site_id}: hãy kiểm tra lại rồi lập báo cáo.",
        )
    made_on = day or today()
    basis = basis_of(result, province, site_id)
    if file is not None:
        basis["case"] = standing(file)
    return Matter(
        result=result,
        province=province,
        site_id=site_id,
        site=rows[0],
        basis=basis,
        day=made_on,
        valid_until=valid_until(basis, province, made_on),
        person=person,
        file=file,
    )


def require_told_check(result: CheckResult) -> None:
    """Refuse a check as it is: told ones have a column `partial` and no restricted layer."""
    if "partial" not in result.findings or any(use.layer.restricted for use in result.layers_used):
        raise ReportError(
            "A report is made only of what may be told; this check holds exact results about restricted "
            "land.",
            "Báo cáo chỉ được lập từ kết quả được phép cung cấp; lần kiểm tra này chứa kết quả chi tiết về "
            "đất quốc phòng, an ninh.",
        )
    require_told(result)


def _made(desk: Desk, person: Person, matter: Matter, form: Format, words: Words) -> Report:
    """Set the file under the next number, and keep it if nobody else took that number meanwhile."""
    blocks = body_of(matter, words)
    for _ in range(TRIES):
        with desk.reading() as connection:
            number = next_number(connection, reports.c.number, PREFIX, matter.day.year)
        # Outside of the transaction: setting takes longer than others should wait.
        body = _set(document_of(matter, blocks, number, words), form, matter.day)
        with desk.writing() as connection:
            if next_number(connection, reports.c.number, PREFIX, matter.day.year) == number:
                _keep(connection, person, matter, number, form, body)
                return Report(
                    number=number,
                    file_name=f"{number}.{form}",
                    media_type=form.media_type,
                    body=body,
                    valid_until=matter.valid_until,
                )
    raise ReportError(
        "Others are making reports just now and took each number; try again.",
        "Nhiều người đang lập báo cáo cùng lúc nên chưa lấy được số; hãy thử lại.",
    )


def _set(document: Document, form: Format, day: date) -> bytes:
    return pdf_of(document) if form is Format.PDF else docx_of(document, day)


def _keep(
    connection: sa.Connection, person: Person, matter: Matter, number: str, form: Format, body: bytes
) -> None:
    file, digest = matter.file, hashlib.sha256(body).hexdigest()
    object_id = file.case.number if file else matter.site_id
    made = connection.execute(
        reports.insert().values(
            number=number,
            at=now(),
            person_id=person.id or None,
            kind=str(Kind.CASE if file else Kind.PROJECT),
            object_id=object_id,
            format=str(form),
            sha256=digest,
            valid_until=matter.valid_until,
            rests_on=matter.basis,
        )
    )
    (key,) = made.inserted_primary_key or (None,)
    facts = {"number": number, "about": object_id, "sha256": digest}
    audit.append(connection, person, "report", table=reports, key=key, facts=facts)
