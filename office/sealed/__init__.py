"""Sealed layers: encrypted exact land, the approved cover, dossiers between two machines."""
