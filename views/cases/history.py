"""What happened to a case, the latest first: who, when, what, why, with which files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from office.cases.model import CheckKind, State
from views.cases.files import address_of
from views.cases.said import MARKS, moment_words, size_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from office.cases.model import Attachment, CaseEvent, CaseFile
    from views.text import Text

HASH_SHOWN = 12


def history_html(file: CaseFile, text: Text) -> Markup:
    """Return the history of a case as HTML."""
    items = Markup().join(event_html(event, file.attachments, text) for event in reversed(file.events))
    return Markup('<ol class="ranh-history">{}</ol>').format(items)


def event_html(event: CaseEvent, attachments: Sequence[Attachment], text: Text) -> Markup:
    """Return one event as an item of a list."""
    own = [one for one in attachments if one.event_id == event.id]
    parts = [_head(event, text), *_said(event, text), _facts(event, text), files_html(own, text)]
    kind = "check" if event.kind in set(CheckKind) else "step"
    return Markup('<li class="{}">{}</li>').format(kind, Markup().join(parts))


def who(event: CaseEvent, text: Text) -> str:
    """Return who did it."""
    if event.person_name:
        return event.person_name
    return text("case.by_check" if event.kind in set(CheckKind) else "case.by_owner")


def what(event: CaseEvent, text: Text) -> str:
    """Return what was done; of a decision that still had to be signed: that it was proposed."""
    if event.kind in set(CheckKind):
        return text("case.check_" + event.kind)
    return text(("case.propose_" if "proposes" in event.facts else "case.step_") + event.kind)


def files_html(attachments: Sequence[Attachment], text: Text) -> Markup:
    """Return files as links; their address gives nothing to who may not see the case."""
    links = Markup().join(_link(one, text) for one in attachments)
    return Markup('<p class="files">{}</p>').format(links) if attachments else Markup()


def _link(one: Attachment, text: Text) -> Markup:
    return Markup('<a href="{}" download target="_self">⬇ {}</a> <small>{} · SHA-256 {}…</small>').format(
        address_of(one), one.name, size_words(one.size_bytes, text), one.sha256[:HASH_SHOWN]
    )


def _head(event: CaseEvent, text: Text) -> Markup:
    moved = event.from_state != event.to_state and event.from_state
    state = (
        Markup(" <em>{} {}</em>").format(MARKS[State(event.to_state)], text("case.state_" + event.to_state))
        if moved
        else Markup()
    )
    return Markup("<p><time>{}</time> <b>{}</b> · {}{}</p>").format(
        moment_words(event.at), what(event, text), who(event, text), state
    )


def _said(event: CaseEvent, text: Text) -> list[Markup]:
    sentences = event.sentences(text.language)
    if event.kind in set(CheckKind) and len(sentences) > 1:
        items = Markup().join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
        return [Markup("<ul>{}</ul>").format(items)]
    return [Markup('<p class="text">{}</p>').format(sentence) for sentence in sentences]


def _facts(event: CaseEvent, text: Text) -> Markup:
    told = event.facts
    offices = "; ".join(office[text.language] for office in told.get("consultees", ()))
    rows = [
        (text("case.consultee"), offices),
        (text("case.document_number"), _numbered(told)),
        (text("case.officer"), told.get("name", "")),
        (text("case.due"), _day(told.get("due_on"))),
        (text("case.proposed"), text("case.state_" + told["proposed"]) if "proposed" in told else ""),
    ]
    shown = (Markup("<span>{}: <b>{}</b></span>").format(*row) for row in rows if row[1])
    return Markup('<p class="facts">{}</p>').format(Markup().join(shown))


def _numbered(told: Mapping[str, Any]) -> str:
    number, day = told.get("document_number") or "", _day(told.get("document_date"))
    return f"{number} ({day})" if number and day else number


def _day(iso: str | None) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""
