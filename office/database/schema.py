"""
The tables of the desk.

Columns marked `volatile` change without anybody deciding (failed logins, last seen): they are
not part of a row's digest in the audit trail. Every other change of a row of `AUDITED` comes
with a row in `audit`, in the same transaction.
"""

from __future__ import annotations

import sqlalchemy as sa

from office.database.types import Facts, Moment

VOLATILE = {"volatile": True}

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *columns: sa.Column[object] | sa.Constraint) -> sa.Table:
    return sa.Table(name, metadata, *columns, sqlite_autoincrement=True)


def _account(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("accounts.id"), nullable=nullable)


settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("value", Facts, nullable=False),
)
"""Settings of the desk: `desk_id`, `arrangement`, `public_key`, `trusted_keys`, `first_run` ..."""

accounts = _table(
    "accounts",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, unique=True),
    sa.Column("full_name", sa.String(200), nullable=False),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("communes", Facts, nullable=False),
    sa.Column("unit", sa.String(200), nullable=False),
    sa.Column("password_hash", sa.String(300), nullable=False),  # argon2id; "" where only OIDC may be used
    sa.Column("oidc_subject", sa.String(300), unique=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),  # the password was set by somebody else
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("failed_count", sa.Integer, nullable=False, info=VOLATILE),
    sa.Column("locked_until", Moment, info=VOLATILE),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # SHA-256 of the token: the token itself is not kept
    _account("account_id"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_seen_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("exact_until", Moment),  # until then restricted land is shown as it is
    sa.Column("exact_reason", sa.Text, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),  # from 1, without gaps
    sa.Column("at", Moment, nullable=False),
    sa.Column("person_id", sa.Integer, nullable=False),  # 0: the owner of the machine, or the program
    sa.Column("person_name", sa.String(80), nullable=False),
    sa.Column("act", sa.String(80), nullable=False),
    sa.Column("object_kind", sa.String(40), nullable=False),
    sa.Column("object_id", sa.String(200), nullable=False),
    sa.Column("facts", Facts, nullable=False),
    sa.Column("row_digest", sa.String(64), nullable=False),  # of the row that was written, "" where none
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
)

checks = _table(
    "checks",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    _account("person_id", nullable=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("layers", Facts, nullable=False),  # layer id -> version, sha256, decision
    sa.Column("counts", Facts, nullable=False),  # verdict -> number of findings
    sa.Column("changes", Facts, nullable=False),  # what this check did to cases: numbers
)

cases = _table(
    "cases",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(40), nullable=False, unique=True),
    sa.Column("subject", sa.String(300), nullable=False, unique=True),  # site_id/rule_id, or site_id/place
    sa.Column("site_id", sa.String(120), nullable=False, index=True),
    sa.Column("site_name", sa.Text, nullable=False),
    sa.Column("rule_id", sa.String(120), nullable=False),  # "" where all rules wait for the same
    sa.Column("theme", sa.String(60), nullable=False),
    sa.Column("severity", sa.String(20), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False),
    sa.Column("communes", Facts, nullable=False),  # codes
    sa.Column("consultee_vi", sa.Text, nullable=False),
    sa.Column("consultee_en", sa.Text, nullable=False),
    sa.Column("facts", Facts, nullable=False),  # the finding as it may be told, and what it rests on
    sa.Column("facts_key", sa.String(64), nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),  # the latest check does not find it any more
    sa.Column("state", sa.String(30), nullable=False, index=True),
    _account("assigned_to", nullable=True),
    sa.Column("due_on", sa.Date),
    sa.Column("waits_for", sa.Text, nullable=False),  # the consultee while it is sent, else ""
    sa.Column("proposal", Facts),  # {state, reason, person_id, event_id} while a second person is waited for
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

case_events = _table(
    "case_events",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    _account("person_id", nullable=True),  # none: the program, at a new check
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("from_state", sa.String(30), nullable=False),
    sa.Column("to_state", sa.String(30), nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # reason, note, answer
    sa.Column("facts", Facts, nullable=False),
    sa.Column("idempotency_key", sa.String(80), unique=True),
)

attachments = _table(
    "attachments",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("event_id", sa.Integer, sa.ForeignKey("case_events.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.String(120), nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

reports = _table(
    "reports",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(40), nullable=False, unique=True),
    sa.Column("at", Moment, nullable=False),
    _account("person_id", nullable=True),
    sa.Column("kind", sa.String(20), nullable=False),  # case, project
    sa.Column("object_id", sa.String(300), nullable=False),
    sa.Column("format", sa.String(10), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("rests_on", Facts, nullable=False),  # layers, rules, footprint, operation: what must not change
)

dossiers = _table(
    "dossiers",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(80), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    _account("person_id", nullable=True),
    sa.Column("unit", sa.String(200), nullable=False),
    sa.Column("site_ids", Facts, nullable=False),
    sa.Column("communes", Facts, nullable=False),
    sa.Column("footprint", sa.LargeBinary, nullable=False),  # WKB, province CRS, as it was asked about
    sa.Column("footprint_sha256", sa.String(64), nullable=False),
    sa.Column("cover_version", sa.String(80), nullable=False),
    sa.Column("answer", sa.String(20), nullable=False),  # needed, no_need, held, refused
    sa.Column("alarms", Facts, nullable=False),
    sa.Column("released_by", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("reply", Facts),  # what came back from the cleared machine
    sa.Column("version", sa.Integer, nullable=False),
)

drafts = _table(
    "drafts",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, sa.ForeignKey("accounts.id"), index=True),  # whose it is alone
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("planned_code", sa.String(40), nullable=False),  # "" where it is not known yet
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("shape", sa.LargeBinary, nullable=False),  # WKB, province CRS, as it was drawn
    sa.Column("facts", Facts, nullable=False),  # width_m of a line's band or a point's circle
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
"""Projects that somebody drew and thinks about; nobody has decided anything on them."""

project_entries = _table(
    "project_entries",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site_id", sa.String(120), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),  # of the project's file, from 1, without gaps
    sa.Column("at", Moment, nullable=False),
    _account("person_id", nullable=True),  # none: the owner of the machine
    sa.Column("kind", sa.String(20), nullable=False),  # event, fact, withdrawal
    sa.Column(
        "body", Facts, nullable=False
    ),  # stage and days of an event; fact, value and what the list said
    sa.Column("decision_number", sa.String(200), nullable=False),  # "" where none is named
    sa.Column("decision_date", sa.Date),
    sa.Column("text", sa.Text, nullable=False),  # evidence, note, reason
    sa.Column("withdraws", sa.Integer, sa.ForeignKey("project_entries.id"), unique=True),
    sa.Column("idempotency_key", sa.String(120), nullable=False, unique=True),
    sa.UniqueConstraint("site_id", "version"),
)
"""What the office wrote of projects: only ever more of it; what was wrong is withdrawn by a further row."""

AUDITED = (
    accounts, checks, cases, case_events, attachments, reports, dossiers, settings, drafts, project_entries,
)  # fmt: skip
"""Tables of which every row and every change is in the audit trail."""
