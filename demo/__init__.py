"""Builds the demonstration province: synthetic land use and schematic units, from open sources and published totals."""
