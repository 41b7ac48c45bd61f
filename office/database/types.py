"""Column types that mean the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO 8601 text with microseconds: sorted as text it is sorted by time."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse a moment without a time zone: nobody knows when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Facts(sa.types.TypeDecorator[Any]):
    """JSON as canonical text: equal facts have equal bytes, so that a digest of them means something."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Return the text; NaN is refused."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Return what the text says."""
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON
    """
    Return the one way of writing a JSON value: keys sorted, no spaces, Vietnamese as it is.

    Examples
    --------
    >>> canonical({"b": 1, "a": "đất"})
    '{"a":"đất","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(tz=UTC)
