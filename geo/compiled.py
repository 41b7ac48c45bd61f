"""How the engine's inner loops are compiled: machine code on first use, kept on disk, run without the GIL."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


def compiled(function: F) -> F:
    """
    Compile a function of numbers and arrays.

    Compiled code is kept beside the module, and is made anew when that file changes - but
    not when another file does. Compiled functions therefore only call functions of their
    own module. Floating point stays strict: no reordering, so that a result never depends
    on which thread or machine of a kind computed it.
    """
    return cast("F", numba.njit(nogil=True, cache=True, fastmath=False, error_model="numpy")(function))
