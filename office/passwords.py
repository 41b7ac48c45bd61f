"""
Passwords: what makes one acceptable, and the only form in which it is kept.

OWASP ASVS 5.0 (6.2): length instead of rules about kinds of characters, no word that others
try first, nothing cut off. RFC 9106, section 4, second recommended option for the hash.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from office.errors import AccountError

SHORTEST, LONGEST = 12, 256
"""Characters."""

HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
"""Argon2id, 64 MiB."""

_places = threading.BoundedSemaphore(4)
# 64 MiB each: whoever sends a thousand logins at once must wait, not fill the memory.

COMMON = (
    *("password", "passw0rd", "p@ssw0rd", "p@ssword", "matkhau", "qwerty", "qwertyuiop", "asdfgh", "zxcvbn"),
    *("administrator", "admin", "letmein", "welcome", "iloveyou", "sunshine", "princess", "football"),
    *("monkey", "dragon", "master", "baseball", "superman", "trustno1", "whatever", "changeme", "secret"),
    *("quantri", "quantrivien", "canbo", "dangnhap", "taikhoan", "xinchao", "anhyeuem", "emyeuanh"),
    *("khongbiet", "khongco", "vietnam", "hanoi", "saigon", "laichau", "tphcm", "hochiminh", "bacho"),
    *("datdai", "diachinh", "tainguyen", "moitruong", "quocphong", "ranh", "ubnd", "sotnmt"),
    *("congan", "quandoi", "giadinh", "chucmung", "namluon", "yeuem", "yeuanh", "conyeu", "metao"),
)
"""Words that are tried first; a password that is one of them with digits around it is refused."""


def require_acceptable(password: str, *names: str) -> None:
    """
    Go on only if a password may be used.

    Parameters
    ----------
    names
        Name of the account, full name: what a password may not consist of.

    Raises
    ------
    AccountError
        If it is too short, too long, one that everybody tries, or holds the name.

    Examples
    --------
    >>> require_acceptable("ba con mèo đen trên mái")
    >>> require_acceptable("MatKhau123456")
    Traceback (most recent call last):
    office.errors.AccountError: This password is among the first that others try; choose another one.
    """
    plain = _plain(password)
    if not SHORTEST <= len(unicodedata.normalize("NFC", password)) <= LONGEST:
        raise AccountError(
            f"A password has {SHORTEST} to {LONGEST} characters; several words with spaces are good.",
            f"Mật khẩu phải có từ {SHORTEST} đến {LONGEST} ký tự; nên dùng vài từ có dấu cách.",
        )
    if any(_plain(name) in plain for name in names if len(_plain(name)) > 2):  # noqa: PLR2004 - "an" is in many words
        raise AccountError(
            "A password may not hold the name of its account; choose another one.",
            "Mật khẩu không được chứa tên tài khoản hay họ tên; hãy chọn mật khẩu khác.",
        )
    core = plain.strip("0123456789!@#$%^&*.-_")
    if len(set(plain)) < 5 or _is_common(core) or plain in "01234567890123456789098765432109876543210":  # noqa: PLR2004
        raise AccountError(
            "This password is among the first that others try; choose another one.",
            "Mật khẩu này nằm trong số dễ bị đoán nhất; hãy chọn mật khẩu khác.",
        )


def _is_common(core: str) -> bool:
    """
    Tell whether nothing is left but words that others try first, in a row.

    Examples
    --------
    >>> _is_common("matkhauadmin"), _is_common("matkhauconmeo"), _is_common("qwertyuiopqwerty")
    (True, False, True)
    """
    reached = {0}
    for end in range(1, len(core) + 1):
        if any(core[:end].endswith(word) and end - len(word) in reached for word in COMMON):
            reached.add(end)
    return len(core) in reached


def _plain(text: str) -> str:
    """
    Return a text without case, marks and spaces, so that it can be compared.

    Examples
    --------
    >>> _plain("Mật Khẩu Đỏ")
    'matkhaudo'
    """
    apart = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter) and not letter.isspace())


def hashed(password: str) -> str:
    """Return what is kept of a password: the Argon2id hash with its salt and parameters."""
    with _places:
        return HASHER.hash(_bytes(password))


def matches(password_hash: str, password: str) -> bool:
    """
    Tell whether a password is the one that was hashed; takes as long where there is no hash.

    Parameters
    ----------
    password_hash
        "" for an account that does not exist or has no password: then the answer is no, after
        as much work as for any other.
    """
    with _places:
        nobody = _nobody(HASHER)  # also where it is not needed: its first time must not tell anything
        try:
            HASHER.verify(password_hash or nobody, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than those of today."""
    return HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=4)
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody")


def _bytes(password: str) -> bytes:
    # The same word typed on another system may come in another composition of its letters.
    return unicodedata.normalize("NFC", password).encode()
