"""Which communes a file itself says that it lies in: what tells a shift of 223 m from none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.communes import match_units
from layers.intake.lists.unit_table import province_units
from layers.intake.text.column_names import propose_columns

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from layers.province import Province

COLUMNS = ("commune_code", "commune_name")
MOST_VALUES = 500
MATCHED = 0.9
"""Share of the different values that must be a commune for sure; else the column says something else."""


def communes_named(attributes: pa.Table, province: Province, as_of: date | None) -> tuple[str, ...]:
    """
    Return the codes of today's communes that a column of the file names, () where none does.

    Parameters
    ----------
    attributes
        Columns of the file, text decoded.
    as_of
        Day for which the file speaks; names and codes meant other units before.
    """
    if not province.communes:
        return ()
    meanings = propose_columns(attributes.column_names)
    columns = [name for name, meaning in meanings.items() if meaning in COLUMNS]
    for name in sorted(columns, key=lambda column: COLUMNS.index(meanings[column])):
        values = [str(v) for v in attributes[name].unique().to_pylist() if v is not None]
        if not 0 < len(values) <= MOST_VALUES:
            continue
        matches = match_units(values, province_units(province), as_of=as_of)
        sure = {match.cell: match.commune_code for match in matches if match.commune_code}
        if len(sure) >= MATCHED * len(values):
            return tuple(dict.fromkeys(sure.values()))
    return ()
