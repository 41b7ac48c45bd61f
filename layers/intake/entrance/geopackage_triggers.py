"""
Tell the triggers that the GeoPackage standard and GDAL write from all others.

None of them ever fires here, since an incoming file is opened read-only. But whoever writes into a
copy later would run them, and a file that carries others was made to do something to its reader.

Sources: GeoPackage 1.0 to 1.4, annexes on R-trees and tile matrices (OGC 12-128); GDAL's
`gpkg_ogr_contents`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<quoted>"(?:[^"]|"")*" | '(?:[^']|'')*' | `(?:[^`]|``)*` | \[[^\]]*\])
      | (?P<word>[^\W\d][\w$]*)
      | (?P<number>\d+(?:\.\d*)?)
      | (?P<sign><>|!=|<=|>=|==|\|\||(?!--|/\*)[-+*/%=<>(),.;])""",
    re.VERBOSE,
)
QUOTED = "\0"
"""Stands before a token that was quoted: it is a name or a text, never a word of SQL."""
BEFORE_BRACKET = frozenset(
    {"values", "in", "when", "where", "and", "or", "not", "like", "glob", "then", "exists"}
)
FUNCTIONS = frozenset(
    (
        "st_isempty",
        "st_minx",
        "st_maxx",
        "st_miny",
        "st_maxy",
        "lower",
        "raise",
        "count",
        "max",
        "min",
        "strftime",
    )
)
RTREE = ("insert", "update", "delete", *(f"update{n}" for n in range(1, 8)))
CONSTRAINT = re.compile(
    r"gpkg_(tile_matrix|metadata|metadata_reference)_\w+|.+_(zoom|tile_column|tile_row)_(insert|update)"
)


def is_known_trigger(name: str, sql: str, layers: Mapping[str, str]) -> bool:
    """
    Return whether a trigger is one of the standard's and does nothing else than those do.

    Parameters
    ----------
    name, sql
        As `sqlite_schema` has them.
    layers
        Geometry column of each ordinary table, all in lower case; "" where it has none.

    Examples
    --------
    >>> count = "UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1"
    >>> begin = "CREATE TRIGGER trigger_insert_feature_count_p AFTER INSERT ON p BEGIN "
    >>> layers = {"p": "geom"}
    >>> is_known_trigger("trigger_insert_feature_count_p", f"{begin}{count}; END", layers)
    True
    >>> is_known_trigger("trigger_insert_feature_count_p", f"{begin}DELETE FROM p; END", layers)
    False
    """
    tokens = _tokens(sql)
    lowered = name.lower()
    if tokens is None or not _is_whole(tokens, lowered) or _calls(tokens) - FUNCTIONS:
        return False
    begin = tokens.index("begin")
    if "on" not in tokens[:begin]:
        return False
    table = _name(tokens[tokens.index("on") + 1])
    targets = _targets(lowered, table, layers)
    return targets is not None and all(_is_harmless(s, targets) for s in _statements(tokens[begin + 1 : -1]))


def _tokens(sql: str) -> list[str] | None:
    """Return words, names and texts in lower case; None where something else stands in it."""
    found, at = [], 0
    while at < len(sql):
        match = TOKEN.match(sql, at)
        if match is None:
            return None
        at = match.end()
        if match.lastgroup == "quoted":
            quote = match[0][-1]
            found.append(QUOTED + match[0][1:-1].replace(quote * 2, quote).lower())
        elif match.lastgroup != "space":
            found.append(match[0].lower())
    return found


def _name(word: str) -> str:
    return word.removeprefix(QUOTED)


def _is_whole(tokens: list[str], name: str) -> bool:
    start = 5 if tokens[2:5] == ["if", "not", "exists"] else 2
    return (
        tokens[:2] == ["create", "trigger"]
        and [_name(word) for word in tokens[start : start + 1]] == [name]
        and "begin" in tokens
        and tokens[-1] == "end"
    )


def _calls(tokens: list[str]) -> set[str]:
    """Return what is followed by a bracket and is no word of SQL: functions."""
    called = {a for a, b in pairwise(tokens) if b == "(" and re.match(rf"{QUOTED}|\w", a)}
    return {_name(word) for word in called - BEFORE_BRACKET}


def _targets(name: str, table: str, layers: Mapping[str, str]) -> frozenset[str] | None:
    """Return the tables that a trigger of this name on `table` may write; None for an unknown name."""
    if table in layers:
        rtree = f"rtree_{table}_{layers[table]}"
        if layers[table] and name in {f"{rtree}_{event}" for event in RTREE}:
            return frozenset({rtree})
        if name in {f"trigger_{event}_feature_count_{table}" for event in ("insert", "delete")}:
            return frozenset({"gpkg_ogr_contents"})
    return frozenset() if CONSTRAINT.fullmatch(name) and name.startswith(table) else None


def _statements(tokens: list[str]) -> list[list[str]]:
    statements: list[list[str]] = [[]]
    for word in tokens:
        if word == ";":
            statements.append([])
        else:
            statements[-1].append(word)
    return [statement for statement in statements if statement]


def _is_harmless(statement: list[str], targets: frozenset[str]) -> bool:
    """Return whether a statement only refuses a write, or writes only into `targets`."""
    verb, *rest = statement
    if verb == "select":
        return rest[:2] == ["raise", "("]
    if rest[:1] == ["or"]:
        rest = rest[2:]
    if verb in {"insert", "delete"} and rest:
        verb, *rest = f"{verb} {rest[0]}", *rest[1:]
    known = verb in {"insert into", "update", "delete from"} and "select" not in rest
    return known and bool(rest) and _name(rest[0]) in targets
