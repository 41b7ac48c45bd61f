"""Read-only OGC API Features over what somebody may see, by pygeoapi."""
