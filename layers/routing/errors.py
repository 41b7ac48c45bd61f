"""Why no line can be offered; each is a `RanhError`."""

from geo.errors import RanhError


class WeightError(RanhError, ValueError):
    """A file of weights misses something, has something unknown, or a value out of range."""


class PointError(RanhError, ValueError):
    """A start, end or way point is no place, outside the province, or inside land where no line may go."""


class NoRouteError(RanhError, ValueError):
    """There is no line between the points that leaves all forbidden land."""
