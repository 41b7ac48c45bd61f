"""The whole way of a file into a province: let in, read, drafted with the answers, published."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from layers.catalogue import read_province_sites
from layers.codes import read_codes
from layers.cover import restricted_rows
from layers.errors import IntakeError
from layers.intake.answers import Option, Question
from layers.intake.declared import target_of
from layers.intake.draft import Draft, Given, make_draft
from layers.intake.entrance.gate import admit
from layers.intake.fenced.reading import read_source
from layers.intake.private import private_folder
from layers.intake.publishing import publish
from layers.reader import read_layer
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

    from layers.intake.answers import Answers, Declaration
    from layers.intake.declared import Target
    from layers.intake.model import Dataset, Incoming, Source
    from layers.intake.publishing import Published
    from layers.province import Province
    from layers.version_record import Account

WORK_FOLDER, STAGING = ".ranh", "intake-"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file that was let in and read; nothing of it is on disk any more."""

    incoming: Incoming
    source: Source


@contextmanager
def let_in(path: Path, province: Province, *, name: str = "") -> Iterator[Incoming]:
    """
    Let a file through the gate into a private folder of the province, gone in the end.

    Raises
    ------
    IntakeError
        If the gate refuses it.
    WriteError
        If the province's folder cannot be written to.
    """
    with private_folder(province.folder / WORK_FOLDER, STAGING) as staging:
        yield admit(path, staging, name=name)


def choose_dataset(incoming: Incoming, answers: Answers) -> Dataset | Question:
    """
    Return what to read of a file, or the question which of several.

    Raises
    ------
    IntakeError
        If the answer is none of them.
    """
    datasets = {dataset.name: dataset for dataset in incoming.datasets}
    if answers.dataset:
        if answers.dataset not in datasets:
            known = ", ".join(datasets)
            raise IntakeError(
                "dataset-unknown",
                f"{incoming.name} holds no {answers.dataset!r}; it holds {known}.",
                f"{incoming.name} không có {answers.dataset!r}; trong đó có {known}.",
            )
        return datasets[answers.dataset]
    if len(incoming.datasets) == 1:
        return incoming.datasets[0]
    options = (
        Option(
            value=dataset.name, en=f"{dataset.name} ({dataset.kind})", vi=f"{dataset.name} ({dataset.kind})"
        )
        for dataset in incoming.datasets
    )
    return Question(
        field="dataset",
        en=f"{incoming.name} holds several data sets. Which is to be imported?",
        vi=f"{incoming.name} chứa nhiều bộ dữ liệu. Cần nhập bộ nào?",
        options=tuple(options),
        flag='--dataset "{}"',
    )


def open_file(path: Path, province: Province, answers: Answers, *, name: str = "") -> Opened | Question:
    """
    Let a file in and read it, or return the question which of its data sets.

    Raises
    ------
    IntakeError
        If it is refused.
    """
    with let_in(path, province, name=name) as incoming:
        dataset = choose_dataset(incoming, answers)
        if isinstance(dataset, Question):
            return dataset
        return Opened(incoming=incoming, source=_named(read_source(dataset)))


def _named(source: Source) -> Source:
    """Call a layer without a name of its own as the person calls the file, not as it was staged."""
    staged, known = source.dataset.path.stem, PurePath(source.dataset.name).stem
    layers = (replace(layer, name=known) if layer.name == staged else layer for layer in source.layers)
    return replace(source, layers=tuple(layers))


def draft_of(
    opened: Opened,
    answers: Answers,
    declaration: Declaration,
    province: Province,
    today: date,
    *,
    knows_restricted: bool = True,
) -> Draft:
    """
    Return the draft of a file with the answers so far.

    Parameters
    ----------
    knows_restricted
        Whether who imports may know of projects for defence or security. If not, such projects
        stay as they are and nothing in the draft tells of them.

    Raises
    ------
    RanhError
        If it cannot become what is declared.
    """
    target = target_of(declaration, province, today)
    sites = _sites(province, today) if target.is_sites else None
    return make_draft(
        Given(
            incoming=opened.incoming,
            source=opened.source,
            answers=answers,
            target=target,
            province=province,
            communes=_communes(province, today),
            sites=sites,
            unseen=frozenset() if knows_restricted or sites is None else _restricted_ids(sites, province),
        )
    )


def publish_draft(draft: Draft, *, by: str) -> Published:
    """
    Publish a draft that has no open question.

    Raises
    ------
    IntakeError
        If a question is open.
    RanhError
        As `publish`.
    """
    return publish(*ready(draft), draft.given.province, by=by)


def ready(draft: Draft) -> tuple[gpd.GeoDataFrame, Target, Account]:
    """Return rows, declaration and account of a draft; raise IntakeError if a question is open."""
    if not draft.is_ready or draft.frame is None or draft.target is None or draft.account is None:
        first = draft.questions[0] if draft.questions else None
        raise IntakeError(
            "questions-open",
            f"Nothing was imported: {first.en}" if first else "Nothing was imported: there are no rows.",
            f"Chưa nhập: {first.vi}" if first else "Chưa nhập: không có dòng nào.",
        )
    return draft.frame, draft.target, draft.account


def _communes(province: Province, today: date) -> gpd.GeoDataFrame | None:
    """Return the communes in force; None where the province has no such layer."""
    current = [layer for layer in province.versions(province.extent) if layer.in_force(today)]
    return read_layer(current[-1], province).zones if current else None


def _sites(province: Province, today: date) -> gpd.GeoDataFrame | None:
    """Return the projects in force; None where there are none yet."""
    if not any(layer.in_force(today) for layer in province.versions(SITES)):
        return None
    return read_province_sites(province, today)[0]


def _restricted_ids(sites: gpd.GeoDataFrame, province: Province) -> frozenset[str]:
    """Return the ids of projects that are themselves for defence or security."""
    secret = restricted_rows(sites, read_codes(province.path(province.codes)))
    return frozenset(sites.loc[secret, "site_id"].astype(str))
