"""Admit files under an audit hook, and write as JSON what was touched. Started by `test_hostile_files.py`."""

from __future__ import annotations

import codecs
import json
import os
import sys
from pathlib import Path

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CHANGES = {
    "os.mkdir": 1,
    "os.rename": 2,
    "os.remove": 1,
    "os.rmdir": 1,
    "os.link": 2,
    "os.symlink": 2,
    "os.chmod": 1,
}
FORBIDDEN = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen"),
    *("pickle.", "urllib."),
)


class Watch:
    """Notes what Python opens, changes and starts while `on`."""

    def __init__(self, folder: Path) -> None:
        self.on = False
        self.staging, self.given = str(folder / "staging"), str(folder / "given")
        self.opened: list[str] = []
        self.opened_elsewhere: list[str] = []
        self.written_elsewhere: list[str] = []
        self.forbidden_events: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Take one event of `sys.addaudithook`."""
        if not self.on:
            return
        if event.startswith(FORBIDDEN):
            self.forbidden_events.append(event)
        elif event == "open":
            self._open(arguments[0], arguments[2])
        elif event == "sqlite3.connect" and f"file://{self.staging}/" not in str(arguments[0]):
            self.opened_elsewhere.append(str(arguments[0]))
        elif event in CHANGES:
            for path in map(str, arguments[: CHANGES[event]]):
                # rmtree names what it removes by descriptor and bare name
                if os.sep in path and not path.startswith(self.staging):
                    self.written_elsewhere.append(f"{event} {path}")

    def _open(self, what: object, flags: object) -> None:
        if isinstance(what, int):
            return
        path = os.fsdecode(what)
        self.opened.append(path)
        if os.sep in path and not path.startswith((self.staging, self.given)):
            self.opened_elsewhere.append(path)
        if isinstance(flags, int) and flags & WRITING and not path.startswith(self.staging):
            self.written_elsewhere.append(path)


def main(root: str, folder: Path) -> None:
    sys.path.insert(0, root)
    from layers.errors import IntakeError  # noqa: PLC0415 - found only now
    from layers.intake.entrance.gate import admit  # noqa: PLC0415

    for codec in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp437", "cp1258"):
        codecs.lookup(codec)  # else their modules are loaded, and so opened, under watch
    tasks = json.loads((folder / "tasks.json").read_text())
    watch = Watch(folder)
    sys.addaudithook(watch)
    codes = []
    for name, path, _ in tasks:
        watch.on = True
        try:
            admit(Path(path), folder / "staging")
            code = "admitted"
        except IntakeError as refused:
            code = refused.code
        watch.on = False
        codes.append([name, code])
    left = [str(path) for path in (folder / "staging").rglob("*")]
    del watch.on, watch.staging, watch.given
    sys.stdout.write(json.dumps({"codes": codes, "left_in_staging": left, **vars(watch)}))
    sys.stdout.flush()
    os._exit(0)  # the hook cannot be taken off again, and it has lost its memory


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
