"""One reader for each format. Those that need GDAL are loaded in the fenced process alone."""
