"""The parts of a report about a case: where it stands, who decided what, its history, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from office.cases.model import CheckKind
from office.cases.said import DONE
from office.reports.blocks import Heading, Paragraph, Table, cell, facts, line
from office.reports.findings import verdict_line
from office.reports.numbers import day_words, moment_words, number
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from office.cases.model import Attachment, Case, CaseEvent, CaseFile
    from office.reports.blocks import Block, Cell, Line
    from office.reports.words import Words

KB = 1000


def case_part(file: CaseFile, words: Words) -> list[Block]:
    """Return all that a case is: facts, decision, history, attachments."""
    return [
        Heading(text=words("part.case")),
        *_facts(file.case, words),
        *_decision(file, words),
        *_history(file.events, words),
        *_files(file.attachments, words),
    ]


def _facts(case: Case, words: Words) -> Iterator[Block]:
    said = case.facts["said"]
    yield facts(
        [
            (words("case.number"), case.number),
            (words("case.state"), cell(line(known(words, "state", case.state), "strong"))),
            (
                words("case.subject"),
                cell(verdict_line(case.verdict, words), words.of(said, "sentence")),
            ),
            (words("case.rule"), " – ".join(filter(None, (case.rule_id, known(words, "theme", case.theme))))),
            (words("case.opened"), moment_words(case.opened_at)),
            (words("case.assigned"), case.assigned_name or words("case.nobody")),
            (words("case.due"), day_words(case.due_on)),
            (words("case.waits"), "; ".join(office.name(words.language) for office in case.waits_for)),
        ]
    )
    if case.gone:
        yield Paragraph(lines=cell(line(words("case.gone"), "strong")), boxed=True)


def _decision(file: CaseFile, words: Words) -> Iterator[Block]:
    """Return the decision that stands with both persons; one that waits for its second is no decision."""
    case = file.case
    yield Heading(text=words("part.decision"), level=2)
    by_id = {event.id: event for event in file.events}
    if case.proposal is not None:
        proposed = by_id[case.proposal.event_id]
        state = known(words, "state", case.proposal.state)
        yield facts(
            [
                (
                    words("case.proposal"),
                    cell(line(state, "strong", VERDICT_COLOURS[Verdict.NOT_CHECKED])),
                ),
                (words("case.proposer"), _signed(proposed, words)),
                (words("case.reason"), case.proposal.reason),
            ]
        )
        return
    decided = decision_of(file)
    if decided is None:
        yield Paragraph(lines=cell(words("case.undecided")))
        return
    first = by_id.get(decided.facts.get("proposed_in", 0))
    last = words("case.signer" if first else "case.decider")
    reason = words("case.comment" if first else "case.reason")
    yield facts(
        [
            (words("case.decided"), cell(line(known(words, "state", decided.to_state), "strong"))),
            (words("case.proposer"), _signed(first, words) if first else ""),
            (words("case.reason"), first.text if first else ""),
            (last, _signed(decided, words)),
            (reason, decided.text),
        ]
    )


def decision_of(file: CaseFile) -> CaseEvent | None:
    """Return the event by which the case came to be decided as it stands; None where it is open."""
    if not file.case.state.is_decided:
        return None
    ways = [event for event in file.events if event.to_state == file.case.state != event.from_state]
    return ways[-1] if ways else None


def standing(file: CaseFile) -> dict[str, Any]:
    """Return what a report relies on of a case: not its notes, nor its files."""
    decided, proposal = decision_of(file), file.case.proposal
    return {
        "id": file.case.id,
        "state": str(file.case.state),
        "facts_key": file.case.facts_key,
        "decision": None if decided is None else decided.id,
        "proposal": None if proposal is None else proposal.event_id,
    }


def _signed(event: CaseEvent, words: Words) -> str:
    return f"{_who(event, words)}, {moment_words(event.at)}"


def _who(event: CaseEvent, words: Words) -> str:
    nobody = "case.check" if event.kind in set(CheckKind) else "case.owner"
    return event.person_name or words(nobody)


def _history(events: Sequence[CaseEvent], words: Words) -> Iterator[Block]:
    yield Heading(text=words("part.history"), level=2)
    yield Table(
        headings=(words("case.when"), words("case.who"), words("case.what")),
        widths=(18, 24, 58),
        rows=tuple(
            (
                cell(line(moment_words(event.at), "small")),
                cell(_who(event, words)),
                cell(*_what(event, words)),
            )
            for event in events
        ),
    )


def _what(event: CaseEvent, words: Words) -> Iterator[Line | str]:
    english, vietnamese = DONE[event.kind]
    done = words.pick((vietnamese, english))
    yield line(done[:1].upper() + done[1:], "strong")
    if event.to_state != event.from_state:
        before, after = (known(words, "state", state) for state in (event.from_state, event.to_state))
        yield line(f"{before} → {after}" if event.from_state else after, "small")
    told = event.facts
    if told.get("document_number"):
        of = f" {words('case.of', day=_day(told['document_date']))}" if told.get("document_date") else ""
        yield line(words("case.document", number=told["document_number"]) + of, "small")
    if offices := told.get("consultees"):
        names = "; ".join(office[words.language] for office in offices)
        yield line(words("case.offices", names=names), "small")
    if told.get("due_on"):
        yield line(words("case.by_day", day=_day(told["due_on"])), "small")
    yield from event.sentences(words.language)


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _files(files: Sequence[Attachment], words: Words) -> Iterator[Block]:
    yield Heading(text=words("part.files"), level=2)
    if not files:
        yield Paragraph(lines=cell(words("case.no_files")))
        return
    yield Table(
        headings=(words("case.file"), words("case.size"), words("case.hash")),
        widths=(40, 16, 44),
        rows=tuple((cell(one.name), _size(one, words), cell(line(one.sha256, "code"))) for one in files),
    )


def _size(file: Attachment, words: Words) -> Cell:
    if file.size_bytes < KB:
        return cell(f"{file.size_bytes} B")
    return cell(f"{number(file.size_bytes / KB, words.language, 1)} kB")
