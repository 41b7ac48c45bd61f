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


class WithheldError(RanhError, PermissionError):
    """What may be shown is not known, so that nothing is."""

    def __init__(self) -> None:
        super().__init__(
            "What has to be withheld is not known in full, so nothing is shown: tell the defence steward.",
            "Chưa biết đầy đủ phần đất phải giữ kín nên chưa thể hiển thị: hãy báo người giữ dữ liệu mật.",
        )


class LoginSetupError(RanhError, RuntimeError):
    """The login that is configured cannot be used; nobody gets in by it."""
