"""Lists of cases, as a person wants them and may see them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.model import OPEN, State
from office.cases.rows import CASES, case_of
from office.cases.said import today
from office.cases.scope import seen_by, touching
from office.database.schema import cases
from office.rights import Act, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person

ON_A_PAGE = 50
_ACTED_ON = OPEN - {State.SENT_TO_CONSULTEE}
"""States in which the officer who has the case is the one to move."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases are asked for; what is empty does not matter."""

    states: frozenset[State] = frozenset()
    mine: bool = False
    """Given to the person."""
    waiting_for_me: bool = False
    """The person is to move: mine and not waiting for others, or proposed by others for me to sign."""
    overdue: bool = False
    waits_for: str = ""
    """Part of the Vietnamese name of an office whose answer is outstanding."""
    proposed: bool = False
    """Waiting for a signature, whosever."""
    search: str = ""
    """Words of number, project or rule; accents and capitals do not matter."""
    communes: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    verdicts: frozenset[str] = frozenset()
    site_id: str = ""
    gone: bool | None = None
    page: int = 1
    """From 1."""
    per_page: int = ON_A_PAGE
    """0: all of them."""


@dataclass(frozen=True, kw_only=True)
class CaseList:
    """A page of cases, with how many there are in all."""

    cases: tuple[Case, ...]
    counts: dict[State, int] = field(default_factory=dict)
    """State -> number of cases, if `states` were not asked for."""
    total: int = 0
    """Of all pages."""


def list_cases(desk: Desk, person: Person, wanted: Wanted) -> CaseList:
    """
    Return the cases that a person wants and may see: what is due first, then the heaviest.

    Raises
    ------
    RightError
        If the person may see no cases at all.
    """
    of_states = [cases.c.state.in_(sorted(wanted.states))] if wanted.states else []
    order = (cases.c.due_on.is_(None), cases.c.due_on, _rank(), cases.c.number)
    with desk.reading() as connection:
        where = _conditions(person, wanted)
        if wanted.search.strip():
            where.append(cases.c.id.in_(_ids_found(connection, where, wanted.search)))
        query = CASES.where(*where, *of_states).order_by(*order)
        if wanted.per_page:
            query = query.limit(wanted.per_page).offset((max(wanted.page, 1) - 1) * wanted.per_page)
        found = tuple(case_of(row) for row in connection.execute(query).mappings())
        counted = connection.execute(
            sa.select(cases.c.state, sa.func.count()).where(*where).group_by(cases.c.state)
        ).all()
    counts = dict.fromkeys(State, 0) | {State(state): count for state, count in counted}
    total = sum(counts[state] for state in wanted.states or State)
    return CaseList(cases=found, counts=counts, total=total)


def _rank() -> sa.ColumnElement[int]:
    order = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    return sa.case(order, value=cases.c.severity, else_=4)


def _conditions(person: Person, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Return what must hold of every case on the list, beside its state."""
    return [
        seen_by(person),
        *_of_people(person, wanted),
        *_of_values(wanted),
        *([touching(wanted.communes)] if wanted.communes else []),
        *([cases.c.gone.is_(wanted.gone)] if wanted.gone is not None else []),
    ]


def _of_people(person: Person, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if wanted.mine:
        where.append(cases.c.assigned_to == person.id)
    if wanted.waiting_for_me:
        where.append(_waits_for(person))
    if wanted.overdue:
        where.append(cases.c.due_on < today())
    if wanted.proposed:
        where.append(cases.c.proposal.is_not(None))
    if wanted.waits_for.strip():
        where.append(cases.c.waits_for.icontains(wanted.waits_for.strip(), autoescape=True))
    return where


def _of_values(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    columns = (
        (cases.c.theme, wanted.themes),
        (cases.c.severity, wanted.severities),
        (cases.c.verdict, wanted.verdicts),
        (cases.c.site_id, {wanted.site_id} if wanted.site_id else frozenset()),
    )
    return [column.in_(sorted(values)) for column, values in columns if values]


def _waits_for(person: Person) -> sa.ColumnElement[bool]:
    acts = sa.and_(
        cases.c.assigned_to == person.id,
        cases.c.proposal.is_(None),
        cases.c.state.in_(sorted(_ACTED_ON)),
    )
    if reach(person, Act.SIGN) is None:
        return acts
    # Canonical JSON: a quote inside the reason is escaped, so this can only be the key itself.
    own = f'"person_id":{int(person.id)},"reason":'
    text = sa.type_coerce(cases.c.proposal, sa.Text)
    return sa.or_(acts, sa.and_(text.is_not(None), sa.not_(text.contains(own, autoescape=True))))


def _ids_found(connection: sa.Connection, where: Sequence[sa.ColumnElement[bool]], search: str) -> list[int]:
    """Return the cases whose number, project or rule holds the words, accents and capitals set aside."""
    # Not in SQL: SQLite knows capitals of ASCII alone, and neither database sets accents aside.
    columns = (cases.c.number, cases.c.site_name, cases.c.site_id, cases.c.rule_id)
    words = folded(search).split()
    rows = connection.execute(sa.select(cases.c.id, *columns).where(*where)).all()
    return [row[0] for row in rows if all(word in folded(" ".join(row[1:])) for word in words)]


def folded(text: str) -> str:
    """
    Return a text without accents and capitals, to search in.

    Examples
    --------
    >>> folded("Đường Mường Tè")
    'duong muong te'
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
