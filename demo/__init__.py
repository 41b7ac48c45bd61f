"""Builds the demonstration province: synthetic land use, schematic units, published totals."""
