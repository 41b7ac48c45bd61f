"""A profile as PDF: its chart along the axis, its tables, what it rests on, that it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.corridor.said import NO_DECISION_EN, NO_DECISION_VI, RESTRICTED
from office.reports.blocks import Document, Heading, facts, plain
from office.reports.corridor_chart import chart_of
from office.reports.corridor_tables import Tables
from office.reports.corridor_words import corridor_words
from office.reports.numbers import day_words, long_day, number
from office.reports.typeset import pdf_of
from office.reports.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.codes import LandCode
    from layers.corridor.model import Profile
    from layers.province import Province
    from office.reports.blocks import Block


def profile_pdf(
    profile: Profile, province: Province, codes: Mapping[str, LandCode], language: str = "vi"
) -> bytes:
    """
    Return a profile as PDF.

    Raises
    ------
    ReportError
        If it cannot be set.
    """
    say = corridor_words(language)
    words = Words(language)
    name = plain(profile.axis.name(language))
    notice = profile.notice_vi if language == "vi" else profile.notice_en
    if profile.is_exact:
        notice = f"{RESTRICTED[language == 'vi']} {notice}".strip()
    place = plain(words.of(province, "name"))
    document = Document(
        language=words.language,
        title=say("title"),
        subtitle=name,
        place=place,
        number=name,
        number_words=say("band", width=number(profile.width_m, language, 0)),
        dated=f"{place}, {long_day(profile.as_of, language)}",
        working=NO_DECISION_VI if language == "vi" else NO_DECISION_EN,
        notice=plain(notice),
        mark=words("head.demo") if province.demonstration else say("mark"),
        page_word=words("page"),
        blocks=_blocks(profile, codes, words.language),
    )
    return pdf_of(document)


def _blocks(profile: Profile, codes: Mapping[str, LandCode], language: str) -> tuple[Block, ...]:
    say = corridor_words(language)
    is_vi = language == "vi"
    tables = Tables(profile=profile, codes=codes, language=language)
    head = facts(
        [
            (say("axis"), plain(profile.axis.name(language))),
            (say("source"), plain(profile.axis.source_vi if is_vi else profile.axis.source_en)),
            (say("length"), f"{number(profile.length_km, language, 2)} km"),
            (say("area"), f"{number(profile.area_ha, language, 1)} ha" if profile.width_m else ""),
            (say("day"), day_words(profile.as_of)),
            (say("crs"), f"{profile.crs}; {profile.operation}"),
        ]
    )
    return (head, Heading(text=say("chart")), chart_of(profile, codes, language), *tables.blocks())
