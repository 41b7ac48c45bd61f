"""What holds only between two days: layer versions and rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pydantic

Text = Annotated[str, pydantic.Field(min_length=1)]


class Dated(pydantic.BaseModel):
    """A record with the days on which it is in force; unknown keys are refused."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    effective_from: date | None = None
    effective_to: date | None = None

    def in_force(self, as_of: date) -> bool:
        """Whether it applies on that day, both ends included."""
        started = self.effective_from is None or self.effective_from <= as_of
        return started and (self.effective_to is None or as_of <= self.effective_to)

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self
