"""What the office wrote of projects, read anew only when something was written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from layers.money.edits import NO_EDITS, Edits
from layers.province import default_province_folder
from office.database.desk import FILE
from office.database.place import office_folder
from office.projects.reading import edits_key, read_edits
from views.once import Once
from views.person import current_desk

if TYPE_CHECKING:
    from collections.abc import Hashable

_read: Once[Edits] = Once(4)


def edits_now() -> Edits:
    """
    Return everything that was written and not withdrawn; nothing where there is no desk: none is made.

    Raises
    ------
    DeskError
        If the desk cannot be read.
    """
    folder = office_folder(default_province_folder())
    url = os.environ.get("RANH_DATABASE_URL", "")
    if not url and not (folder / FILE).is_file():
        return NO_EDITS
    desk = current_desk()
    place: Hashable = (folder, url, edits_key(desk))
    return _read.get(place, lambda: read_edits(desk))
