"""Corridors: what lies along an axis, and how several of them compare."""
