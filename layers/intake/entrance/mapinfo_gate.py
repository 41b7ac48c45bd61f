r"""
Let only native MapInfo tables pass: a .tab may also be a view of, or a list of, other files.

Source: MapInfo Professional User Guide, appendix on .tab files; GDAL's mitab driver, which follows
`create view` and `\IsSeamless` to the files that they name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

TAB_BYTES = 1 << 20
NATIVE = re.compile(r'native(\s+charset\s+"?[\w-]+"?)?')
POINTERS = re.compile(
    r'create\s+view|open\s+table|"\\isseamless"\s*=\s*"true"|^\s*(file|database|server)\s+"', re.MULTILINE
)
DAT_HEADER_BYTES = 32


def require_native(path: Path, name: str) -> None:
    """
    Refuse a .tab that is no table of its own, and one whose .dat is cut.

    Raises
    ------
    IntakeError
        "tab-pointer", "tab-type", "tab-cut".
    """
    text = path.read_bytes()[:TAB_BYTES].decode("latin-1").lower()
    if POINTERS.search(text) or path.stat().st_size > TAB_BYTES:
        raise IntakeError(
            "tab-pointer",
            f"{name} is a view or a seamless table that points to other files:"
            " save a copy as a native MapInfo table.",
            f"{name} là view hoặc bảng seamless trỏ tới tệp khác: hãy lưu bản sao thành bảng MapInfo gốc.",
        )
    types = re.findall(r"^\s*type\s+(.*?)\s*;?\s*$", _without_fields(text), re.MULTILINE)
    if len(types) != 1 or not NATIVE.fullmatch(types[0]):
        shown = ", ".join(types) or "?"
        raise IntakeError(
            "tab-type",
            f"{name} is a table of type {shown[:60]}, not native: save a copy as a native MapInfo table.",
            f"{name} là bảng kiểu {shown[:60]}, không phải bảng gốc: hãy lưu bản sao thành bảng MapInfo gốc.",
        )
    _require_data(path.with_suffix(".dat"), name)


def _without_fields(text: str) -> str:
    """Leave the lines of the columns out: a column may be called "type"."""
    head, mark, rest = text.partition("\n  fields ")
    count = re.match(r"\s*(\d+)", rest)
    lines = rest.splitlines()
    return head + "\n" + "\n".join(lines[1 + int(count[1]) :]) if mark and count else text


def _require_data(path: Path, name: str) -> None:
    """Compare the length of the .dat with the rows that its header tells."""
    with path.open("rb") as file:
        header = file.read(DAT_HEADER_BYTES)
    rows = int.from_bytes(header[4:8], "little")
    told = int.from_bytes(header[8:10], "little") + rows * int.from_bytes(header[10:12], "little")
    found = path.stat().st_size
    if len(header) < DAT_HEADER_BYTES or found < told:
        raise IntakeError(
            "tab-cut",
            f"{name} is damaged: its .dat has {found} bytes where its header says {told}; copy it again.",
            f"{name} bị hỏng: tệp .dat có {found} byte trong khi phần đầu ghi {told}; hãy sao chép lại.",
        )
