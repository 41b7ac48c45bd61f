"""
From a file that was read to what may become a version: every step, and every question still open.

The same draft serves the command line and the page. It is computed anew from the file and the
answers each time, so that nothing of an earlier answer stays behind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.accounting import account_of, gap_question
from layers.intake.answers import Option, Question, ReadAs
from layers.intake.lists.code_book import read_code_book
from layers.intake.steps.columns import missing_for_rules, name_columns, new_names, propose_roles
from layers.intake.steps.expected import communes_named
from layers.intake.steps.finish import finish_shapes, require_kind
from layers.intake.steps.listed import listed_sites
from layers.intake.steps.place import find_place
from layers.intake.steps.points import Points, draw_points
from layers.intake.steps.rows import Rows, choose_rows
from layers.intake.steps.sites import into_sites
from layers.intake.steps.text import read_text
from layers.rules import read_rules

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.intake.answers import Answers
    from layers.intake.declared import Target
    from layers.intake.lists.projects import ProjectList
    from layers.intake.model import Incoming, Note, Source, SourceLayer
    from layers.intake.steps.columns import Named
    from layers.intake.steps.finish import Finished
    from layers.intake.steps.place import PlaceStep
    from layers.intake.steps.text import TextStep
    from layers.province import Province
    from layers.version_record import Account


@dataclass(frozen=True, kw_only=True)
class Given:
    """Everything that a draft follows from."""

    incoming: Incoming
    source: Source
    answers: Answers
    target: Target
    province: Province
    communes: gpd.GeoDataFrame | None
    """Zones of the communes in force, in the province's CRS."""
    sites: gpd.GeoDataFrame | None = None
    """The projects in force, which an import of projects adds to; None for other layers."""
    unseen: frozenset[str] = frozenset()
    """Ids of projects in force that may not be told to who imports: nothing of them changes or is counted."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the file would become, as far as it is known."""

    given: Given
    layer: SourceLayer | None = None
    text: TextStep | None = None
    points: Points | None = None
    projects: ProjectList | None = None
    rows: Rows | None = None
    place: PlaceStep | None = None
    finished: Finished | None = None
    named: Named | None = None
    frame: gpd.GeoDataFrame | None = None
    """What would be kept."""
    target: Target | None = None
    """The layer that would be declared of it."""
    account: Account | None = None
    questions: tuple[Question, ...] = ()
    suggestions: tuple[Question, ...] = ()
    """What may be answered as well: likely meanings of words that were not understood."""

    @property
    def is_ready(self) -> bool:
        """Whether it may be published."""
        return self.account is not None and not self.questions


def make_draft(given: Given) -> Draft:
    """
    Return the draft of an import, as far as the answers go.

    Raises
    ------
    RanhError
        If the file cannot become what is asked for whatever else is answered, or an answer is
        no answer.
    """
    draft = Draft(given=given)
    layer, questions = choose_layer(given.source, given.answers)
    if layer is None:
        return replace(draft, questions=questions)
    text = read_text(layer, given.answers)
    draft = replace(draft, layer=layer, text=text, questions=text.questions)
    if not given.source.dataset.kind.is_table:
        kind = given.target.layer.geometry if given.target.replaced else ""
        return _of_shapes(draft, choose_rows(layer, text.table, given.answers, kind))
    read_as = given.answers.read_as
    if read_as is None:
        return replace(draft, questions=(*draft.questions, _read_as()))
    if read_as is ReadAs.PROJECTS:
        return _of_list(draft)
    points = draw_points(replace(layer, table=text.table), given.answers, is_site=given.target.is_sites)
    return _of_shapes(replace(draft, points=points), points.rows)


def choose_layer(source: Source, answers: Answers) -> tuple[SourceLayer | None, tuple[Question, ...]]:
    """
    Return the layer of the file to import, or the question which.

    Raises
    ------
    IntakeError
        If the file has no row, or no layer of the name that was answered.
    """
    layers = {layer.name: layer for layer in source.layers}
    if answers.table:
        if answers.table not in layers:
            known = ", ".join(layers) or "-"
            raise IntakeError(
                "table-unknown",
                f"The file has no layer {answers.table!r}; its layers: {known}.",
                f"Tệp không có lớp {answers.table!r}; các lớp: {known}.",
            )
        return layers[answers.table], ()
    filled = [layer for layer in source.layers if layer.rows_read or layer.refused]
    if not filled:
        raise IntakeError(
            "no-rows",
            f"{source.dataset.name} has no rows: there is nothing to import.",
            f"{source.dataset.name} không có dòng nào để nhập.",
        )
    if len(filled) == 1:
        return filled[0], ()
    options = tuple(
        Option(
            value=layer.name,
            en=f"{layer.name}: {layer.rows_read} rows",
            vi=f"{layer.name}: {layer.rows_read} dòng",
        )
        for layer in filled
    )
    asked = Question(
        field="table",
        en="The file has several layers. Which is to be imported?",
        vi="Tệp có nhiều lớp. Cần nhập lớp nào?",
        options=options,
        flag='--table "{}"',
    )
    return None, (asked,)


def _read_as() -> Question:
    return Question(
        field="read_as",
        en="What are the rows of the table?",
        vi="Các dòng của bảng là gì?",
        options=(
            Option(value=ReadAs.POINTS, en="Corner points with X and Y", vi="Điểm góc ranh với toạ độ X, Y"),
            Option(value=ReadAs.PROJECTS, en="A list of projects", vi="Danh mục dự án"),
        ),
        flag="--read-as {}",
    )


def _of_shapes(draft: Draft, rows: Rows) -> Draft:
    """Place, judge and name the rows that were chosen."""
    given, answers = draft.given, draft.given.answers
    if draft.layer is None:
        return draft
    require_kind(rows, given.target.layer.geometry if given.target.replaced else "", given.target.line)
    if not answers.communes:
        said = given.target.layer.decision_date or given.target.layer.effective_from
        answers = answers.model_copy(
            update={"communes": communes_named(rows.attributes, given.province, said)}
        )
    place = find_place(rows.shapes, draft.layer, answers, given.province, given.communes)
    draft = replace(
        draft, rows=rows, place=place, questions=(*draft.questions, *rows.questions, *place.questions)
    )
    if place.chosen is None or not rows.kind:
        return draft
    finished = finish_shapes(rows, place.chosen, given.province, keep_missing=given.target.is_sites)
    return _named(replace(draft, finished=finished))


def _named(draft: Draft) -> Draft:
    given, rows, finished = draft.given, draft.rows, draft.finished
    if rows is None or finished is None:
        return draft
    book = read_code_book(given.province.path(given.province.codes))
    is_sites = given.target.is_sites
    names = new_names(rows.attributes, given.answers, is_sites=is_sites)
    part = propose_roles(rows.attributes, given.answers, book, is_sites=is_sites)
    named = name_columns(finished, names, part, book, given.answers)
    draft = replace(draft, named=named)
    if is_sites:
        return _accounted(into_sites(draft))
    rules = read_rules(given.province.path(given.province.rules))
    lacking = missing_for_rules(named.frame.columns, given.target.layer.family, rules)
    layer = given.target.layer.model_copy(
        update={
            "geometry": rows.kind,
            "id_field": named.roles.id_field,
            "name_field": named.roles.name_field,
            "code_field": named.roles.code_field,
        }
    )
    target = replace(given.target, layer=layer)
    named = replace(named, issues=(*named.issues, *lacking))
    return _accounted(replace(draft, named=named, frame=named.frame, target=target))


def _of_list(draft: Draft) -> Draft:
    return _accounted(listed_sites(draft))


def _accounted(draft: Draft) -> Draft:
    """Count where every row went; rows that nobody chose to leave out have to be signed for."""
    account = account_of(draft)
    asked = gap_question(account, draft.given.answers)
    questions = draft.questions if asked is None else (*draft.questions, asked)
    return replace(draft, account=account, questions=questions)


def all_notes(draft: Draft) -> tuple[Note, ...]:
    """Return everything that was noted from reading the file to choosing its rows."""
    read = draft.layer.notes if draft.layer else ()
    text = draft.text.notes if draft.text else ()
    rows = draft.rows.notes if draft.rows else ()
    points = draft.points.notes if draft.points else ()
    listed = draft.projects.notes if draft.projects else ()
    return (*read, *text, *points, *rows, *listed)
