"""What can go wrong on the web side alone."""

from __future__ import annotations

from geo.errors import RanhError


class OutsideLinkError(RanhError, LookupError):
    """A map asks for a file of another host of which no local copy is kept."""

    def __init__(self, link: str) -> None:
        super().__init__(
            f"The map asks for {link}, of which no copy is kept: add it with views/vendor/build.py.",
            f"Bản đồ đòi tệp {link} nhưng không có bản lưu: hãy bổ sung bằng views/vendor/build.py.",
        )


class LoginSetupError(RanhError, RuntimeError):
    """The login that is configured cannot be used; nobody gets in by it."""
