"""
Pure geometry in metres: coordinate systems, validity, subdivision, overlap, distance.

Nothing here knows files, law, or the words of the map.
"""
