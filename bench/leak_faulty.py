"""
The web door with a fault built in, for the measurement alone.

    python -m bench.leak_faulty PORT FLAG PLANTED

While the file FLAG is there, geometry fails with the error that it holds. With PLANTED = yes the
fault also writes that text wherever a careless program would: console, log, temporary file, and
the sentence for the person.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from streamlit.web import cli

from geo.errors import RanhError

if TYPE_CHECKING:
    from collections.abc import Callable

FAILING = ("difference", "intersection", "intersects", "dwithin", "union_all")
APP = Path(__file__).parents[1] / "app.py"


def fail(flag: Path, *, planted: bool) -> None:
    """Let geometry fail from now on, while the flag is there; planted: where no layer hides its fault."""
    for name in FAILING[:1] if planted else FAILING:
        setattr(shapely, name, _failing(getattr(shapely, name), flag, planted=planted))


def _failing(inner: Callable[..., Any], flag: Path, *, planted: bool) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - of any function
        if not flag.exists():
            return inner(*arguments, **named)
        words = flag.read_text(encoding="utf-8")
        if planted:
            _tell_everywhere(words)
            raise RanhError(words, words)
        raise shapely.GEOSException(words)

    return called


def _tell_everywhere(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    logging.getLogger("ranh").error("%s", words.split(maxsplit=1)[0])
    with tempfile.NamedTemporaryFile("w", delete=False, encoding="utf-8") as file:
        file.write(words)


def main() -> None:
    """Serve until stopped."""
    port, flag, planted = sys.argv[1:]
    fail(Path(flag), planted=planted == "yes")
    sys.argv = ["streamlit", "run", str(APP), "--server.port", port]
    cli.main()


if __name__ == "__main__":
    main()
