"""Pure geometry in metres: coordinate systems, validity, subdivision, overlap, distance. No files, no law, no words for the map."""
