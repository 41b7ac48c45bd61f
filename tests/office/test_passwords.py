"""Passwords: which are refused, and what is kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher

from office import passwords
from office.errors import AccountError

GOOD = ["ba con mèo đen", "k7fq-2mzn-p4xw-c3hd", "Cơm tấm sườn bì chả", "x9$kLq!vTz04", "một hai ba bốn năm"]
REFUSED = {
    "mèo đen": "12 to 256",
    "a" * 257: "12 to 256",
    "aaaaaaaaaaaaaa": "first that others try",
    "123456789012": "first that others try",
    "Password1234!": "first that others try",
    "mật khẩu 123456": "first that others try",
    "MatKhauAdmin2026": "first that others try",
    "quantri@123456": "first that others try",
    "VietNam@20252026": "first that others try",
    "lan.nguyen-2026": "name of its account",
    "toi la NGUYỄN THỊ LAN": "name of its account",
}


def test_the_shipped_parameters_are_at_least_the_second_ones_of_rfc_9106(monkeypatch):
    monkeypatch.undo()
    made = passwords.HASHER
    assert (made.time_cost, made.memory_cost, made.parallelism) == (3, 65536, 4)
    assert made.type.name == "ID"


@pytest.mark.parametrize("password", GOOD)
def test_a_long_password_is_accepted_whatever_it_is_made_of(password):
    passwords.require_acceptable(password, "lan.nguyen", "Nguyễn Thị Lan")


@pytest.mark.parametrize(("password", "why"), REFUSED.items())
def test_short_common_and_own_names_are_refused(password, why):
    with pytest.raises(AccountError, match=why):
        passwords.require_acceptable(password, "lan.nguyen", "Nguyễn Thị Lan")


def test_a_hash_is_salted_and_holds_nothing_of_the_password():
    one, other = passwords.hashed("ba con mèo đen"), passwords.hashed("ba con mèo đen")
    assert one != other
    assert one.startswith("$argon2id$v=19$")
    assert "mèo" not in one


def test_the_same_letters_in_another_composition_are_the_same_password():
    kept = passwords.hashed(unicodedata.normalize("NFC", "ba con mèo đen"))
    assert passwords.matches(kept, unicodedata.normalize("NFD", "ba con mèo đen"))
    assert not passwords.matches(kept, "ba con meo den")


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_no_or_a_broken_hash_fits_no_password(kept):
    assert not passwords.matches(kept, "nobody")
    assert not passwords.matches(kept, "")


def test_where_there_is_no_account_the_same_work_is_done(monkeypatch):
    judged = []

    class Counted(PasswordHasher):
        def verify(self, kept, given):
            judged.append((kept[:9], given))
            return super().verify(kept, given)

    monkeypatch.setattr(passwords, "HASHER", Counted(1, 8, 1))
    assert not passwords.matches("", "ba con mèo đen")
    assert not passwords.matches(passwords.hashed("x"), "ba con mèo đen")
    assert judged == [("$argon2id", "ba con mèo đen".encode())] * 2


def test_other_parameters_make_a_hash_outdated(monkeypatch):
    kept = passwords.hashed("ba con mèo đen")
    assert not passwords.is_outdated(kept)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(2, 16, 1))
    assert passwords.is_outdated(kept)
