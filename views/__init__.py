"""The web side: pages and maps that show results and compute nothing."""
