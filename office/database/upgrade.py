"""
Bring the tables of the desk up to what this program knows: all steps, or none.

The steps are Alembic's, in `migrations/`; they run inside the program, in one transaction that
no other writer can come into. A desk of a newer program is refused.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory

from office.database.place import make_private_file
from office.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

STEPS = Path(__file__).parent / "migrations"
SCRIPTS = ScriptDirectory(STEPS, version_locations=[STEPS])

_ONE_AT_A_TIME = threading.Lock()
"""The `op` that steps import belongs to the whole process."""


def bring_up_to_date(engine: sa.Engine, folder: Path) -> None:
    """
    Run the steps that this database has not seen yet.

    Parameters
    ----------
    folder
        Where a copy of a SQLite desk is put before it is changed: `desk-before-REVISION.db`.

    Raises
    ------
    DeskError
        If a newer program made or changed this desk, or there is no room for the copy.
    """
    with engine.connect() as connection:
        if revision_of(connection) == SCRIPTS.get_current_head():
            return
    with (
        _ONE_AT_A_TIME,
        engine.connect().execution_options(ranh_writes=True) as connection,
        connection.begin() as transaction,
    ):
        found = revision_of(connection)
        _require_known(found)
        if found is not None and engine.dialect.name == "sqlite":
            copy_sqlite(
                Path(str(engine.url.database)), folder / f"desk-before-{SCRIPTS.get_current_head()}.db"
            )
        run_steps(connection)
        transaction.commit()


def run_steps(connection: sa.Connection, target: str = "head") -> None:
    """Run the steps up to `target` in the transaction of `connection`."""

    def steps(current: tuple[str, ...], _: MigrationContext) -> Iterable[RevisionStep]:
        # As Alembic's own `upgrade` does; it takes all heads, though it is declared for one.
        return SCRIPTS._upgrade_revs(target, current)  # type: ignore[arg-type]  # noqa: SLF001

    context = MigrationContext.configure(connection, opts={"fn": steps, "script": SCRIPTS})
    with Operations.context(context):
        context.run_migrations()


def revision_of(connection: sa.Connection) -> str | None:
    """Return the step that a database is at; None: it has no tables of ours yet."""
    return MigrationContext.configure(connection).get_current_revision()


def copy_sqlite(file: Path, copy: Path) -> None:
    """
    Copy a SQLite database as it is now, readers and writers undisturbed; whole under its name or not at all.

    Raises
    ------
    DeskError
        If it cannot be written.
    """
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        make_private_file(part)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise DeskError(
            f"The desk could not be copied to {copy}; nothing was changed: make room, then try again.",
            f"Không sao chép được cơ sở dữ liệu hồ sơ ra {copy}; chưa có gì thay đổi: hãy giải phóng chỗ "
            "trống rồi thử lại.",
        ) from error


def _require_known(revision: str | None) -> None:
    if revision is None or revision in {script.revision for script in SCRIPTS.walk_revisions()}:
        return
    raise DeskError(
        f"This desk was made by a newer version of the program (step {revision}): install that version.",
        f"Cơ sở dữ liệu hồ sơ này do phiên bản mới hơn của chương trình tạo ra (bước {revision}): "
        "hãy cài phiên bản đó.",
    )
