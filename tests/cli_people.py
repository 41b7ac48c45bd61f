"""The command line as somebody runs it: `runner` is what the fixtures `ranh` of its tests are made of."""

from __future__ import annotations

import io
import sys

import pytest
from desk_people import PASSWORD

import cli


def runner(group, folder, office, monkeypatch, capsys):
    """
    Return a function that runs a command of a group as somebody; it gives back status, output, errors.

    Parameters
    ----------
    group
        Word after `ranh`, such as `cases`.
    folder, office
        Of the province and of the desk.
    """
    monkeypatch.setenv("RANH_OFFICE", str(office))
    for name in ("RANH_DATABASE_URL", "RANH_USER", "RANH_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(cli.out, "_width", 200)
    monkeypatch.setattr(cli.err, "_width", 400)

    def run(*arguments, user=""):
        with monkeypatch.context() as patch:
            if user:
                patch.setenv("RANH_USER", user)
                patch.setenv("RANH_PASSWORD", PASSWORD)
            command = ["ranh", "--province", str(folder), "--lang", "en", group, *map(str, arguments)]
            patch.setattr(sys, "argv", command)
            with pytest.raises(SystemExit) as stopped:
                cli.run()
        shown = capsys.readouterr()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run
