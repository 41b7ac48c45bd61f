"""How much a file of somebody else may ask of this machine before it is refused or its reader stopped."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Upper bounds of the gate and of the child process that reads what passed it.

    Examples
    --------
    >>> Limits(file_bytes=10).file_bytes, Limits().unpacked_bytes // MIB
    (10, 1024)
    """

    file_bytes: int = 300 * MIB
    """Of what is handed in, all parts of a shapefile or TAB together."""
    unpacked_bytes: int = GIB
    """Of all members of an archive together, counted while they are unpacked."""
    entries: int = 200
    """Entries of an archive, folders and left-out ones too."""
    ratio: int = 200
    """
    Unpacked to packed size, of each entry and of all; texts of coordinates reach about 20.

    A .dbf or .dat is bound by `unpacked_bytes` alone: its blanks pack 1,000 to 1.
    """
    ratio_floor_bytes: int = MIB
    """An entry, or an archive, that unpacks to less than this is not measured by its ratio."""
    staging_bytes: int = 2 * GIB
    """Everything that lies in the staging folder, from earlier files too."""
    json_depth: int = 64
    columns: int = 255
    cell_bytes: int = 32 * KIB
    """One cell, as UTF-8."""
    polygon_vertices: int = 2_000_000
    """Of one geometry: a province's outline at 1:10,000 has about 100,000."""
    wall_s: float = 120.0
    """Of the child that reads, from start to answer."""
    cpu_s: int = 60
    memory_bytes: int = 2 * GIB
    """What the child may use beyond what it has once its libraries are loaded."""
    output_bytes: int = GIB
    """What the child may write and hand back."""


LIMITS = Limits()
