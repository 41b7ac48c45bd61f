"""The table of what the office writes of projects, and its guard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from office.database import append_only

revision = "0003"
down_revision = "0002"
GUARDED = ("project_entries",)


def upgrade() -> None:
    """Make the table, which only ever grows."""
    op.create_table(
        "project_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("decision_number", sa.String(length=200), nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withdraws", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts.id"], name=op.f("fk_project_entries_person_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["withdraws"], ["project_entries.id"], name=op.f("fk_project_entries_withdraws_project_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_entries")),
        sa.UniqueConstraint("site_id", "version", name=op.f("uq_project_entries_site_id")),
        sa.UniqueConstraint("withdraws", name=op.f("uq_project_entries_withdraws")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_project_entries_idempotency_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_project_entries_site_id"), "project_entries", ["site_id"], unique=False)
    for statement in append_only.statements(op.get_context().dialect.name, GUARDED):
        op.execute(statement)
