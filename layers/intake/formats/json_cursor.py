"""
Walk through a JSON file value by value, so that memory holds one value and not the file.

The standard library decodes each value; what it lets pass (equal keys, NaN) is recorded, what it
cannot tell (line and column in a large file, the encoding) is worked out here.
Source: RFC 8259.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any

from layers.intake.formats.json_faults import not_text, syntax, too_deep, too_long
from layers.intake.formats.json_signs import unicode_of

if TYPE_CHECKING:
    from pathlib import Path

    from layers.errors import IntakeError

WINDOW_BYTES = 1 << 22
LONGEST = 1 << 26
"""Characters of one value: a shape of a million points."""

INK = re.compile(r"[^ \t\n\r]")
CUT_CHARACTERS = 16
"""A fault this near to the end of what was read may be only a token that is cut there."""


class JsonCursor:
    """
    A place in a JSON file; `value` decodes what starts there and moves behind it.

    `repeated` and `constants` are the equal keys and the NaN or Infinity of the last value.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.repeated: list[str] = []
        self.constants: list[str] = []
        self._file = path.open("rb")
        encoding, bom_bytes = unicode_of(self._file.read(4))
        self._file.seek(bom_bytes)
        self._decode = codecs.getincrementaldecoder(encoding)()
        self._encoding = encoding
        self._buffer, self._at, self._start, self._ended = "", 0, 0, False
        self._line, self._column = 1, 1
        self._json = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end of the file."""
        while True:
            if ink := INK.search(self._buffer, self._at):
                self._at = ink.start()
                return ink[0]
            self._at = len(self._buffer)
            if self._ended:
                return ""
            self._more()

    def take(self, allowed: str) -> str:
        """
        Return the next character and move behind it.

        Raises
        ------
        IntakeError
            If it is not one of `allowed`.
        """
        found = self.peek()
        if not found or found not in allowed:
            raise self._fault(self._at, found, f"{' or '.join(allowed)} is expected", f"cần có {allowed[0]}")
        self._at += 1
        return found

    def key(self) -> str:
        """
        Return the key that starts here.

        Raises
        ------
        IntakeError
            If it is none.
        """
        if self.peek() != '"':
            raise self._fault(
                self._at, self.peek(), "a key in quotes is expected", "cần có tên mục trong ngoặc kép"
            )
        return str(self.value())

    def require_end(self) -> None:
        """Raise IntakeError ("json") if anything follows."""
        if found := self.peek():
            raise self._fault(
                self._at, found, "nothing may follow the document", "không được có gì sau tài liệu"
            )

    def value(self, longest: int = LONGEST) -> Any:  # noqa: ANN401 - any JSON
        """
        Return the value that starts here, of at most about `longest` characters.

        Raises
        ------
        IntakeError
            "json" with line and column of a syntax fault, "json-depth", "json-encoding",
            "json-too-long".
        """
        self.peek()
        while True:
            self.repeated.clear()
            self.constants.clear()
            try:
                found, end = self._json.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error):
                    raise self._syntax(error) from error
            except RecursionError as error:
                raise too_deep(f"{self.name}, line {self._place(self._at)[0]}") from error
            except ValueError as error:
                raise self._fault(
                    self._at, "", "a number has too many digits", "một số có quá nhiều chữ số"
                ) from error
            else:
                rest = len(self._buffer) - end
                if self._ended or rest >= CUT_CHARACTERS or not isinstance(found, int | float):
                    self._start, self._at = self._at, end
                    return found
            self._more(longest)

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1, where the last value starts."""
        return self._place(self._start)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated.append(next(key for key in keys if keys.count(key) > 1))
        return found

    def _constant(self, name: str) -> float:
        self.constants.append(name)
        return float(name.replace("Infinity", "inf"))

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        if self._ended:
            return False
        return error.msg.startswith("Unterminated") or error.pos > len(self._buffer) - CUT_CHARACTERS

    def _more(self, longest: int = LONGEST) -> None:
        """Read on: at least as much as is still undecoded, so that long values stay linear."""
        self._line, self._column = self._place(self._at)
        rest = self._buffer[self._at :]
        if len(rest) > longest:
            raise too_long(self.name, self._line, longest)
        raw = self._file.read(max(WINDOW_BYTES, len(rest)))
        self._ended = not raw
        try:
            text = self._decode.decode(raw, final=self._ended)
        except UnicodeDecodeError as error:
            raise self._undecodable(rest, error) from error
        self._buffer, self._at = rest + text, 0

    def _place(self, at: int) -> tuple[int, int]:
        lines = self._buffer.count("\n", 0, at)
        if not lines:
            return self._line, self._column + at
        return self._line + lines, at - self._buffer.rfind("\n", 0, at)

    def _syntax(self, error: json.JSONDecodeError) -> IntakeError:
        if error.msg.startswith("Unterminated"):
            return self._fault(
                error.pos,
                "",
                "a text starts here that does not end",
                "văn bản bắt đầu tại đây không kết thúc",
            )
        found = self._buffer[error.pos : error.pos + 1]
        return self._fault(error.pos, found, error.msg[0].lower() + error.msg[1:], "sai cú pháp JSON")

    def _fault(self, at: int, found: str, en: str, vi: str) -> IntakeError:
        if at >= len(self._buffer):
            return syntax(self.name, self._place(at), "the file ends here", "tệp bị cụt tại đây")
        shown_en, shown_vi = (f", found {found!r}", f", gặp {found!r}") if found else ("", "")
        return syntax(self.name, self._place(at), en + shown_en, vi + shown_vi)

    def _undecodable(self, rest: str, error: UnicodeDecodeError) -> IntakeError:
        good = rest + error.object[: error.start].decode(self._encoding, errors="replace")
        return not_text(self.name, self._line + good.count("\n"), self._encoding.upper())
