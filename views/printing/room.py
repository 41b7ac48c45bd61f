"""The room on a sheet in which something is written already: nothing may stand on it."""

from __future__ import annotations

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm of the drawing."""


@dataclass(kw_only=True)
class Room:
    """Boxes that are taken; what is more important claims first."""

    taken: list[Box] = field(default_factory=list)

    def claim(self, box: Box) -> bool:
        """
        Take a box unless something stands there; tell whether it was free.

        Examples
        --------
        >>> room = Room()
        >>> room.claim((0, 0, 2, 2)), room.claim((1, 1, 3, 3)), room.claim((2, 0, 3, 2))
        (True, False, True)
        """
        left, top, right, bottom = box
        for one in self.taken:
            if left < one[2] and one[0] < right and top < one[3] and one[1] < bottom:
                return False
        self.taken.append(box)
        return True
