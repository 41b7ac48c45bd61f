"""Covers of the small province of squares, signed by a key that everybody may know."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from layers.approved_cover import Cover, CoverFamily
from office.sealed.signing import sign_cover
from squares import EAST, NORTH

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def squares_at(*corners: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    """Return the squares of a cover that hold these places, in metres from the corner of the province."""
    return tuple(sorted((int((EAST + x) // 500), int((NORTH + y) // 500)) for x, y in corners))


def cover_of(families: dict[str, CoverFamily], **more: object) -> Cover:
    """Return a signed cover of the test province."""
    values = {
        "province": "squares",
        "crs": "EPSG:9205",
        "made_at": datetime(2026, 11, 1, tzinfo=UTC),
        "decoy_share": 0.2,
        "families": families,
        "public_key": "0" * 64,
    }
    return sign_cover(Cover(**(values | more)), KEY)
