"""Errors of the service for GIS programs."""

from geo.errors import RanhError


class QueryError(RanhError, ValueError):
    """What a program asked for cannot be answered as asked."""
